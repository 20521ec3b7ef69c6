// Commands on a meeting and the facts they leave.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "candour/casework/v1/meeting.pb.h"
#include "workflows/clocks/calendar.h"
#include "workflows/dates.h"
#include "workflows/meeting/meeting.h"
#include "workflows/meeting/sources.h"
#include "workflows/refusals.h"
#include "workflows/words.h"

namespace candour::workflows::meeting {

Meeting::Meeting() = default;
Meeting::Meeting(const Meeting&) = default;
Meeting::Meeting(Meeting&&) = default;
Meeting& Meeting::operator=(const Meeting&) = default;
Meeting& Meeting::operator=(Meeting&&) = default;
Meeting::~Meeting() = default;

namespace cw = casework::v1;
namespace ev = events::v1;
using board::Board;
using types::v1::Rejection;

absl::Time Meeting::EndsBy(const absl::TimeZone& london) const {
  return InSession() ? clocks::StartOfDay(last_day + 1, london) : absl::InfiniteFuture();
}

std::vector<Attendance> Meeting::PresenceFor(const std::string& item_id) const {
  if (InSession()) return attendance;
  std::vector<Attendance> presence;
  for (const Reply& reply : replies) {
    if (reply.item_id == item_id) presence.push_back(reply.by);
  }
  return presence;
}

const Item* Meeting::ItemAbout(const std::string& item_id, const std::string& subject_id) const {
  for (const auto& [id, item] : items) {
    if (item.subject_id == subject_id && (item_id.empty() || id == item_id)) return &item;
  }
  return nullptr;
}

std::optional<Rejection> UnlessCancelled(const Meeting& meeting) {
  if (meeting.cancelled.empty()) return std::nullopt;
  return Refuse(
      types::v1::MEETING_NOT_HELD,
      absl::StrCat("The meeting was cancelled: ", meeting.cancelled, " List the case for another."),
      kOwnRule, {meeting.id});
}

namespace {

// What to do where nobody looked for the quorum of an item, or it was missing.
struct WayOut {
  const char* not_evaluated;
  const char* not_quorate;
  const char* instead;
};

const WayOut& WayOutOf(types::v1::MeetingWay way) {
  static constexpr WayOut kInSession = {
      "Nobody has looked whether the meeting was quorate for this item. Record who attended, then "
      "evaluate the quorum.",
      "The meeting was not quorate for this item", "Defer the case to another meeting."};
  static constexpr WayOut kByCorrespondence = {
      "Nobody has looked whether enough members have replied on this item. Ask those who have not "
      "replied for their reply, record each reply as it comes, then evaluate the quorum.",
      "The replies to the papers on this item are not enough",
      "Ask for the replies that are missing, record them and evaluate the quorum again; or list "
      "the "
      "case for a meeting."};
  static constexpr WayOut kChairsAction = {
      "Nobody has looked whether it was the chair who acted on this item. Record the chair's "
      "reply, "
      "then evaluate the quorum.",
      "The chair has not acted on this item",
      "Ask the chair for a reply, record it and evaluate the quorum again; or list the case for a "
      "meeting."};
  switch (way) {
    case types::v1::BY_CORRESPONDENCE:
      return kByCorrespondence;
    case types::v1::CHAIRS_ACTION:
      return kChairsAction;
    default:
      return kInSession;
  }
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

// The last pack with papers on the item is the one that counts: a changed pack needs a new
// approval.
std::optional<Rejection> UnlessOnPack(const Meeting& meeting, const Item& item,
                                      absl::Time decided_by, const absl::TimeZone& london) {
  if (!meeting.scheduled.pack_needed()) return std::nullopt;
  for (auto id = meeting.pack_ids.rbegin(); id != meeting.pack_ids.rend(); ++id) {
    const Pack& pack = meeting.packs.at(*id);
    if (!pack.item_ids.contains(item.id)) continue;
    const std::string against = AgainstPack(meeting, item, pack, decided_by, london);
    if (against.empty()) return std::nullopt;
    return Refuse(types::v1::PACK_NOT_ISSUED,
                  absl::StrCat("The last anonymised pack with papers on this item ", against),
                  SourceOrOwn(meeting.scheduled.kind_source()), {meeting.id, *id});
  }
  return Refuse(types::v1::PACK_NOT_ISSUED,
                "A meeting of this kind decides only on an anonymised pack, and none has papers on "
                "this item. Prepare one, have it approved by somebody else, and issue it.",
                SourceOrOwn(meeting.scheduled.kind_source()), {meeting.id});
}

std::optional<Rejection> UnlessItemQuorate(const Meeting& meeting, const Item& item,
                                           absl::Time decided_by, const absl::TimeZone& london) {
  if (!item.not_ratified.empty()) {
    return Refuse(types::v1::WRONG_STAGE,
                  absl::StrCat("What was decided as this item was not ratified: ",
                               item.not_ratified, " List the case for another meeting."),
                  kOwnRule, {meeting.id, item.id});
  }
  RETURN_IF_REFUSED(UnlessOnPack(meeting, item, decided_by, london));
  const WayOut& way_out = WayOutOf(meeting.scheduled.way());
  if (!item.quorum) {
    return Refuse(types::v1::QUORUM_NOT_EVALUATED, way_out.not_evaluated, kOwnRule, {meeting.id});
  }
  if (!item.quorum->met()) {
    return Refuse(types::v1::NOT_QUORATE,
                  absl::StrCat(way_out.not_quorate, "; missing: ",
                               absl::StrJoin(item.quorum->missing(), "; "), ". ", way_out.instead),
                  SourceOrOwn(item.quorum->rule_source()), {meeting.id});
  }
  if (item.quorum->has_at() && decided_by < MomentOf(item.quorum->at())) {
    return Refuse(types::v1::DATE_OUT_OF_ORDER,
                  absl::StrCat("The quorum it rests on was evaluated for ",
                               clocks::MomentWords(MomentOf(item.quorum->at()), london),
                               "; the decision cannot come before. Correct its time, or evaluate "
                               "the quorum for it."),
                  kOwnRule, {meeting.id, item.quorum->item_id()});
  }
  return std::nullopt;
}

}  // namespace

std::optional<Rejection> UnlessQuorate(const Meeting& meeting, const std::string& item_id,
                                       const std::string& subject_id, absl::Time decided_by,
                                       const absl::TimeZone& london) {
  RETURN_IF_REFUSED(UnlessCancelled(meeting));
  if (meeting.scheduled.advises_only()) {
    return Refuse(types::v1::NOT_AUTHORISED,
                  absl::StrCat("A meeting of this kind (", meeting.scheduled.kind_title(),
                               ") discusses cases and decides none. List the case for one that "
                               "decides."),
                  SourceOrOwn(meeting.scheduled.kind_source()), {meeting.id});
  }
  std::optional<Rejection> refused;
  for (const auto& [id, item] : meeting.items) {
    if (item.subject_id != subject_id || (!item_id.empty() && id != item_id)) continue;
    std::optional<Rejection> one = UnlessItemQuorate(meeting, item, decided_by, london);
    if (!one) return std::nullopt;
    if (!refused) refused = std::move(one);
  }
  if (refused) return refused;
  return Refuse(types::v1::NOT_LISTED,
                "The case is not on the agenda of this meeting. List it first.", kOwnRule,
                {meeting.id, subject_id});
}

std::optional<Rejection> UnlessStillThere(const Meeting& meeting, const Item& item,
                                          absl::Time decided_at, const absl::TimeZone& london) {
  const absl::Time evaluated_at = MomentOf(item.quorum->at());
  for (const Attendance& attendance : meeting.PresenceFor(item.id)) {
    if (!attendance.PresentAt(evaluated_at) || attendance.PresentAt(decided_at)) continue;
    return Refuse(types::v1::QUORUM_NOT_EVALUATED,
                  absl::StrCat("Somebody left at ", clocks::MomentWords(*attendance.until, london),
                               ", after the quorum was evaluated and before the decision. Evaluate "
                               "the quorum again for the time of the decision."),
                  SourceOrOwn(item.quorum->rule_source()), {meeting.id, attendance.person_id});
  }
  return std::nullopt;
}

std::optional<Rejection> UnlessCarried(const Meeting& meeting, const std::string& item_id,
                                       uint32_t votes_for, uint32_t votes_against) {
  const auto& quorum = meeting.items.at(item_id).quorum;
  const uint32_t present = quorum ? quorum->members_counted() : 0;
  if (uint64_t{votes_for} + votes_against > present) {
    return Refuse(types::v1::CONTRADICTORY,
                  absl::StrCat("There are more votes than the ", present,
                               " members who counted for the item. Correct the votes."),
                  kOwnRule, {meeting.id});
  }
  if (votes_against == 0 || votes_for > votes_against) return std::nullopt;
  return Refuse(types::v1::NOT_CARRIED,
                "There were not more votes for it than against, so that it was not carried. Record "
                "what was.",
                kOwnRule, {meeting.id});
}

std::optional<Rejection> UnlessMeetingOf(types::v1::BodyKind kind, const Meeting& meeting,
                                         const Board& board) {
  const auto body = board.bodies.find(meeting.body_id);
  if (body != board.bodies.end() && body->second.kind == kind) return std::nullopt;
  return Refuse(
      types::v1::NOT_AUTHORISED,
      absl::StrCat("This was a meeting of another body. Name a meeting of the ", Words(kind), "."),
      kOwnRule, {meeting.id, meeting.body_id});
}

std::optional<Rejection> UnlessBodyExists(const board::Body& body, const std::string& body_id,
                                          absl::CivilDay day) {
  if (day >= body.from) return std::nullopt;
  return Refuse(types::v1::DATE_OUT_OF_ORDER,
                absl::StrCat("The body exists only from ", clocks::DateWords(body.from),
                             ". Choose a later day, or another body."),
                kOwnRule, {body_id});
}

std::optional<Rejection> UnlessOurs(const Meeting& meeting, const Context& context) {
  if (meeting.opened_by_board == context.board_id) return std::nullopt;
  return Refuse(types::v1::WRONG_BOARD,
                "The meeting belongs to another board. Name one of your own board's.", kOwnRule,
                {meeting.id});
}

std::optional<Rejection> UnlessRunning(const Meeting& meeting, const Context& context) {
  RETURN_IF_REFUSED(UnlessOurs(meeting, context));
  RETURN_IF_REFUSED(UnlessCancelled(meeting));
  if (!meeting.closed_at) return std::nullopt;
  if (meeting.minutes_agreed_at) {
    return Refuse(types::v1::WRONG_STAGE,
                  "The minutes of the meeting are agreed. Record an amendment of them.", kOwnRule,
                  {meeting.id});
  }
  if (context.corrected != nullptr) return std::nullopt;
  return Refuse(types::v1::WRONG_STAGE,
                "The meeting is closed. Schedule another, or correct what was recorded of it.",
                kOwnRule, {meeting.id});
}

std::optional<Rejection> UnlessItem(const Meeting& meeting, const std::string& item_id) {
  if (meeting.items.contains(item_id)) return std::nullopt;
  return Refuse(types::v1::NOT_LISTED, "The meeting has no such item. List it first.", kOwnRule,
                {meeting.id, item_id});
}

std::optional<Rejection> UnlessSits(const Meeting& meeting, const Board& board,
                                    const Attendance& as, absl::CivilDay day) {
  const auto seat = board.seats.find(as.seat_id);
  const bool by_right =
      seat != board.seats.end() && seat->second.body_id == meeting.body_id &&
      ((as.kind == types::v1::SEAT_HOLDER && seat->second.HeldBy(as.person_id, day)) ||
       (as.kind == types::v1::DEPUTY && seat->second.DeputisedBy(as.person_id, day)));
  if (by_right) return std::nullopt;
  return Refuse(types::v1::NOT_A_MEMBER,
                absl::StrCat("On ", clocks::DateWords(day),
                             " they do not sit on this body as said. Name the seat they hold or "
                             "deputise for, or record them as in attendance."),
                kOwnRule, {as.person_id, as.seat_id});
}

std::optional<Rejection> UnlessEnded(const Meeting& meeting, absl::Time at,
                                     const absl::TimeZone& london) {
  if (at < meeting.EndsBy(london)) return std::nullopt;
  return Refuse(types::v1::DATE_OUT_OF_ORDER,
                absl::StrCat("The meeting ended on ", clocks::DateWords(meeting.last_day),
                             ". Schedule another, or say when scheduling that it lasts longer."),
                kOwnRule, {meeting.id});
}

namespace {

// What the board's data says of the kind of meeting, and its own rules of the way of deciding.
std::optional<Rejection> FillIn(const cw::ScheduleMeeting& command, const Board& board,
                                const board::Body& body, absl::CivilDay day,
                                ev::MeetingScheduled& event) {
  if (!command.kind().empty()) {
    const auto kind = board.editions.MeetingKindOf(command.kind(), {day, day, board.id});
    if (!kind.ok()) {
      return Refuse(types::v1::NO_EDITION_IN_FORCE,
                    absl::StrCat(kind.status().message(),
                                 ". Adopt the file of kinds of meeting, or leave the kind out."),
                    kOwnRule);
    }
    const auto& bodies = (*kind)->body_kinds();
    if (std::find(bodies.begin(), bodies.end(), Key(body.kind)) == bodies.end()) {
      return Refuse(types::v1::NOT_AUTHORISED,
                    absl::StrCat("Such a meeting (", (*kind)->title(), ") is not held by a ",
                                 Words(body.kind), ". Choose another kind, or another body."),
                    CitationOf((*kind)->standing().source()), {command.body_id()});
    }
    event.set_kind_title((*kind)->title());
    event.set_kind_source(CitationOf((*kind)->standing().source()));
    event.set_pack_needed((*kind)->anonymised_pack());
    event.set_advises_only((*kind)->advises_only());
    *event.mutable_agenda() = (*kind)->agenda();
    if ((*kind)->days() > 1 && !command.has_last_day()) {
      *event.mutable_last_day() = clocks::ToDate(day + ((*kind)->days() - 1));
    }
  }
  if (command.way() <= types::v1::IN_SESSION) return std::nullopt;
  const board::DecisionWays* ways = board.OwnDecisionWays(command.body_id(), day);
  if (ways == nullptr || !ways->ways.contains(command.way())) {
    return Refuse(
        types::v1::NOT_AUTHORISED,
        absl::StrCat("The body's own rules do not let it decide so (", Words(command.way()),
                     "). Hold a meeting, or set its ways of deciding from its terms of "
                     "reference."),
        ways == nullptr ? kOwnRule : SourceOrOwn(ways->source), {command.body_id()});
  }
  event.set_way_source(ways->source);
  return std::nullopt;
}

}  // namespace

Decision Decide(const cw::ScheduleMeeting& command, const Context& context, const Meeting&,
                const Board& board) {
  const board::Body& body = board.bodies.at(command.body_id());
  const absl::CivilDay day = clocks::DayOf(MomentOf(command.starts_at()), context.london);
  RETURN_IF_REFUSED(UnlessBodyExists(body, command.body_id(), day));
  if (command.has_last_day() && DayOf(command.last_day()) < day) {
    return Refuse(types::v1::DATE_OUT_OF_ORDER,
                  "A meeting cannot end before it begins. Correct last_day.", kOwnRule);
  }
  Decision decision;
  auto& event = decision.Add<ev::MeetingScheduled>(command);
  RETURN_IF_REFUSED(FillIn(command, board, body, day, event));
  return decision;
}

void Evolve(Meeting& meeting, const ev::MeetingScheduled& event, const Fact& fact) {
  meeting.body_id = event.body_id();
  meeting.starts_at = MomentOf(event.starts_at());
  meeting.place = event.place();
  meeting.scheduled = event;
  meeting.last_day = event.has_last_day() ? DayOf(event.last_day())
                                          : clocks::DayOf(meeting.starts_at, fact.london);
}

void Evolve(Meeting& meeting, const ev::ItemListed& event, const Fact&) {
  Item& item = meeting.items[event.item_id()];
  item.id = event.item_id();
  item.number = event.number();
  item.subject = event.subject();
  item.subject_id = event.subject_id();
}

Decision Decide(const cw::RecordAttendance& command, const Context& context, const Meeting& meeting,
                const Board& board) {
  const absl::Time from = MomentOf(command.from());
  if (command.has_until() && MomentOf(command.until()) <= from) {
    return Refuse(types::v1::DATE_OUT_OF_ORDER,
                  "They cannot leave before they come. Correct until.", kOwnRule);
  }
  if (!meeting.InSession()) {
    return Refuse(types::v1::WRONG_STAGE,
                  "Nobody attends what is decided outside a meeting. Record their reply.",
                  kOwnRule);
  }
  if (clocks::DayOf(from, context.london) < clocks::DayOf(meeting.starts_at, context.london)) {
    return Refuse(types::v1::DATE_OUT_OF_ORDER,
                  absl::StrCat("The meeting begins only on ",
                               clocks::DateWords(clocks::DayOf(meeting.starts_at, context.london)),
                               ". Correct from."),
                  kOwnRule, {meeting.id});
  }
  RETURN_IF_REFUSED(UnlessEnded(meeting, from, context.london));
  const bool by_seat =
      command.kind() == types::v1::SEAT_HOLDER || command.kind() == types::v1::DEPUTY;
  if (by_seat) {
    const Attendance as{command.person_id(), command.seat_id(), command.kind(), from, std::nullopt};
    RETURN_IF_REFUSED(UnlessSits(meeting, board, as, clocks::DayOf(from, context.london)));
  }
  for (const Attendance& other : meeting.attendance) {
    const bool overlaps = (!other.until || from < *other.until) &&
                          (!command.has_until() || MomentOf(command.until()) > other.from);
    if (other.person_id == command.person_id() && overlaps) {
      return Refuse(
          types::v1::ALREADY_DONE,
          "Their attendance at that time is recorded already. Correct the times, or record "
          "first when they left.",
          kOwnRule, {command.person_id()});
    }
  }
  return Recorded<ev::AttendanceRecorded>(command);
}

void Evolve(Meeting& meeting, const ev::AttendanceRecorded& event, const Fact&) {
  Attendance present{event.person_id(), event.seat_id(), event.kind(), MomentOf(event.from()),
                     std::nullopt};
  if (event.has_until()) present.until = MomentOf(event.until());
  meeting.attendance.push_back(std::move(present));
  meeting.apologies.erase(event.person_id());  // they came after all
}

// From then on they count for nothing; what was decided while they were there stands, and what was
// decided later than they left is marked (Item::gone_position).
Decision Decide(const cw::RecordDeparture& command, const Context&, const Meeting& meeting,
                const Board&) {
  const absl::Time left_at = MomentOf(command.left_at());
  for (const Attendance& present : meeting.attendance) {
    if (present.person_id == command.person_id() && present.PresentAt(left_at) && !present.until) {
      return Recorded<ev::DepartureRecorded>(command);
    }
  }
  return Refuse(types::v1::NOT_A_MEMBER,
                "They are not recorded as there at that time, or have left already. Record when "
                "they came first.",
                kOwnRule, {command.person_id()});
}

// An evaluation for a time when they were gone no longer says who counts.
void Evolve(Meeting& meeting, const ev::DepartureRecorded& event, const Fact& fact) {
  const absl::Time left_at = MomentOf(event.left_at());
  std::string seat_id;
  for (Attendance& present : meeting.attendance) {
    if (present.person_id != event.person_id() || !present.PresentAt(left_at)) continue;
    if (!present.until) present.until = left_at;
    seat_id = present.seat_id;
  }
  for (auto& [id, item] : meeting.items) {
    if (!item.quorum || MomentOf(item.quorum->at()) < left_at) continue;
    const auto& counted = item.quorum->counted_seat_ids();
    if (std::find(counted.begin(), counted.end(), seat_id) != counted.end()) {
      item.gone_position = fact.position;
    }
    item.quorum.reset();
  }
}

Decision Decide(const cw::RecordApologies& command, const Context&, const Meeting& meeting,
                const Board&) {
  if (meeting.apologies.contains(command.person_id())) {
    return Refuse(types::v1::ALREADY_DONE,
                  "Their apologies are recorded already: nothing is left to do. To take them back, "
                  "correct that.",
                  kOwnRule, {command.person_id()});
  }
  const bool came =
      std::any_of(meeting.attendance.begin(), meeting.attendance.end(),
                  [&](const Attendance& one) { return one.person_id == command.person_id(); });
  if (came) {
    return Refuse(types::v1::CONTRADICTORY,
                  "They are recorded as there. If they left, record their departure; if they never "
                  "came, correct their attendance.",
                  kOwnRule, {command.person_id()});
  }
  return Recorded<ev::ApologiesRecorded>(command);
}

void Evolve(Meeting& meeting, const ev::ApologiesRecorded& event, const Fact&) {
  meeting.apologies.insert(event.person_id());
}

namespace {

// A command that declares no stage asks for itself.
std::optional<Rejection> UnlessAdmitted(const Meeting& meeting, types::v1::Stage stage,
                                        const Context& context) {
  if (stage == types::v1::UNDER_WAY) return UnlessRunning(meeting, context);
  return stage == types::v1::OUR_OWN ? UnlessOurs(meeting, context) : std::nullopt;
}

}  // namespace

void Register(WorkflowTable& table) {
  table.Admit<Meeting>(&UnlessAdmitted);
  table.Events<Meeting, ev::MeetingScheduled, ev::ItemListed, ev::AttendanceRecorded,
               ev::DepartureRecorded, ev::ApologiesRecorded>();
  table.Command<cw::ScheduleMeeting, Meeting, Board>();
  table.Command<cw::RecordAttendance, Meeting, Board>();
  table.Command<cw::RecordDeparture, Meeting, Board>();
  table.Command<cw::RecordApologies, Meeting, Board>();
  RegisterQuorum(table);
  RegisterInterests(table);
  RegisterAgenda(table);
  RegisterPapers(table);
  RegisterMinutes(table);
  RegisterClosing(table);
}

}  // namespace candour::workflows::meeting
