// What was said of a plan stays so: where it was reported, what was closed, which day was missed;
// and what corrections may put right of it, and may not.
#include "tests/support/northshire.h"
#include "workflows/action_plan/action_plan.h"
#include "workflows/action_plan/action_plan_test_support.h"
#include "workflows/action_plan/progress.h"
#include "workflows/action_plan/rag.h"
#include "workflows/board/board.h"

namespace candour::workflows::action_plan {
namespace {

using testing::HoldQuorateMeeting;
using testing::Outcome;
using testing::Story;
using types::v1::ClockAnswer;

std::string Correcting(const std::string& event, std::string command) {
  return command.insert(command.find('{') + 1,
                        " header { corrects_event_id: $" + event +
                            " correction_reason: 'The note gives another.' } ");
}

Action ActionOf(Story& story, const std::string& name) {
  return story.Of<ActionPlan>("$plan").actions.at(story.Id(name));
}

// The last of an action, as it stands by now.
ClockAnswer ClockOf(Story& story, const std::string& action) {
  ClockAnswer last;
  for (const ClockAnswer& clock : story.Clocks<ActionPlan>("$plan")) {
    if (clock.kind() == "complete_action" && clock.subject() == story.Id(action)) last = clock;
  }
  return last;
}

std::string Report(const std::string& changes) {
  return "ReportPlan { plan_id: $plan meeting_id: $tenth reported_on: @2011-02-10 " + changes + "}";
}

// Meetings of the Board: one without the plan on its agenda, one without an agenda, one that was
// cancelled, one ahead, and on the tenth one with the review that the plan carries out.
Story WithMeetings() {
  Story story = Closed();
  HoldQuorateMeeting(story, "$tenth", "$full_board", "2011-02-10", "$review");
  story.On("2011-02-10").Do(R"(
    ScheduleMeeting { meeting_id: $bare body_id: $full_board starts_at: @2011-02-10T14:00 }
    ScheduleMeeting { meeting_id: $off body_id: $full_board starts_at: @2011-02-10T15:00 }
    CancelMeeting { meeting_id: $off reason: 'Snow.' }
    ScheduleMeeting { meeting_id: $ahead body_id: $full_board starts_at: @2011-06-10T10:00 }
    ScheduleMeeting { meeting_id: $other body_id: $full_board starts_at: @2011-02-10T16:00 }
    OpenActionPlan { plan_id: $second title: 'Another' opened_on: @2011-02-10 }
    ListActionPlan { plan_id: $second meeting_id: $other })");
  return story;
}

TEST_CASE("evidence on which an action was verified is not put right into that of another") {
  Story story = Planned();
  story.On("2011-02-01").Do(Declaration("$train", "$health"));
  story.Do(Evidence("$e1", "$train", "2010-12-01"));
  const auto of_audit = [] {
    return Correcting("EvidenceSubmitted", Evidence("$e1", "$audit", "2010-12-01"));
  };
  CHECK(Story(story).When(of_audit()).reason.empty());
  story.Do(Verification("evidence_ids: $e1"));
  const Outcome refused = story.When(of_audit());
  CHECK(refused.reason == "CONTRADICTORY");
  CHECK(refused.sentence.find("verified on what is no evidence of it") != std::string::npos);
}

TEST_CASE("a body is told of a plan at a meeting that was held, and had it on its agenda") {
  const std::vector<Row> rows = {
      {"its review was listed", "", ""},
      {"no agenda was recorded", "meeting_id: $bare", ""},
      {"cancelled", "meeting_id: $off", "MEETING_NOT_HELD"},
      {"ahead", "meeting_id: $ahead", "DATE_OUT_OF_ORDER"},
      {"not on its agenda", "meeting_id: $other", "NOT_LISTED"},
  };
  for (const Row& row : rows) {
    INFO(row.name);
    CHECK(WithMeetings().When(Report(row.changes)).reason == row.reason);
    CHECK(WithMeetings()
              .When("JudgeAction { plan_id: $plan action_id: $train colour: GREEN reason: 'Seen.' "
                    "judged_on: @2011-02-10 meeting_id: $tenth " +
                    row.changes + "}")
              .reason == row.reason);
  }
}

TEST_CASE("what a body was told does not change with what is put right of how it was told") {
  Story story = WithMeetings();
  story.Do(Report("statement: 'All done.'"));
  story.On("2011-03-01").Do(Reopening(""));
  story.On("2011-03-02").Do(Correcting("PlanReported", Report("statement: 'Nearly all done.'")));
  const auto report = story.Of<ActionPlan>("$plan").reports.back();
  CHECK(report.statement() == "Nearly all done.");
  CHECK(report.actions() == 2);
  CHECK(report.verified_action_ids_size() == 2);
  // A report of the same day that is recorded only now has the figures of that day.
  story.Do(Report("statement: 'And again.'"));
  CHECK(story.Of<ActionPlan>("$plan").reports.back().verified_action_ids_size() == 2);
  const auto progress = ProgressOf(story.Of<ActionPlan>("$plan"), story.Of<board::Board>("$board"),
                                   absl::CivilDay(2011, 3, 2));
  CHECK(TextOf(progress).find("It was said: And again.") != std::string::npos);
}

TEST_CASE("nothing is done in a plan that is closed; what was recorded is put right") {
  Story story = testing::InNorthshire();
  story.On("2010-09-10").Do(R"(
    OpenActionPlan { plan_id: $plan title: 'Business plan' opened_on: @2010-09-01 }
    MakeRecommendation {
      plan_id: $plan recommendation_id: $r1 number: '1' text: 'Share.' source: FROM_BOARD
      made_on: @2010-09-02
    }
    CreateAction {
      plan_id: $plan action_id: $train recommendation_ids: $r1 owner_agency_id: $health
      lead_role: 'named nurse' text: 'Train staff' due_on: @2010-12-31
      measure: 'Children are referred earlier.' created_on: @2010-09-10
    }
    RespondToRecommendation {
      plan_id: $plan recommendation_id: $r1 agency_id: $health response: ACCEPTED
      responded_on: @2010-09-10
    }
    ScheduleMeeting { meeting_id: $tenth body_id: $full_board starts_at: @2011-02-10T10:00 })");
  story.On("2011-02-10").Do(Declaration("$train", "$health"));
  story.Do(Evidence("$e1", "$train", "2010-12-01")).Do(Verification("evidence_ids: $e1"));
  story.Do(Closing(""));
  story.Do("ClosePlan { plan_id: $plan meeting_id: $tenth closed_on: @2011-02-10 }");
  const std::string respond = R"(RespondToRecommendation {
    plan_id: $plan recommendation_id: $r1 agency_id: $health response: REJECTED reason: 'No.'
    responded_on: @2010-09-10 })";
  for (const std::string& command :
       {respond, Evidence("$e2", "$train", "2011-02-10"),
        std::string("RewordRecommendation { plan_id: $plan recommendation_id: $r1 text: 'T.' "
                    "reason: 'R.' reworded_on: @2011-02-10 }"),
        std::string("RecordSmartCheck { plan_id: $plan recommendation_id: $r1 failures: NOT_TIMED "
                    "checked_on: @2011-02-10 }"),
        std::string("JudgeAction { plan_id: $plan action_id: $train colour: RED reason: 'R.' "
                    "judged_on: @2011-02-10 }")}) {
    INFO(command);
    CHECK(story.When(command).reason == "RECOMMENDATION_CLOSED");
  }
  CHECK(story.When(Correcting("RecommendationResponded", respond)).reason == "");
  CHECK(story.When(Report("")).reason == "");
  CHECK(Closed()
            .When("RewordRecommendation { plan_id: $plan recommendation_id: $r1 text: 'T.' "
                  "reason: 'R.' reworded_on: @2011-02-01 }")
            .reason == "RECOMMENDATION_CLOSED");
}

