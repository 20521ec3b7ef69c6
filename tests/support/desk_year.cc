// A year of a small board, in events: enough of every kind for every query to have something to
// say.
#include "tests/support/desk.h"

namespace candour::testing {
namespace {

constexpr char kRegister[] = R"(
  BoardOpened { name: 'Northshire Safeguarding Children Board' opened_on: @2006-04-03 }
  AgencyRegistered { agency_id: $police name: 'Northshire Police' }
  AgencyRegistered { agency_id: $health name: 'Northshire NHS Trust' }
  AgencyRegistered { agency_id: $social_care name: 'Northshire Social Care' }
  PersonRegistered { person_id: $chair name: 'Chair A' }
  PersonRegistered { person_id: $auditor name: 'Auditor B' agency_id: $social_care }
  BodyEstablished {
    body_id: $panel kind: CHILD_DEATH_OVERVIEW_PANEL name: 'Panel' from: @2006-04-03
  }
  BodyEstablished { body_id: $full_board kind: FULL_BOARD name: 'Board' from: @2006-04-03 }
  SeatCreated { seat_id: $chair_seat body_id: $full_board role: CHAIR from: @2006-04-03 }
  SeatFilled { seat_id: $chair_seat person_id: $chair from: @2006-04-03 }
)";

constexpr char kUnexpected[] = R"(
  DeathNotificationReceived {
    notification_id: $n1 case_reference: 'CD-12-001' channel: TELEPHONE notifier: HOSPITAL
    received_at: @2012-04-10T09:30
  }
  ChildIdentified { given_names: 'Hidden' family_name: 'Name' }
  DeathRecorded {
    date_of_birth: @2011-11-02 date_of_death: @2012-04-09 sex: FEMALE
  }
  ScopeDetermined { live_born: YES lawful_termination: NO in_scope: true ground: 'live born' }
  ExpectednessClassified { expectedness: UNEXPECTED grounds: 'sudden' }
  RapidResponseStarted { lead_person_id: $chair started_at: @2012-04-10T10:15 }
  AgencyReportRequested {
    request_id: $r1 agency_id: $health form_type: 'agency_report'
    requested_on: @2012-04-11 due_on: @2012-05-02
  }
  AgencyReportRequested {
    request_id: $r2 agency_id: $police form_type: 'agency_report'
    requested_on: @2012-04-11 due_on: @2012-05-09
  }
)";

constexpr char kExpected[] = R"(
  DeathNotificationReceived {
    notification_id: $n2 case_reference: 'CD-12-002' channel: FORM notifier: HOSPITAL
    received_at: @2012-04-16T11:00
  }
  DeathRecorded { date_of_birth: @2005-01-02 date_of_death: @2012-04-14 sex: MALE }
  ScopeDetermined { live_born: YES lawful_termination: NO in_scope: true ground: 'live born' }
  ExpectednessClassified { expectedness: EXPECTED grounds: 'life-limiting condition' }
)";

constexpr char kDecisionOfExpected[] = R"(
  CaseListed { meeting_id: $june item_id: $june_2 starts_at: @2012-06-20T10:00 }
  PanelDecisionRecorded {
    decision_id: $d2 meeting_id: $june item_id: $june_2 category: 7
    category_title: 'Chromosomal, genetic and congenital anomalies'
    modifiability: 'no_modifiable_factors' modifiability_title: 'no modifiable factors'
    reasons: 'known condition' decided_at: @2012-06-20T11:00
  }
  ReviewCompleted { completed_on: @2012-06-27 decision_id: $d2 }
)";

constexpr char kReviewed[] = R"(
  CaseReferred {
    case_reference: 'CR-12-001' referrer: POLICE_FORCE harm: DEATH
    incident_on: @2012-04-09 referred_on: @2012-04-20 grounds: 'neglect suspected'
  }
  ReviewDecided {
    decision_id: $cr1 option: SERIOUS_CASE_REVIEW decider_person_id: $chair
    decider_seat_id: $chair_seat criteria_met: CHILD_DIED reasons: 'criteria met'
    facts_as_of: @2012-05-14 decided_on: @2012-05-15
  }
  ContributionRequested {
    contribution_id: $c1 agency_id: $health kind: INDIVIDUAL_MANAGEMENT_REVIEW
    requested_on: @2012-05-20 due_on: @2012-08-01 terms_version: 1
  }
)";

constexpr char kNotReviewed[] = R"(
  CaseReferred {
    case_reference: 'CR-12-002' referrer: SOCIAL_CARE harm: SERIOUS_INJURY
    incident_on: @2012-05-01 referred_on: @2012-05-11 grounds: 'injury'
  }
  ReviewDecided {
    decision_id: $cr2 option: NO_REVIEW decider_person_id: $chair decider_seat_id: $chair_seat
    reasons: 'threshold not met' facts_as_of: @2012-06-01 decided_on: @2012-06-01
  }
)";

