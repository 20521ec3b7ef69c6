// What is sent to whoever collects figures, behind a real gate: sheets, tables frozen and compared,
// and an agency's own draft.
#include "absl/strings/str_cat.h"
#include "candour/audit/v1/national_return.pb.h"
#include "candour/casework/v1/yearly_return.pb.h"
#include "services/gate/errors.h"
#include "tests/support/desk.h"

namespace candour::audit {
namespace {

using testing::TestDesk;
using testing::TestHouse;

// One death of 2012, decided in June and completed on 2 July.
constexpr char kDeath[] = R"(
  DeathNotificationReceived {
    notification_id: $n case_reference: 'CD-12-009' channel: FORM notifier: HOSPITAL
    received_at: @2012-04-16T11:00
  }
  ChildIdentified { given_names: 'Robin' family_name: 'Example' nhs_number: '9434765919' }
  DeathRecorded { date_of_birth: @2005-01-02 date_of_death: @2012-04-14 sex: MALE }
  ScopeDetermined { live_born: YES lawful_termination: NO in_scope: true ground: 'live born' }
  ExpectednessClassified { expectedness: EXPECTED grounds: 'life-limiting condition' }
  AgencyReportRequested {
    request_id: $asked agency_id: $health form_type: 'agency_report' requested_on: @2012-04-20
    due_on: @2012-05-20
  }
  AgencyFormDrafted {
    request_id: $asked
    answers { form_type: 'agency_report' form_version: '2010' answers {
      field: 'place' given { values { code: 'home' } } } }
  }
  PanelDecisionRecorded {
    decision_id: $d1 meeting_id: $june item_id: $june_1 category: 7 categories_applying: 7
    category_title: 'Chromosomal, genetic and congenital anomalies'
    modifiability: 'not_modifiable' modifiability_title: 'No modifiable factors identified'
    decided_at: @2012-06-20T10:40
  }
  ReviewCompleted { completed_on: @2012-07-02 decision_id: $d1 })";

constexpr char kRevised[] = R"(
  ReviewReopened {
    reopened_on: @2013-06-03 ground: FINAL_POST_MORTEM_SINCE reason: 'The report.'
    authority: 'The chair'
  }
  PanelDecisionRecorded {
    decision_id: $d2 meeting_id: $later item_id: $later_1 category: 6 categories_applying: 6
    category_title: 'Chronic medical condition'
    modifiability: 'not_modifiable' modifiability_title: 'No modifiable factors identified'
    decided_at: @2013-06-19T10:40 supersedes_decision_id: $d1
  }
  CategoryRevised {
    decision_id: $d2 old_decision_id: $d1 old_category: 7 new_category: 6
    old_category_title: 'Chromosomal, genetic and congenital anomalies'
    new_category_title: 'Chronic medical condition' ground: FINAL_POST_MORTEM_SINCE
  }
  ReviewCompleted { completed_on: @2013-06-20 decision_id: $d2 })";

void TellOf2012(TestDesk& desk) {
  desk.On("2012-03-01").Given("$board", R"(
    BoardOpened { name: 'Northshire Safeguarding Children Board' opened_on: @2006-04-03 }
    AgencyRegistered { agency_id: $health name: 'Northshire NHS Trust' }
    AgencyRegistered { agency_id: $police name: 'Northshire Police' })");
  for (const char* guidance : {"wt2010", "forms_2010", "return_lscb1", "return_ncmd"}) {
    desk.house().As("cdop_administrator").Adopt(guidance);
  }
  desk.On("2012-07-03").Given("$case", kDeath);
}

v1::Return ReturnOf(TestHouse& house, int year, const std::string& more = "") {
  const auto reply = house.AskReturns<v1::Return>(
      "GetReturn",
      absl::StrCat("GetReturnRequest { board_id: $board year: ", year, " ", more, "}"));
  INFO(reply.status().ToString());
  REQUIRE(reply.ok());
  return *reply;
}