// $r1 was overtaken, on 1 November 2010, before anything was done about it.
Story Overtaken() {
  Story story = Planned();
  HoldQuorateMeeting(story, "$board_in_november", "$full_board", "2010-11-01", "$review");
  story.On("2010-11-01").Do(R"(CloseRecommendation {
    plan_id: $plan recommendation_id: $r1 outcome: OVERTAKEN reason: 'New law.'
    residual_risk: 'None.' meeting_id: $board_in_november closed_on: @2010-11-01 })");
  return story;
}

TEST_CASE("what answers nothing that is open is owed by nobody, and may be re-opened") {
  Story story = Overtaken();
  story.On("2011-02-10");
  const Action train = ActionOf(story, "$train");
  CHECK(train.HasEnded());
  CHECK(RagOf(train, ShippedRagRules(), absl::CivilDay(2011, 2, 10)).colour == types::v1::BLUE);
  CHECK(ClockOf(story, "$train").status() == ClockAnswer::SUPERSEDED);
  CHECK(ProgressOf(story.Of<ActionPlan>("$plan"), story.Of<board::Board>("$board"),
                   absl::CivilDay(2011, 2, 10))
            .overdue() == 0);
  const Outcome late = story.When(Declaration("$train", "$health"));
  CHECK(late.reason == "ALREADY_DONE");
  CHECK(late.sentence.find("ended when what it answers was closed") != std::string::npos);
  CHECK(story.When(Reopening("reopened_on: @2010-10-31")).reason == "DATE_OUT_OF_ORDER");
  story.Do(Reopening("reopened_on: @2011-02-10"));
  CHECK(ActionOf(story, "$train").IsOpen());
  CHECK_FALSE(story.Of<ActionPlan>("$plan").recommendations.at(story.Id("$r1")).closed);
  CHECK(ClockOf(story, "$train").status() == ClockAnswer::OVERDUE);
  // Until it is open it answers nothing else.
  const std::string link =
      "LinkAction { plan_id: $plan recommendation_id: $r2 action_id: $train reason: 'Both.' "
      "linked_on: @2011-02-10 }";
  CHECK(Overtaken().On("2011-02-10").When(link).reason == "ALREADY_DONE");
  CHECK(Story(story).When(link).reason.empty());
  // What stays ended shows no effect.
  Story alone = Overtaken();
  alone.On("2011-02-10").Do(Reopening("reopened_on: @2011-02-10"));
  alone.Do(R"(ReplaceActions {
    plan_id: $plan action_ids: $train reason: 'Anew.' replaced_on: @2011-02-10
    by { action_id: $anew owner_agency_id: $health lead_role: 'nurse' text: 'Anew' } })");
  CHECK(alone.When(Closing("closed_on: @2011-02-10")).reason == "ACTIONS_OPEN");
  Story proven = Overtaken();
  proven.On("2011-02-10").Do(Reopening("reopened_on: @2011-02-10"));
  const auto verified = [](const std::string& action) {
    return "ActionDeclaredComplete { action_id: " + action +
           " declared_on: @2011-02-10 } ActionVerified { action_id: " + action +
           " verifier_agency_id: $police verified_on: @2011-02-10 }";
  };
  proven.Given("$plan", verified("$train"));
  const Outcome refused = proven.When(Closing("closed_on: @2011-02-10"));
  CHECK(refused.reason == "ACTIONS_OPEN");
  CHECK(refused.about == std::vector<std::string>{"$audit"});
  CHECK(refused.sentence.find("it ended when the Board closed what it answers") !=
        std::string::npos);
  proven.Given("$plan", "ActionReopened { action_id: $audit reopened_on: @2011-02-10 }" +
                            verified("$audit"));
  CHECK(Story(proven).When(Closing("closed_on: @2011-02-10")).reason.empty());
  // Nor is what was overtaken put right into what was verified only after that.
  CHECK(proven
            .When(Closing("header { corrects_event_id: $RecommendationClosed correction_reason: 'A "
                          "slip.' } closed_on: @2011-02-10"))
            .reason == "CONTRADICTORY");
}

