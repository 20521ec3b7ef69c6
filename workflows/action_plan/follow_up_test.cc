// Recommendations answered and shared, actions split, merged and passed on, judged and written
// about.
#include <set>

#include "tests/support/northshire.h"
#include "workflows/action_plan/action_plan.h"
#include "workflows/action_plan/action_plan_test_support.h"
#include "workflows/action_plan/progress.h"
#include "workflows/action_plan/rag.h"

namespace candour::workflows::action_plan {
namespace {

using testing::HoldQuorateMeeting;
using testing::Outcome;
using testing::Story;

Action ActionOf(Story& story, const std::string& name) {
  return story.Of<ActionPlan>("$plan").actions.at(story.Id(name));
}

TEST_CASE(
    "an agency responds to a recommendation, and says why where it does not accept all of it") {
  const auto respond = [](const std::string& changes) {
    return R"(RespondToRecommendation {
      plan_id: $plan recommendation_id: $r1 agency_id: $health response: ACCEPTED
      responded_on: @2010-09-10 )" +
           changes + "}";
  };
  const std::vector<Row> rows = {
      {"accepted", "", ""},
      {"in part, no reason", "response: ACCEPTED_IN_PART", "REASON_MISSING"},
      {"rejected, no reason", "response: REJECTED", "REASON_MISSING"},
      {"rejected", "response: REJECTED reason: 'It is the law already.'", ""},
      {"before it was made", "responded_on: @2010-09-01", "DATE_OUT_OF_ORDER"},
      {"by nobody known", "agency_id: $stranger", "UNKNOWN_REFERENCE"},
  };
  for (const Row& row : rows) {
    INFO(row.name);
    CHECK(Planned().When(respond(row.changes)).reason == row.reason);
  }
  CHECK(Planned().ActingFor("$police").When(respond("")).reason == "NOT_AUTHORISED");
}

TEST_CASE("what a business plan sets out serves an objective") {
  const std::string make = R"(MakeRecommendation {
    plan_id: $plan number: '3' text: 'Be heard.' source: FROM_BUSINESS_PLAN made_on: @2010-09-02 )";
  CHECK(Planned().When(make + "}").reason == "REASON_MISSING");
  CHECK(Planned().When(make + "objective: 'Children are heard' }").reason.empty());
}

std::string Split(const std::string& changes) {
  return R"(ReplaceActions {
    plan_id: $plan action_ids: $train reason: 'Two trusts now.' replaced_on: @2010-11-01
    by { action_id: $north owner_agency_id: $health lead_role: 'named nurse' text: 'Train north' }
    by { action_id: $south owner_agency_id: $probation lead_role: 'manager' text: 'Train south' } )" +
         changes + "}";
}

TEST_CASE("an action is split between successors, and its due day and its history stay") {
  const std::vector<Row> rows = {
      {"before it began", "replaced_on: @2010-09-09", "DATE_OUT_OF_ORDER"},
      {"to nobody known",
       "by { action_id: $x owner_agency_id: $stranger lead_role: 'x' text: 'x' }",
       "UNKNOWN_REFERENCE"},
      {"into one that is there",
       "by { action_id: $audit owner_agency_id: $health lead_role: 'x' text: 'x' }",
       "ALREADY_DONE"},
      {"two of one id",
       "by { action_id: $north owner_agency_id: $health lead_role: 'x' text: 'x' }",
       "ALREADY_DONE"},
      {"due before",
       "by { action_id: $x owner_agency_id: $health lead_role: 'x' text: 'x' due_on: @2010-10-31 }",
       "DATE_OUT_OF_ORDER"},
      {"in two", "", ""},
  };
  for (const Row& row : rows) {
    INFO(row.name);
    CHECK(Planned().On("2010-11-01").When(Split(row.changes)).reason == row.reason);
  }
  Story story = Planned();
  story.On("2010-11-01").Do(Split(""));
  CHECK(ActionOf(story, "$train").status == types::v1::SUPERSEDED);
  const Action north = ActionOf(story, "$north");
  CHECK(north.due_on == absl::CivilDay(2010, 12, 31));
  CHECK(north.record.measure() == "Children are referred earlier.");
  CHECK(north.Answers(story.Id("$r1")));
  CHECK(story.When(Split("")).reason == "ALREADY_DONE");
  Story later = story;
  CHECK(later.On("2010-12-01").When(Declaration("$train", "$health")).reason == "ALREADY_DONE");
  const Outcome lost = later.When(Evidence("$e1", "$train", "2010-11-30"));
  CHECK(lost.reason == "ALREADY_DONE");
  CHECK(std::set<std::string>(lost.about.begin(), lost.about.end()) ==
        std::set<std::string>{"$north", "$south", "$train"});
  story.Do(R"(ReplaceActions {
    plan_id: $plan action_ids: $north action_ids: $audit reason: 'One audit.' replaced_on: @2010-11-01
    by { action_id: $both owner_agency_id: $health lead_role: 'named nurse' text: 'Train and audit' }
  })");
  const ActionPlan plan = story.Of<ActionPlan>("$plan");
  CHECK(plan.actions.at(story.Id("$audit")).replaced_by ==
        std::vector<std::string>{story.Id("$both")});
  CHECK(RagOf(plan, story.Id("$r1"), absl::CivilDay(2011, 1, 1)).colour == types::v1::RED);
}

