#include "workflows/clocks/clock_words.h"

#include <algorithm>

#include "google/protobuf/text_format.h"
#include "workflows/clocks/clock.h"
#include "workflows/clocks/clock_test_support.h"
#include "workflows/clocks/milestones.h"

namespace candour::workflows::clocks {
namespace {

using types::v1::ClockRule;

RuleInForce RuleFrom(const std::string& text) {
  RuleInForce in_force;
  REQUIRE(google::protobuf::TextFormat::ParseFromString(text, &in_force.rule));
  return in_force;
}

std::string Explained(const RuleInForce& rule, const CaseFacts& facts, const char* now) {
  const Holidays holidays = TestHolidays();
  const auto answers = Answer({rule}, facts, {Moment(now), holidays, London()});
  REQUIRE(!answers.empty());
  return answers.back().explanation();
}

constexpr char kNational[] = R"(
  kind: "rapid_review" starts_at: "incident_notified" start: FIRST counting: START_NOT_COUNTED
  period { amount: 15 unit: WORKING_DAYS } met_by: "scr_completed" superseded_by: "scr_abandoned"
  standing { source { document: "Working Together 2023" verification: UNVERIFIED } })";

constexpr char kVisit[] = R"(
  kind: "home_visit" starts_at: "death" starts_at: "death_known" start: LATER_OF
  counting: START_NOT_COUNTED period { amount: 24 unit: HOURS } met_by: "scene_visited"
  cancelled_by: "rapid_response_stood_down" only_if: "rapid_response_started"
  standing { local: true source { document: "Local procedures" verification: PARTLY } })";

TEST_CASE("a rule in words") {
  const auto [text, words] = GENERATE(table<const char*, const char*>({
      {kNational,
       "15 working days after the notification of the incident, not counting the day "
       "itself"},
      {kVisit, "24 hours after the later of the death and learning of the death"},
      {R"(starts_at: "registration" start: FIRST counting: BEGINNING_NEXT_DAY
          period { amount: 7 unit: CALENDAR_DAYS })",
       "within 7 days beginning with the day after the registration of the death"},
      {R"(starts_at: "scr_decided_yes" start: RESTARTS counting: START_NOT_COUNTED
          period { amount: 1 unit: MONTHS })",
       "1 month after the decision to hold a serious case review"},
      {R"(starts_at: "publication_planned" start: FIRST counting: BACK_FROM_START
          period { amount: 1 unit: WEEKS })",
       "1 week before the planned publication"},
      {R"(starts_at: "incident_notified" start: FIRST counting: FROM_WORKING_DAY_ZERO
          period { amount: 15 unit: WORKING_DAYS })",
       "15 working days after the notification of the incident, counted from the first working day "
       "on or after it"},
      {R"(starts_at: "imr_requested" starts_at: "imr_returned" start: RESTARTS stated: true)",
       "by the day stated with the request for the management review or the return of the "
       "management review to its author"},
      {R"(starts_at: "death" start: FIRST before_milestone: "family_left_hospital")",
       "before the family's leaving the hospital"},
  }));
  CHECK(RuleInWords(RuleFrom(text).rule) == words);
}

TEST_CASE("what a clock says through its life") {
  struct Case {
    const char* now;
    const char* ended_by;
    const char* ended;
    const char* says;
  };
  const std::string reckoning =
      "15 working days from 2 May 2025; 5 and 26 May are bank holidays. Rule: 15 working days "
      "after the notification of the incident, not counting the day itself (Working Together "
      "2023, unverified).";
  const auto sample = GENERATE(values<Case>({
      {"2025-05-06 09:00", nullptr, nullptr, "Due Tuesday 27 May 2025: "},
      {"2025-05-27 09:00", nullptr, nullptr, "Due today, Tuesday 27 May 2025: "},
      {"2025-05-30 09:00", nullptr, nullptr,
       "Overdue by 3 working days. Was due Tuesday 27 May 2025: "},
      {"2025-06-30 09:00", "scr_completed", "2025-05-23",
       "Met: 23 May 2025. Was due Tuesday 27 May 2025: "},
      {"2025-06-30 09:00", "scr_completed", "2025-05-28",
       "Met late by 1 working day: 28 May 2025. Was due Tuesday 27 May 2025: "},
      {"2025-06-30 09:00", "scr_abandoned", "2025-05-20",
       "Superseded: 20 May 2025, by the abandonment of the serious case review. Was due Tuesday "
       "27 May 2025: "},
  }));
  CaseFacts facts;
  facts.milestones.push_back(Happened(kIncidentNotified, "2025-05-02", 1));
  if (sample.ended_by != nullptr) {
    facts.milestones.push_back(Happened(sample.ended_by, sample.ended, 2));
  }
  CHECK(Explained(RuleFrom(kNational), facts, sample.now) == sample.says + reckoning);
}

