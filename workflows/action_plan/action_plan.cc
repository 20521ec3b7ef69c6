#include "workflows/action_plan/action_plan.h"

#include <algorithm>

#include "workflows/action_plan/parts.h"
#include "workflows/dates.h"

namespace candour::workflows::action_plan {

bool Action::Answers(const std::string& recommendation_id) const {
  const auto& answered = record.recommendation_ids();
  return std::find(answered.begin(), answered.end(), recommendation_id) != answered.end();
}

bool Action::HasFreshEvidence() const {
  return std::any_of(evidence.begin(), evidence.end(),
                     [](const auto& entry) { return !entry.second.outdated; });
}

absl::CivilDay Action::BegunOn() const {
  return DayOf(reopenings.empty() ? record.created_on() : reopenings.back().reopened_on());
}

std::string ActionPlan::ReviewId() const {
  return opened.about() == types::v1::CASE_REVIEW ? opened.about_id() : std::string();
}

std::vector<std::string> ActionPlan::ActionsFor(const std::string& recommendation_id) const {
  std::vector<std::string> answering;
  for (const auto& [id, action] : actions) {
    if (action.Answers(recommendation_id)) answering.push_back(id);
  }
  return answering;
}

std::optional<StreamRef> ActionPlan::PartOf() const {
  if (ReviewId().empty()) return std::nullopt;
  return StreamRef{types::v1::CASE_REVIEW, ReviewId()};
}

void Register(WorkflowTable& table) {
  RegisterRecommendations(table);
  RegisterActions(table);
  RegisterImpact(table);
}

}  // namespace candour::workflows::action_plan
