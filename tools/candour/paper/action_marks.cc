#include "tools/candour/paper/action_marks.h"

#include <algorithm>
#include <array>
#include <set>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tools/candour/paper/action_words.h"
#include "workflows/words.h"

namespace candour::cli::paper {
namespace {

using types::v1::ImportReport;

// Where the colours begin on a circle of 360, from red.
constexpr int kAmberFrom = 20;
constexpr int kGreenFrom = 68;
constexpr int kBlueFrom = 180;
constexpr int kRedFrom = 320;
constexpr int kPaleBelow = 24;  // of 255: as little colour as this is none

std::string HeadingAt(const Columns& columns, size_t place) {
  const bool headed = place < columns.headings.size() && !columns.headings[place].empty();
  return headed ? columns.headings[place] : absl::StrCat("column ", place + 1);
}

bool IsMeant(const Columns& columns, size_t place) {
  return std::any_of(columns.place.begin(), columns.place.end(),
                     [&](const auto& known) { return known.second == place; });
}

// A row that is coloured where its colour is not asked for. Blue is how tables are decorated.
void TellFills(const Row& row, const Columns& columns, ImportReport::Row& report) {
  const auto asked = columns.place.find(columns.Has("rag") ? "rag" : "progress");
  std::set<std::string> colours;
  for (size_t at = 0; at < row.cells.size(); ++at) {
    if (asked != columns.place.end() && asked->second == at) {
      if (row.cells[at].fill && ColourOfFill(*row.cells[at].fill)) return;
      continue;
    }
    const auto colour = row.cells[at].fill ? ColourOfFill(*row.cells[at].fill) : std::nullopt;
    if (colour && *colour != types::v1::BLUE) {
      colours.insert(workflows::Words(*colour));
    }
  }
  if (colours.empty()) return;
  report.add_doubts(absl::StrCat(
      "cells are coloured ", absl::StrJoin(colours, " and "),
      " where colours say nothing that is known; the plan does not take it: see the paper"));
}

}  // namespace

std::optional<types::v1::Colour> ColourOfFill(uint32_t fill) {
  const int red = static_cast<int>(fill >> 16 & 0xFF);
  const int green = static_cast<int>(fill >> 8 & 0xFF);
  const int blue = static_cast<int>(fill & 0xFF);
  const int most = std::max({red, green, blue});
  const int spread = most - std::min({red, green, blue});
  if (spread < kPaleBelow) return std::nullopt;
  int hue = 0;
  if (most == red) {
    hue = 60 * (green - blue) / spread;
  } else if (most == green) {
    hue = 120 + 60 * (blue - red) / spread;
  } else {
    hue = 240 + 60 * (red - green) / spread;
  }
  hue = (hue + 360) % 360;
  if (hue < kAmberFrom || hue >= kRedFrom) return types::v1::RED;
  if (hue < kGreenFrom) return types::v1::AMBER;
  return hue < kBlueFrom ? types::v1::GREEN : types::v1::BLUE;
}

void TakeFill(const Cell& cell, std::optional<types::v1::Colour>& colour,
              ImportReport::Row& report) {
  const auto shown = cell.fill ? ColourOfFill(*cell.fill) : std::nullopt;
  if (!shown) return;
  const std::string words = workflows::Words(*shown);
  if (!colour) {
    colour = shown;
    report.add_doubts(
        absl::StrCat("no word says its colour; the cell is coloured, and taken as ", words));
  } else if (*colour != *shown) {
    report.add_doubts(
        absl::StrCat("the cell is coloured ", words, " and says otherwise; its words are taken"));
  }
}

void TellMarks(const Row& row, const Columns& columns, ImportReport::Row& report) {
  for (const std::string& remark : row.remarks) report.add_doubts(remark);
  for (size_t at = 0; at < row.cells.size(); ++at) {
    const Cell& cell = row.cells[at];
    const std::string heading = HeadingAt(columns, at);
    for (const std::string& remark : cell.remarks) {
      report.add_doubts(absl::StrCat(heading, ": ", remark));
    }
    if (at >= columns.headings.size() && !cell.text.empty()) {
      report.add_doubts(
          "the row has more cells than there are headings: a comma in its text may have parted one "
          "in two and moved those behind it");
    }
    if (!cell.unvalued) continue;
    if (IsMeant(columns, at)) {
      report.add_problems(absl::StrCat(heading, ": ", kUnvalued));
    } else {
      report.add_doubts(absl::StrCat(heading, ": ", kUnvalued));
    }
  }
  const auto action = columns.place.find(columns.Has("action") ? "action" : "recommendation");
  if (action != columns.place.end() && action->second < row.cells.size()) {
    const Cell& cell = row.cells[action->second];
    if (cell.text.empty() && !cell.kept.empty()) {
      report.add_problems(absl::StrCat(HeadingAt(columns, action->second),
                                       ": all of it is struck through, and other cells of the row "
                                       "are not; take out the row or the line through it"));
    }
  }
  TellFills(row, columns, report);
}

std::vector<std::string> FilledCells(const Row& row) {
  std::vector<std::string> filled;
  for (const Cell& cell : row.cells) {
    if (!cell.text.empty()) filled.push_back(PlainText(cell.text));
  }
  return filled;
}

bool IsDrawnLine(const Row& row) {
  return std::all_of(row.cells.begin(), row.cells.end(), [](const Cell& cell) {
    const bool drawn = cell.text.find_first_not_of("-_= :|") == std::string::npos;
    return drawn && cell.kept.empty() && cell.remarks.empty() && !cell.unvalued;
  });
}

bool IsNote(const Row& row) {
  const auto filled = FilledCells(row);
  if (filled.size() != 1) return false;
  constexpr std::array<absl::string_view, 9> kBegins = {
      "*", "\xe2\x80\xa0", "note:", "notes:", "nb ", "nb:", "n.b.", "key:", "source:"};
  return std::any_of(kBegins.begin(), kBegins.end(), [&](absl::string_view word) {
    return absl::StartsWithIgnoreCase(filled[0], word);
  });
}

std::string KeptWords(const Row& row) {
  std::vector<std::string> kept;
  for (const Cell& cell : row.cells) {
    if (!cell.kept.empty()) kept.push_back(cell.kept);
  }
  return absl::StrJoin(kept, "\n");
}

std::string HeadingsText(const Columns& columns, const Sheet& sheet) {
  std::vector<std::string> said = {kTheHeadings};
  std::vector<std::string> others;
  for (size_t at = 0; at < columns.headings.size(); ++at) {
    if (!columns.headings[at].empty() && !IsMeant(columns, at)) {
      others.push_back(columns.headings[at]);
    }
  }
  if (!others.empty()) {
    said.push_back(absl::StrCat("the rows alone keep what stands under ",
                                absl::StrJoin(others, ", "), "; --column says what it means"));
  }
  said.insert(said.end(), sheet.remarks.begin(), sheet.remarks.end());
  return absl::StrJoin(said, "; ");
}

}  // namespace candour::cli::paper
