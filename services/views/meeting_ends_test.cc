// What the views say of a case and its item when the meeting it was listed for has ended.
#include "absl/strings/str_cat.h"
#include "candour/views/v1/register.pb.h"
#include "candour/views/v1/views.pb.h"
#include "tests/support/desk.h"

namespace candour::views {
namespace {

using testing::TestDesk;

struct Told {
  std::string stage, waiting_for, standing;
  v1::MeetingSummary meeting;
};

// A case in scope that nothing is missing for, listed for the panel in October.
void List(TestDesk& desk) {
  desk.TellOfAYear();
  desk.On("2012-09-10").Given("$ready", R"(
    DeathNotificationReceived {
      notification_id: $r9 case_reference: 'CD-12-009' channel: FORM notifier: HOSPITAL
      received_at: @2012-09-08T11:00
    }
    ChildIdentified { given_names: 'Hidden' family_name: 'Name' }
    DeathRecorded { date_of_birth: @2005-01-02 date_of_death: @2012-09-07 sex: MALE }
    ScopeDetermined { live_born: YES lawful_termination: NO in_scope: true ground: 'live born' }
    ExpectednessClassified { expectedness: EXPECTED grounds: 'life-limiting condition' }
    CaseListed { meeting_id: $october item_id: $october_1 starts_at: @2012-10-17T10:00 })");
  desk.Given("$october", R"(
    MeetingScheduled { body_id: $panel starts_at: @2012-10-17T10:00 }
    ItemListed { item_id: $october_1 number: 1 subject: CHILD_DEATH subject_id: $ready })");
}

Told Ask(TestDesk& desk, uint64_t last) {
  const auto cases = desk.Ask<v1::ListCasesReply>(
      "ListCases", absl::StrCat("ListCasesRequest { reference_contains: 'CD-12-009' "
                                "at_least_position: ",
                                last, " }"));
  REQUIRE(cases.ok());
  const auto meetings = desk.Ask<v1::ListMeetingsReply>(
      "ListMeetings", "ListMeetingsRequest { from: @2012-10-17 until: @2012-10-17 }");
  REQUIRE(meetings.ok());
  REQUIRE(meetings->meetings_size() == 1);
  Told told;
  told.meeting = meetings->meetings(0);
  if (cases->cases_size() == 1) {
    told.stage = cases->cases(0).stage();
    told.waiting_for = cases->cases(0).waiting_for();
    const auto registered = desk.Ask<v1::ListRegisterReply>(
        "ListRegister", "ListRegisterRequest { reference_contains: 'CD-12-009' }");
    REQUIRE(registered.ok());
    CHECK(registered->cases(0).stage() == told.stage);
    CHECK(registered->cases(0).has_listed_for() == !told.waiting_for.empty());
  }
  if (told.meeting.items_size() == 1) told.standing = told.meeting.items(0).standing();
  return told;
}

TEST_CASE("a case is listed only while a meeting has it ahead, and its item says how it ended") {
  TestDesk desk;
  List(desk);
  desk.OpenViews();
  uint64_t last = desk.Given("$ready", "ParentLeafletSent { sent_on: @2012-09-10 }");
  const Told before = Ask(desk, last);
  CHECK(before.stage == "listed");
  CHECK(before.waiting_for == "meeting on 17 October 2012");
  CHECK(before.standing == "to be taken");
  SECTION("put off") {
    last = desk.Given("$october", "MeetingPostponed { starts_at: @2012-10-17T14:00 reason: 'r' }");
    CHECK(Ask(desk, last).stage == "listed");
  }
  SECTION("taken off") {
    last = desk.Given("$october", "ItemTakenOff { item_id: $october_1 reason: 'r' }");
    const Told told = Ask(desk, last);
    CHECK(told.stage == "in scope");
    CHECK(told.waiting_for.empty());
    CHECK(told.meeting.items().empty());
  }
  SECTION("closed") {
    last = desk.Given("$october", "MeetingClosed { closed_at: @2012-10-17T12:00 }");
    const Told told = Ask(desk, last);
    CHECK(told.stage == "in scope");
    CHECK(told.waiting_for.empty());
    CHECK(told.standing == "not reached: the meeting was closed without a decision on it");
    CHECK(told.meeting.not_reached() == 1);
    CHECK(told.meeting.ready() + told.meeting.not_ready() == 0);
    const auto listed =
        desk.Ask<v1::ListCasesReply>("ListCases", "ListCasesRequest { stage: 'listed' }");
    CHECK(listed->cases().empty());
  }
  SECTION("cancelled") {
    last = desk.Given("$october", "MeetingCancelled { reason: 'Snow.' }");
    const Told told = Ask(desk, last);
    CHECK(told.stage == "in scope");
    CHECK(told.standing == "not reached: the meeting was cancelled");
  }
  SECTION("deferred") {
    last = desk.Given(
        "$ready", "CaseDeferred { meeting_id: $october item_id: $october_1 reason: 'No report.' }");
    const Told told = Ask(desk, last);
    CHECK(told.stage == "in scope");
    CHECK(told.standing == "deferred");
  }
  SECTION("passed to another board") {
    last = desk.Given("$ready", "CaseTransferred { from_board_id: $board to_board_id: $other }");
    const Told told = Ask(desk, last);
    CHECK(told.standing == "not decided here: the case passed to another board");
    CHECK_FALSE(told.meeting.items(0).ready());
    last = desk.Given("$october", "MeetingClosed { closed_at: @2012-10-17T12:00 }");
    CHECK(Ask(desk, last).meeting.not_reached() == 1);
  }
  SECTION("decided, and not ratified") {
    last = desk.Given("$ready", R"(PanelDecisionRecorded {
      decision_id: $d9 meeting_id: $october item_id: $october_1 category: 7 category_title: 'C'
      modifiability_title: 'M' decided_at: @2012-10-17T11:00 })");
    CHECK(Ask(desk, last).stage == "decided");
    CHECK(Ask(desk, last).standing == "decided");
    desk.Given("$october",
               "ItemRatified { item_id: $october_1 at_meeting_id: $november ratified: NO "
               "reason: 'Not read.' ratified_at: @2012-11-14T10:00 }");
    last = desk.Given("$ready", R"(DecisionNotRatified {
      decision_id: $d9 meeting_id: $october item_id: $october_1 at_meeting_id: $november
      put_at: @2012-11-14T10:00 reason: 'Not read.' })");
    const Told told = Ask(desk, last);
    CHECK(told.stage == "in scope");
    CHECK(told.standing == "not ratified, and open again: Not read.");
    CHECK(told.meeting.decided() == 0);
    CHECK(told.meeting.not_ratified() == 1);
    REQUIRE(told.meeting.items(0).outcomes_size() == 2);
    CHECK(told.meeting.items(0).outcomes(1).title() == "Decision not ratified");
  }
}

