// What bodies are told of a plan, and when it may be closed.
#include "tests/support/northshire.h"
#include "workflows/action_plan/action_plan.h"
#include "workflows/action_plan/action_plan_test_support.h"
#include "workflows/action_plan/progress.h"
#include "workflows/board/board.h"

namespace candour::workflows::action_plan {
namespace {

using testing::HoldQuorateMeeting;
using testing::Outcome;
using testing::Story;

constexpr char kRespond[] = R"(
  RespondToRecommendation {
    plan_id: $plan recommendation_id: $r1 agency_id: $health response: ACCEPTED
    responded_on: @2010-09-10
  }
  RespondToRecommendation {
    plan_id: $plan recommendation_id: $r2 agency_id: $health response: ACCEPTED
    responded_on: @2010-09-10
  })";

constexpr char kClose[] =
    "ClosePlan { plan_id: $plan review_id: $review meeting_id: $board_in_february "
    "closed_on: @2011-02-10 }";

// Everything verified, and the Board has passed the rest on.
Story Done() {
  Story story = Closed();
  HoldQuorateMeeting(story, "$board_in_february", "$full_board", "2011-02-10", "$review");
  story.On("2011-02-10").Do(kRespond).Do(R"(CloseRecommendation {
    plan_id: $plan recommendation_id: $r2 outcome: PASSED_TO_NATIONAL_LEVEL
    reason: 'Law is needed.' residual_risk: 'Advice is all until then.'
    meeting_id: $board_in_february closed_on: @2011-02-10 })");
  return story;
}

constexpr char kReport[] =
    "ReportPlan { plan_id: $plan meeting_id: $board_in_february reported_on: @2011-02-10 }";

types::v1::PlanProgress Progress(Story& story, absl::CivilDay on) {
  return ProgressOf(story.Of<ActionPlan>("$plan"), story.Of<board::Board>("$board"), on);
}

TEST_CASE("a plan closes only when all of it hangs together, and says what does not") {
  Story story = Closed();
  HoldQuorateMeeting(story, "$board_in_february", "$full_board", "2011-02-10", "$review");
  story.On("2011-02-10");
  const Outcome open = story.When(kClose);
  CHECK(open.reason == "ACTIONS_OPEN");
  for (const char* words :
       {"Recommendation 1 has no response.", "Recommendation 2 has no response.",
        "Recommendation 2 has no action.",
        "What becomes of its review's report is not settled (report accepted)."}) {
    INFO(words);
    CHECK(open.sentence.find(words) != std::string::npos);
  }
  const Outcome unpublished = Done().When(kClose);
  CHECK(unpublished.reason == "ACTIONS_OPEN");
  CHECK(unpublished.sentence ==
        "What becomes of its review's report is not settled (report accepted). Decide on its "
        "publication first.");
  CHECK(Done()
            .When("ClosePlan { plan_id: $plan meeting_id: $board_in_february "
                  "closed_on: @2011-02-10 }")
            .reason == "UNKNOWN_REFERENCE");
}

// The same, of a plan of the Board's own, which no review holds open.
Story OwnPlanClosed() {
  Story story = testing::InNorthshire();
  story.On("2010-09-10").Do(R"(
    OpenActionPlan { plan_id: $plan title: 'Business plan' opened_on: @2010-09-01 }
    MakeRecommendation {
      plan_id: $plan recommendation_id: $r1 number: '1' text: 'Share.' source: FROM_BUSINESS_PLAN
      objective: 'Children are safe' made_on: @2010-09-02
    }
    CreateAction {
      plan_id: $plan action_id: $train recommendation_ids: $r1 owner_agency_id: $health
      lead_role: 'named nurse' text: 'Train staff' due_on: @2010-12-31
      measure: 'Children are referred earlier.' created_on: @2010-09-10
    }
    RespondToRecommendation {
      plan_id: $plan recommendation_id: $r1 agency_id: $health response: ACCEPTED
      responded_on: @2010-09-10
    })");
  story.On("2011-02-10")
      .Do("ScheduleMeeting { meeting_id: $board_in_february body_id: $full_board "
          "starts_at: @2011-02-10T10:00 }");
  story.Do(Declaration("$train", "$health")).Do(Evidence("$e1", "$train", "2010-12-01"));
  story.Do(Verification("evidence_ids: $e1")).Do(Closing("")).Do(kReport);
  story.Do("ClosePlan { plan_id: $plan meeting_id: $board_in_february closed_on: @2011-02-10 }");
  return story;
}

