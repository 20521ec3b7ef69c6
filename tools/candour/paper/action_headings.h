// The columns of a plan's table, known by what they are headed.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "tools/candour/paper/sheet.h"

namespace candour::cli::paper {

// Of each meaning (number, recommendation, action, how, owner, measure, due, progress, rag) the
// place of its column.
struct Columns {
  size_t row = 0;                       // index of the headings
  std::map<std::string, size_t> place;  // by meaning
  std::vector<std::string> headings;    // as written, by column

  bool Has(const std::string& meaning) const { return place.contains(meaning); }
};

// Letters and digits alone, in lower case: how a text is spaced or set says nothing.
std::string BareText(absl::string_view text);

// The row with most headings that are known, of the first rows; nothing if none has enough of them
// to be one. `told` is what else is known: meaning by heading.
std::optional<Columns> FindColumns(const Sheet& sheet,
                                   const std::map<std::string, std::string>& told);

// The columns of a row that repeats the headings, where they stand now: after the end of a page
// they may have moved. Nothing if it is no such row.
std::optional<Columns> HeadingsAgain(const Row& row, const Columns& known,
                                     const std::map<std::string, std::string>& told);

}  // namespace candour::cli::paper