std::string Pass(const std::string& changes) {
  return R"(ReassignAction {
    plan_id: $plan action_id: $train to_agency_id: $probation lead_role: 'manager'
    basis: 'The order of succession.' reassigned_on: @2010-11-01 )" +
         changes + "}";
}

TEST_CASE("open actions move to the body that succeeds, and neither of the two verifies them") {
  const std::vector<Row> rows = {
      {"to another", "", ""},
      {"to itself", "to_agency_id: $health", "NOTHING_TO_CHANGE"},
      {"to nobody known", "to_agency_id: $stranger", "UNKNOWN_REFERENCE"},
      {"before it began", "reassigned_on: @2010-09-09", "DATE_OUT_OF_ORDER"},
  };
  for (const Row& row : rows) {
    INFO(row.name);
    CHECK(Planned().On("2010-11-01").When(Pass(row.changes)).reason == row.reason);
  }
  CHECK(Closed().When(Pass("reassigned_on: @2011-02-01")).reason == "ALREADY_DONE");
  Story story = Planned();
  story.On("2011-01-10").Do(Pass(""));
  CHECK(story.When(Declaration("$train", "$health")).reason == "NOT_AUTHORISED");
  story.Do(Declaration("$train", "$probation"));
  story.Do(Evidence("$e1", "$train", "2010-12-01"));
  const std::string check = "evidence_ids: $e1 verifier_agency_id: ";
  CHECK(story.When(Verification(check + "$health verifier_person_id: $author")).reason ==
        "VERIFIER_IS_OWNER");
  CHECK(story.When(Verification(check + "$probation")).reason == "VERIFIER_IS_OWNER");
  CHECK(story.When(Verification(check + "$police")).reason.empty());
}

TEST_CASE("one action answers several recommendations, also of another plan once it is verified") {
  Story story = Closed();
  story.Do(R"(
    OpenActionPlan { plan_id: $late title: 'The coroner' opened_on: @2011-02-01 }
    MakeRecommendation {
      plan_id: $late recommendation_id: $c1 number: '1' text: 'Share what is known.'
      source: FROM_CORONER made_on: @2011-02-01
    })");
  const auto link = [](const std::string& changes) {
    return R"(LinkAction {
      plan_id: $late recommendation_id: $c1 earlier_plan_id: $plan action_id: $train
      reason: 'It was done after the review.' linked_on: @2011-02-01 )" +
           changes + "}";
  };
  const std::vector<Row> rows = {
      {"not there", "action_id: $stranger", "UNKNOWN_REFERENCE"},
      {"not in this plan", "earlier_plan_id: ''", "UNKNOWN_REFERENCE"},
      {"verified", "", ""},
  };
  for (const Row& row : rows) {
    INFO(row.name);
    Story told = story;
    CHECK(told.When(link(row.changes)).reason == row.reason);
  }
  Story open = story;
  open.On("2011-03-01").Do(Reopening(""));
  CHECK(open.When(link("")).reason == "ACTIONS_OPEN");
  story.Do(link(""));
  CHECK(story.When(link("")).reason == "ALREADY_DONE");
  CHECK(story.Of<ActionPlan>("$late").recommendations.at(story.Id("$c1")).met_by.size() == 1);
  CHECK(story
            .When("CloseRecommendation { plan_id: $late recommendation_id: $c1 "
                  "outcome: EFFECT_VERIFIED closed_on: @2011-02-01 }")
            .reason.empty());
  Story same = Planned();
  same.Do(
      "LinkAction { plan_id: $plan recommendation_id: $r2 action_id: $train reason: 'Both.' "
      "linked_on: @2010-09-10 }");
  CHECK(ActionOf(same, "$train").Answers(same.Id("$r2")));
}

