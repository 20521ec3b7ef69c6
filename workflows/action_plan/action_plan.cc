#include "workflows/action_plan/action_plan.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "workflows/action_plan/parts.h"
#include "workflows/clocks/calendar.h"
#include "workflows/dates.h"
#include "workflows/refusals.h"
#include "workflows/whose.h"

namespace candour::workflows::action_plan {

bool Action::Answers(const std::string& recommendation_id) const {
  const auto is_it = [&](const std::string& id) { return id == recommendation_id; };
  return std::any_of(record.recommendation_ids().begin(), record.recommendation_ids().end(),
                     is_it) ||
         std::any_of(also_answers.begin(), also_answers.end(), is_it);
}

std::set<std::string> Action::Answered() const {
  std::set<std::string> answered(record.recommendation_ids().begin(),
                                 record.recommendation_ids().end());
  answered.insert(also_answers.begin(), also_answers.end());
  return answered;
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
  owners.insert(owners.end(), owned_before_by.begin(), owned_before_by.end());
  for (const auto& passed : reassignments) owners.push_back(passed.from_agency_id());
  return owners;
}

bool Action::WasOwnedBy(const std::string& agency_id) const {
  const std::vector<std::string> owners = Owners();
  return std::find(owners.begin(), owners.end(), agency_id) != owners.end();
}

std::vector<std::string> Action::Elsewhere() const {
  std::vector<std::string> told;
  for (const auto& one : counted) {
    const bool still = counted_in.contains({one.plan_id(), one.recommendation_id()});
    // Before plans were told by name, an id was all there was.
    const std::string where = one.plan_title().empty()
                                  ? "another plan"
                                  : absl::StrCat("recommendation ", one.recommendation_number(),
                                                 " of ", one.plan_title());
    told.push_back(still ? absl::StrCat("Counts for ", where, ".")
                         : absl::StrCat("Counted for ", where, " until it was re-opened."));
  }
  return told;
}

uint32_t Action::LateUpdates(absl::CivilDay today) const {
  const bool owed =
      update.state == types::v1::UPDATE_OWED || update.state == types::v1::UPDATE_RETURNED;
  return updates_written_late + (owed && IsOpen() && DayOf(update.due_on) < today ? 1 : 0);
}

absl::CivilDay Action::LastNewsOn() const {
  return progress.empty() ? BegunOn()
                          : std::max(BegunOn(), DayOf(progress.back().record.reported_on()));
}

bool Action::WasVerifiedOn(absl::CivilDay day) const {
  std::optional<absl::CivilDay> verified_on;
  for (const auto& verified : verifications) {
    if (DayOf(verified.verified_on()) <= day) verified_on = DayOf(verified.verified_on());
  }
  const bool stands = status == types::v1::VERIFIED && verifications.size() > reopenings.size();
  return verified_on &&
         (stands || std::none_of(reopenings.begin(), reopenings.end(), [&](const auto& reopened) {
            const auto on = DayOf(reopened.reopened_on());
            return *verified_on <= on && on <= day;
          }));
}

absl::CivilDay Action::BegunOn() const {
  return DayOf(reopenings.empty() ? record.created_on() : reopenings.back().reopened_on());
}

const events::v1::RecommendationResponded* Recommendation::LastAnswerOf(
    const std::string& agency_id) const {
  const auto last = std::find_if(answers.rbegin(), answers.rend(), [&](const auto& answer) {
    return answer.agency_id() == agency_id;
  });
  return last == answers.rend() ? nullptr : &*last;
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

bool ActionPlan::IsNeeded(const Action& action) const {
  const std::set<std::string> answered = action.Answered();
  return std::any_of(answered.begin(), answered.end(), [&](const std::string& id) {
    const auto found = recommendations.find(id);
    return found != recommendations.end() && !found->second.closed;
  });
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

std::optional<types::v1::Rejection> UnlessDoneAt(const meeting::Meeting& meeting,
                                                 const ActionPlan& plan, const std::string& what,
                                                 absl::CivilDay day, const Context& context) {
  if (!meeting.Exists()) return std::nullopt;
  RETURN_IF_REFUSED(meeting::UnlessCancelled(meeting));
  RETURN_IF_REFUSED(
      UnlessInOrder(what, day, "the meeting", clocks::DayOf(meeting.starts_at, context.london)));
  const bool listed = meeting.ItemAbout("", plan.id) != nullptr ||
                      (!plan.ReviewId().empty() && meeting.ItemAbout("", plan.ReviewId()));
  if (listed || meeting.items.empty()) return std::nullopt;
  return Refuse(types::v1::NOT_LISTED,
                "Neither the plan nor the review it carries out stood on the agenda of that "
                "meeting. List it there, or name the meeting at which it was.",
                kOwnRule, {meeting.id, plan.id});
}

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

namespace {

// What was recorded while it was open is put right after it was closed, too.
std::optional<types::v1::Rejection> UnlessAdmitted(const ActionPlan& plan, types::v1::Stage stage,
                                                   const Context& context) {
  RETURN_IF_REFUSED(UnlessHeldHere(plan, context));
  const bool corrects = !context.corrects_event_id.empty();
  if (stage != types::v1::UNDER_WAY || !plan.closed || corrects) return std::nullopt;
  return Refuse(types::v1::RECOMMENDATION_CLOSED,
                "The plan is closed. Re-open one of its actions, or record a new recommendation: "
                "either opens the plan.",
                kOwnRule, {plan.id});
}

}  // namespace

void Register(WorkflowTable& table) {
  table.Admit<ActionPlan>(&UnlessAdmitted);
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
