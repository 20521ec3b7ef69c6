// Actions: two keys, the owner's declaration and another's verification, and no way round either.
#include <algorithm>
#include <map>

#include "absl/strings/str_cat.h"
#include "workflows/action_plan/parts.h"
#include "workflows/board/board.h"
#include "workflows/board/case_clocks.h"
#include "workflows/clocks/calendar.h"
#include "workflows/clocks/milestones.h"
#include "workflows/corrections.h"
#include "workflows/dates.h"
#include "workflows/meeting/meeting.h"
#include "workflows/refusals.h"
#include "workflows/words.h"

namespace candour::workflows::action_plan {

namespace cw = casework::v1;
namespace ev = events::v1;
using board::Board;
using case_review::CaseReview;
using meeting::Meeting;
using types::v1::Rejection;

std::optional<Rejection> UnlessApart(const std::string& agency_id, const std::string& person_id,
                                     const Action& action, const Board& board) {
  for (const std::string& agency : {agency_id, board.people.at(person_id).agency_id}) {
    const std::vector<std::string> owners = action.Owners();
    if (std::none_of(owners.begin(), owners.end(),
                     [&](const std::string& owner) { return board.IsOrSucceeds(agency, owner); })) {
      continue;
    }
    return Refuse(
        types::v1::VERIFIER_IS_OWNER,
        absl::StrCat(board.AgencyName(agency),
                     board.IsOrSucceeds(agency, action.owner_agency_id) ? " owns" : " owned",
                     " the action and cannot judge it. Have another agency look."),
        kOwnRule, {action.record.action_id(), agency});
  }
  const std::string& of = board.people.at(person_id).agency_id;
  if (of.empty() || board.IsOrSucceeds(of, agency_id) || board.IsOrSucceeds(agency_id, of)) {
    return std::nullopt;
  }
  return Refuse(types::v1::NOT_AUTHORISED,
                absl::StrCat("The register has them as an officer of ", board.AgencyName(of),
                             ", and not of ", board.AgencyName(agency_id),
                             ", which is said to have looked. Name somebody of that agency, or the "
                             "agency that they are of; or correct the register."),
                kOwnRule, {person_id, agency_id});
}

std::optional<Rejection> UnlessOwner(const Action& action, const std::string& by_agency_id,
                                     const types::v1::Date& on, const Board& board) {
  const std::string& owner = board.AgencyInPlaceOf(action.owner_agency_id, DayOf(on));
  if (by_agency_id == owner) return std::nullopt;
  return Refuse(types::v1::NOT_AUTHORISED,
                "Only the agency that owns the action says how it stands. Name the owner; where "
                "several agencies took its place, pass the action on to one of them first.",
                kOwnRule, {action.record.action_id(), owner});
}

namespace {

void OpenRecommendation(const Reopening& by, const ActionPlan& plan, const std::string& id,
                        const std::string& action_id, Decision& decision) {
  auto& event = decision.AddTo<ev::RecommendationReopened>(plan.id, by.command);
  event.set_recommendation_id(id);
  event.set_because_of_action_id(action_id);
  *event.mutable_reopened_on() = by.on;
}

// An action of a plan that met a recommendation of another one.
struct Counted {
  const ActionPlan& plan;
  const std::string& action_id;
  const ActionPlan& other;
};

// Returns whether the other plan has to open.
bool CountNoLonger(const Reopening& by, const Counted& counted, const std::string& id,
                   Decision& decision) {
  const auto& [plan, action_id, other] = counted;
  const auto found = other.recommendations.find(id);
  if (found == other.recommendations.end()) return false;  // forgotten since
  auto& event = decision.AddTo<ev::ActionCountsNoLonger>(other.id, by.command);
  *event.mutable_reopened_on() = by.on;
  event.set_action_id(action_id);
  event.set_recommendation_id(id);
  event.set_earlier_plan_id(plan.id);
  const Recommendation& met = found->second;
  const bool rested = met.closed && met.closings.back().outcome() == types::v1::EFFECT_VERIFIED;
  if (rested) OpenRecommendation(by, other, id, action_id, decision);
  return rested;
}

}  // namespace

void OpenWhatIsAbove(const Reopening& by, const Context& context, const ActionPlan& plan,
                     const Action& action, Decision& decision) {
  const std::string& action_id = action.record.action_id();
  for (const auto& [id, recommendation] : plan.recommendations) {
    if (!recommendation.closed || !action.Answers(id)) continue;
    OpenRecommendation(by, plan, id, action_id, decision);
  }
  OpenPlan(by, plan, action_id, decision);
  std::map<std::string, bool> opens;
  for (const auto& [plan_id, id] : action.counted_in) {
    const ActionPlan* other = Loaded<ActionPlan>(context, plan_id);
    if (other == nullptr) continue;
    opens[plan_id] |= CountNoLonger(by, {plan, action_id, *other}, id, decision);
  }
  for (const auto& [plan_id, does] : opens) {
    if (does) OpenPlan(by, *Loaded<ActionPlan>(context, plan_id), action_id, decision);
  }
}

namespace {

// The clock of the editions that follows each action to its due day.
constexpr char kCompleteAction[] = "complete_action";

}  // namespace

Rejection AlreadyDone(const Action& action) {
  std::vector<std::string> about = {action.record.action_id()};
  about.insert(about.end(), action.replaced_by.begin(), action.replaced_by.end());
  return Refuse(types::v1::ALREADY_DONE,
                action.HasEnded() ? "The action ended when what it answers was closed. If it is "
                                    "needed after all, re-open it with the reason."
                : action.IsSuperseded()
                    ? "Other actions have taken the place of this one. Act on those."
                    : absl::StrCat("The action is ", Words(action.status),
                                   ". If that does not hold, re-open it with the reason."),
                kOwnRule, std::move(about));
}

namespace {

// From when on something can have been done about it. What is corrected may be from before it was
// re-opened.
absl::CivilDay FirstDayOf(const Action& action, const Context& context) {
  return context.corrected != nullptr ? DayOf(action.record.created_on()) : action.BegunOn();
}

// Whether one may say how an action stands that is not open: only to put right what was said while
// it was. What followed bears that or does not (ActionPlan::Contradictions).
bool MayTell(const Action& action, const Context& context) {
  return action.IsOpen() || context.corrected != nullptr;
}

// When the Board closed the last of what it answers.
absl::CivilDay EndedOn(const ActionPlan& plan, const Action& action) {
  absl::CivilDay ended = action.BegunOn();
  for (const auto& [id, recommendation] : plan.recommendations) {
    if (!action.Answers(id) || recommendation.closings.empty()) continue;
    ended = std::max(ended, DayOf(recommendation.closings.back().closed_on()));
  }
  return ended;
}

// Verified on evidence of the action; once re-opened, not on what was there before alone.
std::optional<Rejection> UnlessEvidenced(const cw::VerifyAction& command, const Action& action,
                                         const Context& context) {
  const bool anew = context.corrected == nullptr;
  if (anew && !action.HasFreshEvidence()) {
    return Refuse(types::v1::NO_EVIDENCE,
                  absl::StrCat(action.WhyUnproven(), " Ask the owner for it first."), kOwnRule,
                  {command.action_id()});
  }
  bool fresh = false;
  for (const std::string& evidence_id : command.evidence_ids()) {
    const auto evidence = action.evidence.find(evidence_id);
    if (evidence == action.evidence.end()) {
      return Refuse(types::v1::UNKNOWN_REFERENCE,
                    "This evidence was not submitted for the action. Name evidence that was.",
                    kOwnRule, {command.action_id(), evidence_id});
    }
    if (!evidence->second.rejected_because.empty()) {
      return Refuse(types::v1::NO_EVIDENCE,
                    absl::StrCat("This evidence was not accepted: ",
                                 evidence->second.rejected_because, " Name other evidence."),
                    kOwnRule, {command.action_id(), evidence_id});
    }
    fresh |= evidence->second.Stands();
    RETURN_IF_REFUSED(UnlessInOrder("the verification", DayOf(command.verified_on()),
                                    "the evidence was submitted",
                                    DayOf(evidence->second.record.submitted_on())));
  }
  if (fresh || !anew) return std::nullopt;
  return Refuse(types::v1::NO_EVIDENCE,
                "All the evidence named is from before the action was re-opened. Name what was "
                "submitted since.",
                kOwnRule, {command.action_id()});
}

}  // namespace

Decision Decide(const cw::CreateAction& command, const Context& context, const ActionPlan& plan,
                const Board& board) {
  RETURN_IF_REFUSED(
      board::UnlessAgencyStands(board, command.owner_agency_id(), DayOf(command.created_on())));
  if (!command.has_due_on() && command.due_words().empty()) {
    return Refuse(types::v1::REASON_MISSING,
                  "Give the day it is due or, where it is due on no day, say so in words.",
                  kOwnRule);
  }
  for (const std::string& recommendation_id : command.recommendation_ids()) {
    const Recommendation& recommendation = plan.recommendations.at(recommendation_id);
    if (recommendation.closed) {
      return Refuse(types::v1::RECOMMENDATION_CLOSED,
                    "The recommendation is closed. Re-open one of its actions, or record a new "
                    "recommendation.",
                    kOwnRule, {recommendation_id});
    }
    RETURN_IF_REFUSED(UnlessInOrder("the action", DayOf(command.created_on()),
                                    "the recommendation was made",
                                    DayOf(recommendation.record.made_on())));
  }
  Decision decision;
  auto& event = decision.Add<ev::ActionCreated>(command);
  // Corrected, it stays one that took the place of others.
  if (const auto* was = dynamic_cast<const ev::ActionCreated*>(context.corrected)) {
    *event.mutable_replaces_action_ids() = was->replaces_action_ids();
  }
  return decision;
}

void Evolve(ActionPlan& plan, const ev::ActionCreated& event, const Fact& fact) {
  Action& action = plan.actions[event.action_id()];
  action.record = event;
  action.position = fact.place.position;
  action.owner_agency_id = event.owner_agency_id();
  action.lead_role = event.lead_role();
  plan.NameSubject(event.action_id(), event.owner_agency_id(), event.lead_role());
  if (event.has_due_on()) action.first_due_on = DayOf(event.due_on());
  for (const std::string& id : event.replaces_action_ids()) {
    const Action& replaced = plan.actions[id];
    action.owned_before_by.insert(replaced.owned_before_by.begin(), replaced.owned_before_by.end());
    action.owned_before_by.insert(replaced.record.owner_agency_id());
    action.owned_before_by.insert(replaced.owner_agency_id);
    for (const auto& passed : replaced.reassignments) {
      action.owned_before_by.insert(passed.from_agency_id());
    }
    const std::optional<absl::CivilDay>& first = replaced.first_due_on;
    if (first && (!action.first_due_on || *first < *action.first_due_on)) {
      action.first_due_on = first;
    }
  }
  if (!event.has_due_on()) return;
  action.due_on = DayOf(event.due_on());
  plan.Reach(clocks::kActionAgreed, event.created_on(), fact, event.action_id(), &event.due_on());
}

Decision Decide(const cw::ReportProgress& command, const Context& context, const ActionPlan& plan,
                const Meeting&, const Board& board) {
  const Action& action = plan.actions.at(command.action_id());
  RETURN_IF_REFUSED(UnlessOwner(action, command.by_agency_id(), command.reported_on(), board));
  const bool reportable = command.status() == types::v1::NOT_STARTED ||
                          command.status() == types::v1::ON_TRACK ||
                          command.status() == types::v1::DELAYED;
  if (!reportable) {
    return Refuse(
        types::v1::WRONG_STAGE,
        absl::StrCat("A progress report cannot make an action \"", Words(command.status()),
                     "\". Declare it complete, verify it or re-open it instead."),
        kOwnRule, {command.action_id()});
  }
  if (!MayTell(action, context)) return AlreadyDone(action);
  RETURN_IF_REFUSED(UnlessInOrder("the report", DayOf(command.reported_on()), "the action began",
                                  FirstDayOf(action, context)));
  const bool known = plan.ReportedIn(command.progress_id()) != nullptr &&
                     !IsOfCorrected(context, "progress_id", command.progress_id());
  if (known && !command.progress_id().empty()) {
    return Refuse(types::v1::ALREADY_DONE,
                  "This progress has been reported. To change it, correct that report.", kOwnRule,
                  {command.progress_id()});
  }
  Decision decision;
  decision.Add<ev::ProgressReported>(command).set_progress_id(
      context.IdOr(command.progress_id(), 0));
  return decision;
}

void Evolve(ActionPlan& plan, const ev::ProgressReported& event, const Fact& fact) {
  Action& action = plan.actions[event.action_id()];
  // What is told late of an earlier day does not take the place of what was said of a later one.
  const auto since =
      std::upper_bound(action.progress.begin(), action.progress.end(), DayOf(event.reported_on()),
                       [](absl::CivilDay day, const Progress& other) {
                         return day < DayOf(other.record.reported_on());
                       });
  const bool is_last = since == action.progress.end();
  action.progress.insert(since, Progress{event, {}, {}});
  if (!is_last) return;
  action.status = event.status();
  Update& update = action.update;
  const bool owed =
      update.state == types::v1::UPDATE_OWED || update.state == types::v1::UPDATE_RETURNED;
  const bool for_it = event.meeting_id().empty() || event.meeting_id() == update.meeting_id;
  if (!owed || !for_it) return;
  update.state = types::v1::UPDATE_WRITTEN;
  plan.Reach(clocks::kUpdateWritten, event.reported_on(), fact, event.action_id());
  if (DayOf(update.due_on) < DayOf(event.reported_on())) ++action.updates_written_late;
}

// Also after the owner called it done.
Decision Decide(const cw::SubmitEvidence& command, const Context& context, const ActionPlan& plan,
                const Board& board) {
  const Action& action = plan.actions.at(command.action_id());
  RETURN_IF_REFUSED(
      UnlessOwnAgency(context, board.AgencyInPlaceOf(action.owner_agency_id, context.Today())));
  const bool replaced = action.IsSuperseded() && !action.HasEnded();
  if (replaced && context.corrected == nullptr) return AlreadyDone(action);
  RETURN_IF_REFUSED(UnlessInOrder("the evidence", DayOf(command.submitted_on()), "the action began",
                                  FirstDayOf(action, context)));
  return Recorded<ev::EvidenceSubmitted>(command);
}

void Evolve(ActionPlan& plan, const ev::EvidenceSubmitted& event, const Fact&) {
  plan.actions[event.action_id()].evidence[event.evidence_id()].record = event;
}

Decision Decide(const cw::DeclareActionComplete& command, const Context& context,
                const ActionPlan& plan, const Board& board) {
  const Action& action = plan.actions.at(command.action_id());
  RETURN_IF_REFUSED(UnlessOwner(action, command.by_agency_id(), command.declared_on(), board));
  if (!MayTell(action, context)) return AlreadyDone(action);
  RETURN_IF_REFUSED(UnlessInOrder("the declaration", DayOf(command.declared_on()),
                                  "the action began", FirstDayOf(action, context)));
  return Recorded<ev::ActionDeclaredComplete>(command);
}

void Evolve(ActionPlan& plan, const ev::ActionDeclaredComplete& event, const Fact& fact) {
  Action& action = plan.actions[event.action_id()];
  action.status = types::v1::DECLARED_COMPLETE;
  action.declarations.push_back(event);
  plan.Reach(clocks::kActionDeclaredComplete, event.declared_on(), fact, event.action_id());
}

Decision Decide(const cw::VerifyAction& command, const Context& context, const ActionPlan& plan,
                const Board& board) {
  const Action& action = plan.actions.at(command.action_id());
  const bool anew = context.corrected == nullptr;
  if (anew && action.status == types::v1::VERIFIED) return AlreadyDone(action);
  if (action.declarations.empty() || (anew && action.status != types::v1::DECLARED_COMPLETE)) {
    return Refuse(types::v1::NOT_DECLARED_COMPLETE,
                  "The owner has not declared the action complete. Ask for the declaration first.",
                  kOwnRule, {command.action_id()});
  }
  // By a correction of something else: whose officer they were then was asked then.
  const bool same_verifier =
      IsOfCorrected(context, "action_id", command.action_id()) &&
      IsOfCorrected(context, "verifier_agency_id", command.verifier_agency_id()) &&
      IsOfCorrected(context, "verifier_person_id", command.verifier_person_id());
  if (!same_verifier) {
    RETURN_IF_REFUSED(
        UnlessApart(command.verifier_agency_id(), command.verifier_person_id(), action, board));
  }
  RETURN_IF_REFUSED(UnlessEvidenced(command, action, context));
  // Of one that is corrected it need not be the last declaration that it followed.
  const ev::ActionDeclaredComplete& declared =
      anew ? action.declarations.back() : action.declarations.front();
  RETURN_IF_REFUSED(UnlessInOrder("the verification", DayOf(command.verified_on()),
                                  "it was declared complete", DayOf(declared.declared_on())));
  return Recorded<ev::ActionVerified>(command);
}

void Evolve(ActionPlan& plan, const ev::ActionVerified& event, const Fact& fact) {
  Action& action = plan.actions[event.action_id()];
  action.status = types::v1::VERIFIED;
  action.verifications.push_back(event);
  plan.Reach(clocks::kActionVerified, event.verified_on(), fact, event.action_id());
}

Decision Decide(const cw::ReopenAction& command, const Context& context, const ActionPlan& plan,
                const CaseReview& review) {
  const Action& action = plan.actions.at(command.action_id());
  if (action.IsSuperseded() && !action.HasEnded()) return AlreadyDone(action);
  if (action.IsOpen()) {
    return Refuse(types::v1::NOTHING_TO_CHANGE,
                  "The action is open: nobody has declared it complete. Report its progress "
                  "instead.",
                  kOwnRule, {command.action_id()});
  }
  const absl::CivilDay reopened = DayOf(command.reopened_on());
  const absl::CivilDay done = action.HasEnded() ? EndedOn(plan, action)
                              : action.status == types::v1::VERIFIED
                                  ? DayOf(action.verifications.back().verified_on())
                                  : DayOf(action.declarations.back().declared_on());
  RETURN_IF_REFUSED(UnlessInOrder("the re-opening", reopened, "the action was done", done));
  RETURN_IF_REFUSED(UnlessReviewNamed(plan, review));
  Decision decision;
  decision.Add<ev::ActionReopened>(command);
  OpenWhatIsAbove({command, command.reopened_on()}, context, plan, action, decision);
  return decision;
}

void Evolve(ActionPlan& plan, const ev::ActionReopened& event, const Fact& fact) {
  Action& action = plan.actions[event.action_id()];
  action.status = types::v1::REOPENED;
  action.reopenings.push_back(event);
  action.no_effect_found = false;
  action.counted_in.clear();
  for (auto& [id, evidence] : action.evidence) evidence.outdated = true;
  if (event.has_new_due_on()) action.due_on = DayOf(event.new_due_on());
  if (!action.due_on) return;
  const types::v1::Date due = clocks::ToDate(*action.due_on);
  plan.Reach(clocks::kActionReopened, event.reopened_on(), fact, event.action_id(), &due);
}

namespace {

// Told late, of a day before the action was opened again: by then another day had been named.
bool IsBeforeReopening(const ev::ActionDueDateRevised& event, const Action& action) {
  return event.has_revised_on() && !action.reopenings.empty() &&
         DayOf(event.revised_on()) < DayOf(action.reopenings.back().reopened_on());
}

}  // namespace

Decision Decide(const cw::ReviseActionDueDate& command, const Context& context,
                const ActionPlan& plan) {
  const Action& action = plan.actions.at(command.action_id());
  if (!MayTell(action, context)) return AlreadyDone(action);
  const absl::CivilDay new_due = DayOf(command.new_due_on());
  if (new_due == action.due_on && context.corrected == nullptr) {
    return Refuse(types::v1::NOTHING_TO_CHANGE,
                  "The action is due on this day already. Give another day.", kOwnRule,
                  {command.action_id()});
  }
  const absl::CivilDay began = FirstDayOf(action, context);
  RETURN_IF_REFUSED(UnlessInOrder("the new due day", new_due, "the action began", began));
  if (command.has_revised_on()) {
    RETURN_IF_REFUSED(UnlessInOrder("the move of the due day", DayOf(command.revised_on()),
                                    "the action began", began));
  }
  return Recorded<ev::ActionDueDateRevised>(command);
}

void Evolve(ActionPlan& plan, const ev::ActionDueDateRevised& event, const Fact& fact) {
  Action& action = plan.actions[event.action_id()];
  // Of one that was due on no day at first, an earlier naming that is told late is history.
  const bool named_since =
      !action.record.has_due_on() && event.has_revised_on() &&
      std::any_of(action.revisions.begin(), action.revisions.end(), [&](const auto& other) {
        return !other.has_revised_on() || DayOf(other.revised_on()) > DayOf(event.revised_on());
      });
  action.revisions.push_back(event);
  if (named_since && action.due_on) return;
  if (!action.due_on) {
    action.due_on = DayOf(event.new_due_on());
    if (!action.first_due_on) action.first_due_on = action.due_on;
    plan.Reach(clocks::kActionAgreed, action.record.created_on(), fact, event.action_id(),
               &event.new_due_on());
    return;
  }
  const bool stands = plan.ReviseDue(kCompleteAction, event.action_id(), event.new_due_on(),
                                     event.reason(), event.authority(), fact, event.revised_on());
  if (stands && !IsBeforeReopening(event, action)) action.due_on = DayOf(event.new_due_on());
}

Decision Decide(const cw::ExplainMissedActionDate& command, const Context& context,
                const ActionPlan& plan, const Board& board) {
  RETURN_IF_REFUSED(board::UnlessMissed(board, ActionPlan::kKind, plan.clock_facts,
                                        command.clock_kind(), command.subject(), context));
  return Recorded<ev::MissedActionDateExplained>(command);
}

void Evolve(ActionPlan& plan, const ev::MissedActionDateExplained& event, const Fact& fact) {
  plan.ExplainMiss(event.clock_kind(), event.subject(), event.reason(), event.authority(), fact,
                   event.explained_on());
}

void RegisterActions(WorkflowTable& table) {
  table.Events<ActionPlan, ev::ActionCreated, ev::ProgressReported, ev::EvidenceSubmitted,
               ev::ActionDeclaredComplete, ev::ActionVerified, ev::ActionReopened,
               ev::ActionDueDateRevised, ev::MissedActionDateExplained>();
  table.Command<cw::CreateAction, ActionPlan, Board>();
  table.Command<cw::ReportProgress, ActionPlan, Meeting, Board>();
  table.Command<cw::SubmitEvidence, ActionPlan, Board>();
  table.Command<cw::DeclareActionComplete, ActionPlan, Board>();
  table.Command<cw::VerifyAction, ActionPlan, Board>();
  table.Command<cw::ReopenAction, ActionPlan, CaseReview>();
  table.Command<cw::ReviseActionDueDate, ActionPlan>();
  table.Command<cw::ExplainMissedActionDate, ActionPlan, Board>();
}

}  // namespace candour::workflows::action_plan
