#include "workflows/action_plan/action_plan.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "workflows/action_plan/parts.h"
#include "workflows/dates.h"

namespace candour::workflows::action_plan {

bool Action::Answers(const std::string& recommendation_id) const {
  const auto is_it = [&](const std::string& id) { return id == recommendation_id; };
  return std::any_of(record.recommendation_ids().begin(), record.recommendation_ids().end(),
                     is_it) ||
         std::any_of(also_answers.begin(), also_answers.end(), is_it);
}

bool Action::HasFreshEvidence() const {
  return std::any_of(evidence.begin(), evidence.end(),
                     [](const auto& entry) { return entry.second.Stands(); });
}

std::string Action::WhyUnproven() const {
  const bool rejected = std::any_of(evidence.begin(), evidence.end(), [](const auto& entry) {
    return !entry.second.outdated && !entry.second.rejected_because.empty();
  });
  if (rejected) return "What was submitted was not accepted, and no other evidence was since.";
  return evidence.empty() ? "No evidence has been submitted."
                          : "The action was re-opened, and no evidence has been submitted since.";
}

bool Action::IsOpen() const {
  return status != types::v1::DECLARED_COMPLETE && status != types::v1::VERIFIED && !IsSuperseded();
}

std::vector<std::string> Action::Owners() const {
  std::vector<std::string> owners = {owner_agency_id, record.owner_agency_id()};
  for (const auto& passed : reassignments) owners.push_back(passed.from_agency_id());
  return owners;
}

bool Action::WasOwnedBy(const std::string& agency_id) const {
  const std::vector<std::string> owners = Owners();
  return std::find(owners.begin(), owners.end(), agency_id) != owners.end();
}

absl::CivilDay Action::LastNewsOn() const {
  return progress.empty() ? BegunOn()
                          : std::max(BegunOn(), DayOf(progress.back().record.reported_on()));
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

const Action* ActionPlan::ReportedIn(const std::string& progress_id) const {
  for (const auto& [id, action] : actions) {
    for (const Progress& progress : action.progress) {
      if (progress.record.progress_id() == progress_id) return &action;
    }
  }
  return nullptr;
}

std::optional<StreamRef> ActionPlan::PartOf() const {
  if (ReviewId().empty()) return std::nullopt;
  return StreamRef{types::v1::CASE_REVIEW, ReviewId()};
}

std::vector<StreamRef> ActionPlan::Beside() const {
  std::set<std::string> plans;
  for (const auto& [id, action] : actions) {
    for (const auto& [plan_id, recommendation_id] : action.counted_in) plans.insert(plan_id);
  }
  std::vector<StreamRef> beside = Aggregate::Beside();
  for (const std::string& plan_id : plans) beside.push_back({kKind, plan_id});
  return beside;
}

namespace {

bool HasEvidence(const ActionPlan& plan, const std::string& id) {
  return std::any_of(plan.actions.begin(), plan.actions.end(),
                     [&](const auto& action) { return action.second.evidence.contains(id); });
}

}  // namespace

std::string NumberKey(const std::string& number) {
  std::string key;
  for (size_t i = 0; i < number.size();) {
    size_t end = i;
    while (end < number.size() && absl::ascii_isdigit(number[end])) ++end;
    if (end == i) {
      key.push_back(number[i++]);
      continue;
    }
    key.append(std::max<size_t>(20, end - i) - (end - i), '0').append(number, i, end - i);
    i = end;
  }
  return key;
}

void Register(WorkflowTable& table) {
  table.AdmitHolder<ActionPlan>();
  table.Things(types::v1::A_RECOMMENDATION, &ActionPlan::recommendations,
               "The plan has no such recommendation. Record it first.",
               "The plan has a recommendation under this id already. Give another one its own id, "
               "or leave that blank.");
  table.Things(
      types::v1::AN_ACTION, &ActionPlan::actions, "The plan has no such action. Create it first.",
      "The plan has this action already. Give another one its own id, or leave that blank.");
  table.Things<ActionPlan>(
      types::v1::A_PIECE_OF_EVIDENCE, &HasEvidence,
      "This evidence was not submitted. Name some that was.",
      "This evidence has been submitted. Give another one its own id, or leave that blank.");
  RegisterRecommendations(table);
  RegisterActions(table);
  RegisterImpact(table);
  RegisterFollowUp(table);
  RegisterUpdates(table);
  RegisterClosing(table);
  RegisterPanelRecommendation(table);
}

}  // namespace candour::workflows::action_plan
