// What is decided on papers sent round, and put to a later meeting.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "candour/casework/v1/papers.pb.h"
#include "candour/events/v1/panel_minutes.pb.h"
#include "candour/events/v1/papers.pb.h"
#include "candour/events/v1/review_report.pb.h"
#include "workflows/clocks/calendar.h"
#include "workflows/dates.h"
#include "workflows/meeting/meeting.h"
#include "workflows/meeting/sources.h"
#include "workflows/refusals.h"
#include "workflows/words.h"

namespace candour::workflows::meeting {

namespace cw = casework::v1;
namespace ev = events::v1;
using board::Board;
using types::v1::Rejection;

namespace {

// The later meeting is quorate for the same subject, and none of those with an interest in it that
// was declared too late took part again.
std::optional<Rejection> UnlessQuorateWithout(const Meeting& meeting, const Item& item,
                                              const Meeting& at_meeting, absl::Time at,
                                              const absl::TimeZone& london) {
  RETURN_IF_REFUSED(UnlessQuorate(at_meeting, "", item.subject_id, at, london));
  const Item& again = *at_meeting.ItemAbout("", item.subject_id);
  for (const Attendance& present : at_meeting.PresenceFor(again.id)) {
    const std::string& person_id = present.person_id;
    const bool takes_part = present.PresentAt(at) && !again.recused.contains(person_id);
    if (!takes_part || InterestSince(meeting, item, person_id) == 0) continue;
    return Refuse(types::v1::CONFLICTED,
                  "Somebody who declared an interest in this takes part in the item again. Record "
                  "that they leave for it, then evaluate its quorum.",
                  kInterests, {at_meeting.id, person_id});
  }
  return std::nullopt;
}

// A body ratifies as it decides: by those who are there, and may decide on this. It need not stand
// on the agenda for that; the rules are those it was decided by.
std::optional<Rejection> UnlessQuorateToRatify(const Item& item, const Meeting& at_meeting,
                                               const Board& board, absl::Time at,
                                               const Context& context) {
  Meeting with_item = at_meeting;
  with_item.items[item.id] = item;
  const Subject* subject = CaseOf(context, item).subject;
  const Quorum quorum = EvaluateFor(with_item, board, item.id, at, KindOf(subject), context.london);
  if (quorum.rejection) return quorum.rejection;
  if (quorum.evaluation.met()) return std::nullopt;
  return Refuse(
      types::v1::NOT_QUORATE,
      absl::StrCat("The body was not quorate at that time, and ratifies nothing. Missing: ",
                   absl::StrJoin(quorum.evaluation.missing(), "; "),
                   ". Record who was there, or put it to a meeting that is quorate."),
      quorum.evaluation.rule_source(), {at_meeting.id, item.id});
}

// Yes or no, and of no why.
std::optional<Rejection> UnlessSaysWhether(const cw::RatifyItem& command, const Meeting& meeting) {
  if (command.ratified() != types::v1::YES && command.ratified() != types::v1::NO) {
    return Refuse(types::v1::CONTRADICTORY,
                  "A decision is ratified or it is not. Say yes or no; while nobody knows, record "
                  "nothing.",
                  SourceOrOwn(meeting.scheduled.way_source()));
  }
  if (command.ratified() == types::v1::NO && command.reason().empty()) {
    return Refuse(
        types::v1::REASON_MISSING,
        "A decision that was not ratified stands no longer: say in reason why it was not.",
        SourceOrOwn(meeting.scheduled.way_source()));
  }
  return std::nullopt;
}

// What becomes of a case is its lead's to say.
std::optional<Rejection> UnlessLeads(const Meeting& meeting, const Item& item,
                                     const Context& context, const Board& board) {
  const std::string& lead = CaseOf(context, item).stream->lead_board_id;
  const absl::CivilDay day = clocks::DayOf(meeting.starts_at, context.london);
  if (lead == context.board_id || board.Serves(meeting.body_id, lead, day)) return std::nullopt;
  return Refuse(types::v1::WRONG_BOARD,
                "Another board leads this review by now. Have it decide anew.", kOwnRule,
                {item.subject_id});
}

// What was decided of a case falls with the item, in the stream of the case.
template <typename Fallen>
Fallen& Strike(const cw::RatifyItem& command, const Item& item, Decision& decision) {
  auto& fallen = decision.AddTo<Fallen>(item.subject_id, command);
  *fallen.mutable_put_at() = command.ratified_at();
  return fallen;
}

}  // namespace

Decision Decide(const cw::RecordReply& command, const Context& context, const Meeting& meeting,
                const Board& board) {
  RETURN_IF_REFUSED(UnlessItem(meeting, command.item_id()));
  if (meeting.InSession()) {
    return Refuse(types::v1::WRONG_STAGE,
                  "This meeting is held in session, and nobody replies to it. Record attendance.",
                  kOwnRule);
  }
  const absl::Time at = MomentOf(command.replied_at());
  RETURN_IF_REFUSED(
      UnlessAfter(at, meeting.starts_at,
                  "Nobody replies before the papers are sent round. Correct replied_at."));
  if (const auto sent = meeting.FirstSentTo(command.person_id(), command.item_id())) {
    RETURN_IF_REFUSED(UnlessAfter(
        at, *sent,
        absl::StrCat("Nobody replies before the papers come to them, and the pack was issued to "
                     "them at ",
                     clocks::MomentWords(*sent, context.london), ". Correct replied_at.")));
  }
  const Attendance by{command.person_id(), command.seat_id(), command.kind(), at, std::nullopt};
  RETURN_IF_REFUSED(UnlessSits(meeting, board, by, clocks::DayOf(at, context.london)));
  Decision decision;
  // One that is put right was in time or late as it was first told.
  const auto* was = dynamic_cast<const ev::ReplyReceived*>(context.corrected);
  const Item& item = meeting.items.at(command.item_id());
  decision.Add<ev::ReplyReceived>(command).set_late(
      was != nullptr ? was->late() : DecidedAs(context, meeting, item).has_value());
  return decision;
}

// A quorum found before does not know the reply; what was decided stands, with its quorum.
void Evolve(Meeting& meeting, const ev::ReplyReceived& event, const Fact&) {
  if (event.late()) return;
  Reply told{event.item_id(),
             {event.person_id(), event.seat_id(), event.kind(), MomentOf(event.replied_at()),
              std::nullopt},
             event.answer()};
  const auto of_the_same = [&](const Reply& reply) {
    return reply.item_id == told.item_id && reply.by.person_id == told.by.person_id;
  };
  std::erase_if(meeting.replies, [&](const Reply& reply) {
    return of_the_same(reply) && reply.by.from == told.by.from;
  });
  for (Reply& other : meeting.replies) {
    if (!of_the_same(other)) continue;
    Attendance& earlier = other.by.from < told.by.from ? other.by : told.by;
    const absl::Time changed = std::max(other.by.from, told.by.from);
    earlier.until = std::min(earlier.until.value_or(changed), changed);
  }
  meeting.replies.push_back(std::move(told));
  meeting.items[event.item_id()].quorum.reset();
}

Decision Decide(const cw::RatifyItem& command, const Context& context, const Meeting& meeting,
                const Meeting& at_meeting, const Board& board) {
  RETURN_IF_REFUSED(UnlessItem(meeting, command.item_id()));
  const Item& item = meeting.items.at(command.item_id());
  const auto decided = DecidedAs(context, meeting, item);
  // What is decided anew as the item was not ratified with what it replaces.
  const bool ratified = decided && decided->at <= item.ratified_at;
  // Also where attendance was corrected, or somebody left between the evaluation and the decision.
  const ev::QuorumEvaluated* rests_on = decided && decided->place > 0
                                            ? item.EvaluationBefore(decided->place)
                                        : item.quorum ? &*item.quorum
                                                      : nullptr;
  const bool short_of =
      decided && rests_on != nullptr && !ratified &&
      !SeatsEmptyAt(std::max(decided->at, MomentOf(rests_on->at())), *rests_on, meeting).empty();
  const bool anew = InterestSince(meeting, item) != 0 || GoneSince(item) != 0 || short_of;
  if (meeting.InSession() && !anew) {
    return Refuse(types::v1::NOTHING_TO_CHANGE,
                  "What is decided in session needs no ratifying, unless somebody who took part "
                  "declared an interest in it only afterwards, or turns out to have left before. "
                  "To change it, decide anew.",
                  kOwnRule);
  }
  if (at_meeting.id == meeting.id || at_meeting.body_id != meeting.body_id ||
      !at_meeting.InSession()) {
    return Refuse(types::v1::NOT_AUTHORISED,
                  "A body ratifies at a later meeting of its own, in session. Name one.",
                  SourceOrOwn(meeting.scheduled.way_source()), {at_meeting.id});
  }
  RETURN_IF_REFUSED(UnlessDecided(context, meeting, item, "to ratify"));
  if (!anew && ratified) {
    return Refuse(types::v1::ALREADY_DONE,
                  "It was ratified already. Nothing need be done; to change it, decide anew.",
                  kOwnRule, {meeting.id, command.item_id()});
  }
  RETURN_IF_REFUSED(UnlessSaysWhether(command, meeting));
  const absl::Time at = MomentOf(command.ratified_at());
  const absl::Time decided_at = decided->at;
  if (at < std::max({at_meeting.starts_at, meeting.starts_at, decided_at}) ||
      at >= at_meeting.EndsBy()) {
    return Refuse(types::v1::DATE_OUT_OF_ORDER,
                  "It is ratified during the later meeting, and after it was decided. Correct the "
                  "time (ratified_at).",
                  kOwnRule, {at_meeting.id});
  }
  // What was decided by somebody who should have left is decided again, in all but its words.
  if (anew) {
    RETURN_IF_REFUSED(UnlessQuorateWithout(meeting, item, at_meeting, at, context.london));
  } else {
    RETURN_IF_REFUSED(UnlessQuorateToRatify(item, at_meeting, board, at, context));
  }
  Decision decision;
  decision.Add<ev::ItemRatified>(command);
  ev::EarlierMeetingTaken taken;
  CopySharedFields(command, taken);
  *taken.mutable_taken_at() = command.ratified_at();
  TellOfEarlier(taken, at_meeting, command, decision);
  if (command.ratified() != types::v1::NO) return decision;
  RETURN_IF_REFUSED(UnlessLeads(meeting, item, context, board));
  if (item.subject == types::v1::CASE_REVIEW) {
    Strike<ev::ReviewItemNotRatified>(command, item, decision);
  } else {
    Strike<ev::DecisionNotRatified>(command, item, decision).set_decision_id(decided->id);
  }
  return decision;
}

void Evolve(Meeting& meeting, const ev::ItemRatified& event, const Fact& fact) {
  Item& item = meeting.items[event.item_id()];
  if (event.ratified() == types::v1::YES) {
    item.ratified_position = fact.place.position;
    item.ratified_at = MomentOf(event.ratified_at());
    item.not_ratified.clear();
  } else {
    item.not_ratified = event.reason();
  }
}

void RegisterPapers(WorkflowTable& table) {
  table.Events<Meeting, ev::ReplyReceived, ev::ItemRatified>();
  table.Command<cw::RecordReply, Meeting, Board>();
  table.LoadBeside<cw::RecordReply, Meeting>(&CaseOfItem);
  table.Command<cw::RatifyItem, Meeting, Meeting, Board>();
  table.LoadBeside<cw::RatifyItem, Meeting>(&CaseOfItem);
}

}  // namespace candour::workflows::meeting
