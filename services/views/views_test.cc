#include "services/views/views.h"

#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "candour/views/v1/rows.pb.h"
#include "candour/views/v1/views.pb.h"
#include "services/views/keys.h"
#include "tests/support/desk.h"

namespace candour::views {
namespace {

using testing::TestDesk;

std::vector<std::string> References(const v1::ListCasesReply& reply) {
  std::vector<std::string> references;
  for (const auto& found : reply.cases()) references.push_back(found.reference());
  return references;
}

v1::GetViewStateReply StateOf(TestDesk& desk) {
  return desk
      .Ask<v1::GetViewStateReply>("GetViewState", "GetViewStateRequest { tenant: 'northshire' }",
                                  "operator")
      .value();
}

TEST_CASE("who asked for a position sees at least what they just did") {
  TestDesk desk;
  desk.TellOfAYear();
  desk.OpenViews();
  desk.house().As("case_review_coordinator");
  for (int i = 0; i < 20; ++i) {
    const std::string reference = absl::StrCat("NEW-", i);
    const auto accepted =
        desk.house().Do(absl::StrCat("ReferCase { case_reference: '", reference,
                                     "' referrer: SOCIAL_CARE harm: DEATH incident_on: "
                                     "@2012-08-01 referred_on: @2012-09-01 "
                                     "grounds: 'suspicion' }"));
    const auto reply = desk.Ask<v1::ListCasesReply>(
        "ListCases", absl::StrCat("ListCasesRequest { reference_contains: '", reference,
                                  "' at_least_position: ", accepted.last_position(), " }"));
    REQUIRE(reply.ok());
    CHECK(References(*reply) == std::vector<std::string>{reference});
  }
}

TEST_CASE("a position beyond the end of the log is refused at once, saying where it ends") {
  TestDesk desk;
  const uint64_t last = desk.TellOfAYear();
  desk.OpenViews();
  const auto reply = desk.Ask<v1::ListCasesReply>(
      "ListCases", absl::StrCat("ListCasesRequest { at_least_position: ", last + 1, " }"));
  CHECK(reply.status().code() == absl::StatusCode::kOutOfRange);
  CHECK(absl::StrContains(reply.status().message(),
                          absl::StrCat("the log ends before position ", last + 1)));
}

TEST_CASE("meetings with their items, and what became of each") {
  TestDesk desk;
  const uint64_t last = desk.TellOfAYear();
  desk.OpenViews();
  const auto reply = desk.Ask<v1::ListMeetingsReply>(
      "ListMeetings", absl::StrCat("ListMeetingsRequest { at_least_position: ", last, " }"));
  REQUIRE(reply.ok());
  REQUIRE(reply->meetings_size() == 2);
  const v1::MeetingSummary& june = reply->meetings(0);
  CHECK(june.body_name() == "Panel");
  CHECK(june.place() == "Town hall");
  CHECK(june.decided() == 1);
  CHECK(june.deferred() == 1);
  CHECK(june.attended() == 1);
  CHECK(june.apologies() == 1);
  REQUIRE(june.items_size() == 2);
  CHECK(june.items(0).reference() == "CD-12-001");
  CHECK_FALSE(june.items(0).ready());
  REQUIRE(june.items(0).outcomes_size() == 1);
  CHECK(june.items(0).outcomes(0).deferred());
  CHECK(june.items(0).outcomes(0).detail() == "reports missing");
  CHECK(june.items(1).quorum().met());
  REQUIRE(june.items(1).outcomes_size() == 1);
  CHECK(june.items(1).outcomes(0).title() == "Panel decision recorded");
  CHECK(june.items(1).outcomes(0).detail() ==
        "category 7, Chromosomal, genetic and congenital anomalies; no modifiable factors");
  const v1::MeetingSummary& july = reply->meetings(1);
  REQUIRE(july.other_outcomes_size() == 1);
  CHECK(july.other_outcomes(0).reference() == "CR-11-009");
  CHECK(july.other_outcomes(0).detail() == "version 1, 9 for and 1 against");

  const auto panel = desk.Ask<v1::ListMeetingsReply>(
      "ListMeetings",
      "ListMeetingsRequest { body_id: $panel from: @2012-06-20 until: @2012-06-20 }");
  CHECK(panel->meetings_size() == 1);
  const auto none =
      desk.Ask<v1::ListMeetingsReply>("ListMeetings", "ListMeetingsRequest { until: @2012-06-19 }");
  CHECK(none->meetings_size() == 0);
}

TEST_CASE("the timeline tells meetings, seats, guidance and decisions in the order they happened") {
  TestDesk desk;
  const uint64_t last = desk.TellOfAYear();
  desk.OpenViews();
  const auto reply = desk.Ask<v1::GetTimelineReply>(
      "GetTimeline", absl::StrCat("GetTimelineRequest { from: @2012-05-01 until: @2012-08-31 "
                                  "at_least_position: ",
                                  last, " }"));
  REQUIRE(reply.ok());
  std::vector<std::string> told;
  for (const auto& entry : reply->entries()) {
    told.push_back(absl::StrCat(entry.title(), ": ", entry.detail(), " ", entry.reference()));
  }
  CHECK(told ==
        std::vector<std::string>{
            "Decision made: Chair A; seat of chair, Board; serious case review; criteria: the "
            "child died CR-12-001",
            "Decision made: Chair A; seat of chair, Board; no review CR-12-002",
            "Meeting scheduled: Panel ",
            "Meeting scheduled: Board ",
            "Report published: executive summary CR-11-009",
            "Seat vacated: seat of chair, Board ",
            "Evaluation received: good, by Ofsted CR-11-009",
        });
  CHECK(reply->entries(2).meeting().items_size() == 2);

  const auto adopted = desk.Ask<v1::GetTimelineReply>(
      "GetTimeline", "GetTimelineRequest { until: @2006-12-31 page_size: 500 }");
  std::set<std::string> kinds;
  for (const auto& entry : adopted->entries()) kinds.insert(entry.event_type());
  CHECK(kinds.contains("EditionAdopted"));
  CHECK(kinds.contains("SeatFilled"));
  const auto panel =
      desk.Ask<v1::GetTimelineReply>("GetTimeline", "GetTimelineRequest { body_id: $panel }");
  CHECK(panel->total() == 2);
}

TEST_CASE("recommendations by plan and number, with colours that are computed") {
  TestDesk desk;
  const uint64_t last = desk.TellOfAYear();
  desk.OpenViews();
  const auto all = desk.Ask<v1::ListRecommendationsReply>(
      "ListRecommendations",
      absl::StrCat("ListRecommendationsRequest { at_least_position: ", last, " }"));
  REQUIRE(all.ok());
  REQUIRE(all->recommendations_size() == 2);
  CHECK(all->recommendations(0).number() == "9");
  CHECK(all->recommendations(0).rag() == v1::RED);
  CHECK(all->recommendations(0).rag_reason() == "Overdue since 15 August 2012.");
  REQUIRE(all->recommendations(0).actions_size() == 1);
  CHECK(all->recommendations(0).actions(0).evidence() == 1);
  CHECK(all->recommendations(0).actions(0).owner_agency_name() == "Northshire NHS Trust");
  CHECK(all->recommendations(1).rag() == v1::AMBER);

  struct Row {
    std::string filter;
    std::vector<std::string> numbers;
  };
  const Row row = GENERATE(values<Row>({
      {"rag: RED", {"9"}},
      {"agency_id: $police", {"10"}},
      {"due_by: @2012-12-01", {"9", "10"}},
      {"due_by: @2012-11-30", {"9"}},
      {"plan_id: $evaluated", {}},
      {"only_open: true", {"9", "10"}},
  }));
  CAPTURE(row.filter);
  const auto some = desk.Ask<v1::ListRecommendationsReply>(
      "ListRecommendations", absl::StrCat("ListRecommendationsRequest { ", row.filter, " }"));
  REQUIRE(some.ok());
  std::vector<std::string> numbers;
  for (const auto& found : some->recommendations()) numbers.push_back(found.number());
  CHECK(numbers == row.numbers);
}

TEST_CASE("the figures of a year") {
  TestDesk desk;
  desk.TellOfAYear();
  // Papers that were sent round are no meeting.
  const uint64_t last = desk.Given("$papers", R"(
    MeetingScheduled { body_id: $panel starts_at: @2012-09-03T10:00 way: BY_CORRESPONDENCE }
    MeetingClosed { closed_at: @2012-09-10T10:00 })");
  desk.OpenViews();
  const auto figures = desk.Ask<v1::GetFiguresReply>(
      "GetFigures", absl::StrCat("GetFiguresRequest { from: @2012-04-01 until: @2013-03-31 "
                                 "at_least_position: ",
                                 last, " }"));
  REQUIRE(figures.ok());
  CHECK(figures->notified() == 2);
  CHECK(figures->reviews_completed() == 1);
  CHECK(figures->completed_expected() == 1);
  CHECK(figures->completed_unexpected() == 0);
  CHECK(figures->panel_meetings_held() == 1);
  CHECK(figures->meetings_held_size() == 2);
  CHECK(figures->serious_incidents() == 1);
  CHECK(figures->referred() == 2);
  CHECK(figures->reviews_decided_on() == 1);
  CHECK(figures->no_review() == 1);
  CHECK(figures->reviews_concluded() == 1);
  CHECK(figures->reports_published() == 1);
  REQUIRE(figures->evaluations_size() == 1);
  CHECK(figures->evaluations(0).words() == "good");
  CHECK(figures->evaluations(0).count() == 1);
  CHECK(figures->recommendations_made() == 2);
  CHECK(figures->actions_verified() == 0);

  const auto before = desk.Ask<v1::GetFiguresReply>(
      "GetFigures", "GetFiguresRequest { from: @2011-04-01 until: @2012-03-31 }");
  CHECK(before->reviews_decided_on() == 1);
  CHECK(before->notified() == 0);
}

TEST_CASE("a year's figures count every kind of review, what was spent and what was passed on") {
  TestDesk desk;
  desk.On("2020-03-31").Given("$board", R"(
    BoardOpened { name: 'Northshire' }
    BodyEstablished { body_id: $panel kind: CHILD_DEATH_OVERVIEW_PANEL name: 'Panel' from: @2010-01-01 }
    PanelCostRecorded { body_id: $panel year_ending: 2020 category: COST_OF_OFFICE pence: 1234567 }
    PanelCostRecorded { body_id: $panel year_ending: 2019 category: COST_OF_OFFICE pence: 99 }
    OutsideReviewConsidered {
      outside_review_id: $o title: 'Child Q' published_by: 'Southshire' what_was_done: 'A briefing.'
      considered_on: @2019-06-01
    })");
  uint64_t last = 0;
  int number = 0;
  for (const char* option : {"LOCAL_REVIEW", "MANAGEMENT_REVIEW", "NEAR_MISS_REVIEW",
                             "PARTNERSHIP_REVIEW", "SYSTEMS_REVIEW"}) {
    ++number;
    last = desk.Given(absl::StrCat("$review", number),
                      absl::StrCat(R"(
      CaseReferred { case_reference: 'R/)",
                                   number, R"(' referred_on: @2019-05-01 }
      RapidReviewSubmitted { version: 1 submitted_on: @2019-05-10 }
      ReviewDecided { decision_id: $decision)",
                                   number, " option: ", option, R"(
        decided_on: @2019-05-20 }
      ReviewCostRecorded { cost_id: $a)",
                                   number, R"( category: COST_OF_AUTHORS pence: 200050
        incurred_on: @2019-07-01 }
      ReviewCostRecorded { cost_id: $b)",
                                   number, R"( category: COST_OF_AUTHORS pence: 1
        incurred_on: @2018-07-01 }
      LearningEventHeld { learning_event_id: $l)",
                                   number, R"( audience: 'Schools'
        agency_ids: $x agency_ids: $y attended: 30 held_on: @2019-08-01 })"));
  }
  last = desk.Given("$review1", R"(
    TermsOfReferenceApproved { version: 1 method: SYSTEMS_METHOD approved_on: @2019-06-01 }
    AlternativeCommissioned { option: MANAGEMENT_REVIEW commissioned_on: @2019-06-01 })");
  desk.OpenViews();
  const auto figures = desk.Ask<v1::GetFiguresReply>(
      "GetFigures", absl::StrCat("GetFiguresRequest { from: @2019-04-01 until: @2020-03-31 "
                                 "at_least_position: ",
                                 last, " }"));
  REQUIRE(figures.ok());
  CHECK(figures->local_reviews_decided_on() == 1);
  CHECK(figures->management_reviews() == 1);
  CHECK(figures->near_miss_reviews() == 1);
  CHECK(figures->partnership_reviews() == 1);
  CHECK(figures->systems_reviews() == 1);
  CHECK(figures->by_systems_method() == 1);
  CHECK(figures->rapid_reviews() == 5);
  REQUIRE(figures->commissioned_instead_size() == 1);
  CHECK(figures->commissioned_instead(0).words() == "management review");
  REQUIRE(figures->review_costs_size() == 5);
  CHECK(figures->review_costs(0).of() == "R/1");
  CHECK(figures->review_costs(0).pounds() == "£2,000.50");
  REQUIRE(figures->body_costs_size() == 1);
  CHECK(figures->body_costs(0).of() == "Panel, year ending 2020");
  CHECK(figures->body_costs(0).pounds() == "£12,345.67");
  CHECK(figures->cost_in_pence() == 5 * 200050 + 1234567);
  CHECK(figures->cost_in_pounds() == "£22,348.17");
  CHECK(figures->learning_events_size() == 5);
  CHECK(figures->learning_events(0).agencies() == 2);
  REQUIRE(figures->outside_reviews_size() == 1);
  CHECK(figures->outside_reviews(0).published_by() == "Southshire");
  const auto later = desk.Ask<v1::GetFiguresReply>(
      "GetFigures", "GetFiguresRequest { from: @2020-04-01 until: @2021-03-31 }");
  CHECK(later->rapid_reviews() == 0);
  CHECK(later->cost_in_pounds() == "£0.00");
  CHECK(later->learning_events().empty());
}

