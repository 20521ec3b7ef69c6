// The review meeting before the panel: notice, postponement, the post-mortem, the draft analysis.
#include "workflows/child_death/child_death_test_support.h"

namespace candour::workflows::child_death {
namespace {

using testing::Story;

const char kHash[] =
    "document_sha256: "
    "'0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef' ";

std::string Schedule(const std::string& changes) {
  return R"(ScheduleReviewMeeting {
    case_id: $case form: CHILD_DEATH_REVIEW_MEETING planned_on: @2020-05-20
    invited_on: @2020-04-20 invited_person_ids: $nurse )" +
         changes + "}";
}

std::string Postpone(const std::string& changes) {
  return "PostponeReviewMeeting { case_id: $case postponed_on: @2020-04-27 reason: 'No report.' " +
         changes + "}";
}

std::string Met(const std::string& changes) {
  return R"(RecordReviewMeeting {
    case_id: $case form: CHILD_DEATH_REVIEW_MEETING held_at: @2020-05-20T14:00
    attendee_person_ids: $nurse attendee_person_ids: $paediatrician )" +
         changes + "}";
}

std::string Draft(const std::string& changes) {
  return std::string("RecordDraftAnalysis { case_id: $case produced_on: @2020-05-22 ") +
         "form_version: '2019' author_person_id: $paediatrician " + kHash + changes + "}";
}

TEST_CASE("a review meeting is scheduled once, and postponed with a reason") {
  Story story = InScopeIn2020();
  story.On("2020-05-25");
  CHECK(story.When(Postpone("")).reason == "WRONG_STAGE");
  CheckEach(
      story,
      {{"scheduled", Schedule(""), ""},
       {"of somebody unknown", Schedule("invited_person_ids: $stranger"), "UNKNOWN_REFERENCE"},
       {"for the past", Schedule("planned_on: @2020-04-19"), "DATE_OUT_OF_ORDER"},
       {"before the death", Schedule("invited_on: @2020-02-29"), "DATE_OUT_OF_ORDER"}});
  story.Do(Schedule(""));
  CHECK(story.When(Schedule("")).reason == "ALREADY_DONE");
  CHECK(story.When(Postpone("planned_on: @2020-04-26")).reason == "DATE_OUT_OF_ORDER");
  Story bare = story;
  bare.Do(Postpone("planned_on: @2020-09-30"));
  CheckEach(bare, {{"to an earlier day", Postpone("planned_on: @2020-09-29"), "DATE_OUT_OF_ORDER"},
                   {"to the same", Postpone("planned_on: @2020-09-30"), "DATE_OUT_OF_ORDER"},
                   {"to a later", Postpone("planned_on: @2020-10-01"), ""}});
  story.Do(Postpone(""));
  CHECK(story.When(Postpone("")).reason == "WRONG_STAGE");  // it has no day any more
  CHECK(story.When(Schedule("")).reason == "");
}

TEST_CASE("those invited have a month's notice of the day that stands") {
  Story story = InScopeIn2020();
  story.On("2020-05-25").Do(Schedule("invited_on: @2020-04-21"));
  CHECK(StatusNow(story, "review_meeting_notice") == "MET_LATE");
  Story moved = story;
  moved.Do(Postpone("planned_on: @2020-06-10"));
  CHECK(StatusNow(moved, "review_meeting_notice") == "MET");
  Story open = story;
  open.Do(Postpone(""));
  CHECK(StatusNow(open, "review_meeting_notice") == "NOT_STARTED");
}

TEST_CASE("the review meeting waits for the post-mortem report, if there is to be one") {
  Story without = InScopeIn2020();
  without.On("2020-05-25");
  CHECK(without.When(Met("form: PERINATAL_MORTALITY_MEETING")).reason == "");
  Story story = InScopeIn2020();
  story.On("2020-05-25")
      .Do("RecordPostMortemDirection { case_id: $case kind: CORONERS_POST_MORTEM directed_on: "
          "@2020-03-03 }");
  const testing::Outcome refused = story.When(Met(""));
  CHECK(refused.reason == "REASON_MISSING");
  CHECK(refused.source.find("guidance on the child death review meeting") != std::string::npos);
  const auto report = [](const std::string& which) {
    return "ReceivePostMortemReport { case_id: $case received_on: @2020-05-10 causes: 'Sepsis.' "
           "report: " +
           which + " }";
  };
  story.Do(report("PRELIMINARY_REPORT"));
  CheckEach(story, {{"on the preliminary one", Met(""), "REASON_MISSING"},
                    {"with a reason", Met("despite_awaited_report: 'The parents asked.'"), ""}});
  story.Do(report("FINAL_REPORT"));
  CheckEach(story,
            {{"after it", Met(""), ""},
             {"with somebody unknown", Met("attendee_person_ids: $stranger"), "UNKNOWN_REFERENCE"},
             {"before the death", Met("held_at: @2020-02-29T10:00"), "DATE_OUT_OF_ORDER"}});
  story.Do(Met(""));
  CHECK(story.When(Met("")).reason == "ALREADY_DONE");
}

TEST_CASE("the analysis is drafted by those who met, on a version of the form") {
  Story story = InScopeIn2020();
  story.On("2020-05-25");
  CHECK(story.When(Draft("")).reason == "WRONG_STAGE");
  story.Do(Met(""));
  CheckEach(story, {{"drafted", Draft(""), ""},
                    {"on no form", Draft("form_version: '2018'"), "VOCABULARY_OF_OTHER_EDITION"},
                    {"by nobody known", Draft("author_person_id: $stranger"), "UNKNOWN_REFERENCE"},
                    {"without a document", Draft("document_sha256: '0123'"), "INVALID_ARGUMENT"}});
  story.Do(Draft(""));
  const auto clock = ClockNow(story, "panel_review");
  CHECK(clock.started_by().milestone() == "review_meeting_reported");
  CHECK(clock.due_on().month() == 7);  // six weeks from 22 May
  CHECK(clock.due_on().day() == 3);
}

