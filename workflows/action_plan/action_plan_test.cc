// Recommendations and actions, followed until their effect on children is shown.
#include "workflows/action_plan/action_plan.h"

#include "tests/support/northshire.h"
#include "workflows/action_plan/action_plan_test_support.h"
#include "workflows/action_plan/rag.h"

namespace candour::workflows::action_plan {
namespace {

using testing::HoldQuorateMeeting;
using testing::Outcome;
using testing::Story;

TEST_CASE("a plan about a review is sealed with it") {
  CHECK(Planned().Of<ActionPlan>("$plan").PartOf() ==
        StreamRef{types::v1::CASE_REVIEW, Planned().Id("$review")});
  Story story = Planned();
  story.Do("OpenActionPlan { plan_id: $own title: 'The Board' opened_on: @2010-09-03 }");
  CHECK_FALSE(story.Of<ActionPlan>("$own").PartOf());
}

TEST_CASE("an action answers open recommendations, with its days in order") {
  const auto create = [](const std::string& changes) {
    return R"(CreateAction {
      plan_id: $plan owner_agency_id: $health lead_role: 'named nurse' text: 'Write'
      due_on: @2011-06-30 measure: 'Children are heard.' created_on: @2011-02-01 )" +
           changes + "}";
  };
  const std::vector<Row> rows = {
      {"closed", "recommendation_ids: $r1", "RECOMMENDATION_CLOSED"},
      {"unknown", "recommendation_ids: $r9", "UNKNOWN_REFERENCE"},
      {"owner unknown", "recommendation_ids: $r2 owner_agency_id: $stranger", "UNKNOWN_REFERENCE"},
      {"due before", "recommendation_ids: $r2 due_on: @2011-01-31", "DATE_OUT_OF_ORDER"},
      {"created before", "recommendation_ids: $r2 created_on: @2010-09-01", "DATE_OUT_OF_ORDER"},
      {"open", "recommendation_ids: $r2", ""},
  };
  for (const Row& row : rows) {
    INFO(row.name);
    CHECK(Closed().When(create(row.changes)).reason == row.reason);
  }
  CHECK(Planned()
            .When("CreateAction { plan_id: $plan recommendation_ids: $r2 text: 'Write' "
                  "owner_agency_id: $health lead_role: 'named nurse' measure: 'Heard.' "
                  "created_on: @2010-09-10 }")
            .reason == "REASON_MISSING");
}

TEST_CASE("progress is the owner's account and never the verdict") {
  const auto report = [](const std::string& changes) {
    return R"(ReportProgress {
      plan_id: $plan action_id: $train status: ON_TRACK narrative: 'Half are trained.'
      by_agency_id: $health reported_on: @2010-10-01 )" +
           changes + "}";
  };
  const std::vector<Row> rows = {
      {"verified", "status: VERIFIED", "WRONG_STAGE"},
      {"complete", "status: DECLARED_COMPLETE", "WRONG_STAGE"},
      {"superseded", "status: SUPERSEDED", "WRONG_STAGE"},
      {"re-opened", "status: REOPENED", "WRONG_STAGE"},
      {"by another", "by_agency_id: $police", "NOT_AUTHORISED"},
      {"before it began", "reported_on: @2010-09-09", "DATE_OUT_OF_ORDER"},
      {"late", "status: DELAYED", ""},
  };
  for (const Row& row : rows) {
    INFO(row.name);
    CHECK(Planned().On("2010-10-01").When(report(row.changes)).reason == row.reason);
  }
  Story story = Planned();
  story.On("2010-10-01").ActingFor("$police");
  CHECK(story.When(report("")).reason == "NOT_AUTHORISED");
  CHECK(story.When(Evidence("$e1", "$train", "2010-10-01")).reason == "NOT_AUTHORISED");
}

