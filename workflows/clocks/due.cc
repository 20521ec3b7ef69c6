#include "workflows/clocks/due.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/status.h"

namespace candour::workflows::clocks {
namespace {

using types::v1::ClockRule;
using types::v1::Period;

bool IsFinerThanADay(const ClockRule& rule) {
  return rule.period().unit() == Period::HOURS || rule.due_case() == ClockRule::kBeforeMilestone;
}

bool CountsWorkingDays(const ClockRule& rule) {
  return rule.period().unit() == Period::WORKING_DAYS;
}

absl::StatusOr<WorkingDayCount> CountWorkingDays(const ClockRule& rule, absl::CivilDay start,
                                                 const Holidays& holidays) {
  const int amount = rule.period().amount();
  if (rule.counting() == ClockRule::BACK_FROM_START) {
    return SubtractWorkingDays(start, amount, holidays);
  }
  if (rule.counting() != ClockRule::FROM_WORKING_DAY_ZERO) {
    return AddWorkingDays(start, amount, holidays);
  }
  ASSIGN_OR_RETURN(WorkingDayCount zero, FirstWorkingDayFrom(start, holidays));
  ASSIGN_OR_RETURN(WorkingDayCount count, AddWorkingDays(zero.due, amount, holidays));
  count.skipped_weekend_days += zero.skipped_weekend_days;
  zero.skipped_holidays.insert(zero.skipped_holidays.end(),
                               std::make_move_iterator(count.skipped_holidays.begin()),
                               std::make_move_iterator(count.skipped_holidays.end()));
  count.skipped_holidays = std::move(zero.skipped_holidays);
  return count;
}

}  // namespace

absl::Time EarliestMoment(const When& when, const absl::TimeZone& london) {
  return when.moment.value_or(StartOfDay(when.earliest, london));
}

absl::Time LatestMoment(const When& when, const absl::TimeZone& london) {
  return when.moment.value_or(EndOfDay(when.latest, london));
}

bool CertainlyAfter(const When& when, const Due& due, const absl::TimeZone& london) {
  return due.at.has_value() ? EarliestMoment(when, london) > *due.at : when.earliest > due.on;
}

bool HasPassed(const Due& due, absl::Time now, const absl::TimeZone& london) {
  return due.at.has_value() ? now > *due.at : DayOf(now, london) > due.on;
}

absl::StatusOr<Due> ReckonPeriod(const ClockRule& rule, const When& start, const Asked& asked) {
  const int amount = rule.counting() == ClockRule::BACK_FROM_START ? -rule.period().amount()
                                                                   : rule.period().amount();
  switch (rule.period().unit()) {
    case Period::HOURS: {
      // Elapsed hours: across a change of the clocks 24 hours end at another time of day.
      const absl::Time at = LatestMoment(start, asked.london) + absl::Hours(amount);
      return Due{DayOf(at, asked.london), at};
    }
    case Period::CALENDAR_DAYS:
      return Due{start.latest + amount};
    case Period::WEEKS:
      return Due{start.latest + 7 * amount};
    case Period::MONTHS:
      return Due{AddCalendarMonths(start.latest, amount)};
    case Period::WORKING_DAYS: {
      ASSIGN_OR_RETURN(WorkingDayCount count, CountWorkingDays(rule, start.latest, asked.holidays));
      return Due{count.due, std::nullopt, std::move(count.skipped_holidays),
                 count.skipped_weekend_days};
    }
    default:
      return absl::InvalidArgumentError("the rule has no unit of time");
  }
}

Due DueOnDay(const ClockRule& rule, absl::CivilDay day, const absl::TimeZone& london) {
  Due due{day};
  if (IsFinerThanADay(rule)) due.at = EndOfDay(day, london);
  return due;
}

absl::StatusOr<Due> MovedByPause(const ClockRule& rule, Due due, const When& from, const When& to,
                                 const Asked& asked) {
  if (due.at.has_value()) {
    const absl::Duration pause =
        LatestMoment(to, asked.london) - EarliestMoment(from, asked.london);
    const absl::Time at = *due.at + std::max(pause, absl::ZeroDuration());
    return Due{DayOf(at, asked.london), at};
  }
  if (!CountsWorkingDays(rule)) {
    return Due{due.on + std::max<absl::civil_diff_t>(to.latest - from.earliest, 0)};
  }
  ASSIGN_OR_RETURN(const int days, WorkingDaysBetween(from.earliest, to.latest, asked.holidays));
  if (days == 0) return due;
  ASSIGN_OR_RETURN(const WorkingDayCount moved, AddWorkingDays(due.on, days, asked.holidays));
  return Due{moved.due};
}

Lateness LatenessOf(const ClockRule& rule, const Due& due, absl::Time moment, const Asked& asked) {
  if (due.at.has_value()) {
    const absl::Duration late = moment - *due.at;
    // Beyond three days nobody counts in hours.
    if (late > absl::Hours(72)) {
      return {static_cast<int>(absl::ToInt64Hours(late) / 24), Period::CALENDAR_DAYS};
    }
    const int64_t hours = absl::ToInt64Hours(absl::Ceil(late, absl::Hours(1)));
    return {static_cast<int>(hours), Period::HOURS};
  }
  const absl::CivilDay day = DayOf(moment, asked.london);
  if (CountsWorkingDays(rule)) {
    const absl::StatusOr<int> days = WorkingDaysBetween(due.on, day, asked.holidays);
    if (days.ok()) return {*days, Period::WORKING_DAYS};
  }
  return {static_cast<int>(day - due.on), Period::CALENDAR_DAYS};
}

}  // namespace candour::workflows::clocks
