// The clocks of a whole case as a person asks for them, against dates reckoned by hand.
#include "workflows/board/case_clocks.h"

#include "workflows/child_death/child_death_test_support.h"
#include "workflows/clocks/calendar.h"

namespace candour::workflows::child_death {
namespace {

using testing::Story;
using types::v1::ClockAnswer;

absl::TimeZone London() {
  absl::TimeZone london;
  REQUIRE(absl::LoadTimeZone("Europe/London", &london));
  return london;
}

std::vector<ClockAnswer> ClocksAt(Story& story, const std::string& day) {
  absl::CivilDay asked;
  REQUIRE(absl::ParseCivilTime(day, &asked));
  const absl::TimeZone london = London();
  return board::ClocksOf(story.Of<board::Board>("$board"), ChildDeath::kKind,
                         story.Of<ChildDeath>("$case").clock_facts,
                         absl::FromCivil(absl::CivilHour(asked) + 12, london), london);
}

ClockAnswer Clock(Story& story, const std::string& kind, const std::string& day,
                  const std::string& subject = "") {
  for (const ClockAnswer& clock : ClocksAt(story, day)) {
    if (clock.kind() == kind && clock.subject() == (subject.empty() ? "" : story.Id(subject))) {
      return clock;
    }
  }
  return {};
}

std::string StatusOf(const ClockAnswer& clock) { return ClockAnswer::Status_Name(clock.status()); }

std::string Due(const ClockAnswer& clock) {
  return clock.has_due_on() ? clocks::DateWords(clock.due_on()) : "";
}

// Sunday 19 December 2010; the bank holidays are 27 and 28 December and 3 January.
Story OverChristmas() {
  Story story = InScope();
  story.On("2011-01-20").Do(R"(
    RecordRegistrarParticulars {
      case_id: $case registered_on: @2010-12-22 received_on: @2010-12-30
    }
    RecordCoronerNotice {
      case_id: $case decided_on: @2010-12-23 received_on: @2010-12-31 decision: 'Inquest.'
    }
    RecordParentLeaflet { case_id: $case sent_on: @2010-12-26 }
    RequestAgencyReport {
      case_id: $case request_id: $health_report agency_id: $health form_type: 'agency_report'
      requested_on: @2010-12-21 due_on: @2011-01-17
    }
    RequestAgencyReport {
      case_id: $case request_id: $police_report agency_id: $police form_type: 'agency_report'
      requested_on: @2010-12-21 due_on: @2011-01-31
    })");
  return story;
}

TEST_CASE("the clocks of a case that began over Christmas") {
  struct Asked {
    const char* kind;
    const char* subject;
    const char* due;
    const char* status;
    int missed_by;
  };
  const std::vector<Asked> rows = {
      // Seven days beginning the day after registration: 23 to 29 December.
      {"registrar_particulars", "", "29 December 2010", "MET_LATE", 1},
      // 24, 29 and 30 December are the three working days after the 23rd.
      {"coroner_notice", "", "30 December 2010", "MET_LATE", 1},
      {"parent_leaflet", "", "26 December 2010", "MET", 0},
      {"agency_report", "$health_report", "17 January 2011", "OVERDUE", 3},
      {"agency_report", "$police_report", "31 January 2011", "RUNNING", 0},
      {"registrar_correction", "", "", "NOT_STARTED", 0},
  };
  Story story = OverChristmas();
  for (const Asked& row : rows) {
    INFO(row.kind << " " << row.subject);
    const ClockAnswer clock = Clock(story, row.kind, "2011-01-20", row.subject);
    CHECK(Due(clock) == row.due);
    CHECK(StatusOf(clock) == row.status);
    CHECK(clock.missed_by() == row.missed_by);
  }
  const ClockAnswer coroner = Clock(story, "coroner_notice", "2011-01-20");
  REQUIRE(coroner.skipped_holidays_size() == 2);
  CHECK(clocks::DateWords(coroner.skipped_holidays(0).date()) == "27 December 2010");
  CHECK(clocks::DateWords(coroner.skipped_holidays(1).date()) == "28 December 2010");
  CHECK(coroner.skipped_weekend_days() == 2);
  CHECK(coroner.edition_id() == "wt2010");
}

TEST_CASE("a due day that is moved shows the old one, and no extension erases a breach") {
  Story story = OverChristmas();
  const auto revise = [](const std::string& subject) {
    return "ReviseDueDate { case_id: $case clock_kind: 'agency_report' new_due_on: @2011-02-14 "
           "reason: 'The record is away.' authority: 'Panel office' subject: " +
           subject + " }";
  };
  story.On("2011-01-21").Do(revise("$health_report")).Do(revise("$police_report"));
  const ClockAnswer late = Clock(story, "agency_report", "2011-01-22", "$health_report");
  CHECK(Due(late) == "14 February 2011");
  CHECK(clocks::DateWords(late.original_due_on()) == "17 January 2011");
  CHECK(late.breached());
  CHECK(late.revisions(0).after_breach());
  CHECK_FALSE(Clock(story, "agency_report", "2011-01-22", "$police_report").breached());
}

TEST_CASE("a hold is looked at again on its day, until it is released") {
  Story story = OverChristmas();
  story.On("2011-01-05")
      .Do("HoldCase { case_id: $case hold_id: $hold because_of: 'inquest' look_again_on: "
          "@2011-03-01 }");
  const ClockAnswer running = Clock(story, "hold_review", "2011-01-20", "$hold");
  CHECK(Due(running) == "1 March 2011");
  CHECK(StatusOf(running) == "RUNNING");
  CHECK(StatusOf(Clock(story, "hold_review", "2011-03-02", "$hold")) == "OVERDUE");
  story.On("2011-02-01").Do("ReleaseHold { case_id: $case hold_id: $hold reason: 'Concluded.' }");
  const ClockAnswer released = Clock(story, "hold_review", "2011-03-02", "$hold");
  CHECK(StatusOf(released) == "SUPERSEDED");
  CHECK_FALSE(released.breached());
}

TEST_CASE("a visit not made is a breach, unless the rapid response was stood down") {
  const std::string start =
      "StartRapidResponse { case_id: $case lead_person_id: $paediatrician "
      "started_at: @2010-12-19T14:00 }";
  const std::string stand_down =
      "StandDownRapidResponse { case_id: $case stood_down_at: @2010-12-21T09:00 "
      "reason: 'A palliative plan surfaced.' }";
  Story untouched = InScope();
  CHECK(StatusOf(Clock(untouched, "home_visit", "2010-12-22")) == "NOT_STARTED");

  Story story = InScope();
  story.On("2010-12-22").Do(start);
  // 24 hours after a death of which the day is known: the end of the next day.
  CHECK(Due(Clock(story, "home_visit", "2010-12-19")) == "20 December 2010");
  CHECK(StatusOf(Clock(story, "home_visit", "2010-12-22")) == "OVERDUE");

  Story stood_down = story;
  stood_down.Do("ClassifyExpectedness { case_id: $case expectedness: EXPECTED grounds: 'Plan.' }");
  stood_down.Do(stand_down);
  const ClockAnswer cancelled = Clock(stood_down, "home_visit", "2010-12-22");
  CHECK(StatusOf(cancelled) == "CANCELLED");
  CHECK_FALSE(cancelled.breached());
  CHECK(Due(cancelled) == "20 December 2010");  // the clock is still told

  stood_down.On("2010-12-23").Do(R"(
    ClassifyExpectedness { case_id: $case expectedness: UNEXPECTED grounds: 'No plan was his.' }
    StartRapidResponse {
      case_id: $case lead_person_id: $paediatrician started_at: @2010-12-22T09:00
    })");
  // Invariant 9: the one that was cancelled stays, and another runs from the new start.
  const auto visits = [&](const std::string& day) {
    std::vector<ClockAnswer> of_visits = ClocksAt(stood_down, day);
    std::erase_if(of_visits, [](const auto& clock) { return clock.kind() != "home_visit"; });
    REQUIRE(of_visits.size() == 2);
    return of_visits;
  };
  CHECK(StatusOf(visits("2010-12-23")[0]) == "CANCELLED");
  CHECK(Due(visits("2010-12-23")[0]) == "20 December 2010");
  CHECK(visits("2010-12-23")[1].instance() == 2);
  CHECK(Due(visits("2010-12-23")[1]) == "23 December 2010");
  CHECK(StatusOf(visits("2010-12-24")[1]) == "OVERDUE");
  stood_down.Do(
      "RecordSceneVisit { case_id: $case visited_at: @2010-12-22T18:00 by_person_ids: $sergeant }");
  CHECK(StatusOf(visits("2010-12-24")[0]) == "CANCELLED");
  CHECK(StatusOf(visits("2010-12-24")[1]) == "MET");

  story.Do(
      "RecordSceneVisit { case_id: $case visited_at: @2010-12-20T23:30 "
      "by_person_ids: $sergeant }");
  CHECK(StatusOf(Clock(story, "home_visit", "2010-12-22")) == "MET");
}

TEST_CASE("a case found to be out of scope owes nothing, and owes it again when it is in") {
  Story story = Notified();
  CHECK(ClocksAt(story, "2010-12-22").empty());  // nobody has recorded the death
  story.Do(Death(""));
  CHECK(StatusOf(Clock(story, "parent_leaflet", "2010-12-28")) == "OVERDUE");
  story.Do(Scope("live_born: NO in_scope: false"));
  CHECK(StatusOf(Clock(story, "parent_leaflet", "2010-12-28")) == "CANCELLED");
  story.Do(Scope(""));
  CHECK(StatusOf(Clock(story, "parent_leaflet", "2010-12-28")) == "OVERDUE");
}

TEST_CASE("a corrected day of death moves what is reckoned from it") {
  Story story = InScope();
  CHECK(Due(Clock(story, "parent_leaflet", "2010-12-20")) == "26 December 2010");
  story.Do(
      Death("date_of_death: @2010-12-17 header { corrects_event_id: $DeathRecorded "
            "correction_reason: 'Typed wrongly.' }"));
  CHECK(Due(Clock(story, "parent_leaflet", "2010-12-20")) == "24 December 2010");
}

// Each row: what was typed wrongly, the correction without its header, and how the clock stands.
TEST_CASE("a correction takes back what the wrong entry told the clocks") {
  struct Row {
    const char* clock;
    std::string wrong;
    std::string right;
    const char* event;
    const char* before;
    const char* after;
    int restated;  // of what the clock counts from
  };
  const auto coroner = [](const std::string& decided, const std::string& more) {
    return "RecordCoronerNotice { case_id: $case decision: 'Inquest.' received_on: @2011-06-20 "
           "decided_on: @" +
           decided + " " + more + " }";
  };
  const auto leaflet = [](const std::string& sent, const std::string& more) {
    return "RecordParentLeaflet { case_id: $case sent_on: @" + sent + " " + more + " }";
  };
  const auto registrar = [](const std::string& received, const std::string& more) {
    return "RecordRegistrarParticulars { case_id: $case registered_on: @2010-12-22 received_on: @" +
           received + " " + more + " }";
  };
  const auto correcting = [](const std::string& type) {
    return "header { corrects_event_id: $" + type + " correction_reason: 'Typed wrongly.' }";
  };
  const std::string notice = correcting("CoronerNoticeReceived");
  const std::string sent = correcting("ParentLeafletSent");
  const std::string particulars = correcting("RegistrarParticularsReceived");
  const std::vector<Row> rows = {
      {"coroner_notice", coroner("2011-05-02", ""), coroner("2011-06-19", notice),
       "CoronerNoticeReceived", "MET_LATE", "MET", 1},
      {"parent_leaflet", leaflet("2010-12-20", ""), leaflet("2011-06-30", sent),
       "ParentLeafletSent", "MET", "MET_LATE", 0},
      {"registrar_particulars", registrar("2011-06-30", ""), registrar("2010-12-23", particulars),
       "RegistrarParticularsReceived", "MET_LATE", "MET", 0},
  };
  for (const Row& row : rows) {
    INFO(row.clock);
    Story story = InScope();
    story.On("2011-07-01").Do(row.wrong);
    CHECK(StatusOf(Clock(story, row.clock, "2011-07-01")) == row.before);
    story.Do(row.right);
    const ClockAnswer clock = Clock(story, row.clock, "2011-07-01");
    CHECK(StatusOf(clock) == row.after);
    CHECK(clock.restated_size() == row.restated);
    CHECK(story.Stream("$case").back().body().corrects_event_id() ==
          story.Id("$event-" + std::to_string(story.Stream("$case").back().position() - 1)));
  }
}

TEST_CASE("a correction names what stands, of the kind the command records, and why") {
  Story told = InScope();
  told.On("2011-07-01").Do("RecordParentLeaflet { case_id: $case sent_on: @2010-12-20 }");
  const std::string first =
      told.Id("$event-" + std::to_string(told.Stream("$case").back().position()));
  const auto again = [](const std::string& header) {
    return "RecordParentLeaflet { case_id: $case sent_on: @2010-12-21 header { " + header + " } }";
  };
  CheckEach(
      told,
      {{"nothing", again("corrects_event_id: $nothing correction_reason: 'Typed.'"),
        "NOTHING_TO_CORRECT"},
       {"of another stream", again("corrects_event_id: $BoardOpened correction_reason: 'Typed.'"),
        "NOTHING_TO_CORRECT"},
       {"another kind", again("corrects_event_id: $DeathRecorded correction_reason: 'Typed.'"),
        "NOTHING_TO_CORRECT"},
       {"without a reason", again("corrects_event_id: $ParentLeafletSent"), "REASON_MISSING"},
       {"a reason alone", again("correction_reason: 'Typed.'"), "NOTHING_TO_CORRECT"},
       {"rightly", again("corrects_event_id: $ParentLeafletSent correction_reason: 'Typed.'"),
        ""}});
  told.Do(again("corrects_event_id: $ParentLeafletSent correction_reason: 'Typed.'"));
  const std::string stale = again("corrects_event_id: '" + first + "' correction_reason: 'Typed.'");
  CHECK(told.When(stale).reason == "NOTHING_TO_CORRECT");
  const std::string same =
      again("corrects_event_id: $ParentLeafletSent correction_reason: 'Again.'");
  CHECK(told.When(same).reason == "NOTHING_TO_CHANGE");
  std::string other_day = same;
  other_day.replace(other_day.find("12-21"), 5, "12-20");
  CHECK(told.When(other_day).reason == "");
}

struct Expected {
  const char* kind;
  const char* subject;
  const char* status;
  bool breached;
};

void CheckClocks(Story& story, const std::string& day, const std::vector<Expected>& rows) {
  for (const Expected& row : rows) {
    INFO(row.kind << " " << row.subject << " on " << day);
    const ClockAnswer clock = Clock(story, row.kind, day, row.subject);
    CHECK(StatusOf(clock) == row.status);
    CHECK(clock.breached() == row.breached);
  }
}

// Responded to from the day of the death, and decided by the panel on 10 February 2011.
Story Decided() {
  Story story = OverChristmas();
  story.Do(R"(
    StartRapidResponse {
      case_id: $case lead_person_id: $paediatrician started_at: @2010-12-19T14:00
    })");
  story.On("2011-02-24").Given("$case", R"(
    PanelDecisionRecorded { decision_id: $decision decided_at: @2011-02-10T11:00 })");
  return story;
}

constexpr char kComplete[] = "CompleteReview { case_id: $case completed_on: @2011-02-24 }";

TEST_CASE("the clocks of a rapid response are met by what is done in it") {
  Story story = Decided();
  CheckClocks(story, "2011-02-24",
              {{"planning_discussion", "", "RUNNING", false},  // when the family left is not known
               {"paediatric_report", "", "OVERDUE", true}});
  story.Do(R"(
    RecordFamilyLeftHospital { case_id: $case left_at: @2010-12-19T18:00 }
    RecordCaseDiscussion {
      case_id: $case kind: PLANNING_DISCUSSION held_at: @2010-12-19T17:00
      attendee_person_ids: $sergeant
    }
    RecordPaediatricReport {
      case_id: $case sent_on: @2011-01-14 author_person_id: $paediatrician
    })");
  CheckClocks(story, "2011-02-24",
              {{"planning_discussion", "", "MET", false}, {"paediatric_report", "", "MET", false}});
  CHECK(Due(Clock(story, "paediatric_report", "2011-02-24")) == "16 January 2011");

  Story late = Decided();
  late.Do("RecordFamilyLeftHospital { case_id: $case left_at: @2010-12-19T16:59 }");
  CheckClocks(late, "2011-02-24", {{"planning_discussion", "", "OVERDUE", true}});
  late.Do(R"(RecordCaseDiscussion {
    case_id: $case kind: PLANNING_DISCUSSION held_at: @2010-12-19T17:00
    attendee_person_ids: $sergeant })");
  CheckClocks(late, "2011-02-24", {{"planning_discussion", "", "MET_LATE", true}});
}

TEST_CASE("a review that is completed without them ends its clocks, and every breach stays") {
  Story story = Decided();
  CheckClocks(
      story, "2011-02-24",
      {{"home_visit", "", "OVERDUE", true}, {"agency_report", "$health_report", "OVERDUE", true}});
  story.Do(kComplete);
  for (const char* day : {"2011-02-24", "2013-02-24"}) {
    CheckClocks(story, day,
                {{"home_visit", "", "LAPSED", true},
                 {"planning_discussion", "", "LAPSED", false},
                 {"paediatric_report", "", "LAPSED", true},
                 {"parent_leaflet", "", "MET", false},
                 {"agency_report", "$health_report", "LAPSED", true}});
  }
  const ClockAnswer report = Clock(story, "paediatric_report", "2013-02-24");
  CHECK(report.missed_by() == 39);
  CHECK(report.explanation().rfind("Never met: ended on 24 February 2011 by the review's "
                                   "completion, overdue by 39 days. Was due Sunday 16 January 2011",
                                   0) == 0);
}

TEST_CASE("what was done on the day of completion was done in time") {
  Story story = Decided();
  story.Do(R"(
    RecordPaediatricReport { case_id: $case sent_on: @2011-02-24 author_person_id: $paediatrician }
    RecordSceneVisit { case_id: $case visited_at: @2011-02-24T11:30 by_person_ids: $sergeant })");
  story.Do(kComplete);
  CheckClocks(story, "2011-02-25",
              {{"paediatric_report", "", "MET_LATE", true}, {"home_visit", "", "MET_LATE", true}});
}

TEST_CASE("a clock names the agency it waits for, or what it waits on") {
  Story story = OverChristmas();
  story.Adopt("../../forms/data/supplementary_2010");
  story.On("2011-01-20").Do(R"(
    RequestAgencyReport {
      case_id: $case request_id: $neonatal agency_id: $health form_type: 'road_traffic'
      requested_on: @2011-01-18 due_on: @2011-02-17
    }
    HoldCase { case_id: $case hold_id: $hold because_of: 'inquest' look_again_on: @2011-03-01 })");
  const auto words = [&](const char* kind, const char* subject) {
    return Clock(story, kind, "2011-01-20", subject).subject_words();
  };
  CHECK(words("agency_report", "$health_report") == "Northshire NHS Trust");
  CHECK(words("agency_report", "$neonatal") == "Northshire NHS Trust, road traffic");
  CHECK(words("hold_review", "$hold") == "inquest");
  CHECK(words("parent_leaflet", "").empty());
}

TEST_CASE("a hold that is kept is looked at again on its next day") {
  Story story = OverChristmas();
  story.On("2011-01-05")
      .Do("HoldCase { case_id: $case hold_id: $hold because_of: 'inquest' look_again_on: "
          "@2011-03-01 }");
  story.On("2011-03-03")
      .Do("ReviewHold { case_id: $case hold_id: $hold found: 'Adjourned.' reviewed_on: @2011-03-03 "
          "look_again_on: @2011-06-01 }");
  std::vector<std::string> told;
  for (const ClockAnswer& clock : ClocksAt(story, "2011-04-01")) {
    if (clock.kind() == "hold_review") told.push_back(StatusOf(clock) + " " + Due(clock));
  }
  CHECK(told == std::vector<std::string>{"MET_LATE 1 March 2011", "RUNNING 1 June 2011"});
}

TEST_CASE("a case under nothing that was adopted has no clocks") {
  Story story(
      {board::Register, meeting::Register, Register, case_review::Register, document::Register});
  story.Given("$board", "BoardOpened { name: 'Southshire' }").On("2010-12-20");
  story.Given("$case", "DeathRecorded { date_of_birth: @2009-03-14 date_of_death: @2010-12-19 }");
  CHECK(ClocksAt(story, "2010-12-22").empty());
}

}  // namespace
}  // namespace candour::workflows::child_death