TEST_CASE("bank holidays of two months are both named") {
  CaseFacts facts;
  facts.milestones.push_back(Happened(kIncidentNotified, "2024-12-24", 1));
  CHECK(Explained(RuleFrom(kNational), facts, "2024-12-24 09:00")
            .find("25, 26 December and 1 January are bank holidays") != std::string::npos);
}

TEST_CASE("a clock in hours names moments, and shows the other start") {
  CaseFacts facts;
  CHECK(Explained(RuleFrom(kVisit), facts, "2025-05-02 09:00") ==
        "Not started: begins with the later of the death and learning of the death, and only after "
        "the start of the rapid response. Rule: 24 hours after the later of the death and learning "
        "of the death (Local procedures, local practice, partly verified).");
  facts.milestones = {Happened(kDeath, "2025-05-02 09:30", 1),
                      Happened(kDeathKnown, "2025-05-04 10:00", 2),
                      Happened(kRapidResponseStarted, "2025-05-04 11:00", 3)};
  const std::string due =
      "Due 10:00 on Monday 5 May 2025: 24 hours from 10:00 on Sunday 4 May 2025. Counted from the "
      "death (09:30 on Friday 2 May 2025) it would be 09:30 on Saturday 3 May 2025. Rule: ";
  CHECK(Explained(RuleFrom(kVisit), facts, "2025-05-04 12:00").substr(0, due.size()) == due);

  CaseFacts again = facts;
  again.milestones.push_back(Happened("rapid_response_stood_down", "2025-05-04 12:00", 4));
  again.milestones.push_back(Happened(kRapidResponseStarted, "2025-05-05 14:00", 5));
  CHECK(
      Explained(RuleFrom(kVisit), again, "2025-05-05 15:00")
          .find("24 hours from 14:00 on Monday 5 May 2025. It was ended and begun again since, and "
                "counts from the start of the rapid response. Rule: ") != std::string::npos);
  const RuleInForce before_an_event = RuleFrom(R"(
    kind: "planning_discussion" starts_at: "death" before_milestone: "family_left_hospital"
    cancelled_by: "rapid_response_stood_down" only_if: "rapid_response_started"
    standing { source { document: "Local procedures" } })");
  CHECK(Explained(before_an_event, again, "2025-05-05 15:00").find("begun again") ==
        std::string::npos);
  // Where both come to one moment there is no other.
  facts.milestones[1] = Happened(kDeathKnown, "2025-05-02 09:30", 2);
  CHECK(Explained(RuleFrom(kVisit), facts, "2025-05-04 12:00").find("it would be") ==
        std::string::npos);

  facts.milestones = {Happened(kDeath, "2025-05-02", 1),
                      Happened(kRapidResponseStarted, "2025-05-02 11:00", 2),
                      Happened(kRapidResponseStoodDown, "2025-05-05 10:00", 3)};
  const std::string cancelled =
      "Cancelled: 10:00 on Monday 5 May 2025, by the standing down of the rapid response; nothing "
      "was owed. Was due 23:59 on Saturday 3 May 2025: 24 hours from the end of 2 May 2025, since "
      "the time is not recorded. Rule: ";
  CHECK(Explained(RuleFrom(kVisit), facts, "2025-05-06 12:00").substr(0, cancelled.size()) ==
        cancelled);
}

TEST_CASE("what is late by less than an hour is so in minutes") {
  const auto says = [](const char* visited, const char* now) {
    CaseFacts facts;
    facts.milestones = {Happened(kDeath, "2025-05-02 10:00", 1),
                        Happened(kRapidResponseStarted, "2025-05-02 11:00", 2)};
    if (visited != nullptr) facts.milestones.push_back(Happened(kSceneVisited, visited, 3));
    const std::string words = Explained(RuleFrom(kVisit), facts, now);
    return words.substr(0, words.find_first_of(":."));
  };
  CHECK(says("2025-05-03 10:01", "2025-05-06 12:00") == "Met late by 1 minute");
  CHECK(says("2025-05-03 10:59", "2025-05-06 12:00") == "Met late by 59 minutes");
  CHECK(says("2025-05-03 11:00", "2025-05-06 12:00") == "Met late by 1 hour");
  CHECK(says("2025-05-03 11:01", "2025-05-06 12:00") == "Met late by 2 hours");
  CHECK(says(nullptr, "2025-05-03 10:01") == "Overdue by no more than an hour");
}