TEST_CASE("at a meeting that only advises an item is discussed, and the record of it is owed") {
  TestDesk desk;
  desk.TellOfAYear();
  desk.On("2020-06-01").Given("$late", R"(
    DeathNotificationReceived {
      notification_id: $r20 case_reference: 'CD-20-001' channel: FORM notifier: HOSPITAL
      received_at: @2020-03-02T11:00
    }
    ChildIdentified { given_names: 'Hidden' family_name: 'Name' }
    DeathRecorded { date_of_birth: @2015-01-02 date_of_death: @2020-03-01 sex: MALE }
    ScopeDetermined { live_born: YES lawful_termination: NO in_scope: true ground: 'live born' }
    ExpectednessClassified { expectedness: EXPECTED grounds: 'life-limiting condition' }
    CaseListed { meeting_id: $review item_id: $review_1 starts_at: @2020-06-02T10:00
                 meeting_kind: 'cdrm' review_meeting: true })");
  uint64_t last = desk.Given("$review", R"(
    MeetingScheduled { body_id: $panel starts_at: @2020-06-02T10:00 kind: 'cdrm'
                       advises_only: true review_meeting: true }
    ItemListed { item_id: $review_1 number: 1 subject: CHILD_DEATH subject_id: $late })");
  desk.house().Adopt("wt2018");
  desk.OpenViews();
  const auto missing = [&](uint64_t at_least) {
    const auto cases = desk.Ask<v1::ListCasesReply>(
        "ListCases", absl::StrCat("ListCasesRequest { reference_contains: 'CD-20-001' "
                                  "at_least_position: ",
                                  at_least, " }"));
    REQUIRE(cases.ok());
    REQUIRE(cases->cases_size() == 1);
    const auto& words = cases->cases(0).missing_for_panel();
    return std::vector<std::string>(words.begin(), words.end());
  };
  CHECK(missing(last) ==
        std::vector<std::string>{"the child death review meeting has not been held"});
  last = desk.Given("$review", "MeetingClosed { closed_at: @2020-06-02T12:00 }");
  CHECK(missing(last) ==
        std::vector<std::string>{"the child death review meeting of 2 June 2020 was held, and its "
                                 "record is owed (RecordReviewMeeting)"});
  const auto meetings = desk.Ask<v1::ListMeetingsReply>(
      "ListMeetings", "ListMeetingsRequest { from: @2020-06-02 until: @2020-06-02 }");
  REQUIRE(meetings.ok());
  REQUIRE(meetings->meetings_size() == 1);
  CHECK(meetings->meetings(0).items(0).standing() == "discussed");
  CHECK(meetings->meetings(0).discussed() == 1);
  CHECK(meetings->meetings(0).not_reached() == 0);
}

