// How the cells of a workbook look, as far as it says something: words struck through, colours, and
// what a person sees of a number.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tools/candour/paper/sheet.h"

namespace candour::cli::paper {

// What a cell shows its number as.
enum class Shown { kNumber, kDay, kDayAndTime, kMonth, kTime, kPercent };

struct Look {
  std::optional<uint32_t> fill;
  std::string font;
  bool struck = false;
  Shown shown = Shown::kNumber;
  int decimals = -1;  // as many are shown; -1: as many as it has
};

// By the number of their style, of the texts of the parts of a workbook.
std::vector<Look> LooksOf(const std::string& styles, const std::string& theme);

// "6.10", "75%", "2015-03-31", "14:30"; "March 2015" where somebody typed that and the workbook
// made a day of it. Days are counted from the end of 1899.
Cell NumberCell(double number, const Look& look);

}  // namespace candour::cli::paper
