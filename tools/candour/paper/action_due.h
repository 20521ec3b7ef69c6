// When an action of a plan is due, as the plan has it.
#pragma once

#include <optional>
#include <string>

#include "absl/time/civil_time.h"
#include "tools/candour/paper/sheet.h"

namespace candour::cli::paper {

// What is due longer before or after a plan was made than this is taken for a slip of the pen, and
// kept in words.
inline constexpr int kYearsBeforePlan = 5;
inline constexpr int kYearsAheadOfPlan = 10;

struct Due {
  std::optional<absl::CivilDay> on;         // none: on no day
  std::string words;                        // as written, where they say more or other than the day
  std::string doubt;                        // blank if nothing was assumed
  std::optional<absl::CivilDay> on_before;  // as earlier imports read the same cell (DayKnownBy)
};

// "31 st March 2015"; "July 2014" is due on its last day; "July 2014 and January 2015" on the later
// one; "Ongoing" and "From April 2014" on none. Never fails: what is no date, or lies years away
// from the plan, is kept in words, with a doubt. A year of two digits is the one nearest to
// `made_on`.
Due ReadDue(const Cell& cell, absl::CivilDay made_on);

// The day a row is known by, whatever more is understood of its words since: the same for ever.
std::optional<absl::CivilDay> DayKnownBy(const Cell& cell, absl::CivilDay near);

}  // namespace candour::cli::paper
