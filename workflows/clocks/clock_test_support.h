// A small calendar and short ways to say "this happened then", for the tests of this folder.
#pragma once

#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "candour/types/v1/clock_answer.pb.h"
#include "candour/types/v1/edition.pb.h"
#include "candour/types/v1/guidance.pb.h"
#include "workflows/clocks/calendar.h"
#include "workflows/clocks/clock.h"
#include "workflows/clocks/milestones.h"

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
  milestone.place = position;
  milestone.event_id = "event-" + std::to_string(position);
  return milestone;
}

inline RuleInForce Rule(const char* kind, std::string_view start, int amount,
                        types::v1::Period::Unit unit, std::string_view met) {
  RuleInForce in_force;
  in_force.edition_id = "wt2010";
  types::v1::ClockRule& rule = in_force.rule;
  rule.set_kind(kind);
  rule.set_title(kind);
  rule.add_starts_at(std::string(start));
  rule.set_start(types::v1::ClockRule::FIRST);
  rule.set_counting(types::v1::ClockRule::START_NOT_COUNTED);
  rule.mutable_period()->set_amount(amount);
  rule.mutable_period()->set_unit(unit);
  rule.add_met_by(std::string(met));
  rule.mutable_standing()->set_timing(types::v1::Standing::PINNED_AT_START);
  rule.mutable_standing()->mutable_source()->set_document("Working Together 2010");
  rule.mutable_standing()->mutable_source()->set_verification(types::v1::Source::CONFIRMED);
  return in_force;
}

inline std::vector<types::v1::ClockAnswer> AnswerAt(const RuleInForce& rule, const CaseFacts& facts,
                                                    const char* now) {
  const Holidays holidays = TestHolidays();
  return Answer({rule}, facts, {Moment(now), holidays, London()});
}

inline types::v1::ClockAnswer OnlyAnswer(const RuleInForce& rule, const CaseFacts& facts,
                                         const char* now) {
  const std::vector<types::v1::ClockAnswer> answers = AnswerAt(rule, facts, now);
  REQUIRE(answers.size() == 1);
  return answers[0];
}

inline RuleInForce CompleteRule() {
  RuleInForce rule =
      Rule("complete_scr", kScrDecidedYes, 6, types::v1::Period::MONTHS, kScrCompleted);
  rule.rule.set_start(types::v1::ClockRule::RESTARTS);
  rule.rule.add_superseded_by(std::string(kScrDecidedNo));
  return rule;
}

inline DueDateRevision Revised(const char* kind, const char* new_due, const char* decided,
                               uint64_t position) {
  DueDateRevision revision;
  revision.kind = kind;
  revision.new_due = Day(new_due);
  revision.reason = "the criminal trial";
  revision.authority = "the Board";
  revision.decided = At(decided);
  revision.recorded_at = EndOfDay(revision.decided.latest, London());
  revision.position = position;
  revision.place = position;
  return revision;
}

}  // namespace candour::workflows::clocks