TEST_CASE("an action that answers something else as well goes on") {
  Story story = Planned();
  story.Do(
      "LinkAction { plan_id: $plan recommendation_id: $r2 action_id: $train reason: 'Both.' "
      "linked_on: @2010-09-10 }");
  HoldQuorateMeeting(story, "$board_in_november", "$full_board", "2010-11-01", "$review");
  story.On("2010-11-01").Do(R"(CloseRecommendation {
    plan_id: $plan recommendation_id: $r1 outcome: OVERTAKEN reason: 'New law.'
    residual_risk: 'None.' meeting_id: $board_in_november closed_on: @2010-11-01 })");
  CHECK(ActionOf(story, "$train").IsOpen());
  CHECK(ActionOf(story, "$audit").HasEnded());
}

std::string Replacing(const std::string& changes) {
  return R"(ReplaceActions {
    plan_id: $plan action_ids: $train reason: 'Later.' replaced_on: @2011-01-15
    by { action_id: $anew owner_agency_id: $police lead_role: 'inspector' text: 'Train staff'
         due_on: @2011-12-01 } )" +
         changes + "}";
}

TEST_CASE("a day that was missed stays missed when the action is replaced") {
  Story story = Planned();
  story.On("2011-01-15").Do(Replacing(""));
  const Action anew = ActionOf(story, "$anew");
  CHECK(anew.due_on == absl::CivilDay(2011, 12, 1));
  CHECK(anew.first_due_on == absl::CivilDay(2010, 12, 31));
  const ClockAnswer clock = ClockOf(story, "$anew");
  CHECK(clock.breached());
  CHECK(clock.status() == ClockAnswer::RUNNING);
  const auto progress = ProgressOf(story.Of<ActionPlan>("$plan"), story.Of<board::Board>("$board"),
                                   absl::CivilDay(2011, 1, 15));
  CHECK(progress.past_first_day() == 2);
  CHECK(TextOf(progress).find("First agreed for 31 December 2010.") != std::string::npos);
  // Whoever owned what it took the place of judges it no more than its owner does.
  story.Do(R"(
    DeclareActionComplete {
      plan_id: $plan action_id: $anew by_agency_id: $police declared_on: @2011-01-15
    })");
  story.Do(Evidence("$e1", "$anew", "2011-01-15"));
  const std::string verify =
      "action_id: $anew evidence_ids: $e1 verified_on: @2011-01-15 verifier_person_id: $inspector ";
  CHECK(story.When(Verification(verify + "verifier_agency_id: $health")).reason ==
        "VERIFIER_IS_OWNER");
}

