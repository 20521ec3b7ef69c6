#include "workflows/action_plan/rag.h"

#include <algorithm>
#include <cctype>

#include "absl/strings/str_cat.h"
#include "google/protobuf/text_format.h"
#include "workflows/clocks/calendar.h"
#include "workflows/refusals.h"
#include "workflows/words.h"

namespace candour::workflows::action_plan {
namespace {

using types::v1::RagRule;
using types::v1::RagRules;

constexpr char kShipped[] = R"(
  title: "Rules shipped with Candour"
  source: "Suggested; no guidance lays colours down (unverified). A body sets its own."
  rules { when: IS_VERIFIED colour: BLUE words: "Blue: verified by somebody else than its owner." }
  rules { when: IS_SUPERSEDED colour: BLUE words: "Blue: others have taken its place." }
  rules { when: IS_EVIDENCED colour: GREEN words: "Green: done, and evidence was submitted." }
  rules { when: IS_DECLARED colour: AMBER words: "Amber: evidence is incomplete." }
  rules { when: IS_OVERDUE colour: RED words: "Red: overdue." }
  rules { when: HAS_NO_NEWS days: 183 colour: RED
          words: "Red: due on no day, and nothing was heard of it for half a year." }
  rules { when: OTHERWISE colour: AMBER words: "Amber: on its way." }
)";

bool Applies(const RagRule& rule, const Action& action, absl::CivilDay today) {
  const auto days = static_cast<int64_t>(rule.days());
  switch (rule.when()) {
    case RagRule::IS_VERIFIED:
      return action.status == types::v1::VERIFIED;
    case RagRule::IS_SUPERSEDED:
      return action.IsSuperseded();
    case RagRule::IS_EVIDENCED:
      return action.status == types::v1::DECLARED_COMPLETE && action.HasFreshEvidence();
    case RagRule::IS_DECLARED:
      return action.status == types::v1::DECLARED_COMPLETE;
    case RagRule::IS_OVERDUE:
      return action.IsOpen() && action.due_on && today - *action.due_on > days;
    case RagRule::HAS_NO_NEWS:
      return action.IsOpen() && !action.due_on && today - action.LastNewsOn() > days;
    case RagRule::IS_NOT_STARTED:
      return action.status == types::v1::NOT_STARTED && action.due_on &&
             *action.due_on - today <= days;
    case RagRule::IS_DELAYED:
      return action.status == types::v1::DELAYED;
    case RagRule::IS_DUE_ON_NO_DAY:
      return action.IsOpen() && !action.due_on;
    default:
      return rule.when() == RagRule::OTHERWISE && !action.IsSuperseded();
  }
}

// How it stands, whatever colour that is given.
std::string Standing(const Action& action, absl::CivilDay today) {
  if (action.status == types::v1::VERIFIED) return "Verified by somebody other than its owner.";
  if (action.HasEnded()) return "Ended when what it answers was closed.";
  if (action.IsSuperseded()) return "Superseded.";
  if (action.status == types::v1::DECLARED_COMPLETE) {
    if (action.HasFreshEvidence()) return "Declared complete with evidence; waits to be verified.";
    if (action.evidence.empty()) return "Declared complete, but no evidence has been submitted.";
    return absl::StrCat("Declared complete, but not proven. ", action.WhyUnproven());
  }
  if (action.due_on && today > *action.due_on) {
    return absl::StrCat("Overdue since ", clocks::DateWords(*action.due_on), ".");
  }
  std::string words = Words(action.status);
  words[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(words[0])));
  if (action.due_on)
    return absl::StrCat(words, "; due on ", clocks::DateWords(*action.due_on), ".");
  return absl::StrCat(words, "; due on no day; last heard of on ",
                      clocks::DateWords(action.LastNewsOn()), ".");
}

}  // namespace

const RagRules& ShippedRagRules() {
  static const RagRules& rules = *[] {
    auto* parsed = new RagRules;
    google::protobuf::TextFormat::ParseFromString(kShipped, parsed);
    return parsed;
  }();
  return rules;
}

const RagRules& RagRulesOf(const ActionPlan& plan) {
  return plan.rag_rules ? *plan.rag_rules : ShippedRagRules();
}

std::optional<types::v1::Rejection> UnlessUsable(const RagRules& rules) {
  const auto refused = [](const char* sentence) {
    return Refuse(types::v1::CONTRADICTORY, sentence, kOwnRule);
  };
  const bool told = !rules.title().empty() && !rules.source().empty() &&
                    std::all_of(rules.rules().begin(), rules.rules().end(), [](const auto& rule) {
                      return rule.when() != RagRule::WHEN_UNSPECIFIED &&
                             rule.colour() != types::v1::COLOUR_UNSPECIFIED &&
                             !rule.words().empty();
                    });
  if (!told) {
    return refused(
        "The rules need a title and a source, and each of them when it applies, a colour and its "
        "words.");
  }
  if (rules.rules().empty() || rules.rules().rbegin()->when() != RagRule::OTHERWISE) {
    return refused("The last rule must hold otherwise, so that every action has a colour.");
  }
  const bool tells_overdue =
      std::any_of(rules.rules().begin(), rules.rules().end(), [](const auto& rule) {
        return rule.when() == RagRule::IS_OVERDUE && rule.colour() != types::v1::GREEN;
      });
  if (rules.rules().rbegin()->colour() == types::v1::GREEN && !tells_overdue) {
    return refused(
        "By these rules an action that is overdue is green. Say before the last rule what colour "
        "it has, or give the last another colour.");
  }
  for (const RagRule& rule : rules.rules()) {
    const bool seen = rule.when() == RagRule::IS_VERIFIED || rule.when() == RagRule::IS_SUPERSEDED;
    if (rule.colour() == types::v1::BLUE && !seen) {
      return refused(
          "Blue says that somebody other than the owner has seen the effect. Give what is not "
          "verified another colour.");
    }
  }
  return std::nullopt;
}

Rag RagOf(const Action& action, const RagRules& rules, absl::CivilDay today) {
  for (const RagRule& rule : rules.rules()) {
    if (!Applies(rule, action, today)) continue;
    return {rule.colour(), Standing(action, today), rule.words()};
  }
  // Rules that say nothing of what others took the place of mean what is still to be done.
  if (action.IsSuperseded()) return {types::v1::BLUE, Standing(action, today), ""};
  return {types::v1::RED, Standing(action, today), ""};
}

Rag RagOf(const ActionPlan& plan, const std::string& recommendation_id, absl::CivilDay today) {
  const auto found = plan.recommendations.find(recommendation_id);
  if (found != plan.recommendations.end() && found->second.closed) {
    return {types::v1::BLUE,
            absl::StrCat("Closed: ", Words(found->second.closings.back().outcome()), "."), ""};
  }
  std::optional<Rag> worst;
  for (const std::string& action_id : plan.ActionsFor(recommendation_id)) {
    if (plan.actions.at(action_id).IsSuperseded()) continue;
    Rag rag = RagOf(plan.actions.at(action_id), RagRulesOf(plan), today);
    if (!worst || rag.colour < worst->colour) worst = std::move(rag);
  }
  if (!worst && found != plan.recommendations.end() && !found->second.met_by.empty()) {
    return {types::v1::BLUE, "Met by a verified action of another plan.", ""};
  }
  if (!worst && found != plan.recommendations.end() && !found->second.met_no_longer.empty()) {
    return {types::v1::RED,
            "What met it in another plan was re-opened there, and nothing else is planned for it.",
            ""};
  }
  return worst.value_or(Rag{types::v1::RED, "Nothing is planned for it yet.", ""});
}

}  // namespace candour::workflows::action_plan
