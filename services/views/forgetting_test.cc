// What views do when something is forgotten: no row made from it stays.
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "candour/record/v1/record.pb.h"
#include "candour/views/v1/views.pb.h"
#include "services/views/projection.h"
#include "tests/support/desk.h"

namespace candour::views {
namespace {

using testing::TestDesk;
using types::v1::Forgetting;

Forgetting Ask(TestDesk& desk, const std::string& role, const std::string& method,
               const std::string& request) {
  Forgetting reply;
  REQUIRE(desk.house()
              .As(role)
              .client()
              .Call(absl::StrCat("candour.record.v1.Record.", method),
                    *desk.house().Tell("record", request).front(), reply)
              .ok());
  return reply;
}

Forgetting Forget(TestDesk& desk, const std::string& id, const std::string& extent) {
  const Forgetting asked =
      Ask(desk, "cdop_administrator", "RequestForgetting",
          absl::StrCat("RequestForgettingRequest { about { aggregate: CHILD_DEATH id: ", id,
                       " board_id: $board } extent: ", extent,
                       " reason: 'r' legal_ground: 'l' authority: 'a' }"));
  return Ask(
      desk, "information_governance", "Forget",
      absl::StrCat("ForgetRequest { board_id: $board request_id: '", asked.request_id(), "' }"));
}

absl::StatusOr<v1::ListCasesReply> Cases(TestDesk& desk, uint64_t at_least) {
  return desk.Ask<v1::ListCasesReply>(
      "ListCases", absl::StrCat("ListCasesRequest { at_least_position: ", at_least, " }"));
}

bool Lists(const v1::ListCasesReply& reply, const std::string& id) {
  for (const auto& found : reply.cases()) {
    if (found.case_id() == id) return true;
  }
  return false;
}

// Keys and values of every row of the view in use. The views must be closed.
bool AnyRowWith(TestDesk& desk, const std::string& text) {
  const auto store = desk.stores().Open(TestDesk::kTenant, kViewVersion).value();
  for (const storage::ViewRow& row : testing::RowsOf(*store)) {
    if (absl::StrContains(row.key, text) || absl::StrContains(row.value, text)) return true;
  }
  return false;
}

TEST_CASE("a view that follows is built again without what was forgotten") {
  TestDesk desk;
  const uint64_t last = desk.TellOfAYear();
  desk.OpenViews();
  REQUIRE(Lists(*Cases(desk, last), desk.Id("$unexpected")));
  const Forgetting act = Forget(desk, "$unexpected", "WHOLE_CASE");
  const auto after = Cases(desk, act.forgotten_position());
  REQUIRE(after.ok());
  CHECK_FALSE(Lists(*after, desk.Id("$unexpected")));
  CHECK(after->cases_size() > 0);
  const auto meetings = desk.Ask<v1::ListMeetingsReply>(
      "ListMeetings", "ListMeetingsRequest { from: @2012-06-01 until: @2012-06-30 }");
  REQUIRE(meetings->meetings_size() == 1);
  CHECK(meetings->meetings(0).forgotten() == 1);
  CHECK(meetings->meetings(0).deferred() == 0);
  CHECK(meetings->meetings(0).decided() == 1);
  CHECK(meetings->meetings(0).items(0).standing() == "the case was forgotten");
  // An answer at or beyond the event that says so comes from a view without it.
  const auto state = desk.Ask<v1::GetViewStateReply>(
      "GetViewState", "GetViewStateRequest { tenant: 'northshire' }", "operator");
  CHECK(state->rebuilds() == 1);
  CHECK(state->next_position() > act.forgotten_position());
  desk.CloseViews();
  CHECK_FALSE(AnyRowWith(desk, "CD-12-001"));
}

TEST_CASE("a view that was away does not go on from its old rows") {
  TestDesk desk;
  const uint64_t last = desk.TellOfAYear();
  desk.OpenViews();
  REQUIRE(Cases(desk, last).ok());
  desk.CloseViews();
  REQUIRE(AnyRowWith(desk, "CD-12-001"));
  const Forgetting act = Forget(desk, "$unexpected", "WHOLE_CASE");
  desk.OpenViews();
  CHECK_FALSE(Lists(*Cases(desk, act.forgotten_position()), desk.Id("$unexpected")));
  desk.CloseViews();
  CHECK_FALSE(AnyRowWith(desk, "CD-12-001"));
}

TEST_CASE("a view that begins afterwards is not built twice") {
  TestDesk desk;
  desk.TellOfAYear();
  const Forgetting act = Forget(desk, "$unexpected", "IDENTITY_ONLY");
  desk.OpenViews();
  CHECK(Lists(*Cases(desk, act.forgotten_position()), desk.Id("$unexpected")));
  const auto state = desk.Ask<v1::GetViewStateReply>(
      "GetViewState", "GetViewStateRequest { tenant: 'northshire' }", "operator");
  CHECK(state->rebuilds() == 0);
}

}  // namespace
}  // namespace candour::views
