// Who may read a case that a panel of another board has before it.
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "candour/audit/v1/audit.pb.h"
#include "tests/support/house_stories.h"

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

// One of the board that has the panel, and one of the board it serves, decided on in that order.
void DecideOnBoth(TestHouse& house) {
  OpenBoard(house);
  house.Of("$south").As("operator").Do(R"(
    OpenBoard { board_id: $south name: 'Southshire' area_code: 'E09000998' opened_on: @2010-01-04 })");
  house.Of("$board").As("cdop_administrator").Do(R"(
    ShareBody { body_id: $panel served_board_id: $south from: @2010-03-01 source: 'Terms.' })");
  house.On("2010-04-20T11:00").Do(R"(
    ScheduleMeeting { meeting_id: $meeting body_id: $panel starts_at: @2010-04-20T09:00 }
    RecordAttendance {
      meeting_id: $meeting person_id: $doctor seat_id: $doctor_seat kind: SEAT_HOLDER
      from: @2010-04-20T09:00
    })");
  for (const std::string board : {"$board", "$south"}) {
    const std::string about = absl::StrCat("case_id: $case_of_", board.substr(1), " ");
    house.Of(board);
    if (board == "$south") {
      house.Adopt("holidays_england_wales");
      house.Adopt("wt2006");
      house.Adopt("wt2010");
    }
    house.Do(absl::StrCat(
        "ReceiveNotification { ", about, "case_reference: '", board.substr(1),
        "/1' channel: LETTER notifier: HOSPITAL "
        "received_at: @2010-04-19T09:00 } RecordDeath { ",
        about,
        "date_of_birth: @2010-01-01 date_of_death: @2010-02-01 sex: MALE } DetermineScope { ",
        about, "live_born: YES lawful_termination: NO in_scope: true ground: 'Yes.' }"));
    const std::string at =
        absl::StrCat(about, "meeting_id: $meeting item_id: $item_of_", board.substr(1), " ");
    house.Of("$board").Do(absl::StrCat(
        "ListChildDeath { despite_missing: 'So.' ", at, "} EvaluateQuorum { meeting_id: $meeting ",
        "item_id: $item_of_", board.substr(1),
        " at: @2010-04-20T09:00 } RecordPanelDecision { header { known_at: @2010-04-20T09:30 } ",
        at,
        "categories_applying: 7 category: 7 modifiability: 'not_modifiable' reasons: 'As found.' "
        "refer_for_review: NO refer_for_review_reason: 'No.' decided_at: @2010-04-20T09:00 }"));
  }
}

TEST_CASE("a served board lists what the panel of another decided on its own cases") {
  TestHouse house;
  DecideOnBoth(house);
  struct Row {
    const char* what;
    const char* board;
    std::string more;
    std::vector<std::string> references;
  };
  const Row rows[] = {
      {"whose panel it is", "$board", "", {"board/1", "south/1"}},
      {"whom it serves", "$south", "", {"south/1"}},
      {"a sample of theirs", "$south", "sample: 5", {"south/1"}},
      {"as it was known before", "$south", "as_at { moment: @2010-04-19T23:00 }", {}},
      {"known before its case was",
       "$board",
       "as_at { moment: @2010-04-20T10:00 by_known_at: true }",
       {}},
      {"whom it never served", "$north", "", {}}};
  for (const Row& row : rows) {
    INFO(row.what);
    const auto page = house.Of(row.board).As("auditor").Ask<v1::DecisionPage>(
        "ListDecisions",
        absl::StrCat("ListDecisionsRequest { board_id: ", row.board, " ", row.more, " }"));
    REQUIRE(page.status().ToString() == "OK");
    CHECK(page->matching() == row.references.size());
    std::vector<std::string> references;
    for (const auto& decision : page->decisions()) references.push_back(decision.reference());
    CHECK(references == row.references);
  }
}

}  // namespace
}  // namespace candour::audit
