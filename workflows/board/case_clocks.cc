#include "workflows/board/case_clocks.h"

#include <algorithm>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "workflows/clocks/calendar.h"
#include "workflows/clocks/milestones.h"
#include "workflows/dates.h"
#include "workflows/refusals.h"
#include "workflows/words.h"

namespace candour::workflows::board {
namespace {

// No guidance sets a bound; a day that lies farther ahead is a slip of the pen.
constexpr int kLongestAheadDays = 3653;

// Whatever first happened to a plan: an action that is due on no day is agreed on none.
bool Begins(types::v1::Aggregate topic, std::string_view milestone) {
  if (topic == types::v1::ACTION_PLAN) return true;
  return milestone == (topic == types::v1::CHILD_DEATH ? clocks::kDeath : clocks::kScrCaseReferred);
}

// `with` is the agency it is with by now.
std::string SubjectWords(const Board& board, const clocks::SubjectName& name,
                         const std::string& with) {
  if (name.agency_id.empty()) return name.detail;
  const bool kept_name = !board.agencies.contains(name.agency_id) && !name.agency.empty();
  const std::string& agency = kept_name ? name.agency : board.AgencyName(with);
  return name.detail.empty() ? agency : absl::StrCat(agency, ", ", name.detail);
}

}  // namespace

std::optional<absl::CivilDay> DayBegan(types::v1::Aggregate topic, const clocks::CaseFacts& facts) {
  std::optional<absl::CivilDay> began;
  for (const clocks::Milestone& milestone : facts.milestones) {
    if (!Begins(topic, milestone.name)) continue;
    began = std::min(began.value_or(milestone.when.earliest), milestone.when.earliest);
  }
  return began;
}

std::vector<types::v1::ClockAnswer> ClocksOf(const Board& board, types::v1::Aggregate topic,
                                             const clocks::CaseFacts& facts, absl::Time now,
                                             const absl::TimeZone& london) {
  const std::optional<absl::CivilDay> began = DayBegan(topic, facts);
  if (!began) return {};
  const auto rules = board.editions.ClockRulesFor(topic, *began, board.id);
  std::vector<types::v1::ClockAnswer> answers = clocks::Answer(
      rules, facts, {now, board.editions.holidays(), london, board.editions.former_holidays()});
  for (types::v1::ClockAnswer& answer : answers) {
    const auto subject = facts.subjects.find(answer.subject());
    if (subject == facts.subjects.end()) continue;
    // What ended was with whom it was asked of; what is owed passes on.
    const std::string& asked = subject->second.agency_id;
    const std::string& with =
        answer.has_ended_by() ? asked : board.AgencyInPlaceOf(asked, clocks::DayOf(now, london));
    answer.set_subject_words(SubjectWords(board, subject->second, with));
  }
  return answers;
}

namespace {

types::v1::Rejection NoSuchClock(const std::string& kind) {
  return Refuse(
      types::v1::UNKNOWN_REFERENCE,
      absl::StrCat("No such clock runs for the case: ", kind,
                   ". Look up the clocks of the case: they tell their kinds, and whose they are."),
      kOwnRule);
}

// The clocks of a kind and subject, as far as they have started.
struct Started {
  std::set<std::string> editions;                // by whose rules
  bool runs = false;                             // one of them still does
  absl::CivilDay began = absl::CivilDay::min();  // that one, and the first of all; of those that
  absl::CivilDay first_began = absl::CivilDay::min();  // do not count back from what begins them
  absl::CivilDay due = absl::CivilDay::max();          // now, as far as there is a day
  absl::CivilDay ended = absl::CivilDay::min();        // the last of those that did
};

Started StartedOf(const std::vector<types::v1::ClockAnswer>& clocks, const std::string& kind,
                  const std::string& subject) {
  Started all;
  for (const types::v1::ClockAnswer& clock : clocks) {
    if (clock.kind() != kind || clock.subject() != subject || !clock.has_started_by()) continue;
    const absl::CivilDay began = DayOf(clock.started_by().on());
    const bool forward = clock.has_due_on() && DayOf(clock.due_on()) >= began;
    if (forward && all.editions.empty()) all.first_began = began;
    if (forward) all.first_began = std::min(all.first_began, began);
    all.editions.insert(clock.edition_id());
    if (clock.has_ended_by()) {
      all.ended = std::max(all.ended, DayOf(clock.ended_by().on()));
      continue;
    }
    all.runs = true;
    if (forward) all.began = std::max(all.began, began);
    if (clock.has_due_on()) all.due = DayOf(clock.due_on());
  }
  return all;
}

// Whether another move of that clock was decided on a later day.
bool IsMovedAgain(const clocks::CaseFacts& facts, const std::string& kind,
                  const std::string& subject, const types::v1::Date& revised_on) {
  if (revised_on.year() == 0) return false;
  return std::any_of(facts.revisions.begin(), facts.revisions.end(), [&](const auto& other) {
    return other.kind == kind && other.subject == subject &&
           other.decided.earliest > DayOf(revised_on);
  });
}

}  // namespace

std::optional<types::v1::Rejection> UnlessRevisable(
    const Board& board, types::v1::Aggregate topic, const clocks::CaseFacts& facts,
    const std::string& clock_kind, const std::string& subject, absl::CivilDay new_due,
    const types::v1::Date& revised_on, const Context& context) {
  const Started clock =
      StartedOf(ClocksOf(board, topic, facts, absl::FromUnixMicros(context.now), context.london),
                clock_kind, subject);
  if (clock.editions.empty()) return NoSuchClock(clock_kind);
  const std::optional<absl::CivilDay> began = DayBegan(topic, facts);
  for (const clocks::RuleInForce& in_force :
       board.editions.ClockRulesFor(topic, *began, board.id)) {
    if (in_force.rule.kind() != clock_kind || in_force.rule.has_revisable()) continue;
    if (!clock.editions.contains(in_force.edition_id)) continue;
    return Refuse(types::v1::CLOCK_NOT_REVISABLE,
                  "The guidance lets nobody move this date. Record why it was missed instead.",
                  CitationOf(in_force.rule.standing().source()));
  }
  const bool while_it_ran = revised_on.year() != 0 && DayOf(revised_on) <= clock.ended;
  if (!clock.runs && !while_it_ran) {
    return Refuse(
        types::v1::WRONG_STAGE,
        "The clock has ended; there is no date left to move. If it was moved before then, "
        "say on which day (revised_on). The clock's answer says what ended it: correct "
        "that, if it is wrong.",
        kOwnRule);
  }
  if (revised_on.year() != 0) {
    // It may have been of a run before this one.
    RETURN_IF_REFUSED(UnlessInOrder("the move of the due day", DayOf(revised_on), "the clock began",
                                    clock.first_began));
  }
  // What was moved again on a later day says when it is due: this is history.
  const bool stands = clock.runs && !IsMovedAgain(facts, clock_kind, subject, revised_on);
  if (stands && new_due == clock.due) {
    return Refuse(types::v1::NOTHING_TO_CHANGE,
                  "This is the day on which it is due already. Name another.", kOwnRule);
  }
  // That somebody was to have been done sooner is nobody's to say afterwards.
  if (stands && new_due < clock.due && new_due < context.Today()) {
    return Refuse(
        types::v1::DATE_OUT_OF_ORDER,
        absl::StrCat("The new due day, ", clocks::DateWords(new_due),
                     ", lies behind: by that, what is not late yet would be late at once. "
                     "Name today or a later day."),
        kOwnRule);
  }
  if (new_due > context.Today() + kLongestAheadDays) {
    return Refuse(types::v1::DATE_OUT_OF_ORDER,
                  absl::StrCat("The new due day, ", clocks::DateWords(new_due),
                               ", lies more than ten years ahead. Correct the day; what waits for "
                               "something that has no end yet is held (a hold)."),
                  kOwnRule);
  }
  return UnlessInOrder("the new due day", new_due, "the clock began",
                       stands ? clock.began : clock.first_began);
}

namespace {

// "The Board" without its article, in small letters.
std::string Bare(const std::string& name) {
  const std::string lower = absl::AsciiStrToLower(name);
  return std::string(absl::StripPrefix(lower, "the "));
}

// Written by hand: "the Government Office, on 3 March".
bool IsOneOf(const google::protobuf::RepeatedPtrField<std::string>& bodies,
             const std::string& authority) {
  const std::string named = Bare(authority);
  return std::any_of(bodies.begin(), bodies.end(), [&](const std::string& body) {
    const std::string told = Bare(body.substr(0, body.find(',')));
    return !told.empty() && absl::StrContains(named, told);
  });
}

}  // namespace

std::optional<types::v1::Rejection> UnlessMovedByRight(const Board& board,
                                                       types::v1::Aggregate topic,
                                                       const clocks::CaseFacts& facts,
                                                       const std::string& clock_kind,
                                                       const std::string& authority) {
  const std::optional<absl::CivilDay> began = DayBegan(topic, facts);
  if (!began) return std::nullopt;
  for (const clocks::RuleInForce& in_force :
       board.editions.ClockRulesFor(topic, *began, board.id)) {
    if (in_force.rule.kind() != clock_kind || !in_force.rule.has_revisable()) continue;
    const auto& revisable = in_force.rule.revisable();
    if (!IsOneOf(revisable.to_be_told(), authority) ||
        absl::StrContains(Bare(authority), Bare(revisable.by()))) {
      continue;
    }
    return Refuse(types::v1::DECIDER_NOT_AUTHORISED,
                  absl::StrCat("This date is moved by ", revisable.by(),
                               "; they are told of it, and do not grant it. Name in authority who "
                               "moved it, and in told whom they had told."),
                  CitationOf(in_force.rule.standing().source()));
  }
  return std::nullopt;
}

std::optional<types::v1::Rejection> UnlessMissed(const Board& board, types::v1::Aggregate topic,
                                                 const clocks::CaseFacts& facts,
                                                 const std::string& clock_kind,
                                                 const std::string& subject,
                                                 const Context& context) {
  bool started = false;
  for (const types::v1::ClockAnswer& clock :
       ClocksOf(board, topic, facts, absl::FromUnixMicros(context.now), context.london)) {
    if (clock.kind() != clock_kind || clock.subject() != subject) continue;
    started |= clock.has_started_by();
    if (clock.breached() || clock.breached_original()) return std::nullopt;
  }
  if (!started) return NoSuchClock(clock_kind);
  return Refuse(types::v1::NOTHING_TO_CHANGE,
                "The date of this clock was not missed, so that there is nothing to explain. Name "
                "the clock whose date was.",
                kOwnRule);
}

}  // namespace candour::workflows::board
