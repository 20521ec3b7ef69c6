// Commands on a meeting and the facts they leave.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "candour/casework/v1/meeting.pb.h"
#include "workflows/board/succession.h"
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

void Meeting::Meets(absl::Time at, const types::v1::Date* until, const absl::TimeZone& london) {
  starts_at = at;
  const absl::CivilDay first_day = clocks::DayOf(at, london);
  last_day = until == nullptr ? first_day : DayOf(*until);
  first_day_begins = clocks::StartOfDay(first_day, london);
  last_day_ends = clocks::StartOfDay(last_day + 1, london);
}

absl::Time Meeting::EndsBy() const { return InSession() ? last_day_ends : absl::InfiniteFuture(); }

std::vector<Attendance> Meeting::PresenceFor(const std::string& item_id) const {
  if (InSession()) return attendance;
  std::vector<Attendance> presence;
  for (const Reply& reply : replies) {
    if (reply.item_id == item_id && !IsEarly(reply)) presence.push_back(reply.by);
  }
  return presence;
}

std::optional<absl::Time> Meeting::FirstSentTo(const std::string& person_id,
                                               const std::string& item_id) const {
  std::optional<absl::Time> first;
  for (const auto& [id, pack] : packs) {
    const auto issued = pack.issued_to.find(person_id);
    if (issued == pack.issued_to.end() || !pack.item_ids.contains(item_id)) continue;
    first = std::min(first.value_or(issued->second), issued->second);
  }
  return first;
}

bool Meeting::IsEarly(const Reply& reply) const {
  std::optional<absl::Time> sent = FirstSentTo(reply.by.person_id, reply.item_id);
  // To whom else it went may have been left out: nobody had it before it first went to anybody.
  for (const auto& [id, pack] : packs) {
    if (sent || !pack.item_ids.contains(reply.item_id)) continue;
    for (const auto& [person_id, at] : pack.issued_to) sent = std::min(sent.value_or(at), at);
  }
  return sent && reply.by.from < *sent;
}

bool Meeting::CameOrReplied(const std::string& person_id) const {
  const auto there = [&](const Attendance& present) { return present.person_id == person_id; };
  return std::any_of(attendance.begin(), attendance.end(), there) ||
         std::any_of(replies.begin(), replies.end(),
                     [&](const Reply& reply) { return there(reply.by); });
}

const Item* Meeting::ItemAbout(const std::string& item_id, const std::string& subject_id) const {
  for (const auto& [id, item] : items) {
    if (item.subject_id == subject_id && (item_id.empty() || id == item_id)) return &item;
  }
  return nullptr;
}

