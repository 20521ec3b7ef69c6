// What stands in one row of a plan's table, by what its columns mean.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "candour/types/v1/import_plan.pb.h"
#include "tools/candour/paper/action_headings.h"
#include "tools/candour/paper/action_table.h"
#include "tools/candour/paper/sheet.h"

namespace candour::cli::paper {

// The cell of that meaning; a blank one where the table has no such column.
const Cell& CellOf(const Row& row, const Columns& columns, const std::string& meaning);

// What stands above a column that is there.
std::string HeadingOf(const Columns& columns, const std::string& meaning);

// All of it, each cell under its heading; what is longer than can be kept is cut, with a doubt.
std::string AsWritten(const Row& row, const Columns& columns, types::v1::ImportReport::Row& report);

// The same as it is understood, whatever words were for a day, and without columns that are not:
// what a row is known by.
std::string SaidIn(const Row& row, const Columns& columns, absl::CivilDay made_on);

// With what cells say that are covered by one above them, or that say they say the same. A
// recommendation needs none of it: the rows below one are about it anyhow. `above` is the row above
// so read, and becomes this one.
Row Uncovered(Row row, const Columns& columns, std::vector<Cell>& above,
              types::v1::ImportReport::Row& report);

// A recommendation that stands as words above its table: "Recommendation 1: The Board should ...".
// None if they are none.
struct AboveTable {
  std::string number;  // blank: it has none
  std::string text;
};
std::optional<AboveTable> RecommendationIn(absl::string_view above);

// A cell that stands alone and spans the table, or stands where no action and no recommendation
// would.
std::optional<std::string> ObjectiveIn(const Row& row, const Columns& columns);

// What a column says of each of the items a row lists: side by side if it has a line for each, the
// same for all if it has one, and otherwise all of it for every one, with a doubt. `of_above` is
// there where the row begins with the end of the action above: a line of the column that is its.
std::vector<Cell> BesideItems(const Row& row, const Columns& columns, const std::string& meaning,
                              size_t items, std::string* of_above,
                              types::v1::ImportReport::Row& report);

// Of a row that is no action of its own: its lead, day and colour.
void TellKeptAlone(const Row& row, const Columns& columns, types::v1::ImportReport::Row& report);

// Whether a row without an action says how something is done, by whom and by when: that is what is
// done.
bool IsDoneByHow(const Row& row, const Columns& columns);

// Whether several actions have several lines of progress, and nobody can say which is whose: the
// first of them has what all have.
bool IsOfAllTogether(const Row& row, const Columns& columns, size_t items, const Cell& first);

// What is read of how an action stands, its colour with it.
struct SaidOfIt {
  const Cell& progress;
  const Cell& rag;
  bool shared;  // with other actions of the row
};
void ReadHowItStands(const SaidOfIt& said_of_it, const Columns& columns, ReadAction& action,
                     types::v1::ImportReport::Row& report);

// What was assumed to read one of a row's actions, and which of them it is.
struct ToldOfAction {
  std::string name;  // "1.1", or how manieth it is
  types::v1::ImportReport::Row report = {};
};

// Its mark, where that is a number or a letter.
std::string NameOfItem(const std::string& mark, size_t at);

// Tells it of the row: once for all of which it is true, and of which, where there are several.
void TellOfActions(const std::vector<ToldOfAction>& told, types::v1::ImportReport::Row& report);

}  // namespace candour::cli::paper
