// The register of child deaths: what it shows of each case, whom it shows it to, in which order.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "candour/views/v1/views.pb.h"
#include "services/views/views.h"
#include "tests/support/desk.h"

namespace candour::views {
namespace {

using testing::TestDesk;

constexpr char kBegun[] = R"(
  DeathRecorded { date_of_birth: @2012-04-03 date_of_death: @2012-05-01 sex: MALE }
  ScopeDetermined { live_born: YES lawful_termination: NO in_scope: true ground: 'live born' })";

std::string Notified(const std::string& reference, const std::string& day) {
  return absl::StrCat("DeathNotificationReceived { notification_id: $n-", reference,
                      " case_reference: '", reference,
                      "' channel: FORM notifier: HOSPITAL received_at: @", day, "T11:00 } ");
}

uint64_t TellOfStates(TestDesk& desk) {
  desk.TellOfAYear();
  desk.Given("$sent", Notified("S-1", "2012-05-02") + kBegun + R"(
    NationalSubmissionSent { submission_id: $s number: 1 sent_on: @2012-05-03 how: 'portal' }
    NationalSubmissionRejected {
      submission_id: $s rejected_on: @2012-05-04 errors { what: 'No date.' } })");
  desk.Given("$void", Notified("S-2", "2012-05-02") + kBegun +
                          "CaseVoided { ground: NOT_UNDER_18 reason: 'The entry.' }");
  desk.Given("$told",
             "GuestNotificationReceived { notification_id: $g receipt_code: 'R' notifier: SCHOOL "
             "received_at: @2012-05-03T11:00 }");
  return desk.Given("$gone", Notified("S-3", "2012-05-09") + kBegun +
                                 "CaseTransferred { transfer_id: $t from_board_id: $board "
                                 "to_board_id: $other }");
}

std::vector<std::string> References(TestDesk& desk, uint64_t last, const std::string& filter) {
  const auto reply = desk.Ask<v1::ListRegisterReply>(
      "ListRegister",
      absl::StrCat("ListRegisterRequest { at_least_position: ", last, " ", filter, " }"));
  INFO(reply.status().ToString());
  REQUIRE(reply.ok());
  std::vector<std::string> references;
  for (const auto& one : reply->cases()) references.push_back(one.reference());
  return references;
}

TEST_CASE("the register goes by the first notification, then by reference, and can be narrowed") {
  TestDesk desk;
  const uint64_t last = TellOfStates(desk);
  desk.OpenViews();
  using List = std::vector<std::string>;
  struct Row {
    std::string filter;
    List references;
  };
  const auto row = GENERATE(values<Row>({
      {"", {"CD-12-001", "CD-12-002", "S-1", "S-2", "S-3"}},
      {"only_cases: true", {"CD-12-001", "CD-12-002", "S-1"}},
      {"from: @2012-04-16 until: @2012-05-02", {"CD-12-002", "S-1", "S-2"}},
      {"day: BY_COMPLETION from: @2012-04-01 until: @2013-03-31", {"CD-12-002"}},
      {"day: BY_DEATH from: @2012-04-09 until: @2012-04-09", {"CD-12-001"}},
      {"category: 7", {"CD-12-002"}},
      {"modifiability: 'no_modifiable_factors'", {"CD-12-002"}},
      {"expectedness: UNEXPECTED", {"CD-12-001"}},
      {"submission: SUBMISSION_REJECTED", {"S-1"}},
      {"only_owed: true", {"S-1"}},
      {"stage: 'void'", {"S-2"}},
      {"stage: 'transferred away'", {"S-3"}},
      {"stage: 'waiting to be accepted'", {"R"}},
      {"reference_contains: 's-'", {"S-1", "S-2", "S-3"}},
  }));
  CAPTURE(row.filter);
  CHECK(References(desk, last, row.filter) == row.references);
}

TEST_CASE("a case never sent to the national database is owed to it, where it asks for cases") {
  TestDesk desk;
  uint64_t last = TellOfStates(desk);
  desk.OpenViews();
  using List = std::vector<std::string>;
  CHECK(References(desk, last, "only_owed: true") == List{"S-1"});
  desk.On("2019-06-03").house().Adopt("return_ncmd");
  last = desk.Given("$new", Notified("N-1", "2019-06-01") + kBegun);
  // What was completed before there was a database is not sent.
  CHECK(References(desk, last, "only_owed: true") == List{"CD-12-001", "S-1", "N-1"});
  const auto reply = desk.Ask<v1::ListRegisterReply>(
      "ListRegister", "ListRegisterRequest { reference_contains: 'N-1' }");
  REQUIRE(reply.ok());
  CHECK(reply->cases(0).other() ==
        "owed to the national database: the first sheet: nothing of this case was sent yet");
}

TEST_CASE("the year that counts a review is the first that was frozen with it, or else its last") {
  TestDesk desk;
  desk.TellOfAYear();
  const std::string completed = "ReviewCompleted { completed_on: @2013-02-01 decision_id: $d } ";
  const std::string again =
      "ReviewReopened { reopened_on: @2013-06-01 } "
      "ReviewCompleted { completed_on: @2013-07-01 decision_id: $d }";
  const uint64_t known = desk.Given("$frozen", Notified("F-1", "2012-05-02") + kBegun + completed);
  desk.Given("$board", absl::StrCat("ReturnFrozen { year: 2013 version: 1 frozen_on: @2013-05-01 "
                                    "table { year: 2013 as_of_position: ",
                                    known, " } }"));
  desk.Given("$frozen", again);
  desk.Given("$late", Notified("F-2", "2012-05-02") + kBegun + completed + again);
  const uint64_t last =
      desk.Given("$void", Notified("F-3", "2012-05-02") + kBegun + completed +
                              "CaseVoided { ground: NOT_UNDER_18 reason: 'The entry.' }");
  desk.OpenViews();
  const auto reply = desk.Ask<v1::ListRegisterReply>(
      "ListRegister", absl::StrCat("ListRegisterRequest { at_least_position: ", last,
                                   " reference_contains: 'F-' }"));
  REQUIRE(reply.ok());
  std::map<std::string, int> years;
  for (const auto& one : reply->cases()) years[one.reference()] = one.return_year();
  CHECK(years == std::map<std::string, int>{{"F-1", 2013}, {"F-2", 2014}, {"F-3", 0}});
}

TEST_CASE("a case that another board froze a year with keeps that year when it has passed on") {
  TestDesk desk;
  desk.TellOfAYear();
  const std::string completed = "ReviewCompleted { completed_on: @2013-02-01 decision_id: $d } ";
  desk.Given("$other", "BoardOpened { name: 'Southshire' }");
  const uint64_t known =
      desk.InNameOf("$other").Given("$passed", Notified("P-1", "2012-05-02") + kBegun + completed);
  desk.Given("$other", absl::StrCat("ReturnFrozen { year: 2013 version: 1 frozen_on: @2013-05-01 "
                                    "table { year: 2013 as_of_position: ",
                                    known, " } }"));
  const uint64_t last = desk.Given("$passed", R"(
    CaseTransferred { transfer_id: $t from_board_id: $other to_board_id: $board }
    ReviewReopened { reopened_on: @2013-06-01 }
    ReviewCompleted { completed_on: @2013-07-01 decision_id: $d })");
  desk.OpenViews();
  const auto reply = desk.Ask<v1::ListRegisterReply>(
      "ListRegister", absl::StrCat("ListRegisterRequest { at_least_position: ", last,
                                   " reference_contains: 'P-' }"));
  REQUIRE(reply.ok());
  REQUIRE(reply->cases_size() == 1);
  CHECK(reply->cases(0).return_year() == 2013);
}

TEST_CASE("what is to be settled of a decision is told, but of a case that is void nothing is") {
  TestDesk desk;
  desk.TellOfAYear();
  desk.Given("$panel_meeting", R"(
    MeetingScheduled { body_id: $panel starts_at: @2012-09-10T10:00 }
    ItemListed { item_id: $i1 number: 1 subject: CHILD_DEATH subject_id: $told }
    ItemListed { item_id: $i2 number: 2 subject: CHILD_DEATH subject_id: $annulled }
    AttendanceRecorded { person_id: $auditor kind: IN_ATTENDANCE from: @2012-09-10T10:00 }
    QuorumEvaluated { item_id: $i1 met: true at: @2012-09-10T10:10 }
    QuorumEvaluated { item_id: $i2 met: true at: @2012-09-10T10:20 })");
  const auto decided = [](const std::string& item) {
    return "PanelDecisionRecorded { decision_id: $d-" + item.substr(1) +
           " meeting_id: $panel_meeting item_id: " + item + " decided_at: @2012-09-10T10:30 } ";
  };
  desk.Given("$told", Notified("T-1", "2012-05-02") + kBegun + decided("$i1"));
  desk.Given("$annulled", Notified("T-2", "2012-05-02") + kBegun + decided("$i2"));
  uint64_t last = desk.Given("$panel_meeting", R"(
    InterestDeclared { person_id: $auditor item_id: $i1 nature: 'Knew.' recused: true }
    InterestDeclared { person_id: $auditor item_id: $i2 nature: 'Knew.' recused: true })");
  desk.OpenViews();
  const auto told = [&](const char* reference) {
    const auto reply = desk.Ask<v1::ListRegisterReply>(
        "ListRegister", absl::StrCat("ListRegisterRequest { at_least_position: ", last,
                                     " reference_contains: '", reference, "' }"));
    REQUIRE(reply.ok());
    REQUIRE(reply->cases_size() == 1);
    return reply->cases(0);
  };
  CHECK(told("T-1").interest_declared_since());
  CHECK(told("T-1").other() ==
        "somebody who took part declared an interest since: have the decision ratified, or made "
        "anew, at a quorate meeting");
  CHECK(told("T-2").interest_declared_since());
  desk.Given("$annulled", "CaseVoided { ground: NOT_UNDER_18 reason: 'The entry.' }");
  last = desk.Given("$panel_meeting", "ItemRatified { item_id: $i1 ratified: YES }");
  CHECK_FALSE(told("T-1").interest_declared_since());
  CHECK_FALSE(told("T-2").interest_declared_since());
  CHECK(told("T-2").other() == "the person had attained the age of 18");

  last = desk.Given("$told", R"(
    AgencyReportRequested { request_id: $late agency_id: $police form_type: 'agency_report'
      requested_on: @2012-05-03 due_on: @2012-06-03 }
    AgencyReportRequested { request_id: $early agency_id: $health form_type: 'agency_report'
      requested_on: @2012-05-03 due_on: @2012-06-03 }
    AgencyReportReceived { request_id: $early received_on: @2012-09-10 summary: 'Seen.' })");
  CHECK(told("T-1").other() == "");
  last = desk.Given("$told", "AgencyReportReceived { request_id: $late received_on: @2012-09-11 }");
  CHECK(told("T-1").other() ==
        "a report came on 11 September 2012, after the decision: look whether it changes it");
}

TEST_CASE("a seat that counted, and was left between the evaluation and the decision, is told") {
  TestDesk desk;
  desk.TellOfAYear();
  desk.Given("$panel_meeting", R"(
    MeetingScheduled { body_id: $panel starts_at: @2012-09-10T10:00 }
    ItemListed { item_id: $i1 number: 1 subject: CHILD_DEATH subject_id: $told }
    AttendanceRecorded { person_id: $auditor seat_id: $counted kind: SEAT_HOLDER
                         from: @2012-09-10T10:00 }
    QuorumEvaluated { item_id: $i1 met: true at: @2012-09-10T10:10 counted_seat_ids: $counted })");
  uint64_t last = desk.Given("$told", Notified("T-1", "2012-05-02") + kBegun +
                                          "PanelDecisionRecorded { decision_id: $d1 meeting_id: "
                                          "$panel_meeting item_id: $i1 decided_at: "
                                          "@2012-09-10T10:30 } ");
  desk.OpenViews();
  const auto told = [&] {
    const auto reply = desk.Ask<v1::ListRegisterReply>(
        "ListRegister", absl::StrCat("ListRegisterRequest { at_least_position: ", last,
                                     " reference_contains: 'T-1' }"));
    REQUIRE(reply.ok());
    return reply->cases(0).other();
  };
  CHECK(told() == "");
  // Evaluated again, without that seat: what was decided before rests on what was found before.
  desk.Given("$panel_meeting", "QuorumEvaluated { item_id: $i1 met: true at: @2012-09-10T10:50 }");
  last = desk.Given("$panel_meeting",
                    "DepartureRecorded { person_id: $auditor left_at: @2012-09-10T10:20 }");
  CHECK(told() ==
        "somebody who counted for the quorum had left before the decision: have it ratified, or "
        "made anew, at a quorate meeting");
  last = desk.Given("$panel_meeting",
                    "ItemRatified { item_id: $i1 ratified: YES ratified_at: @2012-10-08T10:00 }");
  CHECK(told() == "");
}

TEST_CASE("a decision waits for the chair again once it is put right, or made anew") {
  TestDesk desk;
  desk.TellOfAYear();
  desk.Given("$panel_meeting", R"(
    MeetingScheduled { body_id: $panel starts_at: @2012-09-10T10:00 }
    ItemListed { item_id: $i1 number: 1 subject: CHILD_DEATH subject_id: $told })");
  const std::string decided =
      "PanelDecisionRecorded { decision_id: $d1 meeting_id: $panel_meeting item_id: $i1 "
      "decided_at: @2012-09-10T10:30 } ";
  desk.Given("$told", Notified("T-1", "2012-05-02") + kBegun);
  uint64_t last = desk.InRole("cdop_administrator").Given("$told", decided);
  desk.OpenViews();
  const auto waits = [&] {
    const auto reply = desk.Ask<v1::ListRegisterReply>(
        "ListRegister", absl::StrCat("ListRegisterRequest { at_least_position: ", last,
                                     " reference_contains: 'T-1' }"));
    REQUIRE(reply.ok());
    return reply->cases(0).unconfirmed();
  };
  CHECK(waits());
  last = desk.Given("$panel_meeting", "DecisionsConfirmed { item_ids: $i1 }");
  CHECK_FALSE(waits());
  last = desk.GivenCorrection("$told", decided);
  CHECK(waits());
  last = desk.Given("$panel_meeting", "MinutesAgreed { agreed_at: @2012-09-11T10:00 }");
  CHECK_FALSE(waits());
  last = desk.Given("$told", decided);
  CHECK(waits());
}

TEST_CASE("of what is from before there was any guidance the register says so") {
  TestDesk desk;
  desk.Given("$early", Notified("O-1", "2007-05-02") + kBegun);
  const uint64_t last =
      desk.Given("$old", Notified("O-2", "2012-05-02") +
                             "DeathRecorded { date_of_birth: @2004-04-03 date_of_death: "
                             "@2008-03-31 sex: MALE }");
  desk.OpenViews();
  const auto told = [&](const char* reference) {
    const auto reply = desk.Ask<v1::ListRegisterReply>(
        "ListRegister", absl::StrCat("ListRegisterRequest { at_least_position: ", last,
                                     " reference_contains: '", reference, "' }"));
    REQUIRE(reply.ok());
    REQUIRE(reply->cases_size() == 1);
    return reply->cases(0).other();
  };
  CHECK(told("O-1").find("notified on 2 May 2007, before deaths were reviewed by any guidance: "
                         "look whether the day is right") == 0);
  CHECK(told("O-2") ==
        "the child died before 1 April 2008: no guidance says what the review needs, and nothing "
        "is waited for");
}

TEST_CASE("a case says how far it has come; one given up says only where it is") {
  TestDesk desk;
  const uint64_t last = TellOfStates(desk);
  desk.OpenViews();
  const auto reply = desk.Ask<v1::ListRegisterReply>(
      "ListRegister", absl::StrCat("ListRegisterRequest { at_least_position: ", last, " }"));
  REQUIRE(reply.ok());
  std::map<std::string, v1::RegisteredCase> by;
  for (const auto& one : reply->cases()) by[one.reference()] = one;
  CHECK(by["S-1"].age() == "28 days");
  CHECK(by["S-1"].submission() == types::v1::SUBMISSION_REJECTED);
  CHECK(absl::StrJoin(by["S-1"].submission_owed(), "|") ==
        "the sheet put right: the last one was rejected");
  CHECK(by["S-2"].other() == "the person had attained the age of 18");
  CHECK(by["S-1"].other() ==
        "owed to the national database: the sheet put right: the last one was rejected");
  CHECK(by["CD-12-002"].return_year() == 2013);
  CHECK(by["CD-12-002"].age() == "7 years");
  CHECK_FALSE(by["CD-12-002"].unconfirmed());  // nobody knows in which role it was recorded
  CHECK(by["S-3"].stage() == "transferred away");
  CHECK_FALSE(by["S-3"].has_date_of_death());
  CHECK(by["S-3"].age().empty());
}

TEST_CASE("each board finds a case under the reference that it gave it") {
  TestDesk desk;
  desk.TellOfAYear();
  desk.Given("$other", "BoardOpened { name: 'Southwood' }");
  desk.Given("$gone", Notified("S-3", "2012-05-09") + kBegun +
                          "TransferAccepted { transfer_id: $t by_board_id: $other accepted_at: "
                          "@2012-05-20T10:00 } CaseTransferred { transfer_id: $t from_board_id: "
                          "$board to_board_id: $other case_reference: 'SW-88' }");
  const uint64_t last =
      desk.Given("$succeeded", Notified("S-4", "2012-05-10") + kBegun +
                                   "LeadSucceeded { from_board_id: $board to_board_id: $other }");
  desk.OpenViews();
  CHECK(References(desk, last, "board_id: $board stage: 'transferred away'") ==
        std::vector<std::string>{"S-3", "S-4"});
  CHECK(References(desk, last, "board_id: $board reference_contains: 's-3'") ==
        std::vector<std::string>{"S-3"});
  CHECK(References(desk, last, "board_id: $board reference_contains: 'sw-88'").empty());
  const auto other = [&](const std::string& board, const std::string& reference) {
    const auto reply = desk.Ask<v1::ListRegisterReply>(
        "ListRegister",
        absl::StrCat("ListRegisterRequest { at_least_position: ", last, " board_id: ", board,
                     " reference_contains: '", reference, "' }"));
    return reply->cases(0).other();
  };
  CHECK(other("$board", "S-3") == "led by Southwood as SW-88");
  CHECK(other("$board", "S-4") == "led by Southwood");
}

TEST_CASE("pages follow one another without a gap") {
  TestDesk desk;
  const uint64_t last = TellOfStates(desk);
  desk.OpenViews();
  std::vector<std::string> references;
  std::string token;
  do {
    const auto page = desk.Ask<v1::ListRegisterReply>(
        "ListRegister", absl::StrCat("ListRegisterRequest { at_least_position: ", last,
                                     " page_size: 2 page_token: '", token, "' }"));
    REQUIRE(page.ok());
    CHECK(page->total() == 5);
    for (const auto& one : page->cases()) references.push_back(one.reference());
    token = page->next_page_token();
  } while (!token.empty());
  CHECK(references == std::vector<std::string>{"CD-12-001", "CD-12-002", "S-1", "S-2", "S-3"});
}

TEST_CASE("who leads is asked anew when the residence is determined otherwise") {
  TestDesk desk;
  desk.TellOfAYear();
  desk.InNameOf("$north").Given("$north",
                                "BoardOpened { name: 'Northwood' area_code: "
                                "'E09000999' }");
  desk.InNameOf("$south").Given("$south",
                                "BoardOpened { name: 'Southshire' area_code: "
                                "'E09000888' }");
  const std::string here = "ResidenceDetermined { basis: CHILDS_HOME area_code: 'E09000999' } ";
  const std::string south = "ResidenceDetermined { basis: CHILDS_HOME area_code: 'E09000888' } ";
  const std::string nobodys = "ResidenceDetermined { basis: CHILDS_HOME area_code: 'E09000777' } ";
  const std::string lived = "LeadAssigned { board_id: $board basis: CHILDS_RESIDENCE } ";
  const std::string agreed = "LeadAssigned { board_id: $board basis: AGREEMENT_OF_BOARDS } ";
  struct Row {
    const char* what;
    std::string told;
    std::string question;  // its beginning; blank: none
  };
  const std::vector<Row> rows = {
      {"as it was", here + lived, ""},
      {"in the area of another board", here + lived + south,
       "the residence as determined now lies in E09000888, the area of Southshire: propose"},
      {"in an area of no board here", here + lived + nobodys,
       "the residence as determined now lies in E09000777: propose"},
      {"put right again", here + lived + south + here, ""},
      {"the boards agreed since", here + lived + south + agreed, ""},
      {"it is being passed on",
       here + lived + south +
           "TransferProposed { transfer_id: $t to_board_id: $south basis: CHILDS_RESIDENCE }",
       ""},
      {"looked after elsewhere",
       here + lived +
           "ResidenceDetermined { basis: LOOKED_AFTER_BY_AUTHORITY area_code: 'E09000999' }",
       "this board leads because the child lived in its area, and the residence is determined now "
       "as the area of the authority looking after the child: say"},
      {"nobody said on what it rests", south,
       "the residence as determined now lies in E09000888, the area of Southshire: propose"},
      {"nor is it another board's area", nobodys, ""},
      {"completed by then", here + lived + south + "ReviewCompleted { completed_on: @2012-09-01 }",
       ""}};
  desk.InNameOf("$north").Asking("$north");
  uint64_t last = 0;
  for (size_t i = 0; i < rows.size(); ++i) {
    last = desk.Given(absl::StrCat("$lead_", i),
                      Notified(absl::StrCat("LEAD-", i), "2012-05-02") + rows[i].told);
  }
  desk.OpenViews();
  for (size_t i = 0; i < rows.size(); ++i) {
    INFO(rows[i].what);
    const auto reply = desk.Ask<v1::ListRegisterReply>(
        "ListRegister", absl::StrCat("ListRegisterRequest { at_least_position: ", last,
                                     " reference_contains: 'LEAD-", i, "' }"));
    REQUIRE(reply.ok());
    REQUIRE(reply->cases_size() == 1);
    const std::string& question = reply->cases(0).lead_question();
    CHECK(question.empty() == rows[i].question.empty());
    CHECK(question.rfind(rows[i].question, 0) == 0);
    CHECK((reply->cases(0).other().find(question) != std::string::npos));
  }
}

}  // namespace
}  // namespace candour::views
