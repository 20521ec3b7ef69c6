// A board with a chair and a panel, and a review of it with an empty chronology, for the tests of
// what is asked of a log.
#pragma once

#include "tests/support/house.h"

namespace candour::testing {

// Opened on 4 January 2010, under the guidance of 2006 and 2010.
void OpenBoard(TestHouse& house);

// The board's chair decided on $review in March 2010; its coordinator acts from 3 May on.
void DecideOnReview(TestHouse& house);

void OpenChronology(TestHouse& house);

}  // namespace candour::testing
