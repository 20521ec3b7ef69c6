#include "tools/candour/speech/import_text.h"

#include <algorithm>
#include <map>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tools/candour/speech/table.h"
#include "tools/candour/speech/words.h"
#include "workflows/words.h"

namespace candour::cli {

using types::v1::ImportReport;

std::string ReportText(const ImportReport& report, const std::string& unrecorded) {
  Table table({"Row", "Key", "Outcome", "What was assumed, or why not"});
  std::map<ImportReport::Outcome, size_t> counts;
  size_t rows = 0;
  for (const ImportReport::Row& row : report.rows()) {
    const size_t these = row.through() == 0 ? 1 : row.through() - row.number() + 1;
    counts[row.outcome()] += these;
    rows += these;
    const auto& remarks = row.problems().empty() ? row.doubts() : row.problems();
    const std::string sheet = row.sheet().empty() ? "" : absl::StrCat(row.sheet(), " ");
    const std::string through = row.through() == 0 ? "" : absl::StrCat("-", row.through());
    table.AddRow({absl::StrCat(sheet, row.number(), through), row.key(), ValueWords(row, "outcome"),
                  absl::StrJoin(remarks, "; ")});
  }
  std::vector<std::string> sums;
  for (const auto& [outcome, count] : counts) {
    sums.push_back(absl::StrCat(count, " ", workflows::Words(outcome)));
  }
  return absl::StrCat(
      table.Text(), "\n", rows, rows == 1 ? " row: " : " rows: ", absl::StrJoin(sums, ", "), ".\n",
      report.tried_only() ? absl::StrCat("Nothing was recorded: ", unrecorded, ".\n") : "");
}

absl::Status BrokenOff(const absl::Status& why, size_t at, size_t of) {
  if (!absl::IsUnavailable(why) && !absl::IsDeadlineExceeded(why)) return why;
  return absl::Status(
      why.code(), absl::StrCat("the import broke off at row ", at, " of ", of, ": ", why.message(),
                               "; import the file again, what was taken is not taken twice"));
}

size_t RefusedIn(const ImportReport& report) {
  const auto refused =
      std::count_if(report.rows().begin(), report.rows().end(),
                    [](const auto& row) { return row.outcome() == ImportReport::REFUSED; });
  return static_cast<size_t>(refused);
}

absl::Status UnlessAllTaken(const ImportReport& report) {
  const size_t refused = RefusedIn(report);
  if (refused == 0) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat(refused == 1 ? "1 row was refused; put it right"
                                : absl::StrCat(refused, " rows were refused; put them right"),
                   " in the file and import it again: what was taken is not taken twice"));
}

}  // namespace candour::cli
