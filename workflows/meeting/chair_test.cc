// Who was in the chair: recorded, or told by the seat of the chair.
#include "workflows/meeting/test_meetings.h"

namespace candour::workflows::meeting {
namespace {

// The panel has a chair, the convenor, for whom the auditor deputises.
Story WithChair() {
  Story story = Meeting10May();
  story.Given("$board", R"(
    SeatCreated { seat_id: $panel_chair body_id: $panel role: CHAIR from: @2008-04-01 }
    SeatFilled { seat_id: $panel_chair person_id: $convenor from: @2008-04-01 }
    DeputyNamed { seat_id: $panel_chair person_id: $auditor from: @2010-01-01 })");
  return story;
}

std::string Chairs(const std::string& changes) {
  return "RecordChair { meeting_id: $meeting person_id: $sergeant " + changes + " }";
}

// "who from when", and from which seat.
std::vector<std::string> Told(const Story& told) {
  Story story = told;
  std::vector<std::string> chairs;
  for (const InTheChair& chair :
       ChairsOf(story.Of<Meeting>("$meeting"), story.Of<board::Board>("$board"))) {
    std::string words = absl::FormatTime("%H:%M", chair.from, absl::FixedTimeZone(3600));
    for (const char* id : {"$convenor", "$auditor", "$sergeant", "$panel_chair", "$police_seat"}) {
      if (chair.person_id == story.Id(id) || chair.seat_id == story.Id(id))
        words += " " + std::string(id);
    }
    chairs.push_back(words + (chair.chosen_by_meeting ? " chosen" : ""));
  }
  return chairs;
}

using Words = std::vector<std::string>;

TEST_CASE("who was in the chair is recorded, from which seat and from when") {
  Story told = WithChair();
  CheckEach(told,
            {{"from the seat they hold", Chairs("seat_id: $police_seat"), ""},
             {"from none", Chairs(""), ""},
             {"chosen, from the middle on",
              Chairs("chosen_by_meeting: true from: @2010-05-10T11:00"), ""},
             {"from a seat of somebody else", Chairs("seat_id: $panel_chair"), "NOT_A_MEMBER"},
             {"from a seat of another body",
              "RecordChair { meeting_id: $meeting person_id: $convenor seat_id: $convenor_seat }",
              "NOT_A_MEMBER"},
             {"who is not known", "RecordChair { meeting_id: $meeting person_id: $stranger }",
              "UNKNOWN_REFERENCE"},
             {"the day before", Chairs("from: @2010-05-09T10:00"), "DATE_OUT_OF_ORDER"}});
  Story chaired = told;
  chaired.Do(Chairs(""));
  const std::string moved = "meeting_id: $meeting starts_at: @2010-05-10T09:00 ";
  CheckEach(chaired,
            {{"not held at all", "CancelMeeting { meeting_id: $meeting reason: 'Snow.' }", ""},
             {"put on the day before",
              "ScheduleMeeting { body_id: $panel meeting_id: $meeting starts_at: @2010-05-09T10:00 "
              "header { corrects_event_id: $MeetingScheduled correction_reason: 'A slip.' } }",
              "CONTRADICTORY"},
             {"an hour earlier",
              "ScheduleMeeting { body_id: $panel " + moved +
                  "header { corrects_event_id: $MeetingScheduled correction_reason: 'A slip.' } }",
              ""}});
  chaired.On("2010-05-12T18:00");
  CheckEach(chaired,
            {{"put on the day after",
              "ScheduleMeeting { body_id: $panel meeting_id: $meeting starts_at: @2010-05-11T10:00 "
              "header { corrects_event_id: $MeetingScheduled correction_reason: 'A slip.' } }",
              "CONTRADICTORY"}});
  // Told of a meeting that was put off, it says nothing of the one that was held.
  Story put_off = told;
  put_off.Do(Chairs(""))
      .Do("PostponeMeeting { meeting_id: $meeting reason: 'Snow.' starts_at: @2010-06-10T10:00 }");
  put_off.On("2010-06-10T18:00")
      .Do("RecordAttendance { meeting_id: $meeting kind: SEAT_HOLDER person_id: $convenor seat_id: "
          "$panel_chair from: @2010-06-10T10:00 }");
  CHECK(Told(put_off) == Words{"10:00 $convenor $panel_chair"});
  Story closed = told;
  closed.Do("CloseMeeting { meeting_id: $meeting closed_at: @2010-05-10T12:00 }");
  CheckEach(closed, {{"told afterwards", Chairs(""), ""},
                     {"after the end", Chairs("from: @2010-05-10T12:01"), "DATE_OUT_OF_ORDER"}});
  Story later = told;
  later.On("2010-05-12T18:00");
  CHECK(later.When(Chairs("from: @2010-05-11T10:00")).reason == "DATE_OUT_OF_ORDER");
  Story early = told;
  early.Given("$meeting", "MeetingPostponed { starts_at: @2010-06-10T10:00 }");
  CHECK(early.When(Chairs("")).reason == "MEETING_NOT_HELD");
  Story cancelled = told;
  cancelled.Given("$meeting", "MeetingCancelled { reason: 'Snow.' }");
  const Outcome off = cancelled.When(Chairs(""));
  CHECK(off.reason == "MEETING_NOT_HELD");
  CHECK(off.sentence.find("Snow. List the case") != std::string::npos);
  Story papers = Northshire();
  papers.Given("$meeting", R"(
    MeetingScheduled { body_id: $panel starts_at: @2010-05-10T10:00 way: BY_CORRESPONDENCE })");
  CHECK(papers.When(Chairs("")).reason == "WRONG_STAGE");

  const Outcome recorded = told.When(Chairs("seat_id: $police_seat"));
  CHECK(recorded.events == told.Events(R"(ChairRecorded {
    person_id: $sergeant seat_id: $police_seat from: @2010-05-10T10:00 })"));
  CHECK(told.When(Chairs("from: @2010-05-10T10:00")).reason == "ALREADY_DONE");
  CHECK(told.When(Chairs("from: @2010-05-10T10:30")).reason.empty());
}

TEST_CASE("until it is told otherwise, who sits in the seat of the chair is in it") {
  Story story = WithChair();
  CHECK(Told(story).empty());
  story.Do(Attends("$sergeant", "$police_seat"));
  CHECK(Told(story).empty());
  story.Do(Attends("$auditor", "$panel_chair", "DEPUTY", "2010-05-10T10:00", "2010-05-10T10:20"));
  story.Do(Attends("$convenor", "$panel_chair", "SEAT_HOLDER", "2010-05-10T10:20"));
  const std::string deputy = "10:00 $auditor $panel_chair";
  CHECK(Told(story) == Words{deputy, "10:20 $convenor $panel_chair"});
  story.Do(Chairs("from: @2010-05-10T11:00 chosen_by_meeting: true seat_id: $police_seat"));
  CHECK(Told(story) ==
        Words{deputy, "10:20 $convenor $panel_chair", "11:00 $sergeant $police_seat chosen"});
  // Told earlier than what is recorded already.
  story.Do(Chairs("from: @2010-05-10T10:10"));
  CHECK(Told(story) == Words{deputy, "10:10 $sergeant", "11:00 $sergeant $police_seat chosen"});
}

}  // namespace
}  // namespace candour::workflows::meeting
