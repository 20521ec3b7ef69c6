#include "tools/candour/speech/return_text.h"

#include <map>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tools/candour/speech/table.h"
#include "tools/candour/speech/words.h"
#include "workflows/words.h"

namespace candour::cli {
namespace {

using types::v1::FilledSheet;
using types::v1::FrozenReturn;
using types::v1::ReturnTable;

std::string YearWords(int year) { return absl::StrCat("the year to 31 March ", year); }

std::string FigureWords(const ReturnTable::Row& row) {
  if (row.not_computed()) return "not recorded";
  return row.has_out_of() ? absl::StrCat(row.count(), " of ", row.out_of())
                          : absl::StrCat(row.count());
}

std::string TableText(const ReturnTable& yearly) {
  Table table({"What", "By", "Row", "Figure"});
  std::string last_what, last_by;
  for (const ReturnTable::Row& row : yearly.rows()) {
    const bool same = row.title() == last_what;
    table.AddRow({same ? "" : row.title(),
                  same && row.laid_out_by() == last_by ? "" : row.laid_out_by(), row.row(),
                  FigureWords(row)});
    last_what = row.title();
    last_by = row.laid_out_by();
  }
  return table.Text();
}

std::string VersionsText(const google::protobuf::RepeatedPtrField<FrozenReturn>& versions) {
  Table table({"Version", "Frozen on", "Why", "On whose word", "Up to position", "SHA-256"});
  for (const FrozenReturn& version : versions) {
    table.AddRow({absl::StrCat(version.version()), ValueWords(version, "frozen_on"),
                  version.reason(), version.authority(),
                  absl::StrCat(version.table().as_of_position()), version.sha256().substr(0, 16)});
  }
  return table.Text();
}

std::string SentText(const audit::v1::Submission& submission) {
  Table table({"No", "Sent on", "How", "State", "Reference", "Errors", "Withdrawn because", "Id"});
  for (const auto& sent : submission.sent()) {
    std::vector<std::string> errors;
    for (const auto& error : sent.errors()) {
      errors.push_back(error.line().empty() ? error.what()
                                            : absl::StrCat(error.line(), ": ", error.what()));
    }
    const bool acknowledged = sent.withdrawal_acknowledged();
    table.AddRow(
        {absl::StrCat(sent.number()), ValueWords(sent, "sent_on"), sent.how(),
         absl::StrCat(workflows::Words(sent.state()), acknowledged ? ", acknowledged" : ""),
         sent.reference(), absl::StrJoin(errors, "; "), sent.withdrawn_because(),
         ShortId(sent.submission_id())});
  }
  return table.Text();
}

}  // namespace

std::string SubmissionText(const audit::v1::Submission& submission) {
  std::string out;
  if (!submission.sheet_refused().empty()) {
    absl::StrAppend(&out, "No sheet: ", submission.sheet_refused(), ".\n");
  } else {
    absl::StrAppend(&out, submission.sheet().title(), ", case ",
                    submission.sheet().case_reference(), "\n\n");
    Table table({"Line", "State", "Value"});
    for (const FilledSheet::Line& line : submission.sheet().lines()) {
      const bool hidden = line.identity() && line.fill() == FilledSheet::GIVEN;
      table.AddRow({line.label(), workflows::Words(line.fill()),
                    hidden && line.value().empty() ? "(--identity shows it)" : line.value()});
    }
    absl::StrAppend(&out, table.Text(), "\n", submission.missing(), " missing, ",
                    submission.not_known(), " not known\n");
    if (!submission.sha256().empty()) {
      absl::StrAppend(&out, "SHA-256 ", submission.sha256(), "\n");
    }
  }
  absl::StrAppend(
      &out, "\n",
      submission.sent().empty() ? std::string("Nothing was sent yet.\n") : SentText(submission));
  for (const std::string& owed : submission.owed()) absl::StrAppend(&out, "Owed: ", owed, "\n");
  return out;
}

std::string ReturnText(const audit::v1::Return& yearly) {
  std::string out = absl::StrCat(yearly.table().title(), ", ", YearWords(yearly.table().year()),
                                 "\n\n", TableText(yearly.table()),
                                 "\nAs the log stands at position ", yearly.as_of_position(),
                                 "; due ", yearly.due(), "\nSHA-256 ", yearly.sha256(), "\n");
  if (yearly.forgotten_cases() > 0) {
    absl::StrAppend(&out, Counted(yearly.forgotten_cases(), "case was", "cases were"),
                    " forgotten, of this year or another, and can no longer be counted.\n");
  }
  absl::StrAppend(
      &out, "\n",
      yearly.frozen().empty() ? std::string("Not frozen yet.\n") : VersionsText(yearly.frozen()));
  if (!yearly.restated().empty()) absl::StrAppend(&out, "\n", yearly.restated(), "\n");
  for (const auto& difference : yearly.differences()) {
    absl::StrAppend(&out, "  ", ValueWords(difference, "reference|case_id"), ": ",
                    difference.what(), ": ", absl::StrJoin(difference.why(), "; "), "\n");
  }
  return out;
}

std::string ComparisonText(const audit::v1::ReturnComparison& comparison) {
  const FrozenReturn& frozen = comparison.frozen();
  std::string out = absl::StrCat(
      frozen.table().title(), ", ", YearWords(frozen.year()), ", version ", frozen.version(),
      ", frozen on ", ValueWords(frozen, "frozen_on"), "\n",
      comparison.recomputed_alike()
          ? std::string("The log gives this very table again.")
          : absl::StrCat("The log does not give this table again: ", comparison.not_alike_because(),
                         "."),
      "\n\n");
  using Name = std::tuple<std::string, std::string, std::string>;
  std::map<Name, std::pair<std::string, std::string>> figures;
  std::vector<Name> order;
  const auto add = [&](const ReturnTable& yearly, bool then) {
    for (const ReturnTable::Row& row : yearly.rows()) {
      const Name name{row.title(), row.laid_out_by(), row.row()};
      const auto [found, fresh] = figures.try_emplace(name, "0", "0");
      if (fresh) order.push_back(name);
      (then ? found->second.first : found->second.second) = FigureWords(row);
    }
  };
  add(frozen.table(), true);
  add(comparison.restated(), false);
  Table table({"What", "By", "Row", "Frozen", "Today"});
  for (const Name& name : order) {
    const auto& [then, now] = figures.at(name);
    if (then == now && !std::get<1>(name).empty()) continue;
    table.AddRow({std::get<0>(name), std::get<1>(name), std::get<2>(name), then, now});
  }
  absl::StrAppend(&out, table.Text(), "\nRows that are alike are left out.\n\n");
  if (comparison.differences().empty()) {
    absl::StrAppend(&out, "No case is counted differently.\n");
    return out;
  }
  Table cases({"Case", "What differs", "Why"});
  for (const auto& difference : comparison.differences()) {
    cases.AddRow({ValueWords(difference, "reference|case_id"), difference.what(),
                  absl::StrJoin(difference.why(), "; ")});
  }
  absl::StrAppend(&out, cases.Text());
  return out;
}

}  // namespace candour::cli
