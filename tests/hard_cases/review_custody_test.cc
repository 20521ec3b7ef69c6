// Hard cases of whose review it is, and of how many, through the services: 2 and 5.
#include "absl/strings/str_cat.h"
#include "tests/hard_cases/review_office.h"

namespace candour::testing {
namespace {

using types::v1::ClockAnswer;

constexpr char kAuthor[] =
    "NominateAuthor { review_id: $review contribution_id: $imr person_id: $author "
    "directly_involved: NO line_manager_of_involved: NO gave_advice: NO }";

TEST_CASE("hard case 2 of case reviews: before 2018 the authority that looks after him leads") {
  ReviewOffice office;
  office.OpenReviewingBoard("$c", "E09000888").Of("$board");
  office.Refer("$review", "SCR/2016/1", "2016-01-30", "2016-02-08")
      .Begin("$review", "2016-03-03")
      .Do(R"(
    RequestContribution {
      review_id: $review contribution_id: $imr agency_id: $health
      kind: INDIVIDUAL_MANAGEMENT_REVIEW requested_on: @2016-03-03 due_on: @2016-04-04
    }
    DeclareInvolvement {
      review_id: $review person_id: $author involvement: MANAGED_PRACTITIONER
    })");
  office.On("2016-04-11");
  const auto complete = office.Clock("$review", "complete_scr");
  const auto owed = office.Clock("$review", "imr");
  CHECK(owed.status() == ClockAnswer::OVERDUE);
  CHECK(office.Refusal(kAuthor) == "AUTHOR_NOT_INDEPENDENT");
  office.Do(R"(
    AgreeLeadArea {
      review_id: $review area_code: 'E09000888' ground: LOOKED_AFTER_BY_IT agreed_on: @2016-04-11
    })");
  office.Do(ReviewOffice::PassOn("$c", "LOOKED_AFTER_BY_IT", "2016-04-11"));
  CHECK(office.ReviewRow("$review").stage() == "lead passed on");
  CHECK(office.ReviewRow("$review").led_by() == "Board of E09000888");
  CHECK(office.ReviewRow("$review").next_title().empty());
  CHECK(office.Refusal(kAuthor) == "WRONG_BOARD");

  // Neither what is due nor who is conflicted begins anew with the board that leads now.
  office.Of("$c");
  const auto row = office.ReviewRow("$review");
  CHECK(row.board_id() == office.Id("$c"));
  CHECK(row.stage() == "collecting contributions");
  const auto now = office.Clock("$review", "complete_scr");
  CHECK(DayText(now.due_on()) == DayText(complete.due_on()));
  CHECK(now.started_by().event_id() == complete.started_by().event_id());
  CHECK(office.Clock("$review", "imr").status() == ClockAnswer::OVERDUE);
  CHECK(office.Contribution("$review", "$imr").agency_name() == "Northshire NHS Trust");
  office.Do("RegisterPerson { person_id: $author name: 'The same' job_title: 'Author' }");
  CHECK(office.Refusal(kAuthor) == "AUTHOR_NOT_INDEPENDENT");
  office.On("2016-09-12");
  CHECK(office.Clock("$review", "complete_scr").status() == ClockAnswer::OVERDUE);
  const auto in_march = office.Of("$board").File("$review", "2016-03-10T12:00");
  CHECK(in_march.board_id() == office.Id("$board"));
}

TEST_CASE("hard case 2 of case reviews: since 2018 the area where it happened reviews rapidly") {
  ReviewOffice office;
  office.OpenReviewingBoard("$a", "E09000777").OpenReviewingBoard("$c", "E09000888").Of("$a");
  office.Refer("$review", "RR/2020/1", "2020-02-29", "2020-03-02").Do(R"(
    ReportIncident {
      review_id: $review area_of_incident: 'E09000777' home_area: 'E09000999'
      looked_after_by_area: 'E09000888' aware_on: @2020-03-02 abuse_or_neglect: YES
    }
    NotifyIncident {
      review_id: $review recipient: 'national_panel' channel: FORM sent_on: @2020-03-02
    }
    StartRapidReview { review_id: $review started_on: @2020-03-02 })");
  const auto rapid = office.Clock("$review", "rapid_review");
  CHECK(DayText(rapid.due_on()) == "2020-03-23");
  CHECK(office.Of("$board").Refusal("SubmitRapidReview { review_id: $review proposed: LOCAL_REVIEW "
                                    "submitted_on: @2020-03-02 }") == "WRONG_BOARD");
  office.Of("$a").On("2020-03-25").Do(ReviewOffice::PassOn("$c", "AREAS_AGREED", "2020-03-25"));
  office.Of("$c");
  CHECK(office.Clock("$review", "rapid_review").status() == ClockAnswer::OVERDUE);
  CHECK(office.Clock("$review", "rapid_review").started_by().event_id() ==
        rapid.started_by().event_id());
  office.Do(
      "SubmitRapidReview { review_id: $review proposed: LOCAL_REVIEW submitted_on: @2020-03-25 }");
  CHECK(office.Clock("$review", "rapid_review").status() == ClockAnswer::MET_LATE);
  CHECK(ClockIn(office.File("$review"), "rapid_review").status() == ClockAnswer::MET_LATE);
}

std::string Join(const std::string& review, const std::string& into, const std::string& ground) {
  return absl::StrCat("CombineReviews { review_id: ", review, " into_review_id: ", into,
                      " ground: ", ground, " reason: 'As told.' combined_on: @2020-03-09 }");
}

TEST_CASE("hard case 5 of case reviews: told twice, siblings, and a wrong combination undone") {
  ReviewOffice office;
  int n = 0;
  for (const std::string review : {"$first", "$again", "$stranger"}) {
    office.Refer(review, absl::StrCat("RR/2020/", ++n), "2020-02-29", "2020-03-02");
    office.Do(
        absl::StrCat("ReportIncident { review_id: ", review,
                     " area_of_incident: 'E09000999' aware_on: @2020-03-02 abuse_or_neglect: YES } "
                     "NotifyIncident { review_id: ",
                     review, " recipient: 'national_panel' channel: FORM sent_on: @2020-03-02 }"));
  }
  // Two notifications, one review; and one that was only thought to be the same.
  office.On("2020-03-09").Do(Join("$again", "$first", "TOLD_TWICE"));
  office.Do(Join("$stranger", "$first", "CHILDREN_OF_ONE_FAMILY"));
  for (const char* review : {"$again", "$stranger"}) {
    CHECK(office.ReviewRow(review).stage() == "combined with another review");
    CHECK(office.ReviewRow(review).concluded());
  }
  CHECK(office.Refusal("StartRapidReview { review_id: $stranger started_on: @2020-03-09 }") ==
        "WRONG_STAGE");
  office.Do(R"(
    StartRapidReview { review_id: $first started_on: @2020-03-09 }
    AddSubject { review_id: $first subject_id: $child role: CHILD_CONCERNED pseudonym: 'Child C' }
    AddSubject { review_id: $first subject_id: $other role: CHILD_OF_FAMILY pseudonym: 'Child D' }
    SubmitRapidReview { review_id: $first proposed: LOCAL_REVIEW submitted_on: @2020-03-09 })");

  // Past the day on which it would have been due: only what goes on is owed.
  office.On("2020-03-30");
  CHECK(office.ReviewRow("$again").overdue() == 0);
  office.Do(R"(
    SeparateReview {
      review_id: $first from_review_id: $stranger reason: 'Another family.'
      separated_on: @2020-03-30
    })");
  CHECK(office.ReviewRow("$stranger").stage() == "notified");
  CHECK_FALSE(office.ReviewRow("$stranger").concluded());
  CHECK(office.ReviewRow("$stranger").overdue() > 0);
  CHECK(DayText(office.Clock("$stranger", "rapid_review").due_on()) == "2020-03-23");
  CHECK(office.ReviewRow("$again").stage() == "combined with another review");
  CHECK(office.ReviewRow("$first").stage() == "rapid review submitted");
  CHECK(office.File("$stranger", "2020-03-20T12:00").stage() == "combined with another review");
  CHECK(office.File("$stranger").stage() == "notified");

  // One review becomes two: of a child who is no sibling the case is referred anew.
  office.Do(R"(
    RemoveSubject {
      review_id: $first subject_id: $other reason: 'No sibling.' removed_on: @2020-03-30
    })");
  office.Refer("$third", "RR/2020/4", "2020-02-29", "2020-03-30");
  CHECK(office.ReviewRow("$third").stage() == "referred");
  CHECK_FALSE(Office::Fact(office.File("$first"),
                           absl::StrCat("subject_removed/", office.Id("$other"), "/reason"))
                  .empty());
}

}  // namespace
}  // namespace candour::testing
