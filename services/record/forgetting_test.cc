// Forgetting through a real gate: who may, in which order, and what is left.
#include <map>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/record/streams.h"
#include "services/record/test_record.h"

namespace candour::record {
namespace {

using testing::TestHouse;
using types::v1::Forgetting;

const char kAbout[] = "about { aggregate: CHILD_DEATH id: $case board_id: $board }";

void OpenCase(TestHouse& house) {
  house.On("2010-01-04").As("operator").Do(R"(
    OpenBoard { board_id: $board name: 'Northshire' area_code: 'E09000999' opened_on: @2010-01-04 })");
  house.As("cdop_administrator");
  house.Adopt("holidays_england_wales");
  house.Adopt("wt2010");
  house.On("2010-03-08").Do(R"(
    ReceiveNotification {
      header { command_id: $notified } case_id: $case case_reference: 'CDOP/2010/1'
      channel: TELEPHONE notifier: HOSPITAL received_at: @2010-03-08T09:00 }
    IdentifyChild { case_id: $case given_names: 'Ada' family_name: 'Example' })");
}

absl::StatusOr<Forgetting> Ask(TestHouse& house, const std::string& method,
                               const std::string& request) {
  Forgetting reply;
  const absl::Status asked = house.client().Call(TestRecord::Method(method),
                                                 *house.Tell("record", request).front(), reply);
  if (!asked.ok()) return asked;
  return reply;
}

Forgetting Request(TestHouse& house, const std::string& extent = "WHOLE_CASE") {
  const auto asked = Ask(house.As("cdop_administrator"), "RequestForgetting",
                         absl::StrCat("RequestForgettingRequest { ", kAbout, " extent: ", extent,
                                      " reason: 'Kept beyond its time.' legal_ground: 'Article 17'"
                                      " authority: 'Schedule 4' }"));
  REQUIRE(asked.ok());
  return *asked;
}

absl::StatusOr<Forgetting> Forget(TestHouse& house, const Forgetting& request) {
  return Ask(
      house, "Forget",
      absl::StrCat("ForgetRequest { board_id: $board request_id: '", request.request_id(), "' }"));
}

// How many events of the whole log can be read, and how many were forgotten.
std::pair<int, int> Readable(TestHouse& house) {
  v1::ReadAllRequest request;
  request.set_tenant(TestHouse::kTenant);
  auto pages = house.service().Read<v1::EventPage>(TestRecord::Method("ReadAll"), request);
  std::pair<int, int> counts;
  v1::EventPage page;
  while (pages.Next(page)) {
    for (const v1::RecordedEvent& event : page.events()) {
      ++(event.forgotten() ? counts.second : counts.first);
      CHECK(event.forgotten() != event.has_body());
    }
  }
  REQUIRE(pages.Finish().ok());
  return counts;
}

TEST_CASE("a case is forgotten once somebody else agrees, and says so to whoever reads") {
  TestHouse house;
  OpenCase(house);
  const int before = Readable(house).first;
  const Forgetting asked = Request(house);
  CHECK(asked.requested_by() == "Somebody, cdop_administrator");
  CHECK_FALSE(asked.keys_destroyed());
  CHECK(Readable(house).second == 0);

  const auto done = Forget(house.As("information_governance"), asked);
  REQUIRE(done.ok());
  CHECK(done->agreed_by() == "Somebody, information_governance");
  CHECK(done->keys_destroyed());
  CHECK_FALSE(done->certified());
  REQUIRE(done->scopes_size() == 2);
  CHECK(done->scopes(0).scope_id() != done->scopes(1).scope_id());
  const auto forgotten = static_cast<int>(done->scopes(0).events() + done->scopes(1).events());
  CHECK(forgotten > 1);
  // Requested, agreed, forgotten: three more that stay readable.
  CHECK(Readable(house) == std::make_pair(before + 3 - forgotten, forgotten));

  // Once more is the same answer; nothing can be added, and a retry is not answered from memory.
  CHECK(Forget(house, asked)->forgotten_position() == done->forgotten_position());
  house.As("cdop_administrator");
  const auto added = house.Try("IdentifyChild { case_id: $case family_name: 'Other' }");
  CHECK(added.status().code() == absl::StatusCode::kFailedPrecondition);
  CHECK(absl::StrContains(added.status().message(), "forgotten"));
  const auto retried = house.Try(R"(ReceiveNotification {
      header { command_id: $notified } case_id: $case case_reference: 'CDOP/2010/1'
      channel: TELEPHONE notifier: HOSPITAL received_at: @2010-03-08T09:00 })");
  CHECK(retried.status().code() == absl::StatusCode::kFailedPrecondition);
  CHECK(absl::StrContains(retried.status().message(), "forgotten"));
}

TEST_CASE("of a case only who it was about can be forgotten; the case goes on") {
  TestHouse house;
  OpenCase(house);
  const Forgetting asked = Request(house, "IDENTITY_ONLY");
  const auto done = Forget(house.As("information_governance"), asked);
  REQUIRE(done.ok());
  REQUIRE(done->scopes_size() == 1);
  CHECK(Readable(house).second == static_cast<int>(done->scopes(0).events()));
  house.As("cdop_administrator");
  CHECK(house
            .Try("RecordDeath { case_id: $case date_of_birth: @2009-01-01 "
                 "date_of_death: @2010-03-07 sex: FEMALE }")
            .status()
            .code() != absl::StatusCode::kDataLoss);
  CHECK(house.Try("IdentifyChild { case_id: $case given_names: 'Ada' family_name: 'Other' }")
            .status()
            .code() == absl::StatusCode::kFailedPrecondition);
}

TEST_CASE("who may not forget, and what stands against it") {
  TestHouse house;
  OpenCase(house);
  const Forgetting asked = Request(house);
  const auto code = [&] { return Forget(house, asked).status().code(); };

  SECTION("what was asked for already is not asked for again") {
    const auto again = Ask(house, "RequestForgetting",
                           absl::StrCat("RequestForgettingRequest { ", kAbout,
                                        " extent: WHOLE_CASE reason: 'Again.' legal_ground: 'As "
                                        "before' authority: 'Schedule 4' }"));
    CHECK(again.status().code() == absl::StatusCode::kAlreadyExists);
    CHECK(absl::StrContains(again.status().message(), asked.request_id()));
    Request(house, "IDENTITY_ONLY");
  }
  SECTION("a role without the permission") {
    house.As("auditor");
    CHECK(code() == absl::StatusCode::kPermissionDenied);
  }
  SECTION("the person who asked") {
    house.As("information_governance");
    const auto own = Ask(house, "RequestForgetting",
                         absl::StrCat("RequestForgettingRequest { ", kAbout,
                                      " extent: IDENTITY_ONLY reason: 'r' legal_ground: 'l'"
                                      " authority: 'a' }"));
    REQUIRE(own.ok());
    CHECK(Forget(house, *own).status().code() == absl::StatusCode::kPermissionDenied);
  }
  SECTION("somebody of another board") {
    house.Of("$elsewhere").As("information_governance");
    CHECK(code() == absl::StatusCode::kPermissionDenied);
    const auto named = Ask(house, "RequestForgetting",
                           absl::StrCat("RequestForgettingRequest { ", kAbout,
                                        " extent: WHOLE_CASE reason: 'r' legal_ground: 'l'"
                                        " authority: 'a' }"));
    CHECK(named.status().code() == absl::StatusCode::kPermissionDenied);
    house.Of("$board");
  }
  SECTION("a legal hold, until it is lifted") {
    house.As("information_governance");
    types::v1::LegalHold hold;
    REQUIRE(house.client()
                .Call(TestRecord::Method("PlaceLegalHold"),
                      *house
                           .Tell("record", absl::StrCat("PlaceLegalHoldRequest { ", kAbout,
                                                        " reason: 'Inquiry' authority: 'Letter' }"))
                           .front(),
                      hold)
                .ok());
    CHECK(code() == absl::StatusCode::kFailedPrecondition);
    v1::ListForgettingsReply listed;
    REQUIRE(house.client()
                .Call(TestRecord::Method("ListForgettings"), v1::ListForgettingsRequest(), listed)
                .ok());
    CHECK(listed.holds_size() == 1);
    REQUIRE(house.client()
                .Call(TestRecord::Method("LiftLegalHold"),
                      *house
                           .Tell("record",
                                 absl::StrCat("LiftLegalHoldRequest { board_id: $board hold_id: '",
                                              hold.hold_id(), "' reason: 'Over' authority: 'L' }"))
                           .front(),
                      hold)
                .ok());
    CHECK(code() == absl::StatusCode::kOk);
  }
  SECTION("that there is nothing of the kind") {
    house.As("information_governance");
    CHECK(Ask(house, "Forget", "ForgetRequest { board_id: $board request_id: $nothing }")
              .status()
              .code() == absl::StatusCode::kNotFound);
    CHECK(Ask(house, "RequestForgetting",
              "RequestForgettingRequest { about { aggregate: BOARD id: $board board_id: $board } "
              "extent: WHOLE_CASE reason: 'r' legal_ground: 'l' authority: 'a' }")
              .status()
              .code() == absl::StatusCode::kInvalidArgument);
  }
}

TEST_CASE("an export's events come with keys and paths; a forgotten one comes without") {
  TestHouse house;
  OpenCase(house);
  v1::Checkpoint checkpoint;
  v1::GetCheckpointRequest now;
  now.set_tenant(TestHouse::kTenant);
  const auto disclose = [&] {
    REQUIRE(house.service().Call(TestRecord::Method("GetCheckpoint"), now, checkpoint).ok());
    v1::DiscloseScopeRequest request;
    request.set_tenant(TestHouse::kTenant);
    request.set_scope_id(ScopeIdOf({types::v1::CHILD_DEATH, house.Id("$case")}, types::v1::OWN));
    request.set_tree_size(checkpoint.size());
    auto pages =
        house.service().Read<v1::DisclosedPage>(TestRecord::Method("DiscloseScope"), request);
    std::vector<v1::DisclosedEvent> events;
    v1::DisclosedPage page;
    while (pages.Next(page))
      events.insert(events.end(), page.events().begin(), page.events().end());
    REQUIRE(pages.Finish().ok());
    return events;
  };
  const auto events = disclose();
  REQUIRE_FALSE(events.empty());
  for (const auto& event : events) CHECK(event.event_key().size() == 32);
  const Forgetting asked = Request(house);
  REQUIRE(Forget(house.As("information_governance"), asked).ok());
  const auto forgotten = disclose();
  REQUIRE(forgotten.size() == events.size());
  for (const auto& event : forgotten) CHECK(event.event_key().empty());
  CHECK(forgotten.front().leaf() == events.front().leaf());
}

}  // namespace
}  // namespace candour::record
