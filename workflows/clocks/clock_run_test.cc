#include "workflows/clocks/clock_run.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "workflows/clocks/clock_test_support.h"

namespace candour::workflows::clocks {
namespace {

using types::v1::ClockAnswer;
using types::v1::ClockRule;
using types::v1::Period;

TEST_CASE("a decision reversed starts a clock of its own") {
  CaseFacts facts;
  facts.milestones = {Happened(kScrDecidedYes, "2025-01-10", 1),
                      Happened(kScrDecidedNo, "2025-02-20", 2),
                      Happened(kScrDecidedYes, "2025-04-01", 3)};
  const std::vector<ClockAnswer> answers = AnswerAt(CompleteRule(), facts, "2025-08-01 09:00");
  REQUIRE(answers.size() == 2);
  CHECK(answers[0].status() == ClockAnswer::SUPERSEDED);
  CHECK(answers[0].ended_by().milestone() == kScrDecidedNo);
  CHECK_FALSE(answers[0].breached());
  CHECK(answers[1].instance() == 2);
  CHECK(answers[1].status() == ClockAnswer::RUNNING);
  CHECK(Text(answers[1].due_on()) == "2025-10-01");

  SECTION("what was missed before it was superseded stays missed") {
    facts.milestones[1] = Happened(kScrDecidedNo, "2025-07-20", 2);
    facts.milestones[2] = Happened(kScrDecidedYes, "2025-07-30", 3);
    const ClockAnswer first = AnswerAt(CompleteRule(), facts, "2025-08-01 09:00")[0];
    CHECK(first.status() == ClockAnswer::SUPERSEDED);
    CHECK(first.breached());
    CHECK(first.missed_by() == 10);
  }
  SECTION("a revision belongs to the clock that ran when it was decided") {
    facts.revisions.push_back(Revised("complete_scr", "2025-12-31", "2025-05-01", 4));
    const auto revised = AnswerAt(CompleteRule(), facts, "2025-08-01 09:00");
    CHECK(revised[0].revisions_size() == 0);
    CHECK(Text(revised[1].due_on()) == "2025-12-31");
  }
}

TEST_CASE("what is waited for only once the clock was met makes nothing of it good") {
  RuleInForce rule =
      Rule("panel_review", kReviewMeetingHeld, 42, Period::CALENDAR_DAYS, kPanelDecision);
  rule.rule.add_starts_at(std::string(kInquestConcluded));
  rule.rule.set_start(ClockRule::LATER_OF);
  ClockRule::Wait& wait = *rule.rule.add_waits();
  wait.set_begun_by(std::string(kInquestOpened));
  wait.set_ended_by(std::string(kInquestConcluded));
  CaseFacts facts;
  facts.milestones = {Happened(kReviewMeetingHeld, "2020-01-20", 1),
                      Happened(kPanelDecision, "2020-03-10", 2)};
  const auto late_by_8 = [&] {
    const ClockAnswer answer = OnlyAnswer(rule, facts, "2020-06-01 09:00");
    return answer.status() == ClockAnswer::MET_LATE && answer.missed_by() == 8 &&
           Text(answer.due_on()) == "2020-03-02";
  };
  CHECK(late_by_8());
  facts.milestones.push_back(Happened(kInquestOpened, "2020-03-12", 3));
  CHECK(late_by_8());
  facts.milestones.push_back(Happened(kInquestConcluded, "2020-04-04", 4));
  CHECK(late_by_8());
  // One that was open by then was waited for.
  facts.milestones[2] = Happened(kInquestOpened, "2020-02-12", 3);
  CHECK(OnlyAnswer(rule, facts, "2020-06-01 09:00").status() == ClockAnswer::MET);
  facts.milestones.pop_back();
  CHECK(OnlyAnswer(rule, facts, "2020-06-01 09:00").status() == ClockAnswer::MET);
}

TEST_CASE("a further referral starts a clock only after the first was decided") {
  RuleInForce rule = Rule("decide_scr", kScrCaseReferred, 1, Period::MONTHS, kScrDecidedYes);
  rule.rule.add_met_by(std::string(kScrDecidedNo));
  rule.rule.set_start(ClockRule::ANEW_WHEN_ENDED);
  CaseFacts facts;
  facts.milestones = {
      Happened(kScrCaseReferred, "2025-01-10", 1), Happened(kScrCaseReferred, "2025-01-20", 2),
      Happened(kScrDecidedNo, "2025-02-05", 3), Happened(kScrCaseReferred, "2025-06-02", 4)};
  const std::vector<ClockAnswer> answers = AnswerAt(rule, facts, "2025-06-10 09:00");
  REQUIRE(answers.size() == 2);
  CHECK(answers[0].status() == ClockAnswer::MET);
  CHECK(answers[0].started_by().position() == 1);
  CHECK(answers[1].status() == ClockAnswer::RUNNING);
  CHECK(answers[1].started_by().position() == 4);
  CHECK(answers[1].instance() == 2);
  CHECK(Text(answers[1].due_on()) == "2025-07-02");
}

TEST_CASE("one clock for each request, due as it states") {
  RuleInForce rule = Rule("imr", kImrRequested, 1, Period::MONTHS, kImrSubmitted);
  rule.rule.add_starts_at(std::string(kImrReturned));
  rule.rule.add_superseded_by(std::string(kScrAbandoned));
  rule.rule.set_stated(true);
  rule.rule.set_per_subject(true);
  rule.rule.set_start(ClockRule::RESTARTS);
  const auto due = [](Milestone milestone, const char* day) {
    milestone.stated_due = Day(day);
    return milestone;
  };
  CaseFacts facts;
  CHECK(AnswerAt(rule, facts, "2025-03-01 09:00").empty());
  facts.milestones = {
      due(Happened(kImrRequested, "2025-01-10", 1, "police"), "2025-02-10"),
      due(Happened(kImrRequested, "2025-01-10", 2, "health"), "2025-02-14"),
      Happened(kImrSubmitted, "2025-02-10", 3, "health"),
      // The same day twice, and sent back on that day: the log tells the order.
      due(Happened(kImrReturned, "2025-02-10", 4, "health"), "2025-03-03"),
  };
  auto answers = AnswerAt(rule, facts, "2025-02-12 09:00");
  REQUIRE(answers.size() == 3);
  CHECK(answers[0].subject() == "health");
  CHECK(answers[0].status() == ClockAnswer::MET);
  CHECK(answers[1].subject() == "health");
  CHECK(answers[1].instance() == 2);
  CHECK(answers[1].status() == ClockAnswer::RUNNING);
  CHECK(Text(answers[1].due_on()) == "2025-03-03");
  CHECK(answers[2].subject() == "police");
  CHECK(answers[2].status() == ClockAnswer::OVERDUE);
  CHECK(answers[2].missed_by() == 2);

  SECTION("submitted, returned and submitted again on one day") {
    facts.milestones.push_back(Happened(kImrSubmitted, "2025-02-10", 5, "health"));
    answers = AnswerAt(rule, facts, "2025-02-12 09:00");
    CHECK(answers[0].ended_by().position() == 3);
    CHECK(answers[1].status() == ClockAnswer::MET);
    CHECK(answers[1].ended_by().position() == 5);
  }

  SECTION("the review is abandoned") {
    facts.milestones.push_back(Happened(kScrAbandoned, "2025-02-20", 5));
    answers = AnswerAt(rule, facts, "2025-03-12 09:00");
    CHECK(answers[1].status() == ClockAnswer::SUPERSEDED);
    CHECK_FALSE(answers[1].breached());
    CHECK(answers[2].status() == ClockAnswer::SUPERSEDED);
    CHECK(answers[2].breached());
  }
}

TEST_CASE("what was waited for no more, and came after all, was late and not missed for ever") {
  RuleInForce rule = Rule("imr", kImrRequested, 1, Period::MONTHS, kImrSubmitted);
  rule.rule.add_lapsed_by(std::string(kScrCompleted));
  CaseFacts facts;
  facts.milestones = {Happened(kImrRequested, "2025-01-10", 1),
                      Happened(kScrCompleted, "2025-03-10", 2)};
  CHECK(OnlyAnswer(rule, facts, "2025-05-01 09:00").status() == ClockAnswer::LAPSED);
  facts.milestones.push_back(Happened(kImrSubmitted, "2025-03-20", 3));
  const ClockAnswer answer = OnlyAnswer(rule, facts, "2025-05-01 09:00");
  CHECK(answer.status() == ClockAnswer::MET_LATE);
  CHECK(answer.ended_by().position() == 3);
  CHECK(answer.breached());
  CHECK(answer.missed_by() == 38);
  rule.rule.set_start(ClockRule::ANEW_WHEN_ENDED);
  CHECK(OnlyAnswer(rule, facts, "2025-05-01 09:00").status() == ClockAnswer::LAPSED);
}

TEST_CASE("a completion that was taken up again has met nothing") {
  struct Row {
    const char* what;
    std::vector<Milestone> since;  // the completion on 3 November 2025
    const char* asked_at;
    ClockAnswer::Status status;
    uint64_t ended_by;  // position; 0: nothing
    int undone;
  };
  const Milestone completed = Happened(kReviewCompleted, "2025-11-03", 2);
  const auto reopened = [](const char* on, uint64_t position) {
    return Happened(kReviewReopened, on, position);
  };
  const auto again = [](const char* on, uint64_t position) {
    return Happened(kReviewCompleted, on, position);
  };
  const std::vector<Row> rows = {
      {"it stands", {}, "2025-12-01 09:00", ClockAnswer::MET, 2, 0},
      {"open again, in time",
       {reopened("2025-11-20", 3)},
       "2025-12-01 09:00",
       ClockAnswer::RUNNING,
       0,
       1},
      {"open again, and late",
       {reopened("2025-11-20", 3)},
       "2026-01-12 09:00",
       ClockAnswer::OVERDUE,
       0,
       1},
      {"reopened on the very day",
       {reopened("2025-11-03", 3)},
       "2025-12-01 09:00",
       ClockAnswer::RUNNING,
       0,
       1},
      {"done again in time",
       {reopened("2025-11-20", 3), again("2025-12-10", 4)},
       "2026-01-12 09:00",
       ClockAnswer::MET,
       4,
       1},
      {"done again too late",
       {reopened("2025-11-20", 3), again("2026-01-12", 4)},
       "2026-02-01 09:00",
       ClockAnswer::MET_LATE,
       4,
       1},
      {"twice undone",
       {reopened("2025-11-20", 3), again("2025-12-10", 4), reopened("2025-12-11", 5)},
       "2025-12-12 09:00",
       ClockAnswer::RUNNING,
       0,
       2}};
  const RuleInForce rule = Rule("whole_review", kDeath, 12, Period::MONTHS, kReviewCompleted);
  for (const Row& row : rows) {
    INFO(row.what);
    CaseFacts facts;
    facts.milestones = {Happened(kDeath, "2025-01-10", 1), completed};
    facts.milestones.insert(facts.milestones.end(), row.since.begin(), row.since.end());
    const ClockAnswer answer = OnlyAnswer(rule, facts, row.asked_at);
    CHECK(answer.status() == row.status);
    CHECK(answer.ended_by().position() == row.ended_by);
    REQUIRE(answer.undone_size() == row.undone);
    if (row.undone == 0) continue;
    CHECK(answer.undone(0).met_by().position() == 2);
    CHECK(answer.undone(0).undone_by().position() == 3);
    CHECK(absl::StrContains(answer.explanation(),
                            "It had been met on 3 November 2025 by the review's completion, which "
                            "was undone by the review's reopening on "));
  }
  // What nobody can do any more is not owed again.
  RuleInForce visit = Rule("home_visit", kDeath, 24, Period::HOURS, kSceneVisited);
  visit.rule.add_lapsed_by(std::string(kReviewCompleted));
  CaseFacts facts;
  facts.milestones = {Happened(kDeath, "2025-01-10", 1), completed, reopened("2025-11-20", 3)};
  CHECK(OnlyAnswer(visit, facts, "2025-12-01 09:00").status() == ClockAnswer::LAPSED);
}

TEST_CASE("the later of death and awareness, with the other shown") {
  RuleInForce rule = Rule("professional_notice", kDeath, 24, Period::HOURS, kProfessionalNotice);
  rule.rule.add_starts_at(std::string(kDeathKnown));
  rule.rule.set_start(ClockRule::LATER_OF);
  CaseFacts facts;
  facts.milestones.push_back(Happened(kDeath, "2025-05-02 09:30", 1));
  CHECK(OnlyAnswer(rule, facts, "2025-05-02 10:00").other_starts_size() == 0);

  facts.milestones.push_back(Happened(kDeathKnown, "2025-06-13 14:00", 2));
  const ClockAnswer answer = OnlyAnswer(rule, facts, "2025-06-13 15:00");
  CHECK(answer.status() == ClockAnswer::RUNNING);
  CHECK(answer.started_by().milestone() == kDeathKnown);
  REQUIRE(answer.other_starts_size() == 1);
  CHECK(answer.other_starts(0).started_by().milestone() == kDeath);
  CHECK(Text(answer.other_starts(0).due_on()) == "2025-05-03");
}

TEST_CASE("awareness found to be earlier restates the clock") {
  const RuleInForce rule = Rule("decide_scr", kScrCaseReferred, 1, Period::MONTHS, kScrDecidedYes);
  CaseFacts facts;
  facts.milestones = {Happened(kScrCaseReferred, "2025-03-10", 1),
                      Happened(kScrDecidedYes, "2025-04-08", 2)};
  CHECK(OnlyAnswer(rule, facts, "2025-05-01 09:00").status() == ClockAnswer::MET);
  facts.milestones.push_back(Happened(kScrCaseReferred, "2025-03-03", 9));
  const ClockAnswer restated = OnlyAnswer(rule, facts, "2025-05-01 09:00");
  CHECK(restated.status() == ClockAnswer::MET_LATE);
  CHECK(restated.missed_by() == 5);
  CHECK(restated.started_by().position() == 9);
}

TEST_CASE("the order of the facts makes no difference") {
  CaseFacts facts;
  facts.milestones = {
      Happened(kScrDecidedYes, "2025-01-10", 1), Happened(kScrDecidedNo, "2025-02-20", 2),
      Happened(kScrDecidedYes, "2025-04-01", 3), Happened(kScrCompleted, "2025-09-20", 4)};
  const auto expected = AnswerAt(CompleteRule(), facts, "2025-11-01 09:00");
  std::reverse(facts.milestones.begin(), facts.milestones.end());
  const auto reversed = AnswerAt(CompleteRule(), facts, "2025-11-01 09:00");
  REQUIRE(expected.size() == reversed.size());
  for (size_t i = 0; i < expected.size(); ++i) {
    CHECK(expected[i].SerializeAsString() == reversed[i].SerializeAsString());
  }
}

}  // namespace
}  // namespace candour::workflows::clocks