TEST_CASE("an action is verified by another agency, on evidence, after the owner's declaration") {
  Story told = Planned();
  told.On("2011-01-10");
  CHECK(told.When(Verification("evidence_ids: $e1")).reason == "NOT_DECLARED_COMPLETE");
  told.Do(Declaration("$train", "$health"));
  CHECK(told.When(Declaration("$train", "$health")).reason == "ALREADY_DONE");
  CHECK(told.When(Verification("evidence_ids: $e1")).reason == "NO_EVIDENCE");
  told.Do(Evidence("$e1", "$train", "2010-12-01")).Do(Evidence("$e9", "$audit", "2010-12-01"));
  const std::vector<Row> rows = {
      {"by the owner", "evidence_ids: $e1 verifier_agency_id: $health", "VERIFIER_IS_OWNER"},
      {"by the owner's staff", "evidence_ids: $e1 verifier_person_id: $officer",
       "VERIFIER_IS_OWNER"},
      {"by a person of a third agency", "evidence_ids: $e1 verifier_agency_id: $probation",
       "NOT_AUTHORISED"},
      {"by somebody of no agency", "evidence_ids: $e1 verifier_person_id: $chair", ""},
      {"on other evidence", "evidence_ids: $e9", "UNKNOWN_REFERENCE"},
      {"before the declaration", "evidence_ids: $e1 verified_on: @2010-11-30", "DATE_OUT_OF_ORDER"},
      {"by another", "evidence_ids: $e1", ""},
  };
  for (const Row& row : rows) {
    INFO(row.name);
    Story story = told;
    CHECK(story.When(Verification(row.changes)).reason == row.reason);
  }
  // Who is bound to an agency says what that one found, and no other.
  CHECK(Story(told).ActingFor("$police").When(Verification("evidence_ids: $e1")).reason.empty());
  CHECK(Story(told).ActingFor("$social_care").When(Verification("evidence_ids: $e1")).reason ==
        "NOT_AUTHORISED");
}

TEST_CASE("the owner of an action is not corrected into the agency that verified it") {
  const auto correct = [](const std::string& owner) {
    return "CreateAction { plan_id: $plan action_id: $audit recommendation_ids: $r1 "
           "lead_role: 'head of service' text: 'Audit files' due_on: @2010-12-31 "
           "measure: 'No referral is lost.' created_on: @2010-09-10 owner_agency_id: " +
           owner +
           " header { corrects_event_id: $ActionCreated correction_reason: 'Another agency.' } }";
  };
  Story story = Planned();
  story.On("2011-02-01")
      .Do(Declaration("$audit", "$social_care"))
      .Do(Evidence("$e2", "$audit", "2010-12-01"))
      .Do(Verification("action_id: $audit evidence_ids: $e2"));
  const Outcome refused = story.When(correct("$police"));
  CHECK(refused.reason == "CONTRADICTORY");
  CHECK(refused.sentence.find("verified by the agency that owns it") != std::string::npos);
  CHECK(story.When(correct("$probation")).reason.empty());
}

TEST_CASE("only the owner declares an action complete") {
  Story story = Planned();
  story.On("2010-12-01");
  CHECK(story.When(Declaration("$train", "$police")).reason == "NOT_AUTHORISED");
  CHECK(story.When(Declaration("$train", "$health")).events ==
        story.Events("ActionDeclaredComplete { action_id: $train by_agency_id: $health "
                     "declared_on: @2010-12-01 }"));
  CHECK(story.Of<ActionPlan>("$plan").actions.at(story.Id("$train")).status ==
        types::v1::DECLARED_COMPLETE);
}

TEST_CASE("a recommendation closes as verified only when something was done and all of it was") {
  Story story = Planned();
  story.On("2011-02-01").Do(Declaration("$train", "$health"));
  const Outcome open = story.When(Closing(""));
  CHECK(open.reason == "ACTIONS_OPEN");
  CHECK(open.about.size() == 2);
  CHECK(open.sentence.find("Train staff") != std::string::npos);
  CHECK(story.When(Closing("recommendation_id: $r2")).reason == "ACTIONS_OPEN");

  Story closed = Closed();
  CHECK(closed.When(Closing("")).reason == "RECOMMENDATION_CLOSED");
}

