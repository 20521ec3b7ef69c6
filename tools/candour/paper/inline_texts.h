// Texts that stand in the cells of a workbook themselves, as programs write them that make a
// workbook row by row. liborcus knows only those that all cells share.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace candour::cli::paper {

struct InlineText {
  std::string sheet;  // its name
  size_t row = 0;     // from 0
  size_t column = 0;
  std::string text;
};

// Of an XLSX workbook; none if it has none. Throws what liborcus throws where `bytes` are no
// workbook.
std::vector<InlineText> InlineTextsOf(std::string_view bytes);

}  // namespace candour::cli::paper
