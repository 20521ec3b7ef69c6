#include "tools/candour/paper/action_rows.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "base/limits.h"
#include "tools/candour/paper/action_colours.h"
#include "tools/candour/paper/action_due.h"
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

std::string SaidIn(const Row& row, const Columns& columns, absl::CivilDay made_on) {
  std::string said;
  for (const auto& [meaning, place] : columns.place) {
    const Cell& cell = CellOf(row, columns, meaning);
    if (cell.text.empty()) continue;
    const auto day = meaning == "due" ? DayKnownBy(cell, made_on) : std::nullopt;
    absl::StrAppend(&said, meaning, "=", day ? absl::FormatCivilTime(*day) : BareText(cell.text),
                    ";");
  }
  return said;
}

Row Uncovered(Row row, const Columns& columns, std::vector<Cell>& above,
              types::v1::ImportReport::Row& report) {
  for (const char* meaning : {"how", "owner", "measure", "due", "progress", "rag"}) {
    const auto place = columns.place.find(meaning);
    if (place == columns.place.end() || place->second >= row.cells.size()) continue;
    Cell& cell = row.cells[place->second];
    if (cell.merged_above && cell.text.empty() && place->second < above.size()) {
      cell = above[place->second];
      cell.merged_above = true;
    }
    if (SaysAsAbove(cell.text) && place->second < above.size() &&
        !above[place->second].text.empty()) {
      report.add_doubts(absl::StrCat(HeadingOf(columns, meaning), ": \"", PlainText(cell.text),
                                     "\" is taken as what the row above says"));
      cell = above[place->second];
      cell.merged_above = false;
    }
  }
  above = row.cells;
  return row;
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

namespace {

// What parts a number from the words behind it.
absl::string_view BehindMarks(absl::string_view said) {
  constexpr std::array<absl::string_view, 9> kParts = {
      " ", "\t", ":", ".", "-", ")", "\xe2\x80\x93", "\xe2\x80\x94", "\xc2\xa0"};
  const auto consumes = [&](absl::string_view part) { return absl::ConsumePrefix(&said, part); };
  while (std::any_of(kParts.begin(), kParts.end(), consumes)) {
  }
  return said;
}

}  // namespace

std::optional<AboveTable> RecommendationIn(absl::string_view above) {
  constexpr absl::string_view kWord = "recommendation";
  const std::string plain = PlainText(above);
  absl::string_view said = plain;
  if (!absl::StartsWithIgnoreCase(said, kWord)) return std::nullopt;
  said = absl::StripLeadingAsciiWhitespace(said.substr(kWord.size()));
  const absl::string_view number = said.substr(0, said.find_first_of(" \t:)-\xe2\xc2"));
  AboveTable found;
  if (std::any_of(number.begin(), number.end(), absl::ascii_isdigit)) {
    found.number = std::string(absl::StripSuffix(number, "."));
  } else if (!absl::StartsWith(said, ":")) {
    return std::nullopt;  // "Recommendations", "Recommendation action plan"
  }
  said = BehindMarks(said.substr(found.number.empty() ? 0 : number.size()));
  if (said.empty() && found.number.empty()) return std::nullopt;
  found.text = said.empty() ? plain : std::string(said);
  return found;
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

void TellKeptAlone(const Row& row, const Columns& columns, types::v1::ImportReport::Row& report) {
  for (const char* meaning : {"owner", "due", "rag"}) {
    const Cell& cell = CellOf(row, columns, meaning);
    if (cell.text.empty() || cell.merged_above) continue;
    report.add_doubts(
        absl::StrCat(HeadingOf(columns, meaning), ": what stands here is kept with the row alone"));
  }
}

bool IsDoneByHow(const Row& row, const Columns& columns) {
  if (columns.Has("action") && SaysNoAction(CellOf(row, columns, "action").text)) return false;
  for (const char* meaning : {"how", "owner", "due"}) {
    const Cell& cell = CellOf(row, columns, meaning);
    if (cell.text.empty() || cell.merged_above) return false;
  }
  return true;
}

bool IsOfAllTogether(const Row& row, const Columns& columns, size_t items, const Cell& first) {
  const Cell& whole = CellOf(row, columns, "progress");
  return items > 1 && first.text == whole.text && LinesOf(whole.text).size() > 1;
}

namespace {

// The colour of an action: what stands where colours do, or else what tells of progress.
void ReadColourOf(const std::string& said, const Columns& columns, ReadAction& action,
                  types::v1::ImportReport::Row& report) {
  const SaidColour of_progress = TakeColour(action.progress);
  const bool nothing_else = of_progress.colour && of_progress.rest.empty();
  if (said.empty()) {
    if (!of_progress.colour || (columns.Has("rag") && !nothing_else)) return;
    action.colour = of_progress.colour;
    action.progress = of_progress.rest;
    if (!of_progress.doubt.empty()) report.add_doubts(of_progress.doubt);
    if (!columns.Has("rag")) return;
    report.add_doubts(absl::StrCat("nothing stands under ", HeadingOf(columns, "rag"),
                                   "; the colour under ", HeadingOf(columns, "progress"),
                                   " is taken"));
    return;
  }
  const SaidColour of_said = ReadColour(said);
  action.colour = of_said.colour;
  if (!of_said.doubt.empty()) report.add_doubts(of_said.doubt);
  if (nothing_else && action.colour && action.colour != of_progress.colour) {
    report.add_doubts(absl::StrCat(HeadingOf(columns, "progress"), " says \"", action.progress,
                                   "\" and ", HeadingOf(columns, "rag"),
                                   " says otherwise, which is taken"));
  }
  if (of_said.rest.empty()) return;
  report.add_doubts(absl::StrCat(
      "\"", of_said.rest, "\" ", action.colour ? "stands beside the colour" : "is no colour", "; ",
      action.progress.empty() ? "it is read as progress" : "the row alone keeps it"));
  if (action.progress.empty()) action.progress = of_said.rest;
}

}  // namespace

void ReadHowItStands(const SaidOfIt& said_of_it, const Columns& columns, ReadAction& action,
                     types::v1::ImportReport::Row& report) {
  const auto& [progress, rag, shared] = said_of_it;
  action.progress = PlainText(progress.text);
  const std::string said = PlainText(rag.text);
  const Cell& shown = columns.Has("rag") ? rag : progress;
  action.before = ReadBefore({action.progress, columns.Has("rag"), said,
                              shown.fill ? ColourOfFill(*shown.fill) : std::nullopt});
  ReadColourOf(said, columns, action, report);
  TakeFill(shown, action.colour, report);
  action.standing = ReadStanding(action.progress);
  if (shared && action.standing.status != types::v1::ACTION_STATUS_UNSPECIFIED) {
    action.standing = {types::v1::ON_TRACK, false,
                       "which of them it speaks of is not said; all are taken as on track"};
  }
  if (!action.standing.doubt.empty()) report.add_doubts(action.standing.doubt);
  if (action.standing.done) {
    report.add_doubts(
        "that it is done is taken as the owner's declaration; nobody else has verified it");
  }
}

std::string NameOfItem(const std::string& mark, size_t at) {
  const bool named = !mark.empty() && absl::ascii_isalnum(mark[mark[0] == '(' ? 1 : 0]);
  return named ? mark : absl::StrCat(at + 1);
}

void TellOfActions(const std::vector<ToldOfAction>& told, types::v1::ImportReport::Row& report) {
  std::vector<std::pair<std::string, std::vector<std::string>>> of_which;  // by doubt, in order
  for (const ToldOfAction& one : told) {
    report.mutable_problems()->MergeFrom(one.report.problems());
    for (const std::string& doubt : one.report.doubts()) {
      auto known = std::find_if(of_which.begin(), of_which.end(),
                                [&](const auto& other) { return other.first == doubt; });
      if (known == of_which.end()) known = of_which.insert(of_which.end(), {doubt, {}});
      if (known->second.empty() || known->second.back() != one.name) {
        known->second.push_back(one.name);
      }
    }
  }
  for (const auto& [doubt, names] : of_which) {
    const std::string which = told.size() == 1 ? ""
                              : names.size() == told.size()
                                  ? "each action: "
                                  : absl::StrCat(names.size() == 1 ? "action " : "actions ",
                                                 absl::StrJoin(names, ", "), ": ");
    report.add_doubts(absl::StrCat(which, doubt));
  }
}

}  // namespace candour::cli::paper
