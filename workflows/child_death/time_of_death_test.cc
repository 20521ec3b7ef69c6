// The time of a death, as exactly as it is known, and the clocks that run in hours from it.
#include "workflows/child_death/child_death_test_support.h"
#include "workflows/clocks/calendar.h"

namespace candour::workflows::child_death {
namespace {

using testing::Outcome;
using testing::Story;
using types::v1::ClockAnswer;

// The visit, 24 hours after the death, of a child who died on 19 December 2010.
ClockAnswer Visit(const std::string& told) {
  Story story = Notified();
  story.Do(Death(told)).Do(Scope("")).Do(R"(
    ClassifyExpectedness { case_id: $case expectedness: UNEXPECTED grounds: 'Found.' }
    StartRapidResponse {
      case_id: $case lead_person_id: $paediatrician started_at: @2010-12-20T10:00 })");
  return ClockNow(story, "home_visit");
}

std::string Moment(const google::protobuf::Timestamp& at) {
  return absl::FormatTime("%Y-%m-%dT%H:%M", absl::FromUnixSeconds(at.seconds()),
                          absl::UTCTimeZone());
}

bool Says(const ClockAnswer& clock, const std::string& words) {
  return clock.explanation().find(words) != std::string::npos;
}

TEST_CASE(
    "a clock in hours runs from the time of death where it is known, and says which it used") {
  struct Told {
    const char* of;
    const char* due;
    const char* because;
  };
  const Told rows[] = {
      {"", "2010-12-20T23:59", "the end of 19 December 2010, since the time is not recorded."},
      {"time_of_death: @2010-12-19T04:10 time_of_death_precision: TIME_KNOWN", "2010-12-20T04:10",
       "24 hours from 04:10 on Sunday 19 December 2010, the time recorded."},
      {"time_of_death: @2010-12-19T04:10", "2010-12-20T04:10", "the time recorded."},
      {"time_of_death: @2010-12-19T04:10 time_of_death_precision: TIME_APPROXIMATE",
       "2010-12-20T23:59",
       "the end of 19 December 2010, since the time is known only approximately: about 04:10 on "
       "Sunday 19 December 2010."},
      {"time_of_death_precision: TIME_NOT_KNOWN", "2010-12-20T23:59",
       "the end of 19 December 2010, since the time is not known."},
  };
  for (const Told& row : rows) {
    INFO(row.of);
    const ClockAnswer clock = Visit(row.of);
    INFO(clock.explanation());
    CHECK(Moment(clock.due_at()) == row.due);
    CHECK(Says(clock, row.because));
    CHECK(clock.restated().empty());
  }
}

TEST_CASE("a time of death agrees with its day, its precision and its first notification") {
  CheckEach(
      Notified(),
      {{"on another day", Death("time_of_death: @2010-12-18T23:50"), "CONTRADICTORY"},
       {"at midnight, which begins the next day", Death("time_of_death: @2010-12-20T00:00"),
        "CONTRADICTORY"},
       {"known, and not given", Death("time_of_death_precision: TIME_KNOWN"), "CONTRADICTORY"},
       {"approximate, and not given", Death("time_of_death_precision: TIME_APPROXIMATE"),
        "CONTRADICTORY"},
       {"given, and not known",
        Death("time_of_death: @2010-12-19T04:10 time_of_death_precision: TIME_NOT_KNOWN"),
        "CONTRADICTORY"},
       {"in the future", Death("date_of_death: @2010-12-20 time_of_death: @2010-12-20T12:01"),
        "INVALID_ARGUMENT"},
       {"after it was notified",
        Death("date_of_death: @2010-12-20 time_of_death: @2010-12-20T09:31"), "DATE_OUT_OF_ORDER"},
       {"perhaps after it was notified",
        Death("date_of_death: @2010-12-20 time_of_death: @2010-12-20T09:31 "
              "time_of_death_precision: TIME_APPROXIMATE"),
        ""},
       {"just before", Death("date_of_death: @2010-12-20 time_of_death: @2010-12-20T09:30"), ""}});
  // Abroad the day is told by another clock than London's.
  Story abroad = Notified();
  abroad.Do(
      "RecordDeathAbroad { case_id: $case country: 'Nowhere' english_registration: NO "
      "english_coroner: NO }");
  CHECK(abroad.When(Death("time_of_death: @2010-12-18T23:50")).reason.empty());
  CHECK(abroad
            .When(Death("time_of_death: @2010-12-17T23:50 header { corrects_event_id: "
                        "$DeathRecorded correction_reason: 'Typed.' }"))
            .reason == "CONTRADICTORY");
}

Story Timed() {
  Story story = Notified();
  story.Do(Death("time_of_death: @2010-12-19T04:10")).Do(Scope("")).Do(R"(
    ClassifyExpectedness { case_id: $case expectedness: UNEXPECTED grounds: 'Found.' }
    StartRapidResponse {
      case_id: $case lead_person_id: $paediatrician started_at: @2010-12-20T10:00
    })");
  return story;
}

std::string Correct(const std::string& changes) {
  return "CorrectDemographics { case_id: $case authority: HOSPITAL_RECORD reason: 'The ward "
         "log.' " +
         changes + "}";
}

TEST_CASE("a corrected time restates the clocks, and what they counted from before stays visible") {
  Story story = Timed();
  const Outcome corrected =
      story.On("2010-12-22").When(Correct("time_of_death: @2010-12-19T14:10"));
  CHECK(corrected.events == story.Events(R"(DeathFactsCorrected {
    authority: HOSPITAL_RECORD reason: 'The ward log.'
    old_time_of_death: @2010-12-19T04:10 time_of_death: @2010-12-19T14:10
    old_time_of_death_precision: TIME_KNOWN time_of_death_precision: TIME_KNOWN })"));
  ClockAnswer clock = ClockNow(story, "home_visit");
  CHECK(Moment(clock.due_at()) == "2010-12-20T14:10");
  REQUIRE(clock.restated_size() == 1);
  CHECK(Moment(clock.restated(0).was().at()) == "2010-12-19T04:10");
  CHECK(Moment(clock.restated(0).due_at()) == "2010-12-20T04:10");
  CHECK(
      Says(clock,
           "Restated on 22 December 2010 (The ward log.): before, it counted from 04:10 on Sunday "
           "19 December 2010, the time recorded, and was due 04:10 on Monday 20 December 2010."));
  // A clock in days is not moved by it, and has nothing to tell.
  CHECK(ClockNow(story, "parent_leaflet").restated().empty());

  // Not known after all; then corrected at the event, as any entry is.
  story.On("2010-12-23").Do(Correct("time_of_death_precision: TIME_NOT_KNOWN"));
  clock = ClockNow(story, "home_visit");
  CHECK(Moment(clock.due_at()) == "2010-12-20T23:59");
  CHECK(clock.restated_size() == 2);
  Story again = Timed();
  again.Do(
      Death("time_of_death: @2010-12-19T05:00 header { corrects_event_id: $DeathRecorded "
            "correction_reason: 'Misheard.' }"));
  clock = ClockNow(again, "home_visit");
  CHECK(Moment(clock.due_at()) == "2010-12-20T05:00");
  REQUIRE(clock.restated_size() == 1);
  CHECK(clock.restated(0).position() == again.Stream("$case").back().position());
}

TEST_CASE("another day of death needs its time said anew; the same again is no correction") {
  CheckEach(Timed(),
            {{"the day alone", Correct("date_of_death: @2010-12-18"), "CONTRADICTORY"},
             {"the day and the time",
              Correct("date_of_death: @2010-12-18 time_of_death: @2010-12-18T23:10"), ""},
             {"the day, its time not known",
              Correct("date_of_death: @2010-12-18 time_of_death_precision: TIME_NOT_KNOWN"), ""},
             {"the same time", Correct("time_of_death: @2010-12-19T04:10"), "NOTHING_TO_CHANGE"},
             {"the sex alone", Correct("sex: MALE"), ""}});
  Story story = Timed();
  story.Do(Correct("sex: MALE"));
  CHECK(Moment(ClockNow(story, "home_visit").due_at()) == "2010-12-20T04:10");
  CHECK(ClockNow(story, "home_visit").restated().empty());
}

}  // namespace
}  // namespace candour::workflows::child_death
