// The numbers of recommendations: each once in a plan, as the plan's rules ask; and the day from
// which the plan counts.
#pragma once

#include <cstddef>
#include <set>
#include <string>

#include "absl/time/civil_time.h"
#include "tools/candour/paper/action_table.h"

namespace candour::cli::paper {

inline constexpr size_t kNumberCharacters = 20;  // what is longer is none

// The paper's number, made one that nothing else has, with a doubt. Blank, for now, where the paper
// gives none.
std::string FreshNumber(std::set<std::string>& taken, std::string number,
                        types::v1::ImportReport::Row& report);

// What the paper has not numbered keeps the number it was given before, else gets one that nothing
// has.
void NumberTheRest(const TableReading& reading, ReadPlan& plan);

// The day from which a plan counts that is said to have been made on one. Where something was due
// before, the first of that year, with a doubt in the rows that say so. The same whenever the file
// is read.
absl::CivilDay DatePlan(ReadPlan& plan, absl::CivilDay told);

}  // namespace candour::cli::paper
