// A decision on a review that is reversed: on what, and what it does to what was asked for.
#include "tests/support/case_review_stories.h"
#include "workflows/case_review/case_review.h"
#include "workflows/case_review/decisions_test_support.h"

namespace candour::workflows::case_review {
namespace {

using testing::Decided;
using testing::Outcome;
using testing::Story;

TEST_CASE("a slip is put right in a decision that was reversed since, and in the reversal") {
  Story story = Decided("NO_REVIEW");
  story.On("2010-11-10")
      .Do(Reversal(""))
      .Do("NotifyDecision { review_id: $review decision_id: $second recipient: 'ofsted' "
          "sent_on: @2010-11-05 }");
  Story first = story;
  CHECK(first
            .When(Decision("option: NO_REVIEW reasons: 'An accident.' header { corrects_event_id: "
                           "$ReviewDecided correction_reason: 'A slip.' } "))
            .reason == "");
  CHECK(story
            .When(Reversal("reasons: 'It was none.' header { corrects_event_id: "
                           "$ReviewDecisionReversed correction_reason: 'A slip.' } "))
            .reason == "");
  const CaseReview review = story.Of<CaseReview>("$review");
  REQUIRE(review.decisions.size() == 2);
  CHECK(review.Standing()->reasons == "It was none.");
  // Not so that the reversal would rest on less than the decision knew.
  CHECK(story
            .When(Decision("option: NO_REVIEW decider_person_id: $new_chair facts_as_of: "
                           "@2010-11-03 decided_on: @2010-11-03 "
                           "header { corrects_event_id: $ReviewDecided correction_reason: 'A "
                           "slip.' } "))
            .reason == "CONTRADICTORY");
}

TEST_CASE("a decision is reversed only on new evidence, naming the one that stands") {
  const Story told = Decided("NO_REVIEW");
  struct Row {
    const char* name;
    std::string changes;
    const char* reason;
  };
  const std::vector<Row> rows = {
      {"another decision", "prior_decision_id: $other", "UNKNOWN_REFERENCE"},
      {"the same option", "option: NO_REVIEW", "NOTHING_TO_CHANGE"},
      {"before the decision", "decided_on: @2010-03-21", "DATE_OUT_OF_ORDER"},
      {"on what was known before", "facts_as_of: @2010-03-19", "NO_NEW_EVIDENCE"},
      {"on old evidence", "evidence_on: @2010-03-20", "NO_NEW_EVIDENCE"},
      {"on evidence of an earlier month", "evidence_on: @2010-02", "NO_NEW_EVIDENCE"},
      {"on evidence of the day after", "evidence_on: @2010-03-21", ""},
      {"on old evidence that came to be known since",
       "evidence_on: @2010-03-10 evidence_known_on: @2010-03-21", ""},
      {"on old evidence that was known", "evidence_on: @2010-03-10 evidence_known_on: @2010-03-20",
       "NO_NEW_EVIDENCE"},
      {"on evidence known before it arose",
       "evidence_on: @2010-04-10 evidence_known_on: @2010-03-25", "DATE_OUT_OF_ORDER"},
      {"on evidence known later than the facts",
       "evidence_on: @2010-03-10 evidence_known_on: @2010-11-03", "DATE_OUT_OF_ORDER"},
      {"on evidence of later", "evidence_on: @2010-11-03", "DATE_OUT_OF_ORDER"},
      {"by the former chair", "decider_person_id: $chair", "DECIDER_NOT_AUTHORISED"},
  };
  for (const Row& row : rows) {
    INFO(row.name);
    Story story = told;
    CHECK(story.On("2010-11-03").When(Reversal(row.changes)).reason == row.reason);
  }
}

TEST_CASE("a reversal stands beside the decision it reverses and starts a new clock") {
  Story story = Decided("NO_REVIEW");
  CHECK(StageOf(story.Of<CaseReview>("$review")) == "no review");
  CHECK(Clock(story, "complete_scr") == types::v1::ClockAnswer::NOT_STARTED);
  CHECK(story.On("2010-11-03").When(Reversal("")).reason.empty());

  const CaseReview review = story.Of<CaseReview>("$review");
  REQUIRE(review.decisions.size() == 2);
  CHECK(review.decisions[0].option == types::v1::NO_REVIEW);
  CHECK(review.decisions[0].decided_on == absl::CivilDay(2010, 3, 22));
  CHECK(review.Standing()->prior_decision_id == story.Id("$decision"));
  CHECK(review.Standing()->option == types::v1::SERIOUS_CASE_REVIEW);
  CHECK(Clock(story, "complete_scr") == types::v1::ClockAnswer::RUNNING);
}

TEST_CASE("against a review, a reversal withdraws what was still asked for, and nothing else") {
  Story story = testing::Contributed();
  story.Given("$review", R"(
    ContributionRequested {
      contribution_id: $open_imr agency_id: $probation kind: INDIVIDUAL_MANAGEMENT_REVIEW
      requested_on: @2010-06-16 due_on: @2010-09-01 terms_version: 1 }
    OverviewDrafted { version: 1 drafted_on: @2010-06-15 })");
  story.Do(
      "PlanPublication { review_id: $review planned_on: @2010-06-15 publish_on: @2010-12-01 }");
  CHECK(Clock(story, "imr") == types::v1::ClockAnswer::RUNNING);
  Story lesser = story;

  const std::string reverse =
      "evidence_on: @2010-07-10 facts_as_of: @2010-07-10 "
      "decider_person_id: $chair decided_on: @2010-07-12 option: ";
  const Outcome against = story.On("2010-07-12").When(Reversal(reverse + "NO_REVIEW"));
  CHECK(against.events.find(story.Events(R"(ContributionWithdrawn {
    contribution_id: $open_imr decision_id: $second withdrawn_on: @2010-07-12 })")) !=
        std::string::npos);
  CHECK(against.events.find("$health_imr") == std::string::npos);
  CHECK(against.events.find("$police_imr") == std::string::npos);
  CHECK(Clock(story, "imr") == types::v1::ClockAnswer::SUPERSEDED);
  CHECK(Clock(story, "complete_scr") == types::v1::ClockAnswer::SUPERSEDED);
  const CaseReview review = story.Of<CaseReview>("$review");
  CHECK(StageOf(review) == "no review");
  CHECK_FALSE(review.planned);
  CHECK(review.contributions.at(story.Id("$open_imr")).Settled());
  // The decision before stands on the record as of its day.
  CHECK(review.decisions[0].option == types::v1::SERIOUS_CASE_REVIEW);
  CHECK(review.decisions[0].decided_on == absl::CivilDay(2010, 3, 22));

  // In favour of one again, what is wanted is asked for anew, from the day of the new decision.
  story.On("2010-11-03").Do(Reversal("decision_id: $third prior_decision_id: $second"));
  CHECK(Clock(story, "complete_scr") == types::v1::ClockAnswer::RUNNING);
  const std::string submit =
      "SubmitContribution { review_id: $review contribution_id: $open_imr submitted_on: "
      "@2010-11-03 "
      "signed_off_by_person_id: $officer }";
  CHECK(story.When(submit).reason == "ALREADY_DONE");
  const auto request = [](const std::string& day) {
    return "RequestContribution { review_id: $review agency_id: $probation "
           "kind: INDIVIDUAL_MANAGEMENT_REVIEW due_on: @2011-01-31 requested_on: @" +
           day + " }";
  };
  CHECK(story.When(request("2010-10-01")).reason == "DATE_OUT_OF_ORDER");
  CHECK(story.When(request("2010-11-03")).reason.empty());

  // A slip put right in the reversal of before withdraws nothing of that.
  std::string of_the_first;
  for (const record::v1::RecordedEvent& event : story.Stream("$review")) {
    const bool reverses = event.body().type() == "ReviewDecisionReversed";
    if (reverses && of_the_first.empty()) of_the_first = IdTextOf(event);
  }
  const Outcome corrected =
      story.When(Reversal(reverse + "NO_REVIEW reasons: 'None.' header { corrects_event_id: '" +
                          of_the_first + "' correction_reason: 'A slip.' }"));
  CHECK(corrected.reason == "");
  CHECK(corrected.events.find("ContributionWithdrawn") == std::string::npos);

  // A lesser review goes on with what the agencies were asked for.
  lesser.On("2010-07-12").Do(Reversal(reverse + "MANAGEMENT_REVIEW"));
  CHECK(Clock(lesser, "imr") == types::v1::ClockAnswer::RUNNING);
  CHECK(Clock(lesser, "complete_scr") == types::v1::ClockAnswer::SUPERSEDED);
}

}  // namespace
}  // namespace candour::workflows::case_review
