// Tables as boards kept them before: CSV files, XLSX workbooks and the tables of DOCX documents,
// read as text, every row counted.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "candour/types/v1/import_plan.pb.h"

namespace candour::cli::paper {

struct Cell {
  std::string text;  // without space at its ends; of a number as a person would write it
  std::optional<double> number = {};  // as a workbook kept it: there, a day is a number too
  // Covered by the merged range of a cell above or to the left, which has the text.
  bool merged_above = false;
  bool merged_left = false;
  std::optional<uint32_t> fill = {};  // the colour behind it, 0xRRGGBB; none: it has none
  bool unvalued = false;              // a formula whose value the file does not hold
  // What the file shows of it and `text` does not say: a picture, words that were struck through.
  std::vector<std::string> remarks = {};
  std::string kept = {};  // words that are none of `text`: struck through, or of a footnote

  bool IsBlank() const { return text.empty() && kept.empty() && remarks.empty() && !unvalued; }
};

// What is said where a cell is unvalued.
inline constexpr absl::string_view kUnvalued =
    "a formula stands here, and the file does not hold what it gives; open the file in a "
    "spreadsheet program, save it and import it again";

struct Row {
  uint32_t number = 0;  // as a person counts in the sheet, from 1
  std::vector<Cell> cells;
  std::vector<std::string> remarks = {};  // of the row as a whole: it is hidden
  std::string set_aside = {};  // why it is no part of the table: a change took it out; blank: it is

  bool IsBlank() const;
};

// The rows in their order, blank ones among them left out.
struct Sheet {
  std::string name;  // of a workbook's sheet, "table 2" of a document; blank for a CSV file
  std::vector<Row> rows;
  uint32_t rows_in_all = 0;               // with blank ones, as far as the file tells
  std::vector<std::string> remarks = {};  // of the whole: hidden columns
  // A table of a document, which may go on over the page in the next; a workbook's sheets do not.
  bool of_document = false;
  std::string above = {};  // of a table of a document: the words that stand right above it
};

// Two rows as one row of headings, where some of the upper row stand over several columns and what
// these are stands below: each column under what is said of it lowest. Nothing if anything in the
// lower row stands under a heading of its own column.
std::optional<Row> HeadingsOfTwoRows(const Row& upper, const Row& lower);

// Rows that hold nothing.
struct BlankRows {
  uint32_t first = 0;
  uint32_t last = 0;
};

// Those above the row at index `at`; with the number of rows, those below the last.
std::optional<BlankRows> BlankAbove(const Sheet& sheet, size_t at);

// How a report tells of them.
types::v1::ImportReport::Row BlankReport(const Sheet& sheet, const BlankRows& blank);

// Text in UTF-8, UTF-16 with its mark or without or, where it is neither, Windows-1252, its cells
// parted by commas, tabs, semicolons or upright strokes, with quotes as spreadsheets write them.
// INVALID_ARGUMENT naming the row where a quote is never closed.
absl::StatusOr<Sheet> ReadCsv(absl::string_view bytes);

// The sheets of a workbook that hold anything. A merged range has its value in its first cell. Days
// are counted from the end of 1899, also where the workbook counts from 1904.
// INVALID_ARGUMENT if `bytes` are not an XLSX workbook or larger than limits::kImportedTableCells.
absl::StatusOr<std::vector<Sheet>> ReadXlsx(absl::string_view bytes);

// The tables of a document in their order, paragraphs of a cell as lines of it. An item of a list
// begins with a bullet. Changes that were tracked are taken as made. INVALID_ARGUMENT as ReadXlsx,
// and if the document holds no table.
absl::StatusOr<std::vector<Sheet>> ReadDocx(absl::string_view bytes);

// The refusal of either where a table holds more than limits::kImportedTableCells.
absl::Status TooLarge();
absl::Status UnpacksToTooMuch();

// By what the file is, not by what it is called.
absl::StatusOr<std::vector<Sheet>> ReadTables(absl::string_view bytes);

}  // namespace candour::cli::paper
