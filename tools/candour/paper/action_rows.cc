#include "tools/candour/paper/action_rows.h"

#include <algorithm>
#include <array>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "base/limits.h"
#include "tools/candour/paper/action_marks.h"
#include "tools/candour/paper/action_words.h"

namespace candour::cli::paper {

const Cell& CellOf(const Row& row, const Columns& columns, const std::string& meaning) {
  static const Cell& blank = *new Cell;
  const auto place = columns.place.find(meaning);
  if (place == columns.place.end() || place->second >= row.cells.size()) return blank;
  return row.cells[place->second];
}

std::string HeadingOf(const Columns& columns, const std::string& meaning) {
  return std::string(absl::StripSuffix(columns.headings[columns.place.at(meaning)], ":"));
}

std::string AsWritten(const Row& row, const Columns& columns,
                      types::v1::ImportReport::Row& report) {
  std::vector<std::string> lines;
  for (size_t at = 0; at < row.cells.size(); ++at) {
    if (row.cells[at].text.empty()) continue;
    const std::string heading = at < columns.headings.size() ? columns.headings[at] : std::string();
    lines.push_back(
        absl::StrCat(heading, heading.empty() ? "" : ": ", PlainText(row.cells[at].text)));
  }
  std::string whole = absl::StrJoin(lines, "\n");
  if (whole.size() <= limits::kLongTextCharacters) return whole;
  size_t end = limits::kLongTextCharacters / 2;
  while (end > 0 && (static_cast<unsigned char>(whole[end]) & 0xC0) == 0x80) --end;
  whole.resize(end);
  report.add_doubts("the row says more than can be kept with it; its end is on the paper alone");
  return whole;
}

std::optional<std::string> ObjectiveIn(const Row& row, const Columns& columns) {
  const auto filled = FilledCells(row);
  if (filled.size() != 1) return std::nullopt;
  const bool spans =
      row.cells.size() > 1 &&
      std::all_of(row.cells.begin() + 1, row.cells.end(),
                  [](const Cell& cell) { return cell.merged_left || cell.text.empty(); }) &&
      std::any_of(row.cells.begin(), row.cells.end(),
                  [](const Cell& cell) { return cell.merged_left; });
  const bool told = !CellOf(row, columns, "action").text.empty() ||
                    !CellOf(row, columns, "recommendation").text.empty();
  constexpr std::array<absl::string_view, 5> kBegins = {"priority", "objective", "theme",
                                                        "strategic", "section"};
  const bool named = std::any_of(kBegins.begin(), kBegins.end(), [&](absl::string_view word) {
    return absl::StartsWithIgnoreCase(filled[0], word);
  });
  const bool first = !row.cells.empty() && !row.cells[0].text.empty();
  if (spans || (first && !told) || named) return filled[0];
  return std::nullopt;
}

std::vector<Cell> BesideItems(const Row& row, const Columns& columns, const std::string& meaning,
                              size_t items, std::string* of_above,
                              types::v1::ImportReport::Row& report) {
  const Cell& cell = CellOf(row, columns, meaning);
  std::vector<Cell> beside(items, cell);
  const std::vector<Line> lines = LinesOf(cell.text);
  const size_t all = items + (of_above != nullptr ? 1 : 0);
  if (all <= 1 || lines.size() <= 1) return beside;
  if (lines.size() != all && lines.size() != items) {
    report.add_doubts(absl::StrCat(items, " actions stand beside ", lines.size(), " lines of ",
                                   HeadingOf(columns, meaning),
                                   "; all of them are kept with each"));
    return beside;
  }
  report.add_doubts(
      absl::StrCat(HeadingOf(columns, meaning), " is read line by line, one for each action"));
  const size_t skip = lines.size() - items;
  if (skip > 0) *of_above = lines.front().text;
  for (size_t at = 0; at < items; ++at) {
    const Line& line = lines[at + skip];
    Cell one;
    one.fill = cell.fill;
    one.text = line.mark.empty() || absl::StartsWith(line.mark, "\xe2")
                   ? line.text
                   : absl::StrCat(line.mark, " ", line.text);
    if (at > 0 && SaysAsAbove(one.text)) {
      report.add_doubts(absl::StrCat(HeadingOf(columns, meaning), ": \"", one.text,
                                     "\" is taken as what the line above says"));
      one.text = beside[at - 1].text;
    }
    beside[at] = std::move(one);
  }
  return beside;
}

}  // namespace candour::cli::paper
