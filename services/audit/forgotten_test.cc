// What is still told when a case was forgotten, and what is told before it is.
#include <set>

#include "absl/strings/match.h"
#include "candour/audit/v1/audit.pb.h"
#include "tests/support/exports.h"
#include "tests/support/house_stories.h"

namespace candour::audit {
namespace {

using testing::TestHouse;

TEST_CASE("minutes that told of a forgotten case say so, and which text was agreed") {
  TestHouse house;
  OpenBoard(house);
  house.On("2010-04-20T09:00").As("cdop_administrator").Do(R"(
    ReceiveNotification { case_id: $case case_reference: 'CD/1' channel: LETTER notifier: HOSPITAL
                          received_at: @2010-04-19T09:00 }
    RecordDeath { case_id: $case date_of_birth: @2010-01-01 date_of_death: @2010-02-01 sex: MALE }
    DetermineScope { case_id: $case live_born: YES lawful_termination: NO in_scope: true
                     ground: 'Yes.' }
    ScheduleMeeting { meeting_id: $meeting body_id: $panel starts_at: @2010-04-20T09:00 }
    ScheduleMeeting { meeting_id: $next body_id: $panel starts_at: @2010-05-20T09:00 }
    ListChildDeath { meeting_id: $meeting case_id: $case item_id: $item despite_missing: 'So.' }
    CloseMeeting { meeting_id: $meeting closed_at: @2010-04-20T09:00 })");
  const auto minutes = [&] {
    const auto told = house.As("cdop_administrator")
                          .Ask<v1::Minutes>("GetMinutes",
                                            "GetMinutesRequest { about { board_id: $board "
                                            "aggregate: MEETING id: $meeting } }");
    REQUIRE(told.ok());
    return *told;
  };
  house.On("2010-05-20T10:00");
  const std::string drafted = minutes().sha256();
  const bool with_hash = GENERATE(true, false);
  CAPTURE(with_hash);
  house.Do(absl::StrCat(R"(
    RecordAttendance { meeting_id: $next person_id: $doctor kind: IN_ATTENDANCE
                       from: @2010-05-20T09:00 }
    AgreeMinutes { meeting_id: $meeting at_meeting_id: $next agreed_at: @2010-05-20T09:05 )",
                        with_hash ? absl::StrCat("sha256: '", drafted, "'") : "", "}"));
  CHECK(minutes().agreed_sha256() == (with_hash ? drafted : ""));
  CHECK(minutes().sha256() == drafted);

  testing::Forget(house, "WHOLE_CASE");
  const v1::Minutes after = minutes();
  INFO(after.text());
  CHECK(after.agreed());
  CHECK(after.agreed_sha256() == (with_hash ? drafted : ""));
  CHECK(after.sha256() != drafted);
  CHECK(absl::StrContains(after.text(), "The case: was forgotten"));
  CHECK_FALSE(absl::StrContains(after.text(), "another board"));
  CHECK_FALSE(absl::StrContains(after.text(), "CD/1"));
}

TEST_CASE("before a case is forgotten it is told which others tell of the same child") {
  TestHouse house;
  OpenBoard(house);
  house.On("2010-04-20T09:00").As("cdop_administrator").Do(R"(
    ReceiveNotification { case_id: $case case_reference: 'CD/1' channel: LETTER notifier: HOSPITAL
                          received_at: @2010-04-19T09:00 }
    ReceiveNotification { case_id: $again case_reference: 'CD/2' channel: LETTER notifier: CORONER
                          received_at: @2010-04-19T10:00 }
    ReceiveNotification { case_id: $another case_reference: 'CD/3' channel: LETTER notifier: CORONER
                          received_at: @2010-04-19T10:00 }
    MergeCases { survivor_case_id: $case absorbed_case_id: $again grounds: 'One child.' })");
  const auto named = [&](const std::string& case_id) {
    const auto told =
        house.As("cdop_administrator")
            .Ask<v1::NamedCases>("ListNamedCases",
                                 absl::StrCat("ListNamedCasesRequest { about { board_id: $board "
                                              "aggregate: CHILD_DEATH id: ",
                                              case_id, " } }"));
    REQUIRE(told.ok());
    std::multiset<std::string> references;
    for (const v1::NamedCase& one : told->cases()) {
      references.insert(one.forgotten() ? "forgotten" : one.reference());
    }
    return references;
  };
  CHECK(named("$case") == std::multiset<std::string>{"CD/2"});
  CHECK(named("$again") == std::multiset<std::string>{"CD/1"});
  CHECK(named("$another").empty());
  testing::Forget(house, "WHOLE_CASE", "$again");
  CHECK(named("$case") == std::multiset<std::string>{"forgotten"});
}

}  // namespace
}  // namespace candour::audit
