// Due dates over Christmas, Easter, bank holidays held once, and ends of months, as the views tell
// them. The answers were counted by hand, on a calendar.
#include "absl/strings/str_cat.h"
#include "tests/hard_cases/office.h"
#include "workflows/dates.h"

namespace candour::testing {
namespace {

struct Row {
  const char* why;
  std::string on;  // the day the clock starts
  std::string due;
};

std::string DueOf(const types::v1::ClockAnswer& clock) {
  return absl::FormatCivilTime(workflows::DayOf(clock.due_on()));
}

void TakeIn(Office& office, const std::string& name, const std::string& died_on) {
  office.Do(absl::StrCat("ReceiveNotification { case_id: ", name, " case_reference: '",
                         name.substr(1), "' channel: LETTER notifier: HOSPITAL received_at: @",
                         died_on, "T09:00 } RecordDeath { case_id: ", name, " date_of_birth: @",
                         died_on, " date_of_death: @", died_on, " sex: MALE }"));
}

TEST_CASE("the coroner's three working days") {
  Office office;
  const Row rows[] = {
      {"royal wedding and May Day", "2011-04-27", "2011-05-04"},
      {"diamond jubilee", "2012-06-01", "2012-06-08"},
      {"Christmas in the week", "2012-12-20", "2012-12-27"},
      {"Easter", "2013-03-28", "2013-04-04"},
      {"Boxing Day kept on a Monday", "2015-12-24", "2015-12-31"},
      {"May Day moved to a Friday", "2020-05-06", "2020-05-12"},
      {"New Year on a Friday", "2020-12-31", "2021-01-06"},
      {"both days of Christmas kept later", "2021-12-23", "2021-12-30"},
      {"platinum jubilee, Thursday and Friday", "2022-06-01", "2022-06-08"},
      {"state funeral", "2022-09-16", "2022-09-22"},
      {"coronation", "2023-05-05", "2023-05-11"},
  };
  int n = 0;
  for (const Row& row : rows) {
    CAPTURE(row.why);
    const std::string name = absl::StrCat("$case", ++n);
    office.On(row.on);
    TakeIn(office, name, row.on);
    office.Do(absl::StrCat("RecordCoronerNotice { case_id: ", name, " decided_on: @", row.on,
                           " received_on: @", row.on, " decision: 'Post-mortem.' }"));
    CHECK(DueOf(office.Clock(name, "coroner_notice")) == row.due);
  }
}

TEST_CASE("the coroner's five working days to hand over, and what was skipped") {
  Office office;
  const Row rows[] = {
      {"Easter", "2019-04-17", "2019-04-26"},
      {"Christmas and New Year", "2019-12-24", "2020-01-03"},
  };
  int n = 0;
  for (const Row& row : rows) {
    CAPTURE(row.why);
    const std::string name = absl::StrCat("$case", ++n);
    office.On(row.on);
    TakeIn(office, name, row.on);
    office.Do(absl::StrCat("RecordCoronerTransferAgreed { case_id: ", name,
                           " from_area: 'North' to_area: 'South' agreed_on: @", row.on, " }"));
    const auto clock = office.Clock(name, "coroner_transfer");
    CHECK(DueOf(clock) == row.due);
    CHECK(clock.skipped_holidays_size() == (n == 1 ? 2 : 3));
  }
}

TEST_CASE("three months and a year from the ends of months") {
  Office office;
  const Row rows[] = {
      {"into a leap February", "2019-11-30", "2020-02-29"},
      {"from the end of a longer month", "2020-01-31", "2020-04-30"},
      {"from a leap day", "2020-02-29", "2020-05-29"},
      {"into a February", "2020-11-30", "2021-02-28"},
      {"over a year's end", "2020-12-31", "2021-03-31"},
  };
  int n = 0;
  for (const Row& row : rows) {
    CAPTURE(row.why);
    const std::string name = absl::StrCat("$case", ++n);
    office.On(row.on);
    TakeIn(office, name, row.on);
    CHECK(DueOf(office.Clock(name, "review_meeting")) == row.due);
  }
  // A year from a leap day ends with February.
  CHECK(DueOf(office.Clock("$case3", "whole_review")) == "2021-02-28");
}

}  // namespace
}  // namespace candour::testing