// $late of a coroner, for another review, whose $c1 rests on $train of $plan alone, and $c2 on the
// Board's word beside it.
Story MetElsewhere() {
  Story story = Closed();
  story.Do(R"(
    ReferCase {
      review_id: $second case_reference: 'SCR/2010/7' referrer: POLICE_FORCE harm: DEATH
      incident_on: @2010-02 referred_on: @2010-03-04 grounds: 'Another child.'
    }
    DecideOnReview {
      review_id: $second decision_id: $decided option: SERIOUS_CASE_REVIEW decider_person_id: $chair
      reasons: 'As told.' facts_as_of: @2010-03-22 decided_on: @2010-03-22
      criteria: 'death_abuse_or_neglect'
    }
    OpenActionPlan { plan_id: $late title: 'Second' review_id: $second opened_on: @2011-02-01 }
    MakeRecommendation {
      plan_id: $late recommendation_id: $c1 number: '1' text: 'Tell.' source: FROM_CORONER
      made_on: @2011-02-01
    }
    MakeRecommendation {
      plan_id: $late recommendation_id: $c2 number: '2' text: 'Ask.' source: FROM_CORONER
      made_on: @2011-02-01
    }
    LinkAction {
      plan_id: $late recommendation_id: $c1 earlier_plan_id: $plan action_id: $train
      reason: 'It was done after the review.' linked_on: @2011-02-01
    }
    LinkAction {
      plan_id: $late recommendation_id: $c2 earlier_plan_id: $plan action_id: $train
      reason: 'In part.' linked_on: @2011-02-01
    }
    CloseRecommendation {
      plan_id: $late recommendation_id: $c1 outcome: EFFECT_VERIFIED closed_on: @2011-02-01
    })");
  HoldQuorateMeeting(story, "$board_of_second", "$full_board", "2011-02-01", "$second");
  story.Do(R"(
    CloseRecommendation {
      plan_id: $late recommendation_id: $c2 outcome: OVERTAKEN reason: 'New law.'
      residual_risk: 'None.' meeting_id: $board_of_second closed_on: @2011-02-01
    })");
  story
      .Given("$late",
             "PlanClosed { review_id: $second meeting_id: $board_of_second closed_on: "
             "@2011-02-01 }")
      .Given("$second", "ReviewPlanClosed { plan_id: $late closed_on: @2011-02-01 }")
      .Given("$second", "ReviewClosed { authority: 'The Board' closed_on: @2011-02-01 }");
  return story;
}