TEST_CASE("a clock that ended with the case says so of whatever ended the case") {
  RuleInForce rule = RuleFrom(kVisit);
  rule.rule.clear_only_if();
  rule.rule.add_cancelled_by(std::string(kCaseVoided));
  CaseFacts facts;
  facts.milestones = {Happened(kDeath, "2025-05-02", 1), Happened(kCaseVoided, "2025-05-05", 2)};
  const std::string cancelled =
      "Cancelled: 5 May 2025, by the finding that there is no case of its own to review; nothing "
      "was owed.";
  CHECK(Explained(rule, facts, "2025-05-06 12:00").substr(0, cancelled.size()) == cancelled);
}

TEST_CASE("a clock tells how its date was moved, and that the breach stays") {
  CaseFacts facts;
  facts.milestones.push_back(Happened(kIncidentNotified, "2025-05-02", 1));
  DueDateRevision revision;
  revision.kind = "rapid_review";
  revision.new_due = Day("2025-06-13");
  revision.reason = "illness of the author";
  revision.authority = "the Board";
  revision.decided = At("2025-05-29");
  revision.recorded_at = Moment("2025-05-29 10:00");
  revision.position = 2;
  facts.revisions.push_back(revision);
  const std::string says =
      "Due Friday 13 June 2025; at first Tuesday 27 May 2025: 15 working days from 2 May 2025; 5 "
      "and 26 May are bank holidays. Moved to 13 June 2025 on 29 May 2025 by the Board: illness of "
      "the author, when the date had already passed. A date that then stood passed unmet: that "
      "breach stays. Rule: ";
  CHECK(Explained(RuleFrom(kNational), facts, "2025-06-02 09:00").substr(0, says.size()) == says);

  facts.revisions.clear();
  Suspension suspension;
  suspension.from = At("2025-05-12");
  suspension.legal_basis = "an order of the court";
  facts.suspensions.push_back(suspension);
  const std::string still =
      "Suspended since 12 May 2025. Due Tuesday 27 May 2025: 15 working days from 2 May 2025; 5 "
      "and "
      "26 May are bank holidays. Stood still from 12 May 2025: an order of the court. Rule: ";
  CHECK(Explained(RuleFrom(kNational), facts, "2025-06-02 09:00").substr(0, still.size()) == still);
}

TEST_CASE("a clock without a due day says so") {
  CaseFacts facts;
  facts.milestones.push_back(Happened(kImrRequested, "2025-05-02", 1, "police"));
  const RuleInForce stated = RuleFrom(R"(
    starts_at: "imr_requested" start: FIRST stated: true per_subject: true met_by: "imr_submitted"
    standing { source { document: "Working Together 2010" verification: CONFIRMED } })");
  const std::string none = "No due day was stated. Rule: by the day stated with ";
  CHECK(Explained(stated, facts, "2025-05-03 09:00").substr(0, none.size()) == none);
  facts.milestones[0].stated_due = Day("2025-06-02");
  const std::string due = "Due Monday 2 June 2025: the day stated on 2 May 2025. Rule: ";
  CHECK(Explained(stated, facts, "2025-05-03 09:00").substr(0, due.size()) == due);

  types::v1::BoardPeriod own;
  own.mutable_period()->set_amount(20);
  own.mutable_period()->set_unit(types::v1::Period::WORKING_DAYS);
  own.mutable_source()->set_document("Northshire's arrangement");
  own.mutable_source()->set_paragraph("section 4");
  own.mutable_source()->set_verification(types::v1::Source::UNVERIFIED);
  facts.milestones[0].stated_by = own;
  const std::string by_the_board =
      "Due Monday 2 June 2025: 20 working days from 2 May 2025, this board's own period "
      "(Northshire's arrangement, section 4, unverified). Rule: ";
  CHECK(Explained(stated, facts, "2025-05-03 09:00").substr(0, by_the_board.size()) ==
        by_the_board);

  const RuleInForce before = RuleFrom(R"(
    starts_at: "death" start: FIRST before_milestone: "family_left_hospital"
    met_by: "planning_discussion_held"
    standing { source { document: "Working Together 2010" verification: CONFIRMED } })");
  facts.milestones = {Happened(kDeath, "2025-05-02 09:30", 1)};
  const std::string open = "Due before the family's leaving the hospital. Rule: ";
  CHECK(Explained(before, facts, "2025-05-02 10:00").substr(0, open.size()) == open);
}

TEST_CASE("every milestone has a name of its own, and words") {
  std::vector<std::string> names;
  for (const MilestoneName& milestone : kMilestones) {
    names.emplace_back(milestone.name);
    CHECK_FALSE(milestone.words.empty());
    CHECK(IsMilestone(milestone.name));
  }
  std::sort(names.begin(), names.end());
  CHECK(std::adjacent_find(names.begin(), names.end()) == names.end());
  CHECK_FALSE(IsMilestone("born"));
}

}  // namespace
}  // namespace candour::workflows::clocks
