// A review behind a real gate, with an empty chronology.
#pragma once

#include "services/audit/test_board.h"
#include "tests/support/house.h"

namespace candour::audit {

// The board's chair decided on $review in March 2010; its coordinator acts from 3 May on.
inline void DecideOnReview(testing::TestHouse& house) {
  OpenBoard(house);
  house.On("2010-03-02").Do(R"(
    ReferCase {
      review_id: $review case_reference: 'SCR/2010/1' referrer: HOSPITAL harm: SERIOUS_INJURY
      incident_on: @2010-02 referred_on: @2010-03-01 grounds: 'Injuries without an account.'
    })");
  house.On("2010-03-08").As("board_chair").Do(R"(
    DecideOnReview {
      review_id: $review decision_id: $yes option: SERIOUS_CASE_REVIEW decider_person_id: $chair
      criteria_met: ABUSE_OR_NEGLECT_KNOWN_OR_SUSPECTED criteria_met: CHILD_SERIOUSLY_HARMED
      reasons: 'Injuries.' facts_as_of: @2010-03-07 decided_on: @2010-03-08
    })");
  house.On("2010-05-03").As("case_review_coordinator");
}

inline void OpenChronology(testing::TestHouse& house) {
  house.Do(R"(
    OpenChronology {
      chronology_id: $chronology review_id: $review period_from: @2009-01-01
      period_until: @2009-12-31 opened_on: @2010-05-03
    })");
}

}  // namespace candour::audit
