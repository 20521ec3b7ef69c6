// The rapid response to an unexpected death: visits, discussions, the report to the coroner.
#include "workflows/child_death/child_death_test_support.h"

namespace candour::workflows::child_death {
namespace {

using testing::Story;

std::string Start(const std::string& changes) {
  return R"(StartRapidResponse {
    case_id: $case lead_person_id: $paediatrician started_at: @2010-12-19T14:00 )" +
         changes + "}";
}

std::string Visit(const std::string& changes) {
  return R"(RecordSceneVisit {
    case_id: $case visited_at: @2010-12-19T18:00 by_person_ids: $sergeant )" +
         changes + "}";
}

std::string StandDown(const std::string& changes) {
  return R"(StandDownRapidResponse {
    case_id: $case stood_down_at: @2010-12-20T09:00 reason: 'A palliative plan surfaced.' )" +
         changes + "}";
}

std::string Discussion(const std::string& changes) {
  return R"(RecordCaseDiscussion {
    case_id: $case kind: PLANNING_DISCUSSION held_at: @2010-12-19T16:00
    attendee_person_ids: $sergeant attendee_person_ids: $nurse )" +
         changes + "}";
}

std::string Leaving(const std::string& changes) {
  return "RecordFamilyLeftHospital { case_id: $case left_at: @2010-12-19T17:00 " + changes + "}";
}

std::string Report(const std::string& changes) {
  return R"(RecordPaediatricReport {
    case_id: $case sent_on: @2010-12-20 author_person_id: $paediatrician )" +
         changes + "}";
}

TEST_CASE("a rapid response answers an unexpected death") {
  CHECK(Notified().When(Start("")).reason == "NOT_UNEXPECTED");
  CheckEach(InScope(),
            {{"unexpected", Start(""), ""},
             {"led by nobody known", Start("lead_person_id: $stranger"), "UNKNOWN_REFERENCE"},
             {"before the death", Start("started_at: @2010-12-18T23:59"), "DATE_OUT_OF_ORDER"},
             {"ahead", Start("started_at: @2010-12-20T12:01"), "INVALID_ARGUMENT"},
             {"stood down before it", StandDown(""), "WRONG_STAGE"}});
  Story story = InScope();
  story.Do("ClassifyExpectedness { case_id: $case expectedness: EXPECTED grounds: 'Plan.' }");
  CHECK(story.When(Start("")).reason == "NOT_UNEXPECTED");
}

TEST_CASE("a rapid response runs until it is stood down") {
  Story told = InScope();
  told.Do(Start(""));
  CheckEach(
      told,
      {{"twice", Start(""), "ALREADY_DONE"},
       {"visit", Visit(""), ""},
       {"visit before the death", Visit("visited_at: @2010-12-18T18:00"), "DATE_OUT_OF_ORDER"},
       {"visit by nobody known", Visit("by_person_ids: $stranger"), "UNKNOWN_REFERENCE"},
       {"visit by nobody", "RecordSceneVisit { case_id: $case visited_at: @2010-12-19T18:00 }",
        "INVALID_ARGUMENT"},
       {"stood down", StandDown(""), ""},
       {"stood down before the start", StandDown("stood_down_at: @2010-12-19T13:59"),
        "DATE_OUT_OF_ORDER"}});

  told.Do(Visit("")).Do(StandDown(""));
  CheckEach(told, {{"visit after", Visit("visited_at: @2010-12-20T09:00"), "WRONG_STAGE"},
                   {"visit before, told late", Visit("visited_at: @2010-12-19T20:00"), ""},
                   {"stood down twice", StandDown(""), "WRONG_STAGE"},
                   {"started again before", Start("started_at: @2010-12-20T08:59"),
                    "DATE_OUT_OF_ORDER"}});

  told.Do(Start("started_at: @2010-12-20T10:00 lead_person_id: $nurse"));
  const ChildDeath death = told.Of<ChildDeath>("$case");
  CHECK(death.rapid_response->lead_person_id == told.Id("$nurse"));
  CHECK_FALSE(death.rapid_response->stood_down_at);
  CHECK(death.rapid_response->visits.size() == 1);
}

