// Information asked for, the national panel's advice, and what is done at once.
#include "tests/support/case_review_stories.h"
#include "workflows/case_review/case_review.h"

namespace candour::workflows::case_review {
namespace {

using testing::Decided;
using testing::Referred;
using testing::Story;
using types::v1::ClockAnswer;

ClockAnswer::Status Clock(Story& story, const std::string& kind) {
  ClockAnswer::Status status = ClockAnswer::STATUS_UNSPECIFIED;
  for (const ClockAnswer& clock : story.Clocks<CaseReview>("$review")) {
    if (clock.kind() == kind) status = clock.status();
  }
  return status;
}

TEST_CASE("what an agency is asked for is due on a day, and a nil return is an answer") {
  const auto receive = [](const std::string& what) {
    return "ReceiveInformation { review_id: $review request_id: $request received_on: "
           "@2010-03-08 " +
           what + " }";
  };
  Story story = Referred();
  CHECK(story.On("2010-03-08").When(receive("nil_return: true")).reason == "UNKNOWN_REFERENCE");
  story.Do(
      "RequestInformation { review_id: $review request_id: $request agency_id: $police "
      "requested_on: @2010-03-03 due_on: @2010-03-10 }");
  CHECK(Clock(story, "information_request") == ClockAnswer::RUNNING);
  CHECK(story.When(receive("")).reason == "REASON_MISSING");
  CHECK(story.When(receive("nil_return: true received_on: @2010-03-02")).reason ==
        "DATE_OUT_OF_ORDER");
  CHECK(story.When(receive("nil_return: true summary: 'Much.'")).reason == "CONTRADICTORY");
  CHECK(story.When(receive("nil_return: true")).reason.empty());
  CHECK(Clock(story, "information_request") == ClockAnswer::MET);
}

TEST_CASE("a slip put right in what began a clock leaves it met, by what came the same day") {
  const auto request = [](const std::string& more) {
    return "RequestInformation { review_id: $review request_id: $request agency_id: $police "
           "requested_on: @2010-03-08 due_on: @2010-03-10 " +
           more + " }";
  };
  Story story = Referred();
  story.On("2010-03-08").Do(request("about: 'Visits'"));
  story.Do(
      "ReceiveInformation { review_id: $review request_id: $request received_on: @2010-03-08 "
      "nil_return: true }");
  story.On("2010-03-20")
      .Do(request("about: 'Visits and calls' header { corrects_event_id: $InformationRequested "
                  "correction_reason: 'Typed wrongly.' }"));
  CHECK(Clock(story, "information_request") == ClockAnswer::MET);
}

// Hard case 13: the national panel disagrees, and the chair does not follow.
TEST_CASE("advice that is rejected stays on the record beside its answer") {
  const std::string answer =
      "AnswerPanelAdvice { review_id: $review advice_id: $advice accepted: false "
      "reason: 'The criteria are not met.' answered_on: @2010-04-20 }";
  const auto advise = [](const std::string& day) {
    return "RecordPanelAdvice { review_id: $review advice_id: $advice decision_id: $decision "
           "agrees: NO advice: 'Hold a review.' received_on: @" +
           day + " }";
  };
  Story story = Decided("NO_REVIEW");
  story.On("2010-04-20");
  CHECK(story.When(answer).reason == "UNKNOWN_REFERENCE");
  CHECK(story.When(advise("2010-03-21")).reason == "DATE_OUT_OF_ORDER");
  story.Do(advise("2010-04-10"));
  CHECK(story.When(answer).reason.empty());
  CHECK(story.When(answer).reason == "ALREADY_DONE");
  const CaseReview review = story.Of<CaseReview>("$review");
  const Advice& advice = review.consideration.advice.at(story.Id("$advice"));
  CHECK(advice.record.agrees() == types::v1::NO);
  CHECK_FALSE(advice.answered->accepted());
  CHECK(review.Standing()->option == types::v1::NO_REVIEW);
}

TEST_CASE("advice may be about publication, and is answered before the review is closed") {
  const std::string withhold =
      "DecideNonPublication { review_id: $review decision_id: $kept_back reasons: 'The welfare of "
      "her brother.' decider_person_id: $chair decided_on: @2010-09-10 }";
  const auto advise = [](const std::string& changes) {
    return "RecordPanelAdvice { review_id: $review advice_id: $advice agrees: NO "
           "advice: 'Publish it, redacted.' received_on: @2010-09-12 " +
           changes + "}";
  };
  Story story = testing::Accepted();
  story.On("2010-09-12");
  CHECK(story.When(advise("publication_decision_id: $kept_back")).reason == "UNKNOWN_REFERENCE");
  CHECK(story.When(withhold).events.find("decision_id: $kept_back") != std::string::npos);
  CHECK(story.When(advise("")).reason == "UNKNOWN_REFERENCE");
  CHECK(story.When(advise("publication_decision_id: $kept_back decision_id: $decision")).reason ==
        "UNKNOWN_REFERENCE");
  CHECK(story.When(advise("publication_decision_id: $decision")).reason == "UNKNOWN_REFERENCE");
  CHECK(story.When(advise("publication_decision_id: $kept_back received_on: @2010-09-09")).reason ==
        "DATE_OUT_OF_ORDER");
  story.Do(advise("publication_decision_id: $kept_back"));
  const std::string close =
      "CloseReview { review_id: $review authority: 'The Board' closed_on: @2010-09-12 "
      "no_plan_reason: 'None.' not_evaluated_because: 'Nobody asked for it.' }";
  const testing::Outcome open = story.When(close);
  CHECK(open.reason == "STILL_OPEN");
  CHECK(open.about == std::vector<std::string>{"$advice"});
  story.Do(
      "AnswerPanelAdvice { review_id: $review advice_id: $advice accepted: false "
      "reason: 'He would be known by it.' answered_on: @2010-09-12 }");
  CHECK(story.When(close).reason == "");
}

TEST_CASE("a decision on publication from before they had ids goes by the id of its event") {
  Story story = testing::Accepted();
  story.On("2010-09-12")
      .Given("$review",
             "NonPublicationDecided { reasons: 'Welfare.' decider_person_id: "
             "$chair decided_on: @2010-09-10 }");
  CHECK(story
            .When("RecordPanelAdvice { review_id: $review agrees: YES advice: 'Agreed.' "
                  "received_on: @2010-09-12 publication_decision_id: $NonPublicationDecided }")
            .reason == "");
}

TEST_CASE("a safety action does not wait for a decision") {
  const auto taken = [](const std::string& day) {
    return "RecordSafetyAction { review_id: $review safety_action_id: $safety "
           "what_was_done: 'The ward was told.' taken_on: @" +
           day + " }";
  };
  Story story = Referred();
  story.On("2010-03-05")
      .Do("RequireSafetyAction { review_id: $review safety_action_id: $safety agency_id: $health "
          "action: 'Tell the ward.' required_on: @2010-03-03 due_on: @2010-03-04 }");
  CHECK(Clock(story, "safety_action") == ClockAnswer::OVERDUE);
  CHECK(story.When(taken("2010-03-02")).reason == "DATE_OUT_OF_ORDER");
  CHECK(story.When(taken("2010-03-05")).reason.empty());
  CHECK(story.When(taken("2010-03-05")).reason == "ALREADY_DONE");
  CHECK(Clock(story, "safety_action") == ClockAnswer::MET_LATE);
}

TEST_CASE("a lesser review is due on the day it was given, until it is done") {
  const auto commission = [](const std::string& changes) {
    return "CommissionAlternative { review_id: $review alternative_id: $lesser "
           "option: MANAGEMENT_REVIEW by_agency_id: $health reasons: 'There is something to "
           "learn.' "
           "commissioned_on: @2010-03-23 " +
           changes + "}";
  };
  const auto done = [](const std::string& day) {
    return "CompleteAlternative { review_id: $review alternative_id: $lesser "
           "found: 'Handover failed.' completed_on: @" +
           day + " }";
  };
  Story story = testing::Decided("NO_REVIEW");
  story.On("2010-05-04");
  CHECK(story.When(done("2010-05-04")).reason == "UNKNOWN_REFERENCE");
  Story dateless = story;
  dateless.Do(commission(""));
  CHECK(Clock(dateless, "lesser_review") == ClockAnswer::STATUS_UNSPECIFIED);
  CHECK(dateless.When(done("2010-05-04")).reason == "");
  story.Do(commission("due_on: @2010-05-01"));
  CHECK(Clock(story, "lesser_review") == ClockAnswer::OVERDUE);
  CHECK(story.When(done("2010-03-22")).reason == "DATE_OUT_OF_ORDER");
  Story reversed = story;
  reversed.Do(
      "ReverseDecision { review_id: $review decision_id: $second prior_decision_id: $decision "
      "option: SERIOUS_CASE_REVIEW decider_person_id: $chair new_evidence: 'A report.' "
      "evidence_on: @2010-04-20 criteria_met: CHILD_SERIOUSLY_HARMED reasons: 'It shows harm.' "
      "facts_as_of: @2010-04-21 decided_on: @2010-04-22 }");
  CHECK(Clock(reversed, "lesser_review") == ClockAnswer::SUPERSEDED);
  CHECK(story.When(done("2010-04-30")).events ==
        story.Events("AlternativeCompleted { alternative_id: $lesser found: 'Handover failed.' "
                     "completed_on: @2010-04-30 }"));
  CHECK(Clock(story, "lesser_review") == ClockAnswer::MET);
  CHECK(story.When(done("2010-04-30")).reason == "ALREADY_DONE");
}

TEST_CASE("a lesser review from before they had ids goes by the id of its event") {
  Story story = testing::Decided("NO_REVIEW");
  story.On("2010-05-04")
      .Given("$review",
             "AlternativeCommissioned { option: MANAGEMENT_REVIEW "
             "commissioned_on: @2010-03-23 due_on: @2010-05-01 }");
  CHECK(story
            .When("CompleteAlternative { review_id: $review alternative_id: "
                  "$AlternativeCommissioned found: 'Nothing.' completed_on: @2010-05-01 }")
            .reason == "");
  CHECK(Clock(story, "lesser_review") == ClockAnswer::MET);
}

}  // namespace
}  // namespace candour::workflows::case_review
