// Who reads a case whose lead was passed on.
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "candour/audit/v1/audit.pb.h"
#include "tests/support/house_stories.h"

namespace candour::audit {
namespace {

using testing::TestHouse;
using types::v1::CaseFile;

// Told of a death at a moment, $board proposes on a day that $south lead its review.
void ProposeToSouth(TestHouse& house, const char* on, const std::string& received_at) {
  OpenBoard(house);
  house.Of("$south")
      .As("operator")
      .Do("OpenBoard { board_id: $south name: 'Southshire' area_code: 'E09000888' opened_on: "
          "@2010-01-04 }");
  house.On(on)
      .Of("$board")
      .As("cdop_administrator")
      .Do(absl::StrCat(R"(
    ReceiveNotification {
      case_id: $case case_reference: 'CDOP/2010/1' channel: TELEPHONE notifier: HOSPITAL
      received_at: @)",
                       received_at, R"(
    }
    ProposeTransfer {
      case_id: $case transfer_id: $transfer to_board_id: $south basis: AGREEMENT_OF_BOARDS
      reason: 'Most services were there.'
    })"));
}

TEST_CASE("a case is opened by the board that leads it, as of when it does") {
  TestHouse house;
  ProposeToSouth(house, "2010-03-08", "2010-03-08T09:00");
  const auto opened = [&](const std::string& board, const std::string& more = "") {
    return house.Of(board)
        .Ask<CaseFile>("GetCase", absl::StrCat("GetCaseRequest { about { board_id: ", board,
                                               " aggregate: CHILD_DEATH id: $case } ", more, " }"))
        .ok();
  };
  CHECK(opened("$board"));
  CHECK_FALSE(opened("$south"));
  house.On("2010-03-10")
      .Of("$south")
      .Do("AcceptTransfer { case_id: $case transfer_id: $transfer accepted_at: @2010-03-10T11:00 "
          "}");
  CHECK(opened("$south"));
  CHECK_FALSE(opened("$board"));
  // Whoever led it is told who does.
  const std::string told(house.Of("$board")
                             .Ask<CaseFile>("GetCase",
                                            "GetCaseRequest { about { board_id: $board aggregate: "
                                            "CHILD_DEATH id: $case } }")
                             .status()
                             .message());
  CHECK(absl::StrContains(told, "passed on on 10 March 2010, to Southshire"));
  CHECK(opened("$board", "as_at { moment: @2010-03-09T12:00 }"));
  // And so is whoever led it between, once it went further.
  house.Of("$west")
      .As("operator")
      .Do("OpenBoard { board_id: $west name: 'Westshire' area_code: 'E09000777' opened_on: "
          "@2010-01-04 "
          "}");
  house.On("2010-03-12").Of("$south").As("cdop_administrator").Do(R"(
    ProposeTransfer {
      case_id: $case transfer_id: $further to_board_id: $west basis: AGREEMENT_OF_BOARDS
      reason: 'The child was placed there.'
    })");
  house.On("2010-03-15")
      .Of("$west")
      .Do("AcceptTransfer { case_id: $case transfer_id: $further accepted_at: @2010-03-15T11:00 "
          "}");
  const auto refusal = [&](const std::string& board) {
    return std::string(house.Of(board)
                           .Ask<CaseFile>("GetCase", "GetCaseRequest { about { board_id: " + board +
                                                         " aggregate: CHILD_DEATH id: $case } }")
                           .status()
                           .message());
  };
  CHECK(absl::StrContains(refusal("$board"),
                          "passed on on 10 March 2010, and is by now with Westshire"));
  CHECK(absl::StrContains(refusal("$south"), "passed on on 15 March 2010, to Westshire"));
  CHECK(opened("$south", "as_at { moment: @2010-03-12T12:00 }"));
  CHECK(opened("$west"));
}

TEST_CASE("a case is another board's since that board accepted it, however late that was told") {
  TestHouse house;
  ProposeToSouth(house, "2010-03-05", "2010-03-04T10:00");
  house.On("2010-03-20")
      .Of("$south")
      .Do("AcceptTransfer { case_id: $case transfer_id: $transfer accepted_at: @2010-03-08T10:00 "
          "}");
  const auto asked = [&](const std::string& board, const std::string& moment) {
    return house.Of(board)
        .Ask<CaseFile>("GetCase", absl::StrCat("GetCaseRequest { about { board_id: ", board,
                                               " aggregate: CHILD_DEATH id: $case } as_at { "
                                               "moment: @",
                                               moment, " by_occurred: true } }"))
        .status();
  };
  CHECK(asked("$board", "2010-03-07T12:00").ok());
  CHECK_FALSE(asked("$south", "2010-03-07T12:00").ok());
  CHECK(asked("$south", "2010-03-10T12:00").ok());
  CHECK(absl::StrContains(std::string(asked("$board", "2010-03-10T12:00").message()),
                          "passed on on 8 March 2010, to Southshire"));
}

}  // namespace
}  // namespace candour::audit
