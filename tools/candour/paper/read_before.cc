#include "tools/candour/paper/read_before.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "tools/candour/paper/action_words.h"

namespace candour::cli::paper {
namespace {

constexpr absl::string_view kMarks = " /,;:-().";

struct Colours {
  // Of the words, and of letters too if there is nothing else. None where all of a traffic light's
  // are named, as in a cell that offers them for one to be marked: "R / A / G".
  std::optional<types::v1::Colour> worst;
  bool only = true;  // nothing else is said
};

Colours ColoursIn(absl::string_view text) {
  struct Named {
    absl::string_view word;
    absl::string_view letter;  // blank: nobody shortens it
    types::v1::Colour colour;
  };
  constexpr Named kNamed[] = {{"red", "r", types::v1::RED},     {"amber", "a", types::v1::AMBER},
                              {"yellow", "", types::v1::AMBER}, {"orange", "", types::v1::AMBER},
                              {"green", "g", types::v1::GREEN}, {"blue", "b", types::v1::BLUE}};
  Colours found;
  std::optional<types::v1::Colour> worst_letter;
  std::set<types::v1::Colour> all;
  const auto worse = [](std::optional<types::v1::Colour>& worst, types::v1::Colour colour) {
    if (!worst || colour < *worst) worst = colour;
  };
  const std::string lower = absl::AsciiStrToLower(PlainText(text));
  for (const absl::string_view word :
       absl::StrSplit(lower, absl::ByAnyChar(kMarks), absl::SkipEmpty())) {
    const auto named = std::find_if(std::begin(kNamed), std::end(kNamed), [&](const Named& one) {
      return word == one.word || word == one.letter;
    });
    if (named == std::end(kNamed)) {
      found.only = false;
    } else {
      worse(word == named->word ? found.worst : worst_letter, named->colour);
      all.insert(named->colour);
    }
  }
  // "A" among other words is no colour.
  if (found.only && worst_letter) worse(found.worst, *worst_letter);
  constexpr size_t kTrafficLight = 3;
  if (found.only && all.size() >= kTrafficLight) found.worst.reset();
  return found;
}

std::optional<types::v1::Colour> TakeColourBefore(std::string& progress) {
  if (const Colours whole = ColoursIn(progress); whole.only) {
    if (whole.worst) progress.clear();
    return whole.worst;
  }
  const absl::string_view said = progress;
  const size_t end = std::min(said.find_first_of(kMarks), said.size());
  const size_t mark = said.find_first_not_of(' ', end);
  const bool marked = mark != absl::string_view::npos && absl::StrContains(kMarks, said[mark]);
  const auto colour = ColoursIn(said.substr(0, end)).worst;
  if (!marked || !colour) return std::nullopt;
  progress.erase(0, std::min(said.find_first_not_of(kMarks, end), said.size()));
  return colour;
}

}  // namespace

SaidBefore ReadBefore(const CellsBefore& cells) {
  SaidBefore before{std::nullopt, cells.progress};
  before.colour =
      cells.has_colours ? ColoursIn(cells.said).worst : TakeColourBefore(before.progress);
  std::string rest = cells.said;
  const bool says_more = before.colour && TakeColourBefore(rest).has_value() && !rest.empty();
  if (before.progress.empty() && says_more) before.progress = rest;
  if (!before.colour) before.colour = cells.fill;
  if (before.progress.empty() && !before.colour) before.progress = cells.said;
  return before;
}

}  // namespace candour::cli::paper
