// Written updates: asked for before a meeting, written, and looked at there. And what becomes of
// what an agency had to do whose place another took.
#include <algorithm>

#include "tests/support/northshire.h"
#include "workflows/action_plan/action_plan.h"
#include "workflows/action_plan/action_plan_test_support.h"

namespace candour::workflows::action_plan {
namespace {

using testing::Story;

Action ActionOf(Story& story, const std::string& name) {
  return story.Of<ActionPlan>("$plan").actions.at(story.Id(name));
}

std::string Ask(const std::string& changes) {
  return R"(AskForUpdate {
    plan_id: $plan agency_id: $health meeting_id: $next asked_on: @2010-10-01 due_on: @2010-10-15 )" +
         changes + "}";
}

std::string Write(const std::string& id) {
  return "ReportProgress { plan_id: $plan action_id: $train status: ON_TRACK narrative: 'Half.' "
         "by_agency_id: $health reported_on: @2010-10-10 progress_id: " +
         id + " }";
}

// A meeting of the subgroup is ahead, on 20 October 2010.
Story BeforeMeeting() {
  Story story = Planned();
  story.On("2010-10-01")
      .Do("ScheduleMeeting { meeting_id: $next body_id: $subgroup starts_at: @2010-10-20T10:00 }");
  return story;
}

TEST_CASE("an agency is asked for one written update on all its open actions before a meeting") {
  const std::vector<Row> rows = {
      {"asked", "", ""},
      {"after the meeting", "due_on: @2010-10-21", "DATE_OUT_OF_ORDER"},
      {"no open action", "agency_id: $police", "NOTHING_TO_CHANGE"},
      {"due before it is asked", "due_on: @2010-09-30", "DATE_OUT_OF_ORDER"},
  };
  for (const Row& row : rows) {
    INFO(row.name);
    CHECK(BeforeMeeting().When(Ask(row.changes)).reason == row.reason);
  }
  Story story = BeforeMeeting();
  CHECK(story.When(Ask("")).events.find("action_ids: $train") != std::string::npos);
  CHECK(ActionOf(story, "$train").update.state == types::v1::UPDATE_OWED);
  CHECK(ActionOf(story, "$audit").update.state == types::v1::UPDATE_STATE_UNSPECIFIED);
  CHECK(story.When(Ask("")).reason == "NOTHING_TO_CHANGE");
}

TEST_CASE("a written update is accepted, or returned and written again") {
  const std::string accept =
      "AcceptUpdate { plan_id: $plan accepted_on: @2010-10-20 meeting_id: $next progress_id: ";
  const std::string send_back =
      "ReturnUpdate { plan_id: $plan returned_on: @2010-10-20 write_again_by: @2010-11-01 "
      "reason: 'What changed for children?' progress_id: ";
  Story story = BeforeMeeting();
  story.On("2010-10-20").Do(Write("$early"));
  CHECK(story.When(accept + "$early }").reason == "WRONG_STAGE");  // nobody had asked for it
  story.Do(Ask("")).Do(Write("$first"));
  CHECK(story.When(accept + "$early }").reason == "WRONG_STAGE");
  CHECK(story.When(accept + "$first accepted_on: @2010-10-09 }").reason == "DATE_OUT_OF_ORDER");
  story.Do(send_back + "$first }");
  CHECK(ActionOf(story, "$train").update.state == types::v1::UPDATE_RETURNED);
  CHECK(story.When(accept + "$first }").reason == "WRONG_STAGE");
  story.Do(Write("$second")).Do(accept + "$second }");
  CHECK(ActionOf(story, "$train").update.state == types::v1::UPDATE_ACCEPTED);
  CHECK(ActionOf(story, "$train").progress.size() == 3);
}

// "MET 15/10; MET_LATE 20/10; "
std::string ClocksOf(Story& story) {
  std::string told;
  for (const types::v1::ClockAnswer& clock : story.Clocks<ActionPlan>("$plan")) {
    if (clock.kind() != "write_update" || !clock.has_started_by()) continue;
    CHECK(clock.subject() == story.Id("$train"));
    CHECK(clock.subject_words() == "Northshire NHS Trust, named nurse");
    CHECK(clock.explanation().find("the request for a written update") != std::string::npos);
    told += types::v1::ClockAnswer::Status_Name(clock.status()) + " " +
            std::to_string(clock.due_on().day()) + "/" + std::to_string(clock.due_on().month()) +
            "; ";
  }
  return told;
}

TEST_CASE("a written update has its clock, from when it was asked for, and anew when returned") {
  Story story = BeforeMeeting();
  story.Do(Ask(""));
  CHECK(ClocksOf(story) == "RUNNING 15/10; ");
  Story done = story;
  done.On("2010-10-16");
  CHECK(ClocksOf(done) == "OVERDUE 15/10; ");
  done.On("2010-12-01").Do(Declaration("$train", "$health"));
  CHECK(ClocksOf(done) == "SUPERSEDED 15/10; ");
  Story late = story;
  late.On("2010-10-20")
      .Do("ReportProgress { plan_id: $plan action_id: $train status: ON_TRACK narrative: 'Half.' "
          "by_agency_id: $health reported_on: @2010-10-18 progress_id: $late }");
  CHECK(ClocksOf(late) == "MET_LATE 15/10; ");
  story.On("2010-10-20").Do(Write("$first"));
  CHECK(ClocksOf(story) == "MET 15/10; ");
}

// An action that is due on no day begins no clock; the update asked of it does.
TEST_CASE("what is due on no day has clocks too") {
  Story story = BeforeMeeting();
  story.Do(
      "OpenActionPlan { plan_id: $bare title: 'Bare' opened_on: @2010-09-03 } "
      "MakeRecommendation { plan_id: $bare recommendation_id: $b1 number: '1' text: 'Share.' "
      "source: FROM_BOARD made_on: @2010-09-02 } "
      "CreateAction { plan_id: $bare action_id: $ask recommendation_ids: $b1 owner_agency_id: "
      "$health lead_role: 'nurse' text: 'Ask' due_words: 'Ongoing' measure: 'They say so.' "
      "created_on: @2010-09-10 } "
      "AskForUpdate { plan_id: $bare agency_id: $health meeting_id: $next asked_on: @2010-10-01 "
      "due_on: @2010-10-15 }");
  const auto clocks = story.Clocks<ActionPlan>("$bare");
  CHECK(std::any_of(clocks.begin(), clocks.end(), [](const auto& clock) {
    return clock.kind() == "write_update" && clock.status() == types::v1::ClockAnswer::RUNNING;
  }));
}

constexpr char kTrust[] = R"(
    AgencyRegistered { agency_id: $trust name: 'Northshire and Westshire NHS Trust' }
    AgencyRegistered { agency_id: $community name: 'Northshire Community Health' }
    AgencySucceeded { agency_id: $health successor_agency_ids: $trust on: @2010-10-01
                      authority: 'The transfer order' })";

