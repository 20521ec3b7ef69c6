// How seats were filled where nobody held one or one person holds two, what only advises, and what
// meetings agreed to be done.
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "candour/views/v1/views.pb.h"
#include "tests/support/desk.h"

namespace candour::views {
namespace {

using testing::TestDesk;

std::string Sits(const std::string& day, const std::string& more = "",
                 const std::string& kind = "") {
  return absl::StrCat("MeetingScheduled { body_id: $panel starts_at: @", day, "T10:00 ", kind,
                      " } AttendanceRecorded { person_id: $auditor seat_id: $chair_of_panel kind: "
                      "SEAT_HOLDER from: @",
                      day, "T10:00 } ", more, " MeetingClosed { closed_at: @", day, "T12:00 }");
}

// In 2010 the auditor chairs the panel, and is its public health; the police seat falls vacant in
// June.
uint64_t TellOfSeats(TestDesk& desk) {
  desk.TellOfAYear();
  desk.Given("$board", R"(
    SeatCreated { seat_id: $chair_of_panel body_id: $panel role: CHAIR from: @2010-04-01 }
    SeatFilled { seat_id: $chair_of_panel person_id: $auditor from: @2010-04-01 }
    SeatCreated { seat_id: $health_seat body_id: $panel role: PUBLIC_HEALTH from: @2010-04-01 }
    SeatFilled { seat_id: $health_seat person_id: $auditor from: @2010-04-01 }
    SeatCreated { seat_id: $police_seat body_id: $panel role: POLICE from: @2010-04-01 }
    SeatFilled { seat_id: $police_seat person_id: $chair from: @2010-04-01 }
    SeatVacated { seat_id: $police_seat until: @2010-06-30 }
    DeputyNamed { seat_id: $police_seat person_id: $late from: @2010-04-01 })");
  desk.Given("$may", Sits("2010-05-12"));
  desk.Given("$july", Sits("2010-07-14"));
  desk.Given("$autumn", Sits("2010-09-15",
                             "AttendanceRecorded { person_id: $late kind: DEPUTY "
                             "seat_id: $police_seat from: @2010-09-15T10:00 }"));
  return desk.Given("$review", Sits("2010-10-13", "", "kind: 'cdrm' advises_only: true"));
}

TEST_CASE("a vacant seat is nobody's absence, and who holds two seats is there for both") {
  TestDesk desk;
  const uint64_t last = TellOfSeats(desk);
  desk.OpenViews();
  const auto reply = desk.Ask<v1::GetAttendanceReply>(
      "GetAttendance", absl::StrCat("GetAttendanceRequest { body_id: $panel from: @2010-04-01 "
                                    "until: @2011-03-31 at_least_position: ",
                                    last, " }"));
  REQUIRE(reply.ok());
  std::map<types::v1::SeatRole, v1::SeatAttendance> by;
  for (const auto& seat : reply->seats()) by[seat.role()] = seat;
  for (const auto& [role, seat] : by) CHECK(seat.meetings() == 3);
  CHECK(by[types::v1::CHAIR].by_holder() == 3);
  CHECK(by[types::v1::PUBLIC_HEALTH].by_holder() == 3);
  CHECK(by[types::v1::PUBLIC_HEALTH].unexplained() == 0);
  CHECK(by[types::v1::POLICE].unexplained() == 1);
  CHECK(by[types::v1::POLICE].vacant() == 1);
  CHECK(by[types::v1::POLICE].by_deputy() == 1);
}

TEST_CASE("a meeting that only advises is none of the panel's year") {
  TestDesk desk;
  const uint64_t last = TellOfSeats(desk);
  desk.OpenViews();
  const auto figures = desk.Ask<v1::GetFiguresReply>(
      "GetFigures",
      absl::StrCat("GetFiguresRequest { from: @2010-04-01 until: @2011-03-31 at_least_position: ",
                   last, " }"));
  REQUIRE(figures.ok());
  CHECK(figures->panel_meetings_held() == 3);
  REQUIRE(figures->meetings_held_size() == 1);
  CHECK(figures->meetings_held(0).count() == 3);
}

TEST_CASE("a review completed again on its old decision, and a referral that is owed, are told") {
  TestDesk desk;
  desk.TellOfAYear();
  const std::string again = "again on the decision of before";
  const std::string owed = "to be referred for a case review";
  const std::string reopened =
      "ReviewReopened { reopened_on: @2012-09-01 ground: ERROR_FOUND reason: 'r' }";
  const std::string completed = "ReviewCompleted { decision_id: $d2 completed_on: @2012-09-02 }";
  const std::string anew = R"(PanelDecisionRecorded {
    decision_id: $d3 supersedes_decision_id: $d2 meeting_id: $june item_id: $june_2 category: 7
    refer_for_review: YES decided_at: @2012-09-02T11:00 })";
  struct Row {
    const char* what;
    std::string events;
    bool on_the_old, owed;
  };
  for (const Row& row :
       {Row{"as completed", "ParentLeafletSent { sent_on: @2012-09-10 }", false, false},
        Row{"open again", reopened, false, false}, Row{"completed again", completed, true, false},
        Row{"open once more, and decided anew", reopened + anew, false, true},
        Row{"completed on that", completed, false, true}}) {
    INFO(row.what);
    const uint64_t last = desk.Given("$expected", row.events);
    desk.OpenViews();
    const auto reply = desk.Ask<v1::ListRegisterReply>(
        "ListRegister", absl::StrCat("ListRegisterRequest { reference_contains: 'CD-12-002' "
                                     "at_least_position: ",
                                     last, " }"));
    REQUIRE(reply.ok());
    INFO(reply->cases(0).other());
    CHECK((reply->cases(0).other().find(again) != std::string::npos) == row.on_the_old);
    CHECK((reply->cases(0).other().find(owed) != std::string::npos) == row.owed);
    desk.CloseViews();
  }
}