TEST_CASE("a review taken over from an earlier register counts with its category") {
  TestDesk desk;
  desk.On("2013-02-01").Given("$board", "BoardOpened { name: 'Northshire' }");
  const uint64_t last = desk.Given("$old", R"(
    DeathNotificationReceived {
      notification_id: $n case_reference: 'OLD/1' channel: LETTER notifier: HOSPITAL
      received_at: @2012-05-01T00:00 }
    CaseImported { register_title: 'Register' file_sha256: 'ab' place: 'row 1' }
    DeathRecorded { date_of_birth: @2011-01-01 date_of_death: @2012-04-30 }
    ScopeDetermined { live_born: YES in_scope: true }
    EarlierReviewRecorded {
      decided_on: @2012-09-03 decided_by: 'Panel' category: 4 category_title: 'Malignancy'
      modifiability: 'not_modifiable' modifiability_title: 'None' completed_on: @2012-09-10 })");
  desk.OpenViews();
  const auto figures = desk.Ask<v1::GetFiguresReply>(
      "GetFigures", absl::StrCat("GetFiguresRequest { from: @2012-04-01 until: @2013-03-31 "
                                 "at_least_position: ",
                                 last, " }"));
  REQUIRE(figures.ok());
  CHECK(figures->reviews_completed() == 1);
  REQUIRE(figures->completed_by_category_size() == 1);
  CHECK(figures->completed_by_category(0).words() == "Malignancy");
}