// Whether it was decided that there is to be a response, and whether it is told before it starts.
TEST_CASE("what is done before the response is started is taken as it comes") {
  const auto decided = [](const std::string& required) {
    return "JointResponseDecided { required: " + required + " reasons: 'So.' }";
  };
  for (const std::string& told : {Visit(""), Discussion("")}) {
    INFO(told);
    CHECK(InScope().When(told).reason.empty());  // not decided yet
    CHECK(InScope().Given("$case", decided("true")).When(told).reason.empty());
    CHECK(InScope().Given("$case", decided("false")).When(told).reason == "WRONG_STAGE");
  }
  Story story = InScope();
  story.Do(Visit("visited_at: @2010-12-19T12:00")).Do(Discussion(""));
  CHECK(StatusNow(story, "home_visit") == "NOT_STARTED");
  CHECK(story.When(Discussion("")).reason == "ALREADY_DONE");
  story.Do(Start(""));
  CHECK(StatusNow(story, "home_visit") == "MET");
  CHECK(StatusNow(story, "planning_discussion") == "MET");
  CheckEach(story, {{"discussed twice", Discussion(""), "ALREADY_DONE"},
                    {"declined after it",
                     "DeclineSceneVisit { case_id: $case declined_at: @2010-12-19T15:00 reason: "
                     "'Seen.' decider_person_id: $sergeant }",
                     "ALREADY_DONE"}});
}

TEST_CASE("a case discussion is part of a running rapid response") {
  Story told = InScope();
  told.Do(Start(""));
  CheckEach(told,
            {{"planning", Discussion(""), ""},
             {"initial", Discussion("kind: INITIAL_CASE_DISCUSSION"), ""},
             {"before the death", Discussion("held_at: @2010-12-18T23:59"), "DATE_OUT_OF_ORDER"},
             {"ahead", Discussion("held_at: @2010-12-20T12:01"), "INVALID_ARGUMENT"},
             {"with somebody unknown", Discussion("attendee_person_ids: $stranger"),
              "UNKNOWN_REFERENCE"}});
  CHECK(told.When(Discussion("agreed: 'Visit tonight.'")).events ==
        told.Events(R"(CaseDiscussionHeld {
          kind: PLANNING_DISCUSSION held_at: @2010-12-19T16:00 attendee_person_ids: $sergeant
          attendee_person_ids: $nurse agreed: 'Visit tonight.' })"));
  CheckEach(told, {{"twice", Discussion(""), "ALREADY_DONE"},
                   {"of another kind then", Discussion("kind: FINAL_CASE_DISCUSSION"), ""},
                   {"again later", Discussion("held_at: @2010-12-20T09:00"), ""}});
  told.Do(StandDown(""));
  CheckEach(told, {{"after", Discussion("held_at: @2010-12-20T10:00"), "WRONG_STAGE"},
                   {"before, told late", Discussion("held_at: @2010-12-19T20:00"), ""}});
  CHECK(told.Of<ChildDeath>("$case").rapid_response->discussions.size() == 1);
}

TEST_CASE("when the family left is recorded once, and corrected by name") {
  CheckEach(InScope(),
            {{"told", Leaving(""), ""},
             {"before the death", Leaving("left_at: @2010-12-18T23:59"), "DATE_OUT_OF_ORDER"}});
  Story told = InScope();
  told.Do(Leaving(""));
  CHECK(told.When(Leaving("left_at: @2010-12-19T18:00")).reason == "ALREADY_DONE");
  told.Do(
      Leaving("left_at: @2010-12-19T18:00 header { corrects_event_id: $FamilyLeftHospital "
              "correction_reason: 'Typed.' }"));
  const auto& facts = told.Of<ChildDeath>("$case").clock_facts.milestones;
  int left = 0;
  for (const auto& milestone : facts) left += milestone.name == "family_left_hospital";
  CHECK(left == 1);
}

TEST_CASE("the paediatric report goes out once a day, also after a stand-down") {
  CHECK(InScope().When(Report("")).reason == "WRONG_STAGE");
  Story told = InScope();
  told.Do(Start(""));
  CheckEach(told,
            {{"sent", Report(""), ""},
             {"before the death", Report("sent_on: @2010-12-18"), "DATE_OUT_OF_ORDER"},
             {"by nobody known", Report("author_person_id: $stranger"), "UNKNOWN_REFERENCE"}});
  told.Do(StandDown("")).Do(Report(""));
  CHECK(told.When(Report("")).reason == "ALREADY_DONE");
  CHECK(told.When(Report("sent_on: @2010-12-19")).reason.empty());
  CHECK(told.Of<ChildDeath>("$case").rapid_response->reports.size() == 2);
}

}  // namespace
}  // namespace candour::workflows::child_death