TEST_CASE("what an action met in another plan opens with it, as far up as it was closed") {
  Story story = MetElsewhere();
  story.On("2011-03-01");
  CHECK(story.When(Reopening("")).events == story.Events(R"(
    ActionReopened { action_id: $train reason: 'Practice is as before.' reopened_on: @2011-03-01 }
    RecommendationReopened {
      recommendation_id: $r1 because_of_action_id: $train reopened_on: @2011-03-01
    }
    ActionCountsNoLonger {
      action_id: $train recommendation_id: $c1 earlier_plan_id: $plan
      reason: 'Practice is as before.' reopened_on: @2011-03-01
    }
    RecommendationReopened {
      recommendation_id: $c1 because_of_action_id: $train reopened_on: @2011-03-01
    }
    ActionCountsNoLonger {
      action_id: $train recommendation_id: $c2 earlier_plan_id: $plan
      reason: 'Practice is as before.' reopened_on: @2011-03-01
    }
    PlanReopened { because_of: $train reopened_on: @2011-03-01 }
    ReviewPlanReopened { plan_id: $late because_of: $train reopened_on: @2011-03-01 })"));
  const ActionPlan late = story.Of<ActionPlan>("$late");
  CHECK_FALSE(late.closed);
  CHECK_FALSE(late.recommendations.at(story.Id("$c1")).closed);
  // The Board did not rest on the action.
  CHECK(late.recommendations.at(story.Id("$c2")).closed);
  CHECK_FALSE(story.Of<case_review::CaseReview>("$second").closing.closed);
  CHECK(story.Of<case_review::CaseReview>("$review").closing.plans.size() == 1);
  // Nothing has been done about it any longer; verified anew, it is linked anew.
  const std::string close =
      "CloseRecommendation { plan_id: $late recommendation_id: $c1 outcome: EFFECT_VERIFIED "
      "closed_on: @2011-03-01 }";
  CHECK(story.When(close).reason == "ACTIONS_OPEN");
  CHECK(story.See<ActionPlan>("$plan").actions.at(story.Id("$train")).counted_in.empty());
  CHECK(story.See<ActionPlan>("$plan").Beside().size() == 1);
}

TEST_CASE("both plans show what an action of one does for the other, and does no longer") {
  Story story = MetElsewhere();
  struct Shown {
    std::string by_action;       // in the plan of the action
    std::string met;             // in the other
    std::string standing;        // of the recommendation there
    std::string standing_of_c2;  // which was closed for another reason
  };
  const auto shown = [&] {
    const board::Board board = story.Of<board::Board>("$board");
    Shown told;
    const absl::CivilDay day(2011, 3, 1);
    const auto own = ProgressOf(story.Of<ActionPlan>("$plan"), board, day);
    for (const auto& line : own.lines()) {
      for (const std::string& one : line.elsewhere()) told.by_action += one + " ";
    }
    const auto late = ProgressOf(story.Of<ActionPlan>("$late"), board, day);
    for (const std::string& one : late.recommended(0).met_elsewhere()) told.met += one;
    told.standing = late.recommended(0).standing();
    told.standing_of_c2 = late.recommended(1).standing();
    const std::string text = TextOf(late);
    CHECK(text.find("    " + told.met + "\n") != std::string::npos);
    return told;
  };
  const Shown before = shown();
  CHECK(before.by_action ==
        "Counts for recommendation 1 of Second. Counts for recommendation 2 of Second. ");
  CHECK(before.met == "Train staff, verified on 10 January 2011 in another plan.");
  CHECK(before.standing == "Closed: all its actions verified.");
  story.On("2011-03-01").Do(Reopening(""));
  const Shown after = shown();
  CHECK(after.by_action ==
        "Counted for recommendation 1 of Second until it was re-opened. Counted for "
        "recommendation 2 of Second until it was re-opened. ");
  CHECK(after.met ==
        "Train staff: met this until it was re-opened in its own plan (recorded on 1 March 2011: "
        "Practice is as before.).");
  CHECK(after.standing ==
        "What met it in another plan was re-opened there, and nothing else is planned for it.");
  CHECK(after.standing_of_c2 == before.standing_of_c2);
}

TEST_CASE("impact that was not shown reaches what the action met in another plan") {
  Story story = MetElsewhere();
  story.On("2011-03-01")
      .Do("PlanImpactReview { plan_id: $plan action_id: $train planned_on: @2011-02-01 review_on: "
          "@2011-03-01 }");
  CHECK(story
            .When("EvaluateImpact { plan_id: $plan action_id: $train evaluated_on: @2011-03-01 "
                  "result: NO_EFFECT_SHOWN finding: 'As before.' evaluator_agency_id: $police "
                  "evaluator_person_id: $inspector }")
            .reason == "");
  CHECK_FALSE(story.Of<ActionPlan>("$late").recommendations.at(story.Id("$c1")).closed);
}

TEST_CASE("an action linked before its plan was told is told by linking it again") {
  Story story = Closed();
  story.Do(R"(
    OpenActionPlan { plan_id: $late title: 'Coroner' opened_on: @2011-02-01 }
    MakeRecommendation {
      plan_id: $late recommendation_id: $c1 number: '1' text: 'Tell.' source: FROM_CORONER
      made_on: @2011-02-01
    })");
  story.Given("$late", R"(
    ActionLinked {
      action_id: $train recommendation_id: $c1 earlier_plan_id: $plan text: 'Train staff'
      verified_on: @2011-01-10 reason: 'Done.' linked_on: @2011-02-01
    }
    RecommendationClosed {
      recommendation_id: $c1 outcome: EFFECT_VERIFIED closed_on: @2011-02-01
    })");
  const std::string again =
      "LinkAction { plan_id: $late recommendation_id: $c1 earlier_plan_id: $plan action_id: $train "
      "reason: 'Done.' linked_on: @2011-02-01 }";
  CHECK(story.When(again).events ==
        story.Events("ActionCountedElsewhere { action_id: $train plan_id: $late recommendation_id: "
                     "$c1 linked_on: @2011-02-01 plan_title: 'Coroner' "
                     "recommendation_number: '1' }"));
  CHECK(story.When(again).reason == "ALREADY_DONE");
  story.On("2011-03-01").Do(Reopening(""));
  CHECK_FALSE(story.Of<ActionPlan>("$late").recommendations.at(story.Id("$c1")).closed);
}

TEST_CASE("a recommendation superseded by an open one needs no decision of the Board") {
  const auto close = [](const std::string& other) {
    return Closing(
        "recommendation_id: $r1 outcome: SUPERSEDED_BY_ANOTHER "
        "superseded_by_recommendation_id: " +
        other);
  };
  CHECK(Planned().On("2011-02-01").When(close("$r1")).reason == "CONTRADICTORY");
  CHECK(Planned().On("2011-02-01").When(close("$stranger")).reason == "UNKNOWN_REFERENCE");
  CHECK(Planned().On("2011-02-01").When(close("$r2")).reason.empty());
}

TEST_CASE("evidence that is not accepted verifies nothing") {
  Story story = Planned();
  story.On("2011-01-10").Do(Declaration("$train", "$health"));
  story.Do(Evidence("$e1", "$train", "2010-12-01"));
  const std::string reject =
      "RejectEvidence { plan_id: $plan evidence_id: $e1 reason: 'It names no child.' "
      "rejected_on: @2010-12-02 }";
  CHECK(Closed().When(reject).reason == "WRONG_STAGE");
  story.Do(reject);
  CHECK(story.When(reject).reason == "ALREADY_DONE");
  const Outcome refused = story.When(Verification("evidence_ids: $e1"));
  CHECK(refused.reason == "NO_EVIDENCE");
  CHECK(refused.sentence ==
        "What was submitted was not accepted, and no other evidence was since. Ask the owner for "
        "it first.");
  story.Do(Evidence("$e2", "$train", "2010-12-03"));
  CHECK(story.When(Verification("evidence_ids: $e1 evidence_ids: $e2")).reason == "NO_EVIDENCE");
  CHECK(story.When(Verification("evidence_ids: $e2")).reason.empty());
}

TEST_CASE("the subgroup's colour stands beside the computed one, and neither changes the other") {
  Story story = Planned();
  story.On("2011-01-10").Do(R"(JudgeAction {
    plan_id: $plan action_id: $train colour: GREEN reason: 'The trust showed us.'
    judged_on: @2011-01-10 })");
  const Action action = ActionOf(story, "$train");
  CHECK(action.judgements.back().colour() == types::v1::GREEN);
  CHECK(RagOf(action, ShippedRagRules(), absl::CivilDay(2011, 1, 10)).colour == types::v1::RED);
}

