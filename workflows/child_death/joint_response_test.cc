// Whether a death was expected and whether a joint response is needed are two facts.
#include <set>

#include "workflows/child_death/child_death_test_support.h"
#include "workflows/child_death/readiness.h"

namespace candour::workflows::child_death {
namespace {

using testing::Story;

std::string Joint(const std::string& changes) {
  return R"(DecideJointResponse {
    case_id: $case reasons: 'Found in the cot.' decided_at: @2020-03-02T10:00
    decider_person_id: $paediatrician )" +
         changes + "}";
}

const char kSudden[] = "required: true triggers: 'sudden_no_apparent_cause' ";

std::string Start(const std::string& at) {
  return "StartRapidResponse { case_id: $case lead_person_id: $paediatrician started_at: @" + at +
         " }";
}

std::string Classify(const std::string& expectedness) {
  return "ClassifyExpectedness { case_id: $case grounds: 'A plan.' expectedness: " + expectedness +
         " }";
}

std::string Decline(const std::string& at) {
  return "DeclineSceneVisit { case_id: $case reason: 'In hospital all his life.' "
         "decider_person_id: $sergeant declined_at: @" +
         at + " }";
}

std::string StandDown(const std::string& at) {
  return "StandDownRapidResponse { case_id: $case reason: 'A palliative plan.' stood_down_at: @" +
         at + " }";
}

std::set<std::string> KindsOfClocks(Story& story) {
  std::set<std::string> kinds;
  for (const auto& clock : story.Clocks<ChildDeath>("$case")) {
    kinds.insert(clock.kind() + "/" + clock.subject());
  }
  return kinds;
}

TEST_CASE("what calls for a joint response is said in the words of the edition") {
  const Story told = InScopeIn2020();
  CheckEach(told,
            {{"by a trigger", Joint(kSudden), ""},
             {"not needed", Joint(""), ""},
             {"by nothing", Joint("required: true"), "REASON_MISSING"},
             {"a trigger, and not needed", Joint("triggers: 'external_causes'"), "CONTRADICTORY"},
             {"by no trigger of the edition", Joint("required: true triggers: 'unexpected'"),
              "VOCABULARY_OF_OTHER_EDITION"},
             {"by nobody known", Joint(std::string(kSudden) + "decider_person_id: $stranger"),
              "UNKNOWN_REFERENCE"},
             {"before the death", Joint(std::string(kSudden) + "decided_at: @2020-02-29T23:59"),
              "DATE_OUT_OF_ORDER"}});
  const auto unknown = Story(told).When(Joint("required: true triggers: 'noise'"));
  CHECK(unknown.sentence.find("(\"custody_or_detention\")") != std::string::npos);
  CHECK(unknown.source != "");
  // Working Together 2010 has no list.
  Story earlier = InScope();
  CHECK(earlier.When(Joint("required: true decided_at: @2010-12-20T10:00")).reason == "");
}

TEST_CASE("an expected death may call for a joint response, and an unexpected one for none") {
  Story expected = InScopeIn2020();
  expected.Do(Classify("EXPECTED"));
  CHECK(expected.When(Start("2020-03-02T11:00")).reason == "NOT_UNEXPECTED");
  expected.Do(Joint("required: true triggers: 'custody_or_detention'"));
  CHECK(expected.When(Start("2020-03-02T11:00")).reason == "");
  Story unexpected = InScopeIn2020();
  unexpected.Do(Joint(""));
  CHECK(unexpected.When(Start("2020-03-02T11:00")).reason == "WRONG_STAGE");
  unexpected.Do(Joint(std::string(kSudden) + "decided_at: @2020-03-02T11:30"));
  CHECK(unexpected.When(Start("2020-03-02T11:40")).reason == "");
}

// Found on Monday 2 March 2020, born and dead the day before; whether it lived is not determined.
Story FoundDead() {
  Story story = UnderEveryEdition();
  story.On("2020-03-02").Do(R"(
    ReceiveNotification {
      case_id: $case case_reference: 'CDR/2020/3' channel: TELEPHONE notifier: HOSPITAL
      received_at: @2020-03-02T09:30
    }
    RecordDeath {
      case_id: $case date_of_birth: @2020-03-01 date_of_death: @2020-03-01 sex: MALE
    })");
  return story;
}

TEST_CASE("only who may be stillborn is responded to as one") {
  const std::string alone = Joint("required: true triggers: 'unattended_stillbirth'");
  CHECK(InScopeIn2020().When(alone).reason == "CONTRADICTORY");
  Story lived = FoundDead();
  CHECK(Story(lived).When(alone).reason.empty());
  CHECK(Story(lived)
            .When(Joint("required: true triggers: 'unattended_stillbirth' "
                        "triggers: 'external_causes'"))
            .events.find("response_only: true") != std::string::npos);
  lived.Do(Scope(""));
  CHECK(lived.When(alone).reason == "CONTRADICTORY");
}

TEST_CASE("an unattended stillbirth calls for a response and no review") {
  Story story = FoundDead();
  story.Do(Scope("live_born: NO in_scope: false"));
  CHECK(story.When(Start("2020-03-02T11:00")).reason == "OUT_OF_SCOPE");
  CHECK(story.When(Joint(kSudden)).reason == "OUT_OF_SCOPE");
  story.Do(Joint("required: true triggers: 'unattended_stillbirth'"));
  story.Do(Start("2020-03-02T11:00"));
  CHECK(story.When("CompleteReview { case_id: $case completed_on: @2020-03-02 }").reason ==
        "OUT_OF_SCOPE");
}

TEST_CASE("the clocks of a response to an unattended stillbirth run, and the review's do not") {
  const std::string stillborn = Scope("live_born: NO in_scope: false");
  const std::string alone = Joint("required: true triggers: 'unattended_stillbirth'");
  const std::string born_dead =
      "VoidCase { case_id: $case ground: BORN_WITHOUT_LIFE reason: 'As the midwife found.' }";
  // Whichever is recorded first.
  const std::vector<std::string> order = GENERATE_COPY(values<std::vector<std::string>>(
      {{stillborn, alone}, {alone, stillborn}, {born_dead, alone}}));
  Story story = FoundDead();
  for (const std::string& command : order) story.Do(command);
  CHECK_FALSE(IsConcluded(story.Of<ChildDeath>("$case")));
  story.Do(Start("2020-03-02T11:00")).On("2020-03-04");
  for (const char* kind : {"home_visit", "jar_meeting", "planning_discussion"}) {
    INFO(kind);
    CHECK(StatusNow(story, kind) != "CANCELLED");
  }
  CHECK(StatusNow(story, "home_visit") == "OVERDUE");
  for (const char* kind : {"whole_review", "national_database_notice"}) {
    INFO(kind);
    CHECK(StatusNow(story, kind) == "CANCELLED");
    CHECK(ClockNow(story, kind).ended_by().milestone() == "review_not_owed");
  }
  CHECK(MissingForPanel(story.Of<ChildDeath>("$case")).empty());
  story.Do(StandDown("2020-03-04T09:00"));
  CHECK(StatusNow(story, "jar_meeting") == "CANCELLED");
  CHECK(IsConcluded(story.Of<ChildDeath>("$case")));
}

TEST_CASE("without a response the clocks of a stillbirth end with the finding") {
  Story story = InScopeIn2020();
  story.Do(Scope("live_born: NO in_scope: false"));
  CHECK(StatusNow(story, "whole_review") == "CANCELLED");
  CHECK(ClockNow(story, "whole_review").ended_by().milestone() == "case_voided");
  CHECK(IsConcluded(story.Of<ChildDeath>("$case")));
}

TEST_CASE("a visit is declined with a reason, once, unless it was made") {
  Story story = InScopeIn2020();
  CHECK(story.When(Decline("2020-03-02T11:10")).reason == "WRONG_STAGE");
  story.Do(Joint(kSudden)).Do(Start("2020-03-02T11:00")).Do(Decline("2020-03-02T11:10"));
  CHECK(StatusNow(story, "home_visit") == "CANCELLED");
  story.Do(
      "RecordSceneVisit { case_id: $case visited_at: @2020-03-02T11:50 by_person_ids: "
      "$sergeant }");
  CHECK(StatusNow(story, "home_visit") == "MET");
  CHECK(story.When(Decline("2020-03-02T11:55")).reason == "ALREADY_DONE");
}

TEST_CASE("hard case 4: unexpected to expected, and back") {
  Story story = InScopeIn2020();
  story.Do(Joint(kSudden)).Do(Start("2020-03-02T11:00"));
  // On the third day a palliative plan surfaces. By then the visit is late.
  story.On("2020-03-04");
  CHECK(StatusNow(story, "home_visit") == "OVERDUE");
  const std::set<std::string> before = KindsOfClocks(story);
  story.Do(Classify("EXPECTED"));
  CHECK(StatusNow(story, "home_visit") == "OVERDUE");  // a classification ends no response
  story.Do(Joint("decided_at: @2020-03-04T09:00")).Do(StandDown("2020-03-04T09:30"));
  for (const char* kind : {"home_visit", "jar_meeting", "planning_discussion"}) {
    INFO(kind);
    CHECK(StatusNow(story, kind) == "CANCELLED");
    CHECK_FALSE(ClockNow(story, kind).breached());
    CHECK(ClockNow(story, kind).ended_by().milestone() == "rapid_response_stood_down");
  }
  // Invariant 9: what ran before is still told, with what ended it.
  CHECK(KindsOfClocks(story) == before);

  // The plan was another child's.
  story.On("2020-03-06").Do(Classify("UNEXPECTED"));
  story.Do(Joint(std::string(kSudden) + "decided_at: @2020-03-06T09:00"));
  story.Do(Start("2020-03-06T10:00"));
  CHECK(KindsOfClocks(story) == before);
  using Instances = std::vector<std::string>;
  for (const char* kind : {"home_visit", "jar_meeting", "planning_discussion"}) {
    INFO(kind);
    CHECK(InstancesNow(story, kind) == Instances{"CANCELLED", "RUNNING"});
    CHECK(ClockNow(story, kind).ended_by().milestone() == "rapid_response_stood_down");
  }
  story.Do(Decline("2020-03-06T11:00"));
  CHECK(InstancesNow(story, "home_visit") == Instances{"CANCELLED", "CANCELLED"});
  // A response begun once more decides on the visit once more.
  story.Do(StandDown("2020-03-06T11:10")).Do(Start("2020-03-06T11:20"));
  CHECK(InstancesNow(story, "home_visit") == Instances{"CANCELLED", "CANCELLED", "RUNNING"});
}

TEST_CASE("invariant 9: no reclassification deletes a clock") {
  Story story = InScopeIn2020();
  story.Do(Joint(kSudden)).Do(Start("2020-03-02T11:00")).On("2020-03-05");
  std::set<std::string> before = KindsOfClocks(story);
  for (const char* expectedness : {"EXPECTED", "UNEXPECTED", "EXPECTED", "UNEXPECTED"}) {
    story.Do(Classify(expectedness));
    CHECK(KindsOfClocks(story) == before);
  }
  const auto& stream = story.Stream("$case");
  CHECK(stream.back().body().type() == "ExpectednessClassified");  // each is a fact of its own
}

}  // namespace
}  // namespace candour::workflows::child_death