TEST_CASE("the panel's six weeks stand still while a case is kept for a themed meeting alone") {
  Story story = InScopeIn2020();
  story.On("2020-05-25").Do(Met("")).Do(Draft("")).On("2020-06-01");
  const std::string held =
      "CaseHeld { hold_id: $hold because_of: 'the trial' look_again_on: @2020-08-01 ";
  const std::string words =
      "it stands still while the case is kept for a meeting of its kind, and for no other hold";

  Story waits = story;
  waits.Given("$case", held + "}").On("2020-07-10");
  const auto runs_on = ClockNow(waits, "panel_review");
  CHECK(runs_on.status() == types::v1::ClockAnswer::OVERDUE);
  CHECK(runs_on.pauses_size() == 0);
  CHECK(runs_on.explanation().find(words) != std::string::npos);

  Story kept = story;
  kept.Given("$case", held + "meeting_kind: 'themed' meeting_kind_title: 'Themed panel' }");
  kept.On("2020-07-10");
  CHECK(ClockNow(kept, "panel_review").status() == types::v1::ClockAnswer::SUSPENDED);
  CHECK(ClockNow(kept, "whole_review").status() == types::v1::ClockAnswer::RUNNING);
  kept.On("2020-07-15").Given("$case", "HoldReleased { hold_id: $hold reason: 'Listed.' }");
  kept.On("2020-07-20");
  const auto clock = ClockNow(kept, "panel_review");
  CHECK(clock.status() == types::v1::ClockAnswer::RUNNING);
  CHECK(clock.due_on().month() == 8);  // 3 July, and the 44 days it stood still
  CHECK(clock.due_on().day() == 16);
  CHECK(clock.explanation().find("Stood still from 1 June 2020 to 15 July 2020: kept for a "
                                 "meeting: Themed panel.") != std::string::npos);
}

TEST_CASE(
    "the panel's six weeks run from an inquest's result, and anew from a later review meeting") {
  Story story = InScopeIn2020();
  story.On("2020-05-25");
  CHECK(ClockNow(story, "panel_review").status() == types::v1::ClockAnswer::NOT_STARTED);
  Story met = story;
  met.Do(Met(""));  // 15 May; until it has reported, the meeting stands for its report
  CHECK(ClockNow(met, "panel_review").started_by().milestone() == "review_meeting_held");
  met.Do(Draft(""));
  CHECK(ClockNow(met, "panel_review").started_by().milestone() == "review_meeting_reported");
  story.Given("$case", R"(
    InquestOpened { process_id: $inquest coroner_area: 'Northshire' opened_on: @2020-03-02 }
    InquestConcluded { process_id: $inquest concluded_on: @2020-04-01 })");
  const auto concluded = ClockNow(story, "panel_review");
  CHECK(concluded.started_by().milestone() == "inquest_concluded");
  CHECK(absl::StrCat(concluded.due_on().month(), "-", concluded.due_on().day()) == "5-13");
  story.Do(Met(""));
  CHECK(ClockNow(story, "panel_review").started_by().milestone() == "review_meeting_held");
  CHECK_FALSE(ClockNow(story, "panel_review").breached());
  story.Do(Draft(""));
  CHECK(ClockNow(story, "panel_review").started_by().milestone() == "review_meeting_reported");
}

TEST_CASE(
    "the panel's six weeks run from the later of report and inquest, and wait for an open one") {
  Story story = InScopeIn2020();
  story.Given("$case", R"(
    InquestOpened { process_id: $inquest coroner_area: 'Northshire' opened_on: @2020-03-02 })");
  story.On("2020-05-25").Do(Met("")).Do(Draft(""));
  story.On("2020-09-01");
  const auto waiting = ClockNow(story, "panel_review");
  CHECK(waiting.status() == types::v1::ClockAnswer::RUNNING);
  CHECK_FALSE(waiting.has_due_on());
  CHECK_FALSE(waiting.breached());
  CHECK(waiting.waits_for(0) == "inquest_concluded");
  CHECK(waiting.explanation().find("No day is due yet: it waits for the inquest's conclusion.") ==
        0);

  Story concluded = story;
  concluded.Given("$case", "InquestConcluded { process_id: $inquest concluded_on: @2020-09-01 }");
  CHECK(ClockNow(concluded, "panel_review").started_by().milestone() == "inquest_concluded");
  CHECK(ClockNow(concluded, "panel_review").due_on().month() == 10);  // six weeks from 1 September
  CHECK(ClockNow(concluded, "panel_review").due_on().day() == 13);
  // Another inquest, opened since, is waited for again.
  concluded.Given("$case", R"(
    InquestOpened { process_id: $again coroner_area: 'Northshire' opened_on: @2020-09-01 })");
  CHECK_FALSE(ClockNow(concluded, "panel_review").has_due_on());

  // A panel that did not wait has met it.
  HoldQuoratePanel(story, "$meeting", "2020-09-08");
  story.Given("$case", "PanelDecisionRecorded { decided_at: @2020-09-08T10:40 }");
  CHECK(ClockNow(story, "panel_review").status() == types::v1::ClockAnswer::MET);
}

}  // namespace
}  // namespace candour::workflows::child_death
