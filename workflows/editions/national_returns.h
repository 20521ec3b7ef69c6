// What the guidance asks to be sent to whoever collects figures for England: checking it, and
// putting what was filled in into the words that are sent.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "candour/types/v1/edition.pb.h"
#include "candour/types/v1/national_return.pb.h"

namespace candour::workflows::editions {

// INVALID_ARGUMENT, naming the datum, unless every layout and line goes by a fact of
// return_facts.h, has words for people, and is laid out by bands if, and only if, it is a time.
absl::Status CheckReturnTables(const types::v1::YearlyReturn& yearly);
absl::Status CheckSheetLines(const types::v1::SubmissionSheet& sheet);

// What is sent, and what is hashed: lines of columns that are parted by tabs, ended by line feeds;
// within a value those become spaces. The same message always gives the same bytes.
//   of a table: measure, layout, row, count, out of ("-": no share; "?": not to be had)
//   of a sheet: key, how it is filled, value
std::string TextOf(const types::v1::ReturnTable& table);
std::string TextOf(const types::v1::FilledSheet& sheet);

}  // namespace candour::workflows::editions
