#include "workflows/editions/guidance.h"

#include "absl/strings/str_replace.h"
#include "base/limits.h"

namespace candour::workflows::editions {
namespace {

// The smallest edition that has one of everything a check looks at.
constexpr char kEdition[] = R"(
edition {
  id: "wt2010" title: "Working Together 2010" axis: LAW
  chapters {
    topic: CHILD_DEATH title: "Chapter 7"
    in_force_from { year: 2010 month: 3 day: 17 } in_force_to { year: 2013 month: 4 day: 14 }
    source { document: "Working Together 2010" verification: UNVERIFIED }
  }
  clocks {
    kind: "home_visit" title: "Visit"
    standing {
      topic: CHILD_DEATH timing: PINNED_AT_START
      source { document: "Procedures" verification: UNVERIFIED }
    }
    starts_at: "death" start: FIRST counting: START_NOT_COUNTED
    period { amount: 24 unit: HOURS } met_by: "scene_visited"
  }
  categories {
    standing {
      topic: CHILD_DEATH timing: FOLLOWS_CALENDAR
      source { document: "Form C" verification: PARTLY }
    }
    choice: LOWEST_NUMBER_THAT_APPLIES
    categories { number: 1 title: "First" source { document: "Form C" verification: PARTLY } }
    categories { number: 2 title: "Second" source { document: "Form C" verification: PARTLY } }
  }
  quorums {
    body_kind: "panel" title: "Panel"
    standing {
      topic: CHILD_DEATH timing: FOLLOWS_CALENDAR
      source { document: "Terms" verification: PARTLY }
    }
    minimum_members: 4 places { title: "Police" any_of_roles: "police" }
  }
})";

constexpr char kHolidays[] = R"(
holidays {
  name: "England and Wales" from_year: 2024 to_year: 2025
  source { document: "Proclamations" verification: CONFIRMED }
  days { date { year: 2024 month: 12 day: 25 } name: "Christmas Day" }
  days { date { year: 2025 month: 12 day: 25 } name: "Boxing Day" }
})";

constexpr char kOverride[] = R"(
board_override {
  topic: CHILD_DEATH from { year: 2011 month: 4 day: 1 }
  source { document: "The board's own protocol" verification: CONFIRMED }
  clock { kind: "home_visit" period { amount: 48 unit: HOURS } }
})";

TEST_CASE("guidance that keeps to the rules is read") {
  CHECK(ParseGuidance(kEdition)->edition().clocks_size() == 1);
  CHECK(ParseGuidance(kHolidays)->holidays().days_size() == 2);
  CHECK(ParseGuidance(kOverride)->board_override().clock().period().amount() == 48);
}