// At the panel of May 2012 three things were agreed, two of them due before it is 3 September.
uint64_t TellOfActions(TestDesk& desk) {
  desk.TellOfAYear();
  desk.Given("$spring", R"(
    MeetingScheduled { body_id: $panel starts_at: @2012-05-02T10:00 }
    MeetingActionAgreed { action_id: $of_meeting text: 'Find a lay member.' due_on: @2012-09-30
                          owner_agency_id: $health }
    MeetingActionAgreed { action_id: $of_theme text: 'A leaflet on sleep.' due_on: @2012-08-31
                          theme: 'Sleep' owner_agency_id: $police owner_person_id: $auditor }
    MeetingActionAgreed { action_id: $done text: 'Thank the chair.' due_on: @2012-06-01
                          owner_agency_id: $health }
    MeetingActionDone { action_id: $done done_on: @2012-06-02 outcome: 'Thanked.' })");
  return desk.Given("$unexpected", R"(
    CaseActionAgreed { action_id: $of_case meeting_id: $spring item_id: $june_1 text: 'Ask the GP.'
                       owner_agency_id: $health due_on: @2012-07-01 })");
}

TEST_CASE("what meetings agreed is listed until it is done, what is overdue first") {
  TestDesk desk;
  const uint64_t last = TellOfActions(desk);
  desk.OpenViews();
  using Ids = std::vector<std::string>;
  const auto ask = [&](const std::string& request, const std::string& role = "cdop_administrator") {
    const auto reply = desk.Ask<v1::ListMeetingActionsReply>(
        "ListMeetingActions",
        absl::StrCat("ListMeetingActionsRequest { ", request, " at_least_position: ", last, " }"),
        role);
    REQUIRE(reply.ok());
    return *reply;
  };
  const auto ids = [&](const v1::ListMeetingActionsReply& reply) {
    Ids found;
    for (const auto& action : reply.actions()) {
      for (const char* id : {"$of_meeting", "$of_theme", "$of_case", "$done"}) {
        if (desk.Id(id) == action.action_id()) found.push_back(id);
      }
    }
    return found;
  };
  const auto all = ask("");
  REQUIRE(ids(all) == Ids{"$of_case", "$of_theme", "$of_meeting"});
  CHECK(all.overdue() == 2);
  CHECK(all.actions(0).case_id() == desk.Id("$unexpected"));
  CHECK(all.actions(0).reference() == "CD-12-001");
  CHECK(all.actions(0).days_overdue() == 64);
  CHECK(all.actions(0).meeting_id() == desk.Id("$spring"));
  CHECK(all.actions(1).theme() == "Sleep");
  CHECK(all.actions(1).case_id().empty());
  CHECK(all.actions(1).meeting_id() == desk.Id("$spring"));
  CHECK(all.actions(1).days_overdue() == 3);
  CHECK_FALSE(all.actions(1).owner_name().empty());
  CHECK(all.actions(1).owner_name() != all.actions(1).owner_person_id());
  CHECK(all.actions(2).days_overdue() == 0);
  CHECK(all.actions(2).body_name() == all.actions(0).body_name());
  CHECK_FALSE(all.actions(2).body_name().empty());

  struct Row {
    const char* what;
    std::string request;
    Ids found;
  };
  for (const Row& row : {
           Row{"also done", "also_done: true", {"$of_case", "$of_theme", "$of_meeting", "$done"}},
           Row{"overdue", "only_overdue: true also_done: true", {"$of_case", "$of_theme"}},
           Row{"by its owner", "agency_id: $police", {"$of_theme"}},
           Row{"by its case", "case_id: $unexpected", {"$of_case"}},
           Row{"by its day", "due_by: @2012-08-31", {"$of_case", "$of_theme"}},
           Row{"of another meeting", "meeting_id: $june", {}},
           Row{"of the meeting", "meeting_id: $spring due_by: @2012-07-01", {"$of_case"}},
           Row{"of another body", "body_id: $full_board", {}},
           Row{"of the body", "body_id: $panel due_by: @2012-07-01", {"$of_case"}},
       }) {
    INFO(row.what);
    CHECK(ids(ask(row.request)) == row.found);
  }
  CHECK(ask("also_done: true").actions(3).outcome() == "Thanked.");
  const auto first = ask("page_size: 2");
  CHECK(ids(first) == Ids{"$of_case", "$of_theme"});
  CHECK(first.total() == 3);
  CHECK(ids(ask(absl::StrCat("page_size: 2 page_token: '", first.next_page_token(), "'"))) ==
        Ids{"$of_meeting"});
  // Who may not read child death reviews is not told what is to be done of one.
  CHECK(ids(ask("", "subgroup_member")) == Ids{"$of_theme", "$of_meeting"});
}

TEST_CASE("what is to be done about a case goes with its lead") {
  TestDesk desk;
  TellOfActions(desk);
  desk.Given("$other", "BoardOpened { name: 'Southshire' opened_on: @2010-03-01 }");
  const uint64_t last =
      desk.Given("$unexpected", "CaseTransferred { from_board_id: $board to_board_id: $other }");
  desk.OpenViews();
  const auto found = [&](const std::string& board) {
    desk.Asking(board);
    const auto reply = desk.Ask<v1::ListMeetingActionsReply>(
        "ListMeetingActions",
        absl::StrCat("ListMeetingActionsRequest { at_least_position: ", last, " }"));
    REQUIRE(reply.ok());
    return std::pair(reply->total(), reply->actions(0).action_id() == desk.Id("$of_case"));
  };
  CHECK(found("$board") == std::pair<uint32_t, bool>(2, false));
  CHECK(found("$other") == std::pair<uint32_t, bool>(1, true));
}

}  // namespace
}  // namespace candour::views
