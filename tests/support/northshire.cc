#include "tests/support/northshire.h"

#include "absl/strings/str_cat.h"

namespace candour::testing {

void OpenNorthshire(Story& story) {
  story.On("2006-04-03").Given("$board", R"(
    BoardOpened { name: 'Northshire Safeguarding Children Board' opened_on: @2006-04-03 }
    AgencyRegistered { agency_id: $police name: 'Northshire Police' }
    AgencyRegistered { agency_id: $health name: 'Northshire NHS Trust' }
    AgencyRegistered { agency_id: $social_care name: 'Northshire Social Care' }
    AgencyRegistered { agency_id: $probation name: 'Northshire Probation' }
    PersonRegistered { person_id: $chair name: 'Chair A' }
    PersonRegistered { person_id: $new_chair name: 'Chair B' }
    PersonRegistered { person_id: $convenor name: 'Convenor' agency_id: $social_care }
    PersonRegistered { person_id: $author name: 'Author' agency_id: $health }
    PersonRegistered { person_id: $officer name: 'Officer' agency_id: $health }
    PersonRegistered { person_id: $inspector name: 'Inspector' agency_id: $police }
    PersonRegistered { person_id: $superintendent name: 'Superintendent' agency_id: $police }
    PersonRegistered { person_id: $reviewer name: 'Reviewer' }
    PersonRegistered { person_id: $auditor name: 'Auditor' agency_id: $social_care }
    BodyEstablished { body_id: $full_board kind: FULL_BOARD name: 'Board' from: @2006-04-03 }
    BodyEstablished {
      body_id: $subgroup kind: CASE_REVIEW_SUBGROUP name: 'Subgroup' from: @2006-04-03
    }
    SeatCreated { seat_id: $chair_seat body_id: $full_board role: CHAIR from: @2006-04-03 }
    SeatCreated { seat_id: $convenor_seat body_id: $subgroup role: CHAIR from: @2006-04-03 }
    SeatFilled { seat_id: $chair_seat person_id: $chair from: @2006-04-03 }
    SeatVacated { seat_id: $chair_seat until: @2010-09-30 }
    SeatFilled { seat_id: $chair_seat person_id: $new_chair from: @2010-10-01 }
    SeatFilled { seat_id: $convenor_seat person_id: $convenor from: @2006-04-03 }
  )");
  story.Adopt("holidays_england_wales").Adopt("wt2006").Adopt("wt2010");
}

void SeatPanel(Story& story) {
  story.On("2006-04-03").Given("$board", R"(
    PersonRegistered { person_id: $director name: 'Director' agency_id: $health }
    PersonRegistered { person_id: $nurse name: 'Nurse' agency_id: $health }
    PersonRegistered { person_id: $social_worker name: 'Social worker' agency_id: $social_care }
    PersonRegistered { person_id: $sergeant name: 'Sergeant' agency_id: $police }
    PersonRegistered { person_id: $constable name: 'Constable' agency_id: $police }
    PersonRegistered { person_id: $paediatrician name: 'Paediatrician' agency_id: $health }
    BodyEstablished {
      body_id: $panel kind: CHILD_DEATH_OVERVIEW_PANEL name: 'Panel' from: @2008-04-01
    }
    SeatCreated { seat_id: $director_seat body_id: $panel role: PUBLIC_HEALTH from: @2008-04-01 }
    SeatCreated { seat_id: $nurse_seat body_id: $panel role: DESIGNATED_NURSE from: @2008-04-01 }
    SeatCreated { seat_id: $care_seat body_id: $panel role: CHILDRENS_SOCIAL_CARE from: @2008-04-01 }
    SeatCreated { seat_id: $police_seat body_id: $panel role: POLICE from: @2008-04-01 }
    SeatCreated {
      seat_id: $paediatric_seat body_id: $panel role: DESIGNATED_PAEDIATRICIAN from: @2008-04-01
    }
    SeatFilled { seat_id: $director_seat person_id: $director from: @2008-04-01 }
    SeatFilled { seat_id: $nurse_seat person_id: $nurse from: @2008-04-01 }
    SeatFilled { seat_id: $care_seat person_id: $social_worker from: @2008-04-01 }
    SeatFilled { seat_id: $police_seat person_id: $sergeant from: @2008-04-01 }
    SeatFilled { seat_id: $paediatric_seat person_id: $paediatrician from: @2008-04-01 }
    DeputyNamed {
      seat_id: $police_seat person_id: $constable from: @2010-01-01 until: @2010-12-31
    })");
}

void HoldQuorateMeeting(Story& story, const std::string& meeting, const std::string& body,
                        const std::string& day, const std::string& review) {
  const std::string item = absl::StrCat(meeting, "-item");
  story.On(day).Given(
      meeting, absl::StrCat("MeetingScheduled { body_id: ", body, " starts_at: @", day, "T10:00 } ",
                            "ItemListed { item_id: ", item,
                            " number: 1 subject: CASE_REVIEW subject_id: ", review, " } ",
                            "QuorumEvaluated { item_id: ", item,
                            " met: true members_counted: 12 at: @", day, "T10:05 }"));
}

}  // namespace candour::testing
