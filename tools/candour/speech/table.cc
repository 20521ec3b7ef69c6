#include "tools/candour/speech/table.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace candour::cli {
namespace {

constexpr absl::string_view kGap = "  ";
constexpr size_t kNarrowest = 8;  // no column is wrapped to less, nor to less than its longest word

std::string Padded(absl::string_view text, size_t width) {
  const size_t columns = Columns(text);
  return absl::StrCat(std::string(text), std::string(columns < width ? width - columns : 0, ' '));
}

size_t LongestWord(absl::string_view text) {
  size_t longest = 0;
  for (absl::string_view word : absl::StrSplit(text, absl::ByAnyChar(" \n"))) {
    longest = std::max(longest, Columns(word));
  }
  return longest;
}

// One row of cells, wrapped, over as many lines as its tallest cell.
void AppendRow(const std::vector<std::string>& cells, const std::vector<size_t>& widths,
               std::string& out) {
  std::vector<std::vector<std::string>> wrapped;
  size_t height = 1;
  for (size_t c = 0; c < cells.size(); ++c) {
    wrapped.push_back(widths[c] == 0 ? std::vector<std::string>() : Wrapped(cells[c], widths[c]));
    height = std::max(height, wrapped.back().size());
  }
  for (size_t line = 0; line < height; ++line) {
    std::string text;
    for (size_t c = 0; c < cells.size(); ++c) {
      if (widths[c] == 0) continue;
      const std::string cell = line < wrapped[c].size() ? wrapped[c][line] : "";
      absl::StrAppend(&text, text.empty() && c == 0 ? "" : kGap, Padded(cell, widths[c]));
    }
    absl::StrAppend(&out, absl::StripTrailingAsciiWhitespace(text), "\n");
  }
}

}  // namespace

size_t Columns(absl::string_view text) {
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

std::vector<std::string> Wrapped(absl::string_view text, size_t width) {
  std::vector<std::string> lines;
  for (absl::string_view paragraph : absl::StrSplit(text, '\n')) {
    std::string line;
    for (absl::string_view word : absl::StrSplit(paragraph, ' ', absl::SkipEmpty())) {
      if (!line.empty() && Columns(line) + 1 + Columns(word) > width) {
        lines.push_back(std::move(line));
        line.clear();
      }
      absl::StrAppend(&line, line.empty() ? "" : " ", std::string(word));
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

std::string Paragraph(absl::string_view text, size_t indent) {
  std::string out;
  for (const std::string& line : Wrapped(text, kPageColumns - indent)) {
    absl::StrAppend(&out, line.empty() ? "" : std::string(indent, ' '), line, "\n");
  }
  return out;
}

void Table::AddRow(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }

std::string Table::Text() const {
  std::vector<size_t> widths(titles_.size(), 0);
  for (const auto& row : rows_) {
    for (size_t c = 0; c < widths.size(); ++c) widths[c] = std::max(widths[c], Columns(row[c]));
  }
  size_t total = 0;
  for (size_t c = 0; c < widths.size(); ++c) {
    if (widths[c] != 0) widths[c] = std::max(widths[c], Columns(titles_[c]));
    total += widths[c] == 0 ? 0 : widths[c] + kGap.size();
  }
  total -= std::min(total, kGap.size());
  std::vector<size_t> narrowest(titles_.size(), kNarrowest);
  for (const auto& row : rows_) {
    for (size_t c = 0; c < row.size(); ++c) {
      narrowest[c] = std::max(narrowest[c], LongestWord(row[c]));
    }
  }
  for (; total > kPageColumns; --total) {
    size_t* widest = nullptr;
    for (size_t c = 0; c < widths.size(); ++c) {
      if (widths[c] > narrowest[c] && (widest == nullptr || widths[c] > *widest)) {
        widest = &widths[c];
      }
    }
    if (widest == nullptr) break;
    --*widest;
  }
  std::string out;
  AppendRow(titles_, widths, out);
  std::vector<std::string> rules;
  for (const size_t width : widths) rules.push_back(std::string(width, '-'));
  AppendRow(rules, widths, out);
  for (const auto& row : rows_) AppendRow(row, widths, out);
  return out;
}

std::string Particulars(const std::vector<std::pair<std::string, std::string>>& lines) {
  size_t widest = 0;
  for (const auto& [title, value] : lines) {
    if (!value.empty()) widest = std::max(widest, Columns(title));
  }
  const size_t indent = widest + kGap.size();
  std::string out;
  for (const auto& [title, value] : lines) {
    if (value.empty()) continue;
    const std::vector<std::string> wrapped = Wrapped(value, kPageColumns - indent);
    for (size_t i = 0; i < wrapped.size(); ++i) {
      absl::StrAppend(&out, Padded(i == 0 ? title : "", indent), wrapped[i], "\n");
    }
  }
  return out;
}

}  // namespace candour::cli