TEST_CASE("figures count a review for who completed it, and a meeting for whom the panel serves") {
  TestDesk desk;
  desk.TellOfAYear();
  uint64_t last = desk.Given("$done", R"(
    DeathNotificationReceived {
      notification_id: $n case_reference: 'DONE/1' channel: LETTER notifier: HOSPITAL
      received_at: @2012-05-01T00:00 }
    DeathRecorded { date_of_birth: @2011-01-01 date_of_death: @2012-04-30 }
    ScopeDetermined { live_born: YES in_scope: true }
    PanelDecisionRecorded { decision_id: $d decided_at: @2012-09-03T10:00 category: 4 }
    ReviewCompleted { completed_on: @2012-09-10 decision_id: $d })");
  desk.OpenViews();
  const auto figures = [&] {
    return desk
        .Ask<v1::GetFiguresReply>(
            "GetFigures", absl::StrCat("GetFiguresRequest { from: @2012-04-01 until: @2013-03-31 "
                                       "at_least_position: ",
                                       last, " }"))
        .value();
  };
  const v1::GetFiguresReply before = figures();
  desk.Given("$round",
             "MeetingScheduled { body_id: $panel starts_at: @2012-10-01T10:00 way: "
             "BY_CORRESPONDENCE } MeetingClosed { closed_at: @2012-10-08T10:00 }");
  last = desk.Given("$done", "CaseTransferred { from_board_id: $board to_board_id: $other }");
  const v1::GetFiguresReply after = figures();
  CHECK(after.reviews_completed() == before.reviews_completed());
  CHECK(after.panel_meetings_held() == before.panel_meetings_held());

  // A panel of the board serves another, which asks for its own figures.
  desk.Given("$board", "BodyShared { body_id: $panel served_board_id: $other from: @2012-01-01 }");
  last = desk.Given("$in_session",
                    "MeetingScheduled { body_id: $panel starts_at: "
                    "@2012-11-05T10:00 } "
                    "MeetingClosed { closed_at: @2012-11-05T12:00 }");
  CHECK(figures().panel_meetings_held() == before.panel_meetings_held() + 1);
  last = desk.InNameOf("$other").Given("$other", "BoardOpened { name: 'Southshire' }");
  desk.Asking("$other");
  CHECK(figures().panel_meetings_held() > 0);
}