TEST_CASE("a case that is kept for a themed meeting says so") {
  TestDesk desk;
  List(desk);
  const uint64_t last = desk.Given("$ready", R"(CaseHeld {
    hold_id: $h9 because_of: 'Drowning' look_again_on: @2013-01-15 meeting_kind: 'themed'
    meeting_kind_title: 'Themed panel' })");
  desk.OpenViews();
  const Told told = Ask(desk, last);
  CHECK(told.stage == "kept for a meeting");
  CHECK(told.waiting_for ==
        "kept for a meeting: Themed panel (Drowning), to be looked at on 15 January 2013; meeting "
        "on 17 October 2012");
}

TEST_CASE("attendance is told of every seat of a body, year by year") {
  TestDesk desk;
  desk.TellOfAYear();
  desk.Given("$board", R"(
    SeatCreated { seat_id: $police_seat body_id: $panel role: POLICE from: @2010-04-01 }
    SeatFilled { seat_id: $police_seat person_id: $auditor from: @2010-04-01 })");
  desk.Given("$march", R"(
    MeetingScheduled { body_id: $panel starts_at: @2012-03-14T10:00 }
    AttendanceRecorded {
      person_id: $auditor seat_id: $police_seat kind: SEAT_HOLDER from: @2012-03-14T10:00
    }
    MeetingClosed { closed_at: @2012-03-14T12:00 })");
  const uint64_t last = desk.Given("$board", "PersonRegistered { person_id: $late name: 'Late' }");
  desk.OpenViews();
  const auto reply = desk.Ask<v1::GetAttendanceReply>(
      "GetAttendance",
      absl::StrCat("GetAttendanceRequest { body_id: $panel at_least_position: ", last, " }"));
  REQUIRE(reply.ok());
  REQUIRE(reply->seats_size() == 2);  // the meeting of March and that of June are of two years
  CHECK(reply->seats(0).year_from() == 2011);
  CHECK(reply->seats(0).by_holder() == 1);
  CHECK(reply->seats(1).year_from() == 2012);
  CHECK(reply->seats(1).by_holder() == 0);
  CHECK(reply->seats(1).apologies() == 1);
  CHECK(reply->seats(1).role() == types::v1::POLICE);
}

}  // namespace
}  // namespace candour::views
