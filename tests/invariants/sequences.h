// Random sequences of commands, held against the invariants after every command that is taken, and
// made as short as they can be where one does not hold.
#pragma once

#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include "tests/invariants/acts.h"
#include "tests/invariants/coverage.h"

namespace candour::tests {

struct Sequences {
  uint64_t seed = 0;
  int count = 0;
  int longest = 0;          // in steps
  bool of_reviews = false;  // else of child deaths
};

// Follows the steps from a day on, until something is wrong: that, and every command tried, one a
// line. Blank if all is well.
std::string WhatGoesWrong(absl::CivilDay first_day, const std::vector<Step>& steps, bool of_reviews,
                          Coverage* coverage);

// Whether the invariants hold over so many sequences. What does not is told on standard error.
bool HoldOver(const Sequences& sequences, Coverage& coverage);

}  // namespace candour::tests
