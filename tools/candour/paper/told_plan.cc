#include "tools/candour/paper/told_plan.h"

#include <algorithm>
#include <map>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace candour::cli::paper {

using types::v1::ImportReport;

ReadPlan ReadTold(const std::string& bytes) {
  const auto sheets = ReadTables(bytes);
  INFO(sheets.status());
  REQUIRE(sheets.ok());
  TableReading reading;
  reading.agencies = {{"CSC", "care"}, {"Northshire Police", "police"}};
  reading.default_owner_id = "board";
  reading.title = "The plan";
  reading.made_on = absl::CivilDay(2013, 6, 1);
  auto plan = ReadActionPlan(*sheets, reading);
  INFO(plan.status());
  REQUIRE(plan.ok());
  // Rows in are rows accounted for, in their order.
  std::map<std::string, uint32_t> next;
  for (const ReadPlanRow& row : plan->rows) {
    uint32_t& due = next[row.report.sheet()];
    CHECK(row.report.number() == due + 1);
    due = std::max(row.report.number(), row.report.through());
    CHECK(row.report.outcome() != ImportReport::OUTCOME_UNSPECIFIED);
    const bool silent = row.report.problems().empty() && row.report.doubts().empty();
    CHECK(silent == (row.report.outcome() == ImportReport::TAKEN));
  }
  for (const Sheet& sheet : *sheets) CHECK(next[sheet.name] == sheet.rows_in_all);
  return *std::move(plan);
}

std::string Told(const ReadPlan& plan, size_t row) {
  REQUIRE(row < plan.rows.size());
  const ImportReport::Row& report = plan.rows[row].report;
  const auto& said = report.problems().empty() ? report.doubts() : report.problems();
  return absl::StrCat(report.number(), " ", ImportReport::Outcome_Name(report.outcome()),
                      said.empty() ? "" : ": ", absl::StrJoin(said, "; "));
}

bool Says(const ReadPlan& plan, size_t row, const std::string& words) {
  const std::string told = Told(plan, row);
  INFO(told);
  CHECK(absl::StrContains(told, words));
  return absl::StrContains(told, words);
}

const ReadAction& Action(const ReadPlan& plan, size_t row, size_t at) {
  REQUIRE(row < plan.rows.size());
  INFO(Told(plan, row));
  REQUIRE(at < plan.rows[row].actions.size());
  return plan.rows[row].actions[at];
}

}  // namespace candour::cli::paper
