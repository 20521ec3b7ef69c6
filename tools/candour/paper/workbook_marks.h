// What liborcus does not tell of a workbook's cells: texts that stand in the cells themselves, as
// programs write them that make a workbook row by row; words struck through; colours; signs;
// formulas without a value; what is hidden.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/candour/paper/sheet.h"

namespace candour::cli::paper {

struct CellMark {
  size_t row = 0;  // from 0
  size_t column = 0;
  std::optional<std::string> text;  // in place of what liborcus tells; none: that stands
  Cell beside;                      // all that is no text of it
};

struct SheetMarks {
  std::vector<CellMark> cells;      // from the top, from the left
  std::vector<size_t> hidden_rows;  // from 0
  std::vector<std::string> remarks;
};

struct WorkbookMarks {
  std::map<std::string, SheetMarks> sheets;  // by name
  bool counts_from_1904 = false;
};

// Of an XLSX workbook. Throws what liborcus throws where `bytes` are no workbook.
WorkbookMarks MarksOf(std::string_view bytes);

}  // namespace candour::cli::paper
