// The anonymised pack: prepared, approved by another, issued, and decided on.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "candour/casework/v1/papers.pb.h"
#include "candour/events/v1/papers.pb.h"
#include "workflows/clocks/calendar.h"
#include "workflows/corrections.h"
#include "workflows/dates.h"
#include "workflows/meeting/meeting.h"
#include "workflows/meeting/sources.h"
#include "workflows/refusals.h"

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

// When the pack first came to somebody who takes part in the item from a seat; none: to nobody.
std::optional<absl::Time> WithWhoDecides(const Meeting& meeting, const Item& item,
                                         const Pack& pack) {
  std::optional<absl::Time> first;
  const auto look_at = [&](const Attendance& present) {
    const auto issued = pack.issued_to.find(present.person_id);
    if (present.seat_id.empty() || issued == pack.issued_to.end()) return;
    if (item.recused.contains(present.person_id)) return;
    first = std::min(first.value_or(issued->second), issued->second);
  };
  std::for_each(meeting.attendance.begin(), meeting.attendance.end(), look_at);
  // Also who replied too early: that their reply does not count the quorum says.
  for (const Reply& reply : meeting.replies) {
    if (reply.item_id == item.id) look_at(reply.by);
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

std::optional<Rejection> UnlessAfter(absl::Time at, absl::Time earlier,
                                     const std::string& sentence) {
  if (at >= earlier) return std::nullopt;
  return Refuse(types::v1::DATE_OUT_OF_ORDER, sentence, kOwnRule);
}

// The last pack with papers on the item that there was by then is the one that counts: a changed
// pack needs a new approval.
std::optional<Rejection> UnlessOnPack(const Meeting& meeting, const Item& item,
                                      absl::Time decided_by, const absl::TimeZone& london) {
  if (!meeting.scheduled.pack_needed()) return std::nullopt;
  std::vector<std::string> ids = meeting.pack_ids;
  std::stable_sort(ids.begin(), ids.end(), [&](const std::string& one, const std::string& other) {
    return meeting.packs.at(one).prepared_at < meeting.packs.at(other).prepared_at;
  });
  std::optional<Rejection> refused;
  for (auto id = ids.rbegin(); id != ids.rend(); ++id) {
    const Pack& pack = meeting.packs.at(*id);
    if (!pack.item_ids.contains(item.id) || pack.prepared_at > decided_by) continue;
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

namespace {

// Who takes no part in an item for an interest of theirs sees none of its papers.
std::optional<Rejection> UnlessTakesPart(const Meeting& meeting, const std::set<std::string>& items,
                                         const std::string& person_id, const char* sentence) {
  for (const std::string& item_id : items) {
    const auto item = meeting.items.find(item_id);
    if (item == meeting.items.end() || !item->second.recused.contains(person_id)) continue;
    return Refuse(types::v1::CONFLICTED, sentence, kInterests, {person_id, item_id});
  }
  return std::nullopt;
}

// Who is named anew; nobody where a correction leaves them as they were: their interest may have
// come to light since.
std::string NewTo(const Context& context, const std::string& field, const std::string& person_id) {
  return IsOfCorrected(context, field, person_id) ? "" : person_id;
}

}  // namespace

Decision Decide(const cw::PreparePack& command, const Context& context, const Meeting& meeting,
                const Board&) {
  for (const std::string& item_id : command.item_ids()) {
    RETURN_IF_REFUSED(UnlessItem(meeting, item_id));
  }
  RETURN_IF_REFUSED(UnlessTakesPart(
      meeting, {command.item_ids().begin(), command.item_ids().end()},
      NewTo(context, "prepared_by_person_id", command.prepared_by_person_id()),
      "Somebody who takes no part in an item for an interest of theirs is to have prepared its "
      "papers. Have somebody else prepare them, or a pack without the item."));
  RETURN_IF_REFUSED(UnlessSameHash(command.document(), command.sha256()));
  if (command.has_document()) {
    std::vector<std::string> cases;
    for (const std::string& item_id : command.item_ids()) {
      cases.push_back(meeting.items.at(item_id).subject_id);
    }
    RETURN_IF_REFUSED(UnlessOfCases(context, command.document(), cases));
  }
  const std::string id = context.IdOr(command.pack_id(), 0);
  if (meeting.packs.contains(id) && !IsOfCorrected(context, "pack_id", id)) {
    return Refuse(types::v1::ALREADY_DONE,
                  "A pack has this id: a changed pack is another one. Give it another id.",
                  kOwnRule, {meeting.id, id});
  }
  Decision decision;
  auto& prepared = decision.Add<ev::PackPrepared>(command);
  prepared.set_pack_id(id);
  if (const auto* was = dynamic_cast<const ev::PackPrepared*>(context.corrected)) {
    Meeting corrected = meeting;
    Pack& pack = corrected.packs[was->pack_id()];
    pack.item_ids = {prepared.item_ids().begin(), prepared.item_ids().end()};
    pack.prepared_at = MomentOf(prepared.prepared_at());
    RETURN_IF_REFUSED(UnlessBearsDecisions(corrected, context));
  }
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

namespace {

void Issue(const ev::PackIssued& event, Pack& pack) {
  const absl::Time issued_at = MomentOf(event.issued_at());
  for (const std::string& person_id : event.person_ids()) {
    const auto [first, added] = pack.issued_to.emplace(person_id, issued_at);
    if (!added) first->second = std::min(first->second, issued_at);
  }
}

// Where a stream is judged as it stands, it still holds what is put right.
void TakeBack(const ev::PackIssued& event, Pack& pack) {
  for (const std::string& person_id : event.person_ids()) {
    const auto issued = pack.issued_to.find(person_id);
    if (issued == pack.issued_to.end()) continue;
    if (issued->second == MomentOf(event.issued_at())) pack.issued_to.erase(issued);
  }
}

}  // namespace

Decision Decide(const cw::ApprovePack& command, const Context& context, const Meeting& meeting,
                const Board& board) {
  RETURN_IF_REFUSED(UnlessPack(meeting, command.pack_id()));
  const Pack& pack = meeting.packs.at(command.pack_id());
  // The pack that was issued since is approved by what is put right.
  const bool put_right = IsOfCorrected(context, "pack_id", command.pack_id());
  if (pack.approved_at && !put_right) {
    return Refuse(types::v1::ALREADY_DONE, "The pack is approved already. Issue it.", kAnonymised,
                  {command.pack_id()});
  }
  RETURN_IF_REFUSED(UnlessByAnother(command, context, meeting, board));
  RETURN_IF_REFUSED(UnlessTakesPart(
      meeting, pack.item_ids,
      NewTo(context, "approved_by_person_id", command.approved_by_person_id()),
      "Somebody who takes no part in an item for an interest of theirs is to have read its papers. "
      "Have somebody else approve the pack, or prepare one for them without the item."));
  if (pack.sha256 != command.sha256()) {
    return Refuse(types::v1::CONTRADICTORY,
                  "This is the hash of another content than that of the pack prepared. Record the "
                  "changed pack as a new one, and approve that.",
                  kAnonymised, {command.pack_id()});
  }
  RETURN_IF_REFUSED(UnlessAfter(MomentOf(command.approved_at()), pack.prepared_at,
                                "A pack is approved after it was prepared. Correct approved_at."));
  Meeting corrected = meeting;
  corrected.packs[command.pack_id()].approved_at = MomentOf(command.approved_at());
  RETURN_IF_REFUSED(UnlessBearsDecisions(corrected, context));
  return Recorded<ev::PackApproved>(command);
}

void Evolve(Meeting& meeting, const ev::PackApproved& event, const Fact&) {
  Pack& pack = meeting.packs[event.pack_id()];
  pack.approved_at = MomentOf(event.approved_at());
  pack.approved_by_person_id = event.approved_by_person_id();
  pack.approved_sha256 = event.sha256();
}

Decision Decide(const cw::IssuePack& command, const Context& context, const Meeting& meeting,
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
    RETURN_IF_REFUSED(UnlessTakesPart(
        meeting, pack.item_ids, person_id,
        "Somebody who takes no part in an item for an interest of theirs is to be sent its papers. "
        "Leave them out, or prepare a pack for them without the item."));
  }
  Decision decision;
  const auto& issued = decision.Add<ev::PackIssued>(command);
  Meeting corrected = meeting;
  if (const auto* was = dynamic_cast<const ev::PackIssued*>(context.corrected)) {
    TakeBack(*was, corrected.packs[was->pack_id()]);
  }
  Issue(issued, corrected.packs[issued.pack_id()]);
  RETURN_IF_REFUSED(UnlessBearsDecisions(corrected, context));
  return decision;
}

void Evolve(Meeting& meeting, const ev::PackIssued& event, const Fact&) {
  Issue(event, meeting.packs[event.pack_id()]);
}

void RegisterPacks(WorkflowTable& table) {
  table.Events<Meeting, ev::PackPrepared, ev::PackApproved, ev::PackIssued>();
  table.Command<cw::PreparePack, Meeting, Board>();
  table.LoadBeside<cw::PreparePack, Meeting>(&CasesDecidedIfCorrected);
  table.Command<cw::ApprovePack, Meeting, Board>();
  table.LoadBeside<cw::ApprovePack, Meeting>(&CasesDecidedIfCorrected);
  table.Command<cw::IssuePack, Meeting, Board>();
  table.LoadBeside<cw::IssuePack, Meeting>(&CasesDecidedIfCorrected);
}

}  // namespace candour::workflows::meeting