TEST_CASE(
    "a plan in which nothing was recommended is closed with the reason, and only such a one") {
  const std::string why = "nothing_recommended_because: 'It was opened by mistake.' ";
  const auto close = [](const std::string& changes) {
    return "ClosePlan { plan_id: $empty meeting_id: $board_in_february closed_on: @2011-02-10 " +
           changes + "}";
  };
  Story story = Done();
  CHECK(story.When(close("plan_id: $plan review_id: $review " + why)).reason == "CONTRADICTORY");
  story.Do("OpenActionPlan { plan_id: $empty title: 'Twice' opened_on: @2011-02-10 }");
  story.Do(
      "ScheduleMeeting { meeting_id: $board_in_march body_id: $full_board "
      "starts_at: @2011-02-10T10:00 }");
  const std::string there = "meeting_id: $board_in_march ";
  const Outcome refused = story.When(close(there));
  CHECK(refused.reason == "ACTIONS_OPEN");
  CHECK(refused.sentence.find("nothing_recommended_because") != std::string::npos);
  CHECK(story.When(close(there + why)).events == story.Events(R"(PlanClosed {
    meeting_id: $board_in_march closed_on: @2011-02-10
    nothing_recommended_because: 'It was opened by mistake.' })"));
}

TEST_CASE("what opens below a closed plan opens the plan") {
  Story story = OwnPlanClosed();
  CHECK(story
            .When("ClosePlan { plan_id: $plan meeting_id: $board_in_february "
                  "closed_on: @2011-02-10 }")
            .reason == "ALREADY_DONE");
  Story late = story;
  CHECK(late.When("MakeRecommendation { plan_id: $plan recommendation_id: $r9 number: '9' "
                  "text: 'Late.' source: FROM_NATIONAL_PANEL made_on: @2011-02-10 }")
            .events.find("PlanReopened { because_of: $r9 reopened_on") != std::string::npos);
  story.On("2011-03-01");
  CHECK(story.When(Reopening("")).events == story.Events(R"(
    ActionReopened { action_id: $train reason: 'Practice is as before.' reopened_on: @2011-03-01 }
    RecommendationReopened {
      recommendation_id: $r1 because_of_action_id: $train reopened_on: @2011-03-01
    }
    PlanReopened { because_of: $train reopened_on: @2011-03-01 })"));
  CHECK_FALSE(story.Of<ActionPlan>("$plan").closed);
}

TEST_CASE("a review is told of a plan from before reviews knew of their plans") {
  const std::string note = "NoteReviewPlan { review_id: $review plan_id: $old }";
  Story story = testing::Accepted();
  story.On("2010-09-10").Given("$old", R"(
    ActionPlanOpened {
      title: 'Of before' about: CASE_REVIEW about_id: $review opened_on: @2010-09-03
    })");
  Story other = story;
  other.Given("$old", "PlanClosed { review_id: $review closed_on: @2010-09-09 }");
  Story closed = story;
  closed.Given("$review", "ReviewClosed { authority: 'The Board' closed_on: @2010-09-10 }");

  CHECK(story.When(note).events ==
        story.Events("ReviewPlanOpened { plan_id: $old opened_on: @2010-09-03 }"));
  CHECK(story.When(note).reason == "ALREADY_DONE");
  CHECK(other.When(note).events == other.Events(R"(
    ReviewPlanOpened { plan_id: $old opened_on: @2010-09-03 }
    ReviewPlanClosed { plan_id: $old closed_on: @2010-09-09 })"));
  // It was closed while something of it was open.
  CHECK(closed.When(note).events == closed.Events(R"(
    ReviewPlanOpened { plan_id: $old opened_on: @2010-09-03 }
    ReviewPlanReopened { plan_id: $old because_of: $old })"));
  CHECK_FALSE(closed.Of<case_review::CaseReview>("$review").closing.closed);
  story.Do("OpenActionPlan { plan_id: $own title: 'Of the board' opened_on: @2010-09-10 }");
  CHECK(story.When("NoteReviewPlan { review_id: $review plan_id: $own }").reason ==
        "CONTRADICTORY");
}

TEST_CASE("the Board closes a recommendation of its own plan only where it is quorate for it") {
  Story story = testing::Accepted();
  story.On("2010-09-10").Do(R"(
    OpenActionPlan { plan_id: $plan title: 'Business plan' opened_on: @2010-09-03 }
    MakeRecommendation {
      plan_id: $plan recommendation_id: $r1 number: '1' text: 'Share.' source: FROM_BOARD
      made_on: @2010-09-03
    }
    ScheduleMeeting { meeting_id: $tenth body_id: $full_board starts_at: @2010-09-10T10:00 }
    SetQuorumRules { body_id: $full_board minimum_members: 1 from: @2010-09-01 source: 'Terms.' })");
  const std::string close =
      "CloseRecommendation { plan_id: $plan recommendation_id: $r1 outcome: OVERTAKEN reason: "
      "'New law.' residual_risk: 'None.' meeting_id: $tenth closed_on: @2010-09-10 }";
  CHECK(story.When(close).reason == "NOT_LISTED");
  const std::string list = "ListActionPlan { plan_id: $plan meeting_id: $tenth item_id: $item }";
  CHECK(story.When(list).events == story.Events(R"(
    ItemListed { item_id: $item number: 1 subject: ACTION_PLAN subject_id: $plan }
    PlanListed { meeting_id: $tenth item_id: $item })"));
  CHECK(story.When(list).reason == "ALREADY_DONE");
  CHECK(story.When(close).reason == "QUORUM_NOT_EVALUATED");
  const std::string evaluate =
      "EvaluateQuorum { meeting_id: $tenth item_id: $item at: @2010-09-10T10:30 }";
  story.On("2010-09-10T12:00");
  Story alone = story;
  alone.Do(evaluate);
  CHECK(alone.When(close).reason == "NOT_QUORATE");
  story
      .Do("RecordAttendance { meeting_id: $tenth kind: SEAT_HOLDER person_id: $chair seat_id: "
          "$chair_seat from: @2010-09-10T10:00 }")
      .Do(evaluate);
  CHECK(story.When(close).reason == "");
}

TEST_CASE("an action re-opened after the Board was told: the report stays, today's is restated") {
  Story story = OwnPlanClosed();
  const std::string told = TextOf(Progress(story, absl::CivilDay(2011, 2, 10)));
  CHECK(told.find("1 of 1 actions verified") != std::string::npos);
  Story later = story;
  later.On("2011-03-01").Do(Reopening(""));
  // The record as it was known in February is the same record, and gives the same text.
  CHECK(TextOf(Progress(story, absl::CivilDay(2011, 2, 10))) == told);
  const auto now = Progress(later, absl::CivilDay(2011, 3, 1));
  CHECK(now.verified() == 0);
  CHECK(now.reopened() == 1);
  CHECK(now.overdue() == 1);
  REQUIRE(now.reports_size() == 1);
  CHECK(now.reports(0).words() ==
        "Told on 10 February 2011: 1 of 1 actions verified; 1 of these no longer is.");
  CHECK(later.Of<ActionPlan>("$plan").reports.front().verified_action_ids_size() == 1);
}

TEST_CASE("a report to the Board that is put right tells the figures of then") {
  Story story = OwnPlanClosed();
  story.On("2011-03-01")
      .Do(Reopening(""))
      .Do("ReportPlan { plan_id: $plan meeting_id: $board_in_february reported_on: @2011-02-10 "
          "statement: 'All is well.' header { corrects_event_id: $PlanReported correction_reason: "
          "'The words were left out.' } }");
  const auto& reports = story.Of<ActionPlan>("$plan").reports;
  REQUIRE(reports.size() == 1);
  CHECK(reports[0].statement() == "All is well.");
  CHECK(reports[0].verified_action_ids_size() == 1);
}

TEST_CASE("an impact review that is planned holds a plan open") {
  Story story = Done();
  story.Do(
      "PlanImpactReview { plan_id: $plan action_id: $train planned_on: @2011-02-10 "
      "review_on: @2011-08-01 }");
  CHECK(story.When(kClose).sentence.find("The impact of \"Train staff\" is to be reviewed on "
                                         "1 August 2011. Evaluate it first.") != std::string::npos);
}

TEST_CASE(
    "progress counts what is closed without effect shown, and says by which rules it colours") {
  Story story = Done();
  const auto progress = Progress(story, absl::CivilDay(2011, 2, 10));
  CHECK(progress.recommendations_closed() == 2);
  CHECK(progress.closed_without_effect() == 1);
  CHECK(progress.counts_size() == 1);
  CHECK(progress.counts(0).colour() == types::v1::BLUE);
  CHECK(progress.rag_rules().find("Rules shipped with Candour") == 0);
}

TEST_CASE("a plan's progress goes by the numbers of recommendations, and says what was told last") {
  Story story = OwnPlanClosed();
  story.On("2011-02-10").Given("$plan", R"(
    RecommendationMade { recommendation_id: $r10 number: '10' text: 'Ten.' made_on: @2010-09-02 }
    RecommendationMade { recommendation_id: $r2 number: '2' text: 'Two.' made_on: @2010-09-02 }
    ActionCreated { action_id: $z recommendation_ids: $r10 owner_agency_id: $health text: 'Z' }
    ActionCreated { action_id: $a recommendation_ids: $r2 owner_agency_id: $health text: 'First' }
    ActionCreated { action_id: $b recommendation_ids: $r2 owner_agency_id: $health text: 'Second' }
    ActionCreated {
      action_id: $c recommendation_ids: $r10 recommendation_ids: $r2 owner_agency_id: $health
      text: 'Both'
    }
    ProgressReported {
      action_id: $b status: ON_TRACK narrative: 'Half are trained.' by_agency_id: $health
      reported_on: @2011-02-01
    })");
  const auto progress = Progress(story, absl::CivilDay(2011, 2, 10));
  std::vector<std::string> lines;
  for (const auto& line : progress.lines()) {
    lines.push_back(line.recommendation_number() + " " + line.text());
  }
  CHECK(lines ==
        std::vector<std::string>{"1 Train staff", "2 First", "2 Second", "2, 10 Both", "10 Z"});
  CHECK(progress.lines(2).progress() == "Half are trained.");
  CHECK(TextOf(progress).find("Told on 1 February 2011: Half are trained.") != std::string::npos);
}

}  // namespace
}  // namespace candour::workflows::action_plan
