// Who may read a case that a panel of another board has before it.
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "candour/audit/v1/audit.pb.h"
#include "tests/support/house.h"

namespace candour::audit {
namespace {

using testing::TestHouse;
using types::v1::CaseFile;

void OpenBoards(TestHouse& house) {
  house.On("2010-03-01").As("operator").Do(R"(
    OpenBoard { board_id: $board name: 'Northshire' area_code: 'E09000999' opened_on: @2010-03-01 })");
  house.Of("$south").Do(R"(
    OpenBoard { board_id: $south name: 'Southshire' area_code: 'E09000998' opened_on: @2010-03-01 })");
  for (const char* board : {"$board", "$south"}) {
    house.Of(board).As("cdop_administrator");
    house.Adopt("holidays_england_wales");
    house.Adopt("wt2006");
    house.Adopt("wt2010");
  }
  house.Do(R"(
    ReceiveNotification {
      case_id: $case case_reference: 'SV/2010/1' notification_id: $note channel: LETTER
      notifier: HOSPITAL received_at: @2010-03-01T10:00
    }
    RecordDeath { case_id: $case date_of_birth: @2010-01-01 date_of_death: @2010-02-01 sex: MALE }
    DetermineScope {
      case_id: $case live_born: YES lawful_termination: NO in_scope: true ground: 'A child.'
    })");
  house.Of("$board").Do(R"(
    EstablishBody {
      body_id: $panel kind: CHILD_DEATH_OVERVIEW_PANEL name: 'Panel' from: @2010-03-01
    }
    ShareBody { body_id: $panel served_board_id: $south from: @2010-03-01 source: 'Terms.' }
    ScheduleMeeting {
      meeting_id: $meeting body_id: $panel starts_at: @2010-04-12T10:00 place: 'Hall'
    })");
}

absl::StatusOr<CaseFile> FileFor(TestHouse& house, const std::string& board) {
  return house.Of(board).As("auditor").Ask<CaseFile>(
      "GetCase", absl::StrCat("GetCaseRequest { about { board_id: ", board,
                              " aggregate: CHILD_DEATH id: $case } }"));
}

TEST_CASE("the office of a shared panel reads a case once it is before that panel, not earlier") {
  TestHouse house;
  OpenBoards(house);
  CHECK(absl::IsNotFound(FileFor(house, "$board").status()));
  house.Of("$board").As("cdop_administrator").Do(R"(
    ListChildDeath {
      meeting_id: $meeting case_id: $case item_id: $item despite_missing: 'Listed early.'
    })");
  const auto served = FileFor(house, "$board");
  const auto lead = FileFor(house, "$south");
  REQUIRE(served.ok());
  REQUIRE(lead.ok());
  CHECK(served->board() == "Southshire");  // whose case it stays
  CHECK(served->SerializeAsString() == lead->SerializeAsString());
  // The panel is called by its name, though it is on the register of the other board alone.
  CHECK(absl::StrContains(lead->ShortDebugString(), "Panel, 10:00 on Monday 12 April 2010"));
}

}  // namespace
}  // namespace candour::audit