TEST_CASE("what is open with an agency is its only successor's, from its first day on") {
  Story story = Planned();
  story.Given("$board", kTrust);
  story.On("2010-12-10");
  const auto progress = [](const std::string& by, const std::string& on) {
    return "ReportProgress { plan_id: $plan action_id: $train status: ON_TRACK narrative: 'Begun.' "
           "by_agency_id: " +
           by + " reported_on: @" + on + " }";
  };
  CHECK(Story(story).When(progress("$trust", "2010-12-01")).reason.empty());
  CHECK(Story(story).When(progress("$health", "2010-12-01")).reason == "NOT_AUTHORISED");
  CHECK(Story(story).When(progress("$health", "2010-09-30")).reason.empty());
  CHECK(Story(story).When(progress("$trust", "2010-09-30")).reason == "NOT_AUTHORISED");
  CHECK(Story(story).When(Declaration("$train", "$trust")).reason.empty());
  CHECK(Story(story)
            .ActingFor("$trust")
            .When("SubmitEvidence { plan_id: $plan action_id: $train evidence_id: $e description: "
                  "'Certificates' by_agency_id: $trust submitted_on: @2010-12-01 }")
            .reason.empty());
  // It judges no more than the owner did.
  story.Do(Declaration("$train", "$trust") + Evidence("$e", "$train", "2010-12-05"));
  story.Given("$board",
              "PersonRegistered { person_id: $matron name: 'M' job_title: 'Matron' "
              "agency_id: $trust }");
  story.On("2011-01-10");
  CHECK(story
            .When(Verification("evidence_ids: $e verifier_agency_id: $trust "
                               "verifier_person_id: $matron "))
            .reason == "VERIFIER_IS_OWNER");
}

