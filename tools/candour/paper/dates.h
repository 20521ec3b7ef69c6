// Dates as people wrote them in registers and plans, and what had to be assumed to read one.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "tools/candour/paper/sheet.h"

namespace candour::cli::paper {

struct PaperDate {
  // Written for `candour do`: "2015-03-31", "2015-03" or "2015"; with a time "2015-03-31T14:30".
  std::string text;
  std::string doubt;  // what was assumed; blank if nothing was
};

// "31/03/2015", "31.3.15", "31 st March 2015", "Mar-15", "July 2014", "2015-03-31 14:30",
// "?22 May 2016", and the numbers of a workbook. Days come before months, as in England.
// INVALID_ARGUMENT, saying why, for what is no one date: "Ongoing", "July 2014 and January 2015".
// A year of two digits is the latest that does not lie after `today`.
absl::StatusOr<PaperDate> ReadDate(const Cell& cell, absl::CivilDay today);

}  // namespace candour::cli::paper
