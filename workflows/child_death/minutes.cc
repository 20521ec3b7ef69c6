// What meetings leave behind of a case: amendments of their minutes, and actions. Without a case
// they are about the meeting, and kept with it.
#include "absl/strings/str_cat.h"
#include "candour/casework/v1/minutes.pb.h"
#include "candour/events/v1/minutes.pb.h"
#include "candour/events/v1/panel_minutes.pb.h"
#include "workflows/board/board.h"
#include "workflows/child_death/identifying.h"
#include "workflows/child_death/parts.h"
#include "workflows/clocks/calendar.h"
#include "workflows/dates.h"
#include "workflows/meeting/meeting.h"
#include "workflows/refusals.h"

namespace candour::workflows::child_death {

namespace cw = casework::v1;
namespace ev = events::v1;
using board::Board;
using meeting::Meeting;
using types::v1::Rejection;

namespace {

// What the command is about: the case, as an item of the meeting, or the meeting, with or without
// an item of it.
std::optional<Rejection> UnlessAbout(const std::string& case_id, const std::string& item_id,
                                     const Context& context, const Meeting& meeting,
                                     const ChildDeath& death, const Board& board) {
  if (case_id.empty()) {
    RETURN_IF_REFUSED(meeting::UnlessOurs(meeting, context));
    return item_id.empty() ? std::nullopt : meeting::UnlessItem(meeting, item_id);
  }
  const Board& host = HostOf(meeting, context, board);
  RETURN_IF_REFUSED(meeting::UnlessOurs(meeting, InPlaceOfHost(context, death, meeting, host)));
  RETURN_IF_REFUSED(UnlessOurs(death, InPlaceOfLead(context, death, meeting, host)));
  if (meeting.ItemAbout(item_id, case_id) != nullptr) return std::nullopt;
  return Refuse(types::v1::NOT_LISTED,
                "The case is not on the agenda of the meeting as said. List it, or name its item.",
                kOwnRule, {meeting.id, case_id});
}

}  // namespace

namespace {

// What is kept with the meeting is under no case's key, and outlives the names of the case.
std::optional<Rejection> UnlessNamesNobody(const std::string& text, const Context& context) {
  std::vector<NamedPerson> children;
  for (const Aggregate* stream : context.streams) {
    const auto* death = dynamic_cast<const ChildDeath*>(stream);
    if (death == nullptr || !death->identity) continue;
    children.push_back({death->identity->given_names(), death->identity->family_name(),
                        death->death ? death->death->date_of_birth() : types::v1::Date()});
  }
  const std::string found = IdentifyingIn(text, children);
  if (found.empty()) return std::nullopt;
  return Refuse(types::v1::CONTRADICTORY,
                absl::StrCat("The text holds ", found,
                             " on the agenda, and what is kept with the meeting names nobody. Give "
                             "the case it is about (case_id), or take it out."),
                kOwnRule);
}

// All on the agenda, where none is named.
template <typename Command>
std::vector<StreamRef> CasesUnlessNamed(const Command& command, const Meeting& meeting) {
  std::vector<StreamRef> cases;
  if (!command.case_id().empty()) return HostBeside(command, meeting);
  for (const auto& [id, item] : meeting.items) cases.push_back({item.subject, item.subject_id});
  return cases;
}

// There are no minutes of what was not held, and nothing is done of it.
std::optional<Rejection> UnlessBegun(const Meeting& meeting, const Context& context) {
  RETURN_IF_REFUSED(meeting::UnlessCancelled(meeting));
  if (meeting.starts_at <= absl::FromUnixMicros(context.now)) return std::nullopt;
  return Refuse(types::v1::MEETING_NOT_HELD,
                "The meeting has not begun: there is nothing to minute. Wait until it is held.",
                kOwnRule, {meeting.id});
}

// Reported to another meeting than that which agreed it, nobody can tell here when that was.
std::optional<Rejection> UnlessDoneSince(const meeting::Action& action, absl::CivilDay done_on,
                                         const Meeting& meeting, const Context& context) {
  if (!action.meeting_id.empty() && action.meeting_id != meeting.id) return std::nullopt;
  return UnlessInOrder("the day it was done (done_on)", done_on, "the meeting that agreed it",
                       clocks::DayOf(meeting.starts_at, context.london));
}

}  // namespace

Decision Decide(const cw::AmendMinutes& command, const Context& context, const Meeting& meeting,
                const ChildDeath& death, const Board& board) {
  RETURN_IF_REFUSED(
      UnlessAbout(command.case_id(), command.item_id(), context, meeting, death, board));
  RETURN_IF_REFUSED(UnlessBegun(meeting, context));
  RETURN_IF_REFUSED(board::UnlessPerson(board, command.proposed_by_person_id()));
  if (meeting.minutes_agreed_at) {
    return Refuse(types::v1::WRONG_STAGE,
                  "The minutes are agreed, and stay as they were. Say what was wrong in those of a "
                  "later meeting: amend that one's (its meeting_id), before they are agreed.",
                  kOwnRule, {meeting.id});
  }
  if (command.case_id().empty()) RETURN_IF_REFUSED(UnlessNamesNobody(command.text(), context));
  const std::string id = context.IdOr(command.amendment_id(), 0);
  Decision decision;
  if (command.case_id().empty()) {
    decision.Add<ev::MinutesAmended>(command).set_amendment_id(id);
  } else {
    decision.Add<ev::CaseMinutesAmended>(command).set_amendment_id(id);
  }
  return decision;
}

void Evolve(ChildDeath&, const ev::CaseMinutesAmended&, const Fact&) {}

Decision Decide(const cw::AgreeMeetingAction& command, const Context& context,
                const Meeting& meeting, const ChildDeath& death, const Board& board) {
  RETURN_IF_REFUSED(
      UnlessAbout(command.case_id(), command.item_id(), context, meeting, death, board));
  if (!command.case_id().empty() && !command.theme().empty()) {
    return Refuse(types::v1::CONTRADICTORY,
                  "An action is about a case or about a theme. Record two, or leave one out.",
                  kOwnRule);
  }
  RETURN_IF_REFUSED(UnlessInOrder("the day it is due (due_on)", DayOf(command.due_on()),
                                  "the meeting that agreed it",
                                  clocks::DayOf(meeting.starts_at, context.london)));
  RETURN_IF_REFUSED(board::UnlessAgency(board, command.owner_agency_id()));
  if (!command.owner_person_id().empty()) {
    RETURN_IF_REFUSED(board::UnlessPerson(board, command.owner_person_id()));
  }
  if (command.case_id().empty()) RETURN_IF_REFUSED(UnlessNamesNobody(command.text(), context));
  const std::string id = context.IdOr(command.action_id(), 0);
  if (meeting.actions.contains(id) || death.meeting_actions.contains(id)) {
    return Refuse(types::v1::ALREADY_DONE,
                  "An action has this id already. Give another, or leave it blank.", kOwnRule,
                  {id});
  }
  Decision decision;
  if (command.case_id().empty()) {
    decision.Add<ev::MeetingActionAgreed>(command).set_action_id(id);
  } else {
    decision.Add<ev::CaseActionAgreed>(command).set_action_id(id);
  }
  return decision;
}

void Evolve(ChildDeath& death, const ev::CaseActionAgreed& event, const Fact&) {
  meeting::Agree(death.meeting_actions, event);
}

Decision Decide(const cw::FinishMeetingAction& command, const Context& context,
                const Meeting& meeting, const ChildDeath& death, const Board& board) {
  RETURN_IF_REFUSED(UnlessAbout(command.case_id(), "", context, meeting, death, board));
  const bool about_case = !command.case_id().empty();
  const meeting::Actions& actions = about_case ? death.meeting_actions : meeting.actions;
  RETURN_IF_REFUSED(meeting::UnlessOpenAction(actions, command.action_id()));
  RETURN_IF_REFUSED(
      UnlessDoneSince(actions.at(command.action_id()), DayOf(command.done_on()), meeting, context));
  Decision decision;
  if (about_case) {
    decision.Add<ev::CaseActionDone>(command);
  } else {
    decision.Add<ev::MeetingActionDone>(command);
  }
  return decision;
}

void Evolve(ChildDeath& death, const ev::CaseActionDone& event, const Fact&) {
  meeting::Finish(death.meeting_actions, event);
}

// Written by the rule of meeting/papers.cc. What rested on the decision falls with it.
void Evolve(ChildDeath& death, const ev::DecisionNotRatified& event, const Fact& fact) {
  for (PanelDecision& decision : death.decisions) {
    if (decision.record.decision_id() != event.decision_id()) continue;
    decision.not_ratified = true;
    death.TakeBackEvent(decision.event_id);
  }
  death.submissions.Changed("the panel's decision was not ratified");
  const auto& completions = death.aftermath.completions;
  if (!death.completed_on || completions.back().decision_id != event.decision_id()) return;
  ev::ReviewReopened reopened;
  *reopened.mutable_reopened_on() =
      clocks::ToDate(clocks::DayOf(MomentOf(event.put_at()), fact.london));
  reopened.set_ground(types::v1::DECISION_NOT_RATIFIED);
  reopened.set_reason(event.reason());
  Evolve(death, reopened, fact);
}

void RegisterMinutes(WorkflowTable& table) {
  table.Events<ChildDeath, ev::CaseMinutesAmended, ev::CaseActionAgreed, ev::CaseActionDone,
               ev::DecisionNotRatified>();
  table.Command<cw::AmendMinutes, Meeting, ChildDeath, Board>();
  table.LoadBeside<cw::AmendMinutes, Meeting>(&CasesUnlessNamed<cw::AmendMinutes>);
  table.Command<cw::AgreeMeetingAction, Meeting, ChildDeath, Board>();
  table.LoadBeside<cw::AgreeMeetingAction, Meeting>(&CasesUnlessNamed<cw::AgreeMeetingAction>);
  table.Command<cw::FinishMeetingAction, Meeting, ChildDeath, Board>();
  table.LoadBeside<cw::FinishMeetingAction, Meeting>(&HostBeside);
}

}  // namespace candour::workflows::child_death
