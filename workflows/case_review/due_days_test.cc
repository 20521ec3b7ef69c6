// Due days of a review: who moves them, when, and what is told of a move afterwards.
#include "tests/support/case_review_stories.h"
#include "workflows/case_review/case_review.h"
#include "workflows/dates.h"

namespace candour::workflows::case_review {
namespace {

using testing::Outcome;
using testing::Requested;
using testing::Story;

TEST_CASE("due days move only where the guidance lets them") {
  Story story = Requested();
  const auto revise = [](const std::string& kind, const std::string& subject,
                         const std::string& told = "") {
    return "ReviseReviewDueDate { review_id: $review new_due_on: @2010-12-01 "
           "reason: 'The trial.' authority: 'The Board' clock_kind: '" +
           kind + "' subject: " + subject + " " + told + " }";
  };
  CHECK(story.When(revise("no_such_clock", "''")).reason == "UNKNOWN_REFERENCE");
  CHECK(story.When(revise("decide_scr", "''")).reason == "CLOCK_NOT_REVISABLE");
  CHECK(story.When(revise("imr", "$other")).reason == "UNKNOWN_REFERENCE");
  story.Do(revise("complete_scr", "''", "told: 'The Government Office, on 2 June.'"));
  CHECK(story.Of<CaseReview>("$review").clock_facts.revisions.size() == 1);
}

// Told late, of a life that is taken over.
TEST_CASE("a due day is revised, and a miss explained, on the day on which it was") {
  Story story = Requested();
  story.On("2012-01-10").Do(R"(
    ReviseReviewDueDate {
      review_id: $review clock_kind: 'complete_scr' new_due_on: @2010-12-01 reason: 'The trial.'
      authority: 'The Board' told: 'The Government Office, on 2 June.' revised_on: @2010-06-01
    }
    ExplainMissedReviewDate {
      review_id: $review clock_kind: 'complete_scr' reason: 'The trial went on.'
      authority: 'The Board' explained_on: @2010-12-06
    })");
  bool told = false;
  for (const types::v1::ClockAnswer& clock : story.Clocks<CaseReview>("$review")) {
    if (clock.kind() != "complete_scr") continue;
    told = true;
    REQUIRE(clock.revisions_size() == 1);
    CHECK(DayOf(clock.revisions(0).decided_on()) == absl::CivilDay(2010, 6, 1));
    CHECK_FALSE(clock.revisions(0).after_breach());
    REQUIRE(clock.explained_size() == 1);
    CHECK(DayOf(clock.explained(0).recorded_on()) == absl::CivilDay(2010, 12, 6));
  }
  CHECK(told);
  CHECK(story.See<CaseReview>("$review").clock_facts.explanations.size() == 1);
}

TEST_CASE("a move that is told late is history, and moves nothing behind what it began with") {
  const auto move = [](const std::string& to, const std::string& on) {
    return "ReviseReviewDueDate { review_id: $review clock_kind: 'complete_scr' reason: 'The "
           "trial.' authority: 'The Board' told: 'The Government Office, on 2 June.' new_due_on: "
           "@" +
           to + " revised_on: @" + on + " }";
  };
  Story story = Requested();
  story.On("2011-01-10").Do(move("2011-03-31", "2010-12-01"));
  CHECK(Story(story).When(move("2010-12-15", "2010-09-10")).reason == "");
  CHECK(Story(story).When(move("2011-01-05", "2011-01-08")).reason == "DATE_OUT_OF_ORDER");
  CHECK(Story(story).When(move("2009-01-01", "2010-09-10")).reason == "DATE_OUT_OF_ORDER");
  const auto due = [](Story& told) {
    for (const types::v1::ClockAnswer& clock : told.Clocks<CaseReview>("$review")) {
      if (clock.kind() == "complete_scr") return DayOf(clock.due_on());
    }
    return absl::CivilDay();
  };
  story.Do(move("2010-12-15", "2010-09-10"));
  CHECK(due(story) == absl::CivilDay(2011, 3, 31));
  // Of one that has ended.
  Story over = Requested();
  over.Given("$review", "ReviewAbandoned { abandoned_on: @2010-09-01 }").On("2011-01-10");
  CHECK(over.When(move("2009-01-01", "2010-08-01")).reason == "DATE_OUT_OF_ORDER");
}

TEST_CASE("a due day is not moved by those who are told of it") {
  const std::vector<std::tuple<std::string, std::string, std::string>> rows = {
      {"complete_scr", "the Board, on 3 March", ""},
      {"complete_scr", "Board", ""},
      {"complete_scr", "the Government Office", "DECIDER_NOT_AUTHORISED"},
      {"complete_scr", "the Board, having told the Government Office", ""},
      {"complete_scr", "LSCB Executive", ""},
      {"imr", "The panel", ""},
  };
  for (const auto& [kind, authority, reason] : rows) {
    INFO(kind << ", " << authority);
    Story story = Requested();
    CHECK(story
              .When("ReviseReviewDueDate { review_id: $review new_due_on: @2010-12-01 "
                    "reason: 'The trial.' told: 'The Government Office.' clock_kind: '" +
                    kind + "' subject: " + (kind == "imr" ? "$health_imr" : "''") +
                    " authority: '" + authority + "' }")
              .reason == reason);
  }
}

}  // namespace
}  // namespace candour::workflows::case_review
