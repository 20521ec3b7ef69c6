// What a meeting leaves behind: decisions confirmed, minutes agreed, actions of its own.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "candour/casework/v1/minutes.pb.h"
#include "candour/events/v1/minutes.pb.h"
#include "google/protobuf/util/message_differencer.h"
#include "workflows/clocks/calendar.h"
#include "workflows/dates.h"
#include "workflows/meeting/meeting.h"
#include "workflows/meeting/sources.h"
#include "workflows/refusals.h"

namespace candour::workflows::meeting {

namespace cw = casework::v1;
namespace ev = events::v1;
using board::Board;
using types::v1::Rejection;

std::optional<Rejection> UnlessOpenAction(const Actions& actions, const std::string& action_id) {
  const auto action = actions.find(action_id);
  if (action == actions.end()) {
    return Refuse(types::v1::UNKNOWN_REFERENCE,
                  "There is no such action here. Name one of this meeting; of one about a case, "
                  "name its case too.",
                  kOwnRule, {action_id});
  }
  if (!action->second.done_on) return std::nullopt;
  return Refuse(types::v1::ALREADY_DONE,
                "The action is recorded as done. Agree another, if more is to be done.", kOwnRule,
                {action_id});
}

Decision Decide(const cw::ConfirmDecisions& command, const Context& context, const Meeting& meeting,
                const Board& board) {
  for (const std::string& item_id : command.item_ids()) {
    RETURN_IF_REFUSED(UnlessItem(meeting, item_id));
  }
  const absl::Time at = MomentOf(command.confirmed_at());
  for (const std::string& item_id : command.item_ids()) {
    const Item& item = meeting.items.at(item_id);
    RETURN_IF_REFUSED(UnlessDecided(context, meeting, item, "to confirm"));
    if (at >= DecidedAs(context, meeting, item)->at) continue;
    return Refuse(types::v1::DATE_OUT_OF_ORDER,
                  "It was decided only after that time. Correct the time (confirmed_at).", kOwnRule,
                  {meeting.id, item_id});
  }
  const absl::CivilDay day = clocks::DayOf(at, context.london);
  const bool chairs = std::any_of(board.seats.begin(), board.seats.end(), [&](const auto& entry) {
    const board::Seat& seat = entry.second;
    return seat.body_id == meeting.body_id && seat.role == types::v1::CHAIR &&
           seat.HeldBy(command.confirmed_by_person_id(), day);
  });
  if (!chairs) {
    return Refuse(types::v1::NOT_AUTHORISED,
                  absl::StrCat("They do not hold the chair of the body on ", clocks::DateWords(day),
                               ". Have the chair confirm, or the minutes agreed."),
                  kOwnRule, {meeting.id, command.confirmed_by_person_id()});
  }
  for (const std::string& item_id : command.item_ids()) {
    if (!meeting.items.at(item_id).recused.contains(command.confirmed_by_person_id())) continue;
    return Refuse(
        types::v1::CONFLICTED,
        "Who takes no part in an item for an interest of theirs does not confirm what was "
        "decided of it. Leave it out, and have the minutes agreed.",
        kInterests, {meeting.id, item_id});
  }
  const auto confirmed_since = [&](const std::string& item_id) {
    const auto confirmed = meeting.confirmed_items.find(item_id);
    const uint64_t decided = DecidedAs(context, meeting, meeting.items.at(item_id))->position;
    return decided > 0 && confirmed != meeting.confirmed_items.end() && confirmed->second > decided;
  };
  if (std::all_of(command.item_ids().begin(), command.item_ids().end(), confirmed_since)) {
    return Refuse(types::v1::ALREADY_DONE,
                  "What was decided is confirmed already, and nothing is left to do. To change it, "
                  "have it decided anew.",
                  kOwnRule, {meeting.id});
  }
  return Recorded<ev::DecisionsConfirmed>(command);
}

void Evolve(Meeting& meeting, const ev::DecisionsConfirmed& event, const Fact& fact) {
  for (const std::string& item_id : event.item_ids()) {
    meeting.confirmed_items[item_id] = fact.position;
  }
}

namespace {

// Nobody agrees anything at a meeting where nobody is who has a say in it.
std::optional<Rejection> UnlessAttended(const Meeting& at_meeting, absl::Time at) {
  // Where a body only discusses, as at a child death review meeting, nobody sits in a seat.
  const bool discusses = at_meeting.scheduled.advises_only();
  const auto there = [&](const Attendance& present) {
    return present.PresentAt(at) && (discusses || present.kind != types::v1::IN_ATTENDANCE);
  };
  const auto replied = [at](const Reply& reply) { return reply.by.from <= at; };
  if (std::any_of(at_meeting.attendance.begin(), at_meeting.attendance.end(), there) ||
      std::any_of(at_meeting.replies.begin(), at_meeting.replies.end(), replied)) {
    return std::nullopt;
  }
  return Refuse(types::v1::NOT_QUORATE,
                "Nobody of the body is recorded as there when the minutes were agreed. Record "
                "first who attended that meeting, and from which seats; or correct agreed_at.",
                kOwnRule, {at_meeting.id});
}

// A body agrees minutes as it ratifies: quorate by its own rules, where it has any. Those of an
// edition are for decisions. What a member has an interest in keeps nobody from agreeing what was
// minuted of it.
std::optional<Rejection> UnlessQuorateToAgree(const Meeting& meeting, const Meeting& at_meeting,
                                              const Board& board, absl::Time at,
                                              const Context& context) {
  const absl::CivilDay day = clocks::DayOf(at, context.london);
  if (!at_meeting.InSession() || board.OwnQuorumRules(at_meeting.body_id, day) == nullptr) {
    return std::nullopt;
  }
  Meeting agreeing = at_meeting;
  agreeing.items[meeting.id];  // the minutes, in which nobody has an interest
  const Quorum quorum =
      EvaluateFor(agreeing, board, meeting.id, at, DeathKind::kOther, context.london);
  if (quorum.rejection || quorum.evaluation.met()) return std::nullopt;
  return Refuse(
      types::v1::NOT_QUORATE,
      absl::StrCat("The body was not quorate when the minutes were agreed. Missing: ",
                   absl::StrJoin(quorum.evaluation.missing(), "; "),
                   ". Record who was there, correct agreed_at, or have a meeting agree them that "
                   "is quorate."),
      SourceOrOwn(quorum.evaluation.rule_source()), {at_meeting.id});
}

bool AreOfOneThing(const ev::EarlierMeetingTaken& one, const ev::EarlierMeetingTaken& other) {
  return one.meeting_id() == other.meeting_id() && one.item_id() == other.item_id();
}

}  // namespace

void TellOfEarlier(const ev::EarlierMeetingTaken& taken, const Meeting& at_meeting,
                   const google::protobuf::Message& command, Decision& decision) {
  const bool told =
      std::any_of(at_meeting.earlier.begin(), at_meeting.earlier.end(), [&](const auto& earlier) {
        return google::protobuf::util::MessageDifferencer::Equals(earlier, taken);
      });
  if (!told) decision.AddTo<ev::EarlierMeetingTaken>(at_meeting.id, command) = taken;
}

void Evolve(Meeting& meeting, const ev::EarlierMeetingTaken& event, const Fact&) {
  std::erase_if(meeting.earlier,
                [&](const auto& earlier) { return AreOfOneThing(earlier, event); });
  meeting.earlier.push_back(event);
}

Decision Decide(const cw::AgreeMinutes& command, const Context& context, const Meeting& meeting,
                const Meeting& at_meeting, const Board& board) {
  if (!meeting.closed_at) {
    return Refuse(types::v1::MEETING_NOT_HELD, "The meeting is not closed. Close it first.",
                  kOwnRule);
  }
  if (meeting.minutes_agreed_at) {
    return Refuse(types::v1::ALREADY_DONE,
                  "The minutes are agreed already. Have a later meeting minute what was wrong.",
                  kOwnRule);
  }
  if (at_meeting.id == meeting.id || at_meeting.body_id != meeting.body_id) {
    return Refuse(types::v1::NOT_AUTHORISED,
                  "Minutes are agreed by a later meeting of the same body. Name it.", kOwnRule,
                  {meeting.id, at_meeting.id});
  }
  const absl::Time at = MomentOf(command.agreed_at());
  if (at < *meeting.closed_at || at < at_meeting.starts_at || at >= at_meeting.EndsBy()) {
    return Refuse(types::v1::DATE_OUT_OF_ORDER,
                  "Minutes are agreed during the later meeting. Correct the time.", kOwnRule,
                  {at_meeting.id});
  }
  RETURN_IF_REFUSED(UnlessAttended(at_meeting, at));
  RETURN_IF_REFUSED(UnlessQuorateToAgree(meeting, at_meeting, board, at, context));
  RETURN_IF_REFUSED(UnlessSameHash(command.document(), command.sha256()));
  // No case's own paper is the minutes of a meeting. A hash without a document is held against the
  // minutes as they are drafted, which are told from whole histories (services/casework/minutes.h).
  RETURN_IF_REFUSED(UnlessOfCases(context, command.document(), {}));
  Decision decision;
  auto& agreed = decision.Add<ev::MinutesAgreed>(command);
  if (agreed.sha256().empty()) agreed.set_sha256(command.document().sha256());
  ev::EarlierMeetingTaken taken;
  taken.set_meeting_id(meeting.id);
  *taken.mutable_taken_at() = command.agreed_at();
  TellOfEarlier(taken, at_meeting, command, decision);
  return decision;
}

void Evolve(Meeting& meeting, const ev::MinutesAgreed& event, const Fact& fact) {
  meeting.minutes_agreed_at = MomentOf(event.agreed_at());
  meeting.minutes_agreed_position = fact.place.position;
  meeting.minutes_agreed_sha256 = event.sha256();
}

void Evolve(Meeting&, const ev::MinutesAmended&, const Fact&) {}

void Evolve(Meeting& meeting, const ev::MeetingActionAgreed& event, const Fact&) {
  Agree(meeting.actions, event);
}

void Evolve(Meeting& meeting, const ev::MeetingActionDone& event, const Fact&) {
  Finish(meeting.actions, event);
}

namespace {

std::vector<StreamRef> CasesOfItems(const cw::ConfirmDecisions& command, const Meeting& meeting) {
  std::vector<StreamRef> cases;
  for (const auto& [id, item] : meeting.items) {
    const auto& named = command.item_ids();
    if (std::find(named.begin(), named.end(), id) == named.end()) continue;
    cases.push_back({item.subject, item.subject_id});
  }
  return cases;
}

}  // namespace

// What may be about a case is decided beside the case: workflows/child_death/minutes.cc.
void RegisterMinutes(WorkflowTable& table) {
  table.Events<Meeting, ev::DecisionsConfirmed, ev::MinutesAmended, ev::MinutesAgreed,
               ev::MeetingActionAgreed, ev::MeetingActionDone, ev::EarlierMeetingTaken>();
  table.Command<cw::ConfirmDecisions, Meeting, Board>();
  table.LoadBeside<cw::ConfirmDecisions, Meeting>(&CasesOfItems);
  table.Command<cw::AgreeMinutes, Meeting, Meeting, Board>();
}

}  // namespace candour::workflows::meeting
