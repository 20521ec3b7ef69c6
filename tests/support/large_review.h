// The largest review that is to be expected: one of 400 events, to which twelve agencies told 400
// lines. What is asked about it: large_questions.h.
#pragma once

#include <cstdint>

#include "tests/support/house.h"

namespace candour::testing {

inline constexpr uint64_t kEventsOfLargeReview = 400;
inline constexpr int kAgenciesOfLargeReview = 12;

// Tells it as $review, with $chronology, up to 3 May 2010, of a board that nothing else was told
// of. The agencies are $agency0 and so on.
void TellLargeReview(TestHouse& house);

// Beside it the plan that carries it out, $plan: 30 recommendations, 300 actions of all the
// agencies, each with a report of progress and evidence, each third declared complete.
void TellLargePlan(TestHouse& house);

}  // namespace candour::testing
