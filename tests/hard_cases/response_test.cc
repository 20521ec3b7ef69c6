// Hard case 4, through the services: a response that is called off, and called for again.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "tests/hard_cases/office.h"

namespace candour::testing {
namespace {

using types::v1::ClockAnswer;

std::string Joint(const std::string& at, const std::string& finding) {
  return absl::StrCat("DecideJointResponse { case_id: $case decided_at: @", at,
                      " decider_person_id: $paediatrician reasons: 'As told.' ", finding, " }");
}

std::string Classify(const std::string& expectedness) {
  return absl::StrCat(
      "ClassifyExpectedness { case_id: $case grounds: 'A palliative plan.' "
      "expectedness: ",
      expectedness, " }");
}

const char* const kSudden = "required: true triggers: 'sudden_no_apparent_cause'";

ClockAnswer InFile(const types::v1::CaseFile& file, const std::string& kind) {
  for (const ClockAnswer& clock : file.clocks()) {
    if (clock.kind() == kind) return clock;
  }
  return {};
}

TEST_CASE("hard case 4: unexpected to expected on the third day, and back") {
  Office office;
  office.On("2020-03-02").TakeIn("$case", "CDR-1", "2020-03-02T09:30", "2020-03-01");
  office.Do(Joint("2020-03-02T10:00", kSudden)).Do(R"(
    StartRapidResponse {
      case_id: $case lead_person_id: $paediatrician started_at: @2020-03-02T11:00
    })");
  office.On("2020-03-04");
  CHECK(office.Clock("$case", "home_visit").status() == ClockAnswer::OVERDUE);
  const uint32_t overdue = office.Row("$case")->overdue();
  office.Do(Classify("EXPECTED"));
  CHECK(office.Row("$case")->overdue() == overdue);  // a classification ends no response
  office.Do(Joint("2020-03-04T09:00", "")).Do(R"(
    StandDownRapidResponse {
      case_id: $case stood_down_at: @2020-03-04T09:30 reason: 'A palliative plan was found.'
    })");
  for (const char* kind : {"home_visit", "jar_meeting", "planning_discussion"}) {
    INFO(kind);
    const ClockAnswer clock = office.Clock("$case", kind);
    CHECK(clock.status() == ClockAnswer::CANCELLED);
    CHECK_FALSE(clock.breached());  // "not done" is no breach
    CHECK(clock.ended_by().milestone() == "rapid_response_stood_down");
  }
  CHECK(office.Row("$case")->overdue() < overdue);
  CHECK(office.Row("$case")->expectedness() == types::v1::EXPECTED);

  // On the evening before, what was known then is told as it was.
  const auto evening = office.File("$case", "2020-03-03T20:00");
  CHECK(InFile(evening, "home_visit").status() == ClockAnswer::OVERDUE);
  CHECK(Office::Fact(evening, "expectedness_classified/expectedness") == "unexpected");
  CHECK(Office::Fact(office.File("$case"), "expectedness_classified/expectedness") == "expected");

  // The plan was another child's: it runs anew, and what was cancelled stays so.
  office.On("2020-03-06").Do(Classify("UNEXPECTED")).Do(Joint("2020-03-06T09:00", kSudden)).Do(R"(
    StartRapidResponse {
      case_id: $case lead_person_id: $paediatrician started_at: @2020-03-06T10:00
    })");
  CHECK(office.Clock("$case", "home_visit").ended_by().milestone() == "rapid_response_stood_down");
  CHECK(office.Row("$case")->overdue() < overdue);
  office.Do(R"(
    DeclineSceneVisit {
      case_id: $case declined_at: @2020-03-06T11:00 decider_person_id: $paediatrician
      reason: 'The scene is gone.'
    })");
  CHECK(office.Clock("$case", "home_visit").ended_by().milestone() == "rapid_response_stood_down");
  const auto history = office.Timeline("$case");
  CHECK(std::count(history.begin(), history.end(), "ExpectednessClassified") == 3);
}

}  // namespace
}  // namespace candour::testing
