// Cases opened under one reference, at once and in one append: the log takes one.
#include <atomic>
#include <thread>

#include "absl/strings/str_cat.h"
#include "candour/casework/v1/child_death.pb.h"
#include "candour/casework/v1/together.pb.h"
#include "candour/record/v1/record.pb.h"
#include "services/gate/errors.h"
#include "tests/support/house.h"

namespace candour::casework {
namespace {

using testing::TestHouse;

constexpr int kRounds = 20;
constexpr int kHands = 6;

void Begin(TestHouse& house) {
  house.On("2010-03-08")
      .As("operator")
      .Do("OpenBoard { board_id: $board name: 'Northshire' area_code: 'E09000999' opened_on: "
          "@2010-01-04 }");
  house.As("cdop_administrator");
}

std::string Receive(const std::string& name, const std::string& reference) {
  return absl::StrCat("ReceiveNotification { case_id: $case-", name, " case_reference: '",
                      reference,
                      "' channel: TELEPHONE notifier: HOSPITAL received_at: @2010-03-08T09:00 "
                      "header { command_id: $command-",
                      name, " board_id: $board } }");
}

types::v1::RejectionReason ReasonOf(const absl::Status& status) {
  const auto rejection = gate::RejectionIn(status);
  return rejection ? rejection->reason() : types::v1::REJECTION_REASON_UNSPECIFIED;
}

TEST_CASE("of cases opened at once under one reference the log takes one") {
  TestHouse house;
  Begin(house);
  std::vector<std::vector<std::unique_ptr<google::protobuf::Message>>> commands(kHands);
  for (int hand = 0; hand < kHands; ++hand) {
    for (int round = 0; round < kRounds; ++round) {
      const std::string name = absl::StrCat(hand, "-", round);
      // However it is written.
      const std::string reference = absl::StrCat(hand % 2 == 0 ? "CDR/" : "cdr/", round);
      commands[hand].push_back(std::move(house.Tell("casework", Receive(name, reference)).front()));
    }
  }
  gate::Client& client = house.client();
  std::atomic<int> taken = 0;
  std::atomic<int> refused = 0;
  std::vector<std::thread> threads;
  for (int hand = 0; hand < kHands; ++hand) {
    threads.emplace_back([&, hand] {
      for (const auto& command : commands[hand]) {
        types::v1::Accepted accepted;
        const absl::Status sent = client.Call(
            "candour.casework.v1.ChildDeathReviews.ReceiveNotification", *command, accepted);
        taken += sent.ok();
        refused += ReasonOf(sent) == types::v1::REFERENCE_TAKEN;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(taken == kRounds);
  CHECK(refused == kRounds * (kHands - 1));
}

TEST_CASE("of two rows of one append under one reference the second refuses both, in a trial too") {
  TestHouse house;
  Begin(house);
  v1::ActsTogether acts;
  acts.mutable_header()->set_command_id(house.Id("$both"));
  acts.mutable_header()->set_board_id(house.Id("$board"));
  for (const char* name : {"$one", "$two"}) {
    acts.add_acts()->PackFrom(
        *house
             .Tell("casework",
                   absl::StrCat("ReceiveNotification { case_id: ", name,
                                " case_reference: 'CDR/1' channel: LETTER notifier: HOSPITAL "
                                "received_at: @2010-03-08T09:00 }"))
             .front());
  }
  for (const bool only_try : {true, false}) {
    acts.set_only_try(only_try);
    types::v1::Accepted accepted;
    const absl::Status sent =
        house.client().Call("candour.casework.v1.Together.DoTogether", acts, accepted);
    CHECK(ReasonOf(sent) == types::v1::REFERENCE_TAKEN);
  }
}

TEST_CASE("the name of a reference's stream tells nobody the reference") {
  TestHouse house;
  Begin(house);
  const auto opened = house.Do(Receive("first", "CDR/2010/77"));
  REQUIRE(opened.events_size() == 2);
  CHECK(opened.events(1).aggregate() == types::v1::REFERENCE);
  CHECK(opened.events(1).stream_id() != house.Id("$case-first"));
  record::v1::ReadAllRequest all;
  all.set_tenant(TestHouse::kTenant);
  auto pages = house.service().Read<record::v1::EventPage>("candour.record.v1.Record.ReadAll", all);
  record::v1::EventPage page;
  int references = 0;
  while (pages.Next(page)) {
    for (const auto& event : page.events()) {
      if (event.stream_type() != types::v1::REFERENCE) continue;
      ++references;
      CHECK(event.body().payload().find("CDR") == std::string::npos);
    }
  }
  CHECK(references == 1);
}

}  // namespace
}  // namespace candour::casework
