// Plans read for tests, and what is told of their rows.
#pragma once

#include <string>

#include "tools/candour/paper/action_table.h"

namespace candour::cli::paper {

// The plan in a file, read with a few invented agencies; checks that every row is accounted for, in
// order and with a reason where there has to be one.
ReadPlan ReadTold(const std::string& bytes);

// How a row came out and all that was said of it: "5 TAKEN_WITH_DOUBT: due: ...".
std::string Told(const ReadPlan& plan, size_t row);

// Checks that what is told of a row has these words.
bool Says(const ReadPlan& plan, size_t row, const std::string& words);

// An action of a row; fails the test if it has not so many.
const ReadAction& Action(const ReadPlan& plan, size_t row, size_t at = 0);

}  // namespace candour::cli::paper
