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

TEST_CASE("what everybody reads says nothing of who anybody is") {
  Story story = Decided();
  story.Do(
      "IdentifyReviewSubject { review_id: $review given_names: 'Quibble' family_name: 'Fictional' "
      "date_of_birth: @2009-11-14 } "
      "AddSubject { review_id: $review subject_id: $mother role: PARENT_OR_CARER "
      "pseudonym: 'Mother' } "
      "NameSubject { review_id: $review subject_id: $mother given_names: 'Peregrina' }");
  const auto brief = [](const std::string& title, const std::string& learning) {
    return "IssueLearningBrief { review_id: $review issued_on: @2010-03-22 document_sha256: '" +
           std::string(64, 'd') + "' title: '" + title + "' learning: '" + learning + "' }";
  };
  const std::vector<std::pair<std::string, const char*>> rows = {
      {"What Quibble told us.", "CONTRADICTORY"},
      {"No quibble was raised.", ""},  // a word, as it stands
      {"Born on 14 November 2009.", "CONTRADICTORY"},
      {"His mother, Peregrina, was not heard.", "CONTRADICTORY"},
      {"Q.F. was not seen.", "CONTRADICTORY"},
      {"A child of some months was not seen.", ""},
  };
  for (const auto& [text, reason] : rows) {
    INFO(text);
    CHECK(Story(story).When(brief("Seen", text)).reason == reason);
    CHECK(Story(story).When(brief(text, "Seen.")).reason == reason);
  }
  CHECK(story.When("AddSubject { review_id: $review role: PARENT_OR_CARER pseudonym: 'Peregrina' }")
            .reason == "CONTRADICTORY");
}

}  // namespace
}  // namespace candour::workflows::case_review
