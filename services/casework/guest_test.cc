// A death told by somebody without an account, through the real door.
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "candour/casework/v1/intake.pb.h"
#include "candour/record/v1/record.pb.h"
#include "candour/types/v1/case_file.pb.h"
#include "services/gate/errors.h"
#include "services/record/streams.h"
#include "tests/support/house.h"

namespace candour::casework {
namespace {

using testing::TestHouse;

constexpr char kMethod[] = "candour.casework.v1.GuestNotifications.NotifyDeath";

class House {
 public:
  House() {
    house_.On("2010-03-08").As("operator");
    house_.Do(
        "OpenBoard { board_id: $board name: 'Northshire' area_code: 'E09000999' opened_on: "
        "@2010-01-04 }");
    house_.As("cdop_administrator");
    guest_ = gate::Client::InProcess([] { return std::string(); });
    house_.Attach(*guest_);
  }

  absl::StatusOr<v1::NotificationReceipt> Tell(const std::string& changes = "") {
    auto told = house_.Tell("casework", absl::StrCat(R"(NotifyDeath {
      header { command_id: $call board_id: $board tenant: 'northshire' } notifier: SCHOOL
      given_names: 'Given' family_name: 'Unmistakable' account: 'Absent; the aunt told us.'
      guest_name: 'A Teacher' guest_contact: 'office@school.invalid' )",
                                                     changes, "}"));
    v1::NotificationReceipt receipt;
    const absl::Status sent = guest_->Call(kMethod, *told.front(), receipt);
    if (!sent.ok()) return sent;
    return receipt;
  }

  std::vector<record::v1::RecordedEvent> Log() {
    record::v1::ReadAllRequest all;
    all.set_tenant(TestHouse::kTenant);
    auto pages =
        house_.service().Read<record::v1::EventPage>("candour.record.v1.Record.ReadAll", all);
    std::vector<record::v1::RecordedEvent> events;
    record::v1::EventPage page;
    while (pages.Next(page)) {
      events.insert(events.end(), page.events().begin(), page.events().end());
    }
    return events;
  }

  TestHouse& house() { return house_; }
  gate::Client& guest() { return *guest_; }

 private:
  TestHouse house_;
  std::unique_ptr<gate::Client> guest_;
};

std::string StreamOf(const record::v1::RecordedEvent& event) {
  Bytes16 id{};
  std::copy(event.stream_id().begin(), event.stream_id().end(), id.begin());
  return UuidText(id);
}

TEST_CASE("a guest is told a receipt, the same for the same call, and nothing else") {
  House house;
  const size_t size = house.Log().size();
  const auto receipt = house.Tell();
  REQUIRE(receipt.ok());
  CHECK(receipt->receipt_code().size() == 14);
  CHECK(house.Tell()->SerializeAsString() == receipt->SerializeAsString());
  house.house().On("2010-03-09");
  CHECK(house.Tell()->SerializeAsString() == receipt->SerializeAsString());
  CHECK(house.Log().size() == size + 2);
  CHECK(house.Tell("header { command_id: $other }")->receipt_code() != receipt->receipt_code());
  CHECK(absl::IsAlreadyExists(house.Tell("notifier: HOSPITAL").status()));
}

TEST_CASE("what a guest tells waits for the office, with every name apart") {
  House house;
  const auto receipt = house.Tell();
  const auto log = house.Log();
  const record::v1::RecordedEvent& received = log[log.size() - 2];
  const record::v1::RecordedEvent& account = log.back();
  const std::string case_id = StreamOf(received);
  CHECK(received.body().type() == "GuestNotificationReceived");
  CHECK_FALSE(absl::StrContains(received.body().payload(), "Unmistakable"));
  CHECK(account.body().type() == "GuestAccountGiven");
  CHECK(account.scope_id() ==
        record::ScopeIdOf({types::v1::CHILD_DEATH, case_id}, types::v1::IDENTITY));
  CHECK(received.body().by().subject() == "guest");

  const std::string ask = absl::StrCat("GetCaseRequest { about { aggregate: CHILD_DEATH id: '",
                                       case_id, "' board_id: $board } }");
  const auto file = house.house().Ask<types::v1::CaseFile>("GetCase", ask);
  REQUIRE(file.ok());
  CHECK(file->reference() == receipt->receipt_code());
  CHECK(file->stage() == "waiting to be accepted");
  CHECK_FALSE(absl::StrContains(file->DebugString(), "Unmistakable"));

  house.house()
      .On("2010-03-10")
      .Do(absl::StrCat("AcceptNotification { case_id: '", case_id,
                       "' case_reference: 'CDOP/2010/1' }"));
  CHECK(house.house().Ask<types::v1::CaseFile>("GetCase", ask)->reference() == "CDOP/2010/1");
}

TEST_CASE("a guest says which call, which board and whose record, and no more") {
  House house;
  struct Row {
    const char* name;
    const char* changes;
    const char* field;
  };
  const Row rows[] = {
      {"no tenant", "header { tenant: '' }", "header.tenant"},
      {"when it was known", "header { known_at: @2010-03-01T09:00 }", "header.known_at"},
      {"a capacity", "header { capacity: 'chair' }", "header.capacity"},
      {"a correction", "header { corrects_event_id: $x }", "header.corrects_event_id"},
      {"a revision", "header { expected_revision: 0 }", "header.expected_revision"},
      {"an id of their own", "case_id: $case", "case_id"},
      {"no account", "account: ''", "account"},
      {"a wrong number", "nhs_number: '9434765918'", "nhs_number"},
  };
  const size_t size = house.Log().size();
  for (const Row& row : rows) {
    INFO(row.name);
    const absl::Status told = house.Tell(row.changes).status();
    CHECK(absl::IsInvalidArgument(told));
    const auto problems = gate::BadRequestIn(told);
    REQUIRE(problems.has_value());
    CHECK(problems->field_violations(0).field() == row.field);
    CHECK_FALSE(absl::StrContains(told.ToString(), "Unmistakable"));
  }
  CHECK(house.Log().size() == size);
}

TEST_CASE("a guest reads nothing, and is heard only so often and at such length") {
  House house;
  types::v1::Accepted accepted;
  const auto command = house.house().Tell(
      "casework", "AcceptNotification { header { command_id: $a board_id: $board } }");
  CHECK(absl::IsUnauthenticated(house.guest().Call("candour.casework.v1.Intake.AcceptNotification",
                                                   *command.front(), accepted)));
  v1::NotifyDeath large;
  large.set_account(std::string(40'000, 'a'));
  v1::NotificationReceipt receipt;
  CHECK(absl::IsResourceExhausted(house.guest().Call(kMethod, large, receipt)));
  absl::Status told;
  for (int i = 0; i < 60 && told.ok(); ++i) {
    told = house.Tell(absl::StrCat("header { command_id: $call-", i, " }")).status();
  }
  CHECK(absl::IsResourceExhausted(told));
  CHECK(absl::StrContains(told.message(), "try again in a minute"));
}

}  // namespace
}  // namespace candour::casework
