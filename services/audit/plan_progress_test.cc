// How far a plan had come, as it was known on a day, behind a real gate.
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "candour/audit/v1/audit.pb.h"
#include "tests/support/house.h"

namespace candour::audit {
namespace {

using testing::TestHouse;

constexpr char kAbout[] = "about { board_id: $board aggregate: ACTION_PLAN id: $plan } ";

// One action, verified in February and reported to the Board; found unchanged in March.
void TellOfPlan(TestHouse& house) {
  house.On("2011-01-04").As("operator").Do(R"(
    OpenBoard { board_id: $board name: 'Northshire' area_code: 'E09000999' opened_on: @2010-01-04 })");
  house.As("case_review_coordinator").Do(R"(
    RegisterAgency { agency_id: $health name: 'Northshire NHS Trust' }
    RegisterAgency { agency_id: $police name: 'Northshire Police' }
    RegisterPerson {
      person_id: $inspector name: 'Inspector A' job_title: 'Inspector' agency_id: $police
    }
    EstablishBody { body_id: $full kind: FULL_BOARD name: 'Full Board' from: @2010-01-04 }
    OpenActionPlan { plan_id: $plan title: 'Business plan' opened_on: @2011-01-04 }
    MakeRecommendation {
      plan_id: $plan recommendation_id: $r1 number: '1' text: 'Share.' source: FROM_BOARD
      made_on: @2011-01-04
    }
    CreateAction {
      plan_id: $plan action_id: $train recommendation_ids: $r1 owner_agency_id: $health
      lead_role: 'named nurse' text: 'Train staff' due_on: @2011-01-31
      measure: 'Children are referred earlier.' created_on: @2011-01-04
    })");
  house.On("2011-02-10").Do(R"(
    ScheduleMeeting { meeting_id: $meeting body_id: $full starts_at: @2011-02-10T10:00 }
    DeclareActionComplete {
      plan_id: $plan action_id: $train by_agency_id: $health declared_on: @2011-02-01
    }
    SubmitEvidence {
      plan_id: $plan action_id: $train evidence_id: $e1 description: 'Certificates'
      by_agency_id: $health submitted_on: @2011-02-01
    })");
  house.As("board_chair").Do(R"(
    VerifyAction {
      plan_id: $plan action_id: $train verifier_agency_id: $police verifier_person_id: $inspector
      effect_seen: 'Earlier.' evidence_ids: $e1 verified_on: @2011-02-08
    })");
  house.As("case_review_coordinator").Do(R"(
    ReportPlan { plan_id: $plan meeting_id: $meeting reported_on: @2011-02-10 })");
  house.On("2011-03-01").Do(R"(
    ReopenAction {
      plan_id: $plan action_id: $train reason: 'Practice is as before.' reopened_on: @2011-03-01
    })");
  house.On("2011-03-02");
}

TEST_CASE(
    "a report made before an action was re-opened comes out as it was; today's says what fell") {
  TestHouse house;
  TellOfPlan(house);
  house.As("auditor");
  const auto then = house.Ask<types::v1::PlanProgress>(
      "GetPlanProgress",
      absl::StrCat("GetPlanProgressRequest { ", kAbout, "as_at { moment: @2011-02-28T09:00 } }"));
  REQUIRE(then.ok());
  CHECK(then->verified() == 1);
  CHECK(absl::StrContains(then->text(), "1 of 1 actions verified"));
  const auto again = house.Ask<types::v1::PlanProgress>(
      "GetPlanProgress",
      absl::StrCat("GetPlanProgressRequest { ", kAbout, "as_at { moment: @2011-02-28T09:00 } }"));
  REQUIRE(again.ok());
  CHECK(again->sha256() == then->sha256());
  const auto now = house.Ask<types::v1::PlanProgress>(
      "GetPlanProgress", absl::StrCat("GetPlanProgressRequest { ", kAbout, "}"));
  REQUIRE(now.ok());
  CHECK(now->verified() == 0);
  CHECK(now->overdue() == 1);
  REQUIRE(now->reports_size() == 1);
  CHECK(now->reports(0).verified() == 1);
  CHECK(now->reports(0).still_verified() == 0);
  CHECK(absl::StrContains(now->text(), "1 of these no longer is."));
}

}  // namespace
}  // namespace candour::audit
