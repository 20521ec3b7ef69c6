// Each invariant finds what breaks it: facts recorded past the rules, which these refuse.
#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "tests/invariants/acts.h"
#include "tests/invariants/invariants.h"

namespace candour::tests {
namespace {

// Two cases in scope in May 2018, the first of them on the agenda of a meeting where five attend.
World Listed() {
  World world(absl::CivilDay(2018, 5, 14));
  for (const std::string name : {"$case-1", "$case-2"}) {
    CHECK(world.Try("ReceiveNotification { case_reference: 'CDR/" + name.substr(1) +
                        "' channel: TELEPHONE notifier: HOSPITAL received_at: @2018-05-14T09:00 }",
                    "$north"));
    CHECK(world.Try("RecordDeath { case_id: " + name +
                        " date_of_birth: @2010-01-01 date_of_death: @2018-05-13 sex: MALE } "
                        "DetermineScope { case_id: " +
                        name +
                        " live_born: YES lawful_termination: NO in_scope: true ground: 'Told.' } "
                        "ClassifyExpectedness { case_id: " +
                        name + " expectedness: EXPECTED grounds: 'Known.' }",
                    "$north"));
  }
  CHECK(
      world.Try("ScheduleMeeting { body_id: $north-panel starts_at: @2018-06-20T10:00 } "
                "ListChildDeath { meeting_id: $meeting-1 case_id: $case-1 item_id: $item "
                "despite_missing: 'Told.' }",
                "$north"));
  world.AdvanceDays(37);
  for (const char* member : {"director", "nurse", "social_worker", "sergeant", "paediatrician"}) {
    CHECK(world.Try(
        absl::StrCat("RecordAttendance { meeting_id: $meeting-1 kind: SEAT_HOLDER "
                     "person_id: $north-",
                     member, " seat_id: $north-", member, "-seat from: @2018-06-20T10:00 }"),
        "$north"));
  }
  return world;
}

struct Break {
  int invariant;
  const char* stream;
  const char* events;
};

const Break kBreaks[] = {
    {1, "$case-2", "CasesMerged { survivor_case_id: $case-1 absorbed_case_id: $case-2 }"},
    {2, "$case-1", "CaseTransferred { transfer_id: $t from_board_id: $north to_board_id: $south }"},
    {3, "$case-1", "ScopeDetermined { live_born: NO lawful_termination: NO in_scope: true }"},
    {4, "$case-1", "ReviewCompleted { completed_on: @2018-06-20 decision_id: $none }"},
    {5, "$case-1",
     "PanelDecisionRecorded { decision_id: $d categories_applying: [1, 5] category: 5 }"},
    {6, "$case-1", "PanelDecisionRecorded { decision_id: $d modifiability: 'modifiable' }"},
    {7, "$case-1",
     "PanelDecisionRecorded { decision_id: $d category: 3 categories_applying: 3 category_title: "
     "'Trauma and other external factors, including medical/surgical complications/error' "
     "decided_at: @2018-06-20T10:30 }"},
    {8, "$meeting-1",
     "PackPrepared { pack_id: $p prepared_by_person_id: $north-nurse } PackApproved { pack_id: $p "
     "approved_by_person_id: $north-nurse }"},
    {8, "$meeting-1", "MeetingActionAgreed { action_id: $a text: 'For Fictia.' }"},
    {10, "$north",
     "ReturnFrozen { year: 2018 version: 1 table { year: 2018 return_key: 'lscb1' as_of_position: "
     "1 "
     "rows { measure: 'reviews_completed' count: 17 } } }"},
    {12, "$case-1",
     "EarlierReviewRecorded { decided_on: @2018-05-20 completed_on: @2018-05-20 } "
     "NotificationSetAside { reason: 'Told.' }"},
    {11, "$meeting-1",
     "InterestDeclared { person_id: $north-nurse item_id: $item recused: true } QuorumEvaluated { "
     "item_id: $item met: true members_counted: 1 counted_seat_ids: $north-nurse-seat at: "
     "@2018-06-20T10:30 }"},
    {11, "$meeting-1",
     "QuorumEvaluated { item_id: $item met: true members_counted: 1 counted_seat_ids: "
     "$north-health_lead-seat at: @2018-06-20T10:30 }"},
};

TEST_CASE("each invariant finds what breaks it, and nothing before") {
  const World listed = Listed();
  CHECK(absl::StrJoin(WhatIsWrong(listed), "\n") == "");
  for (const Break& breaking : kBreaks) {
    CAPTURE(breaking.events);
    World world = listed;
    world.Given(breaking.stream, breaking.events);
    const std::string found = absl::StrJoin(WhatIsWrong(world), "\n");
    CAPTURE(found);
    CHECK(absl::StrContains(found, absl::StrCat("invariant ", breaking.invariant, " ")));
  }
}

// A review that is under way, and its plan: one recommendation, one action of health's.
World Planned() {
  World world(absl::CivilDay(2016, 5, 16));
  SeatReviewers(world);
  for (const char* command :
       {"ReferCase { case_reference: 'SCR' referrer: HOSPITAL harm: DEATH incident_on: @2016-05-02 "
        "referred_on: @2016-05-16 grounds: 'Told.' }",
        "DecideOnReview { review_id: $review-1 option: SERIOUS_CASE_REVIEW decider_person_id: "
        "$north-chair criteria: 'death_abuse_or_neglect' reasons: 'Said.' facts_as_of: @2016-05-16 "
        "decided_on: @2016-05-16 }",
        "OpenActionPlan { title: 'Plan' review_id: $review-1 opened_on: @2016-05-16 }",
        "MakeRecommendation { plan_id: $plan-1 recommendation_id: $rec number: '1' text: 'Said.' "
        "source: FROM_OVERVIEW agency_ids: $north-health made_on: @2016-05-16 }",
        "CreateAction { plan_id: $plan-1 action_id: $action recommendation_ids: $rec "
        "owner_agency_id: $north-health lead_role: 'Lead' text: 'Said.' measure: 'Said.' due_on: "
        "@2016-09-01 created_on: @2016-05-16 }"}) {
    CAPTURE(command);
    CHECK(world.Try(command, "$north"));
  }
  return world;
}

const Break kReviewBreaks[] = {
    {12, "$review-1", "LateEvidenceReceived { evidence: 'Fictia was seen.' }"},
    {12, "$plan-1", "ProgressReported { action_id: $action by_agency_id: $north-police }"},
    {14, "$plan-1", "PlanClosed { review_id: $review-1 }"},
    {14, "$plan-1", "ActionSuperseded { action_id: $action }"},
    {15, "$plan-1", "ActionVerified { action_id: $action verifier_agency_id: $north-police }"},
    {15, "$plan-1",
     "EvidenceSubmitted { evidence_id: $proof action_id: $action } ActionDeclaredComplete { "
     "action_id: $action } ActionVerified { action_id: $action verifier_agency_id: $north-health "
     "evidence_ids: $proof }"},
    {15, "$plan-1",
     "EvidenceSubmitted { evidence_id: $proof action_id: $action } ActionReopened { action_id: "
     "$action } ActionDeclaredComplete { action_id: $action } ActionVerified { action_id: $action "
     "verifier_agency_id: $north-police evidence_ids: $proof }"},
    {16, "$plan-1", "RecommendationClosed { recommendation_id: $rec outcome: EFFECT_VERIFIED }"},
    {16, "$plan-1",
     "RecommendationClosed { recommendation_id: $rec outcome: OVERTAKEN reason: 'Said.' }"},
    {16, "$plan-1",
     "RecommendationClosed { recommendation_id: $rec outcome: SUPERSEDED_BY_ANOTHER "
     "superseded_by_recommendation_id: $rec }"},
    {16, "$plan-1", "PlanClosed { review_id: $review-1 }"},
};

TEST_CASE("each invariant of case reviews finds what breaks it, and nothing before") {
  const World planned = Planned();
  CHECK(absl::StrJoin(WhatIsWrong(planned), "\n") == "");
  for (const Break& breaking : kReviewBreaks) {
    CAPTURE(breaking.events);
    World world = planned;
    world.ActFor("$north-health");
    world.Given(breaking.stream, breaking.events);
    const std::string found = absl::StrJoin(WhatIsWrong(world), "\n");
    CAPTURE(found);
    CHECK(absl::StrContains(found, absl::StrCat("review invariant ", breaking.invariant, " ")));
  }
}

}  // namespace
}  // namespace candour::tests
