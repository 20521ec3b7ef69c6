// A review that is held for a trial, goes on when it is released, and is closed when nothing of it
// is open: through the services, as its office sees it.
#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/gate/errors.h"
#include "tests/hard_cases/review_office.h"

namespace candour::testing {
namespace {

using types::v1::ClockAnswer;

const std::string kReport(64, 'a');

std::string Close(const std::string& day) {
  return absl::StrCat("CloseReview { review_id: $review authority: 'The Board' closed_on: @", day,
                      " }");
}

std::string Publish(const std::string& day) {
  return absl::StrCat("PublishReport { review_id: $review form: FULL_OVERVIEW published_on: @", day,
                      " document_sha256: '", kReport, "' }");
}

types::v1::Rejection RefusalOf(ReviewOffice& office, const std::string& command) {
  const auto rejection = gate::RejectionIn(office.desk().house().Try(command).status());
  REQUIRE(rejection.has_value());
  return *rejection;
}

// What stands against closing, each by whose id it is and how it is told; in any order.
struct Open {
  std::string about;
  std::string says;
};

void CheckOpen(ReviewOffice& office, const std::string& day, const std::vector<Open>& open) {
  const types::v1::Rejection refused = RefusalOf(office, Close(day));
  INFO(day << ": " << refused.sentence());
  CHECK(refused.reason() == types::v1::STILL_OPEN);
  std::vector<std::string> expected;
  for (const Open& one : open) {
    INFO(one.says);
    CHECK(absl::StrContains(refused.sentence(), one.says));
    if (!one.about.empty()) expected.push_back(office.Id(one.about));
  }
  std::vector<std::string> about(refused.about().begin(), refused.about().end());
  std::sort(about.begin(), about.end());
  std::sort(expected.begin(), expected.end());
  CHECK(about == expected);
}

const Open kUnpublished = {"$review", "It is neither published nor decided"};
const Open kContribution = {"$imr", "The contribution of Northshire NHS Trust is open"};
const Open kHold = {"$hold", "A hold stands, because of criminal proceedings, Crown court"};
const Open kPlan = {"$plan", "An action plan of the review is open"};
const Open kAsked = {"$asked", "A request for disclosure has no answer: coroner"};

TEST_CASE("a review is held for a trial, released and closed, and all that is open is named") {
  ReviewOffice office;
  office.Refer("$review", "SCR/2015/1", "2015-05-04", "2015-05-11").Begin("$review", "2015-06-01");
  office.Do(R"(
    RequestContribution {
      review_id: $review contribution_id: $imr agency_id: $health
      kind: INDIVIDUAL_MANAGEMENT_REVIEW requested_on: @2015-06-01 due_on: @2015-09-01
    }
    LinkParallelProcess {
      review_id: $review process_id: $trial kind: CRIMINAL_PROCEEDINGS run_by: 'Crown court'
      began_on: @2015-05-20 expected_on: @2015-10-01
    }
    HoldReviewStep {
      review_id: $review hold_id: $hold process_id: $trial steps: SPEAKING_WITH_STAFF
      steps: PUBLISHING reason: 'Witnesses.' authority: 'Crown court' look_again_on: @2015-08-03
      held_on: @2015-06-01
    })");
  CHECK(office.ReviewRow("$review").waits_for() ==
        "criminal proceedings, Crown court (speaking with staff, publishing)");
  CheckOpen(office, "2015-06-01",
            {kUnpublished,
             kContribution,
             kHold,
             {"", "Announce the decision on a serious case review"},
             {"", "Complete the serious case review"}});
  office.Do(ReviewOffice::Announce("$review", "2015-06-01"));
  const std::string interview =
      "RecordInterview { review_id: $review contribution_id: $imr interviewee: 'Health visitor 1' "
      "held_on: @2015-08-04 }";
  office.On("2015-08-04");
  CHECK(office.Clock("$review", "hold_review", "$hold").status() == ClockAnswer::OVERDUE);
  const types::v1::Rejection held = RefusalOf(office, interview);
  CHECK(held.reason() == types::v1::BLOCKED_BY_HOLD);
  CHECK(std::vector<std::string>(held.about().begin(), held.about().end()) ==
        std::vector<std::string>{office.Id("$hold"), office.Id("$trial")});
  office.Do(
      "LookAgainAtReviewHold { review_id: $review hold_id: $hold reason: 'The jury is out.' "
      "look_again_on: @2015-11-02 looked_on: @2015-08-04 }");

  // What is not held goes on: the agency writes from its records, and the Board accepts.
  office.On("2015-08-31").Do(R"(
    NominateAuthor {
      review_id: $review contribution_id: $imr person_id: $author directly_involved: NO
      line_manager_of_involved: NO gave_advice: NO
    }
    SubmitContribution {
      review_id: $review contribution_id: $imr signed_off_by_person_id: $officer
      submitted_on: @2015-08-31
    }
    AcceptContribution {
      review_id: $review contribution_id: $imr accepted_by_person_id: $auditor
      accepted_on: @2015-08-31
    })");
  office.Report("$review", 1, "$october", "2015-10-12", kReport);
  CHECK(office.ReviewRow("$review").stage() == "report accepted");
  CHECK(office.Refusal(Publish("2015-10-12")) == "BLOCKED_BY_HOLD");
  CHECK(office.Clock("$review", "parallel_process", "$trial").status() == ClockAnswer::OVERDUE);
  office
      .Do("OpenActionPlan { plan_id: $plan title: 'Plan' review_id: $review opened_on: "
          "@2015-10-12 }")
      .Do(ReviewOffice::Agree("$plan", "1", "$health", "2015-10-12", "2016-12-01"))
      .Do("RequestDisclosure { review_id: $review disclosure_id: $asked recipient: 'coroner' "
          "what: 'The overview.' requested_on: @2015-10-12 }")
      .Do(ReviewOffice::SendAhead("2015-10-12", "2015-11-09"));
  CheckOpen(office, "2015-10-12", {kUnpublished, kPlan, kHold, kAsked});

  // An end of the trial releases nothing; somebody does.
  office.On("2015-11-09")
      .Do("ConcludeParallelProcess { review_id: $review process_id: $trial outcome: 'Convicted.' "
          "concluded_on: @2015-11-06 }");
  CHECK(office.Refusal(Publish("2015-11-09")) == "BLOCKED_BY_HOLD");
  CHECK(absl::StrContains(office.ReviewRow("$review").waits_for(),
                          "which ended on 6 November 2015: release the hold"));
  office.Do(
      "ReleaseReviewStep { review_id: $review hold_id: $hold reason: 'Convicted, no appeal.' "
      "released_on: @2015-11-09 }");
  CHECK(ClockIn(office.File("$review"), "hold_review").status() == ClockAnswer::SUPERSEDED);
  office.Do(Publish("2015-11-09"));
  CheckOpen(office, "2015-11-09", {kPlan, kAsked});
  office.Do(
      "RefuseDisclosure { review_id: $review disclosure_id: $asked reason: 'It is published.' "
      "authority: 'The chair' refused_on: @2015-11-09 }");
  CheckOpen(office, "2015-11-09", {kPlan});

  office.Sit("$november", "$full_board", "2016-11-07", "$review");
  office.Do(ReviewOffice::Finish("$plan", "$plan-1-action", "$health", "2016-11-07"))
      .Do(ReviewOffice::CloseVerified("$plan", "$plan-1", "2016-11-07"));
  office.Do(
      "ClosePlan { plan_id: $plan review_id: $review meeting_id: $november closed_on: "
      "@2016-11-07 }");
  office.Do(Close("2016-11-07"));
  CHECK(office.ReviewRow("$review").stage() == "closed");
  CHECK(DayText(office.ReviewRow("$review").closed_on()) == "2016-11-07");
  CHECK(office.ReviewRow("$review").overdue() == 0);

  // Read back as it was known.
  for (const auto& [moment, stage] :
       {std::pair("2015-06-02T12:00", "collecting contributions"),
        std::pair("2015-10-13T12:00", "report accepted"),
        std::pair("2015-11-10T12:00", "published"), std::pair("2016-11-08T00:00", "closed")}) {
    INFO(moment);
    office.On("2016-11-08");
    CHECK(office.File("$review", moment).stage() == stage);
  }
}

}  // namespace
}  // namespace candour::testing
