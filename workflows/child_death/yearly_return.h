// The figures of a board for one year, counted from its cases by definitions that are data; and why
// two tables of one year differ.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "candour/types/v1/edition.pb.h"
#include "candour/types/v1/national_return.pb.h"
#include "workflows/child_death/child_death.h"

namespace candour::workflows::child_death {

// Cases by id, all as one prefix of the log leaves them.
using Cases = std::map<std::string, const ChildDeath*>;

// Of which board, and for which year.
struct ReturnOf {
  std::string board_id;
  int year = 0;
  friend bool operator==(const ReturnOf&, const ReturnOf&) = default;
};

// Which return counted a case when it was first frozen. The case stays with that board and year for
// good, whatever became of its review since: neither a reopening nor another completion moves it,
// nor its passing to another board. So a review counts once in England. It counts there no longer
// where the very day of that completion is put right (decision 0020).
using PlacedYears = std::map<std::string, ReturnOf>;

// Everything a table is counted from.
struct YearlyCount {
  const types::v1::YearlyReturn& definition;
  int year = 0;  // ends on 31 March of
  const std::string& board_id;
  const Cases& cases;
  const PlacedYears& placed;
  const std::set<std::string>& inadequate;  // words of modifiability that are no finding
  const absl::TimeZone& london;
};

// The rows, in the order of the definition. Who asks puts in which edition it was, and how much of
// the log it knew.
types::v1::ReturnTable TableOf(const YearlyCount& count);

// The reviews a year counts: those whose return counted them when it was frozen; else those
// completed in it, as they stand, by the board that led then.
std::vector<std::string> CountedIn(const YearlyCount& count);

// Whether the review was ever completed in that year, as it is recorded by now. A reopening leaves
// that as it was; a day that was put right never was.
bool WasCompletedIn(const ChildDeath& death, int year);

// Whether another board's return, when it was frozen, counted the review of a case of its own.
bool WasCounted(const ChildDeath& death, const KnownReturn& frozen);

// Each case that the two count differently, by reference, and what is recorded that explains it.
// `after` may lack cases that were forgotten since.
std::vector<types::v1::ReturnDifference> DifferencesOf(const YearlyCount& before,
                                                       const YearlyCount& after);

}  // namespace candour::workflows::child_death
