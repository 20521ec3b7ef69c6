// A board and a panel's decision, told for the tests of this folder.
#pragma once

#include <vector>

#include "workflows/case_files/test_reading.h"

namespace candour::workflows::case_files {

inline testing::Story OpenBoard() {
  testing::Story story = NewStory();
  story.On("2010-01-05").Given("$board", R"(
    BoardOpened { name: 'Northshire' }
    AgencyRegistered { agency_id: $police name: 'Northshire Police' }
    PersonRegistered { person_id: $chair name: 'Chair A' }
    PersonRegistered { person_id: $doctor name: 'Doctor B' }
    PersonRegistered { person_id: $late name: 'Latecomer C' }
    BodyEstablished { body_id: $full kind: FULL_BOARD name: 'Full Board' from: @2010-01-01 }
    BodyEstablished { body_id: $sub kind: CASE_REVIEW_SUBGROUP name: 'Subgroup' from: @2010-01-01 }
    BodyEstablished {
      body_id: $panel kind: CHILD_DEATH_OVERVIEW_PANEL name: 'Panel' from: @2010-01-01
    }
    SeatCreated { seat_id: $chair_seat body_id: $full role: CHAIR from: @2010-01-01 }
    SeatFilled { seat_id: $chair_seat person_id: $chair from: @2010-01-01 }
    SeatCreated { seat_id: $doctor_seat body_id: $panel role: PUBLIC_HEALTH from: @2010-01-01 })");
  return story;
}

inline std::vector<types::v1::Oddity> OdditiesOf(const types::v1::DecisionAnswer& decision) {
  std::vector<types::v1::Oddity> found;
  for (const auto& oddity : decision.oddities()) found.push_back(oddity.oddity());
  return found;
}

// The panel decides on 20 April; a report was in by then, another came later.
inline testing::Story PanelDecided() {
  testing::Story story = OpenBoard();
  story.On("2010-03-02").Given("$case", R"(
    DeathNotificationReceived { case_reference: 'CD/1' received_at: @2010-03-02T09:15 }
    AgencyReportReceived { request_id: $request received_on: @2010-03-20 summary: 'Seen twice.' })");
  story.On("2010-04-20").Given("$meeting", R"(
    MeetingScheduled { body_id: $panel starts_at: @2010-04-20T10:00 }
    ItemListed { item_id: $item number: 1 subject: CHILD_DEATH subject_id: $case }
    AttendanceRecorded {
      person_id: $doctor seat_id: $doctor_seat kind: SEAT_HOLDER from: @2010-04-20T10:00
    }
    AttendanceRecorded { person_id: $late kind: IN_ATTENDANCE from: @2010-04-20T11:00 }
    QuorumEvaluated {
      item_id: $item met: true members_counted: 5 members_needed: 4 rule_source: 'Terms, 3'
      at: @2010-04-20T10:05
    })");
  story.Given("$case", R"(
    CaseListed { meeting_id: $meeting item_id: $item starts_at: @2010-04-20T10:00 }
    PanelDecisionRecorded {
      decision_id: $decision meeting_id: $meeting item_id: $item category: 7
      category_title: 'Chromosomal' modifiability: 'modifiable' modifiability_title: 'Modifiable'
      reasons: 'As found.' decided_at: @2010-04-20T10:30
    })");
  story.On("2010-06-01").Given("$meeting", R"(
    QuorumEvaluated { item_id: $item met: false missing: 'police' at: @2010-04-20T12:00 })");
  story.Given("$case", "AgencyReportReceived { request_id: $other received_on: @2010-06-01 }");
  return story;
}

}  // namespace candour::workflows::case_files