TEST_CASE("why and when an action was replaced is put right, and nothing else of it") {
  Story story = Planned();
  story.On("2011-01-15").Do(Replacing(""));
  const std::string right = Correcting("ActionSuperseded", Replacing("reason: 'Another body.'"));
  CHECK(story.When(Correcting("ActionCreated", Replacing("reason: 'Other.'"))).reason ==
        "NOTHING_TO_CORRECT");
  CHECK(story.When(right).events.find("reason: \"Another body.\"") != std::string::npos);
  CHECK(ActionOf(story, "$train").replaced_by.size() == 1);
  CHECK(ActionOf(story, "$anew").due_on == absl::CivilDay(2011, 12, 1));
}

TEST_CASE("a superseded action makes no recommendation red, whatever rules a body sets") {
  Story story = Planned();
  story.Do(R"(SetRagRules {
    plan_id: $plan authority: 'The subgroup' set_on: @2010-09-10 rules {
      title: 'Ours' source: 'Minute 4'
      rules { when: IS_OVERDUE colour: RED words: 'Red: late.' }
      rules { when: IS_NOT_STARTED days: 400 colour: AMBER words: 'Amber: not begun.' }
      rules { when: OTHERWISE colour: RED words: 'Red: all else.' }
    } })");
  story.On("2010-12-15").Do(Replacing("replaced_on: @2010-12-15"));
  const ActionPlan plan = story.Of<ActionPlan>("$plan");
  CHECK(RagOf(plan.actions.at(story.Id("$train")), *plan.rag_rules, absl::CivilDay(2010, 12, 15))
            .colour == types::v1::BLUE);
  CHECK(RagOf(plan, story.Id("$r1"), absl::CivilDay(2010, 12, 15)).colour == types::v1::AMBER);
}

TEST_CASE("corrections of evidence and of what rests on it are held against each other") {
  const auto evidence = [](const std::string& day) {
    return Correcting("EvidenceSubmitted", Evidence("$e2", "$audit", day));
  };
  const auto verification = [](const std::string& day) {
    return Correcting("ActionVerified", Verification("action_id: $audit evidence_ids: $e2 "
                                                     "verified_on: @" +
                                                     day + " "));
  };
  const auto declaration = [](const std::string& day) {
    return Correcting("ActionDeclaredComplete",
                      "DeclareActionComplete { plan_id: $plan action_id: "
                      "$audit by_agency_id: $social_care declared_on: @" +
                          day + " }");
  };
  CHECK(Closed().When(evidence("2010-12-05")).reason == "");
  CHECK(Closed().When(evidence("2011-01-11")).reason == "CONTRADICTORY");
  CHECK(Closed().When(verification("2011-01-12")).reason == "");
  CHECK(Closed().When(verification("2010-11-30")).reason == "DATE_OUT_OF_ORDER");
  Story both = Closed();
  both.Do(evidence("2010-12-05"));
  CHECK(both.When(verification("2010-12-04")).reason == "DATE_OUT_OF_ORDER");
  CHECK(both.When(verification("2011-01-12")).reason == "");
  CHECK(Closed().When(declaration("2010-12-15")).reason == "");
  CHECK(Closed().When(declaration("2011-01-11")).reason == "CONTRADICTORY");
  // A new one of either is refused as before.
  CHECK(Closed().When(Declaration("$audit", "$social_care")).reason == "ALREADY_DONE");
}

