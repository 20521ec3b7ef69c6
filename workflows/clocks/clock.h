// Clocks that explain themselves. A clock is computed from a rule of the guidance and what is
// recorded of the case, on every question; it is never stored as truth. When a fact is corrected
// (the Board knew of the case earlier than first said), the next answer tells the corrected story,
// breach included.
//
// What is not known exactly is read in favour of those who had to act: a start of which only the
// day is known counts from the end of that day, and a clock met on that day counts as met at its
// start. A breach is reported only where it is certain.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "candour/types/v1/clock_answer.pb.h"
#include "candour/types/v1/edition.pb.h"
#include "candour/types/v1/time.pb.h"
#include "workflows/clocks/calendar.h"

namespace candour::workflows::clocks {

// When something happened, as exactly as it is known.
struct When {
  absl::CivilDay earliest;
  absl::CivilDay latest;
  std::optional<absl::Time> moment;  // set if known to the minute; the days then agree with it

  static When On(absl::CivilDay day) { return {day, day, std::nullopt}; }
  static When At(absl::Time moment, const absl::TimeZone& london);
  // INVALID_ARGUMENT as ToDayRange.
  static absl::StatusOr<When> From(const types::v1::Date& date);
  // INVALID_ARGUMENT unless both ends are set and in order.
  static absl::StatusOr<When> From(const types::v1::Occurred& occurred,
                                   const absl::TimeZone& london);
};

// Something that happened to the case, by a name of milestones.h.
struct Milestone {
  std::string name;
  std::string subject;  // whose request or return; blank for the case as a whole
  When when;
  absl::Time recorded_at;
  uint64_t position = 0;
  std::string event_id;
  std::optional<absl::CivilDay> stated_due;  // the due day this very act laid down
  // Of a death: how exactly its time is said to be known; and about when it was, if approximately.
  // Nothing is reckoned from that: the moment is set only for a time that is known.
  types::v1::TimePrecision time_precision{};
  std::optional<absl::Time> about;
  // By which period of the board's own the stated day was reckoned; unset: somebody stated it.
  std::optional<types::v1::BoardPeriod> stated_by;
  uint64_t place = 0;  // in the story: its position, or that of the first entry it puts right
};

// A milestone as it stood before a correction put another in its place.
struct Restated {
  Milestone was;
  std::string reason;
  absl::Time recorded_at;  // this and the next of the correction
  uint64_t position = 0;
};

// A due day moved by somebody entitled to move it. The old day stays visible for ever.
struct DueDateRevision {
  std::string kind;
  std::string subject;
  absl::CivilDay new_due;
  std::string reason;
  std::string authority;  // "the Board, after consulting the Government Office"
  When decided;
  absl::Time recorded_at;
  uint64_t position = 0;
  uint64_t place = 0;  // as of Milestone, here and below
};

// Whether one move of a clock's due day stands after another: it was decided on a later day, or on
// the same day and told after it. The last of them says when it is due.
bool StandsAfter(const DueDateRevision& a, const DueDateRevision& b);

// Why a due day was missed, in the words of somebody entitled to say so. The breach stays.
struct MissExplained {
  std::string kind;
  std::string subject;
  std::string reason;
  std::string authority;
  When said;
  uint64_t position = 0;
  uint64_t place = 0;
};

// A clock stopped for a legal reason, or by a hold on the case, if its rule stands still for such a
// hold. When it goes on, the due day moves by the days (or working
// days) it stood still.
struct Suspension {
  std::string kind;  // blank: every clock of the case
  std::string subject;
  When from;
  std::optional<When> to;  // unset: it still stands still
  std::string legal_basis;
  uint64_t position = 0;
  types::v1::ClockRule::Hold hold{};  // unspecified: no hold
  std::string hold_id = {};
  uint64_t place = 0;
};

// What a clock's subject is called: the agency it concerns, and what tells it from others of that
// agency. Either may be blank.
struct SubjectName {
  std::string agency_id;
  std::string detail;  // "neonatal", "named nurse", "inquest"
  std::string agency;  // what the board that asked it calls it; blank: that was not kept
};

// Everything a case's fold knows that bears on its clocks, in any order.
struct CaseFacts {
  std::vector<Milestone> milestones;
  std::vector<DueDateRevision> revisions;
  std::vector<Suspension> suspensions;
  std::vector<MissExplained> explanations;
  std::vector<Restated> restated;
  std::map<std::string, SubjectName> subjects;  // by the milestones' subject
};

// A rule as it applies to one case: its standing's days are resolved (blank is unbounded), and the
// board's own period, if any, already stands in it.
struct RuleInForce {
  types::v1::ClockRule rule;
  std::string edition_id;
  std::optional<types::v1::Period> replaced_period;
};

// A table of bank holidays in whose place another was adopted.
struct FormerHolidays {
  Holidays table;
  std::string replaced_by;  // its name; and when and where in the log it was adopted
  absl::Time replaced_at;
  uint64_t replaced_position = 0;
};

// The question's own circumstances.
struct Asked {
  absl::Time now;
  const Holidays& holidays;
  absl::TimeZone london;
  absl::Span<const FormerHolidays> former = {};  // in the order of the log
};

// One answer for each clock that has started, and one (NOT_STARTED) for each rule that has not,
// unless the rule is per subject: in the order of the rules, then of subjects, then of starts. A
// rule that follows the calendar answers only for starts within its own days.
std::vector<types::v1::ClockAnswer> Answer(absl::Span<const RuleInForce> rules,
                                           const CaseFacts& facts, const Asked& asked);

}  // namespace candour::workflows::clocks
