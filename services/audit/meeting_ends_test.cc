// What is told of a case and of the minutes when a meeting has ended, and which minutes are agreed.
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/limits.h"
#include "candour/audit/v1/audit.pb.h"
#include "services/gate/errors.h"
#include "tests/support/exports.h"
#include "tests/support/house_stories.h"

namespace candour::audit {
namespace {

using testing::TestHouse;

// The case is listed for the panel of 20 April, which sits again on 20 May.
void List(TestHouse& house) {
  OpenBoard(house);
  house.On("2010-04-20T09:00").As("cdop_administrator").Do(R"(
    ReceiveNotification { case_id: $case case_reference: 'CD/1' channel: LETTER notifier: HOSPITAL
                          received_at: @2010-04-19T09:00 }
    RecordDeath { case_id: $case date_of_birth: @2010-01-01 date_of_death: @2010-02-01 sex: MALE }
    DetermineScope { case_id: $case live_born: YES lawful_termination: NO in_scope: true
                     ground: 'Yes.' }
    ScheduleMeeting { meeting_id: $meeting body_id: $panel starts_at: @2010-04-20T09:00 }
    ScheduleMeeting { meeting_id: $next body_id: $panel starts_at: @2010-05-20T09:00 }
    ListChildDeath { meeting_id: $meeting case_id: $case item_id: $item despite_missing: 'So.' })");
}

std::string Stage(TestHouse& house) {
  const auto file = house.Ask<types::v1::CaseFile>(
      "GetCase", "GetCaseRequest { about { board_id: $board aggregate: CHILD_DEATH id: $case } }");
  REQUIRE(file.ok());
  return file->stage();
}

v1::Minutes MinutesNow(TestHouse& house) {
  const auto minutes = house.Ask<v1::Minutes>(
      "GetMinutes",
      "GetMinutesRequest { about { board_id: $board aggregate: MEETING id: $meeting } }");
  REQUIRE(minutes.ok());
  return *minutes;
}

TEST_CASE("a case is shown as listed only while its meeting has it ahead") {
  TestHouse house;
  List(house);
  CHECK(Stage(house) == "listed");
  SECTION("taken off") {
    house.Do("TakeItemOff { meeting_id: $meeting item_id: $item reason: 'No report.' }");
    CHECK(Stage(house) == "in scope");
  }
  SECTION("closed") {
    house.Do("CloseMeeting { meeting_id: $meeting closed_at: @2010-04-20T09:00 }");
    CHECK(Stage(house) == "in scope");
    CHECK(MinutesNow(house).text().find(
              "Not reached: the meeting was closed without a decision on it") != std::string::npos);
    house.Do("ListChildDeath { meeting_id: $next case_id: $case despite_missing: 'So.' }");
    CHECK(Stage(house) == "listed");
  }
}

TEST_CASE(
    "minutes of a meeting that only advises tell what was discussed, and who had the papers") {
  TestHouse house;
  OpenBoard(house);
  house.Adopt("meetings");
  house.Adopt("wt2018");
  house.On("2020-06-02T09:00").As("cdop_administrator").Do(R"(
    RegisterPerson { person_id: $guest name: 'Guest C' job_title: 'Expert' }
    ReceiveNotification { case_id: $case case_reference: 'CD/1' channel: LETTER notifier: HOSPITAL
                          received_at: @2020-04-19T09:00 }
    RecordDeath { case_id: $case date_of_birth: @2010-01-01 date_of_death: @2020-02-01 sex: MALE }
    DetermineScope { case_id: $case live_born: YES lawful_termination: NO in_scope: true
                     ground: 'Yes.' }
    ScheduleMeeting { meeting_id: $meeting body_id: $panel starts_at: @2020-06-02T09:00
                      kind: 'cdrm' }
    ListChildDeath { meeting_id: $meeting case_id: $case item_id: $item despite_missing: 'So.' }
    CloseMeeting { meeting_id: $meeting closed_at: @2020-06-02T09:00 })");
  const std::string text = MinutesNow(house).text();
  CHECK(absl::StrContains(text, "Discussed: such a meeting discusses cases, and decides none"));
  CHECK_FALSE(absl::StrContains(text, "Not reached"));
  CHECK_FALSE(absl::StrContains(text, "Listed although"));
  house.Do(absl::StrCat(R"(
    ScheduleMeeting { meeting_id: $next body_id: $panel starts_at: @2020-06-02T09:00 kind: 'cdop' }
    ListChildDeath { meeting_id: $next case_id: $case item_id: $again despite_missing: 'So.' }
    PreparePack { meeting_id: $next pack_id: $pack item_ids: $again prepared_by_person_id: $chair
                  prepared_at: @2020-06-02T08:00 sha256: ')",
                        std::string(64, 'a'), "' }"));
  house.As("panel_chair")
      .Do(absl::StrCat(R"(
    ApprovePack { meeting_id: $next pack_id: $pack approved_by_person_id: $doctor
                  approved_at: @2020-06-02T08:10 sha256: ')",
                       std::string(64, 'a'), R"(' }
    IssuePack { meeting_id: $next pack_id: $pack person_ids: $doctor person_ids: $guest
                issued_at: @2020-06-02T08:20 })"));
  const auto minutes = house.Ask<v1::Minutes>(
      "GetMinutes",
      "GetMinutesRequest { about { board_id: $board aggregate: MEETING id: $next } }");
  REQUIRE(minutes.ok());
  CHECK(absl::StrContains(minutes->text(),
                          "Given the pack, and neither a member nor there: Guest C\n"));
  CHECK_FALSE(absl::StrContains(minutes->text(), "neither a member nor there: Doctor B"));
}

TEST_CASE("a meeting is closed however many cases it took") {
  TestHouse house;
  List(house);
  house.Do(R"(
    RecordAttendance { meeting_id: $meeting person_id: $doctor seat_id: $doctor_seat
                       kind: SEAT_HOLDER from: @2010-04-20T09:00 })");
  for (size_t n = 0; n < limits::kStreamsPerCommand + 4; ++n) {
    const std::string other = absl::StrCat("$case-", n);
    house.Do(absl::StrCat(
        "ReceiveNotification { case_id: ", other, " case_reference: 'CD/1-", n,
        "' channel: LETTER notifier: HOSPITAL received_at: @2010-04-19T09:00 } RecordDeath { "
        "case_id: ",
        other,
        " date_of_birth: @2010-01-01 date_of_death: @2010-02-01 sex: MALE } "
        "DetermineScope { case_id: ",
        other,
        " live_born: YES lawful_termination: NO in_scope: true "
        "ground: 'Yes.' } ListChildDeath { meeting_id: $meeting case_id: ",
        other, " item_id: ", other,
        "-item despite_missing: 'So.' } EvaluateQuorum { meeting_id: $meeting item_id: ", other,
        "-item at: @2010-04-20T09:00 }"));
  }
  CHECK(house.Try("CloseMeeting { meeting_id: $meeting closed_at: @2010-04-20T09:00 }")
            .status()
            .ToString() == "OK");
}

TEST_CASE("minutes are agreed as they were drafted, or not by their hash alone") {
  TestHouse house;
  List(house);
  house.Do("CloseMeeting { meeting_id: $meeting closed_at: @2010-04-20T09:00 }");
  house.On("2010-05-20T10:00");
  const std::string drafted = MinutesNow(house).sha256();
  const auto agree = [&](const std::string& sha256) {
    return absl::StrCat(
        "AgreeMinutes { meeting_id: $meeting at_meeting_id: $next agreed_at: "
        "@2010-05-20T09:05 sha256: '",
        sha256, "' }");
  };
  CHECK_FALSE(house.Try(agree(drafted)).ok());  // nobody is there
  house.Do(
      "RecordAttendance { meeting_id: $next person_id: $doctor seat_id: $doctor_seat "
      "kind: SEAT_HOLDER from: @2010-05-20T09:00 }");
  const auto refused = house.Try(agree(std::string(64, 'a')));
  const auto rejection = gate::RejectionIn(refused.status());
  REQUIRE(rejection);
  CHECK(rejection->reason() == types::v1::UNKNOWN_REFERENCE);
  CHECK_FALSE(MinutesNow(house).agreed());
  CHECK(house.Try(agree(drafted)).ok());
  CHECK(MinutesNow(house).agreed());
  CHECK(MinutesNow(house).sha256() == drafted);
  CHECK(MinutesNow(house).recorded_since().empty());
  // What is recorded of it afterwards changes nothing of what was agreed.
  house.Do("RegisterAgency { agency_id: $health name: 'Northshire Health' }");
  house.Do(
      "AgreeMeetingAction { meeting_id: $meeting case_id: $case text: 'Ask the school.' "
      "owner_agency_id: $health due_on: @2010-06-01 }");
  CHECK(MinutesNow(house).sha256() == drafted);
  CHECK(MinutesNow(house).recorded_since().find("Ask the school") != std::string::npos);
  const auto later = house.Ask<v1::Minutes>(
      "GetMinutes",
      "GetMinutesRequest { about { board_id: $board aggregate: MEETING id: $next } }");
  REQUIRE(later.ok());
  CHECK(later->text().find("Minutes agreed: ") != std::string::npos);
}

TEST_CASE("minutes that told of a forgotten case say so, and which text was agreed") {
  TestHouse house;
  List(house);
  house.Do("CloseMeeting { meeting_id: $meeting closed_at: @2010-04-20T09:00 }");
  house.On("2010-05-20T10:00");
  const std::string drafted = MinutesNow(house).sha256();
  const bool with_hash = GENERATE(true, false);
  CAPTURE(with_hash);
  const std::string agreed = with_hash ? drafted : "";
  house.Do(absl::StrCat(R"(
    RecordAttendance { meeting_id: $next person_id: $doctor seat_id: $doctor_seat
                       kind: SEAT_HOLDER from: @2010-05-20T09:00 }
    AgreeMinutes { meeting_id: $meeting at_meeting_id: $next agreed_at: @2010-05-20T09:05
                   sha256: ')",
                        agreed, "' }"));
  CHECK(MinutesNow(house).agreed_sha256() == agreed);
  CHECK(MinutesNow(house).sha256() == drafted);

  testing::Forget(house, "WHOLE_CASE");
  const v1::Minutes after = MinutesNow(house.As("cdop_administrator"));
  INFO(after.text());
  CHECK(after.agreed());
  CHECK(after.agreed_sha256() == agreed);
  CHECK(after.sha256() != drafted);
  CHECK(absl::StrContains(after.text(), "The case: was forgotten"));
  CHECK_FALSE(absl::StrContains(after.text(), "another board"));
  CHECK_FALSE(absl::StrContains(after.text(), "CD/1"));
}

}  // namespace
}  // namespace candour::audit
