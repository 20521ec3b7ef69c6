// A finished report: how far it came with whoever evaluates it, and whether what it rests on stands
// when its review is to be closed.
#include <algorithm>

#include "tests/support/case_review_stories.h"
#include "tests/support/northshire.h"
#include "workflows/case_review/case_review.h"

namespace candour::workflows::case_review {
namespace {

using testing::Outcome;
using testing::Story;
using types::v1::ClockAnswer;

constexpr char kClose[] =
    "CloseReview { review_id: $review authority: 'The Board' closed_on: @2011-02-10 ";

Story Published() {
  Story story = testing::Accepted();
  story.On("2010-09-10")
      .Do("PublishReport { review_id: $review form: FULL_OVERVIEW published_on: @2010-09-10 "
          "document_sha256: '" +
          testing::AcceptedSha256() +
          "' } SubmitForEvaluation { review_id: $review evaluator: 'Ofsted' version: 1 "
          "submitted_on: @2010-09-03 }");
  return story;
}

TEST_CASE("a review is not closed on an author of whom independence is not known, said as such") {
  Story story = Published();
  story.On("2011-02-10").Given("$review", R"(
    AuthorNominated { contribution_id: $health_imr person_id: $author directly_involved: NO
                      line_manager_of_involved: NO }
    ContributionSubmitted { contribution_id: $health_imr version: 2 submitted_on: @2010-06-01
                            signed_off_by_person_id: $officer }
    ContributionAccepted { contribution_id: $health_imr version: 2 accepted_on: @2010-06-20
                           accepted_by_person_id: $auditor })");
  const Outcome refused = story.When(std::string(kClose) + "no_plan_reason: 'None.' }");
  CHECK(refused.reason == "STILL_OPEN");
  CHECK(refused.sentence.find("it is not known whether its author is independent") !=
        std::string::npos);
  CHECK(refused.sentence.find("found not to be") == std::string::npos);
  // Nominated again with the answer, what they wrote is accepted as it is.
  story.Do(
      "NominateAuthor { review_id: $review contribution_id: $health_imr person_id: $author "
      "directly_involved: NO line_manager_of_involved: NO gave_advice: NO }");
  CHECK(story
            .When("AcceptContribution { review_id: $review contribution_id: $health_imr "
                  "accepted_by_person_id: $auditor accepted_on: @2011-02-10 }")
            .reason == "");
}

// Hard case 6, invariant 16.
TEST_CASE("a review is not closed on a report whose contribution was replaced since") {
  Story story = Published();
  story.On("2011-02-10")
      .Given("$board",
             "PersonRegistered { person_id: $other_author name: 'B' "
             "agency_id: $health }");
  story.Do(
      "DeclareInvolvement { review_id: $review person_id: $author involvement: DIRECTLY_INVOLVED } "
      "NominateAuthor { review_id: $review contribution_id: $health_imr person_id: $other_author "
      "directly_involved: NO line_manager_of_involved: NO gave_advice: NO }");
  const std::string accept =
      "AcceptContribution { review_id: $review contribution_id: $health_imr "
      "accepted_by_person_id: $auditor accepted_on: @2011-02-10 }";
  const Outcome of_the_first = story.When(accept);
  CHECK(of_the_first.reason == "AUTHOR_NOT_INDEPENDENT");
  CHECK(of_the_first.sentence.find("Have the new author submit a version") != std::string::npos);
  story.Do(
      "SubmitContribution { review_id: $review contribution_id: $health_imr "
      "signed_off_by_person_id: $officer submitted_on: @2011-02-10 }");
  story.Do(accept);
  const std::string close = std::string(kClose) + "no_plan_reason: 'None.' }";
  const Outcome refused = story.When(close);
  CHECK(refused.reason == "STILL_OPEN");
  CHECK(refused.sentence.find("Version 1 of the report rests on what does not stand any longer") ==
        0);
  testing::HoldQuorateMeeting(story, "$february", "$full_board", "2011-02-10", "$review");
  story.Do(
      "DraftOverview { review_id: $review author_person_id: $reviewer drafted_on: @2011-02-10 } "
      "EndorseOverview { review_id: $review version: 2 endorsed_on: @2011-02-10 } AcceptReport { "
      "review_id: $review version: 2 meeting_id: $february accepted_on: @2011-02-10 }");
  CHECK(story.When(close).sentence.find("rests on what does not stand") == std::string::npos);
}

// Invariant 10.
TEST_CASE("a report that is up against an embargo is told to be, until it is taken down") {
  Story story = Published();
  const std::string close = std::string(kClose) + "no_plan_reason: 'None.' }";
  story.On("2011-02-10")
      .Do("PlaceEmbargo { review_id: $review embargo_id: $embargo cause: COURT_ORDER reason: 'R.' "
          "embargoed_on: @2010-09-01 review_on: @2011-06-01 }");
  CHECK(StageOf(story.See<CaseReview>("$review")) == "up against an embargo");
  CHECK_FALSE(IsConcluded(story.See<CaseReview>("$review")));
  const Outcome refused = story.When(close);
  CHECK(refused.sentence.find("an embargo stands against it: order of a court. Take it down") !=
        std::string::npos);
  Story lifted = story;
  lifted.Do(
      "LiftEmbargo { review_id: $review embargo_id: $embargo reason: 'R.' authority: 'The court' "
      "by_court: true lifted_on: @2011-02-10 }");
  CHECK(StageOf(lifted.See<CaseReview>("$review")) == "published");
  story.Do(
      "TakeReportDown { review_id: $review form: FULL_OVERVIEW reason: 'The order.' taken_down_on: "
      "@2011-02-10 }");
  CHECK(StageOf(story.See<CaseReview>("$review")) == "taken down");
}

TEST_CASE("the stage tells how far a report came with whoever evaluates it") {
  const std::string submit =
      "SubmitForEvaluation { review_id: $review evaluator: 'Ofsted' submitted_on: @2010-10-01 "
      "version: 1 } ";
  const auto judged = [](const std::string& grade) {
    return "RecordEvaluation { review_id: $review evaluator: 'Ofsted' received_on: @2010-12-01 "
           "grade: " +
           grade + " } ";
  };
  const std::vector<std::tuple<std::string, const char*, ClockAnswer::Status>> rows = {
      {"", "report accepted", ClockAnswer::STATUS_UNSPECIFIED},
      {submit, "submitted for evaluation", ClockAnswer::STATUS_UNSPECIFIED},
      {submit + judged("GOOD"), "evaluated", ClockAnswer::STATUS_UNSPECIFIED},
      {submit + judged("GOOD redo_by: @2011-02-28"), "evaluated", ClockAnswer::STATUS_UNSPECIFIED},
      {submit + judged("INADEQUATE"), "judged inadequate", ClockAnswer::STATUS_UNSPECIFIED},
      {submit + judged("INADEQUATE redo_by: @2011-02-28"), "to be done again",
       ClockAnswer::RUNNING},
      {submit + judged("INADEQUATE") +
           "RecordReconsiderationDirection { review_id: $review by: 'The Minister' "
           "directed_on: @2010-12-10 redo_by: @2011-02-28 }",
       "to be done again", ClockAnswer::RUNNING},
  };
  for (const auto& [before, stage, redo] : rows) {
    INFO(before);
    Story story = testing::Accepted();
    story.On("2011-01-10").Do(before);
    CHECK(StageOf(story.Of<CaseReview>("$review")) == stage);
    ClockAnswer::Status status = ClockAnswer::STATUS_UNSPECIFIED;
    for (const ClockAnswer& clock : story.Clocks<CaseReview>("$review")) {
      if (clock.kind() == "redo_scr" && clock.has_started_by()) status = clock.status();
    }
    CHECK(status == redo);
  }
  for (const char* stage : {"submitted for evaluation", "to be done again", "evaluated",
                            "judged inadequate", "contributions in", "up against an embargo"}) {
    const std::vector<std::string> all = Stages();
    CHECK(std::find(all.begin(), all.end(), stage) != all.end());
  }
  CHECK(StageOf(testing::Requested().Of<CaseReview>("$review")) == "collecting contributions");
  CHECK(StageOf(testing::Contributed().Of<CaseReview>("$review")) == "contributions in");
}

}  // namespace
}  // namespace candour::workflows::case_review
