#include "workflows/clocks/calendar.h"

#include "workflows/clocks/clock_test_support.h"

namespace candour::workflows::clocks {
namespace {

TEST_CASE("working days skip weekends and bank holidays, and say which") {
  struct Case {
    const char* start;
    int count;
    const char* due;
    int weekend_days;
    std::vector<std::string> skipped;
  };
  const auto sample = GENERATE(values<Case>({
      {"2025-05-02", 15, "2025-05-27", 8, {"2025-05-05", "2025-05-26"}},
      // Christmas: a Tuesday to a Monday with only two working days between.
      {"2024-12-24", 3, "2024-12-31", 2, {"2024-12-25", "2024-12-26"}},
      {"2024-12-24", 4, "2025-01-02", 2, {"2024-12-25", "2024-12-26", "2025-01-01"}},
      // Easter: Thursday to Tuesday is one working day.
      {"2025-04-17", 1, "2025-04-22", 2, {"2025-04-18", "2025-04-21"}},
      // Boxing Day 2026 is a Saturday: its substitute on Monday is skipped.
      {"2026-12-24", 1, "2026-12-29", 2, {"2026-12-25", "2026-12-28"}},
      // Starting on a day that does not count.
      {"2025-05-03", 1, "2025-05-06", 1, {"2025-05-05"}},
      {"2025-06-02", 1, "2025-06-03", 0, {}},
      {"2025-06-06", 1, "2025-06-09", 2, {}},
  }));
  CAPTURE(sample.start, sample.count);
  const auto count = AddWorkingDays(Day(sample.start), sample.count, TestHolidays());
  REQUIRE(count.ok());
  CHECK(absl::FormatCivilTime(count->due) == sample.due);
  CHECK(count->skipped_weekend_days == sample.weekend_days);
  std::vector<std::string> skipped;
  for (const Holiday& holiday : count->skipped_holidays) {
    skipped.push_back(absl::FormatCivilTime(holiday.day));
  }
  CHECK(skipped == sample.skipped);
  // The other way round: as many working days lie between the two.
  CHECK(WorkingDaysBetween(Day(sample.start), count->due, TestHolidays()).value() == sample.count);
}

TEST_CASE("working days backwards") {
  const auto count = SubtractWorkingDays(Day("2025-05-27"), 7, TestHolidays());
  REQUIRE(count.ok());
  CHECK(count->due == Day("2025-05-15"));
  REQUIRE(count->skipped_holidays.size() == 1);
  CHECK(count->skipped_holidays[0].day == Day("2025-05-26"));
}

TEST_CASE("nothing is guessed outside the table of holidays") {
  const Holidays holidays = TestHolidays();
  const absl::Status late = AddWorkingDays(Day("2026-12-30"), 5, holidays).status();
  CHECK(late.code() == absl::StatusCode::kOutOfRange);
  CHECK(late.message() ==
        "bank holidays are known for 2024 to 2026, and this reaches 1 January 2027");
  CHECK(IsWorkingDay(Day("2023-12-29"), holidays).status().code() == absl::StatusCode::kOutOfRange);
  CHECK(WorkingDaysBetween(Day("2023-12-29"), Day("2024-01-03"), holidays).status().code() ==
        absl::StatusCode::kOutOfRange);
  CHECK(IsWorkingDay(Day("2025-05-06"), Holidays()).status().message() ==
        "no table of bank holidays has been adopted");
  // The last day of the table is still known.
  CHECK(AddWorkingDays(Day("2026-12-30"), 1, holidays)->due == Day("2026-12-31"));
}

TEST_CASE("months end on the corresponding day, or the last of the month") {
  struct Case {
    const char* start;
    int months;
    const char* due;
  };
  const auto sample = GENERATE(values<Case>({{"2025-01-31", 1, "2025-02-28"},
                                             {"2024-01-31", 1, "2024-02-29"},
                                             {"2024-01-30", 1, "2024-02-29"},
                                             {"2025-01-15", 1, "2025-02-15"},
                                             {"2025-08-31", 6, "2026-02-28"},
                                             {"2009-12-18", 6, "2010-06-18"},
                                             {"2008-11-30", 4, "2009-03-30"},
                                             {"2025-02-28", 1, "2025-03-28"},
                                             {"2025-03-31", -1, "2025-02-28"}}));
  CAPTURE(sample.start, sample.months);
  CHECK(absl::FormatCivilTime(AddCalendarMonths(Day(sample.start), sample.months)) == sample.due);
}

TEST_CASE("an age is attained at the start of the anniversary") {
  struct Case {
    const char* born;
    const char* on;
    int years;
    int months;
    int days;
    bool child;
  };
  const auto sample = GENERATE(values<Case>({
      {"1994-05-10", "2012-05-09", 17, 215, 6574, true},
      {"1994-05-10", "2012-05-10", 18, 216, 6575, false},
      // Born on 29 February: the birthday is 1 March in common years.
      {"1992-02-29", "2010-02-28", 17, 215, 6574, true},
      {"1992-02-29", "2010-03-01", 18, 216, 6575, false},
      {"1996-02-29", "2000-02-28", 3, 47, 1460, true},
      {"1996-02-29", "2000-02-29", 4, 48, 1461, true},
      // Born the day before: 28 February is the birthday in every year.
      {"1992-02-28", "2010-02-28", 18, 216, 6575, false},
      {"2012-01-31", "2012-02-29", 0, 0, 29, true},
      {"2012-01-31", "2012-03-01", 0, 1, 30, true},
      {"2012-06-05", "2012-06-05", 0, 0, 0, true},
      {"2012-06-05", "2012-07-02", 0, 0, 27, true},
      {"2012-06-05", "2012-06-04", -1, -1, -1, true},
  }));
  CAPTURE(sample.born, sample.on);
  CHECK(AttainedAgeYears(Day(sample.born), Day(sample.on)) == sample.years);
  CHECK(AttainedAgeMonths(Day(sample.born), Day(sample.on)) == sample.months);
  CHECK(AgeDays(Day(sample.born), Day(sample.on)) == sample.days);
  CHECK(IsUnder18At(Day(sample.born), Day(sample.on)) == sample.child);
}

TEST_CASE("years and months of age agree on every day of nine years") {
  for (const char* text : {"1992-02-29", "1991-01-31", "1993-12-31"}) {
    const absl::CivilDay born = Day(text);
    for (absl::CivilDay on = born; on < born + 9 * 366; ++on) {
      const int months = AttainedAgeMonths(born, on);
      if (months / 12 != AttainedAgeYears(born, on)) {
        FAIL("born " << text << ", on " << absl::FormatCivilTime(on) << ": " << months);
      }
    }
  }
}

types::v1::Date DateOf(int year, int month, int day) {
  types::v1::Date date;
  date.set_year(year);
  date.set_month(month);
  date.set_day(day);
  return date;
}

TEST_CASE("an approximate date is the days it may mean") {
  struct Case {
    int year, month, day;
    const char* earliest;
    const char* latest;
    const char* words;
  };
  const auto sample =
      GENERATE(values<Case>({{2012, 6, 5, "2012-06-05", "2012-06-05", "5 June 2012"},
                             {2012, 2, 0, "2012-02-01", "2012-02-29", "February 2012"},
                             {2012, 0, 0, "2012-01-01", "2012-12-31", "2012"}}));
  const types::v1::Date date = DateOf(sample.year, sample.month, sample.day);
  const auto range = ToDayRange(date);
  REQUIRE(range.ok());
  CHECK(absl::FormatCivilTime(range->earliest) == sample.earliest);
  CHECK(absl::FormatCivilTime(range->latest) == sample.latest);
  CHECK(range->IsExact() == (sample.day != 0));
  CHECK(DateWords(date) == sample.words);
  CHECK(ToCivilDay(date).ok() == (sample.day != 0));
}

TEST_CASE("a date that does not exist is refused") {
  const auto [year, month, day] = GENERATE(table<int, int, int>({{0, 0, 0},
                                                                 {1899, 12, 31},
                                                                 {2101, 1, 1},
                                                                 {2012, 13, 1},
                                                                 {2012, 0, 4},
                                                                 {2012, -1, 0},
                                                                 {2012, 2, 30},
                                                                 {2011, 2, 29},
                                                                 {2012, 4, -1}}));
  CAPTURE(year, month, day);
  CHECK(ToDayRange(DateOf(year, month, day)).status().code() == absl::StatusCode::kInvalidArgument);
}

TEST_CASE("the London day of an instant follows summer time") {
  const absl::TimeZone london = London();
  const absl::TimeZone utc = absl::UTCTimeZone();
  CHECK(DayOf(absl::FromCivil(absl::CivilSecond(2012, 6, 30, 23, 30), utc), london) ==
        Day("2012-07-01"));
  CHECK(DayOf(absl::FromCivil(absl::CivilSecond(2012, 12, 30, 23, 30), utc), london) ==
        Day("2012-12-30"));
  // The days on which the clocks change have 23 and 25 hours.
  const auto hours = [&](const char* day) {
    return absl::ToDoubleHours(EndOfDay(Day(day), london) + absl::Microseconds(1) -
                               StartOfDay(Day(day), london));
  };
  CHECK(hours("2012-03-25") == 23);
  CHECK(hours("2012-10-28") == 25);
  CHECK(hours("2012-10-29") == 24);
  CHECK(DayOf(EndOfDay(Day("2012-10-28"), london), london) == Day("2012-10-28"));
}

TEST_CASE("dates in words") {
  CHECK(WeekdayDateWords(Day("2025-05-27")) == "Tuesday 27 May 2025");
  CHECK(WeekdayDateWords(Day("2012-07-01")) == "Sunday 1 July 2012");
  CHECK(DateWords(Day("2012-09-03")) == "3 September 2012");
  CHECK(MomentWords(Moment("2012-07-02 09:05"), London()) == "09:05 on Monday 2 July 2012");
}

}  // namespace
}  // namespace candour::workflows::clocks
