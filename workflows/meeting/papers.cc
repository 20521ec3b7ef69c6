// The anonymised pack, and what is decided on papers sent round.
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

constexpr char kAnonymised[] =
    "Child death review procedures of local boards: cases are anonymised before the panel";

std::optional<Rejection> UnlessPack(const Meeting& meeting, const std::string& pack_id) {
  if (meeting.packs.contains(pack_id)) return std::nullopt;
  return Refuse(types::v1::UNKNOWN_REFERENCE, "The meeting has no such pack. Prepare it first.",
                kAnonymised, {meeting.id, pack_id});
}

std::optional<Rejection> UnlessAfter(absl::Time at, absl::Time earlier,
                                     const std::string& sentence) {
  if (at >= earlier) return std::nullopt;
  return Refuse(types::v1::DATE_OUT_OF_ORDER, sentence, kOwnRule);
}

// A holder and their deputy are one seat, and one pair of eyes.
bool ShareSeat(const Board& board, const std::string& body_id, const std::string& one,
               const std::string& other, absl::CivilDay day) {
  return std::any_of(board.seats.begin(), board.seats.end(), [&](const auto& entry) {
    const board::Seat& seat = entry.second;
    const auto sits = [&](const std::string& person_id) {
      return seat.HeldBy(person_id, day) || seat.DeputisedBy(person_id, day);
    };
    return seat.body_id == body_id && sits(one) && sits(other);
  });
}

// Whoever prepared this content, as this pack or as another one: their person, seat and account.
std::optional<Rejection> UnlessByAnother(const cw::ApprovePack& command, const Context& context,
                                         const Meeting& meeting, const Board& board) {
  const Pack& approved = meeting.packs.at(command.pack_id());
  const absl::CivilDay day = clocks::DayOf(MomentOf(command.approved_at()), context.london);
  const std::string& approver = command.approved_by_person_id();
  for (const auto& [id, pack] : meeting.packs) {
    if (pack.sha256 != approved.sha256) continue;
    const char* same =
        pack.prepared_by_person_id == approver ? "This person"
        : !pack.prepared_with.empty() && pack.prepared_with == context.actor.subject()
            ? "This account"
        : ShareSeat(board, meeting.body_id, pack.prepared_by_person_id, approver, day)
            ? "Somebody of the same seat"
            : nullptr;
    if (same == nullptr) continue;
    return Refuse(
        types::v1::SAME_PERSON,
        absl::StrCat(same,
                     " prepared the pack, and who prepared one does not approve it. Have somebody "
                     "else read it for anything that tells who the child is, and approve it "
                     "themselves."),
        kAnonymised, {id, approver});
  }
  return std::nullopt;
}

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
  const Quorum quorum =
      EvaluateFor(with_item, board, item.id, at, subject != nullptr && subject->IsUnexpectedDeath(),
                  context.london);
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

// When papers on the item first came to the person in a pack; none: it is not recorded.
std::optional<absl::Time> FirstSentTo(const std::string& person_id, const Meeting& meeting,
                                      const std::string& item_id) {
  std::optional<absl::Time> first;
  for (const auto& [id, pack] : meeting.packs) {
    const auto issued = pack.issued_to.find(person_id);
    if (issued == pack.issued_to.end() || !pack.item_ids.contains(item_id)) continue;
    first = std::min(first.value_or(issued->second), issued->second);
  }
  return first;
}

// When the pack first came to somebody who takes part in the item from a seat; none: to nobody.
std::optional<absl::Time> WithWhoDecides(const Meeting& meeting, const Item& item,
                                         const Pack& pack) {
  std::optional<absl::Time> first;
  for (const Attendance& present : meeting.PresenceFor(item.id)) {
    const auto issued = pack.issued_to.find(present.person_id);
    if (present.seat_id.empty() || issued == pack.issued_to.end()) continue;
    if (item.recused.contains(present.person_id)) continue;
    first = std::min(first.value_or(issued->second), issued->second);
  }
  return first;
}

