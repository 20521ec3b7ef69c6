// One due date: reckoned from a start, moved by a pause, compared with what happened.
#pragma once

#include <optional>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "candour/types/v1/edition.pb.h"
#include "workflows/clocks/calendar.h"
#include "workflows/clocks/clock.h"

namespace candour::workflows::clocks {

struct Due {
  absl::CivilDay on;             // the last day in time
  std::optional<absl::Time> at;  // the last moment, for clocks finer than a day
  std::vector<Holiday> skipped_holidays;
  int skipped_weekend_days = 0;
};

// The earliest and the latest moment something may have happened.
absl::Time EarliestMoment(const When& when, const absl::TimeZone& london);
absl::Time LatestMoment(const When& when, const absl::TimeZone& london);

// Whether the whole of `when` lies past `due`.
bool CertainlyAfter(const When& when, const Due& due, const absl::TimeZone& london);
// Whether `now` lies past `due`.
bool HasPassed(const Due& due, absl::Time now, const absl::TimeZone& london);

// Counts the rule's period from `start`. OUT_OF_RANGE if that leaves the known bank holidays.
absl::StatusOr<Due> ReckonPeriod(const types::v1::ClockRule& rule, const When& start,
                                 const Asked& asked);

// A due day given as a day: stated, or revised.
Due DueOnDay(const types::v1::ClockRule& rule, absl::CivilDay day, const absl::TimeZone& london);

// `due` moved by the time from `from` to `to`, in the rule's own unit.
absl::StatusOr<Due> MovedByPause(const types::v1::ClockRule& rule, Due due, const When& from,
                                 const When& to, const Asked& asked);

struct Lateness {
  int amount = 0;
  types::v1::Period::Unit unit = types::v1::Period::CALENDAR_DAYS;
};

// How far `moment` lies past `due`: in hours begun, in working days, or in days, as the rule
// counts; in days where the bank holidays needed are unknown.
Lateness LatenessOf(const types::v1::ClockRule& rule, const Due& due, absl::Time moment,
                    const Asked& asked);

}  // namespace candour::workflows::clocks
