// Hard cases of what was recommended and of who answers for it, through the services: 4, 8 and 9.
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tests/hard_cases/review_office.h"

namespace candour::testing {
namespace {

TEST_CASE("hard case 4 of case reviews: agencies are succeeded, and one is split") {
  ReviewOffice office;
  office.Do(R"(
    RegisterAgency { agency_id: $pct name: 'Northshire Primary Care Trust' }
    RegisterAgency { agency_id: $probation name: 'Northshire Probation Trust' })");
  office.Refer("$review", "SCR/2012/1", "2012-01-02", "2012-01-09").Begin("$review", "2012-02-06");
  office.On("2012-04-02").Do(R"(
    RequestContribution {
      review_id: $review contribution_id: $imr agency_id: $pct kind: INDIVIDUAL_MANAGEMENT_REVIEW
      requested_on: @2012-04-02 due_on: @2012-06-01
    }
    OpenActionPlan { plan_id: $plan title: 'Plan' review_id: $review opened_on: @2012-04-02 })");
  office.Do(ReviewOffice::Agree("$plan", "1", "$pct", "2012-04-02", "2014-12-01"))
      .Do(ReviewOffice::Agree("$plan", "2", "$probation", "2012-04-02", "2014-12-01"));
  office.On("2013-04-02").Do(R"(
    RegisterAgency { agency_id: $ccg name: 'Northshire Clinical Commissioning Group' }
    ReassignAction {
      plan_id: $plan action_id: $plan-1-action to_agency_id: $ccg lead_role: 'Designated nurse'
      basis: 'Health and Social Care Act 2012' reassigned_on: @2013-04-01
    })");
  office.On("2014-06-02").Do(R"(
    RegisterAgency { agency_id: $national name: 'National probation service, Northshire' }
    RegisterAgency { agency_id: $company name: 'Northshire rehabilitation company' }
    ReplaceActions {
      plan_id: $plan action_ids: $plan-2-action reason: 'Probation was divided.'
      replaced_on: @2014-06-01
      by { action_id: $high owner_agency_id: $national lead_role: 'Head' text: 'Of high risk.' }
      by { action_id: $low owner_agency_id: $company lead_role: 'Director' text: 'Of low risk.' }
    })");
  office.On("2022-07-04").Do(R"(
    RegisterAgency { agency_id: $icb name: 'Northshire Integrated Care Board' }
    ReassignAction {
      plan_id: $plan action_id: $plan-1-action to_agency_id: $icb lead_role: 'Designated nurse'
      basis: 'Health and Care Act 2022' reassigned_on: @2022-07-01
    })");

  // The old review keeps the old name; what is open is its successor's, by the day it was due.
  CHECK(office.Contribution("$review", "$imr").agency_name() == "Northshire Primary Care Trust");
  CHECK(office.ActionsOf("$pct").empty());
  CHECK(office.ActionsOf("$ccg").empty());
  const auto of_icb = office.ActionsOf("$icb");
  REQUIRE(of_icb.size() == 1);
  CHECK(of_icb[0].action().passed_on_from() == "Northshire Primary Care Trust");
  CHECK(DayText(of_icb[0].action().due_on()) == "2014-12-01");
  CHECK(of_icb[0].days_overdue() > 0);
  for (const char* heir : {"$national", "$company"}) {
    const auto actions = office.ActionsOf(heir);
    REQUIRE(actions.size() == 1);
    CHECK(DayText(actions[0].action().due_on()) == "2014-12-01");
    CHECK(actions[0].recommendation_numbers(0) == "2");
  }
  // None of those who owned it may verify it.
  office.Do("RegisterPerson { person_id: $nurse_of_pct name: 'N' job_title: 'N' agency_id: $pct }")
      .Do(R"(
    SubmitEvidence {
      plan_id: $plan evidence_id: $proof action_id: $plan-1-action description: 'Audit.'
      by_agency_id: $icb submitted_on: @2022-07-04
    }
    DeclareActionComplete {
      plan_id: $plan action_id: $plan-1-action by_agency_id: $icb declared_on: @2022-07-04
    })");
  for (const std::string agency : {"$pct", "$ccg", "$icb"}) {
    CHECK(
        office.Refusal(absl::StrCat(
            "VerifyAction { plan_id: $plan action_id: $plan-1-action verifier_agency_id: ", agency,
            " verifier_person_id: $nurse_of_pct effect_seen: 'E.' evidence_ids: $proof "
            "verified_on: @2022-07-04 }")) == "VERIFIER_IS_OWNER");
  }
  const auto owners = [&](const std::string& moment) {
    std::string told;
    const auto progress = office.Progress("$plan", moment);
    for (const auto& line : progress.lines()) {
      absl::StrAppend(&told, line.recommendation_number(), ": ", line.owner(), "\n");
    }
    return told;
  };
  CHECK(owners("2012-06-01T12:00") ==
        "1: Northshire Primary Care Trust\n2: Northshire Probation Trust\n");
  CHECK(absl::StrContains(owners("2013-06-03T12:00"), "Clinical Commissioning Group"));
  CHECK(absl::StrContains(owners("2015-06-01T12:00"), "rehabilitation company"));
  CHECK_FALSE(absl::StrContains(owners("2015-06-01T12:00"), "Probation Trust"));
}

// A published review whose plan was carried out and closed in 2017.
void CloseThePlan(ReviewOffice& office) {
  office.Refer("$review", "SCR/2015/1", "2015-05-04", "2015-05-11").Begin("$review", "2015-06-01");
  const std::string report(64, 'a');
  office.Report("$review", 1, "$december", "2015-12-07", report)
      .Do(ReviewOffice::SendAhead("2015-12-07", "2015-12-21"))
      .On("2015-12-21")
      .Do(absl::StrCat("PublishReport { review_id: $review form: FULL_OVERVIEW published_on: "
                       "@2015-12-21 document_sha256: '",
                       report, "' }"))
      .Do("OpenActionPlan { plan_id: $plan title: 'Plan of 2015' review_id: $review opened_on: "
          "@2015-12-07 }")
      .Do(ReviewOffice::Agree("$plan", "1", "$health", "2015-12-07", "2016-12-01"))
      .Do(ReviewOffice::Agree("$plan", "2", "$police", "2015-12-07", "2016-12-01"));
  office.On("2016-11-07")
      .Do(ReviewOffice::Finish("$plan", "$plan-1-action", "$health", "2016-11-07"));
  office.Do(ReviewOffice::Finish("$plan", "$plan-2-action", "$police", "2016-11-07"));
  office.Sit("$january", "$full_board", "2017-01-09", "$review")
      .Do(ReviewOffice::CloseVerified("$plan", "$plan-1", "2017-01-09"))
      .Do(ReviewOffice::CloseVerified("$plan", "$plan-2", "2017-01-09"))
      .Do("ReportPlan { plan_id: $plan meeting_id: $january statement: 'All of it is done.' "
          "reported_on: @2017-01-09 } ClosePlan { plan_id: $plan review_id: $review meeting_id: "
          "$january closed_on: @2017-01-09 }");
}

TEST_CASE("hard case 8 of case reviews: the coroner recommends when all is closed") {
  ReviewOffice office;
  CloseThePlan(office);
  CHECK(DayText(office.Progress("$plan").closed_on()) == "2017-01-09");
  // Another review's action, verified before, which already does what will be asked.
  office.Do("OpenActionPlan { plan_id: $older title: 'Plan of 2014' opened_on: @2017-01-09 }")
      .Do(ReviewOffice::Agree("$older", "7", "$school", "2017-01-09", "2017-03-01"))
      .Do(ReviewOffice::Finish("$older", "$older-7-action", "$school", "2017-01-09"));
  office.On("2017-06-05").Do(R"(
    MakeRecommendation {
      plan_id: $plan recommendation_id: $late number: '3' text: 'Share what is known.'
      source: FROM_CORONER agency_ids: $health agency_ids: $police agency_ids: $school
      made_on: @2017-06-05 source_reference: 'Report to prevent deaths, paragraph 6'
      review_id: $review
    })");
  CHECK(DayText(office.Progress("$plan").closed_on()).empty());
  CHECK(office.Progress("$plan").recommendations_closed() == 2);
  // Five actions, three agencies; one of these rejects what it is asked.
  int n = 0;
  for (const std::string owner : {"$health", "$health", "$police", "$police", "$school"}) {
    office.Do(absl::StrCat("CreateAction { plan_id: $plan action_id: $part-", ++n,
                           " recommendation_ids: $late owner_agency_id: ", owner,
                           " lead_role: 'Lead' text: 'Part ", n,
                           "' measure: 'Told at once.' due_on: @2017-12-01 created_on: "
                           "@2017-06-05 }"));
  }
  office.Do(R"(
    RespondToRecommendation {
      plan_id: $plan recommendation_id: $late agency_id: $health response: ACCEPTED
      responded_on: @2017-06-05
    }
    RespondToRecommendation {
      plan_id: $plan recommendation_id: $late agency_id: $police response: REJECTED
      reason: 'It is for the national force.' responded_on: @2017-06-05
    }
    LinkAction {
      plan_id: $plan recommendation_id: $late earlier_plan_id: $older action_id: $older-7-action
      reason: 'The school does so since 2014.' linked_on: @2017-06-05
    }
    MakeRecommendation {
      plan_id: $plan recommendation_id: $fourth number: '4' text: 'Tell fathers too.'
      source: FROM_NATIONAL_PANEL agency_ids: $health made_on: @2017-06-05
    }
    RespondToRecommendation {
      plan_id: $plan recommendation_id: $fourth agency_id: $health response: ACCEPTED
      responded_on: @2017-06-05
    }
    LinkAction {
      plan_id: $plan recommendation_id: $fourth action_id: $part-1 reason: 'It does both.'
      linked_on: @2017-06-05
    }
    ReplaceActions {
      plan_id: $plan action_ids: $part-3 action_ids: $part-4 reason: 'The police reject it.'
      replaced_on: @2017-06-05
      by { action_id: $instead owner_agency_id: $health lead_role: 'Lead' text: 'For the police.' }
    })");
  CHECK(office.Refusal(ReviewOffice::CloseVerified("$plan", "$plan-1", "2017-06-05")) ==
        "RECOMMENDATION_CLOSED");
  CHECK(office.Refusal(ReviewOffice::CloseVerified("$plan", "$late", "2017-06-05")) ==
        "ACTIONS_OPEN");
  const auto late = office.Recommendation("$plan", "3");
  CHECK(late.responses_size() == 2);
  CHECK(late.actions_size() == 6);
  CHECK(late.met_by_size() == 1);
  CHECK(office.Recommendation("$plan", "4").actions_size() == 1);

  office.On("2017-11-06");
  for (const char* action : {"$part-1", "$part-2", "$instead"}) {
    office.Do(ReviewOffice::Finish("$plan", action, "$health", "2017-11-06"));
  }
  CHECK(office.Refusal(ReviewOffice::CloseVerified("$plan", "$late", "2017-11-06")) ==
        "ACTIONS_OPEN");
  office.Do(ReviewOffice::CloseVerified("$plan", "$fourth", "2017-11-06"))
      .Do(ReviewOffice::Finish("$plan", "$part-5", "$school", "2017-11-06"))
      .Do(ReviewOffice::CloseVerified("$plan", "$late", "2017-11-06"));
  office.Sit("$again", "$full_board", "2018-01-08", "$review")
      .Do("ClosePlan { plan_id: $plan review_id: $review meeting_id: $again closed_on: @2018-01-08 "
          "}");
  CHECK(office.Progress("$plan").recommendations_closed() == 4);
  CHECK(DayText(office.Progress("$plan").closed_on()) == "2018-01-08");
  CHECK(DayText(office.Progress("$plan", "2017-02-01T12:00").closed_on()) == "2017-01-09");
  CHECK(office.Progress("$plan", "2017-07-03T12:00").recommendations() == 4);
}

TEST_CASE("hard case 9 of case reviews: all was told to be done, and nothing had changed") {
  ReviewOffice office;
  CloseThePlan(office);
  office.On("2017-01-10");
  const std::string told = office.Progress("$plan").text();
  CHECK(absl::StrContains(told, "2 of 2 actions verified; 2 of 2 recommendations closed"));
  CHECK(absl::StrContains(told, "Told on 9 January 2017: 2 of 2 actions verified."));

  office.On("2017-09-04").Do(R"(
    ReopenAction {
      plan_id: $plan action_id: $plan-1-action reopened_on: @2017-09-04 new_due_on: @2018-01-08
      reason: 'An audit found certificates, and practice as it was.' review_id: $review
    })");
  const auto reopened = office.Recommendation("$plan", "1");
  CHECK(reopened.outcome() == types::v1::RECOMMENDATION_OUTCOME_UNSPECIFIED);
  CHECK(reopened.times_reopened() == 1);
  CHECK(reopened.actions(0).times_reopened() == 1);
  CHECK(reopened.rag() != views::v1::BLUE);
  CHECK(office.Recommendation("$plan", "2").rag() == views::v1::BLUE);
  // What the Board was told reads as it did; beside it stands how much of that still holds.
  const auto now = office.Progress("$plan");
  CHECK(now.verified() == 1);
  CHECK(now.reopened() == 1);
  CHECK(now.recommendations_closed() == 1);
  CHECK(DayText(now.closed_on()).empty());
  REQUIRE(now.reports_size() == 1);
  CHECK(now.reports(0).verified() == 2);
  CHECK(now.reports(0).still_verified() == 1);
  CHECK(office.Progress("$plan", "2017-01-10T12:00").text() == told);
  CHECK(office.ReviewRow("$review").stage() == "published");
  CHECK_FALSE(office.ReviewRow("$review").concluded());

  // The certificates do not close it again.
  office.Do(
      "DeclareActionComplete { plan_id: $plan action_id: $plan-1-action by_agency_id: $health "
      "declared_on: @2017-09-04 }");
  CHECK(
      office.Refusal("VerifyAction { plan_id: $plan action_id: $plan-1-action verifier_agency_id: "
                     "$social_care verifier_person_id: $auditor effect_seen: 'E.' evidence_ids: "
                     "$plan-1-action-2016 verified_on: @2017-09-04 }") == "NO_EVIDENCE");
  CHECK(office.Refusal("ClosePlan { plan_id: $plan review_id: $review meeting_id: $january "
                       "closed_on: @2017-09-04 }") == "ACTIONS_OPEN");
}

}  // namespace
}  // namespace candour::testing
