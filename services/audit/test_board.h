// A board with a chair and a panel, for the tests of what is asked of its log.
#pragma once

#include "tests/support/house.h"

namespace candour::audit {

// Opened on 4 January 2010, under the guidance of 2006 and 2010.
inline void OpenBoard(testing::TestHouse& house) {
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

}  // namespace candour::audit
