#include "workflows/clocks/calendar.h"

#include <algorithm>
#include <array>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/limits.h"
#include "base/status.h"

namespace candour::workflows::clocks {
namespace {

bool IsWeekend(absl::CivilDay day) {
  const absl::Weekday weekday = absl::GetWeekday(day);
  return weekday == absl::Weekday::saturday || weekday == absl::Weekday::sunday;
}

// Notes `day` as passed over and returns true, unless it is a working day.
absl::StatusOr<bool> PassesOver(absl::CivilDay day, const Holidays& holidays,
                                WorkingDayCount& count) {
  RETURN_IF_ERROR(holidays.CheckCovers(day));
  if (IsWeekend(day)) {
    ++count.skipped_weekend_days;
    return true;
  }
  const std::string* name = holidays.NameOf(day);
  if (name == nullptr) return false;
  count.skipped_holidays.push_back({day, *name});
  return true;
}

// Not strftime: its words depend on the process's locale.
constexpr std::array<const char*, 12> kMonths = {"January",   "February", "March",    "April",
                                                 "May",       "June",     "July",     "August",
                                                 "September", "October",  "November", "December"};
constexpr std::array<const char*, 7> kWeekdays = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                  "Friday", "Saturday", "Sunday"};

absl::CivilDay LastDayOf(absl::CivilMonth month) { return absl::CivilDay(month + 1) - 1; }

absl::StatusOr<WorkingDayCount> WalkWorkingDays(absl::CivilDay start, int step, int count,
                                                const Holidays& holidays) {
  WorkingDayCount result;
  absl::CivilDay day = start;
  for (int counted = 0; counted < count;) {
    day += step;
    ASSIGN_OR_RETURN(const bool skipped, PassesOver(day, holidays, result));
    if (!skipped) ++counted;
  }
  if (step < 0) std::reverse(result.skipped_holidays.begin(), result.skipped_holidays.end());
  result.due = day;
  return result;
}

}  // namespace

Holidays::Holidays(const types::v1::HolidayTable& table)
    : from_year_(table.from_year()), to_year_(table.to_year()) {
  for (const types::v1::HolidayTable::Day& day : table.days()) {
    names_[absl::CivilDay(day.date().year(), day.date().month(), day.date().day())] = day.name();
  }
}

bool Holidays::Covers(absl::CivilDay day) const {
  return day.year() >= from_year_ && day.year() <= to_year_;
}

const std::string* Holidays::NameOf(absl::CivilDay day) const {
  const auto found = names_.find(day);
  return found == names_.end() ? nullptr : &found->second;
}

absl::Status Holidays::CheckCovers(absl::CivilDay day) const {
  if (Covers(day)) return absl::OkStatus();
  if (to_year_ < from_year_) {
    return absl::OutOfRangeError("no table of bank holidays has been adopted");
  }
  return absl::OutOfRangeError(absl::StrCat("bank holidays are known for ", from_year_, " to ",
                                            to_year_, ", and this reaches ", DateWords(day)));
}

absl::StatusOr<bool> IsWorkingDay(absl::CivilDay day, const Holidays& holidays) {
  RETURN_IF_ERROR(holidays.CheckCovers(day));
  return !IsWeekend(day) && holidays.NameOf(day) == nullptr;
}

absl::StatusOr<WorkingDayCount> AddWorkingDays(absl::CivilDay start, int count,
                                               const Holidays& holidays) {
  return WalkWorkingDays(start, 1, count, holidays);
}

absl::StatusOr<WorkingDayCount> SubtractWorkingDays(absl::CivilDay end, int count,
                                                    const Holidays& holidays) {
  return WalkWorkingDays(end, -1, count, holidays);
}

absl::StatusOr<WorkingDayCount> FirstWorkingDayFrom(absl::CivilDay day, const Holidays& holidays) {
  return AddWorkingDays(day - 1, 1, holidays);
}

absl::StatusOr<int> WorkingDaysBetween(absl::CivilDay from, absl::CivilDay to,
                                       const Holidays& holidays) {
  int days = 0;
  for (absl::CivilDay day = from + 1; day <= to; ++day) {
    ASSIGN_OR_RETURN(const bool working, IsWorkingDay(day, holidays));
    if (working) ++days;
  }
  return days;
}

absl::CivilDay AddCalendarMonths(absl::CivilDay start, int months) {
  const absl::CivilMonth month = absl::CivilMonth(start) + months;
  const absl::CivilDay last = LastDayOf(month);
  return absl::CivilDay(month.year(), month.month(), std::min(start.day(), last.day()));
}

