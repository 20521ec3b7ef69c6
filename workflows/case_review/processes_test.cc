// What runs beside a case review, and what waits for it.
#include "workflows/case_review/processes.h"

#include <algorithm>

#include "tests/support/case_review_stories.h"
#include "workflows/case_review/case_review.h"
#include "workflows/clocks/calendar.h"

namespace candour::workflows::case_review {
namespace {

using testing::Outcome;
using testing::Story;

// The trial began on 1 April 2010; told on 28 May.
Story Linked() {
  Story story = testing::Submitted();
  story.Do(R"(
    LinkParallelProcess {
      review_id: $review process_id: $trial kind: CRIMINAL_PROCEEDINGS run_by: 'Crown court'
      began_on: @2010-04-01 expected_on: @2010-09-01
    })");
  return story;
}

std::string Hold(const std::string& step) {
  return "HoldReviewStep { review_id: $review hold_id: $hold process_id: $trial reason: "
         "'Witnesses.' "
         "authority: 'Crown court' look_again_on: @2010-07-01 held_on: @2010-05-28 steps: " +
         step + " }";
}

struct Row {
  const char* name;
  std::string command;
  const char* reason;
};

TEST_CASE("a process is linked once, begins before it ends, and ends once") {
  const std::string conclude =
      "ConcludeParallelProcess { review_id: $review process_id: $trial outcome: 'Acquitted.' "
      "concluded_on: @2010-05-27 ";
  for (const Row& row : {
           Row{"again",
               "LinkParallelProcess { review_id: $review process_id: $trial kind: INQUEST run_by: "
               "'Coroner' began_on: @2010-04-01 }",
               "ALREADY_DONE"},
           Row{"again, under another id",
               "LinkParallelProcess { review_id: $review kind: CRIMINAL_PROCEEDINGS run_by: "
               "'crown court' began_on: @2010-04-01 }",
               "ALREADY_DONE"},
           Row{"expected before it began",
               "LinkParallelProcess { review_id: $review kind: INQUEST run_by: 'Coroner' began_on: "
               "@2010-04-01 expected_on: @2010-03-31 }",
               "DATE_OUT_OF_ORDER"},
           Row{"a death the review is not of",
               "LinkParallelProcess { review_id: $review kind: INQUEST run_by: 'Coroner' began_on: "
               "@2010-04-01 child_death_id: $case }",
               "CONTRADICTORY"},
           Row{"ends before it began", conclude + "concluded_on: @2010-03-31 }",
               "DATE_OUT_OF_ORDER"},
           Row{"unknown", conclude + "process_id: $other }", "UNKNOWN_REFERENCE"},
           Row{"ends", conclude + "}", ""},
       }) {
    INFO(row.name);
    Story story = Linked();
    story.Given("$case",
                "DeathNotificationReceived { notification_id: $note channel: LETTER "
                "received_at: @2010-03-08T10:00 }");
    CHECK(story.When(row.command).reason == row.reason);
    if (*row.reason == '\0') CHECK(story.When(row.command).reason == "WRONG_STAGE");
  }
}

TEST_CASE("the day a process is expected to end is put off, and the day before stays to be read") {
  Story story = Linked();
  const std::string put_off =
      "ReviseParallelProcessDate { review_id: $review process_id: $trial reason: 'Adjourned.' "
      "told_on: @2010-05-28 expected_on: ";
  CHECK(story.When(put_off + "@2010-05-27 }").reason == "DATE_OUT_OF_ORDER");
  CHECK(story.When(put_off + "@2011-02-01 }").reason == "");
  const LinkedProcess process = story.Of<CaseReview>("$review").beside.processes.begin()->second;
  CHECK(process.record.expected_on().year() == 2010);
  CHECK(process.put_off.at(0).expected_on().year() == 2011);
  // News that is told late, and was overtaken by other news.
  story.On("2010-06-20")
      .Do("ReviseParallelProcessDate { review_id: $review process_id: $trial reason: 'Adjourned.' "
          "told_on: @2010-06-10 expected_on: @2012-02-01 } "
          "ReviseParallelProcessDate { review_id: $review process_id: $trial reason: 'Adjourned.' "
          "told_on: @2010-06-05 expected_on: @2011-09-01 }");
  CHECK(story.See<CaseReview>("$review").beside.processes.begin()->second.ExpectedOn()->year() ==
        2012);
  for (const types::v1::ClockAnswer& clock : story.Clocks<CaseReview>("$review")) {
    if (clock.kind() == "parallel_process") CHECK(clock.due_on().year() == 2012);
  }
}

TEST_CASE("a hold says what waits, for what and until when somebody looks again") {
  for (const Row& row : {
           Row{"looked at before it was placed",
               "LookAgainAtReviewHold { review_id: $review hold_id: $hold reason: 'Runs.' "
               "look_again_on: @2010-09-01 looked_on: @2010-05-27 }",
               "DATE_OUT_OF_ORDER"},
           Row{"to be looked at in the past",
               "LookAgainAtReviewHold { review_id: $review hold_id: $hold reason: 'Runs.' "
               "look_again_on: @2010-05-27 looked_on: @2010-05-28 }",
               "DATE_OUT_OF_ORDER"},
           Row{"released before it was placed",
               "ReleaseReviewStep { review_id: $review hold_id: $hold reason: 'Over.' released_on: "
               "@2010-05-27 }",
               "DATE_OUT_OF_ORDER"},
           Row{"looked at",
               "LookAgainAtReviewHold { review_id: $review hold_id: $hold reason: 'Runs.' "
               "look_again_on: @2010-09-01 looked_on: @2010-05-28 }",
               ""},
           Row{"released",
               "ReleaseReviewStep { review_id: $review hold_id: $hold reason: 'Over.' released_on: "
               "@2010-05-28 }",
               ""},
       }) {
    INFO(row.name);
    Story story = Linked();
    story.Do(Hold("PUBLISHING"));
    CHECK(story.When(row.command).reason == row.reason);
  }
}

// What a hold stops, and the same on the day before it was placed.
struct Step {
  const char* step;
  std::string command;
  const char* day;
};

TEST_CASE("what is held waits, each step by itself; what was done before the hold can be told") {
  const std::string said = "{ review_id: $review subject_id: $mother ";
  for (const Step& row : {
           Step{"SPEAKING_WITH_STAFF",
                "RecordInterview { review_id: $review contribution_id: $health_imr interviewee: "
                "'Health visitor 1' held_on: ",
                "@2010-05-28"},
           Step{"SPEAKING_WITH_FAMILY",
                "OfferInvolvement " + said + "route: 'A letter.' offered_on: ", "@2010-05-28"},
           Step{"SPEAKING_WITH_FAMILY",
                "HearSubject " + said + "what_they_said: 'They asked for help.' heard_on: ",
                "@2010-05-28"},
           Step{"SPEAKING_WITH_FAMILY",
                "ShareFindings " + said + "how: 'Read out.' shared_on: ", "@2010-05-28"},
       }) {
    INFO(row.command);
    Story story = Linked();
    story.Do("AddSubject { review_id: $review subject_id: $mother role: PARENT_OR_CARER }");
    Story other = story;
    story.Do(Hold(row.step));
    const Outcome held = story.When(row.command + "@2010-05-28 }");
    CHECK(held.reason == "BLOCKED_BY_HOLD");
    CHECK(held.about == std::vector<std::string>{"$hold", "$trial"});
    Story before = story;
    CHECK(before.When(row.command + "@2010-05-27 }").reason == "");
    other.Do(Hold("ENDORSING_REPORT"));
    CHECK(other.When(row.command + "@2010-05-28 }").reason == "");
  }
}

TEST_CASE("a report is neither endorsed nor published while that is held") {
  const std::string endorse = "EndorseOverview { review_id: $review version: 2 endorsed_on: ";
  const std::string publish =
      "PublishReport { review_id: $review form: FULL_OVERVIEW "
      "published_on: @2010-09-02 document_sha256: '" +
      testing::AcceptedSha256() + "' }";
  Story story = testing::Accepted();
  story.Do(R"(
    LinkParallelProcess {
      review_id: $review process_id: $trial kind: CRIMINAL_PROCEEDINGS run_by: 'Crown court'
      began_on: @2010-04-01
    }
    DraftOverview { review_id: $review author_person_id: $reviewer drafted_on: @2010-09-01 })");
  story.Do(Hold("ENDORSING_REPORT"));
  CHECK(story.When(endorse + "@2010-09-02 }").reason == "BLOCKED_BY_HOLD");
  Story free = story;
  CHECK(free.When(publish).reason == "");
  story.Do(
      "HoldReviewStep { review_id: $review hold_id: $second process_id: $trial reason: 'Jury.' "
      "authority: 'Crown court' look_again_on: @2010-10-01 held_on: @2010-09-01 steps: PUBLISHING "
      "}");
  CHECK(story.When(publish).reason == "BLOCKED_BY_HOLD");
}

TEST_CASE("a hold whose process ended says so, and is released by a person") {
  Story story = Linked();
  story.Do(Hold("PUBLISHING"));
  const auto refusal = [&](types::v1::ReviewStep step) {
    return UnlessHeld(story.See<CaseReview>("$review"), step,
                      clocks::ToDate(absl::CivilDay(2010, 5, 28)));
  };
  CHECK_FALSE(refusal(types::v1::SPEAKING_WITH_STAFF).has_value());
  REQUIRE(refusal(types::v1::PUBLISHING).has_value());
  CHECK(refusal(types::v1::PUBLISHING)->sentence() ==
        "This waits (publishing) for: criminal proceedings, Crown court. Wait for its end, or "
        "release the hold with the reason.");
  story.Do(
      "ConcludeParallelProcess { review_id: $review process_id: $trial outcome: 'Acquitted.' "
      "concluded_on: @2010-05-28 }");
  // An acquittal may be followed by an appeal: nothing goes on by itself.
  REQUIRE(refusal(types::v1::PUBLISHING).has_value());
  CHECK(refusal(types::v1::PUBLISHING)->sentence() ==
        "This waits (publishing) for: criminal proceedings, Crown court, which ended on "
        "28 May 2010: release the hold.");
  story.Do(
      "ReleaseReviewStep { review_id: $review hold_id: $hold reason: 'No appeal.' released_on: "
      "@2010-05-28 }");
  CHECK_FALSE(refusal(types::v1::PUBLISHING).has_value());
  CHECK(story
            .When("ReleaseReviewStep { review_id: $review hold_id: $hold reason: 'Again.' "
                  "released_on: @2010-05-28 }")
            .reason == "ALREADY_DONE");
}

// Of the one clock of a kind.
types::v1::ClockAnswer ClockNow(Story& story, const std::string& kind) {
  std::vector<types::v1::ClockAnswer> found;
  for (const auto& clock : story.Clocks<CaseReview>("$review")) {
    if (clock.kind() == kind && clock.has_started_by()) found.push_back(clock);
  }
  REQUIRE_FALSE(found.empty());
  return found.back();
}

TEST_CASE("each process has its own clock, which is shown when its day has passed") {
  using types::v1::ClockAnswer;
  Story story = Linked();
  CHECK(ClockNow(story, "parallel_process").status() == ClockAnswer::RUNNING);
  CHECK(ClockNow(story, "parallel_process").subject_words() == "criminal proceedings, Crown court");
  story.On("2010-09-02");
  CHECK(ClockNow(story, "parallel_process").status() == ClockAnswer::OVERDUE);
  story.Do(
      "ReviseParallelProcessDate { review_id: $review process_id: $trial reason: 'Adjourned.' "
      "told_on: @2010-09-02 expected_on: @2011-02-01 }");
  const ClockAnswer put_off = ClockNow(story, "parallel_process");
  CHECK(put_off.status() == ClockAnswer::RUNNING);
  CHECK(put_off.due_on().year() == 2011);
  CHECK(put_off.original_due_on().year() == 2010);
  CHECK(put_off.breached());
  story.Do(
      "ConcludeParallelProcess { review_id: $review process_id: $trial outcome: 'Acquitted.' "
      "concluded_on: @2010-08-20 }");
  CHECK(ClockNow(story, "parallel_process").has_ended_by());
}

TEST_CASE("a process of which no day is known has no clock until one is told") {
  Story story = testing::Submitted();
  story.Do(
      "LinkParallelProcess { review_id: $review process_id: $inquest kind: INQUEST run_by: "
      "'Northshire coroner' began_on: @2010-04-01 }");
  const auto clocks = story.Clocks<CaseReview>("$review");
  CHECK(std::none_of(clocks.begin(), clocks.end(),
                     [](const auto& clock) { return clock.kind() == "parallel_process"; }));
  story.Do(
      "ReviseParallelProcessDate { review_id: $review process_id: $inquest reason: 'Listed.' "
      "told_on: @2010-05-28 expected_on: @2010-10-01 }");
  CHECK(ClockNow(story, "parallel_process").due_on().month() == 10);
}

TEST_CASE("a hold is never silent: its day to look again is a clock") {
  using types::v1::ClockAnswer;
  Story story = Linked();
  story.Do(Hold("PUBLISHING"));
  CHECK(ClockNow(story, "hold_review").subject_words() == "criminal proceedings, Crown court");
  story.On("2010-07-02");
  CHECK(ClockNow(story, "hold_review").status() == ClockAnswer::OVERDUE);
  story.Do(
      "LookAgainAtReviewHold { review_id: $review hold_id: $hold reason: 'Runs.' look_again_on: "
      "@2010-09-01 looked_on: @2010-07-02 }");
  CHECK(ClockNow(story, "hold_review").status() == ClockAnswer::RUNNING);
  story.Do(
      "ConcludeParallelProcess { review_id: $review process_id: $trial outcome: 'Acquitted.' "
      "concluded_on: @2010-07-02 }");
  CHECK(ClockNow(story, "hold_review").subject_words() ==
        "criminal proceedings, Crown court, which ended on 2 July 2010: release the hold");
  story.Do(
      "ReleaseReviewStep { review_id: $review hold_id: $hold reason: 'No appeal.' released_on: "
      "@2010-07-02 }");
  CHECK(ClockNow(story, "hold_review").status() == ClockAnswer::SUPERSEDED);
  CHECK(ClockNow(story, "hold_review").subject_words() == "criminal proceedings, Crown court");
}

TEST_CASE("the end of a process that was noted wrongly is corrected, and told once") {
  Story story = Linked();
  const std::string conclude =
      "ConcludeParallelProcess { review_id: $review process_id: $trial outcome: 'Acquitted.' "
      "concluded_on: ";
  story.Do(conclude + "@2010-05-27 }");
  CHECK(story
            .When(conclude + "@2010-05-20 header { corrects_event_id: $ParallelProcessConcluded "
                             "correction_reason: 'Misread.' } }")
            .reason == "");
  CHECK(story.See<CaseReview>("$review").beside.processes.begin()->second.course.ended_on ==
        absl::CivilDay(2010, 5, 20));
  CHECK(ClockNow(story, "parallel_process").ended_by().on().day() == 20);
}

TEST_CASE("a disclosure may say for which process it is asked") {
  Story story = Linked();
  const std::string ask =
      "RequestDisclosure { review_id: $review disclosure_id: $given recipient: "
      "'criminal_court' "
      "what: 'The overview.' requested_on: @2010-05-28 process_id: ";
  CHECK(story.When(ask + "$other }").reason == "UNKNOWN_REFERENCE");
  CHECK(story.When(ask + "$trial }").reason == "");
}

}  // namespace
}  // namespace candour::workflows::case_review
