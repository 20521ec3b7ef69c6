#include "tests/support/house_stories.h"

namespace candour::testing {

void OpenBoard(TestHouse& house) {
  house.On("2010-01-04").As("operator").Do(R"(
    OpenBoard { board_id: $board name: 'Northshire' area_code: 'E09000999' opened_on: @2010-01-04 })");
  house.As("case_review_coordinator");
  house.Adopt("holidays_england_wales");
  house.Adopt("wt2006");
  house.Adopt("wt2010");
  house.Do(R"(
    RegisterPerson { person_id: $chair name: 'Chair A' job_title: 'Chair' }
    RegisterPerson { person_id: $doctor name: 'Doctor B' job_title: 'Consultant' }
    EstablishBody { body_id: $full kind: FULL_BOARD name: 'Full Board' from: @2010-01-04 }
    EstablishBody {
      body_id: $panel kind: CHILD_DEATH_OVERVIEW_PANEL name: 'Panel' from: @2010-01-04
    }
    CreateSeat { seat_id: $chair_seat body_id: $full role: CHAIR from: @2010-01-04 }
    FillSeat { seat_id: $chair_seat person_id: $chair from: @2010-01-04 }
    CreateSeat { seat_id: $doctor_seat body_id: $panel role: PUBLIC_HEALTH from: @2010-01-04 }
    FillSeat { seat_id: $doctor_seat person_id: $doctor from: @2010-01-04 }
    SetQuorumRules {
      body_id: $panel minimum_members: 1 from: @2010-01-04 source: 'Terms of reference, 3'
    })");
}

void DecideOnReview(TestHouse& house) {
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

void OpenChronology(TestHouse& house) {
  house.Do(R"(
    OpenChronology {
      chronology_id: $chronology review_id: $review period_from: @2009-01-01
      period_until: @2009-12-31 opened_on: @2010-05-03
    })");
}

}  // namespace candour::testing