absl::Status Freeze(TestHouse& house, const types::v1::ReturnTable& table) {
  casework::v1::FreezeReturn command;
  command.mutable_header()->set_command_id(house.Id("$freeze"));
  command.mutable_header()->set_board_id(house.Id("$board"));
  *command.mutable_table() = table;
  command.mutable_frozen_on()->set_year(2013);
  command.mutable_frozen_on()->set_month(5);
  command.mutable_frozen_on()->set_day(10);
  types::v1::Accepted accepted;
  return house.As("cdop_administrator")
      .client()
      .Call("candour.casework.v1.YearlyReturns.FreezeReturn", command, accepted);
}

std::string CountOf(const types::v1::ReturnTable& table, const std::string& row) {
  for (const auto& one : table.rows()) {
    if (one.measure() == "reviews_completed" && one.row() == row) return absl::StrCat(one.count());
  }
  return "-";
}

TEST_CASE("a frozen return is counted again from the log, and today's beside it explained") {
  TestDesk desk;
  TellOf2012(desk);
  desk.On("2013-05-10");
  TestHouse& house = desk.house().As("auditor");
  const v1::Return counted = ReturnOf(house, 2013);
  CHECK(counted.table().return_key() == "lscb1");
  CHECK(counted.due() == "each May");
  CHECK(CountOf(counted.table(), "") == "1");
  CHECK(CountOf(counted.table(), "7, Chromosomal, genetic and congenital anomalies") == "1");
  CHECK(ReturnOf(house, 2013).sha256() == counted.sha256());
  REQUIRE(Freeze(house, counted.table()).ok());
  house.As("auditor");
  REQUIRE(ReturnOf(house, 2013).frozen_size() == 1);
  CHECK(ReturnOf(house, 2013).frozen(0).sha256() == counted.sha256());

  const auto compare = [&] {
    const auto reply = house.As("auditor").AskReturns<v1::ReturnComparison>(
        "CompareReturn", "CompareReturnRequest { board_id: $board year: 2013 }");
    INFO(reply.status().ToString());
    REQUIRE(reply.ok());
    return *reply;
  };
  CHECK(compare().recomputed_alike());
  CHECK(compare().differences().empty());

  desk.On("2013-06-21").Given("$case", kRevised);
  const v1::ReturnComparison after = compare();
  // The published cell stays as it was, and can be counted again.
  CHECK(after.recomputed_alike());
  CHECK(CountOf(after.frozen().table(), "7, Chromosomal, genetic and congenital anomalies") == "1");
  CHECK(CountOf(after.restated(), "6, Chronic medical condition") == "1");
  CHECK(CountOf(after.restated(), "") == "1");
  REQUIRE(after.differences_size() == 1);
  CHECK(after.differences(0).reference() == "CD-12-009");
  CHECK(after.differences(0).why(0) ==
        "reopened on 3 June 2013 because of the final post-mortem report");
  // Nor is the review counted again in the year of its second completion.
  CHECK(CountOf(ReturnOf(house, 2014).table(), "") == "0");
  // What was known on the day it was frozen gives what was frozen.
  CHECK(ReturnOf(house, 2013, absl::StrCat("as_at { position: ", counted.as_of_position(), " } "))
            .sha256() == counted.sha256());
}

