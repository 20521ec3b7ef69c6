// Dates as people wrote them in registers and plans, and what had to be assumed to read one.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "tools/candour/paper/sheet.h"

namespace candour::cli::paper {

struct PaperDate {
  // Written for `candour do`: "2015-03-31", "2015-03" or "2015"; ReadDate adds a time of day:
  // "2015-03-31T14:30".
  std::string text;
  std::string until;  // likewise, where the paper names a span; blank: it does not
  std::string time;   // "14:30", or "evening" as the paper has it
  std::string
      part;  // "early", "mid" or the like, of the month or year; blank: the paper names none
  std::string doubt;  // what was assumed; blank if nothing was
};

// Whether what is written begins as a time of day and there is none such: "25:99", "2460 hrs".
bool IsNoTimeOfDay(absl::string_view written);

// The century of a year of two digits: that which lets it not lie after today, as for what
// happened; or the one nearest to today, as for what is due.
enum class Century { kNotAhead, kNearest };

// "31/03/2015", "31.3.15", "31 st March 2015", "Mar-15", "July 2014", "2015-03-31 14:30",
// "?22 May 2016", and the numbers of a workbook. Days come before months, as in England.
// INVALID_ARGUMENT, saying why, for what is no one date: "Ongoing", "July 2014 and January 2015".
absl::StatusOr<PaperDate> ReadDate(const Cell& cell, absl::CivilDay today,
                                   Century century = Century::kNotAhead);

// What chronologies have besides: "14.10.10 - 16.10.10", "June - Aug 2009", "12/13 May 2009",
// "Summer 2010", "Early June 2009", "week of 12 May 2009", "Tues 2nd Nov 2010 am".
absl::StatusOr<PaperDate> ReadSpan(const Cell& cell, absl::CivilDay today,
                                   Century century = Century::kNotAhead);

}  // namespace candour::cli::paper