constexpr char kEvaluated[] = R"(
  CaseReferred {
    case_reference: 'CR-11-009' referrer: SOCIAL_CARE harm: DEATH
    incident_on: @2011-05-01 referred_on: @2011-06-01 grounds: 'death'
  }
  ReviewDecided {
    decision_id: $cr3 option: SERIOUS_CASE_REVIEW decider_person_id: $chair
    decider_seat_id: $chair_seat criteria_met: CHILD_DIED reasons: 'criteria met'
    facts_as_of: @2011-06-20 decided_on: @2011-06-21
  }
  OverviewDrafted { version: 1 author_person_id: $auditor drafted_on: @2012-03-01 }
  ReportAccepted {
    version: 1 meeting_id: $july votes_for: 9 votes_against: 1 accepted_on: @2012-07-11
  }
  ReportPublished { form: EXECUTIVE_SUMMARY published_on: @2012-07-20 }
  EvaluationReceived { evaluator: 'Ofsted' grade: GOOD received_on: @2012-08-20 }
)";

constexpr char kPlan[] = R"(
  ActionPlanOpened {
    title: 'Plan after CR-11-009' about: CASE_REVIEW about_id: $evaluated opened_on: @2012-07-12
  }
  RecommendationMade {
    recommendation_id: $rec2 number: '10' text: 'Train everybody' source: FROM_OVERVIEW
    agency_ids: $police made_on: @2012-07-12
  }
  RecommendationMade {
    recommendation_id: $rec1 number: '9' text: 'Share what is known' source: FROM_OVERVIEW
    agency_ids: $health made_on: @2012-07-12
  }
  ActionCreated {
    action_id: $a1 recommendation_ids: $rec1 owner_agency_id: $health lead_role: 'Head of safety'
    text: 'Write a protocol' due_on: @2012-08-15 measure: 'fewer repeats' created_on: @2012-07-12
  }
  ActionCreated {
    action_id: $a2 recommendation_ids: $rec2 owner_agency_id: $police lead_role: 'Inspector'
    text: 'Hold a course' due_on: @2012-12-01 measure: 'children seen' created_on: @2012-07-12
  }
)";

}  // namespace

uint64_t TestDesk::TellOfAYear() {
  On("2006-04-04").Given("$board", kRegister);
  house_.As("cdop_administrator");
  house_.Adopt("holidays_england_wales");
  house_.Adopt("wt2006");
  house_.Adopt("wt2010");
  On("2012-04-12").Given("$unexpected", kUnexpected);
  On("2012-04-20").Given("$expected", kExpected);
  On("2012-05-16").Given("$reviewed", kReviewed);
  On("2012-06-01").Given("$not_reviewed", kNotReviewed);
  On("2012-06-02").Given("$june", R"(
    MeetingScheduled { body_id: $panel starts_at: @2012-06-20T10:00 place: 'Town hall' }
    ItemListed { item_id: $june_1 number: 1 subject: CHILD_DEATH subject_id: $unexpected }
    ItemListed { item_id: $june_2 number: 2 subject: CHILD_DEATH subject_id: $expected }
  )");
  On("2012-06-20T11:30").Given("$expected", kDecisionOfExpected);
  Given("$unexpected", R"(
    CaseListed { meeting_id: $june item_id: $june_1 starts_at: @2012-06-20T10:00 }
    CaseDeferred { meeting_id: $june item_id: $june_1 reason: 'reports missing' }
    AgencyReportReceived { request_id: $r2 received_on: @2012-06-20 summary: 'seen twice' }
  )");
  Given("$june", R"(
    AttendanceRecorded {
      person_id: $chair seat_id: $chair_seat kind: SEAT_HOLDER from: @2012-06-20T10:00
    }
    ApologiesRecorded { person_id: $auditor }
    QuorumEvaluated { item_id: $june_2 met: true members_counted: 5 at: @2012-06-20T10:30 }
    MeetingClosed { closed_at: @2012-06-20T12:00 }
  )");
  On("2012-07-12").Given("$july", R"(
    MeetingScheduled { body_id: $full_board starts_at: @2012-07-11T14:00 }
    MeetingClosed { closed_at: @2012-07-11T16:00 }
  )");
  Given("$board", "SeatVacated { seat_id: $chair_seat until: @2012-07-31 }");
  On("2012-08-21").Given("$evaluated", kEvaluated);
  Given("$plan", kPlan);
  On("2012-09-03").Given("$plan", R"(
    EvidenceSubmitted {
      evidence_id: $e1 action_id: $a1 description: 'the protocol' by_agency_id: $health
      submitted_on: @2012-09-03
    }
  )");
  return Given("$unexpected", R"(
    SeriousIncidentReported { agency_id: $health reported_on: @2012-08-30 reference: 'SI-1' }
  )");
}

}  // namespace candour::testing