// Completed in July 2012; by what is known later, in another month, or in another year.
TEST_CASE("frozen figures say that a day of completion was corrected since, and by which case") {
  struct Row {
    const char* day;
    const char* what;
    const char* of_2013;
    const char* of_2014;
    const char* why;
  };
  const Row rows[] = {
      {"2012-08-03", "Completed: 2 July 2012; now 3 August 2012", "1", "0",
       "the day of completion was corrected since, from 2 July 2012 to 3 August 2012"},
      {"2013-05-02", "counted then, and not now", "0", "1",
       "the day of completion was corrected since, from 2 July 2012 to 2 May 2013"},
  };
  for (const Row& row : rows) {
    INFO(row.day);
    TestDesk desk;
    TellOf2012(desk);
    desk.On("2013-05-10");
    TestHouse& house = desk.house().As("auditor");
    const v1::Return counted = ReturnOf(house, 2013);
    REQUIRE(Freeze(house, counted.table()).ok());
    house.As("auditor");
    CHECK(ReturnOf(house, 2013).restated().empty());
    CHECK(ReturnOf(house, 2013).differences().empty());

    desk.On("2013-06-21")
        .GivenCorrection("$case", absl::StrCat("ReviewCompleted { completed_on: @", row.day,
                                               " decision_id: $d1 }"));
    const v1::Return now = ReturnOf(house, 2013);
    REQUIRE(now.frozen_size() == 1);
    CHECK(now.frozen(0).sha256() == counted.sha256());  // it stands
    CHECK(now.restated() ==
          "What is known now differs from version 1, frozen on 10 May 2013, which stands until it "
          "is revised. It differs by: CD-12-009.");
    REQUIRE(now.differences_size() == 1);
    CHECK(now.differences(0).what().find(row.what) != std::string::npos);
    CHECK(now.differences(0).why(0) == row.why);
    CHECK(now.ShortDebugString().find("Robin") == std::string::npos);
    // It counts once in England.
    CHECK(CountOf(now.table(), "") == row.of_2013);
    CHECK(CountOf(ReturnOf(house, 2014).table(), "") == row.of_2014);
    // Asked as of before the correction, nothing differs.
    CHECK(ReturnOf(house, 2013, "as_at { moment: @2013-06-20T12:00 } ").restated().empty());
  }
}

TEST_CASE("a table that the log does not give is not frozen, nor is one from beyond its end") {
  TestDesk desk;
  TellOf2012(desk);
  desk.On("2013-05-10");
  TestHouse& house = desk.house().As("auditor");
  const types::v1::ReturnTable counted = ReturnOf(house, 2013).table();
  const auto reason = [&](const types::v1::ReturnTable& table) {
    const absl::Status refused = Freeze(house, table);
    CHECK(refused.code() == absl::StatusCode::kFailedPrecondition);
    return gate::RejectionIn(refused)->reason();
  };
  types::v1::ReturnTable invented = counted;
  invented.mutable_rows(0)->set_count(17);
  CHECK(reason(invented) == types::v1::FIGURES_NOT_OF_RECORD);
  types::v1::ReturnTable shorter = counted;
  shorter.mutable_rows()->RemoveLast();
  CHECK(reason(shorter) == types::v1::FIGURES_NOT_OF_RECORD);
  types::v1::ReturnTable ahead = counted;
  ahead.set_as_of_position(counted.as_of_position() + 1);
  CHECK(reason(ahead) == types::v1::FIGURES_NOT_OF_RECORD);
  types::v1::ReturnTable before = counted;  // of a time when the case was not yet known
  before.set_as_of_position(1);
  CHECK(reason(before) != types::v1::REJECTION_REASON_UNSPECIFIED);
  CHECK(ReturnOf(house.As("auditor"), 2013).frozen().empty());
  CHECK(Freeze(house, counted).ok());
  // The same command again has its answer, whatever the log holds by now.
  desk.On("2013-06-21").Given("$case", kRevised);
  CHECK(Freeze(house, counted).ok());
}

TEST_CASE(
    "a frozen table that the log does not give, from before it was held against it, is told") {
  TestDesk desk;
  TellOf2012(desk);
  desk.On("2013-05-10");
  TestHouse& house = desk.house().As("auditor");
  const types::v1::ReturnTable counted = ReturnOf(house, 2013).table();
  desk.Given("$board", absl::StrCat("ReturnFrozen { year: 2013 version: 1 sha256: 'other' table { "
                                    "year: 2013 as_of_position: ",
                                    counted.as_of_position(), " } frozen_on: @2013-05-10 }"));
  const auto compared = house.As("auditor").AskReturns<v1::ReturnComparison>(
      "CompareReturn", "CompareReturnRequest { board_id: $board year: 2013 }");
  REQUIRE(compared.ok());
  CHECK_FALSE(compared->recomputed_alike());
  CHECK(compared->not_alike_because() == "the table that was frozen is not the one this log gives");
}

