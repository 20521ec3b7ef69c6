// Tables as boards kept them before: CSV files and XLSX workbooks, read as text, every row counted.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace candour::cli::paper {

struct Cell {
  std::string text;  // without space at its ends; of a number as a person would write it
  std::optional<double> number;  // as a workbook kept it: there, a day is a number too
};

struct Row {
  uint32_t number = 0;  // as a person counts in the sheet, from 1
  std::vector<Cell> cells;

  bool IsBlank() const;
};

// The rows in their order, blank ones among them left out.
struct Sheet {
  std::string name;  // of a workbook's sheet; blank for a CSV file
  std::vector<Row> rows;
};

// Comma-separated text in UTF-8 or, where it is not, in Windows-1252, with quotes as spreadsheets
// write them. INVALID_ARGUMENT naming the row where a quote is never closed.
absl::StatusOr<Sheet> ReadCsv(absl::string_view bytes);

// The sheets of a workbook that hold anything. A merged range has its value in its first cell.
// INVALID_ARGUMENT if `bytes` are not an XLSX workbook or larger than limits::kImportedTableCells.
absl::StatusOr<std::vector<Sheet>> ReadXlsx(absl::string_view bytes);

// The refusal of either where a table holds more than limits::kImportedTableCells.
absl::Status TooLarge();

// By what the file is, not by what it is called.
absl::StatusOr<std::vector<Sheet>> ReadTables(absl::string_view bytes);

}  // namespace candour::cli::paper
