// Commands on a meeting and the facts they leave.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "candour/casework/v1/meeting.pb.h"
#include "workflows/clocks/calendar.h"
#include "workflows/dates.h"
#include "workflows/meeting/meeting.h"
#include "workflows/words.h"

namespace candour::workflows::meeting {

namespace cw = casework::v1;
namespace ev = events::v1;
using board::Board;
using types::v1::Rejection;

const Item* Meeting::ItemAbout(const std::string& item_id, const std::string& subject_id) const {
  for (const auto& [id, item] : items) {
    if (item.subject_id == subject_id && (item_id.empty() || id == item_id)) return &item;
  }
  return nullptr;
}

std::optional<Rejection> UnlessQuorate(const Meeting& meeting, const std::string& item_id,
                                       const std::string& subject_id, absl::Time decided_by,
                                       const absl::TimeZone& london) {
  const Item* item = meeting.ItemAbout(item_id, subject_id);
  if (item == nullptr) {
    return Refuse(types::v1::NOT_LISTED,
                  "The case is not on the agenda of this meeting. List it first.", {},
                  {meeting.id, subject_id});
  }
  if (!item->quorum) {
    return Refuse(types::v1::QUORUM_NOT_EVALUATED,
                  "Nobody has looked whether the meeting was quorate for this item. Record who "
                  "attended, then evaluate the quorum.",
                  {}, {meeting.id});
  }
  if (!item->quorum->met()) {
    return Refuse(types::v1::NOT_QUORATE,
                  absl::StrCat("The meeting was not quorate for this item; missing: ",
                               absl::StrJoin(item->quorum->missing(), "; "),
                               ". Defer the case to another meeting."),
                  item->quorum->rule_source(), {meeting.id});
  }
  if (item->quorum->has_at() && decided_by < MomentOf(item->quorum->at())) {
    return Refuse(types::v1::DATE_OUT_OF_ORDER,
                  absl::StrCat("The quorum it rests on was evaluated for ",
                               clocks::MomentWords(MomentOf(item->quorum->at()), london),
                               "; the decision cannot come before. Correct its time, or evaluate "
                               "the quorum for it."),
                  {}, {meeting.id, item->quorum->item_id()});
  }
  return std::nullopt;
}

std::optional<Rejection> UnlessStillThere(const Meeting& meeting, const Item& item,
                                          absl::Time decided_at, const absl::TimeZone& london) {
  const absl::Time evaluated_at = MomentOf(item.quorum->at());
  for (const Attendance& attendance : meeting.attendance) {
    if (!attendance.PresentAt(evaluated_at) || attendance.PresentAt(decided_at)) continue;
    return Refuse(types::v1::QUORUM_NOT_EVALUATED,
                  absl::StrCat("Somebody left at ", clocks::MomentWords(*attendance.until, london),
                               ", after the quorum was evaluated and before the decision. Evaluate "
                               "the quorum again for the time of the decision."),
                  item.quorum->rule_source(), {meeting.id, attendance.person_id});
  }
  return std::nullopt;
}

std::optional<Rejection> UnlessCarried(const Meeting& meeting, const std::string& subject_id,
                                       uint32_t votes_for, uint32_t votes_against) {
  const Item* item = meeting.ItemAbout("", subject_id);
  const uint32_t present = item == nullptr || !item->quorum ? 0 : item->quorum->members_counted();
  if (uint64_t{votes_for} + votes_against > present) {
    return Refuse(types::v1::CONTRADICTORY,
                  absl::StrCat("There are more votes than the ", present,
                               " members who counted for the item. Correct the votes."),
                  {}, {meeting.id});
  }
  if (votes_against == 0 || votes_for > votes_against) return std::nullopt;
  return Refuse(types::v1::NOT_CARRIED,
                "There were not more votes for it than against, so that it was not carried. Record "
                "what was.",
                {}, {meeting.id});
}

std::optional<Rejection> UnlessMeetingOf(types::v1::BodyKind kind, const Meeting& meeting,
                                         const Board& board) {
  const auto body = board.bodies.find(meeting.body_id);
  if (body != board.bodies.end() && body->second.kind == kind) return std::nullopt;
  return Refuse(
      types::v1::NOT_AUTHORISED,
      absl::StrCat("This was a meeting of another body. Name a meeting of the ", Words(kind), "."),
      {}, {meeting.id, meeting.body_id});
}

std::optional<Rejection> UnlessRunning(const Meeting& meeting, const Context& context) {
  if (meeting.opened_by_board != context.board_id) {
    return Refuse(types::v1::WRONG_BOARD, "The meeting belongs to another board.", {},
                  {meeting.id});
  }
  if (!meeting.closed_at) return std::nullopt;
  return Refuse(types::v1::WRONG_STAGE, "The meeting is closed.", {}, {meeting.id});
}

std::optional<Rejection> ListItem(const google::protobuf::Message& command,
                                  const std::string& item_id, types::v1::Aggregate subject,
                                  const std::string& subject_id, const Context& context,
                                  const Meeting& meeting, Decision& decision) {
  if (auto refusal = UnlessRunning(meeting, context)) return refusal;
  if (meeting.ItemAbout("", subject_id) != nullptr || meeting.items.contains(item_id)) {
    return Refuse(types::v1::ALREADY_DONE, "The case is on this agenda already.", {},
                  {meeting.id, subject_id});
  }
  auto& item = decision.Add<ev::ItemListed>(command);
  item.set_item_id(item_id);
  item.set_number(static_cast<uint32_t>(meeting.items.size()) + 1);
  item.set_subject(subject);
  item.set_subject_id(subject_id);
  return std::nullopt;
}

namespace {

std::optional<Rejection> UnlessItem(const Meeting& meeting, const std::string& item_id) {
  if (meeting.items.contains(item_id)) return std::nullopt;
  return Refuse(types::v1::NOT_LISTED, "The meeting has no such item.", {}, {meeting.id, item_id});
}

}  // namespace

Decision Decide(const cw::ScheduleMeeting& command, const Context& context, const Meeting&,
                const Board& board) {
  const auto body = board.bodies.find(command.body_id());
  if (body == board.bodies.end()) {
    return Refuse(types::v1::UNKNOWN_REFERENCE, "The board has no such body. Establish it first.",
                  {}, {command.body_id()});
  }
  if (clocks::DayOf(MomentOf(command.starts_at()), context.london) < body->second.from) {
    return Refuse(
        types::v1::DATE_OUT_OF_ORDER,
        absl::StrCat("The body exists only from ", clocks::DateWords(body->second.from), "."), {},
        {command.body_id()});
  }
  Decision decision;
  decision.Add<ev::MeetingScheduled>(command);
  return decision;
}

void Evolve(Meeting& meeting, const ev::MeetingScheduled& event, const Fact& fact) {
  meeting.body_id = event.body_id();
  meeting.starts_at = MomentOf(event.starts_at());
  meeting.place = event.place();
  meeting.opened_by_board = fact.body.board_id();
}

void Evolve(Meeting& meeting, const ev::ItemListed& event, const Fact&) {
  Item& item = meeting.items[event.item_id()];
  item.number = event.number();
  item.subject = event.subject();
  item.subject_id = event.subject_id();
}

Decision Decide(const cw::RecordAttendance& command, const Context& context, const Meeting& meeting,
                const Board& board) {
  if (auto refusal = UnlessRunning(meeting, context)) return *refusal;
  if (auto refusal = board::UnlessPerson(board, command.person_id())) return *refusal;
  const absl::Time from = MomentOf(command.from());
  if (command.has_until() && MomentOf(command.until()) <= from) {
    return Refuse(types::v1::DATE_OUT_OF_ORDER, "They cannot leave before they come.");
  }
  const bool by_seat =
      command.kind() == types::v1::SEAT_HOLDER || command.kind() == types::v1::DEPUTY;
  if (by_seat) {
    const auto seat = board.seats.find(command.seat_id());
    const absl::CivilDay day = clocks::DayOf(from, context.london);
    const bool by_right = seat != board.seats.end() && seat->second.body_id == meeting.body_id &&
                          (command.kind() == types::v1::SEAT_HOLDER
                               ? seat->second.HeldBy(command.person_id(), day)
                               : seat->second.DeputisedBy(command.person_id(), day));
    if (!by_right) {
      return Refuse(
          types::v1::NOT_A_MEMBER,
          absl::StrCat("On ", clocks::DateWords(day),
                       " they do not sit on this body as said. Name the seat they hold or "
                       "deputise for, or record them as in attendance."),
          {}, {command.person_id(), command.seat_id()});
    }
  }
  for (const Attendance& other : meeting.attendance) {
    const bool overlaps = (!other.until || from < *other.until) &&
                          (!command.has_until() || MomentOf(command.until()) > other.from);
    if (other.person_id == command.person_id() && overlaps) {
      return Refuse(types::v1::ALREADY_DONE, "Their attendance at that time is recorded already.",
                    {}, {command.person_id()});
    }
  }
  Decision decision;
  decision.Add<ev::AttendanceRecorded>(command);
  return decision;
}

void Evolve(Meeting& meeting, const ev::AttendanceRecorded& event, const Fact&) {
  Attendance present{event.person_id(), event.seat_id(), event.kind(), MomentOf(event.from()),
                     std::nullopt};
  if (event.has_until()) present.until = MomentOf(event.until());
  meeting.attendance.push_back(std::move(present));
}

Decision Decide(const cw::RecordApologies& command, const Context& context, const Meeting& meeting,
                const Board& board) {
  if (auto refusal = UnlessRunning(meeting, context)) return *refusal;
  if (auto refusal = board::UnlessPerson(board, command.person_id())) return *refusal;
  if (meeting.apologies.contains(command.person_id())) {
    return Refuse(types::v1::ALREADY_DONE, "Their apologies are recorded already.", {},
                  {command.person_id()});
  }
  Decision decision;
  decision.Add<ev::ApologiesRecorded>(command);
  return decision;
}

void Evolve(Meeting& meeting, const ev::ApologiesRecorded& event, const Fact&) {
  meeting.apologies.insert(event.person_id());
}

Decision Decide(const cw::DeclareInterest& command, const Context& context, const Meeting& meeting,
                const Board& board) {
  if (auto refusal = UnlessRunning(meeting, context)) return *refusal;
  if (auto refusal = board::UnlessPerson(board, command.person_id())) return *refusal;
  if (auto refusal = UnlessItem(meeting, command.item_id())) return *refusal;
  Decision decision;
  decision.Add<ev::InterestDeclared>(command);
  return decision;
}

// An evaluation made before the interest was known no longer says who counts.
void Evolve(Meeting& meeting, const ev::InterestDeclared& event, const Fact&) {
  Item& item = meeting.items[event.item_id()];
  item.recused.insert(event.person_id());
  if (event.recused()) {
    item.declared.erase(event.person_id());
  } else {
    item.declared.insert(event.person_id());
  }
  item.quorum.reset();
}

Decision Decide(const cw::RuleOnInterest& command, const Context& context, const Meeting& meeting,
                const Board& board) {
  if (auto refusal = UnlessRunning(meeting, context)) return *refusal;
  if (auto refusal = UnlessItem(meeting, command.item_id())) return *refusal;
  if (!meeting.items.at(command.item_id()).declared.contains(command.person_id())) {
    return Refuse(types::v1::NOTHING_TO_CHANGE,
                  "They declared no interest in this item that waits for a ruling.", {},
                  {command.item_id(), command.person_id()});
  }
  if (auto refusal = board::UnlessPerson(board, command.ruled_by_person_id())) return *refusal;
  if (command.ruled_by_person_id() == command.person_id()) {
    return Refuse(types::v1::SAME_PERSON,
                  "Nobody rules on their own interest. Name who ruled, as a rule the chair.", {},
                  {command.person_id()});
  }
  Decision decision;
  decision.Add<ev::InterestRuledOn>(command);
  return decision;
}

void Evolve(Meeting& meeting, const ev::InterestRuledOn& event, const Fact&) {
  Item& item = meeting.items[event.item_id()];
  if (event.takes_part() == types::v1::YES) {
    item.recused.erase(event.person_id());
  } else {
    item.recused.insert(event.person_id());
  }
  item.quorum.reset();
}

Decision Decide(const cw::EvaluateQuorum& command, const Context& context, const Meeting& meeting,
                const Board& board) {
  if (auto refusal = UnlessRunning(meeting, context)) return *refusal;
  if (auto refusal = UnlessItem(meeting, command.item_id())) return *refusal;
  const absl::Time at = MomentOf(command.at());
  if (at < meeting.starts_at) {
    return Refuse(types::v1::DATE_OUT_OF_ORDER, "The meeting had not begun at that time.", {},
                  {meeting.id});
  }
  Quorum quorum = EvaluateFor(meeting, board, command.item_id(), at, command.unexpected_death(),
                              context.london);
  if (quorum.rejection) return *quorum.rejection;
  Decision decision;
  decision.Add<ev::QuorumEvaluated>(command).MergeFrom(quorum.evaluation);
  return decision;
}

void Evolve(Meeting& meeting, const ev::QuorumEvaluated& event, const Fact& fact) {
  Item& item = meeting.items[event.item_id()];
  item.quorum = event;
  item.quorum_event_id = fact.event_id;
}

Decision Decide(const cw::CloseMeeting& command, const Context& context, const Meeting& meeting) {
  if (auto refusal = UnlessRunning(meeting, context)) return *refusal;
  if (MomentOf(command.closed_at()) < meeting.starts_at) {
    return Refuse(types::v1::DATE_OUT_OF_ORDER, "A meeting cannot close before it begins.", {},
                  {meeting.id});
  }
  Decision decision;
  decision.Add<ev::MeetingClosed>(command);
  return decision;
}

void Evolve(Meeting& meeting, const ev::MeetingClosed& event, const Fact&) {
  meeting.closed_at = MomentOf(event.closed_at());
}

void Register(WorkflowTable& table) {
  table.Events<Meeting, ev::MeetingScheduled, ev::ItemListed, ev::AttendanceRecorded,
               ev::ApologiesRecorded, ev::InterestDeclared, ev::InterestRuledOn,
               ev::QuorumEvaluated, ev::MeetingClosed>();
  table.Command<cw::ScheduleMeeting, Meeting, Board>();
  table.Command<cw::RecordAttendance, Meeting, Board>();
  table.Command<cw::RecordApologies, Meeting, Board>();
  table.Command<cw::DeclareInterest, Meeting, Board>();
  table.Command<cw::RuleOnInterest, Meeting, Board>();
  table.Command<cw::EvaluateQuorum, Meeting, Board>();
  table.Command<cw::CloseMeeting, Meeting>();
}

}  // namespace candour::workflows::meeting
