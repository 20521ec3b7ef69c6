// What was typed wrongly is said again, and then stands where it was.
#include "workflows/child_death/child_death_test_support.h"
#include "workflows/clocks/milestones.h"

namespace candour::workflows::child_death {
namespace {

using board::Board;
using meeting::Meeting;
using testing::Outcome;
using testing::Story;

// A header that corrects the last event of a type.
std::string Correcting(const std::string& type) {
  return " header { corrects_event_id: $" + type + " correction_reason: 'Typed wrongly.' } ";
}

Story Everything() {
  Story story = InScope();
  story.Do(R"(
    RegisterAgency { agency_id: $hospice name: 'Hospice of the North' }
    RegisterPerson { person_id: $doctor name: 'P. Invented' job_title: 'Doctor' agency_id: $health }
    CreateSeat { seat_id: $new_seat body_id: $panel role: LAY_MEMBER from: @2010-05-01 }
    FillSeat { seat_id: $new_seat person_id: $doctor from: @2010-06-01 }
    RequestAgencyReport {
      case_id: $case request_id: $asked agency_id: $social_care form_type: 'agency_report'
      requested_on: @2010-12-20 due_on: @2011-01-31
    }
    ReceiveAgencyReport { case_id: $case request_id: $asked received_on: @2010-12-20 summary: 'Seen.' }
    StartRapidResponse {
      case_id: $case lead_person_id: $paediatrician started_at: @2010-12-19T20:00
    }
    HoldCase {
      case_id: $case hold_id: $hold because_of: 'an inquest' look_again_on: @2011-03-01
    })");
  story.Given("$meeting",
              "MeetingScheduled { body_id: $panel starts_at: @2010-12-20T10:00 place: 'Hall' }");
  story.On("2010-12-20T18:00").Do(R"(
    RecordAttendance {
      meeting_id: $meeting person_id: $nurse seat_id: $nurse_seat kind: SEAT_HOLDER
      from: @2010-12-20T10:00
    }
    AgreeMeetingAction {
      meeting_id: $meeting action_id: $action text: 'Ask.' owner_agency_id: $health
      due_on: @2011-03-31
    }
    CloseMeeting { meeting_id: $meeting closed_at: @2010-12-20T12:00 })");
  return story;
}

TEST_CASE("the first notification is put right where it was made") {
  Story story = Notified();
  const auto again = [](const std::string& reference, const std::string& at) {
    return "ReceiveNotification { case_id: $case case_reference: '" + reference +
           "' channel: LETTER notifier: HOSPITAL received_at: @" + at +
           Correcting("DeathNotificationReceived") + "}";
  };
  const std::string reference = story.Of<ChildDeath>("$case").reference;
  CheckEach(story,
            {{"another day", again(reference, "2010-12-19T11:00"), ""},
             {"another reference", again("CDR/2010/8", "2010-12-19T11:00"), "CONTRADICTORY"}});
  story.Do(again(reference, "2010-12-19T11:00"));
  const ChildDeath& death = story.Of<ChildDeath>("$case");
  REQUIRE(death.notifications.size() == 1);
  CHECK(death.notifications[0].channel == types::v1::LETTER);
  story.Do(Death("date_of_death: @2010-12-19"));
  CHECK(story.When(again(reference, "2010-12-18T11:00")).reason == "DATE_OUT_OF_ORDER");
}

TEST_CASE("what followed is not corrected into coming first") {
  Story story = Everything();
  story.On("2011-02-01").Do(R"(
    RecordSceneVisit { case_id: $case visited_at: @2010-12-20T09:00 by_person_ids: $paediatrician }
    RecordInquestOpened { case_id: $case process_id: $inquest coroner_area: 'North' opened_on: @2011-01-10 }
    RecordInquestConcluded { case_id: $case process_id: $inquest conclusion: 'Natural.'
                             concluded_on: @2011-01-20 })");
  const auto asked = [](const std::string& on, const std::string& agency = "$social_care") {
    return "RequestAgencyReport { case_id: $case request_id: $asked agency_id: " + agency +
           " form_type: 'agency_report' due_on: @2011-01-31 requested_on: @" + on +
           Correcting("AgencyReportRequested") + "}";
  };
  const auto started = [](const std::string& at) {
    return "StartRapidResponse { case_id: $case lead_person_id: $paediatrician started_at: @" + at +
           Correcting("RapidResponseStarted") + "}";
  };
  const auto opened = [](const std::string& on) {
    return "RecordInquestOpened { case_id: $case process_id: $inquest coroner_area: 'North' "
           "opened_on: @" +
           on + Correcting("InquestOpened") + "}";
  };
  CheckEach(story, {{"asked a day earlier", asked("2010-12-19"), ""},
                    {"asked after it came", asked("2010-12-21"), "CONTRADICTORY"},
                    {"of another agency", asked("2010-12-19", "$health"), "CONTRADICTORY"},
                    {"started before the visit", started("2010-12-20T08:00"), ""},
                    {"started after the visit", started("2010-12-20T10:00"), "CONTRADICTORY"},
                    {"opened the day it ended", opened("2011-01-20"), ""},
                    {"opened after it ended", opened("2011-01-21"), "CONTRADICTORY"}});
}

TEST_CASE("whatever was recorded may be corrected by the command that recorded it") {
  struct Row {
    const char* corrects;
    const char* command;  // without its last brace
    const char* events;
  };
  const Row rows[] = {
      {"AgencyRegistered", "RegisterAgency { name: 'Hospice of the South'",
       "AgencyRegistered { agency_id: $hospice name: 'Hospice of the South' }"},
      {"PersonRegistered",
       "RegisterPerson { name: 'Q. Invented' job_title: 'Doctor' agency_id: $health",
       "PersonRegistered { person_id: $doctor name: 'Q. Invented' job_title: 'Doctor' agency_id: "
       "$health }"},
      {"SeatCreated", "CreateSeat { body_id: $panel role: EDUCATION from: @2010-05-01",
       "SeatCreated { seat_id: $new_seat body_id: $panel role: EDUCATION from: @2010-05-01 }"},
      {"SeatFilled", "FillSeat { seat_id: $new_seat person_id: $doctor from: @2010-06-02",
       "SeatFilled { seat_id: $new_seat person_id: $doctor from: @2010-06-02 }"},
      {"AgencyReportRequested",
       "RequestAgencyReport { case_id: $case agency_id: $social_care form_type: 'agency_report' "
       "requested_on: @2010-12-19 due_on: @2011-01-30",
       "AgencyReportRequested { request_id: $asked agency_id: $social_care requested_on: "
       "@2010-12-19 due_on: @2011-01-30 form_type: 'agency_report' agency_name: 'Northshire Social "
       "Care' }"},
      {"AgencyReportReceived",
       "ReceiveAgencyReport { case_id: $case request_id: $asked received_on: @2010-12-20 "
       "nil_return: true nil_return_searched: 'All.'",
       "AgencyReportReceived { request_id: $asked received_on: @2010-12-20 nil_return: true "
       "nil_return_searched: 'All.' }"},
      {"RapidResponseStarted",
       "StartRapidResponse { case_id: $case lead_person_id: $nurse started_at: @2010-12-19T21:00",
       "RapidResponseStarted { lead_person_id: $nurse started_at: @2010-12-19T21:00 }"},
      {"CaseHeld", "HoldCase { case_id: $case because_of: 'a trial' look_again_on: @2011-04-01",
       "CaseHeld { hold_id: $hold because_of: 'a trial' look_again_on: @2011-04-01 }"},
      {"MeetingScheduled",
       "ScheduleMeeting { meeting_id: $meeting body_id: $panel starts_at: @2010-12-20T09:30",
       "MeetingScheduled { body_id: $panel starts_at: @2010-12-20T09:30 }"},
      {"AttendanceRecorded",
       "RecordAttendance { meeting_id: $meeting person_id: $nurse seat_id: $nurse_seat kind: "
       "SEAT_HOLDER from: @2010-12-20T10:15",
       "AttendanceRecorded { person_id: $nurse seat_id: $nurse_seat kind: SEAT_HOLDER "
       "from: @2010-12-20T10:15 }"},
      {"MeetingActionAgreed",
       "AgreeMeetingAction { meeting_id: $meeting text: 'Ask again.' owner_agency_id: $health "
       "due_on: @2011-03-31",
       "MeetingActionAgreed { action_id: $action text: 'Ask again.' owner_agency_id: $health "
       "due_on: @2011-03-31 }"},
      {"MeetingClosed", "CloseMeeting { meeting_id: $meeting closed_at: @2010-12-20T12:30",
       "MeetingClosed { closed_at: @2010-12-20T12:30 }"},
  };
  const Story told = Everything();
  for (const Row& row : rows) {
    INFO(row.corrects);
    Story story = told;
    const Outcome outcome = story.When(row.command + Correcting(row.corrects) + "}");
    INFO(outcome.sentence);
    CHECK(outcome.reason == "");
    CHECK(outcome.events == story.Events(row.events));
  }
}

TEST_CASE("a correction stands in the place of what it corrects, and what followed still follows") {
  Story story = Everything();
  story.Do(
      "RequestAgencyReport { case_id: $case agency_id: $social_care form_type: "
      "'agency_report' requested_on: @2010-12-19 due_on: @2011-01-30" +
      Correcting("AgencyReportRequested") + "}");
  const ChildDeath death = story.Of<ChildDeath>("$case");
  REQUIRE(death.requests.size() == 1);
  CHECK(death.requests.begin()->second.due_on == absl::CivilDay(2011, 1, 30));
  CHECK(death.requests.begin()->second.received_on.has_value());

  story.Do(
      "RecordAttendance { meeting_id: $meeting person_id: $nurse seat_id: $nurse_seat kind: "
      "SEAT_HOLDER from: @2010-12-20T10:15" +
      Correcting("AttendanceRecorded") + "}");
  const Meeting meeting = story.Of<Meeting>("$meeting");
  CHECK(meeting.attendance.size() == 1);
  CHECK(meeting.closed_at.has_value());

  story.Do("FillSeat { seat_id: $new_seat person_id: $doctor from: @2010-06-02" +
           Correcting("SeatFilled") + "}");
  const Board board = story.Of<Board>("$board");
  CHECK(board.seats.at(story.Id("$new_seat")).holders.size() == 1);
  CHECK(board.seats.at(story.Id("$new_seat")).holders.front().from == absl::CivilDay(2010, 6, 2));

  // A correction is corrected like anything else.
  story.Do("FillSeat { seat_id: $new_seat person_id: $doctor from: @2010-06-03" +
           Correcting("SeatFilled") + "}");
  const Board again = story.Of<Board>("$board");
  REQUIRE(again.seats.at(story.Id("$new_seat")).holders.size() == 1);
  CHECK(again.seats.at(story.Id("$new_seat")).holders.front().from == absl::CivilDay(2010, 6, 3));
}

TEST_CASE("a completed review's day is corrected, and it was completed once") {
  Story story = InScope();
  HoldQuoratePanel(story, "$meeting", "2011-03-01");
  story.Do(Decided("$meeting", "2011-03-01",
                   "decision_id: $first categories_applying: 10 category: 10 modifiability: "
                   "'modifiable' factors { domain: FAMILY_AND_ENVIRONMENT score: "
                   "MAY_HAVE_CONTRIBUTED description: 'A shared bed.' modifiable: true }"));
  story.On("2011-03-09").Do("CompleteReview { case_id: $case completed_on: @2011-03-08 }");
  const uint64_t known = story.See<ChildDeath>("$case").aftermath.completions.at(0).position;
  story.Do("CompleteReview { case_id: $case completed_on: @2011-03-02" +
           Correcting("ReviewCompleted") + "}");
  // A return that was frozen in between knew that it was completed.
  CHECK(story.See<ChildDeath>("$case").aftermath.completions.at(0).position == known);
  const ChildDeath death = story.Of<ChildDeath>("$case");
  CHECK(death.aftermath.completions.size() == 1);
  CHECK(death.completed_on == absl::CivilDay(2011, 3, 2));
  CHECK(Reached(death, clocks::kReviewCompleted) == 1);
}

// A command names two meetings: whose minutes, and at which they were agreed. It writes to the
// first.
TEST_CASE("of two streams of one kind a correction is of an event in that to which it writes") {
  Story story = InScope();
  for (const char* meeting : {"$first", "$second"}) {
    story.Given(meeting, R"(
      MeetingScheduled { body_id: $panel starts_at: @2010-11-15T10:00 }
      MeetingClosed { closed_at: @2010-11-15T12:00 })");
  }
  story.Given("$later", R"(
    MeetingScheduled { body_id: $panel starts_at: @2010-12-20T10:00 }
    AttendanceRecorded { person_id: $nurse kind: CO_OPTED from: @2010-12-20T10:00 })");
  story.On("2010-12-20T18:00");
  const auto agree = [](const std::string& whose, const std::string& at, const std::string& time) {
    return "AgreeMinutes { meeting_id: " + whose + " at_meeting_id: " + at +
           " agreed_at: @2010-12-20T" + time;
  };
  story.Do(agree("$first", "$later", "10:10") + " }");
  story.Given("$later", "MinutesAgreed { at_meeting_id: $second agreed_at: @2010-12-20T10:05 }");
  // The last of them stands with $later, which the command only names.
  const Outcome refused =
      story.When(agree("$second", "$later", "10:15") + Correcting("MinutesAgreed") + "}");
  CHECK(refused.reason == "NOTHING_TO_CORRECT");
  CHECK(std::find(refused.about.begin(), refused.about.end(), "$later") != refused.about.end());
  CHECK(story.See<Meeting>("$later").minutes_agreed_at.has_value());
  CHECK_FALSE(story.See<Meeting>("$second").minutes_agreed_at.has_value());
  // Nor is it of a stream that the command does not name.
  CHECK(
      story.When(agree("$second", "$first", "10:15") + Correcting("MinutesAgreed") + "}").reason ==
      "NOTHING_TO_CORRECT");
}

TEST_CASE("a correction of minutes agreed stands with the meeting whose they are") {
  Story story = InScope();
  story.Given("$first", R"(
    MeetingScheduled { body_id: $panel starts_at: @2010-11-15T10:00 }
    MeetingClosed { closed_at: @2010-11-15T12:00 })");
  story.Given("$later", R"(
    MeetingScheduled { body_id: $panel starts_at: @2010-12-20T10:00 }
    AttendanceRecorded { person_id: $nurse kind: CO_OPTED from: @2010-12-20T10:00 })");
  story.On("2010-12-20T18:00")
      .Do("AgreeMinutes { meeting_id: $first at_meeting_id: $later agreed_at: @2010-12-20T10:10 }");
  story.Do("AgreeMinutes { meeting_id: $first at_meeting_id: $later agreed_at: @2010-12-20T10:20" +
           Correcting("MinutesAgreed") + "}");
  CHECK(story.See<Meeting>("$first").minutes_agreed_at ==
        absl::FromCivil(absl::CivilSecond(2010, 12, 20, 10, 20), absl::UTCTimeZone()));
  CHECK_FALSE(story.See<Meeting>("$later").minutes_agreed_at.has_value());
}

TEST_CASE("what a correction still may not do") {
  Story told = Everything();
  CheckEach(
      told,
      {{"be of another hold",
        "HoldCase { case_id: $case hold_id: $other because_of: 'x' look_again_on: @2011-03-02" +
            Correcting("CaseHeld") + "}",
        "NOTHING_TO_CORRECT"},
       {"break the rule it corrects under",
        "CloseMeeting { meeting_id: $meeting closed_at: @2010-12-20T09:00" +
            Correcting("MeetingClosed") + "}",
        "DATE_OUT_OF_ORDER"},
       {"name a meeting of another body's id that is not there",
        "ScheduleMeeting { meeting_id: $nowhere body_id: $panel starts_at: @2010-12-20T09:30" +
            Correcting("MeetingScheduled") + "}",
        "NOTHING_TO_CORRECT"},
       {"schedule what is scheduled without correcting it",
        "ScheduleMeeting { meeting_id: $meeting body_id: $panel starts_at: @2010-12-20T09:30 }",
        "ALREADY_DONE"}});
  Story south = told;
  south.Given("$south", "BoardOpened { name: 'Southshire' area_code: 'E09000888' }");
  CHECK(south.InNameOf("$south")
            .When("ScheduleMeeting { meeting_id: $meeting body_id: $panel starts_at: "
                  "@2010-12-20T09:30" +
                  Correcting("MeetingScheduled") + "}")
            .reason != "");
}

}  // namespace
}  // namespace candour::workflows::child_death
