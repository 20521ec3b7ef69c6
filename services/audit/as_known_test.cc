// A case as the office says it learned of things, and as it truly stood.
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "candour/audit/v1/audit.pb.h"
#include "tests/support/house_stories.h"

namespace candour::audit {
namespace {

using testing::TestHouse;
using types::v1::CaseFile;

constexpr char kAbout[] = "about { board_id: $board aggregate: CASE_REVIEW id: $review } ";

void Refer(TestHouse& house) {
  OpenBoard(house);
  house.On("2010-03-02").As("case_review_coordinator").Do(R"(
    ReferCase {
      review_id: $review case_reference: 'SCR/2010/1' referrer: HOSPITAL harm: SERIOUS_INJURY
      incident_on: @2010-02 referred_on: @2010-03-01 grounds: 'Injuries without an account.'
    })");
}

TEST_CASE("as the office says it learned of things") {
  TestHouse house;
  Refer(house);
  house.On("2010-03-20").Do(R"(
    DeclareInvolvement {
      header { known_at: @2010-03-05T12:00 } review_id: $review person_id: $doctor
      involvement: GAVE_ADVICE detail: 'By telephone.'
    })");
  house.As("auditor");
  const auto knows = [&](const std::string& as_at) {
    const auto file = house.Ask<CaseFile>(
        "GetCase", absl::StrCat("GetCaseRequest { ", kAbout, "as_at { ", as_at, " } }"));
    return absl::StrContains(file.value().DebugString(), "By telephone.");
  };
  CHECK_FALSE(knows("moment: @2010-03-10T12:00"));
  CHECK(knows("moment: @2010-03-10T12:00 by_known_at: true"));
  CHECK_FALSE(knows("moment: @2010-03-04T12:00 by_known_at: true"));
  // It has no day of its own, and had happened when the office knew of it.
  CHECK(knows("moment: @2010-03-10T12:00 by_occurred: true"));
  CHECK_FALSE(knows("moment: @2010-03-04T12:00 by_occurred: true"));
  // It had happened also when only its words are put right.
  const std::string event =
      house
          .Ask<v1::Timeline>("GetTimeline", absl::StrCat("GetTimelineRequest { ", kAbout,
                                                         "event_types: 'InvolvementDeclared' }"))
          ->entries(0)
          .event_id();
  house.On("2010-06-01")
      .As("case_review_coordinator")
      .Do("DeclareInvolvement { header { corrects_event_id: '" + event +
          "' correction_reason: 'Misheard.' } review_id: $review person_id: $doctor "
          "involvement: MANAGED_PRACTITIONER detail: 'By telephone.' }");
  house.As("auditor");
  CHECK(knows("moment: @2010-03-10T12:00 by_occurred: true"));
  CHECK_FALSE(knows("moment: @2010-03-04T12:00 by_occurred: true"));
}

TEST_CASE("people are called what they are called, though they were registered later") {
  TestHouse house;
  Refer(house);
  house.On("2010-03-20").Do(R"(
    RegisterPerson { person_id: $late name: 'Latecomer C' job_title: 'GP' }
    DeclareInvolvement {
      header { known_at: @2010-03-05T12:00 } review_id: $review person_id: $late
      involvement: GAVE_ADVICE
    })");
  const auto file = house.As("auditor").Ask<CaseFile>(
      "GetCase", absl::StrCat("GetCaseRequest { ", kAbout,
                              "as_at { moment: @2010-03-10T12:00 by_known_at: true } }"));
  REQUIRE(file.ok());
  CHECK(absl::StrContains(file->DebugString(), "\"Latecomer C\""));
}

TEST_CASE("as it truly stood, by what is known now") {
  TestHouse house;
  Refer(house);
  const auto incident = [](const std::string& more) {
    return "ReportIncident { review_id: $review area_of_incident: 'E09000999' abuse_or_neglect: "
           "YES " +
           more + " }";
  };
  house.On("2010-03-20").Do(incident("aware_on: @2010-03-05"));
  house.As("auditor");
  const auto told = [&](const std::string& as_at) {
    const auto file = house.Ask<CaseFile>(
        "GetCase", absl::StrCat("GetCaseRequest { ", kAbout, "as_at { ", as_at, " } }"));
    return absl::StrContains(file.value().DebugString(), "Incident reported");
  };
  const auto entries = [&](const std::string& as_at) {
    return house
        .Ask<v1::Timeline>("GetTimeline",
                           absl::StrCat("GetTimelineRequest { ", kAbout, "as_at { ", as_at, " } }"))
        ->total();
  };
  const std::string then = "moment: @2010-03-10T12:00 ";
  CHECK_FALSE(told(then));
  CHECK_FALSE(told(then + "by_known_at: true"));
  CHECK(told(then + "by_occurred: true"));
  CHECK(entries(then) + 1 == entries(then + "by_occurred: true"));
  CHECK_FALSE(told("moment: @2010-03-04T12:00 by_occurred: true"));
  // A correction tells when it truly was.
  const std::string event =
      house
          .Ask<v1::Timeline>("GetTimeline", absl::StrCat("GetTimelineRequest { ", kAbout,
                                                         "event_types: 'IncidentReported' }"))
          ->entries(0)
          .event_id();
  house.On("2010-03-25")
      .As("case_review_coordinator")
      .Do(incident("aware_on: @2010-03-12 header { corrects_event_id: '" + event +
                   "' correction_reason: 'The ward learned of it later.' }"));
  house.As("auditor");
  CHECK_FALSE(told(then + "by_occurred: true"));
  CHECK(told("moment: @2010-03-13T12:00 by_occurred: true"));
  const auto code = [&](const std::string& as_at) {
    return house
        .Ask<CaseFile>("GetCase",
                       absl::StrCat("GetCaseRequest { ", kAbout, "as_at { ", as_at, " } }"))
        .status()
        .code();
  };
  CHECK(code("by_occurred: true") == absl::StatusCode::kInvalidArgument);
  CHECK(code(then + "by_occurred: true by_known_at: true") == absl::StatusCode::kInvalidArgument);
  CHECK(code("moment: @2010-02-10T12:00 by_occurred: true") == absl::StatusCode::kNotFound);
}

TEST_CASE("what was known by then runs against guidance that was adopted later") {
  TestHouse house;
  OpenBoard(house);
  house.On("2010-03-05").As("cdop_administrator").Do(R"(
    ReceiveNotification {
      header { known_at: @2009-12-01T12:00 } case_id: $case case_reference: 'CD/1' channel: LETTER
      notifier: HOSPITAL received_at: @2009-12-01T10:00
    }
    RecordDeath {
      header { known_at: @2009-12-01T12:00 } case_id: $case date_of_birth: @2009-01-01
      date_of_death: @2009-11-30 sex: MALE
    })");
  const auto file = house.As("auditor").Ask<CaseFile>(
      "GetCase",
      "GetCaseRequest { about { board_id: $board aggregate: CHILD_DEATH id: $case } "
      "as_at { moment: @2009-12-03T12:00 by_known_at: true } }");
  REQUIRE(file.ok());
  CHECK(file->clocks_size() > 0);
}

TEST_CASE("of a day before a death was notified there is no case to be told of") {
  TestHouse house;
  OpenBoard(house);
  house.On("2010-03-05").As("cdop_administrator").Do(R"(
    ReceiveNotification {
      case_id: $case case_reference: 'CD/1' channel: LETTER notifier: HOSPITAL
      received_at: @2010-03-04T10:00
    }
    RecordDeath {
      header { known_at: @2010-03-02T12:00 } case_id: $case date_of_birth: @2010-01-01
      date_of_death: @2010-03-01 sex: MALE
    })");
  struct Row {
    const char* what;
    std::string as_at;
    bool told;
  };
  const Row rows[] = {
      {"now", "", true},
      {"before the birth", "moment: @2009-12-31T12:00 by_occurred: true", false},
      {"before the death", "moment: @2010-02-28T12:00 by_occurred: true", false},
      {"dead, and nobody told", "moment: @2010-03-03T12:00 by_occurred: true", false},
      {"told", "moment: @2010-03-04T12:00 by_occurred: true", true},
      {"the day known, and the case not", "moment: @2010-03-03T12:00 by_known_at: true", false},
      {"known whole", "moment: @2010-03-05T23:00 by_known_at: true", true},
      {"before it was recorded", "moment: @2010-03-04T12:00", false}};
  for (const Row& row : rows) {
    INFO(row.what);
    const auto file = house.As("auditor").Ask<CaseFile>(
        "GetCase",
        "GetCaseRequest { about { board_id: $board aggregate: CHILD_DEATH id: $case } "
        "as_at { " +
            row.as_at + " } }");
    CHECK(file.ok() == row.told);
    if (row.told) continue;
    CHECK(file.status().code() == absl::StatusCode::kNotFound);
    CHECK(absl::StrContains(std::string(file.status().message()), "no such case of this board by"));
  }
}

}  // namespace
}  // namespace candour::audit
