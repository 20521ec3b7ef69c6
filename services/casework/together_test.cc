// Several acts in one append, through one real path: gate, casework, record.
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "candour/casework/v1/together.pb.h"
#include "candour/record/v1/record.pb.h"
#include "services/gate/errors.h"
#include "tests/support/house.h"

namespace candour::casework {
namespace {

using testing::TestHouse;

constexpr char kReceived[] = R"(ReceiveNotification {
  case_id: $case case_reference: 'CDOP/2010/1' channel: LETTER notifier: HOSPITAL
  received_at: @2010-03-08T09:00 })";
constexpr char kDied[] = R"(RecordDeath {
  case_id: $case date_of_birth: @2009-01-01 date_of_death: @2010-03-07 sex: FEMALE })";
constexpr char kScope[] = R"(DetermineScope {
  case_id: $case live_born: YES lawful_termination: NO in_scope: true ground: 'Registered.' })";

class House : public TestHouse {
 public:
  House() {
    On("2010-03-08").As("operator");
    Do("OpenBoard { board_id: $board name: 'Northshire' area_code: 'E09000999' opened_on: "
       "@2010-01-04 }");
    As("cdop_administrator");
  }

  v1::ActsTogether Acts(const std::vector<std::string>& commands, const std::string& id) {
    v1::ActsTogether acts;
    acts.mutable_header()->set_command_id(Id(id));
    acts.mutable_header()->set_board_id(Id("$board"));
    for (const std::string& command : commands) {
      acts.add_acts()->PackFrom(*Tell("casework", command).front());
    }
    return acts;
  }

  absl::StatusOr<types::v1::Accepted> Send(const v1::ActsTogether& acts) {
    types::v1::Accepted accepted;
    const absl::Status sent =
        client().Call("candour.casework.v1.Together.DoTogether", acts, accepted);
    if (!sent.ok()) return sent;
    return accepted;
  }

  std::vector<record::v1::RecordedEvent> Log() {
    record::v1::ReadAllRequest all;
    all.set_tenant(kTenant);
    auto pages = service().Read<record::v1::EventPage>("candour.record.v1.Record.ReadAll", all);
    std::vector<record::v1::RecordedEvent> events;
    record::v1::EventPage page;
    while (pages.Next(page)) {
      events.insert(events.end(), page.events().begin(), page.events().end());
    }
    return events;
  }
};

TEST_CASE("acts done together see one another, stand in one append, and are done once") {
  House house;
  const size_t before = house.Log().size();
  const auto acts = house.Acts({kReceived, kDied, kScope}, "$row");
  const auto first = house.Send(acts);
  REQUIRE(first.ok());
  const auto log = house.Log();
  REQUIRE(log.size() == before + first->events_size());
  CHECK(first->events_size() == 4);  // one of its reference
  uint64_t revision = 0;
  for (size_t at = before; at < log.size(); ++at) {
    CHECK(log[at].command_id() == log[before].command_id());
    if (log[at].stream_type() == types::v1::CHILD_DEATH) CHECK(log[at].revision() == revision++);
  }
  CHECK(revision == 3);
  const auto again = house.Send(acts);
  REQUIRE(again.ok());
  CHECK(again->SerializeAsString() == first->SerializeAsString());
  CHECK(house.Log().size() == log.size());
}

TEST_CASE("of acts done together all are recorded or none") {
  House house;
  const size_t before = house.Log().size();
  const auto refused =
      house.Send(house.Acts({kReceived, kDied, kDied, kReceived}, "$row")).status();
  const auto rejection = gate::RejectionIn(refused);
  REQUIRE(rejection);
  CHECK(rejection->reason() == types::v1::ALREADY_DONE);
  CHECK(absl::StartsWith(rejection->sentence(), "act "));
  CHECK(house.Log().size() == before);
}

TEST_CASE("a trial records nothing and tells what would be") {
  House house;
  const size_t before = house.Log().size();
  auto acts = house.Acts({kReceived, kDied}, "$row");
  acts.set_only_try(true);
  const auto tried = house.Send(acts);
  REQUIRE(tried.ok());
  REQUIRE(tried->events_size() == 3);
  CHECK(tried->events(2).event_type() == "DeathRecorded");
  CHECK_FALSE(tried->has_recorded_at());
  CHECK(house.Log().size() == before);
  acts.set_only_try(false);
  CHECK(house.Send(acts).ok());
}

TEST_CASE("what names no command, or one the caller may not give, is refused by its place") {
  House house;
  auto acts = house.Acts({kReceived}, "$row");
  SECTION("no command") {
    acts.add_acts()->PackFrom(types::v1::Accepted());
    const absl::Status status = house.Send(acts).status();
    REQUIRE(gate::BadRequestIn(status));
    CHECK(gate::BadRequestIn(status)->field_violations(0).field() == "acts[1]");
  }
  SECTION("a field not as declared") {
    acts.add_acts()->PackFrom(*house.Tell("casework", "RecordDeath { case_id: $case }").front());
    const absl::Status status = house.Send(acts).status();
    REQUIRE(gate::BadRequestIn(status));
    CHECK(absl::StartsWith(gate::BadRequestIn(status)->field_violations(0).field(), "acts[1]."));
  }
  SECTION("an id of its own") {
    acts.add_acts()->PackFrom(
        *house.Tell("casework", R"(RecordDeath { case_id: $case header { command_id: $own } })")
             .front());
    const absl::Status status = house.Send(acts).status();
    REQUIRE(gate::BadRequestIn(status));
    CHECK(gate::BadRequestIn(status)->field_violations(0).field() == "acts[1].header.command_id");
  }
  SECTION("a correction among others") {
    acts.add_acts()->PackFrom(
        *house
             .Tell("casework",
                   "RecordParentLeaflet { case_id: $case sent_on: @2010-12-21 header { "
                   "corrects_event_id: $leaflet correction_reason: 'Typed.' } }")
             .front());
    const absl::Status status = house.Send(acts).status();
    REQUIRE(gate::BadRequestIn(status));
    CHECK(gate::BadRequestIn(status)->field_violations(0).field() ==
          "acts[1].header.corrects_event_id");
  }
  SECTION("not permitted") {
    acts.add_acts()->PackFrom(*house.Tell("casework", "ReferCase { review_id: $review }").front());
    const absl::Status status = house.Send(acts).status();
    CHECK(absl::IsPermissionDenied(status));
    CHECK(absl::StrContains(status.message(), "act 2 (Refer a case for review): "));
  }
  CHECK(house.Log().size() == 2);  // the log, and the board
}

}  // namespace
}  // namespace candour::casework