absl::CivilDay Anniversary(absl::CivilDay born, int years) {
  // 29 February of a common year normalises to 1 March, which is the rule.
  return absl::CivilDay(born.year() + years, born.month(), born.day());
}

int AttainedAgeYears(absl::CivilDay born, absl::CivilDay on) {
  const int years = static_cast<int>(on.year() - born.year());
  return on < Anniversary(born, years) ? years - 1 : years;
}

int AttainedAgeMonths(absl::CivilDay born, absl::CivilDay on) {
  const int months = static_cast<int>(absl::CivilMonth(on) - absl::CivilMonth(born));
  // A month without the day of birth completes on the first of the next, as years do. Built from
  // the parts so that the day, not the month, is normalised.
  const absl::CivilMonth month = absl::CivilMonth(born) + months;
  const absl::CivilDay completed(month.year(), month.month(), born.day());
  return on < completed ? months - 1 : months;
}

int AgeDays(absl::CivilDay born, absl::CivilDay on) { return static_cast<int>(on - born); }

bool IsUnder18At(absl::CivilDay born, absl::CivilDay died) { return died < Anniversary(born, 18); }

absl::StatusOr<DayRange> ToDayRange(const types::v1::Date& date) {
  if (date.year() < limits::kEarliestYear || date.year() > limits::kLatestYear) {
    return absl::InvalidArgumentError(absl::StrCat("the year of a date lies between ",
                                                   limits::kEarliestYear, " and ",
                                                   limits::kLatestYear, ", not ", date.year()));
  }
  if (date.month() == 0 && date.day() == 0) {
    return DayRange{absl::CivilDay(date.year(), 1, 1), absl::CivilDay(date.year(), 12, 31)};
  }
  if (date.month() < 1 || date.month() > 12) {
    return absl::InvalidArgumentError(absl::StrCat("there is no month ", date.month()));
  }
  const absl::CivilMonth month(date.year(), date.month());
  if (date.day() == 0) return DayRange{absl::CivilDay(month), LastDayOf(month)};
  if (date.day() < 0 || date.day() > LastDayOf(month).day()) {
    return absl::InvalidArgumentError(
        absl::StrCat("there is no day ", date.day(), " in ", absl::FormatCivilTime(month)));
  }
  const absl::CivilDay day(date.year(), date.month(), date.day());
  return DayRange{day, day};
}

absl::StatusOr<absl::CivilDay> ToCivilDay(const types::v1::Date& date) {
  ASSIGN_OR_RETURN(const DayRange range, ToDayRange(date));
  if (date.day() == 0) {
    return absl::InvalidArgumentError("the day is needed here, not only the month or year");
  }
  return range.earliest;
}

types::v1::Date ToDate(absl::CivilDay day) {
  types::v1::Date date;
  date.set_year(static_cast<int32_t>(day.year()));
  date.set_month(day.month());
  date.set_day(day.day());
  return date;
}

absl::CivilDay DayOf(absl::Time instant, const absl::TimeZone& zone) {
  return absl::ToCivilDay(instant, zone);
}

absl::Time StartOfDay(absl::CivilDay day, const absl::TimeZone& zone) {
  return absl::FromCivil(day, zone);
}

absl::Time EndOfDay(absl::CivilDay day, const absl::TimeZone& zone) {
  return absl::FromCivil(day + 1, zone) - absl::Microseconds(1);
}

std::string WeekdayDateWords(absl::CivilDay day) {
  return absl::StrCat(kWeekdays[static_cast<size_t>(absl::GetWeekday(day))], " ", DateWords(day));
}

std::string DateWords(absl::CivilDay day) {
  return absl::StrCat(day.day(), " ", kMonths[day.month() - 1], " ", day.year());
}

std::string MomentWords(absl::Time instant, const absl::TimeZone& zone) {
  const absl::CivilMinute minute = absl::ToCivilMinute(instant, zone);
  return absl::StrFormat("%02d:%02d on %s", minute.hour(), minute.minute(),
                         WeekdayDateWords(absl::CivilDay(minute)));
}

std::string DateWords(const types::v1::Date& date) {
  if (date.month() == 0) return absl::StrCat(date.year());
  const absl::CivilDay day(date.year(), date.month(), std::max(date.day(), 1));
  if (date.day() != 0) return DateWords(day);
  return absl::StrCat(kMonths[day.month() - 1], " ", day.year());
}

}  // namespace candour::workflows::clocks
