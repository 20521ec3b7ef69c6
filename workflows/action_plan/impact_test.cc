// Whether an action changed anything for children: planned, looked at by another agency, looked at
// again.
#include "workflows/action_plan/action_plan.h"
#include "workflows/action_plan/action_plan_test_support.h"
#include "workflows/action_plan/progress.h"

namespace candour::workflows::action_plan {
namespace {

using testing::Story;
using types::v1::ClockAnswer;

std::string Plan(const std::string& changes) {
  return R"(PlanImpactReview {
    plan_id: $plan action_id: $train planned_on: @2011-02-01 review_on: @2011-08-01 )" +
         changes + "}";
}

std::string Evaluate(const std::string& changes) {
  return R"(EvaluateImpact {
    plan_id: $plan action_id: $train evaluated_on: @2011-07-25 result: EFFECT_SHOWN
    finding: 'Referrals still come earlier.' evaluator_agency_id: $police
    evaluator_person_id: $inspector )" +
         changes + "}";
}

// Verified, and its impact to be reviewed on 1 August 2011.
Story ToBeReviewed() {
  Story story = Closed();
  story.Do(Plan("")).On("2011-07-25");
  return story;
}

std::vector<std::string> ImpactClocks(Story& story, const std::string& day) {
  story.On(day);
  std::vector<std::string> told;
  for (const ClockAnswer& clock : story.Clocks<ActionPlan>("$plan")) {
    if (clock.kind() != "evaluate_impact") continue;
    told.push_back(ClockAnswer::Status_Name(clock.status()) + (clock.breached() ? "!" : "") + " " +
                   clock.subject_words());
  }
  return told;
}

TEST_CASE("a review of impact is planned for a day ahead, and replaced only with a reason") {
  const std::vector<Row> rows = {
      {"planned", "", ""},
      {"no such action", "action_id: $other", "UNKNOWN_REFERENCE"},
      {"before the action", "planned_on: @2010-09-09", "DATE_OUT_OF_ORDER"},
      {"for a day gone", "review_on: @2011-01-31", "DATE_OUT_OF_ORDER"},
  };
  for (const Row& row : rows) {
    INFO(row.name);
    CHECK(Closed().When(Plan(row.changes)).reason == row.reason);
  }
  Story story = ToBeReviewed();
  CHECK(story.When(Plan("review_on: @2011-12-01")).reason == "REASON_MISSING");
  CHECK(story.When(Plan("review_on: @2011-12-01 replaces_because: 'The audit is late.'")).events ==
        story.Events(R"(ImpactReviewPlanned {
          action_id: $train planned_on: @2011-02-01 review_on: @2011-12-01
          replaces_because: 'The audit is late.' })"));
}

TEST_CASE("impact is evaluated as planned, of what was verified, by another agency") {
  CHECK(Closed().On("2011-07-25").When(Evaluate("")).reason == "WRONG_STAGE");
  const std::vector<Row> rows = {
      {"by another", "", ""},
      {"by the owner", "evaluator_agency_id: $health", "VERIFIER_IS_OWNER"},
      {"by the owner's staff", "evaluator_person_id: $officer", "VERIFIER_IS_OWNER"},
      {"by nobody known", "evaluator_person_id: $stranger", "UNKNOWN_REFERENCE"},
      {"before it was planned", "evaluated_on: @2011-01-31", "DATE_OUT_OF_ORDER"},
      {"again before", "review_again_on: @2011-07-24", "DATE_OUT_OF_ORDER"},
  };
  for (const Row& row : rows) {
    INFO(row.name);
    CHECK(ToBeReviewed().When(Evaluate(row.changes)).reason == row.reason);
  }
  Story story = ToBeReviewed();
  CHECK(story.ActingFor("$health").When(Evaluate("")).reason == "NOT_AUTHORISED");
  Story reopened = ToBeReviewed();
  reopened.Do(Reopening(""));
  CHECK(reopened.When(Evaluate("")).reason == "WRONG_STAGE");
}