TEST_CASE("nothing new is asked of an agency whose place others took") {
  Story story = Planned();
  story.Given("$board", kTrust);
  story.On("2010-12-10");
  const auto create = [](const std::string& owner, const std::string& on) {
    return "CreateAction { plan_id: $plan recommendation_ids: $r1 lead_role: 'nurse' text: 'Look' "
           "due_on: @2011-12-31 measure: 'Less harm' owner_agency_id: " +
           owner + " created_on: @" + on + " }";
  };
  const testing::Outcome asked = Story(story).When(create("$health", "2010-10-01"));
  CHECK(asked.reason == "UNKNOWN_REFERENCE");
  CHECK(asked.sentence.find("Northshire and Westshire NHS Trust") != std::string::npos);
  CHECK(asked.source == "The transfer order");
  CHECK(Story(story).When(create("$health", "2010-09-30")).reason.empty());
  CHECK(Story(story).When(create("$trust", "2010-10-01")).reason.empty());
  CHECK(Story(story)
            .When("MakeRecommendation { plan_id: $plan number: '3' text: 'Ask.' source: "
                  "FROM_OVERVIEW agency_ids: $health made_on: @2010-11-01 }")
            .reason == "UNKNOWN_REFERENCE");
  CHECK(Story(story)
            .When("ReassignAction { plan_id: $plan action_id: $audit to_agency_id: $health "
                  "lead_role: 'nurse' basis: 'Agreed.' reassigned_on: @2010-11-01 }")
            .reason == "UNKNOWN_REFERENCE");
  const auto replace = [](const std::string& on) {
    return "ReplaceActions { plan_id: $plan action_ids: $audit reason: 'Shared out.' by { "
           "owner_agency_id: $health lead_role: 'nurse' text: 'Look' } replaced_on: @" +
           on + " }";
  };
  CHECK(Story(story).When(replace("2010-10-01")).reason == "UNKNOWN_REFERENCE");
  CHECK(Story(story).When(replace("2010-09-30")).reason.empty());
}

TEST_CASE("where several agencies come after one, each piece is passed on by name") {
  Story story = Planned();
  story.Given("$board", kTrust);
  story.Given("$board",
              "AgencySucceeded { agency_id: $trust successor_agency_ids: $community "
              "successor_agency_ids: $probation on: @2010-11-01 authority: 'Another order' }");
  story.On("2010-12-10");
  CHECK(Story(story).When(Declaration("$train", "$community")).reason == "NOT_AUTHORISED");
  story.Do(
      "ReassignAction { plan_id: $plan action_id: $train to_agency_id: $community lead_role: "
      "'nurse' basis: 'The order.' reassigned_on: @2010-11-01 }");
  CHECK(Story(story).When(Declaration("$train", "$community")).reason.empty());
  const auto pass = [](const std::string& from, const std::string& to, const std::string& on) {
    return "PassRecommendationOn { plan_id: $plan recommendation_id: $r1 basis: 'The order.' "
           "from_agency_id: " +
           from + " to_agency_id: " + to + " passed_on: @" + on + " }";
  };
  struct {
    std::string command;
    const char* reason;
  } const rows[] = {
      {pass("$police", "$community", "2010-11-01"), "UNKNOWN_REFERENCE"},
      {pass("$health", "$health", "2010-11-01"), "NOTHING_TO_CHANGE"},
      {pass("$health", "$trust", "2010-11-01"), "UNKNOWN_REFERENCE"},
      {pass("$health", "$community", "2010-09-01"), "DATE_OUT_OF_ORDER"},
      {pass("$health", "$community", "2010-11-01"), ""},
  };
  for (const auto& row : rows) {
    CAPTURE(row.command);
    CHECK(Story(story).When(row.command).reason == row.reason);
  }
  story.Do(pass("$health", "$community", "2010-11-01"));
  const auto plan = story.Of<ActionPlan>("$plan");
  CHECK(plan.recommendations.at(story.Id("$r1")).record.agency_ids(0) == story.Id("$community"));
}

}  // namespace
}  // namespace candour::workflows::action_plan
