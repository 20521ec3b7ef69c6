#include "tools/candour/paper/action_numbers.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "tools/candour/paper/action_marks.h"

namespace candour::cli::paper {

std::string FreshNumber(std::set<std::string>& taken, std::string number,
                        types::v1::ImportReport::Row& report) {
  number = std::string(absl::StripSuffix(absl::StripAsciiWhitespace(number), "."));
  if (number.size() > kNumberCharacters) number.clear();
  if (number.empty()) return number;
  std::string fresh = number;
  for (int again = 2; !taken.insert(fresh).second; ++again) {
    fresh = absl::StrCat(number, "-", again);
  }
  if (fresh != number) {
    report.add_doubts(
        absl::StrCat("number ", number, " stands twice; this one is taken as ", fresh));
  }
  return fresh;
}

void NumberTheRest(const TableReading& reading, ReadPlan& plan) {
  std::set<std::string> used = reading.numbers_before;
  std::vector<ReadRecommendation*> left;
  for (ReadRecommendation& one : plan.recommendations) {
    if (one.number.empty() && reading.number_before) one.number = reading.number_before(one);
    if (one.number.empty()) left.push_back(&one);
    used.insert(one.number);
  }
  int next = 1;
  for (ReadRecommendation* one : left) {
    while (!used.insert(absl::StrCat(next)).second) ++next;
    one->number = absl::StrCat(next);
  }
  for (ReadPlanRow& row : plan.rows) {
    if (row.recommendation < 0) continue;
    row.report.set_key(plan.recommendations[static_cast<size_t>(row.recommendation)].number);
  }
}

absl::CivilDay DatePlan(ReadPlan& plan, absl::CivilDay told) {
  absl::CivilDay made_on = told;
  std::vector<ReadPlanRow*> before;
  for (ReadPlanRow& row : plan.rows) {
    for (const ReadAction& action : row.actions) {
      if (!action.due.on || *action.due.on >= told) continue;
      made_on = std::min(made_on, absl::CivilDay(action.due.on->year(), 1, 1));
      if (before.empty() || before.back() != &row) before.push_back(&row);
    }
  }
  const std::string all =
      absl::StrCat("all of the plan is taken as made on ", absl::FormatCivilTime(made_on));
  // It moves every row, so the headings tell it too.
  const auto headings = std::find_if(plan.rows.begin(), plan.rows.end(), [](const auto& row) {
    return !row.report.problems().empty() && absl::StartsWith(row.report.problems(0), kTheHeadings);
  });
  if (!before.empty() && headings != plan.rows.end()) {
    absl::StrAppend(headings->report.mutable_problems(0), "; ",
                    before.size() == 1 ? "a row was" : absl::StrCat(before.size(), " rows were"),
                    " due before ", absl::FormatCivilTime(told),
                    ", the day the plan is said to "
                    "have been made; ",
                    all);
  }
  for (ReadPlanRow* row : before) {
    types::v1::ImportReport::Row& report = row->report;
    report.add_doubts(absl::StrCat("it was due before the plan is said to have been made; ", all));
    if (report.outcome() == types::v1::ImportReport::TAKEN) {
      report.set_outcome(types::v1::ImportReport::TAKEN_WITH_DOUBT);
    }
  }
  return made_on;
}

}  // namespace candour::cli::paper
