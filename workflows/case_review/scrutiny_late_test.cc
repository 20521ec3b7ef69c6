// What others make of a report, recorded long after it happened: what counts are the days.
#include "tests/support/case_review_stories.h"
#include "tests/support/northshire.h"
#include "workflows/case_review/case_review.h"
#include "workflows/case_review/parts.h"

namespace candour::workflows::case_review {
namespace {

using testing::Accepted;
using testing::Outcome;
using testing::Story;
using types::v1::ClockAnswer;

ClockAnswer RedoClock(Story& story) {
  for (const ClockAnswer& clock : story.Clocks<CaseReview>("$review")) {
    if (clock.kind() == "redo_scr") return clock;
  }
  return {};
}

// Version 1 accepted and submitted in September 2010, version 2 submitted on 3 February 2011.
Story DoneAgain() {
  Story story = Accepted();
  story.On("2011-03-10").Given("$review", R"(
    SubmittedForEvaluation { version: 1 evaluator: 'Ofsted' submitted_on: @2010-09-15 }
    OverviewDrafted { version: 2 drafted_on: @2011-01-10 }
    OverviewEndorsed { version: 2 endorsed_on: @2011-01-20 }
    ReportAccepted { version: 2 accepted_on: @2011-02-01 }
    SubmittedForEvaluation { version: 2 evaluator: 'Ofsted' submitted_on: @2011-02-03 })");
  return story;
}

constexpr char kToldLate[] =
    "RecordReconsiderationDirection { review_id: $review by: 'The Minister of State' "
    "directed_on: @2010-12-16 redo_by: @2011-02-28 ";

// Hard cases 7 and 11: by the days on which things happened, whichever was recorded first.
TEST_CASE("what had to be done again is met by what was submitted since, also if it is told late") {
  struct Row {
    std::string changes;
    ClockAnswer::Status status;
    int ended_on;  // of February 2011
  };
  const Row row = GENERATE(values<Row>({
      {"", ClockAnswer::MET, 3},
      {"redo_by: @2011-02-01", ClockAnswer::MET_LATE, 3},
      // Accepted before it was directed, and sent since: another version than that.
      {"version: 1 directed_on: @2011-02-02", ClockAnswer::MET, 3},
      // The same once more.
      {"version: 2 directed_on: @2011-02-10", ClockAnswer::OVERDUE, 0},
  }));
  CAPTURE(row.changes);
  Story story = DoneAgain();
  story.Do(kToldLate + row.changes + " }");
  const ClockAnswer clock = RedoClock(story);
  CHECK(clock.status() == row.status);
  CHECK(clock.ended_by().on().day() == row.ended_on);

  // A grade that asks for it does so as well.
  Story graded = DoneAgain();
  graded.Do(
      "RecordEvaluation { review_id: $review evaluator: 'Ofsted' grade: INADEQUATE "
      "received_on: @2010-12-01 redo_by: @2011-02-28 }");
  CHECK(RedoClock(graded).status() == ClockAnswer::MET);
}

TEST_CASE("the stage says what the clock of doing it again does, and reads old grades too") {
  Story story = DoneAgain();
  story.Do(std::string(kToldLate) + "version: 1 directed_on: @2011-02-02 }");
  CHECK(JudgedOf(story.See<CaseReview>("$review")) == Judged::kSubmitted);
  // Before versions were told, it was of what was submitted last.
  Story old = Accepted();
  old.On("2011-03-10").Given("$review", R"(
    SubmittedForEvaluation { version: 1 evaluator: 'Ofsted' submitted_on: @2010-09-15 }
    EvaluationReceived { grade: INADEQUATE received_on: @2010-12-01 })");
  CHECK(JudgedOf(old.See<CaseReview>("$review")) == Judged::kInadequate);
}

TEST_CASE("a day by which a grade asks for it is a clock, also before the letter to Board chairs") {
  Story story = testing::InNorthshire();
  story.On("2008-10-01").Given("$review", R"(
    CaseReferred { referred_on: @2007-02-01 }
    EvaluationReceived {
      version: 1 grade: INADEQUATE received_on: @2008-09-15 redo_by: @2009-02-28
    })");
  CHECK(RedoClock(story).status() == ClockAnswer::RUNNING);
  CHECK(RedoClock(story.On("2009-03-10")).missed_by() == 10);
}

TEST_CASE("a blank version is the one that was last by then, and a refusal says which it took") {
  const auto judge = [](const std::string& changes) {
    return "RecordEvaluation { review_id: $review evaluator: 'Government Office' grade: ADEQUATE " +
           changes + " }";
  };
  struct Row {
    std::string command;
    const char* holds;  // the answer's events, or the sentence of the refusal
    const char* reason;
  };
  const Row row = GENERATE_COPY(values<Row>({
      {judge("received_on: @2010-10-01"), "version: 1", ""},
      {judge("received_on: @2011-02-02"), "version: 1", ""},
      {judge("received_on: @2011-02-03"), "version: 2", ""},
      {judge("received_on: @2010-10-01 version: 2"), "lies on 1 October 2010", "DATE_OUT_OF_ORDER"},
      {judge("received_on: @2010-09-14"), "No version is named, so that version 1 was assumed",
       "DATE_OUT_OF_ORDER"},
      {judge("received_on: @2010-08-01"), "No version is named, so that version 2 was assumed",
       "DATE_OUT_OF_ORDER"},
      {std::string(kToldLate) + "}", "version: 1", ""},
      {std::string(kToldLate) + "redo_by: @2011-03-31 directed_on: @2011-02-05 }", "version: 2",
       ""},
      {std::string(kToldLate) + "directed_on: @2010-08-01 }",
       "No version is named, so that version 2 was assumed", "DATE_OUT_OF_ORDER"},
  }));
  CAPTURE(row.command);
  const Outcome outcome = DoneAgain().When(row.command);
  CHECK(outcome.reason == row.reason);
  CHECK((outcome.events + outcome.sentence).find(row.holds) != std::string::npos);
}

TEST_CASE("the grade that stands is the last received of the latest version judged") {
  struct Row {
    const char* grades;
    const char* order;  // by what each remarks
  };
  const Row row = GENERATE(values<Row>({
      {"EvaluationReceived { version: 2 received_on: @2011-03-01 remarks: 'b' } "
       "EvaluationReceived { version: 1 received_on: @2010-10-01 remarks: 'a' }",
       "ab"},
      {"EvaluationReceived { version: 2 received_on: @2011-03-01 remarks: 'b' } "
       "EvaluationReceived { version: 1 received_on: @2011-03-05 remarks: 'a' }",
       "ab"},
      {"EvaluationReceived { version: 2 received_on: @2011-03-01 remarks: 'a' } "
       "EvaluationReceived { version: 2 received_on: @2011-03-01 remarks: 'b' }",
       "ab"},
      {"EvaluationReceived { version: 2 received_on: @2011-03-02 remarks: 'b' } "
       "EvaluationReceived { version: 2 received_on: @2011-03-01 remarks: 'a' }",
       "ab"},
      // Of which version it is was not told in the oldest records.
      {"EvaluationReceived { received_on: @2011-03-01 remarks: 'b' } "
       "EvaluationReceived { received_on: @2010-10-01 remarks: 'a' }",
       "ab"},
  }));
  CAPTURE(row.grades);
  Story story = DoneAgain();
  story.Given("$review", row.grades);
  std::string order;
  const CaseReview review = story.Of<CaseReview>("$review");
  for (const auto* one : EvaluationsInOrder(review)) order += one->remarks();
  CHECK(order == row.order);
}

}  // namespace
}  // namespace candour::workflows::case_review
