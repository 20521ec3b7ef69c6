#include "workflows/clocks/clock.h"

#include "workflows/clocks/clock_test_support.h"

namespace candour::workflows::clocks {
namespace {

using types::v1::ClockAnswer;
using types::v1::ClockRule;
using types::v1::Period;
using types::v1::Standing;

RuleInForce CoronerRule() {
  return Rule("coroner_notice", kCoronerDecided, 3, Period::WORKING_DAYS, kCoronerNotice);
}

RuleInForce VisitRule() {
  RuleInForce rule = Rule("home_visit", kDeath, 24, Period::HOURS, kSceneVisited);
  rule.rule.add_cancelled_by(std::string(kRapidResponseStoodDown));
  return rule;
}

Suspension Suspended(const char* kind, const char* from, const char* to, uint64_t position) {
  Suspension suspension;
  suspension.kind = kind;
  suspension.from = At(from);
  if (to != nullptr) suspension.to = At(to);
  suspension.legal_basis = "an order of the court";
  suspension.position = position;
  suspension.place = position;
  return suspension;
}

TEST_CASE("a clock in working days through its life") {
  struct Case {
    const char* now;
    const char* met;  // null: not yet
    ClockAnswer::Status status;
    int missed_by;
    bool breached;
  };
  // Decided on Thursday 17 April 2025; Easter follows; due on Thursday 24 April.
  const auto sample = GENERATE(values<Case>({
      {"2025-04-17 12:00", nullptr, ClockAnswer::RUNNING, 0, false},
      {"2025-04-24 23:59", nullptr, ClockAnswer::DUE_TODAY, 0, false},
      {"2025-04-25 00:00", nullptr, ClockAnswer::OVERDUE, 1, true},
      {"2025-04-28 09:00", nullptr, ClockAnswer::OVERDUE, 2, true},
      {"2025-06-01 09:00", "2025-04-24", ClockAnswer::MET, 0, false},
      {"2025-06-01 09:00", "2025-04-24 23:59", ClockAnswer::MET, 0, false},
      {"2025-06-01 09:00", "2025-04-25", ClockAnswer::MET_LATE, 1, true},
  }));
  CAPTURE(sample.now);
  CaseFacts facts;
  facts.milestones.push_back(Happened(kCoronerDecided, "2025-04-17", 7));
  if (sample.met != nullptr) facts.milestones.push_back(Happened(kCoronerNotice, sample.met, 8));
  const ClockAnswer answer = OnlyAnswer(CoronerRule(), facts, sample.now);
  CHECK(answer.status() == sample.status);
  CHECK(Text(answer.due_on()) == "2025-04-24");
  CHECK(Text(answer.original_due_on()) == "2025-04-24");
  CHECK(answer.missed_by() == sample.missed_by);
  CHECK(answer.breached() == sample.breached);
  CHECK(answer.breached_original() == sample.breached);
  CHECK(answer.skipped_holidays_size() == 2);
  CHECK(answer.started_by().position() == 7);
  CHECK(answer.started_by().event_id() == "event-7");
  CHECK(answer.edition_id() == "wt2010");
}

TEST_CASE("how days are counted") {
  struct Case {
    ClockRule::Counting counting;
    Period::Unit unit;
    int amount;
    const char* start;
    const char* due;
  };
  const auto sample = GENERATE(values<Case>({
      {ClockRule::START_NOT_COUNTED, Period::CALENDAR_DAYS, 7, "2025-05-02", "2025-05-09"},
      // Ends on a Saturday, and does not roll.
      {ClockRule::START_NOT_COUNTED, Period::CALENDAR_DAYS, 14, "2025-05-03", "2025-05-17"},
      {ClockRule::BEGINNING_NEXT_DAY, Period::CALENDAR_DAYS, 7, "2025-05-02", "2025-05-09"},
      {ClockRule::START_NOT_COUNTED, Period::WEEKS, 12, "2025-05-02", "2025-07-25"},
      {ClockRule::START_NOT_COUNTED, Period::MONTHS, 1, "2025-01-31", "2025-02-28"},
      // Started on a Saturday, or on a bank holiday: with a day nought, one day later.
      {ClockRule::START_NOT_COUNTED, Period::WORKING_DAYS, 1, "2025-05-03", "2025-05-06"},
      {ClockRule::FROM_WORKING_DAY_ZERO, Period::WORKING_DAYS, 1, "2025-05-03", "2025-05-07"},
      {ClockRule::FROM_WORKING_DAY_ZERO, Period::WORKING_DAYS, 1, "2025-05-05", "2025-05-07"},
      {ClockRule::FROM_WORKING_DAY_ZERO, Period::WORKING_DAYS, 1, "2025-05-06", "2025-05-07"},
      {ClockRule::BACK_FROM_START, Period::WEEKS, 1, "2025-05-22", "2025-05-15"},
      {ClockRule::BACK_FROM_START, Period::WORKING_DAYS, 7, "2025-05-27", "2025-05-15"},
  }));
  RuleInForce rule = Rule("x", kNotified, sample.amount, sample.unit, kReviewCompleted);
  rule.rule.set_counting(sample.counting);
  CaseFacts facts;
  facts.milestones.push_back(Happened(kNotified, sample.start, 1));
  CHECK(Text(OnlyAnswer(rule, facts, "2025-01-01 00:00").due_on()) == sample.due);
}

TEST_CASE("hours are elapsed hours, also when the clocks change") {
  struct Case {
    const char* death;
    const char* visit;
    ClockAnswer::Status status;
    int missed_by;
  };
  const auto sample = GENERATE(values<Case>({
      {"2025-05-02 09:30", "2025-05-03 09:30", ClockAnswer::MET, 0},
      {"2025-05-02 09:30", "2025-05-03 09:31", ClockAnswer::MET_LATE, 1},
      {"2025-05-02 09:30", "2025-05-03 11:00", ClockAnswer::MET_LATE, 2},
      // Summer time begins on 30 March 2025: 24 hours from 09:30 end at 10:30.
      {"2025-03-29 09:30", "2025-03-30 10:30", ClockAnswer::MET, 0},
      {"2025-03-29 09:30", "2025-03-30 10:31", ClockAnswer::MET_LATE, 1},
      // And at 08:30 when it ends, on 26 October.
      {"2025-10-25 09:30", "2025-10-26 08:30", ClockAnswer::MET, 0},
      {"2025-10-25 09:30", "2025-10-26 08:31", ClockAnswer::MET_LATE, 1},
      // Of a day without a time the better reading holds, at both ends.
      {"2025-05-02", "2025-05-03 23:59", ClockAnswer::MET, 0},
      {"2025-05-02", "2025-05-04 00:00", ClockAnswer::MET_LATE, 1},
      {"2025-05-02 09:30", "2025-05-03", ClockAnswer::MET, 0},
      {"2025-05-02 09:30", "2025-05-04", ClockAnswer::MET_LATE, 15},
      {"2025-05-02 09:30", "2025-05-06 09:30", ClockAnswer::MET_LATE, 72},
      // Nobody counts a month in hours.
      {"2025-05-02 09:30", "2025-05-06 09:31", ClockAnswer::MET_LATE, 3},
      {"2025-05-02 09:30", "2025-06-03 09:29", ClockAnswer::MET_LATE, 30},
  }));
  CAPTURE(sample.death, sample.visit);
  CaseFacts facts;
  facts.milestones = {Happened(kSceneVisited, sample.visit, 2), Happened(kDeath, sample.death, 1)};
  const ClockAnswer answer = OnlyAnswer(VisitRule(), facts, "2025-12-01 00:00");
  CHECK(answer.status() == sample.status);
  CHECK(answer.missed_by() == sample.missed_by);
  const bool days =
      std::string(sample.visit) > "2025-05-06 09:30" && std::string(sample.visit) < "2025-07";
  if (answer.missed_by() > 0) {
    CHECK(answer.missed_by_unit() == (days ? Period::CALENDAR_DAYS : Period::HOURS));
  }
}

TEST_CASE("an approximate start is read in favour of those who had to act") {
  types::v1::Date may;
  may.set_year(2025);
  may.set_month(5);
  CaseFacts facts;
  facts.milestones.push_back(Happened(kNotified, "2025-05-01", 1));
  facts.milestones[0].when = When::From(may).value();
  const RuleInForce rule = Rule("x", kNotified, 7, Period::CALENDAR_DAYS, kReviewCompleted);
  CHECK(Text(OnlyAnswer(rule, facts, "2025-06-01 00:00").due_on()) == "2025-06-07");
}

TEST_CASE("a breach is not erased by a later extension") {
  CaseFacts facts;
  facts.milestones.push_back(Happened(kScrDecidedYes, "2025-01-10", 1));
  SECTION("agreed in time: only the first date was missed") {
    facts.revisions.push_back(Revised("complete_scr", "2025-09-30", "2025-07-01", 2));
    const ClockAnswer answer = OnlyAnswer(CompleteRule(), facts, "2025-08-01 09:00");
    CHECK(answer.status() == ClockAnswer::RUNNING);
    CHECK(Text(answer.original_due_on()) == "2025-07-10");
    CHECK(Text(answer.due_on()) == "2025-09-30");
    CHECK_FALSE(answer.breached());
    CHECK(answer.breached_original());
    REQUIRE(answer.revisions_size() == 1);
    CHECK(Text(answer.revisions(0).old_due()) == "2025-07-10");
    CHECK_FALSE(answer.revisions(0).after_breach());
  }
  SECTION("agreed too late: the breach stays, also once the new date is kept") {
    facts.revisions.push_back(Revised("complete_scr", "2025-09-30", "2025-07-11", 2));
    facts.milestones.push_back(Happened(kScrCompleted, "2025-09-01", 3));
    const ClockAnswer answer = OnlyAnswer(CompleteRule(), facts, "2025-10-01 09:00");
    CHECK(answer.status() == ClockAnswer::MET);
    CHECK(answer.breached());
    CHECK(answer.breached_original());
    CHECK(answer.revisions(0).after_breach());
  }
  SECTION("agreed in time, recorded too late: said, not judged") {
    facts.revisions.push_back(Revised("complete_scr", "2025-09-30", "2025-07-01", 2));
    facts.revisions[0].recorded_at = Moment("2025-08-01 10:00");
    const ClockAnswer answer = OnlyAnswer(CompleteRule(), facts, "2025-08-01 11:00");
    CHECK_FALSE(answer.breached());
    CHECK(answer.revisions(0).recorded_after_due());
  }
  SECTION("two extensions, the second too late") {
    facts.revisions.push_back(Revised("complete_scr", "2025-10-31", "2025-10-02", 3));
    facts.revisions.push_back(Revised("complete_scr", "2025-09-30", "2025-07-01", 2));
    const ClockAnswer answer = OnlyAnswer(CompleteRule(), facts, "2025-10-10 09:00");
    CHECK(answer.status() == ClockAnswer::RUNNING);
    CHECK(answer.breached());
    REQUIRE(answer.revisions_size() == 2);
    CHECK(Text(answer.revisions(1).old_due()) == "2025-09-30");
    CHECK(answer.revisions(1).after_breach());
  }
  SECTION("of two on one day the one told last stands, though the other was put right since") {
    facts.revisions.push_back(Revised("complete_scr", "2025-09-30", "2025-07-01", 2));
    facts.revisions.push_back(Revised("complete_scr", "2025-10-31", "2025-07-01 09:00", 3));
    CHECK(StandsAfter(facts.revisions[1], facts.revisions[0]));
    facts.revisions[0].position = 9;
    CHECK_FALSE(StandsAfter(facts.revisions[0], facts.revisions[1]));
    CHECK(Text(OnlyAnswer(CompleteRule(), facts, "2025-08-01 09:00").due_on()) == "2025-10-31");
    // Neither does the time of day at which one of them was typed in.
    facts.revisions[1].decided = When::On(absl::CivilDay(2025, 7, 1));
    facts.revisions[0].decided = When::At(Moment("2025-07-01 15:00"), London());
    CHECK(Text(OnlyAnswer(CompleteRule(), facts, "2025-08-01 09:00").due_on()) == "2025-10-31");
  }
  SECTION("one of an earlier day that is told late was moved again before it was told") {
    facts.revisions.push_back(Revised("complete_scr", "2025-10-31", "2025-07-05", 2));
    facts.revisions.push_back(Revised("complete_scr", "2025-09-30", "2025-07-01", 3));
    CHECK_FALSE(StandsAfter(facts.revisions[1], facts.revisions[0]));
    CHECK(Text(OnlyAnswer(CompleteRule(), facts, "2025-08-01 09:00").due_on()) == "2025-10-31");
  }
  SECTION("missed again after the extension") {
    facts.revisions.push_back(Revised("complete_scr", "2025-09-30", "2025-07-01", 2));
    const ClockAnswer answer = OnlyAnswer(CompleteRule(), facts, "2025-10-03 09:00");
    CHECK(answer.status() == ClockAnswer::OVERDUE);
    CHECK(answer.missed_by() == 3);
    CHECK(answer.missed_by_unit() == Period::CALENDAR_DAYS);
  }
}

TEST_CASE("while a clock stands still its date moves") {
  CaseFacts facts;
  facts.milestones.push_back(Happened(kCoronerDecided, "2025-06-02", 1));  // due Thursday 5 June
  struct Case {
    const char* kind;
    const char* from;
    const char* to;
    const char* now;
    ClockAnswer::Status status;
    const char* due;
    bool breached;
  };
  const auto sample = GENERATE(values<Case>({
      {"coroner_notice", "2025-06-03", nullptr, "2025-06-20 09:00", ClockAnswer::SUSPENDED,
       "2025-06-05", false},
      {"", "2025-06-03", nullptr, "2025-06-20 09:00", ClockAnswer::SUSPENDED, "2025-06-05", false},
      // Four working days, 4, 5, 6 and 9 June, are given back.
      {"coroner_notice", "2025-06-03", "2025-06-09", "2025-06-10 09:00", ClockAnswer::RUNNING,
       "2025-06-11", false},
      {"coroner_notice", "2025-06-03", "2025-06-09", "2025-06-12 09:00", ClockAnswer::OVERDUE,
       "2025-06-11", true},
      // Begun only when the date had passed: nothing is given back.
      {"coroner_notice", "2025-06-06", "2025-06-09", "2025-06-09 09:00", ClockAnswer::OVERDUE,
       "2025-06-05", true},
      {"coroner_notice", "2025-06-06", nullptr, "2025-06-09 09:00", ClockAnswer::SUSPENDED,
       "2025-06-05", true},
      // Over before the clock started, or of another clock.
      {"coroner_notice", "2025-05-01", "2025-05-30", "2025-06-05 09:00", ClockAnswer::DUE_TODAY,
       "2025-06-05", false},
      {"home_visit", "2025-06-03", "2025-06-09", "2025-06-05 09:00", ClockAnswer::DUE_TODAY,
       "2025-06-05", false},
  }));
  CAPTURE(sample.kind, sample.from, sample.now);
  facts.suspensions.push_back(Suspended(sample.kind, sample.from, sample.to, 2));
  const ClockAnswer answer = OnlyAnswer(CoronerRule(), facts, sample.now);
  CHECK(answer.status() == sample.status);
  CHECK(Text(answer.due_on()) == sample.due);
  CHECK(Text(answer.original_due_on()) == "2025-06-05");
  CHECK(answer.breached() == sample.breached);
}

TEST_CASE("what is done while a clock stands still is in time") {
  CaseFacts facts;
  facts.milestones = {Happened(kCoronerDecided, "2025-06-02", 1),
                      Happened(kCoronerNotice, "2025-06-20", 3)};
  facts.suspensions.push_back(Suspended("", "2025-06-03", nullptr, 2));
  const ClockAnswer answer = OnlyAnswer(CoronerRule(), facts, "2025-07-01 09:00");
  CHECK(answer.status() == ClockAnswer::MET);
  CHECK_FALSE(answer.breached());
  CHECK(answer.breached_original());
}

TEST_CASE("a date set while the clock stood still is not moved again") {
  CaseFacts facts;
  facts.milestones.push_back(Happened(kCoronerDecided, "2025-06-02", 1));
  facts.suspensions.push_back(Suspended("", "2025-06-03", "2025-06-30", 2));
  facts.revisions.push_back(Revised("coroner_notice", "2025-07-04", "2025-06-20", 3));
  const ClockAnswer answer = OnlyAnswer(CoronerRule(), facts, "2025-07-01 09:00");
  CHECK(Text(answer.due_on()) == "2025-07-04");
  CHECK(answer.status() == ClockAnswer::RUNNING);
  CHECK_FALSE(answer.breached());
}

TEST_CASE("a stood-down response owes no visit, even after the day") {
  CaseFacts facts;
  facts.milestones = {Happened(kDeath, "2025-05-02 09:30", 1),
                      Happened(kRapidResponseStoodDown, "2025-05-05 10:00", 2)};
  const ClockAnswer answer = OnlyAnswer(VisitRule(), facts, "2025-05-20 09:00");
  CHECK(answer.status() == ClockAnswer::CANCELLED);
  CHECK_FALSE(answer.breached());
  CHECK_FALSE(answer.breached_original());
  CHECK(answer.ended_by().position() == 2);
}

TEST_CASE("a rule that concerns only some cases starts only in them") {
  RuleInForce rule = VisitRule();
  rule.rule.add_only_if(std::string(kRapidResponseStarted));
  CaseFacts facts;
  facts.milestones.push_back(Happened(kDeath, "2025-05-02 09:30", 1));
  CHECK(OnlyAnswer(rule, facts, "2025-05-20 09:00").status() == ClockAnswer::NOT_STARTED);
  facts.milestones.push_back(Happened(kRapidResponseStarted, "2025-05-04 10:00", 2));
  CHECK(OnlyAnswer(rule, facts, "2025-05-20 09:00").status() == ClockAnswer::OVERDUE);
}

TEST_CASE("a clock that ends when another thing happens") {
  RuleInForce rule = Rule("planning", kDeath, 1, Period::HOURS, kPlanningDiscussionHeld);
  rule.rule.set_before_milestone(std::string(kFamilyLeftHospital));
  CaseFacts facts;
  facts.milestones.push_back(Happened(kDeath, "2025-05-02 09:30", 1));
  const ClockAnswer open = OnlyAnswer(rule, facts, "2025-05-03 09:00");
  CHECK(open.status() == ClockAnswer::RUNNING);
  CHECK_FALSE(open.has_due_on());

  facts.milestones.push_back(Happened(kFamilyLeftHospital, "2025-05-02 14:00", 2));
  CHECK(OnlyAnswer(rule, facts, "2025-05-02 16:30").status() == ClockAnswer::OVERDUE);
  CHECK(OnlyAnswer(rule, facts, "2025-05-02 16:30").missed_by() == 3);

  facts.milestones.push_back(Happened(kPlanningDiscussionHeld, "2025-05-02 13:00", 3));
  CHECK(OnlyAnswer(rule, facts, "2025-05-03 09:00").status() == ClockAnswer::MET);
}

TEST_CASE("a rule that follows the calendar answers only for its own days") {
  RuleInForce rule = CoronerRule();
  rule.rule.mutable_standing()->set_timing(Standing::FOLLOWS_CALENDAR);
  *rule.rule.mutable_standing()->mutable_in_force_from() = ToDate(Day("2025-04-01"));
  *rule.rule.mutable_standing()->mutable_in_force_to() = ToDate(Day("2025-04-30"));
  const auto [start, answers] = GENERATE(table<const char*, size_t>(
      {{"2025-03-31", 0}, {"2025-04-01", 1}, {"2025-04-30", 1}, {"2025-05-01", 0}}));
  CAPTURE(start);
  CaseFacts facts;
  facts.milestones.push_back(Happened(kCoronerDecided, start, 1));
  CHECK(AnswerAt(rule, facts, "2025-06-01 09:00").size() == answers);
  CHECK(AnswerAt(rule, {}, "2025-06-01 09:00").empty());
  CHECK(AnswerAt(rule, {}, "2025-04-10 09:00").size() == 1);
}

TEST_CASE("beyond the known holidays a clock says that it cannot say") {
  CaseFacts facts;
  facts.milestones.push_back(Happened(kCoronerDecided, "2026-12-30", 1));
  const ClockAnswer answer = OnlyAnswer(CoronerRule(), facts, "2026-12-30 09:00");
  CHECK(answer.status() == ClockAnswer::CALENDAR_UNKNOWN);
  CHECK_FALSE(answer.has_due_on());
  CHECK(answer.explanation().find("bank holidays are known for 2024 to 2026") != std::string::npos);
}

TEST_CASE("when something happened, from what was recorded") {
  types::v1::Occurred occurred;
  CHECK(When::From(occurred, London()).status().code() == absl::StatusCode::kInvalidArgument);
  // 23:30 UTC on 30 June 2025 is 1 July in London.
  const int64_t moment = absl::ToUnixSeconds(Moment("2025-07-01 00:30"));
  occurred.mutable_earliest()->set_seconds(moment);
  occurred.mutable_latest()->set_seconds(moment);
  occurred.set_precision(types::v1::MOMENT);
  CHECK(When::From(occurred, London())->earliest == Day("2025-07-01"));
  CHECK(When::From(occurred, London())->moment == Moment("2025-07-01 00:30"));
  occurred.set_precision(types::v1::DAY);
  CHECK_FALSE(When::From(occurred, London())->moment.has_value());
  occurred.mutable_latest()->set_seconds(moment - 1);
  CHECK(When::From(occurred, London()).status().code() == absl::StatusCode::kInvalidArgument);
}

// Tables of the bank holidays of 2025, each in place of the one before; the last stands.
TEST_CASE("what was due by the bank holidays adopted before is told beside what is due now") {
  const auto table = [](const std::vector<absl::CivilDay>& days) {
    types::v1::HolidayTable holidays;
    holidays.set_from_year(2025);
    holidays.set_to_year(2025);
    for (const absl::CivilDay day : days) *holidays.add_days()->mutable_date() = ToDate(day);
    return Holidays(holidays);
  };
  const absl::CivilDay first(2025, 6, 3);
  const absl::CivilDay second(2025, 6, 4);
  struct Row {
    const char* name;
    std::vector<Holidays> tables;
    uint64_t recorded;  // the start; table n takes its place at 10 n
    const char* told;   // the days it was due, each with where that was replaced
  };
  const std::vector<Row> rows = {
      {"one table", {table({first})}, 5, ""},
      {"one day more", {table({}), table({first})}, 5, "2025-06-06@10 "},
      {"one day fewer", {table({first}), table({})}, 5, "2025-06-09@10 "},
      {"another day that changes nothing", {table({}), table({absl::CivilDay(2025, 8, 1)})}, 5, ""},
      {"replaced before it was recorded", {table({}), table({first})}, 15, ""},
      {"twice",
       {table({}), table({first}), table({first, second})},
       5,
       "2025-06-06@10 2025-06-09@20 "},
      {"twice, the first time before it was recorded",
       {table({}), table({first}), table({first, second})},
       15,
       "2025-06-09@20 "},
      {"there and back", {table({}), table({first}), table({})}, 5, "2025-06-06@10 2025-06-09@20 "},
      {"none before", {Holidays(), table({first})}, 5, ""},
  };
  for (const Row& row : rows) {
    INFO(row.name);
    std::vector<FormerHolidays> former;
    for (size_t i = 0; i + 1 < row.tables.size(); ++i) {
      former.push_back({row.tables[i], "England", Moment("2025-06-10 09:00"), 10 * (i + 1)});
    }
    CaseFacts facts;
    facts.milestones = {Happened(kNotified, "2025-05-30", row.recorded)};
    const auto told = [&](Period::Unit unit) {
      const RuleInForce rule = Rule("notify", kNotified, 5, unit, kScrCompleted);
      const auto answers =
          Answer({rule}, facts, {Moment("2025-06-10 09:00"), row.tables.back(), London(), former});
      std::string text;
      for (const ClockAnswer::Restated& one : answers.at(0).restated()) {
        text += Text(one.due_on()) + "@" + std::to_string(one.position()) + " ";
        CHECK(answers[0].explanation().find(
                  "Restated on 10 June 2025 (bank holidays adopted anew: England): before, it "
                  "was due ") != std::string::npos);
      }
      return text;
    };
    CHECK(told(Period::WORKING_DAYS) == row.told);
    CHECK(told(Period::CALENDAR_DAYS).empty());
    // A slip in the start that was put right since leaves it in its place.
    facts.milestones[0].position = 25;
    CHECK(told(Period::WORKING_DAYS) == row.told);
  }
}

}  // namespace
}  // namespace candour::workflows::clocks
