#include "workflows/action_plan/rag.h"

#include <cctype>
#include <optional>

#include "absl/strings/str_cat.h"
#include "workflows/clocks/calendar.h"
#include "workflows/words.h"

namespace candour::workflows::action_plan {

Rag RagOf(const Action& action, absl::CivilDay today) {
  if (action.status == types::v1::VERIFIED) {
    return {Colour::kBlue, "Verified by somebody other than its owner."};
  }
  if (action.status == types::v1::SUPERSEDED) return {Colour::kBlue, "Superseded."};
  if (action.status == types::v1::DECLARED_COMPLETE) {
    if (action.HasFreshEvidence()) {
      return {Colour::kGreen, "Declared complete with evidence; waits to be verified."};
    }
    return {Colour::kAmber, "Declared complete, but no evidence has been submitted."};
  }
  if (today > action.due_on) {
    return {Colour::kRed, absl::StrCat("Overdue since ", clocks::DateWords(action.due_on), ".")};
  }
  std::string words = Words(action.status);
  words[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(words[0])));
  return {Colour::kAmber, absl::StrCat(words, "; due on ", clocks::DateWords(action.due_on), ".")};
}

Rag RagOf(const ActionPlan& plan, const std::string& recommendation_id, absl::CivilDay today) {
  const auto found = plan.recommendations.find(recommendation_id);
  if (found != plan.recommendations.end() && found->second.closed) {
    return {Colour::kBlue,
            absl::StrCat("Closed: ", Words(found->second.closings.back().outcome()), ".")};
  }
  std::optional<Rag> worst;
  for (const std::string& action_id : plan.ActionsFor(recommendation_id)) {
    Rag rag = RagOf(plan.actions.at(action_id), today);
    if (!worst || rag.colour < worst->colour) worst = std::move(rag);
  }
  return worst.value_or(Rag{Colour::kRed, "Nothing is planned for it yet."});
}

}  // namespace candour::workflows::action_plan