TEST_CASE("an update that came late stays late, and a request asks about what it asked about") {
  Story story = Planned();
  story.On("2010-10-01").Do(R"(
    ScheduleMeeting { meeting_id: $next body_id: $subgroup starts_at: @2010-10-20T10:00 }
    AskForUpdate {
      plan_id: $plan agency_id: $health meeting_id: $next asked_on: @2010-10-01
      due_on: @2010-10-15
    })");
  CHECK(ActionOf(story, "$train").LateUpdates(absl::CivilDay(2010, 10, 15)) == 0);
  CHECK(ActionOf(story, "$train").LateUpdates(absl::CivilDay(2010, 10, 16)) == 1);
  Story written = story;
  written.On("2010-10-18").Do(R"(ReportProgress {
    plan_id: $plan action_id: $train status: ON_TRACK narrative: 'Half.' by_agency_id: $health
    reported_on: @2010-10-18 progress_id: $p })");
  CHECK(ActionOf(written, "$train").LateUpdates(absl::CivilDay(2011, 1, 1)) == 1);
  story.On("2010-10-02").Do(R"(CreateAction {
    plan_id: $plan action_id: $more recommendation_ids: $r1 owner_agency_id: $health
    lead_role: 'named nurse' text: 'More' due_on: @2010-12-31 measure: 'M.'
    created_on: @2010-10-02 })");
  story.Do(Correcting("UpdateAsked", R"(AskForUpdate {
    plan_id: $plan agency_id: $health meeting_id: $next asked_on: @2010-10-01
    due_on: @2010-10-16 })"));
  CHECK(ActionOf(story, "$train").update.state == types::v1::UPDATE_OWED);
  CHECK(ActionOf(story, "$more").update.state == types::v1::UPDATE_STATE_UNSPECIFIED);
}

TEST_CASE("every answer of an agency is kept, and a plan tells what nothing is done about") {
  Story story = Planned();
  for (const char* response : {"ACCEPTED", "REJECTED reason: 'No money.'"}) {
    story.Do(std::string("RespondToRecommendation { plan_id: $plan recommendation_id: $r1 "
                         "agency_id: $health responded_on: @2010-09-10 response: ") +
             response + " }");
  }
  const ActionPlan plan = story.Of<ActionPlan>("$plan");
  const Recommendation& first = plan.recommendations.at(story.Id("$r1"));
  REQUIRE(first.answers.size() == 2);
  CHECK(first.LastAnswerOf(story.Id("$health"))->response() == types::v1::REJECTED);
  const auto progress =
      ProgressOf(plan, story.Of<board::Board>("$board"), absl::CivilDay(2010, 9, 10));
  REQUIRE(progress.recommended_size() == 2);
  CHECK(progress.recommended(0).actions() == 2);
  const std::string text = TextOf(progress);
  CHECK(text.find("2  Ask the minister.\n    red. Nothing is planned for it yet.") !=
        std::string::npos);
}

TEST_CASE("what is typed late about an earlier day leaves what was said of a later one") {
  Story story = Planned();
  story.On("2010-10-10");
  for (const std::string day : {"2010-10-08", "2010-09-20"}) {
    const bool late = day == "2010-09-20";
    const std::string on = "_on: @" + day + " ";
    story.Do(
        "ReportProgress { plan_id: $plan action_id: $train narrative: 'So.' by_agency_id: "
        "$health status: " +
        std::string(late ? "ON_TRACK" : "DELAYED") + " reported" + on + "}");
    story.Do("JudgeAction { plan_id: $plan action_id: $train reason: 'So.' colour: " +
             std::string(late ? "GREEN" : "RED") + " judged" + on + "}");
    story.Do("RewordRecommendation { plan_id: $plan recommendation_id: $r1 reason: 'So.' text: '" +
             std::string(late ? "Then" : "Now") + "' reworded" + on + "}");
    story.Do(
        "RespondToRecommendation { plan_id: $plan recommendation_id: $r1 agency_id: $health "
        "reason: 'So.' response: " +
        std::string(late ? "REJECTED" : "ACCEPTED") + " responded" + on + "}");
  }
  const Action train = ActionOf(story, "$train");
  CHECK(train.status == types::v1::DELAYED);
  CHECK(train.progress.back().record.status() == types::v1::DELAYED);
  CHECK(train.judgements.back().colour() == types::v1::RED);
  const ActionPlan plan = story.Of<ActionPlan>("$plan");
  const Recommendation& first = plan.recommendations.at(story.Id("$r1"));
  CHECK(first.text == "Now");
  CHECK(first.LastAnswerOf(story.Id("$health"))->response() == types::v1::ACCEPTED);
}

}  // namespace
}  // namespace candour::workflows::action_plan