TEST_CASE("guidance that breaks a rule is refused by the name of what is wrong") {
  struct Case {
    const char* text;
    const char* from;
    const char* to;
    const char* message;
  };
  const auto sample = GENERATE(values<Case>({
      {kEdition, "kind: \"home_visit\"", "kindness: \"home_visit\"", "no field named \"kindness\""},
      {kEdition, "id: \"wt2010\"", "id: \"WT 2010\"", "edition: id is a name in small letters"},
      {kEdition, "axis: LAW", "", "edition: axis is missing"},
      {kEdition, "title: \"Chapter 7\"", "", "chapter on child death reviews: title is missing"},
      {kEdition, "year: 2013 month: 4", "year: 2009 month: 4",
       "in_force_to lies before in_force_from"},
      {kEdition, "month: 4 day: 14", "month: 4 day: 31", "in_force_to: there is no day 31"},
      {kEdition, "topic: CHILD_DEATH timing: PINNED", "topic: CASE_REVIEW timing: PINNED",
       "clock home_visit: standing.topic: the edition has no chapter on case reviews"},
      {kEdition, "timing: PINNED_AT_START", "", "clock home_visit: standing.timing is missing"},
      {kEdition, "timing: PINNED_AT_START",
       "timing: PINNED_AT_START in_force_from { year: 2009 month: 1 day: 1 }",
       "clock home_visit: standing: its days lie outside those of its chapter"},
      {kEdition, "document: \"Procedures\"", "", "clock home_visit: source.document is missing"},
      {kEdition, "\"Procedures\" verification: UNVERIFIED", "\"Procedures\"",
       "clock home_visit: source.verification is missing"},
      {kEdition, "starts_at: \"death\"", "", "clock home_visit: starts_at is missing"},
      {kEdition, "starts_at: \"death\"", "starts_at: \"birth\"",
       "clock home_visit: starts_at: there is no milestone \"birth\""},
      {kEdition, "met_by: \"scene_visited\"", "", "clock home_visit: met_by is missing"},
      {kEdition, "met_by: \"scene_visited\"", "met_by: \"visited\"",
       "clock home_visit: met_by: there is no milestone \"visited\""},
      {kEdition, "met_by: \"scene_visited\"", "met_by: \"scene_visited\" only_if: \"jar\"",
       "clock home_visit: only_if: there is no milestone \"jar\""},
      {kEdition, "met_by: \"scene_visited\"",
       "met_by: \"scene_visited\" waits { begun_by: \"inquest_opened\" }",
       "clock home_visit: waits: begun_by and ended_by each name a milestone"},
      {kEdition, "start: FIRST", "", "clock home_visit: start is missing"},
      {kEdition, "counting: START_NOT_COUNTED", "", "clock home_visit: counting is missing"},
      {kEdition, "counting: START_NOT_COUNTED", "counting: FROM_WORKING_DAY_ZERO",
       "clock home_visit: counting: a working day nought needs a period in working days"},
      {kEdition, "period { amount: 24 unit: HOURS }", "",
       "clock home_visit: it is due neither after a period"},
      {kEdition, "amount: 24", "amount: 0", "clock home_visit: period.amount is at least 1"},
      {kEdition, "unit: HOURS", "", "clock home_visit: period.unit is missing"},
      {kEdition, "period { amount: 24 unit: HOURS }", "before_milestone: \"home\"",
       "clock home_visit: before_milestone: there is no milestone \"home\""},
      {kEdition, "number: 2", "number: 3", "categories: number: 2 is expected, not 3"},
      {kEdition, "choice: LOWEST_NUMBER_THAT_APPLIES", "", "categories: choice is missing"},
      {kEdition, "minimum_members: 4", "", "quorum panel: minimum_members is at least 1"},
      {kEdition, "any_of_roles: \"police\"", "", "quorum panel: places: no role fills \"Police\""},
      {kHolidays, "to_year: 2025", "to_year: 2026", "2026 has none"},
      {kHolidays, "to_year: 2025", "to_year: 2024", "it lies after to_year"},
      {kHolidays, "year: 2025 month: 12 day: 25", "year: 2024 month: 12 day: 25",
       "25 December 2024: days ascend"},
      {kHolidays, "year: 2024 month: 12 day: 25", "year: 2024 month: 12", "the day is needed here"},
      {kHolidays, "name: \"Boxing Day\"", "", "25 December 2025: name is missing"},
      {kOverride, "clock { kind: \"home_visit\" period { amount: 48 unit: HOURS } }", "",
       "override: it replaces nothing"},
      {kOverride, "from { year: 2011 month: 4 day: 1 }", "", "override: from: the year"},
      {kOverride, "amount: 48", "amount: -1", "override of home_visit: period.amount"},
  }));
  CAPTURE(sample.message);
  const std::string text = absl::StrReplaceAll(sample.text, {{sample.from, sample.to}});
  REQUIRE(text != sample.text);
  const absl::Status status = ParseGuidance(text).status();
  CHECK(status.code() == absl::StatusCode::kInvalidArgument);
  CAPTURE(status.message());
  CHECK(std::string(status.message()).find(sample.message) != std::string::npos);
}

TEST_CASE("a topic has one clock of a kind on any day") {
  const std::string clock = R"(
    clocks {
      kind: "home_visit" title: "Visit"
      standing {
        topic: CHILD_DEATH timing: PINNED_AT_START FROM
        source { document: "Procedures" verification: UNVERIFIED }
      }
      starts_at: "death" start: FIRST counting: START_NOT_COUNTED
      period { amount: 12 unit: HOURS } met_by: "scene_visited"
    }
  categories {)";
  const auto with = [&](const std::string& from) {
    return absl::StrReplaceAll(
        kEdition, {{"\n  categories {", absl::StrReplaceAll(clock, {{"FROM", from}})}});
  };
  CHECK(ParseGuidance(with("in_force_from { year: 2012 month: 1 day: 1 }")).status().message() ==
        "clock home_visit: kind: there are two on child death reviews in force on the same days");
  const std::string split = absl::StrReplaceAll(
      with("in_force_from { year: 2012 month: 1 day: 1 }"),
      {{"timing: PINNED_AT_START\n      source",
        "timing: PINNED_AT_START in_force_to { year: 2011 month: 12 day: 31 }\n      source"}});
  CHECK(ParseGuidance(split).status() == absl::OkStatus());
}

TEST_CASE("a syntax error names its line, and a file has a limit") {
  CHECK(std::string(ParseGuidance("edition {\n  id: 7\n}").status().message()).substr(0, 7) ==
        "line 2,");
  CHECK(ParseGuidance("").status().code() == absl::StatusCode::kInvalidArgument);
  const std::string long_text(limits::kGuidanceBytes + 1, ' ');
  CHECK(std::string(ParseGuidance(long_text).status().message()).find("at most") !=
        std::string::npos);
}

}  // namespace
}  // namespace candour::workflows::editions
