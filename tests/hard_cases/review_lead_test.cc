// Everything that belongs to a review is its lead's, from the moment the lead passes: through the
// services, as two boards see it.
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "candour/audit/v1/audit.pb.h"
#include "services/gate/errors.h"
#include "tests/hard_cases/review_office.h"

namespace candour::testing {
namespace {

constexpr char kLine[] =
    "lines { on: @2005-12-01 text: 'Bruises seen.' source: 'Notes, 3' known_on: @2005-12-02 }";

std::string Submit(const std::string& submission, const std::string& agency,
                   const std::string& lines = kLine) {
  return absl::StrCat("SubmitChronology { chronology_id: $chronology submission_id: ", submission,
                      " agency_id: ", agency, " submitted_on: @2016-04-11 ", lines, " }");
}

std::string Reported(const std::string& day) {
  return absl::StrCat(
      "ReportProgress { plan_id: $plan action_id: $plan-1-action status: ON_TRACK narrative: "
      "'Half of them trained.' by_agency_id: $health reported_on: @",
      day, " }");
}

std::string Pin(int version) {
  return absl::StrCat("PinDocument { document_id: $paper version: ", version,
                      " decision_event_id: $decision_of_somebody }");
}

// $c knows the agencies and people it will deal with, under the ids they have had so far.
void Acquaint(ReviewOffice& office) {
  office.Of("$c").Do(R"(
    RegisterAgency { agency_id: $health name: 'Northshire NHS Trust' }
    RegisterAgency { agency_id: $social_care name: 'Northshire Social Care' }
    RegisterPerson {
      person_id: $auditor name: 'Somebody' job_title: 'Auditor' agency_id: $social_care
    })");
}

// Published by $board in 2016, with a chronology, a document and a plan of one action.
void CarryOut(ReviewOffice& office) {
  office.OpenReviewingBoard("$c", "E09000888").Of("$board");
  office.Refer("$review", "SCR/2015/1", "2015-05-04", "2015-05-11").Begin("$review", "2015-06-01");
  office.Do(ReviewOffice::Announce("$review", "2015-06-01"));
  office.Do(
      "OpenChronology { review_id: $review chronology_id: $chronology period_from: "
      "@2005-01-01 period_until: @2015-05-04 opened_on: @2015-06-01 }");
  const std::string report(64, 'a');
  office.Report("$review", 1, "$december", "2015-12-07", report)
      .Do(ReviewOffice::SendAhead("2015-12-07", "2015-12-21"))
      .On("2015-12-21")
      .Do(absl::StrCat("PublishReport { review_id: $review form: FULL_OVERVIEW published_on: "
                       "@2015-12-21 document_sha256: '",
                       report, "' }"))
      .Do("OpenActionPlan { plan_id: $plan title: 'Plan of 2015' review_id: $review opened_on: "
          "@2015-12-07 }")
      .Do(ReviewOffice::Agree("$plan", "1", "$health", "2015-12-07", "2016-12-01"));
  office.Keep("$paper", "$review", "%PDF-1.4 as $board had it");
}

// By whoever acts, at a meeting of its own board.
void CloseAll(ReviewOffice& office, const std::string& board, const std::string& day) {
  const std::string meeting = absl::StrCat(board, "-", day);
  office.Sit(meeting, board == "$board" ? "$full_board" : absl::StrCat(board, "-full_board"), day,
             "$review");
  office.Do(ReviewOffice::Finish("$plan", "$plan-1-action", "$health", day));
  office.Do(ReviewOffice::CloseVerified("$plan", "$plan-1", day))
      .Do(absl::StrCat("ClosePlan { plan_id: $plan review_id: $review meeting_id: ", meeting,
                       " closed_on: @", day, " }"));
}

TEST_CASE("hard case 2 of case reviews: what belongs to a review passes with its lead") {
  ReviewOffice office;
  CarryOut(office);
  office.On("2016-04-11").Do(Submit("$theirs", "$health")).Do(Reported("2016-04-11"));
  Acquaint(office);
  CHECK(office.Refusal(Reported("2016-04-11")) == "WRONG_BOARD");
  CHECK(office.Refusal(Pin(1)) == "WRONG_BOARD");
  CHECK(office.ActionsOf("$health").empty());
  CHECK(absl::IsNotFound(office.Read("$paper").status()));
  office.Of("$board").On("2016-05-02");
  office.Do(ReviewOffice::PassOn("$c", "AREAS_AGREED", "2016-05-02"));

  // Who led works on none of it any longer, and is told why.
  for (const std::string& command :
       {Submit("$late", "$health", "lines { on: @2006-01-01 text: 'T' source: 'S' }"),
        Reported("2016-05-02"), Pin(1),
        std::string(
            "MakeRecommendation { plan_id: $plan number: '2' text: 'T' source: FROM_OVERVIEW "
            "made_on: @2016-05-02 }"),
        std::string("MatchChronologyLines { chronology_id: $chronology line_ids: 'a' line_ids: "
                    "'b' reason: 'One.' }")}) {
    INFO(command);
    CHECK(office.Refusal(command) == "WRONG_BOARD");
  }
  const auto refused = gate::RejectionIn(office.KeepAnother("$paper", "%PDF-1.4 too late"));
  REQUIRE(refused.has_value());
  CHECK(refused->reason() == types::v1::WRONG_BOARD);
  CHECK(absl::StrContains(refused->sentence(), "that board alone works on it. Ask its office"));
  CHECK(refused->about(1) == office.Id("$review"));

  // Who leads now does.
  office.Of("$c");
  office.Do(Submit("$ours", "$social_care", "lines { on: @2006-01-02 text: 'Told.' source: 'S' }"));
  CHECK(office.Chronology("$review").entries_size() == 2);
  office.Do(Reported("2016-05-02"));
  REQUIRE(office.KeepAnother("$paper", "%PDF-1.4 as $c amended it").ToString() == "OK");
  office.Do(Pin(2));
  CHECK(office.Read("$paper").value() == "%PDF-1.4 as $c amended it");
  CHECK(office.Read("$paper", 1).value() == "%PDF-1.4 as $board had it");
  CHECK(office.ActionsOf("$health").size() == 1);
  CHECK(office.Recommendation("$plan", "1").board_id() == office.Id("$c"));
  CloseAll(office, "$c", "2016-11-07");
  CHECK(DayText(office.Progress("$plan").closed_on()) == "2016-11-07");

  // Who led reads on what it knew, as it stood when the lead passed, and nothing of what came
  // since.
  office.Of("$board");
  CHECK(office.VersionsOf("$paper", "$review") == 1);
  CHECK(office.Read("$paper").value() == "%PDF-1.4 as $board had it");
  CHECK(absl::IsNotFound(office.Read("$paper", 2).status()));
  CHECK(office.ActionsOf("$health").empty());
  const auto then = office.Progress("$plan", "2016-05-01T12:00");
  CHECK(then.lines(0).owner() == "Northshire NHS Trust");
  CHECK(DayText(then.closed_on()).empty());
  CHECK(office.Chronology("$review", "2016-05-01T12:00").entries_size() == 1);
  const auto now = office.desk().house().Ask<types::v1::PlanProgress>(
      "GetPlanProgress",
      "GetPlanProgressRequest { about { board_id: $board aggregate: ACTION_PLAN id: $plan } }");
  CHECK(absl::IsNotFound(now.status()));
}

TEST_CASE("hard case 2 of case reviews: a closed plan is re-opened by whoever leads by then") {
  ReviewOffice office;
  CarryOut(office);
  Acquaint(office);
  office.Of("$board");
  CloseAll(office, "$board", "2016-11-07");
  office.On("2017-02-06")
      .Do("CloseReview { review_id: $review authority: 'The Board' closed_on: @2017-02-06 }");
  office.Do(ReviewOffice::PassOn("$c", "AREAS_AGREED", "2017-02-06"));
  const std::string reopen =
      "ReopenAction { plan_id: $plan action_id: $plan-1-action reason: 'Practice is as it was.' "
      "reopened_on: @2017-02-06 review_id: $review }";
  CHECK(office.Refusal(reopen) == "WRONG_BOARD");
  office.Of("$c");
  CHECK(office.ReviewRow("$review").stage() == "closed");
  office.Do(reopen);
  CHECK(office.ReviewRow("$review").stage() == "taken up again");
  CHECK(DayText(office.Progress("$plan").closed_on()).empty());
  CHECK(office.Recommendation("$plan", "1").times_reopened() == 1);
  CloseAll(office, "$c", "2017-11-06");
  CHECK(DayText(office.Progress("$plan").closed_on()) == "2017-11-06");
  office.Of("$board");
  CHECK(DayText(office.Progress("$plan", "2017-02-05T12:00").closed_on()) == "2016-11-07");
}

TEST_CASE("decisions of a board stay in its list when the lead of a review has passed") {
  ReviewOffice office;
  CarryOut(office);
  office.On("2016-05-02").Do(ReviewOffice::PassOn("$c", "AREAS_AGREED", "2016-05-02"));
  const auto listed = office.desk().house().Ask<audit::v1::DecisionPage>(
      "ListDecisions", "ListDecisionsRequest { board_id: $board }");
  REQUIRE(listed.status().ToString() == "OK");
  REQUIRE(listed->decisions_size() >= 2);
  CHECK(listed->decisions(0).reference() == "SCR/2015/1");
}

}  // namespace
}  // namespace candour::testing
