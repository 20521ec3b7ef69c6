#include "workflows/editions/national_returns.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "base/status.h"
#include "workflows/clocks/calendar.h"
#include "workflows/data_checks.h"
#include "workflows/editions/edition_register.h"
#include "workflows/editions/return_facts.h"
#include "workflows/words.h"

namespace candour::workflows::editions {

using types::v1::YearlyReturn;

namespace {

constexpr char kKnownIn[] =
    ": there is no such fact; editions/return_facts.h names those there are";

std::string Column(const std::string& value) {
  return absl::StrReplaceAll(value, {{"\t", " "}, {"\n", " "}, {"\r", " "}});
}

absl::Status CheckLayout(const std::string& where, const YearlyReturn::Layout& layout) {
  RETURN_IF_ERROR(CheckWords(where, "title", layout.title()));
  RETURN_IF_ERROR(CheckSource(where, layout.source()));
  if (!IsAmong(kLayoutFacts, layout.fact())) {
    return RefuseData(where, absl::StrCat("fact \"", layout.fact(), "\"", kKnownIn));
  }
  if (IsTime(layout.fact()) == layout.bands().empty()) {
    return RefuseData(where, "bands: a time has some, and nothing else has any");
  }
  std::set<std::string> titles;
  for (const YearlyReturn::Band& band : layout.bands()) {
    RETURN_IF_ERROR(CheckWords(where, "bands.title", band.title()));
    if (!titles.insert(band.title()).second) return RefuseData(where, "bands: two have one title");
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckReturnTables(const YearlyReturn& yearly) {
  for (const YearlyReturn::Measure& measure : yearly.measures()) {
    const std::string where = absl::StrCat("return ", yearly.key(), ", measure ", measure.key());
    if (measure.count() == YearlyReturn::COUNT_UNSPECIFIED && !measure.layouts().empty()) {
      return RefuseData(where, "layouts: nothing is counted that could be laid out");
    }
    for (const YearlyReturn::Layout& layout : measure.layouts()) {
      RETURN_IF_ERROR(CheckLayout(where, layout));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckSheetLines(const types::v1::SubmissionSheet& sheet) {
  const std::string where = absl::StrCat("sheet ", sheet.key());
  RETURN_IF_ERROR(CheckKey(where, "key", sheet.key()));
  RETURN_IF_ERROR(CheckWords(where, "title", sheet.title()));
  RETURN_IF_ERROR(CheckWords(where, "collector", sheet.collector()));
  std::set<std::string> keys;
  for (const types::v1::SubmissionSheet::Line& line : sheet.lines()) {
    const std::string at = absl::StrCat(where, ", line ", line.key());
    RETURN_IF_ERROR(CheckKey(at, "key", line.key()));
    RETURN_IF_ERROR(CheckWords(at, "label", line.label()));
    if (!keys.insert(line.key()).second) return RefuseData(at, "key: there are two");
    if (line.need() == types::v1::SubmissionSheet::NEED_UNSPECIFIED) {
      return RefuseData(at, "need is missing");
    }
    if (line.has_source()) RETURN_IF_ERROR(CheckSource(at, line.source()));
    if (!IsSheetFact(line.fact())) {
      return RefuseData(at, absl::StrCat("fact \"", line.fact(), "\"", kKnownIn));
    }
  }
  return absl::OkStatus();
}

std::string TextOf(const types::v1::ReturnTable& table) {
  std::string text =
      absl::StrCat("return\t", table.return_key(), "\nyear to 31 March\t", table.year(),
                   "\nedition\t", table.edition_id(), "\t", table.edition_sha256(),
                   "\nlog position\t", table.as_of_position(), "\n");
  for (const types::v1::ReturnTable::Row& row : table.rows()) {
    absl::StrAppend(&text, row.measure(), "\t", Column(row.laid_out_by()), "\t", Column(row.row()),
                    "\t", row.not_computed() ? std::string("?") : absl::StrCat(row.count()), "\t",
                    row.has_out_of() ? absl::StrCat(row.out_of()) : std::string("-"), "\n");
  }
  return text;
}

std::string TextOf(const types::v1::FilledSheet& sheet) {
  std::string text =
      absl::StrCat("sheet\t", sheet.sheet_key(), "\nedition\t", sheet.edition_id(), "\t",
                   sheet.edition_sha256(), "\ncase\t", Column(sheet.case_reference()), "\n");
  for (const types::v1::FilledSheet::Line& line : sheet.lines()) {
    absl::StrAppend(&text, line.key(), "\t", Words(line.fill()), "\t", Column(line.value()), "\n");
  }
  return text;
}

absl::StatusOr<const types::v1::SubmissionSheet*> EditionRegister::SheetFor(
    absl::CivilDay day) const {
  const types::v1::SubmissionSheet* found = nullptr;
  for (const auto& [id, adopted] : editions_) {
    for (const types::v1::SubmissionSheet& sheet : adopted.edition().sheets()) {
      if (IsInForce(adopted.edition(), sheet.standing(), {day, day, ""})) found = &sheet;
    }
  }
  if (found != nullptr) return found;
  return absl::NotFoundError(absl::StrCat(
      "no edition that was adopted asks for a sheet of each case on ", clocks::DateWords(day)));
}

std::set<std::string> EditionRegister::InadequateModifiability() const {
  std::set<std::string> keys;
  for (const auto& [id, adopted] : editions_) {
    for (const auto& vocabulary : adopted.edition().modifiability()) {
      for (const auto& value : vocabulary.values()) {
        if (value.inadequate_information()) keys.insert(value.key());
      }
    }
  }
  return keys;
}

const EditionRegister::AdoptedEdition* EditionRegister::Holder(
    const google::protobuf::Message* datum) const {
  for (const auto& [id, adopted] : editions_) {
    for (const YearlyReturn& yearly : adopted.edition().returns()) {
      if (&yearly == datum) return &adopted;
    }
    for (const types::v1::SubmissionSheet& sheet : adopted.edition().sheets()) {
      if (&sheet == datum) return &adopted;
    }
  }
  return nullptr;
}

}  // namespace candour::workflows::editions