TEST_CASE("a review that another board has frozen is not counted again where it passed to") {
  TestDesk desk;
  TellOf2012(desk);
  desk.On("2013-05-10");
  TestHouse& house = desk.house();
  const uint64_t known = desk.InNameOf("$other").Given("$elsewhere", std::string(kDeath));
  desk.Given("$other", absl::StrCat("BoardOpened { name: 'Southshire' } "
                                    "ReturnFrozen { year: 2013 version: 1 table { year: 2013 "
                                    "as_of_position: ",
                                    known, " } frozen_on: @2013-05-10 }"));
  desk.InNameOf("$board").Given(
      "$elsewhere",
      "CaseTransferred { transfer_id: $t from_board_id: $other to_board_id: $board }");
  desk.On("2013-06-21").Given("$elsewhere", kRevised);
  // Of two cases led here the one that was not frozen elsewhere.
  CHECK(CountOf(ReturnOf(house.As("auditor"), 2013).table(), "") == "1");
  CHECK(CountOf(ReturnOf(house.As("auditor"), 2014).table(), "") == "0");
}

TEST_CASE("no comparison without a frozen version, no table without definitions") {
  TestDesk desk;
  TellOf2012(desk);
  TestHouse& house = desk.house().As("auditor");
  CHECK(house
            .AskReturns<v1::ReturnComparison>(
                "CompareReturn", "CompareReturnRequest { board_id: $board year: 2013 }")
            .status()
            .code() == absl::StatusCode::kNotFound);
  CHECK(
      house.AskReturns<v1::Return>("GetReturn", "GetReturnRequest { board_id: $board year: 2018 }")
          .status()
          .code() == absl::StatusCode::kFailedPrecondition);
  CHECK(
      house.AskReturns<v1::Return>("GetReturn", "GetReturnRequest { board_id: $other year: 2013 }")
          .status()
          .code() == absl::StatusCode::kPermissionDenied);
}

TEST_CASE("a sheet hides who the child was from whoever may not know") {
  TestDesk desk;
  TellOf2012(desk);
  TestHouse& house = desk.house();
  const auto ask = [&](const std::string& role, const std::string& more) {
    return house.As(role).AskReturns<v1::Submission>(
        "GetSubmission",
        "GetSubmissionRequest { about { board_id: $board aggregate: CHILD_DEATH "
        "id: $case " +
            more + " } }");
  };
  const auto hidden = ask("auditor", "");
  REQUIRE(hidden.ok());
  CHECK(hidden->DebugString().find("9434765919") == std::string::npos);
  CHECK(hidden->text().empty());
  CHECK(ask("auditor", "include_identity: true").status().code() ==
        absl::StatusCode::kPermissionDenied);
  desk.On("2020-01-10");  // a day on which the edition asks for the number
  const auto shown = ask("cdop_administrator", "include_identity: true");
  REQUIRE(shown.ok());
  CHECK(shown->text().find("nhs_number\tgiven\t9434765919\n") != std::string::npos);
  CHECK(shown->sha256().size() == 64);
  CHECK(ask("auditor", "")->DebugString().find("9434765919") == std::string::npos);
}

TEST_CASE("a saved draft is read by its own agency and by nobody else") {
  TestDesk desk;
  TellOf2012(desk);
  TestHouse& house = desk.house();
  const auto ask = [&](const std::string& role, const std::string& agency,
                       const std::string& request = "$asked") {
    return house.As(role).For(agency).AskReturns<v1::Draft>(
        "GetDraft",
        "GetDraftRequest { about { board_id: $board aggregate: CHILD_DEATH id: $case } "
        "request_id: " +
            request + " }");
  };
  const auto own = ask("agency_author", "$health");
  REQUIRE(own.ok());
  CHECK(own->answers().answers(0).given().values(0).code() == "home");
  using Code = absl::StatusCode;
  CHECK(ask("agency_author", "$police").status().code() == Code::kNotFound);
  CHECK(ask("agency_author", "$health", "$never").status().code() == Code::kNotFound);
  CHECK(ask("cdop_administrator", "").status().code() == Code::kPermissionDenied);
  CHECK(ask("auditor", "").status().code() == Code::kPermissionDenied);
  CHECK(ask("panel_member", "$health").status().code() == Code::kPermissionDenied);
}

}  // namespace
}  // namespace candour::audit