TEST_CASE("an action that changed nothing opens again, and what it answers with it") {
  Story story = ToBeReviewed();
  CHECK(story.When(Evaluate("result: NO_EFFECT_SHOWN finding: 'Practice is unchanged.'")).events ==
        story.Events(R"(
          ImpactEvaluated {
            action_id: $train evaluated_on: @2011-07-25 result: NO_EFFECT_SHOWN
            finding: 'Practice is unchanged.' evaluator_agency_id: $police
            evaluator_person_id: $inspector
          }
          ActionReopened {
            action_id: $train reason: 'Practice is unchanged.' reopened_on: @2011-07-25
          }
          RecommendationReopened {
            recommendation_id: $r1 because_of_action_id: $train reopened_on: @2011-07-25
          })"));
  CHECK(story.Of<ActionPlan>("$plan").actions.at(story.Id("$train")).IsOpen());
}

TEST_CASE("whoever speaks for an agency tells what it found, and opens nothing by that") {
  Story story = ToBeReviewed();
  story.ActingFor("$police");
  const std::string found = "result: NO_EFFECT_SHOWN finding: 'Practice is unchanged.'";
  const auto outcome = story.When(Evaluate(found));
  CHECK(outcome.reason == "");
  CHECK(outcome.events.find("ImpactEvaluated") != std::string::npos);
  CHECK(outcome.events.find("Reopened") == std::string::npos);
  story.ActingFor("");
  // What changed nothing verifies nothing, and counts nowhere else.
  Story unclosed = story;
  unclosed.Given("$plan", "RecommendationReopened { recommendation_id: $r1 }");
  const auto closing = unclosed.When(
      "CloseRecommendation { plan_id: $plan recommendation_id: $r1 outcome: EFFECT_VERIFIED "
      "closed_on: @2011-07-25 }");
  CHECK(closing.reason == "ACTIONS_OPEN");
  CHECK(closing.sentence.find("(it was found to have changed nothing)") != std::string::npos);
  Story elsewhere = story;
  elsewhere.Do(R"(
    OpenActionPlan { plan_id: $late title: 'Coroner' opened_on: @2011-02-01 }
    MakeRecommendation {
      plan_id: $late recommendation_id: $c1 number: '1' text: 'Tell.' source: FROM_CORONER
      made_on: @2011-02-01
    })");
  CHECK(elsewhere
            .When("LinkAction { plan_id: $late recommendation_id: $c1 earlier_plan_id: $plan "
                  "action_id: $train reason: 'Done.' linked_on: @2011-07-25 }")
            .reason == "ACTIONS_OPEN");
  // Until the office has done something on it, it stands against closing the plan.
  const auto against = [&] { return AgainstClosing(story.Of<ActionPlan>("$plan"), nullptr); };
  REQUIRE_FALSE(against().empty());
  CHECK(against().back() ==
        "The impact of \"Train staff\" was looked at on 25 July 2011, and no effect was found. "
        "Re-open "
        "the action, or plan another look at it.");
  CHECK(story
            .When("ReopenAction { plan_id: $plan action_id: $train reason: 'Unchanged.' "
                  "reopened_on: @2011-07-25 }")
            .reason == "");
  CHECK(against().back().find("no effect was found") == std::string::npos);
}

TEST_CASE("a slip in what was judged is put right though the register moved the one who judged") {
  Story story = ToBeReviewed();
  story.Do(Evaluate(""))
      .Given("$board",
             "PersonRegistered { person_id: $inspector name: 'I' agency_id: "
             "$social_care }");
  const std::string header =
      " header { corrects_event_id: $ImpactEvaluated correction_reason: 'A slip.' }";
  CHECK(Story(story).When(Evaluate("finding: 'Earlier by a week.'" + header)).reason == "");
  CHECK(Story(story).When(Evaluate("evaluator_agency_id: $education" + header)).reason != "");
  // A slip in what somebody found for an agency opens nothing either.
  Story none = ToBeReviewed();
  none.ActingFor("$police").Do(Evaluate("result: NO_EFFECT_SHOWN")).ActingFor("");
  const auto mended =
      none.When(Evaluate("result: NO_EFFECT_SHOWN finding: 'Practice is unchanged.'" + header));
  CHECK(mended.reason == "");
  CHECK(mended.events.find("Reopened") == std::string::npos);
  const std::string of_verified =
      " header { corrects_event_id: $ActionVerified correction_reason: 'A slip.' }";
  CHECK(Story(story)
            .When(Verification(
                "action_id: $audit evidence_ids: $e2 effect_seen: 'A week earlier.'" + of_verified))
            .reason == "");
  // Of another action it is asked as though nobody had judged that.
  CHECK(Story(story).When(Verification("evidence_ids: $e1" + of_verified)).reason ==
        "NOT_AUTHORISED");
}

TEST_CASE("the clock of impact is met, missed, and started again by the next review") {
  Story planned = ToBeReviewed();
  const std::string whose = " Northshire NHS Trust, named nurse";
  CHECK(ImpactClocks(planned, "2011-08-01") == std::vector<std::string>{"DUE_TODAY" + whose});
  CHECK(ImpactClocks(planned, "2011-08-02") == std::vector<std::string>{"OVERDUE!" + whose});

  Story moved = ToBeReviewed();
  moved.On("2011-09-01")
      .Do(Plan("planned_on: @2011-09-01 review_on: @2011-12-01 replaces_because: 'Late.'"));
  CHECK(ImpactClocks(moved, "2011-09-02") ==
        std::vector<std::string>{"SUPERSEDED!" + whose, "RUNNING" + whose});

  Story story = ToBeReviewed();
  CHECK(story.When(Evaluate("result: EFFECT_SHOWN_IN_PART review_again_on: @2012-02-01")).events ==
        story.Events(R"(
          ImpactEvaluated {
            action_id: $train evaluated_on: @2011-07-25 result: EFFECT_SHOWN_IN_PART
            finding: 'Referrals still come earlier.' evaluator_agency_id: $police
            evaluator_person_id: $inspector
          }
          ImpactReviewPlanned {
            action_id: $train planned_on: @2011-07-25 review_on: @2012-02-01 })"));
  CHECK(ImpactClocks(story, "2011-07-26") ==
        std::vector<std::string>{"MET" + whose, "RUNNING" + whose});
  story.On("2012-02-20").Do(Evaluate("evaluated_on: @2012-02-20"));
  CHECK(ImpactClocks(story, "2012-02-20") ==
        std::vector<std::string>{"MET" + whose, "MET_LATE!" + whose});
  CHECK(story.When(Evaluate("evaluated_on: @2012-02-20")).reason == "WRONG_STAGE");
}

}  // namespace
}  // namespace candour::workflows::action_plan