// What stands against deciding on the pack by then; blank: nothing.
std::string AgainstPack(const Meeting& meeting, const Item& item, const Pack& pack,
                        absl::Time decided_by, const absl::TimeZone& london) {
  if (!pack.approved_at) {
    return "is not approved. Have somebody other than who prepared it approve it, then issue it.";
  }
  if (pack.issued_to.empty()) {
    return "is approved but was not issued. Issue it to those who attend.";
  }
  const auto came = WithWhoDecides(meeting, item, pack);
  if (!came) {
    return "was issued to nobody who takes part in the item from a seat. Record to which of them "
           "it was issued; or issue it, and have them decide after that.";
  }
  if (*came <= decided_by) return "";
  return absl::StrCat("was issued to those who decide only at ", clocks::MomentWords(*came, london),
                      ". Correct the time of the decision.");
}

}  // namespace

// The last pack with papers on the item is the one that counts: a changed pack needs a new
// approval.
std::optional<Rejection> UnlessOnPack(const Meeting& meeting, const Item& item,
                                      absl::Time decided_by, const absl::TimeZone& london) {
  if (!meeting.scheduled.pack_needed()) return std::nullopt;
  std::optional<Rejection> refused;
  for (auto id = meeting.pack_ids.rbegin(); id != meeting.pack_ids.rend(); ++id) {
    const Pack& pack = meeting.packs.at(*id);
    if (!pack.item_ids.contains(item.id)) continue;
    const std::string way_out = AgainstPack(meeting, item, pack, decided_by, london);
    if (way_out.empty()) return std::nullopt;
    if (!refused) {
      refused = Refuse(types::v1::PACK_NOT_ISSUED,
                       absl::StrCat("The last anonymised pack with papers on this item ", way_out),
                       SourceOrOwn(meeting.scheduled.kind_source()), {meeting.id, *id});
    }
    // One that went to others alone, as to somebody who leaves for another item, changes nothing.
    const bool for_others =
        pack.approved_at && !pack.issued_to.empty() && !WithWhoDecides(meeting, item, pack);
    if (!for_others) return refused;
  }
  if (refused) return refused;
  return Refuse(types::v1::PACK_NOT_ISSUED,
                "A meeting of this kind decides only on an anonymised pack, and none has papers on "
                "this item. Prepare one, have it approved by somebody else, and issue it.",
                SourceOrOwn(meeting.scheduled.kind_source()), {meeting.id});
}

Decision Decide(const cw::PreparePack& command, const Context& context, const Meeting& meeting,
                const Board&) {
  for (const std::string& item_id : command.item_ids()) {
    RETURN_IF_REFUSED(UnlessItem(meeting, item_id));
  }
  RETURN_IF_REFUSED(UnlessSameHash(command.document(), command.sha256()));
  if (command.has_document()) {
    std::vector<std::string> cases;
    for (const std::string& item_id : command.item_ids()) {
      cases.push_back(meeting.items.at(item_id).subject_id);
    }
    RETURN_IF_REFUSED(UnlessOfCases(context, command.document(), cases));
  }
  const std::string id = context.IdOr(command.pack_id(), 0);
  if (meeting.packs.contains(id)) {
    return Refuse(types::v1::ALREADY_DONE,
                  "A pack has this id: a changed pack is another one. Give it another id.",
                  kOwnRule, {meeting.id, id});
  }
  Decision decision;
  decision.Add<ev::PackPrepared>(command).set_pack_id(id);
  return decision;
}

void Evolve(Meeting& meeting, const ev::PackPrepared& event, const Fact& fact) {
  meeting.packs[event.pack_id()] = {event.sha256(),
                                    {event.item_ids().begin(), event.item_ids().end()},
                                    event.prepared_by_person_id(),
                                    fact.body.by().subject(),
                                    MomentOf(event.prepared_at()),
                                    std::nullopt,
                                    {},
                                    event.document().document_id()};
  meeting.pack_ids.push_back(event.pack_id());
}

Decision Decide(const cw::ApprovePack& command, const Context& context, const Meeting& meeting,
                const Board& board) {
  RETURN_IF_REFUSED(UnlessPack(meeting, command.pack_id()));
  const Pack& pack = meeting.packs.at(command.pack_id());
  if (pack.approved_at) {
    return Refuse(types::v1::ALREADY_DONE, "The pack is approved already. Issue it.", kAnonymised,
                  {command.pack_id()});
  }
  RETURN_IF_REFUSED(UnlessByAnother(command, context, meeting, board));
  if (pack.sha256 != command.sha256()) {
    return Refuse(types::v1::CONTRADICTORY,
                  "This is the hash of another content than that of the pack prepared. Record the "
                  "changed pack as a new one, and approve that.",
                  kAnonymised, {command.pack_id()});
  }
  RETURN_IF_REFUSED(UnlessAfter(MomentOf(command.approved_at()), pack.prepared_at,
                                "A pack is approved after it was prepared. Correct approved_at."));
  return Recorded<ev::PackApproved>(command);
}

