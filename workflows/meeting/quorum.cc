// Who counts for an item, and whether they are enough.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "candour/casework/v1/meeting.pb.h"
#include "workflows/board/succession.h"
#include "workflows/clocks/calendar.h"
#include "workflows/dates.h"
#include "workflows/meeting/meeting.h"
#include "workflows/refusals.h"
#include "workflows/words.h"

namespace candour::workflows::meeting {

namespace cw = casework::v1;
namespace ev = events::v1;
using board::Board;
using types::v1::Rejection;

namespace {

using types::v1::AttendanceKind;
using types::v1::QuorumRuleSet;
using types::v1::SeatRole;

// The seats that are filled at the moment by somebody who counts for the item. Nobody can attend
// twice at one time, so that seats are people; a holder and their deputy sit in one. Who holds
// several seats of the body is one member, and there in the role of each.
struct Counted {
  std::set<std::string> seat_ids;
  std::set<SeatRole> roles;
  std::set<std::string> backdated_seat_ids;  // whose occupant was entered only afterwards
};

bool SitsByRight(const Attendance& present, const board::Seat& seat, absl::CivilDay day) {
  switch (present.kind) {
    case types::v1::SEAT_HOLDER:
      return seat.HeldBy(present.person_id, day);
    case types::v1::DEPUTY:
      return seat.DeputisedBy(present.person_id, day);
    default:
      return false;
  }
}

// Of other seats that are theirs too. A role that they were entered in only afterwards makes the
// seat they were counted in one of those.
void CountRoles(const Board& board, const std::string& body_id, const Attendance& present,
                absl::CivilDay day, absl::Time at, Counted& counted) {
  for (const auto& [seat_id, seat] : board.seats) {
    if (seat.body_id != body_id || !seat.HeldBy(present.person_id, day)) continue;
    const bool entered_later = seat.EnteredAt(present.person_id, day) > at;
    if (counted.roles.insert(seat.role).second && entered_later) {
      counted.backdated_seat_ids.insert(present.seat_id);
    }
  }
}

Counted CountFor(const Meeting& meeting, const Board& board, const Item& item, absl::Time at,
                 const std::string& item_id, const absl::TimeZone& london) {
  const absl::CivilDay day = clocks::DayOf(at, london);
  Counted counted;
  for (const Attendance& present : meeting.PresenceFor(item_id)) {
    if (!present.PresentAt(at) || item.recused.contains(present.person_id)) continue;
    const auto seat = board.seats.find(present.seat_id);
    if (seat == board.seats.end() || seat->second.body_id != meeting.body_id) continue;
    if (!SitsByRight(present, seat->second, day)) continue;
    counted.seat_ids.insert(present.seat_id);
    counted.roles.insert(seat->second.role);
    if (seat->second.EnteredAt(present.person_id, day) > at) {
      counted.backdated_seat_ids.insert(present.seat_id);
    }
    CountRoles(board, meeting.body_id, present, day, at, counted);
  }
  return counted;
}

// A place of an edition's rule set is filled by any one of its roles.
bool IsFilled(const QuorumRuleSet::Place& place, const std::set<SeatRole>& roles) {
  return std::any_of(roles.begin(), roles.end(), [&](SeatRole role) {
    const std::string name = Key(role);
    return std::find(place.any_of_roles().begin(), place.any_of_roles().end(), name) !=
           place.any_of_roles().end();
  });
}

void ApplyOwnRules(const board::QuorumRules& rules, const Counted& counted,
                   events::v1::QuorumEvaluated& out) {
  out.set_members_needed(rules.minimum_members);
  out.set_rule_source(rules.source);
  for (const SeatRole role : rules.required_roles) {
    if (counted.roles.contains(role)) continue;
    out.add_missing_roles(role);
    out.add_missing(Words(role));
  }
}

// Said of a place that is needed only because nobody has classified the death.
constexpr char kUnclassified[] =
    " (nobody has classified this death, and until somebody does it is treated as unexpected. If "
    "it was expected, have it classified so (ClassifyExpectedness), then evaluate the quorum "
    "again)";

void ApplyEdition(const QuorumRuleSet& rules, const Counted& counted, DeathKind death,
                  events::v1::QuorumEvaluated& out) {
  out.set_members_needed(static_cast<uint32_t>(rules.minimum_members()));
  out.set_rule_source(CitationOf(rules.standing().source()));
  for (const QuorumRuleSet::Place& place : rules.places()) {
    if (place.unexpected_deaths_only() && death == DeathKind::kOther) continue;
    if (IsFilled(place, counted.roles)) continue;
    const bool in_doubt = place.unexpected_deaths_only() && death == DeathKind::kUnclassified;
    out.add_missing(absl::StrCat(place.title(), in_doubt ? kUnclassified : ""));
  }
}

// The chair alone, where the body's own rules let the chair act.
void ApplyChairsAction(const Meeting& meeting, const Counted& counted,
                       events::v1::QuorumEvaluated& out) {
  out.set_members_needed(1);
  out.set_rule_source(meeting.scheduled.way_source());
  if (counted.roles.contains(types::v1::CHAIR)) return;
  out.add_missing_roles(types::v1::CHAIR);
  out.add_missing(Words(types::v1::CHAIR));
}

// Papers that were sent round carry only with more for than against, and one member who asks for a
// meeting has it.
void ApplyReplies(const Meeting& meeting, const Item& item, absl::Time at,
                  events::v1::QuorumEvaluated& out) {
  int balance = 0;
  int early = 0;
  bool meeting_wanted = false;
  for (const Reply& reply : meeting.replies) {
    const bool counts = reply.item_id == out.item_id() && reply.by.PresentAt(at) &&
                        !item.recused.contains(reply.by.person_id);
    if (!counts) continue;
    if (meeting.IsEarly(reply) && reply.answer != types::v1::ASKS_FOR_MEETING) {
      ++early;
      continue;
    }
    meeting_wanted |= reply.answer == types::v1::ASKS_FOR_MEETING;
    balance += reply.answer == types::v1::AGREES ? 1 : -1;
  }
  if (meeting_wanted) out.add_missing("the assent of a member who asks for a meeting");
  if (balance <= 0) out.add_missing("more members who agree than who do not");
  if (early > 0 && !out.missing().empty()) {
    out.add_missing(absl::StrCat("replies to the papers as they were issued: of those there are, ",
                                 early, " came before the papers did"));
  }
}

}  // namespace

DeathKind KindOf(const Subject* subject) {
  if (subject == nullptr) return DeathKind::kOther;
  if (subject->IsUnclassifiedDeath()) return DeathKind::kUnclassified;
  return subject->IsUnexpectedDeath() ? DeathKind::kUnexpected : DeathKind::kOther;
}

Quorum EvaluateFor(const Meeting& meeting, const Board& board, const std::string& item_id,
                   absl::Time at, DeathKind death, const absl::TimeZone& london) {
  const Item& item = meeting.items.at(item_id);
  const Counted counted = CountFor(meeting, board, item, at, item_id, london);
  const absl::CivilDay day = clocks::DayOf(at, london);

  Quorum quorum;
  quorum.rejection = board::UnlessBodiesEnded(board, day);
  if (quorum.rejection) return quorum;
  events::v1::QuorumEvaluated& out = quorum.evaluation;
  out.set_item_id(item_id);
  out.set_members_counted(static_cast<uint32_t>(counted.seat_ids.size()));
  for (const std::string& seat_id : counted.seat_ids) out.add_counted_seat_ids(seat_id);
  for (const std::string& seat_id : counted.backdated_seat_ids) out.add_backdated_seat_ids(seat_id);

  const types::v1::BodyKind kind = board.bodies.at(meeting.body_id).kind;
  if (meeting.scheduled.way() == types::v1::CHAIRS_ACTION) {
    ApplyChairsAction(meeting, counted, out);
  } else if (const board::QuorumRules* own = board.OwnQuorumRules(meeting.body_id, day)) {
    ApplyOwnRules(*own, counted, out);
  } else if (const auto edition =
                 board.editions.QuorumFor(item.subject, Key(kind), {day, day, board.id});
             edition.ok()) {
    ApplyEdition(**edition, counted, death, out);
  } else {
    quorum.rejection =
        Refuse(types::v1::NO_EDITION_IN_FORCE,
               absl::StrCat("Nothing says what makes the body quorate on ", clocks::DateWords(day),
                            ". Set its quorum rules, or adopt the edition in force that day."),
               kOwnRule, {meeting.body_id});
    return quorum;
  }
  if (out.members_counted() < out.members_needed()) {
    out.add_missing(absl::StrCat(out.members_needed() - out.members_counted(), " more of ",
                                 out.members_needed(),
                                 out.members_needed() == 1 ? " member" : " members"));
  }
  if (!meeting.InSession()) ApplyReplies(meeting, item, at, out);
  out.set_met(out.missing().empty());
  return quorum;
}

const ev::QuorumEvaluated* Item::EvaluationBefore(uint64_t place) const {
  const auto after = evaluations.lower_bound(place);
  return after == evaluations.begin() ? nullptr : &std::prev(after)->second;
}

uint64_t GoneSince(const Item& item) {
  return item.gone_position > item.ratified_position ? item.gone_position : 0;
}

std::vector<std::string> SeatsEmptyAt(absl::Time moment,
                                      const events::v1::QuorumEvaluated& evaluation,
                                      const Meeting& meeting) {
  std::set<std::string> taken;
  for (const Attendance& present : meeting.PresenceFor(evaluation.item_id())) {
    if (present.PresentAt(moment)) taken.insert(present.seat_id);
  }
  std::vector<std::string> empty(evaluation.counted_seat_ids().begin(),
                                 evaluation.counted_seat_ids().end());
  std::erase_if(empty, [&](const std::string& seat_id) { return taken.contains(seat_id); });
  return empty;
}

namespace {

// Whether the evaluation counted somebody of whose interest it did not know.
bool CountedAs(const std::string& person_id, const ev::QuorumEvaluated& evaluation,
               const Meeting& meeting) {
  const auto presence = meeting.PresenceFor(evaluation.item_id());
  const auto& counted = evaluation.counted_seat_ids();
  return std::any_of(presence.begin(), presence.end(), [&](const Attendance& present) {
    return present.person_id == person_id && present.PresentAt(MomentOf(evaluation.at())) &&
           std::find(counted.begin(), counted.end(), present.seat_id) != counted.end();
  });
}

// The rules for unexpected deaths are for those that are so classified, or may be unexpected for
// all that is recorded.
std::optional<Rejection> UnlessRulesFit(const cw::EvaluateQuorum& command, const Subject* subject,
                                        const Item& item, const std::string& source) {
  if (subject == nullptr || !command.unexpected_death() || KindOf(subject) != DeathKind::kOther) {
    return std::nullopt;
  }
  const char* sentence =
      item.subject != types::v1::CHILD_DEATH
          ? "The item is about a case review, and no rule for a death is for it. Leave "
            "unexpected_death out."
          : "These are the rules for unexpected deaths, and this one is classified as expected. "
            "Leave unexpected_death out; or have the death classified anew first.";
  return Refuse(types::v1::CONTRADICTORY, sentence, source, {item.id});
}

// What was decided on an evaluation was decided after it, also where that is put right.
std::optional<Rejection> UnlessByTheDecision(const Context& context, const Meeting& meeting,
                                             const Item& item, absl::Time at) {
  const auto* was = dynamic_cast<const ev::QuorumEvaluated*>(context.corrected);
  const auto decided = DecidedAs(context, meeting, item);
  if (was == nullptr || !decided || at <= decided->at || MomentOf(was->at()) > decided->at) {
    return std::nullopt;
  }
  return Refuse(
      types::v1::CONTRADICTORY,
      absl::StrCat("The item was decided at ", clocks::MomentWords(decided->at, context.london),
                   ", on a quorum that would have been evaluated only after that. Correct "
                   "at, or the decision first."),
      kOwnRule, {meeting.id, item.id});
}

std::optional<Rejection> UnlessAMatter(const Context& context, const Item& item) {
  const Subject* subject = CaseOf(context, item).subject;
  const std::string because = subject == nullptr ? "" : subject->NoMatterBecause();
  if (because.empty()) return std::nullopt;
  return Refuse(
      types::v1::WRONG_STAGE,
      absl::StrCat("There is nothing to decide as this item: ", because, ". Go on with the next."),
      kOwnRule, {item.subject_id});
}

}  // namespace

Decision Decide(const cw::EvaluateQuorum& command, const Context& context, const Meeting& meeting,
                const Board& board) {
  RETURN_IF_REFUSED(UnlessItem(meeting, command.item_id()));
  const absl::Time at = MomentOf(command.at());
  if (at < meeting.starts_at) {
    return Refuse(types::v1::DATE_OUT_OF_ORDER,
                  "The meeting had not begun at that time. Correct the time.", kOwnRule);
  }
  RETURN_IF_REFUSED(UnlessEnded(meeting, at, context.london));
  RETURN_IF_REFUSED(UnlessAMatter(context, meeting.items.at(command.item_id())));
  const Item& item = meeting.items.at(command.item_id());
  RETURN_IF_REFUSED(UnlessByTheDecision(context, meeting, item, at));
  const Subject* subject = CaseOf(context, item).subject;
  const DeathKind death = KindOf(subject);
  const bool said = command.unexpected_death() && death == DeathKind::kOther;
  Quorum quorum = EvaluateFor(meeting, board, command.item_id(), at,
                              said ? DeathKind::kUnexpected : death, context.london);
  if (quorum.rejection) return *quorum.rejection;
  RETURN_IF_REFUSED(UnlessRulesFit(command, subject, item, quorum.evaluation.rule_source()));
  Decision decision;
  auto& event = decision.Add<ev::QuorumEvaluated>(command);
  event.MergeFrom(quorum.evaluation);
  event.set_unexpected_death(said || death != DeathKind::kOther);
  event.set_unclassified(death == DeathKind::kUnclassified);
  return decision;
}

void Evolve(Meeting& meeting, const ev::QuorumEvaluated& event, const Fact& fact) {
  Item& item = meeting.items[event.item_id()];
  for (const auto& [person_id, told_at] : item.told_at) {
    if (told_at < fact.position || !item.recused.contains(person_id)) continue;
    if (CountedAs(person_id, event, meeting)) item.late_interests[person_id] = told_at;
  }
  item.quorum = event;
  item.quorum_event_id = fact.event_id;
  item.evaluations[fact.place.position] = event;
  item.evaluated = true;
}

void RegisterQuorum(WorkflowTable& table) {
  table.Events<Meeting, ev::QuorumEvaluated>();
  table.Command<cw::EvaluateQuorum, Meeting, Board>();
  table.LoadBeside<cw::EvaluateQuorum, Meeting>(&CaseOfItem);
}

}  // namespace candour::workflows::meeting
