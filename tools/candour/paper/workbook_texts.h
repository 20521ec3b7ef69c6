// The texts of a workbook, which stand in its cells or in a list that cells refer to.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tools/candour/paper/elements.h"
#include "tools/candour/paper/workbook_looks.h"

namespace candour::cli::paper {

// A text with words of different looks.
struct RichText {
  std::string text;
  std::string struck;
  bool known = true;  // no sign stands in it that is not known
};

// Reads the words of one text as its elements pass by.
class TextReader {
 public:
  void Begin();
  void Start(std::string_view name, Attributes& said);
  void End(std::string_view name);
  void Characters(std::string_view text);
  RichText Take();

 private:
  RichText text_;
  Look look_;
  bool reading_ = false;
  int spoken_ = 0;
};

// By the number cells have for them.
std::vector<RichText> SharedTextsIn(const std::string& xml);

// Workbooks write signs that no XML may hold by their number: "_x000D_" is the end of a line.
std::string WithoutEscapes(const std::string& text);

}  // namespace candour::cli::paper
