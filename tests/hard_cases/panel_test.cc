// Hard cases of the panel, through the services: 6, 7, 8 and 11.
#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tests/hard_cases/office.h"

namespace candour::testing {
namespace {

using types::v1::ClockAnswer;

const char* const kTrauma =
    "categories_applying: 3 category: 3 modifiability: 'modifiable' factors { domain: "
    "SERVICE_PROVISION score: MAY_HAVE_CONTRIBUTED description: 'No lock.' modifiable: true }";
const char* const kUnexplained =
    "categories_applying: 10 category: 10 modifiability: 'not_modifiable'";

TEST_CASE("hard case 6: an inquest adjourned for two years, across 1 April 2019") {
  Office office;
  office.On("2018-03-06").TakeIn("$case", "CDR-1", "2018-03-06T09:30", "2018-03-05");
  office.On("2018-06-01").Do(R"(
    RecordInquestOpened {
      case_id: $case process_id: $inquest coroner_area: 'North' opened_on: @2018-03-12
    }
    RecordInquestAdjourned {
      case_id: $case process_id: $inquest adjourned_on: @2018-05-14 until: @2019-05
      reason: 'Experts.'
    }
    HoldCase {
      case_id: $case hold_id: $hold because_of: 'inquest' process_id: $inquest
      look_again_on: @2018-12-01
    })");
  CHECK(office.Row("$case")->stage() == "on hold");
  CHECK(office.Clock("$case", "hold_review", "$hold").status() == ClockAnswer::RUNNING);
  office.On("2018-12-10");
  CHECK(office.Clock("$case", "hold_review", "$hold").status() == ClockAnswer::OVERDUE);
  office.Do(R"(
    ReviewHold {
      case_id: $case hold_id: $hold found: 'Still adjourned.' reviewed_on: @2018-12-10
      look_again_on: @2019-06-03
    })");
  office.On("2019-05-20").Do(R"(
    RecordInquestAdjourned {
      case_id: $case process_id: $inquest adjourned_on: @2019-05-17 until: @2020-04
      reason: 'A jury.'
    })");
  office.Convene("$early", "2019-09-09", {"$case"});
  office.Do(Office::Quorum("$early", "$early-1", "2019-09-09"));
  CHECK(office.Refusal(Office::Decision("$case", "$early-1", "2019-09-09", kTrauma)) ==
        "BLOCKED_BY_HOLD");

  office.On("2020-04-21").Do(R"(
    RecordInquestConcluded {
      case_id: $case process_id: $inquest concluded_on: @2020-04-20 conclusion: 'Accident.'
    })");
  CHECK(office.Row("$case")->stage() == "hold to be released");
  office.Do("ReleaseHold { case_id: $case hold_id: $hold reason: 'The inquest is over.' }");
  office.Convene("$may", "2020-05-11", {"$case"});
  office.Do(Office::Quorum("$may", "$may-1", "2020-05-11"))
      .Do(Office::Decision("$case", "$may-1", "2020-05-11", kTrauma));

  // Begun under one edition, whose clocks it keeps; decided in the words of another.
  CHECK(office.Clock("$case", "paediatric_report").edition_id() == "wt2015");
  const auto file = office.File("$case");
  REQUIRE(file.decisions_size() == 1);
  CHECK(file.decisions(0).category_title() ==
        "Trauma and other external factors, including medical/surgical complications/error");
  CHECK(file.decisions(0).edition() == "wt2018");
  const auto on_new_years_day = office.File("$case", "2019-01-01T12:00");
  CHECK(on_new_years_day.stage() == "on hold");
  CHECK(absl::StrJoin(on_new_years_day.missing_for_panel(), "; ").find("3 June 2019") !=
        std::string::npos);
}

TEST_CASE("hard case 7: deferred twice for a report, which arrives as a nil return") {
  Office office;
  office.On("2012-03-06").TakeIn("$case", "CDR-1", "2012-03-06T09:30", "2012-03-05").Do(R"(
    RequestAgencyReport {
      case_id: $case request_id: $report agency_id: $police form_type: 'agency_report'
      requested_on: @2012-03-06 due_on: @2012-03-27
    })");
  int deferrals = 0;
  for (const std::string day : {"2012-05-09", "2012-07-11"}) {
    const std::string meeting = absl::StrCat("$on_", day.substr(5, 2));
    office.Convene(meeting, day, {"$case"});
    office.Do(absl::StrCat("DeferCase { case_id: $case meeting_id: ", meeting,
                           " item_id: ", meeting,
                           "-1 reason: 'The police report is missing.' needs: 'That report' }"));
    CHECK(office.MeetingRow(meeting).deferred() == 1);
    const auto history = office.Timeline("$case");
    CHECK(std::count(history.begin(), history.end(), "CaseDeferred") == ++deferrals);
  }
  CHECK(absl::StrContains(office.Row("$case")->waiting_for(), "Northshire Police"));
  office.On("2012-09-03").Do(R"(
    ReceiveAgencyReport {
      case_id: $case request_id: $report received_on: @2012-09-03 nil_return: true
      nil_return_searched: 'Both names; crime and custody systems.'
    })");
  CHECK(office.Clock("$case", "agency_report", "$report").status() == ClockAnswer::MET_LATE);
  office.Convene("$on_09", "2012-09-12", {"$case"});
  office.Do(Office::Quorum("$on_09", "$on_09-1", "2012-09-12"))
      .Do(Office::Decision("$case", "$on_09-1", "2012-09-12", kUnexplained));
  CHECK(office.MeetingRow("$on_09").decided() == 1);
  CHECK(office.MeetingRow("$on_05").deferred() == 1);  // nothing of it was edited

  // Between the two deferrals the case waited for the report, and one deferral was known.
  const auto between = office.File("$case", "2012-06-01T12:00");
  CHECK(between.decisions_size() == 0);
  CHECK(absl::StrContains(absl::StrJoin(between.missing_for_panel(), "; "), "Northshire Police"));
  CHECK(office.File("$case").decisions(0).category() == 10);
}

TEST_CASE("hard case 8: the category changes after a conviction, when the year is over") {
  Office office;
  office.On("2020-03-02").TakeIn("$case", "CDR-1", "2020-03-02T09:30", "2020-03-01");
  office.Convene("$first", "2020-09-14", {"$case"});
  office.Do(Office::Quorum("$first", "$first-1", "2020-09-14"))
      .Do(Office::Decision("$case", "$first-1", "2020-09-14",
                           absl::StrCat("decision_id: $was ", kUnexplained)))
      .Do("CompleteReview { case_id: $case completed_on: @2020-09-14 }");
  CHECK(office.Figures("2020-04-01", "2021-03-31").reviews_completed() == 1);
  office.On("2021-06-21").Do(R"(
    RecordCriminalProceedings {
      case_id: $case process_id: $trial force_agency_id: $police reference: 'R/1'
      started_on: @2020-11-02
    }
    ConcludeCriminalProceedings {
      case_id: $case process_id: $trial outcome: CONVICTED concluded_on: @2021-06-18
    }
    ReopenReview {
      case_id: $case reopened_on: @2021-06-21 ground: CONVICTION_SINCE reason: 'Convicted.'
      authority: 'The chair of the panel'
    })");
  CHECK(office.Row("$case")->stage() == "reopened");
  office.Convene("$second", "2021-07-12", {"$case"});
  office.Do(Office::Quorum("$second", "$second-1", "2021-07-12")).Do(R"(
    ReviseCategory {
      case_id: $case meeting_id: $second item_id: $second-1 decision_id: $is
      ground: CONVICTION_SINCE categories_applying: 1 category: 1 reasons: 'The conviction.'
      categories_rejected { category: 10 reason: 'Explained now.' }
      modifiability: 'not_modifiable' decided_at: @2021-07-12T10:40
    }
    CompleteReview { case_id: $case completed_on: @2021-07-12 })");

  const auto now = office.File("$case");
  REQUIRE(now.decisions_size() == 2);
  CHECK(now.decisions(0).superseded_by_decision_id() == office.Id("$is"));
  CHECK(now.decisions(1).category_title() == "Deliberately inflicted injury, abuse or neglect");
  CHECK(office.Row("$case")->stage() == "completed");
  // What was published can still be explained, as it was known when it was.
  const auto published = office.File("$case", "2021-05-03T12:00");
  CHECK(published.stage() == "completed");
  REQUIRE(published.decisions_size() == 1);
  CHECK(published.decisions(0).category_title() == "Sudden unexpected, unexplained death");
  CHECK(published.decisions(0).superseded_by_decision_id().empty());
  const auto figures = office.Figures("2021-04-01", "2022-03-31");
  CHECK(figures.reviews_completed() == 1);
  REQUIRE(figures.completed_by_category_size() == 1);
  CHECK(figures.completed_by_category(0).words() ==
        "Deliberately inflicted injury, abuse or neglect");
}

TEST_CASE("hard case 11: quorum is lost at item 4, where the designated doctor recuses") {
  Office office;
  std::vector<std::string> cases;
  office.On("2020-03-02");
  for (const std::string n : {"1", "2", "3", "4"}) {
    cases.push_back("$case" + n);
    office.TakeIn(cases.back(), "CDR-" + n, "2020-03-02T09:30", "2020-03-01");
  }
  office.Convene("$panel_day", "2020-09-14", cases, {"locum"});
  for (size_t i = 0; i < 3; ++i) {
    const std::string item = absl::StrCat("$panel_day-", i + 1);
    office.Do(Office::Quorum("$panel_day", item, "2020-09-14"))
        .Do(Office::Decision(cases[i], item, "2020-09-14", kUnexplained));
  }
  office.Do(R"(
    DeclareInterest {
      meeting_id: $panel_day person_id: $paediatrician item_id: $panel_day-4
      nature: 'Treated the child.' recused: true
    })");
  CHECK(office.Refusal(Office::Decision("$case4", "$panel_day-4", "2020-09-14", kUnexplained)) ==
        "QUORUM_NOT_EVALUATED");
  office.Do(Office::Quorum("$panel_day", "$panel_day-4", "2020-09-14"));
  CHECK(office.Refusal(Office::Decision("$case4", "$panel_day-4", "2020-09-14", kUnexplained)) ==
        "NOT_QUORATE");
  office.Do(
      "DeferCase { case_id: $case4 meeting_id: $panel_day item_id: $panel_day-4 reason: 'The "
      "designated doctor treated the child.' }");

  const auto meeting = office.MeetingRow("$panel_day");
  CHECK(meeting.decided() == 3);
  CHECK(meeting.deferred() == 1);
  REQUIRE(meeting.items_size() == 4);
  for (const auto& item : meeting.items()) {
    CAPTURE(item.number());
    CHECK(item.quorum().met() == (item.number() < 4));
    CHECK(item.recused() == (item.number() < 4 ? 0 : 1));
  }
  CHECK(absl::StrContains(absl::StrJoin(meeting.items(3).quorum().missing(), "; "),
                          "Designated doctor"));
  for (size_t i = 0; i < 3; ++i) {
    CHECK(office.Row(cases[i])->stage() == "decided");
    CHECK(office.File(cases[i]).decisions(0).quorum().met());
  }
  CHECK(office.Row("$case4")->stage() != "decided");
  CHECK(office.File("$case4").decisions_size() == 0);
}

}  // namespace
}  // namespace candour::testing
