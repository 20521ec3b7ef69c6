// The clocks of what a review waits for, which every edition has alike: when somebody looks again
// at a hold, and when a process beside the review is expected to end.
#include <vector>

#include "workflows/editions/shipped_data_test_support.h"

namespace candour::workflows::editions {
namespace {

using clocks::Milestone;
using types::v1::ClockAnswer;

// What was told on a day, counted from the first, and the day it stated; 0: none.
struct Told {
  const char* milestone;
  int on;
  int stated = 0;
};

struct Row {
  const char* name;
  const char* kind;
  std::vector<Told> told;
  int asked;  // the day
  ClockAnswer::Status status;
  int due;
};

const Row kRows[] = {
    {"held", "hold_review", {{"hold_placed", 0, 30}}, 10, ClockAnswer::RUNNING, 30},
    {"nobody looked", "hold_review", {{"hold_placed", 0, 30}}, 31, ClockAnswer::OVERDUE, 30},
    {"looked at again",
     "hold_review",
     {{"hold_placed", 0, 30}, {"hold_reviewed", 20, 60}},
     31,
     ClockAnswer::RUNNING,
     60},
    {"looked at, and not again",
     "hold_review",
     {{"hold_placed", 0, 30}, {"hold_reviewed", 20, 60}},
     61,
     ClockAnswer::OVERDUE,
     60},
    {"released",
     "hold_review",
     {{"hold_placed", 0, 30}, {"hold_released", 20}},
     31,
     ClockAnswer::SUPERSEDED,
     30},
    {"abandoned",
     "hold_review",
     {{"hold_placed", 0, 30}, {"scr_abandoned", 20}},
     31,
     ClockAnswer::SUPERSEDED,
     30},
    {"combined",
     "hold_review",
     {{"hold_placed", 0, 30}, {"scr_combined", 20}},
     31,
     ClockAnswer::SUPERSEDED,
     30},
    {"closed",
     "hold_review",
     {{"hold_placed", 0, 30}, {"scr_closed", 20}},
     31,
     ClockAnswer::LAPSED,
     30},
    {"it runs", "parallel_process", {{"process_dated", 0, 90}}, 10, ClockAnswer::RUNNING, 90},
    {"nothing heard", "parallel_process", {{"process_dated", 0, 90}}, 91, ClockAnswer::OVERDUE, 90},
    {"dated twice",
     "parallel_process",
     {{"process_dated", 0, 90}, {"process_dated", 5, 120}},
     10,
     ClockAnswer::RUNNING,
     90},
    {"it ended",
     "parallel_process",
     {{"process_dated", 0, 90}, {"process_concluded", 80}},
     91,
     ClockAnswer::MET,
     90},
    {"it ended later",
     "parallel_process",
     {{"process_dated", 0, 90}, {"process_concluded", 95}},
     100,
     ClockAnswer::MET_LATE,
     90},
    {"closed meanwhile",
     "parallel_process",
     {{"process_dated", 0, 90}, {"scr_closed", 20}},
     91,
     ClockAnswer::LAPSED,
     90},
};

TEST_CASE("what a review waits for has its clocks under every edition, and they end as they must") {
  const EditionRegister editions = Shipped();
  const absl::TimeZone london = London();
  for (const absl::CivilDay began : {Day(2008, 6, 2), Day(2011, 6, 6), Day(2014, 6, 2),
                                     Day(2016, 6, 6), Day(2019, 10, 7), Day(2024, 3, 4)}) {
    for (const Row& row : kRows) {
      INFO(began.year() << ", " << row.kind << ": " << row.name);
      clocks::CaseFacts facts;
      for (const Told& told : row.told) {
        Milestone& milestone = facts.milestones.emplace_back();
        milestone.name = told.milestone;
        milestone.when = clocks::When::On(began + told.on);
        milestone.position = facts.milestones.size();
        const bool of_case = milestone.name.rfind("scr_", 0) == 0;
        milestone.subject = of_case ? "" : "one";
        if (told.stated > 0) milestone.stated_due = began + told.stated;
      }
      ClockAnswer last;
      for (const ClockAnswer& answer : clocks::Answer(
               editions.ClockRulesFor(types::v1::CASE_REVIEW, began, ""), facts,
               {clocks::StartOfDay(began + row.asked, london), editions.holidays(), london})) {
        if (answer.kind() == row.kind && answer.has_started_by()) last = answer;
      }
      CHECK(ClockAnswer::Status_Name(last.status()) == ClockAnswer::Status_Name(row.status));
      CHECK(clocks::DateWords(last.due_on()) == clocks::DateWords(began + row.due));
    }
  }
}

}  // namespace
}  // namespace candour::workflows::editions
