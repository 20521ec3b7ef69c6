// What of a meeting cannot be so together is not brought about by a correction.
#include "workflows/meeting/test_meetings.h"

namespace candour::workflows::meeting {
namespace {

std::string Correcting(const std::string& type, const std::string& changes) {
  return " header { corrects_event_id: $" + type + " correction_reason: 'Typed wrongly.' } " +
         changes + " }";
}

std::string Scheduled(const std::string& changes) {
  return "ScheduleMeeting { meeting_id: $meeting body_id: $panel starts_at: @2010-05-10T10:00" +
         Correcting("MeetingScheduled", changes);
}

TEST_CASE("a meeting at which somebody was is not put where they were not") {
  Story told = FourMembers();
  told.Do(Evaluation(""))
      .On("2010-05-20")
      .Do("SetDecisionWays { body_id: $panel ways: BY_CORRESPONDENCE from: @2010-01-01 source: 'T' "
          "}");
  CheckEach(told,
            {{"earlier on the day", Scheduled("starts_at: @2010-05-10T09:00"), ""},
             {"of several days", Scheduled("last_day: @2010-05-11"), ""},
             {"the day before", Scheduled("starts_at: @2010-05-09T10:00"), "CONTRADICTORY"},
             {"the day before, of several days",
              Scheduled("starts_at: @2010-05-09T10:00 last_day: @2010-05-10"), ""},
             {"the day after", Scheduled("starts_at: @2010-05-11T10:00"), "DATE_OUT_OF_ORDER"},
             {"outside a meeting", Scheduled("way: BY_CORRESPONDENCE"), "CONTRADICTORY"},
             {"another body", Scheduled("body_id: $full_board"), "CONTRADICTORY"}});
  Story empty = Meeting10May();
  CheckEach(empty, {{"the day before", Scheduled("starts_at: @2010-05-09T10:00"), ""},
                    {"another body", Scheduled("body_id: $full_board"), ""}});
}

TEST_CASE("papers that were answered were sent round before, and by nobody in session") {
  Story told = Northshire();
  told.On("2010-05-20").Do(R"(
    SetDecisionWays { body_id: $panel ways: BY_CORRESPONDENCE from: @2010-01-01 source: 'T' }
    ScheduleMeeting { meeting_id: $meeting body_id: $panel starts_at: @2010-05-10T10:00
                      way: BY_CORRESPONDENCE })");
  told.Given("$meeting", R"(
    ItemListed { item_id: $item number: 1 subject: CHILD_DEATH subject_id: $case }
    ReplyReceived { item_id: $item person_id: $nurse seat_id: $nurse_seat kind: SEAT_HOLDER
                    answer: AGREES replied_at: @2010-05-11T09:00 })");
  CheckEach(told,
            {{"a day later", Scheduled("starts_at: @2010-05-11T09:00 way: BY_CORRESPONDENCE"), ""},
             {"after the reply", Scheduled("starts_at: @2010-05-11T09:01 way: BY_CORRESPONDENCE"),
              "CONTRADICTORY"},
             {"in session", Scheduled(""), "CONTRADICTORY"}});
}

TEST_CASE("what happened at a meeting that was moved stays within it") {
  Story told = Meeting10May();
  told.Do("PostponeMeeting { meeting_id: $meeting reason: 'Snow.' starts_at: @2010-05-10T10:30 }");
  told.Do(Attends("$nurse", "$nurse_seat", "SEAT_HOLDER", "2010-05-10T10:30"));
  told.Do("CloseMeeting { meeting_id: $meeting closed_at: @2010-05-10T12:00 }");
  const auto came = [](const std::string& at) {
    return "RecordAttendance { meeting_id: $meeting person_id: $nurse seat_id: $nurse_seat kind: "
           "SEAT_HOLDER from: @" +
           at + Correcting("AttendanceRecorded", "");
  };
  CheckEach(told, {{"while it ran", came("2010-05-10T11:59"), ""},
                   {"when it was closed", came("2010-05-10T12:01"), "CONTRADICTORY"}});
}

}  // namespace
}  // namespace candour::workflows::meeting
