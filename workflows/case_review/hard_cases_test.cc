// The hard cases of case reviews that no other file of tests is about, each named after itself.
#include "tests/support/case_review_stories.h"
#include "tests/support/local_review_stories.h"
#include "tests/support/northshire.h"
#include "workflows/case_review/case_review.h"

namespace candour::workflows::case_review {
namespace {

using testing::Decided;
using testing::HoldQuorateMeeting;
using testing::Story;
using types::v1::ClockAnswer;

const ClockAnswer* Find(const std::vector<ClockAnswer>& clocks, const std::string& kind) {
  const ClockAnswer* last = nullptr;
  for (const ClockAnswer& clock : clocks) {
    if (clock.kind() == kind) last = &clock;
  }
  return last;
}

TEST_CASE("hard case: no review, the panel told, then the post-mortem shows abuse") {
  Story story = Decided("NO_REVIEW");
  story.Do(
      "RecordPanelAdvice { review_id: $review advice_id: $advice decision_id: $decision "
      "agrees: YES advice: 'Agreed.' received_on: @2010-03-22 }");
  story.On("2010-06-01").Do(R"(
    ReverseDecision {
      review_id: $review decision_id: $second prior_decision_id: $decision
      option: SERIOUS_CASE_REVIEW decider_person_id: $chair criteria: 'death_abuse_or_neglect'
      new_evidence: 'The post-mortem report.' evidence_on: @2010-05-20 reasons: 'Abuse.'
      facts_as_of: @2010-05-30 decided_on: @2010-06-01
    })");
  const CaseReview review = story.Of<CaseReview>("$review");
  CHECK(review.decisions.front().option == types::v1::NO_REVIEW);
  CHECK(review.consideration.advice.at(story.Id("$advice")).record.decision_id() ==
        review.decisions.front().decision_id);
  const auto clocks = story.Clocks<CaseReview>("$review");
  const ClockAnswer* complete = Find(clocks, "complete_scr");
  REQUIRE(complete != nullptr);
  CHECK(complete->due_on().month() == 12);  // six months from the new decision, not from the old
}

// Bradford, by its dates: died July 2006, submitted November 2007, judged inadequate September
// 2008, redone by February 2009.
TEST_CASE("hard case: judged inadequate after the Board accepted, and redone beside the first") {
  Story story = testing::InNorthshire();
  story.On("2006-08-15").Do(R"(
    ReferCase {
      review_id: $review case_reference: 'SCR/2006/1' referrer: HOSPITAL harm: DEATH
      incident_on: @2006-07 referred_on: @2006-08-01 grounds: 'Died of his injuries.'
    }
    DecideOnReview {
      review_id: $review decision_id: $decision decider_person_id: $chair
      option: SERIOUS_CASE_REVIEW criteria: 'death_abuse_or_neglect' reasons: 'Known to many.'
      facts_as_of: @2006-08-14 decided_on: @2006-08-15
    })");
  const auto redo = [&](int version, const std::string& meeting, const std::string& day) {
    HoldQuorateMeeting(story, meeting, "$full_board", day, "$review");
    const std::string n = std::to_string(version);
    story.Do(
        "DraftOverview { review_id: $review author_person_id: $reviewer drafted_on: @" + day +
        " } EndorseOverview { review_id: $review version: " + n + " endorsed_on: @" + day +
        " no_contributions_reason: 'Kept on paper.' } AcceptReport { review_id: $review "
        "version: " +
        n + " meeting_id: " + meeting + " accepted_on: @" + day +
        " } ApproveExecutiveSummary { review_id: $review approver_person_id: $chair version: " + n +
        " read_for_names_by_person_id: $convenor"
        " approved_on: @" +
        day + " document_sha256: '" + std::string(64, 'e') +
        "' } SubmitForEvaluation { review_id: $review evaluator: 'Ofsted' version: " + n +
        " submitted_on: @" + day + " }");
  };
  redo(1, "$first_meeting", "2007-11-14");
  CHECK(Find(story.Clocks<CaseReview>("$review"), "complete_scr")->status() ==
        ClockAnswer::MET_LATE);
  story.On("2008-12-16").Do(R"(
    RecordEvaluation {
      review_id: $review evaluator: 'Ofsted' grade: INADEQUATE received_on: @2008-09-10
    }
    RecordEvaluation {
      review_id: $review evaluator: 'The minister' grade: INADEQUATE received_on: @2008-12-16
      redo_by: @2009-02-28
    })");
  CHECK(Find(story.Clocks<CaseReview>("$review"), "redo_scr")->status() == ClockAnswer::RUNNING);
  redo(2, "$second_meeting", "2009-02-20");
  story.On("2009-05-01")
      .Do("RecordEvaluation { review_id: $review evaluator: 'Ofsted' grade: GOOD "
          "received_on: @2009-05-01 }");
  CHECK(Find(story.Clocks<CaseReview>("$review"), "redo_scr")->status() == ClockAnswer::MET);
  const CaseReview review = story.Of<CaseReview>("$review");
  CHECK(review.evaluations.size() == 3);
  CHECK(review.FindDraft(1)->accepted.has_value());
  CHECK(review.AcceptedReport()->record.version() == 2);
}

TEST_CASE("hard case: referred under one guidance and finished under another") {
  Story story = testing::ReferredIn2020();
  story.On("2018-07-20").Given("$straddle", "CaseReferred { referred_on: @2018-05-20 }");
  const auto decide = [](const std::string& option, const std::string& who) {
    return "DecideOnReview { review_id: $straddle decision_id: $straddled option: " + option +
           " decider_person_id: " + who +
           " criteria: 'death_abuse_or_neglect' reasons: 'Known.' "
           "facts_as_of: @2018-07-18 decided_on: @2018-07-20 }";
  };
  CHECK(story.When(decide("LOCAL_REVIEW", "$new_chair")).reason == "NOT_A_KIND_OF_EDITION");
  CHECK(story.When(decide("SERIOUS_CASE_REVIEW", "$new_chair")).reason.empty());
  CHECK(story.Of<CaseReview>("$straddle").Standing()->edition == "wt2015");
  // The partners are in place, and it stays a serious case review with its own clocks.
  story.On("2019-12-01");
  const auto clocks = story.Clocks<CaseReview>("$straddle");
  CHECK(Find(clocks, "complete_scr")->status() == ClockAnswer::OVERDUE);
  CHECK(Find(clocks, "publish_local_review") == nullptr);
}

}  // namespace
}  // namespace candour::workflows::case_review