TEST_CASE("who may look") {
  TestDesk desk;
  desk.TellOfAYear();
  desk.OpenViews();
  struct Row {
    std::string role;
    absl::StatusCode cases;
    absl::StatusCode recommendations;
    absl::StatusCode state;
  };
  using enum absl::StatusCode;
  const Row row = GENERATE(values<Row>({
      {"auditor", kOk, kOk, kPermissionDenied},
      {"panel_member", kPermissionDenied, kOk, kPermissionDenied},
      {"action_owner", kPermissionDenied, kOk, kPermissionDenied},
      {"agency_author", kPermissionDenied, kPermissionDenied, kPermissionDenied},
      {"operator", kPermissionDenied, kPermissionDenied, kOk},
      {"nobody", kPermissionDenied, kPermissionDenied, kPermissionDenied},
  }));
  CAPTURE(row.role);
  const auto code = [&]<typename Reply>(Reply, const char* method, const char* request) {
    return desk.Ask<Reply>(method, request, row.role).status().code();
  };
  CHECK(code(v1::ListCasesReply(), "ListCases", "ListCasesRequest { }") == row.cases);
  CHECK(code(v1::ListRecommendationsReply(), "ListRecommendations",
             "ListRecommendationsRequest { }") == row.recommendations);
  CHECK(code(v1::GetViewStateReply(), "GetViewState",
             "GetViewStateRequest { tenant: 'northshire' }") == row.state);
}

