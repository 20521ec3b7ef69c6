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

// The death that an item is about, which was loaded beside it; null if it was not, or is none.
const ChildDeath* DeathOf(const std::string& item_id, const Context& context,
                          const Meeting& meeting) {
  const auto item = meeting.items.find(item_id);
  if (item == meeting.items.end()) return nullptr;
  return dynamic_cast<const ChildDeath*>(meeting::CaseOf(context, item->second).stream);
}

// What the command is about: the case that it names, or that its item is about, so that what is
// said of it is sealed under the key of the case. Blank: the meeting.
const ChildDeath& CaseMeant(const ChildDeath& named, const std::string& item_id,
                            const Context& context, const Meeting& meeting) {
  if (!named.id.empty()) return named;
  const ChildDeath* of_item = DeathOf(item_id, context, meeting);
  return of_item == nullptr ? named : *of_item;
}

// That it is this case, as an item of the meeting, or the meeting, with or without an item of it.
std::optional<Rejection> UnlessAbout(const std::string& item_id, const Context& context,
                                     const Meeting& meeting, const ChildDeath& death,
                                     const Board& board,
                                     decltype(UnlessOurs)* unless_ours = &UnlessOurs) {
  const std::string& case_id = death.id;
  if (case_id.empty()) {
    RETURN_IF_REFUSED(meeting::UnlessOurs(meeting, context));
    return item_id.empty() ? std::nullopt : meeting::UnlessItem(meeting, item_id);
  }
  const Board& host = HostOf(meeting, context, board);
  RETURN_IF_REFUSED(meeting::UnlessOurs(meeting, InPlaceOfHost(context, death, meeting, host)));
  RETURN_IF_REFUSED(unless_ours(death, InPlaceOfLead(context, death, meeting, host)));
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
  std::vector<StreamRef> beside = HostBeside(command, meeting);
  if (!command.case_id().empty()) return beside;
  for (const auto& [id, item] : meeting.items) beside.push_back({item.subject, item.subject_id});
  return beside;
}

// Of a meeting that two boards share, both know people and agencies.
std::optional<Rejection> UnlessKnownToEither(std::optional<Rejection> (*unless)(const Board&,
                                                                                const std::string&),
                                             const std::string& id, const Board& board,
                                             const Board& host) {
  return unless(host, id) ? unless(board, id) : std::nullopt;
}

// The case with an action of that id: the one that is named, or one on the agenda.
const ChildDeath& CaseWithAction(const ChildDeath& named, const std::string& action_id,
                                 const Context& context, const Meeting& meeting) {
  if (!named.id.empty() || meeting.actions.contains(action_id)) return named;
  for (const auto& [item_id, item] : meeting.items) {
    const ChildDeath* death = DeathOf(item_id, context, meeting);
    if (death != nullptr && death->meeting_actions.contains(action_id)) return *death;
  }
  return named;
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
                const ChildDeath& named, const Board& board) {
  const ChildDeath& death = CaseMeant(named, command.item_id(), context, meeting);
  RETURN_IF_REFUSED(UnlessAbout(command.item_id(), context, meeting, death, board));
  RETURN_IF_REFUSED(UnlessBegun(meeting, context));
  RETURN_IF_REFUSED(UnlessKnownToEither(&board::UnlessPerson, command.proposed_by_person_id(),
                                        board, HostOf(meeting, context, board)));
  if (meeting.minutes_agreed_at) {
    return Refuse(types::v1::WRONG_STAGE,
                  "The minutes are agreed, and stay as they were. Say what was wrong in those of a "
                  "later meeting: amend that one's (its meeting_id), before they are agreed.",
                  kOwnRule, {meeting.id});
  }
  if (death.id.empty()) RETURN_IF_REFUSED(UnlessNamesNobody(command.text(), context));
  const std::string id = context.IdOr(command.amendment_id(), 0);
  Decision decision;
  if (death.id.empty()) {
    decision.Add<ev::MinutesAmended>(command).set_amendment_id(id);
  } else {
    decision.AddTo<ev::CaseMinutesAmended>(death.id, command).set_amendment_id(id);
  }
  return decision;
}

void Evolve(ChildDeath&, const ev::CaseMinutesAmended&, const Fact&) {}

Decision Decide(const cw::AgreeMeetingAction& command, const Context& context,
                const Meeting& meeting, const ChildDeath& named, const Board& board) {
  const ChildDeath& death = CaseMeant(named, command.item_id(), context, meeting);
  RETURN_IF_REFUSED(UnlessAbout(command.item_id(), context, meeting, death, board));
  if (!death.id.empty() && !command.theme().empty()) {
    return Refuse(types::v1::CONTRADICTORY,
                  "An action is about a case or about a theme. Record two, or leave one out.",
                  kOwnRule);
  }
  RETURN_IF_REFUSED(UnlessInOrder("the day it is due (due_on)", DayOf(command.due_on()),
                                  "the meeting that agreed it",
                                  clocks::DayOf(meeting.starts_at, context.london)));
  const Board& host = HostOf(meeting, context, board);
  RETURN_IF_REFUSED(
      UnlessKnownToEither(&board::UnlessAgency, command.owner_agency_id(), board, host));
  if (!command.owner_person_id().empty()) {
    RETURN_IF_REFUSED(
        UnlessKnownToEither(&board::UnlessPerson, command.owner_person_id(), board, host));
  }
  if (death.id.empty()) RETURN_IF_REFUSED(UnlessNamesNobody(command.text(), context));
  const std::string id = context.IdOr(command.action_id(), 0);
  if (meeting.actions.contains(id) || death.meeting_actions.contains(id)) {
    return Refuse(types::v1::ALREADY_DONE,
                  "An action has this id already. Give another, or leave it blank.", kOwnRule,
                  {id});
  }
  Decision decision;
  if (death.id.empty()) {
    decision.Add<ev::MeetingActionAgreed>(command).set_action_id(id);
  } else {
    decision.AddTo<ev::CaseActionAgreed>(death.id, command).set_action_id(id);
  }
  return decision;
}

void Evolve(ChildDeath& death, const ev::CaseActionAgreed& event, const Fact&) {
  meeting::Agree(death.meeting_actions, event);
}

Decision Decide(const cw::FinishMeetingAction& command, const Context& context,
                const Meeting& meeting, const ChildDeath& named, const Board& board) {
  const ChildDeath& death = CaseWithAction(named, command.action_id(), context, meeting);
  // What was undertaken of a case is done of it, also when it has become part of another.
  RETURN_IF_REFUSED(UnlessAbout("", context, meeting, death, board, &UnlessLedHere));
  const bool about_case = !death.id.empty();
  const meeting::Actions& actions = about_case ? death.meeting_actions : meeting.actions;
  RETURN_IF_REFUSED(meeting::UnlessOpenAction(actions, command.action_id()));
  RETURN_IF_REFUSED(
      UnlessDoneSince(actions.at(command.action_id()), DayOf(command.done_on()), meeting, context));
  Decision decision;
  if (about_case) {
    decision.AddTo<ev::CaseActionDone>(death.id, command);
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
  table.LoadBeside<cw::FinishMeetingAction, Meeting>(&CasesUnlessNamed<cw::FinishMeetingAction>);
}

}  // namespace candour::workflows::child_death
