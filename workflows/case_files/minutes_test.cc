// What minutes say of who was in the chair, of what was decided, and of who ruled.
#include "workflows/case_files/minutes.h"

#include "absl/strings/str_cat.h"
#include "workflows/case_files/test_decisions.h"
#include "workflows/words.h"

namespace candour::workflows::case_files {
namespace {

using testing::Story;

std::string MinutesNow(const Story& told) {
  Story story = told;
  Reading reading(story);
  std::vector<Dossier> cases;
  cases.push_back(reading.Case(types::v1::CHILD_DEATH, "$case", {"$meeting"}));
  return MinutesOf(reading.Case(types::v1::MEETING, "$meeting", {"$meeting"}), cases,
                   reading.london);
}

// The lines below a heading.
std::string Below(const std::string& heading, const std::string& minutes) {
  const size_t at = minutes.find(heading + "\n   ");
  if (at == std::string::npos) return "";
  std::string lines;
  for (size_t from = at + heading.size() + 1; minutes.substr(from, 3) == "   ";) {
    const size_t end = minutes.find('\n', from);
    absl::StrAppend(&lines, minutes.substr(from, end - from));
    from = end + 1;
  }
  return lines;
}

Story Given(const std::string& events) {
  Story story = PanelDecided();
  story.On("2010-06-02").Given("$meeting", events);
  return story;
}

TEST_CASE("minutes say who was in the chair, or that nobody is known") {
  const std::string closed = " MeetingClosed { closed_at: @2010-04-20T12:00 }";
  const auto chair = [](const Story& story) { return Below("In the chair", MinutesNow(story)); };
  CHECK(chair(PanelDecided()).empty());  // it is not over: it may still be told
  CHECK(chair(Given(closed)) == "   nobody is recorded as in the chair");
  CHECK(chair(Given("ChairRecorded { person_id: $doctor seat_id: $doctor_seat chosen_by_meeting: "
                    "true from: @2010-04-20T10:00 }" +
                    closed)) ==
        "   Doctor B, public health, Panel, chosen by the meeting, from 10:00 on Tuesday 20 April "
        "2010");
  CHECK(chair(Given("ChairRecorded { person_id: $chair from: @2010-04-20T10:00 }")) ==
        "   Chair A, from 10:00 on Tuesday 20 April 2010 (not recorded as there)");
  Story seated = Given(
      "AttendanceRecorded { person_id: $chair seat_id: $panel_chair kind: SEAT_HOLDER from: "
      "@2010-04-20T10:00 }");
  seated.Given(
      "$board",
      "SeatCreated { seat_id: $panel_chair body_id: $panel role: CHAIR from: @2010-01-01 }");
  CHECK(chair(seated) == "   Chair A, chair, Panel, from 10:00 on Tuesday 20 April 2010");
}

TEST_CASE("a ruling by somebody who was not there, or has no seat, is told as a doubt") {
  const auto ruled = [](const std::string& by, const std::string& on = "2010-06-02") {
    Story story = PanelDecided();
    story.Given("$board",
                "SeatFilled { seat_id: $doctor_seat person_id: $doctor from: @2010-01-01 }");
    story.On(on).Given("$meeting",
                       "InterestRuledOn { person_id: $other item_id: $item takes_part: YES "
                       "reason: 'None.' ruled_by_person_id: " +
                           by + " }");
    const std::string minutes = MinutesNow(story);
    const size_t at = minutes.find("(who ruled ");
    return at == std::string::npos ? "" : minutes.substr(at, minutes.find('\n', at) - at);
  };
  CHECK(ruled("$doctor") == "");
  CHECK(ruled("$late") == "(who ruled has no seat on the body)");
  CHECK(ruled("$chair") == "(who ruled has no seat on the body, and is not recorded as there)");
}

TEST_CASE("minutes have the agenda of such a meeting, and the factors that were found") {
  Story story = OpenBoard();
  story.On("2010-04-20").Given("$case", R"(
    DeathNotificationReceived { case_reference: 'CD/1' received_at: @2010-03-02T09:15 }
    PanelDecisionRecorded {
      decision_id: $decision meeting_id: $meeting item_id: $item category: 10 category_title: 'Sudden'
      modifiability_title: 'Modifiable' reasons: 'As found.' decided_at: @2010-04-20T10:30
      factors { domain: PARENTING_CAPACITY score: MAY_HAVE_CONTRIBUTED modifiable: true
                description: 'Unsafe sleep.' }
      factors { domain: SERVICE_PROVISION score: NO_FACTORS description: 'Seen in time.' }
    })");
  story.Given("$meeting", R"(
    MeetingScheduled { body_id: $panel starts_at: @2010-04-20T10:00 agenda: 'Apologies and quorum'
                       agenda: 'Cases' }
    ItemListed { item_id: $item number: 1 subject: CHILD_DEATH subject_id: $case })");
  const std::string minutes = MinutesNow(story);
  INFO(minutes);
  CHECK(Below("Agenda", minutes) == "   Apologies and quorum   Cases");
  const auto tells = [&](const std::string& words) {
    return minutes.find(words) != std::string::npos;
  };
  CHECK(tells("Unsafe sleep. (2: may have contributed; modifiable)"));
  CHECK(tells("Seen in time. (1: no factors identified; not modifiable)"));
  CHECK(Below("Agenda", MinutesNow(PanelDecided())).empty());
}

TEST_CASE("of two decisions on an item the minutes say which replaced the other, and why") {
  Story story = PanelDecided();
  story.On("2010-06-02").Given("$case", R"(
    PanelDecisionRecorded {
      decision_id: $second meeting_id: $meeting item_id: $item category: 4 category_title: 'Acute'
      supersedes_decision_id: $decision decided_at: @2010-04-20T10:40
    }
    CategoryRevised { decision_id: $second old_decision_id: $decision ground: ERROR_FOUND })");
  const std::string minutes = MinutesNow(story);
  INFO(minutes);
  const size_t second = minutes.find("category 4, Acute");
  REQUIRE(second != std::string::npos);
  const size_t replaced = minutes.find("Replaced by: Panel decision of 20 April 2010");
  REQUIRE(replaced != std::string::npos);
  CHECK(replaced < second);
  CHECK(minutes.find("Replaced by", replaced + 1) == std::string::npos);
  CHECK(minutes.find("In place of: Panel decision of 20 April 2010") > second);
  CHECK(minutes.find("Revised because: " + Words(types::v1::ERROR_FOUND)) > second);
  CHECK(minutes.find("Revised because: " + Words(types::v1::ERROR_FOUND)) != std::string::npos);
}

TEST_CASE("what is decided outside a meeting has nobody present, and nobody in the chair") {
  Story story = OpenBoard();
  story.On("2010-04-20").Given("$case", R"(
    DeathNotificationReceived { case_reference: 'CD/1' received_at: @2010-03-02T09:15 })");
  story.Given("$meeting", R"(
    MeetingScheduled { body_id: $panel starts_at: @2010-04-20T10:00 way: CHAIRS_ACTION }
    MeetingClosed { closed_at: @2010-04-20T12:00 })");
  const std::string minutes = MinutesNow(story);
  INFO(minutes);
  CHECK(minutes.find("Decided by chair's action\n") != std::string::npos);
  CHECK(minutes.find("Present") == std::string::npos);
  CHECK(minutes.find("In the chair") == std::string::npos);
}

}  // namespace
}  // namespace candour::workflows::case_files