TEST_CASE("an owner of actions sees their own agency's and nobody else's") {
  TestDesk desk;
  const uint64_t last = desk.TellOfAYear();
  desk.OpenViews();
  const auto own = desk.Ask<v1::ListRecommendationsReply>(
      "ListRecommendations",
      absl::StrCat("ListRecommendationsRequest { at_least_position: ", last, " }"), "action_owner");
  REQUIRE(own.ok());
  REQUIRE(own->recommendations_size() == 1);
  CHECK(own->recommendations(0).number() == "9");
}

TEST_CASE("another board's cases stay out of sight, also by their id") {
  TestDesk desk;
  desk.TellOfAYear();
  desk.InNameOf("$elsewhere");
  const uint64_t last = desk.Given("$foreign", R"(
    CaseReferred {
      case_reference: 'FOREIGN' referrer: SOCIAL_CARE harm: DEATH incident_on: @2012-08-01
      referred_on: @2012-09-01 grounds: 'g'
    })");
  desk.OpenViews();
  const std::string ask = absl::StrCat(
      "ListCasesRequest { reference_contains: 'FOREIGN' at_least_position: ", last, " }");
  CHECK(desk.Ask<v1::ListCasesReply>("ListCases", ask)->total() == 0);
  CHECK(desk.Ask<v1::GetCaseClocksReply>(
                "GetCaseClocks", "GetCaseClocksRequest { kind: CASE_REVIEW case_id: $foreign }")
            .status()
            .code() == absl::StatusCode::kNotFound);
  const auto elsewhere =
      desk.Ask<v1::ListCasesReply>("ListCases", "ListCasesRequest { tenant: 'southshire' }");
  CHECK(elsewhere.status().code() == absl::StatusCode::kPermissionDenied);
}

