// Written updates: asked of an agency on all its open actions before a meeting, and accepted or
// returned there.
#include "candour/casework/v1/plan_follow_up.pb.h"
#include "workflows/action_plan/parts.h"
#include "workflows/clocks/calendar.h"
#include "workflows/clocks/milestones.h"
#include "workflows/dates.h"
#include "workflows/refusals.h"

namespace candour::workflows::action_plan {

namespace cw = casework::v1;
namespace ev = events::v1;
using board::Board;
using meeting::Meeting;
using types::v1::Rejection;

Decision Decide(const cw::AskForUpdate& command, const Context& context, const ActionPlan& plan,
                const Meeting& meeting, const Board& board) {
  RETURN_IF_REFUSED(UnlessInOrder("the meeting", clocks::DayOf(meeting.starts_at, context.london),
                                  "the update is due", DayOf(command.due_on())));
  Decision decision;
  auto& event = decision.Add<ev::UpdateAsked>(command);
  const absl::CivilDay asked_on = DayOf(command.asked_on());
  // Corrected, it asks about what it asked about.
  if (const auto* was = dynamic_cast<const ev::UpdateAsked*>(context.corrected)) {
    *event.mutable_action_ids() = was->action_ids();
    return decision;
  }
  for (const auto& [id, action] : plan.actions) {
    if (!action.IsOpen()) continue;
    if (board.AgencyInPlaceOf(action.owner_agency_id, asked_on) != command.agency_id()) continue;
    const bool asked = action.update.meeting_id == command.meeting_id();
    if (!asked) event.add_action_ids(id);
  }
  if (!event.action_ids().empty()) return decision;
  return Refuse(types::v1::NOTHING_TO_CHANGE,
                "The agency has no open action in this plan about which it was not asked for this "
                "meeting already. Ask for another meeting, or look at what it sent.",
                kOwnRule, {command.agency_id()});
}

void Evolve(ActionPlan& plan, const ev::UpdateAsked& event, const Fact& fact) {
  for (const std::string& id : event.action_ids()) {
    plan.actions[id].update = {types::v1::UPDATE_OWED, event.meeting_id(), event.due_on()};
    plan.Reach(clocks::kUpdateAsked, event.asked_on(), fact, id, &event.due_on());
  }
}

namespace {

// An update is looked at once, and only the last one written about an action.
std::optional<Rejection> UnlessWritten(const ActionPlan& plan, const std::string& progress_id,
                                       absl::CivilDay day) {
  const Action* reported = plan.ReportedIn(progress_id);
  if (reported == nullptr) {
    return Refuse(types::v1::UNKNOWN_REFERENCE,
                  "There is no such report of progress. Name one that was made.", kOwnRule,
                  {progress_id});
  }
  const Action& action = *reported;
  const ev::ProgressReported& last = action.progress.back().record;
  if (action.update.state != types::v1::UPDATE_WRITTEN || last.progress_id() != progress_id) {
    return Refuse(types::v1::WRONG_STAGE,
                  "This is no update that waits to be looked at: none was asked for, or it has "
                  "been accepted or returned, or a later one took its place. Name the latest "
                  "report made since the agency was asked.",
                  kOwnRule, {progress_id});
  }
  return UnlessInOrder("the answer", day, "the update was written", DayOf(last.reported_on()));
}

// Null where the report is set aside, to be corrected.
Action* ActionOf(ActionPlan& plan, const std::string& progress_id) {
  const Action* reported = plan.ReportedIn(progress_id);
  for (auto& [id, action] : plan.actions) {
    if (&action == reported) return &action;
  }
  return nullptr;
}

}  // namespace

Decision Decide(const cw::AcceptUpdate& command, const Context& context, const ActionPlan& plan,
                const Meeting& meeting) {
  RETURN_IF_REFUSED(UnlessWritten(plan, command.progress_id(), DayOf(command.accepted_on())));
  RETURN_IF_REFUSED(
      UnlessDoneAt(meeting, plan, "the acceptance", DayOf(command.accepted_on()), context));
  return Recorded<ev::UpdateAccepted>(command);
}

void Evolve(ActionPlan& plan, const ev::UpdateAccepted& event, const Fact&) {
  Action* action = ActionOf(plan, event.progress_id());
  if (action == nullptr) return;
  action->update.state = types::v1::UPDATE_ACCEPTED;
  action->progress.back().accepted = event;
}

Decision Decide(const cw::ReturnUpdate& command, const Context& context, const ActionPlan& plan,
                const Meeting& meeting) {
  RETURN_IF_REFUSED(UnlessWritten(plan, command.progress_id(), DayOf(command.returned_on())));
  RETURN_IF_REFUSED(
      UnlessDoneAt(meeting, plan, "the return", DayOf(command.returned_on()), context));
  return Recorded<ev::UpdateReturned>(command);
}

void Evolve(ActionPlan& plan, const ev::UpdateReturned& event, const Fact& fact) {
  Action* action = ActionOf(plan, event.progress_id());
  if (action == nullptr) return;
  action->update.state = types::v1::UPDATE_RETURNED;
  action->update.due_on = event.write_again_by();
  action->progress.back().returned = event;
  plan.Reach(clocks::kUpdateReturned, event.returned_on(), fact, action->record.action_id(),
             &event.write_again_by());
}

void RegisterUpdates(WorkflowTable& table) {
  table.Events<ActionPlan, ev::UpdateAsked, ev::UpdateAccepted, ev::UpdateReturned>();
  table.Command<cw::AskForUpdate, ActionPlan, Meeting, Board>();
  table.Command<cw::AcceptUpdate, ActionPlan, Meeting>();
  table.Command<cw::ReturnUpdate, ActionPlan, Meeting>();
}

}  // namespace candour::workflows::action_plan
