// What stands in one row of a plan's table, by what its columns mean.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "candour/types/v1/import_plan.pb.h"
#include "tools/candour/paper/action_headings.h"
#include "tools/candour/paper/sheet.h"

namespace candour::cli::paper {

// The cell of that meaning; a blank one where the table has no such column.
const Cell& CellOf(const Row& row, const Columns& columns, const std::string& meaning);

// What stands above a column that is there.
std::string HeadingOf(const Columns& columns, const std::string& meaning);

// All of it, each cell under its heading; what is longer than can be kept is cut, with a doubt.
std::string AsWritten(const Row& row, const Columns& columns, types::v1::ImportReport::Row& report);

// A cell that stands alone and spans the table, or stands where no action and no recommendation
// would.
std::optional<std::string> ObjectiveIn(const Row& row, const Columns& columns);

// What a column says of each of the items a row lists: side by side if it has a line for each, the
// same for all if it has one, and otherwise all of it for every one, with a doubt. `of_above` is
// there where the row begins with the end of the action above: a line of the column that is its.
std::vector<Cell> BesideItems(const Row& row, const Columns& columns, const std::string& meaning,
                              size_t items, std::string* of_above,
                              types::v1::ImportReport::Row& report);

}  // namespace candour::cli::paper