TEST_CASE("views opened again go on where they stood and tell the same") {
  TestDesk desk;
  const uint64_t middle = desk.TellOfAYear();
  desk.OpenViews();
  const std::string ask =
      absl::StrCat("ListCasesRequest { page_size: 500 at_least_position: ", middle, " }");
  REQUIRE(desk.Ask<v1::ListCasesReply>("ListCases", ask).ok());
  desk.CloseViews();
  const uint64_t last = desk.Given("$unexpected", R"(
    AgencyReportReceived { request_id: $r1 received_on: @2012-09-03 summary: 'late' }
  )");
  desk.OpenViews();
  const std::string ask_again =
      absl::StrCat("ListCasesRequest { page_size: 500 at_least_position: ", last, " }");
  const auto went_on = desk.Ask<v1::ListCasesReply>("ListCases", ask_again);
  REQUIRE(went_on.ok());
  CHECK(StateOf(desk).rebuilds() == 0);

  REQUIRE(desk.Ask<v1::RebuildViewReply>("RebuildView",
                                         "RebuildViewRequest { tenant: 'northshire' }", "operator")
              .ok());
  CHECK(StateOf(desk).rebuilds() == 1);
  const auto rebuilt = desk.Ask<v1::ListCasesReply>("ListCases", ask_again);
  REQUIRE(rebuilt.ok());
  CHECK(rebuilt->SerializeAsString() == went_on->SerializeAsString());
}

TEST_CASE("rows of another history are built again before anything is answered") {
  TestDesk desk;
  const uint64_t last = desk.TellOfAYear();
  const uint64_t next_position = GENERATE_COPY(last + 100, last + 1, uint64_t{3});
  CAPTURE(next_position);
  {
    v1::AnchorRow anchor;
    anchor.set_position(next_position - 1);
    anchor.set_event_id("0123456789abcdef");
    v1::CaseRow ghost;
    ghost.set_kind(types::v1::CHILD_DEATH);
    ghost.set_case_id(desk.Id("$ghost"));
    ghost.set_reference("GHOST");
    ghost.set_board_id(desk.Id("$board"));
    const auto store = desk.stores().Open(TestDesk::kTenant, kViewVersion).value();
    REQUIRE(store
                ->Write({{{kAnchorKey, anchor.SerializeAsString()},
                          {CaseKey(ghost.kind(), ghost.case_id()), ghost.SerializeAsString()}},
                         {},
                         next_position})
                .ok());
  }
  desk.OpenViews();
  const auto reply =
      desk.Ask<v1::ListCasesReply>("ListCases", "ListCasesRequest { conclusion: ALL_CASES }");
  REQUIRE(reply.ok());
  CHECK(reply->total() == 5);
  CHECK(reply->as_of().position() == last);
  CHECK(StateOf(desk).rebuilds() == 1);
}

TEST_CASE("an event nobody can fold stops the view for all to see") {
  TestDesk desk;
  desk.TellOfAYear();
  desk.OpenViews();
  REQUIRE(desk.Ask<v1::ListCasesReply>("ListCases", "ListCasesRequest { }").ok());
  const uint64_t poison = desk.GivenUnknown("$unexpected");
  const uint64_t after = desk.Given("$plan", "ActionReopened { action_id: $a1 reason: 'r' }");
  const auto reply = desk.Ask<v1::ListCasesReply>(
      "ListCases", absl::StrCat("ListCasesRequest { at_least_position: ", after, " }"));
  CHECK(reply.status().code() == absl::StatusCode::kDataLoss);
  CHECK(absl::StrContains(reply.status().message(), absl::StrCat("position ", poison)));
  CHECK(absl::StrContains(reply.status().message(), "SomethingOfAYearToCome"));
  const v1::GetViewStateReply state = StateOf(desk);
  CHECK(state.stopped());
  CHECK_FALSE(state.answering());
  CHECK(state.next_position() <= poison);
}

}  // namespace
}  // namespace candour::views
