// Learning does not wait for publication, and a review's cost is known.
#include "tests/support/case_review_stories.h"
#include "workflows/board/board.h"
#include "workflows/case_review/case_review.h"

namespace candour::workflows::case_review {
namespace {

using testing::Decided;
using testing::Referred;
using testing::Story;

TEST_CASE("a learning event says whom it reached, and is judged afterwards") {
  const std::string held =
      "RecordLearningEvent { review_id: $review learning_event_id: $event audience: 'Ward staff' "
      "agency_ids: $health agency_ids: $police attended: 40 held_on: @2010-03-22 }";
  const auto judge = [](const std::string& day) {
    return "EvaluateLearningEvent { review_id: $review learning_event_id: $event "
           "evaluation: 'Three in four changed what they do.' evaluated_on: @" +
           day + " }";
  };
  CHECK(Referred().On("2010-03-22").When(held).reason == "NO_DECISION");
  Story story = Decided("NO_REVIEW");
  story.Do(held);
  CHECK(story.When(judge("2010-03-21")).reason == "DATE_OUT_OF_ORDER");
  CHECK(story.When(judge("2010-03-22")).reason.empty());
  CHECK(story.Of<CaseReview>("$review").learning.events.at(story.Id("$event")).evaluated);
}

TEST_CASE("what a review cost is the sum of what was recorded") {
  Story story = Decided();
  const auto cost = [](const std::string& pence) {
    return "RecordReviewCost { review_id: $review category: COST_OF_REDRAFTING "
           "incurred_on: @2010-03-22 pence: " +
           pence + " }";
  };
  story.Do(cost("125000")).Do(cost("75050"));
  CHECK(story.Of<CaseReview>("$review").learning.CostInPence() == 200050);
  CHECK(story.When(cost("0")).reason == "INVALID_ARGUMENT");
}

TEST_CASE("a body's year has a cost, and a board says what it made of another area's review") {
  Story story = testing::InNorthshire();
  story.On("2010-05-01")
      .Do("RecordPanelCost { body_id: $subgroup year_ending: 2010 category: COST_OF_OFFICE "
          "pence: 3589000 } "
          "RecordPanelCost { body_id: $subgroup year_ending: 2011 category: COST_OF_OFFICE pence: "
          "1 } "
          "ConsiderOutsideReview { title: 'Child Z' published_by: 'Southshire' "
          "relevance: 'The same gap.' what_was_done: 'Two actions.' considered_on: @2010-05-01 }");
  CHECK(story
            .When("RecordPanelCost { body_id: $nobody year_ending: 2010 "
                  "category: COST_OF_OFFICE pence: 1 }")
            .reason == "UNKNOWN_REFERENCE");
  const board::Board board = story.Of<board::Board>("$board");
  CHECK(board.CostInPence(story.Id("$subgroup"), 2010) == 3589000);
  REQUIRE(board.outside_reviews.size() == 1);
  CHECK_FALSE(board.outside_reviews[0].outside_review_id().empty());
}

}  // namespace
}  // namespace candour::workflows::case_review