TEST_CASE("for any other reason the Board closes it, saying why and what risk remains") {
  Story story = Planned();
  HoldQuorateMeeting(story, "$board_in_january", "$full_board", "2011-01-20", "$review");
  HoldQuorateMeeting(story, "$subgroup_meeting", "$subgroup", "2011-01-20", "$review");
  HoldQuorateMeeting(story, "$other_meeting", "$full_board", "2011-01-20", "$other_review");
  story.On("2011-02-01");
  const std::string why =
      "recommendation_id: $r2 outcome: PASSED_TO_NATIONAL_LEVEL reason: 'Law is needed.' ";
  const std::string risk = "residual_risk: 'Until then advice is all.' ";
  const std::vector<Row> rows = {
      {"no risk", why + "meeting_id: $board_in_january", "REASON_MISSING"},
      {"no meeting", why + risk, "NO_DECISION"},
      {"the subgroup", why + risk + "meeting_id: $subgroup_meeting", "NOT_AUTHORISED"},
      {"not listed", why + risk + "meeting_id: $other_meeting", "NOT_LISTED"},
      {"before it met", why + risk + "meeting_id: $board_in_january closed_on: @2011-01-19",
       "DATE_OUT_OF_ORDER"},
      {"decided", why + risk + "meeting_id: $board_in_january", ""},
  };
  for (const Row& row : rows) {
    INFO(row.name);
    Story told = story;
    CHECK(told.When(Closing(row.changes)).reason == row.reason);
  }
}

TEST_CASE("re-opening an action re-opens what it answers, and keeps the history") {
  Story story = Closed();
  CHECK(Planned().On("2011-03-01").When(Reopening("")).reason == "NOTHING_TO_CHANGE");
  story.On("2011-03-01");
  CHECK(story.When(Reopening("reopened_on: @2011-01-09")).reason == "DATE_OUT_OF_ORDER");
  CHECK(story.When(Reopening("new_due_on: @2011-02-28")).reason == "DATE_OUT_OF_ORDER");
  CHECK(story.When(Reopening("new_due_on: @2011-06-30")).events == story.Events(R"(
    ActionReopened {
      action_id: $train reason: 'Practice is as before.' reopened_on: @2011-03-01
      new_due_on: @2011-06-30
    }
    RecommendationReopened {
      recommendation_id: $r1 because_of_action_id: $train reopened_on: @2011-03-01
    })"));

  const ActionPlan plan = story.Of<ActionPlan>("$plan");
  const Recommendation& recommendation = plan.recommendations.at(story.Id("$r1"));
  CHECK_FALSE(recommendation.closed);
  CHECK(recommendation.closings.size() == 1);
  const Action& action = plan.actions.at(story.Id("$train"));
  CHECK(action.verifications.size() == 1);
  CHECK(action.due_on == absl::CivilDay(2011, 6, 30));
}

TEST_CASE("what was not enough before proves nothing after re-opening") {
  Story story = Closed();
  story.On("2011-05-01").Do(Reopening("")).Do(R"(DeclareActionComplete {
    plan_id: $plan action_id: $train by_agency_id: $health declared_on: @2011-04-01 })");
  const std::string old_only = Verification("evidence_ids: $e1 verified_on: @2011-05-01");
  CHECK(story.When(old_only).reason == "NO_EVIDENCE");
  story.Do(Evidence("$e3", "$train", "2011-04-01"));
  CHECK(story.When(old_only).reason == "NO_EVIDENCE");
  CHECK(story.When(Verification("evidence_ids: $e1 evidence_ids: $e3 verified_on: @2011-05-01"))
            .reason.empty());
}

TEST_CASE("a due day moves with reason and authority, and the breach before it stays") {
  Story story = Planned();
  const auto revise = [](const std::string& day) {
    return "ReviseActionDueDate { plan_id: $plan action_id: $train reason: 'Staff left.' "
           "authority: 'The Board' new_due_on: @" +
           day + " }";
  };
  story.On("2011-01-10");
  CHECK(story.When(revise("2010-12-31")).reason == "NOTHING_TO_CHANGE");
  CHECK(story.When(revise("2010-09-09")).reason == "DATE_OUT_OF_ORDER");
  CHECK(story.When(revise("2011-03-31")).reason.empty());

  // What was moved before and is told only now was moved again since.
  Story late = story;
  CHECK(late.When(revise("2011-05-31 revised_on: @2010-08-31")).reason == "DATE_OUT_OF_ORDER");
  late.Do(revise("2011-02-28 revised_on: @2010-12-20"));
  const ActionPlan told_late = late.Of<ActionPlan>("$plan");
  CHECK(told_late.actions.at(story.Id("$train")).due_on == absl::CivilDay(2011, 3, 31));
  for (const types::v1::ClockAnswer& clock : late.Clocks<ActionPlan>("$plan")) {
    if (clock.subject() != story.Id("$train")) continue;
    CHECK(workflows::DayOf(clock.due_on()) == absl::CivilDay(2011, 3, 31));
    CHECK(clock.revisions_size() == 2);
  }

  const ActionPlan plan = story.Of<ActionPlan>("$plan");
  CHECK(plan.actions.at(story.Id("$train")).due_on == absl::CivilDay(2011, 3, 31));
  REQUIRE(plan.clock_facts.revisions.size() == 1);
  const auto clocks = story.Clocks<ActionPlan>("$plan");
  REQUIRE(clocks.size() == 2);
  for (const types::v1::ClockAnswer& clock : clocks) {
    const bool moved = clock.subject() == story.Id("$train");
    CHECK(clock.status() ==
          (moved ? types::v1::ClockAnswer::RUNNING : types::v1::ClockAnswer::OVERDUE));
    REQUIRE(clock.revisions_size() == (moved ? 1 : 0));
    if (moved) CHECK(clock.revisions(0).after_breach());
  }
}