std::string Rules(const std::string& rules) {
  return "SetRagRules { plan_id: $plan authority: 'The subgroup' set_on: @2010-09-10 rules { "
         "title: 'Ours' source: 'Minute 4' " +
         rules + "} }";
}

TEST_CASE("a body sets rules of its own for colours, which give every action one") {
  const std::string rest = "rules { when: OTHERWISE colour: GREEN words: 'Green: all else.' }";
  const std::vector<Row> rows = {
      {"no rule for the rest", "rules { when: IS_VERIFIED colour: BLUE words: 'Blue.' }",
       "CONTRADICTORY"},
      {"blue unseen", "rules { when: IS_DECLARED colour: BLUE words: 'Blue.' }" + rest,
       "CONTRADICTORY"},
      {"no words", "rules { when: IS_OVERDUE colour: RED }" + rest, "CONTRADICTORY"},
      {"green whatever happens", rest, "CONTRADICTORY"},
      {"green when overdue",
       "rules { when: IS_OVERDUE colour: GREEN words: 'Green: late.' }" + rest, "CONTRADICTORY"},
      {"whole",
       "rules { when: IS_OVERDUE days: 28 colour: RED words: 'Red: a month late.' }" + rest, ""},
  };
  for (const Row& row : rows) {
    INFO(row.name);
    CHECK(Planned().When(Rules(row.changes)).reason == row.reason);
  }
  Story story = Planned();
  story.Do(Rules(rows.back().changes));
  const ActionPlan plan = story.Of<ActionPlan>("$plan");
  const Action& action = plan.actions.at(story.Id("$train"));
  CHECK(RagOf(action, RagRulesOf(plan), absl::CivilDay(2011, 1, 28)).colour == types::v1::GREEN);
  const Rag late = RagOf(action, RagRulesOf(plan), absl::CivilDay(2011, 1, 29));
  CHECK(late.colour == types::v1::RED);
  CHECK(late.rule == "Red: a month late.");
}

