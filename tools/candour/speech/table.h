// Aligned tables and wrapped text that fit a page of 100 columns.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"

namespace candour::cli {

inline constexpr size_t kPageColumns = 100;

// Characters, not bytes.
size_t Columns(absl::string_view text);

// Lines of at most `width` columns, broken between words; a longer word keeps a line of its own.
std::vector<std::string> Wrapped(absl::string_view text, size_t width);

// `text` wrapped to the page, each line behind `indent` spaces, ending with a line end.
std::string Paragraph(absl::string_view text, size_t indent);

class Table {
 public:
  explicit Table(std::vector<std::string> titles) : titles_(std::move(titles)) {}

  // As many cells as there are titles.
  void AddRow(std::vector<std::string> cells);
  bool empty() const { return rows_.empty(); }

  // Columns as wide as their widest cell, while the page allows; beyond that the widest are
  // wrapped. Columns in which every cell is blank are left out.
  std::string Text() const;

 private:
  std::vector<std::string> titles_;
  std::vector<std::vector<std::string>> rows_;
};

// "Title:  value" lines, the values aligned; blank values are left out.
std::string Particulars(const std::vector<std::pair<std::string, std::string>>& lines);

}  // namespace candour::cli