std::optional<Rejection> UnlessCancelled(const Meeting& meeting) {
  if (meeting.cancelled.empty()) return std::nullopt;
  return Refuse(types::v1::MEETING_NOT_HELD,
                absl::StrCat("The meeting was cancelled: ", AsSentence(meeting.cancelled),
                             " List the case for another."),
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

// Quorate as this item, on a pack if its kind of meeting needs one.
std::optional<Rejection> UnlessItemQuorate(const Meeting& meeting, const Item& item,
                                           absl::Time decided_by, const absl::TimeZone& london) {
  if (!item.not_ratified.empty()) {
    return Refuse(
        types::v1::WRONG_STAGE,
        absl::StrCat("What was decided as this item was not ratified: ",
                     AsSentence(item.not_ratified), " List the case for another meeting."),
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
    return Refuse(
        types::v1::QUORUM_NOT_EVALUATED,
        absl::StrCat(meeting.InSession() ? "Somebody left at " : "A reply was changed at ",
                     clocks::MomentWords(*attendance.until, london),
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
                "The meeting belongs to another board. Act in that board's name "
                "(header.board_id), or name a meeting of your own board's.",
                kOwnRule, {meeting.id, meeting.opened_by_board});
}

std::optional<Rejection> UnlessRunning(const Meeting& meeting, const Context& context) {
  RETURN_IF_REFUSED(UnlessOurs(meeting, context));
  RETURN_IF_REFUSED(UnlessCancelled(meeting));
  if (!meeting.closed_at) return std::nullopt;
  if (meeting.minutes_agreed_at) {
    return Refuse(
        types::v1::WRONG_STAGE,
        "The minutes of the meeting are agreed, and stay as they were. Say what was wrong in "
        "those of a later meeting: have that one agree it (AmendMinutes of the later one).",
        kOwnRule, {meeting.id});
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
                             "deputise for",
                             meeting.InSession() ? ", or record them as in attendance."
                                                 : "; the replies of others count for nothing, and "
                                                   "none is recorded."),
                kOwnRule, {as.person_id, as.seat_id});
}

std::optional<Rejection> UnlessEnded(const Meeting& meeting, absl::Time at,
                                     const absl::TimeZone& london) {
  if (at < meeting.EndsBy()) return std::nullopt;
  return Refuse(types::v1::DATE_OUT_OF_ORDER,
                absl::StrCat("The meeting ended on ", clocks::DateWords(meeting.last_day),
                             ". Schedule another, or say when scheduling that it lasts longer."),
                kOwnRule, {meeting.id});
}

namespace {

// What the board's data says of the kind of meeting.
std::optional<Rejection> FillInKind(const cw::ScheduleMeeting& command, const Board& board,
                                    const board::Body& body, absl::CivilDay day,
                                    ev::MeetingScheduled& event) {
  const auto kind = board.editions.MeetingKindOf(command.kind(), {day, day, board.id});
  if (!kind.ok()) {
    std::vector<std::string> known;
    for (const auto* other : board.editions.MeetingKindsOf(Key(body.kind), {day, day, board.id})) {
      known.push_back(absl::StrCat(other->title(), " (\"", other->key(), "\")"));
    }
    return Refuse(
        types::v1::NO_EDITION_IN_FORCE,
        absl::StrCat("There is no such kind of meeting on ", clocks::DateWords(day), ": ",
                     command.kind(), ". ",
                     known.empty() ? "Adopt the file of kinds of meeting, or leave the kind out."
                                   : absl::StrCat("A ", Words(body.kind),
                                                  " has: ", absl::StrJoin(known, "; "),
                                                  ". Name one of them.")),
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
  event.set_review_meeting((*kind)->review_meeting());
  *event.mutable_agenda() = (*kind)->agenda();
  if ((*kind)->days() > 1 && !command.has_last_day()) {
    *event.mutable_last_day() = clocks::ToDate(day + ((*kind)->days() - 1));
  }
  return std::nullopt;
}

// Without a kind nothing is asked for; but whether every kind asks for a pack at which such a body
// decides is kept, so that a decision without one is told as odd. It is as it was known when it was
// scheduled.
void FillInWithoutKind(const Context& context, const Board& board, const board::Body& body,
                       absl::CivilDay day, ev::MeetingScheduled& event) {
  const auto* was = dynamic_cast<const ev::MeetingScheduled*>(context.corrected);
  if (was != nullptr && was->kind().empty()) {
    event.set_kind_source(was->kind_source());
    return;
  }
  std::string source;
  for (const types::v1::MeetingKind* kind :
       board.editions.MeetingKindsOf(Key(body.kind), {day, day, board.id})) {
    if (kind->advises_only()) continue;
    if (!kind->anonymised_pack()) return;
    if (source.empty()) source = CitationOf(kind->standing().source());
  }
  event.set_kind_source(source);
}

// And what the body's own rules say of the way of deciding.
std::optional<Rejection> FillIn(const cw::ScheduleMeeting& command, const Context& context,
                                const Board& board, ev::MeetingScheduled& event) {
  const board::Body& body = board.bodies.at(command.body_id());
  const absl::CivilDay day = clocks::DayOf(MomentOf(command.starts_at()), context.london);
  if (command.kind().empty()) {
    FillInWithoutKind(context, board, body, day, event);
  } else {
    RETURN_IF_REFUSED(FillInKind(command, board, body, day, event));
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

// Of a meeting whose beginning is put right after it was held.
std::optional<Rejection> UnlessBeforeItsCourse(absl::Time starts_at, const Meeting& meeting,
                                               const Context& context) {
  const auto refuse = [&](const char* what, absl::Time at, const std::string& id) {
    return Refuse(types::v1::DATE_OUT_OF_ORDER,
                  absl::StrCat("It cannot begin after what happened at it: ", what, " at ",
                               clocks::MomentWords(at, context.london),
                               ". Correct starts_at, or that record."),
                  kOwnRule, {meeting.id, id});
  };
  for (const Attendance& present : meeting.attendance) {
    if (present.until && *present.until < starts_at) {
      return refuse("somebody left", *present.until, present.person_id);
    }
  }
  for (const auto& [id, item] : meeting.items) {
    if (item.quorum && MomentOf(item.quorum->at()) < starts_at) {
      return refuse("a quorum was evaluated", MomentOf(item.quorum->at()), id);
    }
  }
  return std::nullopt;
}

// Of a meeting that is put right after it was held: who was there sits on the body.
std::optional<Rejection> UnlessOfTheBody(const Meeting& meeting, const std::string& body_id,
                                         const Board& board) {
  const auto elsewhere = [&](const Attendance& present) {
    const auto seat = board.seats.find(present.seat_id);
    return seat != board.seats.end() && seat->second.body_id != body_id;
  };
  const bool attended =
      std::any_of(meeting.attendance.begin(), meeting.attendance.end(), elsewhere);
  const bool replied = std::any_of(meeting.replies.begin(), meeting.replies.end(),
                                   [&](const Reply& reply) { return elsewhere(reply.by); });
  if (!attended && !replied) return std::nullopt;
  return Refuse(types::v1::CONTRADICTORY,
                "Who was there sits on another body than this. Correct who attended or replied "
                "first, or leave the body as it is.",
                kOwnRule, {meeting.id, body_id});
}

void Take(Meeting& meeting, const ev::MeetingScheduled& event, const absl::TimeZone& london) {
  meeting.body_id = event.body_id();
  meeting.place = event.place();
  meeting.scheduled = event;
  meeting.Meets(MomentOf(event.starts_at()), event.has_last_day() ? &event.last_day() : nullptr,
                london);
}

}  // namespace

Decision Decide(const cw::ScheduleMeeting& command, const Context& context, const Meeting& meeting,
                const Board& board) {
  const absl::CivilDay day = clocks::DayOf(MomentOf(command.starts_at()), context.london);
  RETURN_IF_REFUSED(UnlessBodyExists(board.bodies.at(command.body_id()), command.body_id(), day));
  RETURN_IF_REFUSED(board::UnlessBodiesEnded(board, day));
  if (command.has_last_day() && DayOf(command.last_day()) < day) {
    return Refuse(types::v1::DATE_OUT_OF_ORDER,
                  "A meeting cannot end before it begins. Correct last_day.", kOwnRule);
  }
  RETURN_IF_REFUSED(UnlessBeforeItsCourse(MomentOf(command.starts_at()), meeting, context));
  Decision decision;
  auto& event = decision.Add<ev::MeetingScheduled>(command);
  RETURN_IF_REFUSED(FillIn(command, context, board, event));
  RETURN_IF_REFUSED(UnlessOfTheBody(meeting, command.body_id(), board));
  Meeting corrected = meeting;
  Take(corrected, event, context.london);
  RETURN_IF_REFUSED(UnlessBearsDecisions(corrected, context));
  return decision;
}

void Evolve(Meeting& meeting, const ev::MeetingScheduled& event, const Fact& fact) {
  Take(meeting, event, fact.london);
}

void Evolve(Meeting& meeting, const ev::ItemListed& event, const Fact&) {
  Item& item = meeting.items[event.item_id()];
  item.id = event.item_id();
  item.number = event.number();
  item.subject = event.subject();
  item.subject_id = event.subject_id();
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
  table.Events<Meeting, ev::MeetingScheduled, ev::ItemListed>();
  table.Command<cw::ScheduleMeeting, Meeting, Board>();
  table.LoadBeside<cw::ScheduleMeeting, Meeting>(&CasesDecidedIfCorrected);
  RegisterChair(table);
  RegisterAttendance(table);
  RegisterQuorum(table);
  RegisterInterests(table);
  RegisterAgenda(table);
  RegisterPacks(table);
  RegisterPapers(table);
  RegisterMinutes(table);
  RegisterClosing(table);
}

}  // namespace candour::workflows::meeting
