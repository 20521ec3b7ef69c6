// The caseload and its clocks: in which order, filtered how, in pages.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "candour/views/v1/views.pb.h"
#include "services/views/views.h"
#include "tests/support/desk.h"

namespace candour::views {
namespace {

using testing::TestDesk;
using types::v1::ClockAnswer;

std::vector<std::string> References(const v1::ListCasesReply& reply) {
  std::vector<std::string> references;
  for (const auto& found : reply.cases()) references.push_back(found.reference());
  return references;
}

TEST_CASE("the caseload, in its stated order and filtered") {
  TestDesk desk;
  const uint64_t last = desk.TellOfAYear();
  desk.OpenViews();
  struct Row {
    std::string filter;
    std::vector<std::string> references;
  };
  const Row row = GENERATE(values<Row>({
      {"kind: CHILD_DEATH", {"CD-12-001"}},
      {"kind: CHILD_DEATH conclusion: OPEN_CASES", {"CD-12-001"}},
      {"kind: CHILD_DEATH conclusion: CONCLUDED_CASES", {"CD-12-002"}},
      {"kind: CHILD_DEATH conclusion: ALL_CASES", {"CD-12-001", "CD-12-002"}},
      {"stage: 'completed' conclusion: OPEN_CASES", {}},
      {"stage: 'no review'", {"CR-12-002"}},
      {"stage: 'completed'", {"CD-12-002"}},
      {"reference_contains: 'cr-12'", {"CR-12-001", "CR-12-002"}},
      {"reference_contains: 'nothing like it'", {}},
      {"board_id: '00000000-0000-4000-8000-00000000ffff'", {}},
      {"kind: CASE_REVIEW only_overdue: true stage: 'no review'", {}},
  }));
  CAPTURE(row.filter);
  const auto reply = desk.Ask<v1::ListCasesReply>(
      "ListCases",
      absl::StrCat("ListCasesRequest { at_least_position: ", last, " ", row.filter, " }"));
  REQUIRE(reply.ok());
  std::vector<std::string> found = References(*reply);
  std::sort(found.begin(), found.end());
  CHECK(found == row.references);
  CHECK(reply->as_of().position() >= last);
}

TEST_CASE("what is overdue heads the caseload, and what is concluded ends it") {
  TestDesk desk;
  desk.TellOfAYear();
  // Completed without two of the things it owed.
  desk.Given("$forgotten", R"(
    DeathNotificationReceived {
      notification_id: $f1 case_reference: 'AA-0' channel: LETTER notifier: HOSPITAL
      received_at: @2011-05-02T09:00
    }
    DeathRecorded { date_of_birth: @2010-05-01 date_of_death: @2011-05-01 sex: MALE }
    ScopeDetermined { live_born: YES lawful_termination: NO in_scope: true ground: 'g' }
    AgencyReportRequested {
      request_id: $f2 agency_id: $health form_type: 'agency_report' requested_on: @2011-05-04
      due_on: @2011-05-25
    })");
  const std::string ask = "ListCasesRequest { page_size: 500 conclusion: ALL_CASES ";
  uint64_t last = desk.Given("$forgotten", "CaseDeferred { reason: 'r' }");
  desk.OpenViews();
  const auto list = [&] {
    const auto reply = desk.Ask<v1::ListCasesReply>(
        "ListCases", absl::StrCat(ask, "at_least_position: ", last, " }"));
    return reply.value();
  };
  v1::ListCasesReply before = list();
  CHECK(before.cases(0).reference() == "AA-0");
  CHECK(before.cases(0).next_clock().kind() == "parent_leaflet");
  CHECK(before.cases(0).overdue() == 2);

  last = desk.Given("$forgotten", R"(
    PanelDecisionRecorded { decision_id: $f3 decided_at: @2012-06-01T10:00 }
    ReviewCompleted { completed_on: @2012-06-15 })");
  const v1::ListCasesReply after = list();
  bool concluded = false;
  bool running = false;
  for (const v1::CaseSummary& row : after.cases()) {
    CAPTURE(row.reference());
    CHECK_FALSE((concluded && !row.concluded()));
    CHECK_FALSE((running && row.overdue() > 0 && !row.concluded()));
    concluded |= row.concluded();
    running |= row.overdue() == 0;
    if (row.reference() == "AA-0") CHECK(row.overdue() == 0);
  }
  const auto open = desk.Ask<v1::ListCasesReply>("ListCases", "ListCasesRequest { }");
  for (const v1::CaseSummary& row : open->cases()) CHECK_FALSE(row.concluded());
  CHECK(open->total() < after.total());
  // A referral the panel decided on is waited for until it is made.
  const auto waiting = [&] {
    const v1::ListCasesReply reply = list();
    for (const v1::CaseSummary& row : reply.cases()) {
      if (row.reference() == "AA-0") return row.waiting_for();
    }
    return std::string("not listed");
  };
  const std::string report = "report of Northshire NHS Trust, due on 25 May 2011";
  CHECK(waiting() == report);
  last = desk.Given("$forgotten", R"(
    PanelDecisionRecorded { decision_id: $f4 decided_at: @2012-06-01T10:00 refer_for_review: YES })");
  CHECK(waiting() == report + "; the referral for a case review that the panel decided on");
  last =
      desk.Given("$forgotten", "CaseReviewSuggested { process_id: $f5 referred_on: @2012-06-02 }");
  CHECK(waiting() == report);
  // The breach stays where the case is opened.
  const auto clocks = desk.Ask<v1::GetCaseClocksReply>(
      "GetCaseClocks", "GetCaseClocksRequest { kind: CHILD_DEATH case_id: $forgotten }");
  int breached = 0;
  for (const ClockAnswer& clock : clocks->clocks()) {
    if (clock.status() == ClockAnswer::LAPSED) breached += clock.breached();
  }
  CHECK(breached == 2);
}

TEST_CASE("what the law asks for is overdue when the review is over, in every list") {
  TestDesk desk;
  desk.TellOfAYear();
  const uint64_t last = desk.Given("$over", R"(
    DeathNotificationReceived {
      notification_id: $o1 case_reference: 'AA-1' channel: LETTER notifier: HOSPITAL
      received_at: @2011-05-02T09:00
    }
    DeathRecorded { date_of_birth: @2010-05-01 date_of_death: @2011-05-01 sex: MALE }
    ScopeDetermined { live_born: YES lawful_termination: NO in_scope: true ground: 'g' }
    PostMortemDirected { kind: CORONERS_POST_MORTEM directed_on: @2011-05-03 }
    PanelDecisionRecorded { decision_id: $o2 decided_at: @2012-06-01T10:00 }
    ReviewCompleted { completed_on: @2012-06-15 })");
  desk.OpenViews();
  const auto cases = [&](const std::string& filter) {
    const auto reply = desk.Ask<v1::ListCasesReply>(
        "ListCases", absl::StrCat("ListCasesRequest { kind: CHILD_DEATH page_size: 500 "
                                  "at_least_position: ",
                                  last, " ", filter, " }"));
    return References(reply.value());
  };
  const auto has = [](const std::vector<std::string>& references) {
    return std::count(references.begin(), references.end(), "AA-1") == 1;
  };
  CHECK(has(cases("only_overdue: true")));
  CHECK(has(cases("only_overdue: true conclusion: CONCLUDED_CASES")));
  CHECK_FALSE(has(cases("only_overdue: true conclusion: OPEN_CASES")));
  CHECK_FALSE(has(cases("")));
  const auto clocks = desk.Ask<v1::ListClocksReply>(
      "ListClocks", "ListClocksRequest { only_overdue: true page_size: 500 }");
  REQUIRE(clocks.ok());
  std::vector<std::string> overdue;
  for (const auto& one : clocks->clocks()) {
    if (one.reference() == "AA-1") overdue.push_back(one.clock().kind());
  }
  CHECK(overdue == std::vector<std::string>{"coroner_notice"});
}

TEST_CASE("a case says when it is due, what is overdue and what it waits for") {
  TestDesk desk;
  const uint64_t last = desk.TellOfAYear();
  desk.OpenViews();
  const auto reply = desk.Ask<v1::ListCasesReply>(
      "ListCases", absl::StrCat("ListCasesRequest { at_least_position: ", last,
                                " reference_contains: 'CD-12-001' }"));
  REQUIRE(reply.ok());
  REQUIRE(reply->cases_size() == 1);
  const v1::CaseSummary& death = reply->cases(0);
  CHECK(death.case_id() == desk.Id("$unexpected"));
  CHECK(death.stage() == "collecting reports");
  CHECK(death.expectedness() == types::v1::UNEXPECTED);
  CHECK(death.board_name() == "Northshire Safeguarding Children Board");
  CHECK(death.waiting_for() == "report of Northshire NHS Trust, due on 2 May 2012");
  CHECK(death.next_clock().status() == ClockAnswer::OVERDUE);
  CHECK(death.overdue() >= 1);

  const auto clocks = desk.Ask<v1::GetCaseClocksReply>(
      "GetCaseClocks", "GetCaseClocksRequest { kind: CHILD_DEATH case_id: $unexpected }");
  REQUIRE(clocks.ok());
  uint32_t overdue = 0;
  for (const ClockAnswer& clock : clocks->clocks()) {
    overdue += clock.status() == ClockAnswer::OVERDUE;
    CHECK_FALSE(clock.explanation().empty());
  }
  CHECK(overdue == death.overdue());
}

TEST_CASE("clocks across cases come overdue first and explain themselves, by the log's own time") {
  TestDesk desk;
  const uint64_t last = desk.TellOfAYear();
  desk.OpenViews();
  const std::string ask =
      absl::StrCat("ListClocksRequest { at_least_position: ", last, " horizon_days: 3660 }");
  const auto reply = desk.Ask<v1::ListClocksReply>("ListClocks", ask);
  REQUIRE(reply.ok());
  REQUIRE(reply->clocks_size() > 1);
  REQUIRE(reply->overdue() > 0);
  for (int i = 0; i < reply->clocks_size(); ++i) {
    const ClockAnswer& clock = reply->clocks(i).clock();
    CAPTURE(i, clock.kind());
    CHECK_FALSE(clock.explanation().empty());
    CHECK((clock.status() == ClockAnswer::OVERDUE) == (i < static_cast<int>(reply->overdue())));
  }
  const auto soon = desk.Ask<v1::ListClocksReply>("ListClocks", "ListClocksRequest { }");
  CHECK(soon->total() < reply->total());

  desk.On("2014-01-06");
  const auto later = desk.Ask<v1::ListClocksReply>("ListClocks", ask);
  CHECK(later->overdue() > reply->overdue());
}

TEST_CASE("a death and a review under one id have clocks of their own") {
  TestDesk desk;
  desk.TellOfAYear();
  desk.Given("$both", R"(
    DeathNotificationReceived {
      case_reference: 'BOTH-D' notification_id: $both_notice channel: LETTER notifier: HOSPITAL
      received_at: @2012-08-02T09:00 })");
  const uint64_t last = desk.Given("$both", R"(
    CaseReferred {
      case_reference: 'BOTH-R' referrer: SOCIAL_CARE harm: DEATH incident_on: @2012-08-01
      referred_on: @2012-08-03 grounds: 'g' })");
  desk.OpenViews();
  const std::string ask = absl::StrCat(
      "ListCasesRequest { reference_contains: 'BOTH-' at_least_position: ", last, " }");
  for (int time = 0; time < 2; ++time) {
    const auto reply = desk.Ask<v1::ListCasesReply>("ListCases", ask);
    REQUIRE(reply.ok());
    REQUIRE(reply->cases_size() == 2);
    for (const v1::CaseSummary& row : reply->cases()) {
      CHECK(row.case_id() == desk.Id("$both"));
      // Of the death nothing but the notice is known, so that no clock of it has begun.
      CHECK(row.has_next_clock() == (row.kind() == types::v1::CASE_REVIEW));
    }
  }
  const auto clocks = [&](const std::string& more) {
    return desk
        .Ask<v1::GetCaseClocksReply>(
            "GetCaseClocks",
            "GetCaseClocksRequest { kind: CASE_REVIEW case_id: $both " + more + " }")
        ->clocks();
  };
  CHECK(clocks("").size() < clocks("include_not_started: true").size());
  for (const ClockAnswer& clock : clocks("")) CHECK(clock.status() != ClockAnswer::NOT_STARTED);
}

TEST_CASE("pages cover everything once, whatever their size") {
  TestDesk desk;
  const uint64_t last = desk.TellOfAYear();
  for (int i = 0; i < 30; ++i) {
    desk.Given(absl::StrCat("$more-", i),
               absl::StrCat("CaseReferred { case_reference: 'CR-12-1", i % 7,
                            "' referrer: SOCIAL_CARE harm: DEATH incident_on: @2012-08-01 "
                            "referred_on: @2012-09-0",
                            1 + i % 2, " grounds: 'g' }"));
  }
  desk.OpenViews();
  const auto whole = desk.Ask<v1::ListCasesReply>(
      "ListCases",
      absl::StrCat("ListCasesRequest { page_size: 500 conclusion: ALL_CASES at_least_position: ",
                   last + 30, " }"));
  REQUIRE(whole.ok());
  REQUIRE(whole->cases_size() == 35);
  const int size = GENERATE(1, 2, 7, 34, 35, 36);
  CAPTURE(size);
  std::vector<std::string> ids;
  std::string token;
  do {
    const auto page = desk.Ask<v1::ListCasesReply>(
        "ListCases", absl::StrCat("ListCasesRequest { conclusion: ALL_CASES page_size: ", size,
                                  " page_token: '", token, "' }"));
    REQUIRE(page.ok());
    CHECK(page->total() == 35);
    CHECK(page->cases_size() <= size);
    for (const auto& found : page->cases()) ids.push_back(found.case_id());
    token = page->next_page_token();
  } while (!token.empty());
  REQUIRE(ids.size() == 35);
  for (int i = 0; i < 35; ++i) CHECK(ids[i] == whole->cases(i).case_id());
}

TEST_CASE("a token that is not ours, or of another request, is refused") {
  TestDesk desk;
  desk.TellOfAYear();
  desk.OpenViews();
  const auto first = desk.Ask<v1::ListCasesReply>("ListCases", "ListCasesRequest { page_size: 1 }");
  REQUIRE(first.ok());
  const std::string asked =
      GENERATE_COPY(as<std::string>{}, "page_token: 'nonsense'",
                    absl::StrCat("page_token: '", first->next_page_token(), "' kind: CASE_REVIEW"),
                    "page_size: 501", "kind: CASE_REVIEW board_id: 'no uuid'");
  CAPTURE(asked);
  CHECK(desk.Ask<v1::ListCasesReply>("ListCases", absl::StrCat("ListCasesRequest { ", asked, " }"))
            .status()
            .code() == absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace candour::views
