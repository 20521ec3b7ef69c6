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
  size_t row = 0;                       // index of the headings, the last row of them
  std::map<std::string, size_t> place;  // by meaning
  std::vector<std::string> headings;    // as written, by column
  // What each row says of headings that are two; none where they are one.
  std::vector<std::vector<std::string>> in_rows;

  size_t first_row() const { return in_rows.empty() ? row : row - 1; }

  bool Has(const std::string& meaning) const { return place.contains(meaning); }
};

// Letters and digits alone, in lower case: how a text is spaced or set says nothing.
std::string BareText(absl::string_view text);

// The row with most headings that are known, of the first rows, or two rows where those of one
// stand under those of the other; nothing if none has enough of them to be one. `told` is what else
// is known: meaning by heading.
std::optional<Columns> FindColumns(const Sheet& sheet,
                                   const std::map<std::string, std::string>& told);

// Whether the first has all that is known of the second, under the same headings.
bool SayTheSame(const Columns& here, const Columns& known);

// The columns of a row that heads another table below the first; nothing if it says anything that
// is no heading.
std::optional<Columns> OtherHeadings(const Row& row,
                                     const std::map<std::string, std::string>& told);

// The columns of a row that repeats the headings, where they stand now: after the end of a page
// they may have moved. Nothing if it is no such row.
std::optional<Columns> HeadingsAgain(const Row& row, const Columns& known,
                                     const std::map<std::string, std::string>& told);

}  // namespace candour::cli::paper