TEST_CASE("a recommendation is reworded into other words") {
  Story story = Planned();
  const auto reword = [](const std::string& text) {
    return "RewordRecommendation { plan_id: $plan recommendation_id: $r1 text: '" + text +
           "' reason: 'Plainer.' reworded_on: @2010-09-10 }";
  };
  CHECK(story.When(reword("Share what is known.")).reason == "NOTHING_TO_CHANGE");
  CHECK(story.When(reword("Tell each other.")).reason == "");
  CHECK(story.When(reword("Tell each other.")).reason == "NOTHING_TO_CHANGE");
}

TEST_CASE("an action due on no day turns red when nothing is heard of it") {
  Story story = Planned();
  story.Do(R"(CreateAction {
    plan_id: $plan action_id: $always recommendation_ids: $r2 owner_agency_id: $health
    lead_role: 'named nurse' text: 'Keep on' due_words: 'Ongoing' measure: 'As before.'
    created_on: @2010-09-10 })");
  const Action action = ActionOf(story, "$always");
  CHECK(RagOf(action, ShippedRagRules(), absl::CivilDay(2011, 3, 12)).colour == types::v1::AMBER);
  CHECK(RagOf(action, ShippedRagRules(), absl::CivilDay(2011, 3, 13)).colour == types::v1::RED);
  CHECK(story.Clocks<ActionPlan>("$plan").size() == 2);  // none of its own
  story.Do(
      "ReviseActionDueDate { plan_id: $plan action_id: $always new_due_on: @2011-06-30 "
      "reason: 'It has an end.' authority: 'The subgroup' }");
  CHECK(story.Clocks<ActionPlan>("$plan").size() == 3);
  // A day that had been named before that, and is told of only now, was overtaken.
  story.On("2011-03-20")
      .Do("ReviseActionDueDate { plan_id: $plan action_id: $always new_due_on: @2011-05-31 reason: "
          "'It has an end.' authority: 'The subgroup' revised_on: @2010-11-10 }");
  CHECK(ActionOf(story, "$always").due_on == absl::CivilDay(2011, 6, 30));
  for (const types::v1::ClockAnswer& clock : story.Clocks<ActionPlan>("$plan")) {
    if (clock.subject() != story.Id("$always") || clock.kind() != "complete_action") continue;
    CHECK(DayOf(clock.due_on()) == absl::CivilDay(2011, 6, 30));
  }
}

}  // namespace
}  // namespace candour::workflows::action_plan
