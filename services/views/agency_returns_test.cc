// What agencies owe across cases, and how timely they were.
#include <algorithm>
#include <map>

#include "absl/strings/str_cat.h"
#include "candour/views/v1/views.pb.h"
#include "services/views/views.h"
#include "tests/support/desk.h"

namespace candour::views {
namespace {

using testing::TestDesk;

// Two further requests: of health, answered nil and five days late; and one withdrawn.
uint64_t TellOfReturns(TestDesk& desk) {
  desk.TellOfAYear();
  return desk.Given("$unexpected", R"(
    AgencyReportRequested {
      request_id: $r3 agency_id: $health form_type: 'drowning'
      requested_on: @2012-07-01 due_on: @2012-07-20
    }
    AgencyReportReceived {
      request_id: $r3 received_on: @2012-07-25 nil_return: true nil_return_searched: 'All.'
    }
    AgencyReportRequested {
      request_id: $r4 agency_id: $health form_type: 'neonatal'
      requested_on: @2012-07-01 due_on: @2012-07-20
    }
    ReportRequestWithdrawn { request_id: $r4 withdrawn_on: @2012-07-05 reason: 'Not a newborn.' }
    ReminderWritten { request_id: $r1 number: 1 letter_id: $letter written_on: @2012-07-01 }
    LetterSent { letter_id: $letter sent_on: @2012-07-02 }
    ReminderWritten { request_id: $r1 number: 2 letter_id: $kept written_on: @2012-07-09 })");
}

TEST_CASE("what an agency owes heads the list, and an agency sees its own only") {
  TestDesk desk;
  const uint64_t last = TellOfReturns(desk);
  desk.OpenViews();
  struct Row {
    std::string role;
    std::string filter;
    std::vector<std::string> states;
  };
  const Row row = GENERATE(values<Row>({
      {"cdop_administrator", "", {"overdue", "late", "withdrawn", "late"}},
      {"cdop_administrator", "only_owed: true", {"overdue"}},
      {"agency_author", "", {"overdue", "late", "withdrawn"}},
      {"agency_author", "agency_id: $police", {}},
  }));
  CAPTURE(row.role, row.filter);
  const auto reply = desk.Ask<v1::ListAgencyReturnsReply>(
      "ListAgencyReturns",
      absl::StrCat("ListAgencyReturnsRequest { at_least_position: ", last, " ", row.filter, " }"),
      row.role);
  REQUIRE(reply.ok());
  std::vector<std::string> states;
  for (const auto& one : reply->returns()) states.push_back(one.state());
  std::sort(states.begin() + (states.empty() ? 0 : 1), states.end());
  std::vector<std::string> wanted = row.states;
  std::sort(wanted.begin() + (wanted.empty() ? 0 : 1), wanted.end());
  CHECK(states == wanted);
  if (states.empty()) return;
  CHECK(reply->returns(0).request_id() == desk.Id("$r1"));
  CHECK(reply->returns(0).reminders() == 1);
  CHECK(reply->returns(0).reminders_not_sent() == 1);
  CHECK(reply->returns(0).reference() == "CD-12-001");
}

TEST_CASE("what came after its withdrawal came, and a void case is owed nothing") {
  TestDesk desk;
  TellOfReturns(desk);
  const uint64_t last = desk.Given("$unexpected", R"(
    AgencyReportReceived { request_id: $r4 received_on: @2012-07-30 }
    CaseVoided { ground: OPENED_IN_ERROR reason: 'Opened twice.' })");
  desk.OpenViews();
  const auto reply = desk.Ask<v1::ListAgencyReturnsReply>(
      "ListAgencyReturns",
      absl::StrCat("ListAgencyReturnsRequest { at_least_position: ", last, " }"), "agency_author");
  REQUIRE(reply.ok());
  std::map<std::string, std::string> states;
  for (const auto& one : reply->returns()) states[one.request_id()] = one.state();
  CHECK(states[desk.Id("$r1")] == "owed no more");
  CHECK(states[desk.Id("$r4")] == "late");
  const auto owed = desk.Ask<v1::ListAgencyReturnsReply>(
      "ListAgencyReturns",
      absl::StrCat("ListAgencyReturnsRequest { only_owed: true at_least_position: ", last, " }"),
      "agency_author");
  REQUIRE(owed.ok());
  CHECK(owed->returns_size() == 0);
}

TEST_CASE("what was late before it was passed on is not the taker's lateness") {
  TestDesk desk;
  TellOfReturns(desk);
  const uint64_t last = desk.Given("$unexpected", R"(
    AgencyReportRequested {
      request_id: $r5 agency_id: $health form_type: 'asthma'
      requested_on: @2012-07-01 due_on: @2012-07-20
    }
    AgencyRequestPassedOn {
      request_id: $r5 from_agency_id: $health to_agency_id: $police passed_on: @2012-07-25
    }
    AgencyReportReceived { request_id: $r5 received_on: @2012-07-27 })");
  desk.OpenViews();
  const auto reply = desk.Ask<v1::ListAgencyReturnsReply>(
      "ListAgencyReturns",
      absl::StrCat("ListAgencyReturnsRequest { at_least_position: ", last, " }"));
  REQUIRE(reply.ok());
  for (const auto& one : reply->returns()) {
    if (one.request_id() == desk.Id("$r5")) CHECK(one.days_late() == 2);
  }
}

TEST_CASE("each agency's timeliness counts what was asked of it and not withdrawn") {
  TestDesk desk;
  const uint64_t last = TellOfReturns(desk);
  desk.OpenViews();
  const auto reply = desk.Ask<v1::GetTimelinessReply>(
      "GetTimeliness", absl::StrCat("GetTimelinessRequest { at_least_position: ", last, " }"));
  REQUIRE(reply.ok());
  REQUIRE(reply->agencies_size() == 2);
  for (const auto& agency : reply->agencies()) {
    const bool health = agency.agency_id() == desk.Id("$health");
    CAPTURE(agency.agency_name());
    CHECK(agency.asked() == (health ? 2 : 1));
    CHECK(agency.late() == 1);
    CHECK(agency.days_late() == (health ? 5 : 42));
    CHECK(agency.nil_returns() == (health ? 1 : 0));
    CHECK(agency.outstanding() == (health ? 1 : 0));
    CHECK(agency.overdue() == (health ? 1 : 0));
    CHECK(agency.withdrawn() == (health ? 1 : 0));
    CHECK(agency.reminders() == (health ? 1 : 0));
  }
  const auto later = desk.Ask<v1::GetTimelinessReply>(
      "GetTimeliness",
      absl::StrCat("GetTimelinessRequest { at_least_position: ", last, " from: @2012-07-01 }"));
  REQUIRE(later.ok());
  REQUIRE(later->agencies_size() == 1);
  CHECK(later->agencies(0).asked() == 1);
}

}  // namespace
}  // namespace candour::views
