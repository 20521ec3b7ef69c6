// Calendar arithmetic of deadlines and ages in England. Pure: bank holidays, zone and "now" are
// arguments.
//
// Deadlines in calendar days, weeks and months do not roll when they end on a weekend or a bank
// holiday: the guidance and the statutes name a last day, and none of them moves it. Only periods
// in working days skip such days.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "candour/types/v1/guidance.pb.h"
#include "candour/types/v1/time.pb.h"

namespace candour::workflows::clocks {

struct Holiday {
  absl::CivilDay day;
  std::string name;
};

// Bank holidays of a run of whole years. Outside those years nothing is assumed: every question
// about such a day is answered OUT_OF_RANGE ("bank holidays are known for 2006 to 2028").
// Immutable after construction; safe to share between threads.
class Holidays {
 public:
  // Knows no year at all.
  Holidays() = default;
  // Expects a table that editions::ParseHolidays accepted.
  explicit Holidays(const types::v1::HolidayTable& table);

  bool Covers(absl::CivilDay day) const;
  // Null if `day` is no bank holiday; its name otherwise. Expects Covers(day).
  const std::string* NameOf(absl::CivilDay day) const;
  // OK, or OUT_OF_RANGE naming the years that are known.
  absl::Status CheckCovers(absl::CivilDay day) const;

 private:
  int from_year_ = 0;
  int to_year_ = -1;
  std::map<absl::CivilDay, std::string> names_;
};

// The day a count of working days arrives at, and what it passed over on the way.
struct WorkingDayCount {
  absl::CivilDay due;
  std::vector<Holiday> skipped_holidays;  // those on Monday to Friday
  int skipped_weekend_days = 0;
};

absl::StatusOr<bool> IsWorkingDay(absl::CivilDay day, const Holidays& holidays);

// The `count`th working day after `start`, which itself is not counted, whatever day it is.
// `count` is at least 1.
absl::StatusOr<WorkingDayCount> AddWorkingDays(absl::CivilDay start, int count,
                                               const Holidays& holidays);

// The same backwards: the `count`th working day before `end`.
absl::StatusOr<WorkingDayCount> SubtractWorkingDays(absl::CivilDay end, int count,
                                                    const Holidays& holidays);

// `day` itself if it is a working day, else the next one.
absl::StatusOr<WorkingDayCount> FirstWorkingDayFrom(absl::CivilDay day, const Holidays& holidays);

// Working days in (`from`, `to`]: how many days late something is on `to` that was due on `from`.
// Zero unless `from` < `to`.
absl::StatusOr<int> WorkingDaysBetween(absl::CivilDay from, absl::CivilDay to,
                                       const Holidays& holidays);

// The corresponding day `months` later, or the last of the month where there is none: one month
// from 31 January is 28 or 29 February. For deadlines only; ages have a rule of their own.
absl::CivilDay AddCalendarMonths(absl::CivilDay start, int months);

// Birthdays. An age is attained at the start of the anniversary; who was born on 29 February has
// the birthday on 1 March in common years.
absl::CivilDay Anniversary(absl::CivilDay born, int years);
// Whole years, months, days of age on a day; negative if `on` lies before `born`.
int AttainedAgeYears(absl::CivilDay born, absl::CivilDay on);
int AttainedAgeMonths(absl::CivilDay born, absl::CivilDay on);
int AgeDays(absl::CivilDay born, absl::CivilDay on);
// A death on the eighteenth birthday is the death of an adult.
bool IsUnder18At(absl::CivilDay born, absl::CivilDay died);

// A possibly approximate date as the days it may mean.
struct DayRange {
  absl::CivilDay earliest;
  absl::CivilDay latest;
  bool IsExact() const { return earliest == latest; }
};

// INVALID_ARGUMENT unless the year lies within limits, and month and day exist in it; day 0 is
// "that month", month 0 "that year".
absl::StatusOr<DayRange> ToDayRange(const types::v1::Date& date);
// The same, refusing approximate dates.
absl::StatusOr<absl::CivilDay> ToCivilDay(const types::v1::Date& date);
types::v1::Date ToDate(absl::CivilDay day);

// The day it is in `zone` at an instant, and the first instant and the last microsecond of a day
// there. A London day has 23 or 25 hours twice a year.
absl::CivilDay DayOf(absl::Time instant, const absl::TimeZone& zone);
absl::Time StartOfDay(absl::CivilDay day, const absl::TimeZone& zone);
absl::Time EndOfDay(absl::CivilDay day, const absl::TimeZone& zone);

// "Tuesday 27 May 2025"; "27 May 2025"; "09:30 on Tuesday 27 May 2025".
std::string WeekdayDateWords(absl::CivilDay day);
std::string DateWords(absl::CivilDay day);
std::string MomentWords(absl::Time instant, const absl::TimeZone& zone);
// "27 May 2025", "May 2025", "2025".
std::string DateWords(const types::v1::Date& date);

}  // namespace candour::workflows::clocks
