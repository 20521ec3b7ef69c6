// Tables as boards kept them before: CSV files, XLSX workbooks and the tables of DOCX documents,
// read as text, every row counted.
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
  // Covered by the merged range of a cell above or to the left, which has the text.
  bool merged_above = false;
  bool merged_left = false;
};

struct Row {
  uint32_t number = 0;  // as a person counts in the sheet, from 1
  std::vector<Cell> cells;

  bool IsBlank() const;
};

// The rows in their order, blank ones among them left out.
struct Sheet {
  std::string name;  // of a workbook's sheet, "table 2" of a document; blank for a CSV file
  std::vector<Row> rows;
};

// Text in UTF-8, UTF-16 with its mark or without or, where it is neither, Windows-1252, its cells
// parted by commas, tabs or semicolons, with quotes as spreadsheets write them. INVALID_ARGUMENT
// naming the row where a quote is never closed.
absl::StatusOr<Sheet> ReadCsv(absl::string_view bytes);

// The sheets of a workbook that hold anything. A merged range has its value in its first cell.
// INVALID_ARGUMENT if `bytes` are not an XLSX workbook or larger than limits::kImportedTableCells.
absl::StatusOr<std::vector<Sheet>> ReadXlsx(absl::string_view bytes);

// The tables of a document in their order, paragraphs of a cell as lines of it. An item of a list
// begins with a bullet. INVALID_ARGUMENT as ReadXlsx, and if the document holds no table.
absl::StatusOr<std::vector<Sheet>> ReadDocx(absl::string_view bytes);

// The refusal of either where a table holds more than limits::kImportedTableCells.
absl::Status TooLarge();

// By what the file is, not by what it is called.
absl::StatusOr<std::vector<Sheet>> ReadTables(absl::string_view bytes);

}  // namespace candour::cli::paper
