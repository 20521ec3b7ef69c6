// What a board sees of the meetings of another board's panel, which serves it.
#include "absl/strings/str_cat.h"
#include "candour/views/v1/views.pb.h"
#include "tests/support/desk.h"

namespace candour::views {
namespace {

using testing::TestDesk;

std::string Case(const std::string& reference) {
  return absl::StrCat(R"(
    DeathNotificationReceived {
      notification_id: $note case_reference: ')",
                      reference, R"(' channel: FORM notifier: HOSPITAL
      received_at: @2012-09-08T11:00
    }
    DeathRecorded { date_of_birth: @2005-01-02 date_of_death: @2012-09-07 sex: MALE }
    ScopeDetermined { live_born: YES lawful_termination: NO in_scope: true ground: 'live born' }
    CaseListed { meeting_id: $october item_id: $listed starts_at: @2012-10-17T10:00 })");
}

std::string Decided(const std::string& item) {
  return absl::StrCat(
      "PanelDecisionRecorded { meeting_id: $october item_id: ", item,
      " decision_id: $decision category: 7 category_title: 'Congenital' modifiability: 'none' "
      "modifiability_title: 'none' decided_at: @2012-10-17T11:00 }");
}

struct Row {
  const char* what;
  const char* asking;
  std::string request;
  size_t meetings;
  std::vector<std::string> references;  // of the items of the last
};

TEST_CASE("a served board finds the meetings of the panel, with its own cases alone") {
  TestDesk desk;
  desk.TellOfAYear();
  desk.On("2012-09-10").Given("$board", R"(
    BodyShared { body_id: $panel served_board_id: $south from: @2012-09-01 until: @2012-10-31 })");
  desk.Given("$ours", Case("CD-12-009"));
  desk.Given("$no_item", Case("CD-12-010"));
  desk.InNameOf("$south");
  desk.Given("$south",
             "BoardOpened { name: 'Southshire' area_code: 'E09000998' opened_on: "
             "@2010-03-01 }");
  desk.Given("$theirs", Case("SV-12-001"));
  desk.InNameOf("$board").Given("$october", R"(
    MeetingScheduled { body_id: $panel starts_at: @2012-10-17T10:00 place: 'Hall' }
    ItemListed { item_id: $item_1 number: 1 subject: CHILD_DEATH subject_id: $ours }
    ItemListed { item_id: $item_2 number: 2 subject: CHILD_DEATH subject_id: $theirs })");
  desk.Given("$november", "MeetingScheduled { body_id: $panel starts_at: @2012-11-14T10:00 }");
  desk.On("2012-10-18").Given("$ours", Decided("$item_1"));
  desk.Given("$theirs", Decided("$item_2"));
  const uint64_t last = desk.Given("$no_item", Decided("''"));
  desk.OpenViews();

  const std::string both = absl::StrCat("from: @2012-10-01 at_least_position: ", last);
  const std::vector<Row> rows = {
      {"the panel's own", "$board", both, 2, {}},
      {"of the day",
       "$board",
       "from: @2012-10-17 until: @2012-10-17",
       1,
       {"CD-12-009", "SV-12-001"}},
      {"while it was served", "$south", both, 1, {"SV-12-001"}},
      {"before it was", "$south", "until: @2012-08-31", 0, {}},
      {"asking for the other board", "$south", "board_id: $board " + both, 0, {}},
      {"whom it does not serve", "$north", both, 0, {}}};
  for (const Row& row : rows) {
    INFO(row.what);
    const auto reply =
        desk.Asking(row.asking)
            .Ask<v1::ListMeetingsReply>("ListMeetings",
                                        absl::StrCat("ListMeetingsRequest { ", row.request, " }"));
    REQUIRE(reply.ok());
    REQUIRE(static_cast<size_t>(reply->meetings_size()) == row.meetings);
    if (row.references.empty()) continue;
    const v1::MeetingSummary& meeting = reply->meetings(0);
    std::vector<std::string> references;
    for (const auto& item : meeting.items()) references.push_back(item.reference());
    CHECK(references == row.references);
    CHECK(meeting.decided() == row.references.size());
    CHECK(meeting.body_name() == "Panel");
    CHECK(meeting.other_outcomes_size() == (std::string(row.asking) == "$board" ? 1 : 0));
  }
}

}  // namespace
}  // namespace candour::views