TEST_CASE("the colour of an action says why") {
  struct RagRow {
    const char* name;
    std::string commands;
    absl::CivilDay today;
    types::v1::Colour colour;
    const char* reason;
  };
  const std::string declared = Declaration("$train", "$health");
  const std::string evidenced = declared + Evidence("$e1", "$train", "2010-12-01");
  const std::vector<RagRow> rows = {
      {"in time", "", absl::CivilDay(2010, 12, 31), types::v1::AMBER,
       "Not started; due on 31 December 2010."},
      {"overdue", "", absl::CivilDay(2011, 1, 1), types::v1::RED,
       "Overdue since 31 December 2010."},
      {"no evidence", declared, absl::CivilDay(2011, 1, 1), types::v1::AMBER,
       "Declared complete, but no evidence has been submitted."},
      {"evidence that was not accepted",
       evidenced + " RejectEvidence { plan_id: $plan evidence_id: $e1 reason: 'It names nobody.' "
                   "rejected_on: @2010-12-02 }",
       absl::CivilDay(2011, 1, 1), types::v1::AMBER,
       "Declared complete, but not proven. What was submitted was not accepted, and no other "
       "evidence was since."},
      {"evidence", evidenced, absl::CivilDay(2011, 1, 1), types::v1::GREEN,
       "Declared complete with evidence; waits to be verified."},
      {"verified", evidenced + Verification("evidence_ids: $e1"), absl::CivilDay(2011, 1, 1),
       types::v1::BLUE, "Verified by somebody other than its owner."},
  };
  for (const RagRow& row : rows) {
    INFO(row.name);
    Story story = Planned();
    story.On("2011-01-10").Do(row.commands);
    const Rag rag = RagOf(story.Of<ActionPlan>("$plan").actions.at(story.Id("$train")),
                          ShippedRagRules(), row.today);
    CHECK(rag.colour == row.colour);
    CHECK(rag.reason == row.reason);
  }
}

TEST_CASE("the colour of a recommendation is that of its worst action") {
  Story story = Planned();
  const ActionPlan plan = story.Of<ActionPlan>("$plan");
  CHECK(RagOf(plan, story.Id("$r2"), absl::CivilDay(2010, 10, 1)).colour == types::v1::RED);
  CHECK(RagOf(plan, story.Id("$r1"), absl::CivilDay(2010, 10, 1)).colour == types::v1::AMBER);
  story.On("2010-12-01").Do(Declaration("$train", "$health"));
  CHECK(RagOf(story.Of<ActionPlan>("$plan"), story.Id("$r1"), absl::CivilDay(2011, 1, 1)).colour ==
        types::v1::RED);
  Story closed = Closed();
  CHECK(
      RagOf(closed.Of<ActionPlan>("$plan"), closed.Id("$r1"), absl::CivilDay(2011, 3, 1)).colour ==
      types::v1::BLUE);
}

TEST_CASE("a plan is worked on by the board that holds it, and by no other") {
  const std::string ask =
      "MakeRecommendation { plan_id: $plan number: '3' text: 'Ask.' source: FROM_OVERVIEW "
      "made_on: @2010-09-03 }";
  Story story = Planned();
  story.Given("$other", "BoardOpened { name: 'Southshire' }");
  CHECK(Story(story).InNameOf("$other").When(ask).reason == "WRONG_BOARD");
  CHECK(story.When(ask).reason.empty());
}

}  // namespace
}  // namespace candour::workflows::action_plan
