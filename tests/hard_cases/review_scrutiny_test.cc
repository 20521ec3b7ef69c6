// Hard cases of a report that does not hold, through the services: 6 and 7, and the life of a
// review that was redone.
#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tests/hard_cases/review_office.h"

namespace candour::testing {
namespace {

using types::v1::ClockAnswer;

const std::string kFirst(64, 'a');
const std::string kSecond(64, 'b');

// The groups of facts that say they rest on what an agency contributed.
std::vector<std::string> RestingOn(const types::v1::CaseFile& file, const std::string& agency) {
  std::vector<std::string> groups;
  for (const auto& fact : file.facts()) {
    if (!absl::EndsWith(fact.key(), "/contribution_ids")) continue;
    if (absl::StrContains(fact.value(), agency)) groups.push_back(fact.group());
  }
  return groups;
}

TEST_CASE("hard case 6 of case reviews: the author is found conflicted when all is accepted") {
  ReviewOffice office;
  office.Refer("$review", "SCR/2016/1", "2016-01-30", "2016-02-08")
      .Begin("$review", "2016-03-03")
      .Contribute("$review", "$imr", "2016-05-02")
      .Do(R"(
    RecordFinding {
      review_id: $review finding_id: $finding finding: 'No one visited.' evidence: 'The notes.'
      contribution_ids: $imr found_on: @2016-05-02
    })");
  office.Report("$review", 1, "$july", "2016-07-11", kFirst);
  CHECK(office.ReviewRow("$review").settled() == 1);
  office.On("2016-09-05").Do(R"(
    DeclareInvolvement {
      review_id: $review person_id: $author involvement: MANAGED_PRACTITIONER
      detail: 'Covered for the manager two years before.'
    })");

  // It is frozen, and all that rests on it can be found.
  CHECK(office.Contribution("$review", "$imr").state() == "author not independent");
  CHECK(office.ReviewRow("$review").settled() == 0);
  const std::vector<std::string> resting =
      RestingOn(office.File("$review"), "Northshire NHS Trust");
  CHECK(resting == std::vector<std::string>{"Finding recorded", "Overview report drafted"});
  const std::string publish = absl::StrCat(
      "PublishReport { review_id: $review form: FULL_OVERVIEW published_on: @2016-09-05 "
      "document_sha256: '",
      kFirst, "' }");
  CHECK(office.Refusal(publish) == "CONTRIBUTIONS_OPEN");
  CHECK(office.File("$review", "2016-08-01T12:00").stage() == "report accepted");
  CHECK(RestingOn(office.File("$review", "2016-08-01T12:00"), "Northshire NHS Trust") == resting);

  // Either somebody else writes it, or somebody answers for the author.
  CHECK(office.Refusal("ExceptAuthor { review_id: $review contribution_id: $imr person_id: $author "
                       "reason: 'R.' approver_person_id: $author excepted_on: @2016-09-05 }") ==
        "SAME_HANDS");
  office.Do(R"(
    ExceptAuthor {
      review_id: $review contribution_id: $imr person_id: $author approver_person_id: $chair
      reason: 'For a week, and of another team.' excepted_on: @2016-09-05
    })");
  CHECK(office.Contribution("$review", "$imr").state() == "accepted");
  office.Do(R"(
    DeclareInvolvement { review_id: $review person_id: $author involvement: DIRECTLY_INVOLVED })");
  CHECK(office.Contribution("$review", "$imr").state() == "author not independent");
  CHECK(office.Refusal(publish) == "CONTRIBUTIONS_OPEN");
  office.On("2016-10-03").Do(R"(
    NominateAuthor {
      review_id: $review contribution_id: $imr person_id: $inspector directly_involved: NO
      line_manager_of_involved: NO gave_advice: NO
    }
    SubmitContribution {
      review_id: $review contribution_id: $imr signed_off_by_person_id: $officer
      submitted_on: @2016-10-03
    }
    AcceptContribution {
      review_id: $review contribution_id: $imr accepted_by_person_id: $auditor
      accepted_on: @2016-10-03
    })");
  CHECK(office.Contribution("$review", "$imr").versions() == 2);
  CHECK(office.Contribution("$review", "$imr").state() == "accepted");
}

std::string Submit(int version, const std::string& day) {
  return absl::StrCat("SubmitForEvaluation { review_id: $review version: ", version,
                      " evaluator: 'Ofsted' submitted_on: @", day, " }");
}

// Referred in August 2006 of a child who died in July; accepted and submitted in November 2007.
void AcceptLate(ReviewOffice& office) {
  office.Refer("$review", "SCR/2006/1", "2006-07", "2006-08-01")
      .Begin("$review", "2006-08-15")
      .Contribute("$review", "$imr", "2006-11-06");
  office.Report("$review", 1, "$november", "2007-11-14", kFirst).Do(Submit(1, "2007-11-14"));
}

TEST_CASE("hard case 7 of case reviews: judged inadequate when the Board had accepted it") {
  ReviewOffice office;
  AcceptLate(office);
  CHECK(office.Clock("$review", "complete_scr").status() == ClockAnswer::MET_LATE);
  CHECK(DayText(office.Clock("$review", "complete_scr").due_on()) == "2006-12-15");
  office.On("2008-09-10").Do(R"(
    RecordEvaluation {
      review_id: $review evaluator: 'Ofsted' grade: INADEQUATE received_on: @2008-09-10
    })");
  CHECK(office.ReviewRow("$review").grade() == types::v1::INADEQUATE);
  // The minister's letter to all boards whose reviews were inadequate.
  office.On("2008-12-16").Do(R"(
    RecordEvaluation {
      review_id: $review evaluator: 'The minister' grade: INADEQUATE received_on: @2008-12-16
      redo_by: @2009-02-28
    })");
  CHECK(office.Clock("$review", "redo_scr").status() == ClockAnswer::RUNNING);
  // The same report sent again is no second cycle.
  office.On("2009-01-12").Do(Submit(1, "2009-01-12"));
  CHECK(office.Clock("$review", "redo_scr").status() == ClockAnswer::RUNNING);
  office.Report("$review", 2, "$february", "2009-02-20", kSecond).Do(Submit(2, "2009-02-20"));
  CHECK(office.Clock("$review", "redo_scr").status() == ClockAnswer::MET);
  office.On("2009-05-01").Do(R"(
    RecordEvaluation {
      review_id: $review evaluator: 'Ofsted' grade: GOOD received_on: @2009-05-01
    })");
  CHECK(office.ReviewRow("$review").grade() == types::v1::GOOD);
  CHECK(office.ReviewRow("$review").evaluations() == 3);
  // The second cycle stands beside the first, and what the first missed stays missed.
  CHECK(office.Clock("$review", "complete_scr").breached());
  const auto events = office.Timeline("$review");
  CHECK(std::count(events.begin(), events.end(), "ReportAccepted") == 2);
  CHECK(std::count(events.begin(), events.end(), "EvaluationReceived") == 3);
  CHECK(office.Refusal(absl::StrCat("PublishReport { review_id: $review form: FULL_OVERVIEW "
                                    "published_on: @2009-05-01 document_sha256: '",
                                    kFirst, "' }")) == "PUBLICATION_BLOCKED");
}

struct AsOf {
  const char* moment;
  const char* stage;
  ClockAnswer::Status complete;
  ClockAnswer::Status redo;
  const char* grade;
  int accepted;  // reports, of those decisions
};

TEST_CASE(
    "the life of a review: died 2006, submitted 2007, inadequate 2008, redone 2009, embargoed") {
  ReviewOffice office;
  AcceptLate(office);
  office.On("2008-09-10").Do(R"(
    RecordEvaluation {
      review_id: $review evaluator: 'Ofsted' grade: INADEQUATE received_on: @2008-09-10
    })");
  office.On("2008-12-16").Do(R"(
    RecordEvaluation {
      review_id: $review evaluator: 'The minister' grade: INADEQUATE received_on: @2008-12-16
      redo_by: @2009-02-28
    })");
  office.Report("$review", 2, "$february", "2009-02-20", kSecond).Do(Submit(2, "2009-02-20")).Do(R"(
    PlaceEmbargo {
      review_id: $review embargo_id: $trial cause: CRIMINAL_TRIAL reason: 'A trial is set down.'
      embargoed_on: @2009-02-20 review_on: @2010-02-22
    })");
  office.On("2009-05-01").Do(R"(
    RecordEvaluation {
      review_id: $review evaluator: 'Ofsted' grade: GOOD received_on: @2009-05-01
    })");
  office.On("2011-03-07")
      .Do(absl::StrCat(R"(
    LiftEmbargo {
      review_id: $review embargo_id: $trial reason: 'The appeal is over.' authority: 'The chair'
      lifted_on: @2011-03-07
    }
    PublishReport {
      review_id: $review form: FULL_OVERVIEW published_on: @2011-03-07 document_sha256: ')",
                       kSecond, "' }"));

  // The answer sheet, made by hand.
  const auto none = ClockAnswer::STATUS_UNSPECIFIED;
  const AsOf sheet[] = {
      {"2006-08-10T12:00", "referred", none, none, "", 0},
      {"2006-09-01T12:00", "set up", ClockAnswer::RUNNING, none, "", 0},
      {"2007-06-01T12:00", "contributions in", ClockAnswer::OVERDUE, none, "", 0},
      {"2007-12-03T12:00", "submitted for evaluation", ClockAnswer::MET_LATE, none, "", 1},
      {"2008-10-01T12:00", "judged inadequate", ClockAnswer::MET_LATE, none, "inadequate", 1},
      {"2009-01-05T12:00", "to be done again", ClockAnswer::MET_LATE, ClockAnswer::RUNNING,
       "inadequate", 1},
      {"2009-03-02T12:00", "embargoed", ClockAnswer::MET_LATE, ClockAnswer::MET, "inadequate", 2},
      {"2010-06-01T12:00", "embargoed", ClockAnswer::MET_LATE, ClockAnswer::MET, "good", 2},
      {"2011-03-07T12:05", "published", ClockAnswer::MET_LATE, ClockAnswer::MET, "good", 2},
  };
  office.On("2011-03-08");
  for (const AsOf& row : sheet) {
    CAPTURE(row.moment);
    const auto file = office.File("$review", row.moment);
    CHECK(file.stage() == row.stage);
    CHECK(ClockIn(file, "complete_scr").status() == row.complete);
    CHECK(ClockIn(file, "redo_scr").status() == row.redo);
    std::string grade;
    for (const auto& fact : file.facts()) {
      const bool of_ofsted = absl::StartsWith(fact.key(), "evaluation_received/Ofsted");
      if (of_ofsted && absl::EndsWith(fact.key(), "/grade")) grade = fact.value();
    }
    CHECK(grade == row.grade);
    CHECK(std::count_if(file.decisions().begin(), file.decisions().end(), [](const auto& decision) {
            return decision.event_type() == "ReportAccepted";
          }) == row.accepted);
  }
  const auto in_2010 = office.File("$review", "2010-06-01T12:00");
  CHECK(ClockIn(in_2010, "embargo_review").status() == ClockAnswer::OVERDUE);
  CHECK(DayText(office.ReviewRow("$review").published_on()) == "2011-03-07");
}

}  // namespace
}  // namespace candour::testing
