// A small calendar and short ways to say "this happened then", for the tests of this folder.
#pragma once

#include <cstdlib>
#include <string>
#include <string_view>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "candour/types/v1/edition.pb.h"
#include "workflows/clocks/calendar.h"
#include "workflows/clocks/clock.h"

namespace candour::workflows::clocks {

inline absl::TimeZone London() {
  absl::TimeZone zone;
  if (!absl::LoadTimeZone("Europe/London", &zone)) std::abort();
  return zone;
}

// 2024 to 2026, written out by hand.
inline Holidays TestHolidays() {
  struct Row {
    int year, month, day;
    const char* name;
  };
  static constexpr Row kRows[] = {
      {2024, 1, 1, "New Year's Day"},  {2024, 3, 29, "Good Friday"},
      {2024, 4, 1, "Easter Monday"},   {2024, 5, 6, "Early May bank holiday"},
      {2024, 5, 27, "Spring"},         {2024, 8, 26, "Summer"},
      {2024, 12, 25, "Christmas Day"}, {2024, 12, 26, "Boxing Day"},
      {2025, 1, 1, "New Year's Day"},  {2025, 4, 18, "Good Friday"},
      {2025, 4, 21, "Easter Monday"},  {2025, 5, 5, "Early May bank holiday"},
      {2025, 5, 26, "Spring"},         {2025, 8, 25, "Summer"},
      {2025, 12, 25, "Christmas Day"}, {2025, 12, 26, "Boxing Day"},
      {2026, 1, 1, "New Year's Day"},  {2026, 4, 3, "Good Friday"},
      {2026, 4, 6, "Easter Monday"},   {2026, 5, 4, "Early May bank holiday"},
      {2026, 5, 25, "Spring"},         {2026, 8, 31, "Summer"},
      {2026, 12, 25, "Christmas Day"}, {2026, 12, 28, "Boxing Day"},
  };
  types::v1::HolidayTable table;
  table.set_name("England and Wales");
  table.set_from_year(2024);
  table.set_to_year(2026);
  for (const Row& row : kRows) {
    types::v1::HolidayTable::Day& day = *table.add_days();
    *day.mutable_date() = ToDate(absl::CivilDay(row.year, row.month, row.day));
    day.set_name(row.name);
  }
  return Holidays(table);
}

// "2025-05-02".
inline absl::CivilDay Day(const std::string& text) {
  absl::CivilDay day;
  if (!absl::ParseCivilTime(text, &day)) std::abort();
  return day;
}

// "2025-05-02 09:30", London time.
inline absl::Time Moment(const std::string& text) {
  absl::Time time;
  std::string error;
  if (!absl::ParseTime("%Y-%m-%d %H:%M", text, London(), &time, &error)) std::abort();
  return time;
}

inline std::string Text(const types::v1::Date& date) {
  return absl::FormatCivilTime(absl::CivilDay(date.year(), date.month(), date.day()));
}

// Either form: ten characters are a day, more are a moment.
inline When At(const std::string& text) {
  return text.size() == 10 ? When::On(Day(text)) : When::At(Moment(text), London());
}

inline Milestone Happened(std::string_view name, const std::string& when, uint64_t position,
                          const std::string& subject = "") {
  Milestone milestone;
  milestone.name = std::string(name);
  milestone.subject = subject;
  milestone.when = At(when);
  milestone.recorded_at = milestone.when.moment.value_or(EndOfDay(milestone.when.latest, London()));
  milestone.position = position;
  milestone.event_id = "event-" + std::to_string(position);
  return milestone;
}

}  // namespace candour::workflows::clocks