void Evolve(Meeting& meeting, const ev::PackApproved& event, const Fact&) {
  meeting.packs[event.pack_id()].approved_at = MomentOf(event.approved_at());
}

Decision Decide(const cw::IssuePack& command, const Context&, const Meeting& meeting,
                const Board&) {
  RETURN_IF_REFUSED(UnlessPack(meeting, command.pack_id()));
  const Pack& pack = meeting.packs.at(command.pack_id());
  if (!pack.approved_at) {
    return Refuse(types::v1::WRONG_STAGE,
                  "The pack is not approved. Have somebody other than who prepared it approve it "
                  "first.",
                  kAnonymised, {command.pack_id()});
  }
  RETURN_IF_REFUSED(UnlessAfter(MomentOf(command.issued_at()), *pack.approved_at,
                                "A pack is issued after it was approved. Correct issued_at."));
  for (const std::string& person_id : command.person_ids()) {
    for (const std::string& item_id : pack.item_ids) {
      const auto item = meeting.items.find(item_id);
      if (item == meeting.items.end() || !item->second.recused.contains(person_id)) continue;
      return Refuse(types::v1::CONFLICTED,
                    "Somebody who takes no part in an item for an interest of theirs is to be sent "
                    "its papers. Leave them out, or prepare a pack for them without the item.",
                    kInterests, {person_id, item_id});
    }
  }
  return Recorded<ev::PackIssued>(command);
}

void Evolve(Meeting& meeting, const ev::PackIssued& event, const Fact&) {
  Pack& pack = meeting.packs[event.pack_id()];
  const absl::Time issued_at = MomentOf(event.issued_at());
  for (const std::string& person_id : event.person_ids()) {
    const auto [first, added] = pack.issued_to.emplace(person_id, issued_at);
    if (!added) first->second = std::min(first->second, issued_at);
  }
}

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
  if (const auto sent = FirstSentTo(command.person_id(), meeting, command.item_id())) {
    RETURN_IF_REFUSED(UnlessAfter(
        at, *sent,
        absl::StrCat("Nobody replies before the papers come to them, and the pack was issued to "
                     "them at ",
                     clocks::MomentWords(*sent, context.london), ". Correct replied_at.")));
  }
  const Attendance by{command.person_id(), command.seat_id(), command.kind(), at, std::nullopt};
  RETURN_IF_REFUSED(UnlessSits(meeting, board, by, clocks::DayOf(at, context.london)));
  Decision decision;
  decision.Add<ev::ReplyReceived>(command).set_late(
      DecidedAs(context, meeting, meeting.items.at(command.item_id())).has_value());
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
  const bool short_of =
      decided && item.quorum && !ratified &&
      !SeatsEmptyAt(std::max(decided->at, MomentOf(item.quorum->at())), *item.quorum, meeting)
           .empty();
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
      at >= at_meeting.EndsBy(context.london)) {
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
    item.ratified_position = fact.position;
    item.ratified_at = MomentOf(event.ratified_at());
    item.not_ratified.clear();
  } else {
    item.not_ratified = event.reason();
  }
}

void RegisterPapers(WorkflowTable& table) {
  table.Events<Meeting, ev::PackPrepared, ev::PackApproved, ev::PackIssued, ev::ReplyReceived,
               ev::ItemRatified>();
  table.Command<cw::PreparePack, Meeting, Board>();
  table.Command<cw::ApprovePack, Meeting, Board>();
  table.Command<cw::IssuePack, Meeting, Board>();
  table.Command<cw::RecordReply, Meeting, Board>();
  table.LoadBeside<cw::RecordReply, Meeting>(&CaseOfItem);
  table.Command<cw::RatifyItem, Meeting, Meeting, Board>();
  table.LoadBeside<cw::RatifyItem, Meeting>(&CaseOfItem);
}

}  // namespace candour::workflows::meeting
