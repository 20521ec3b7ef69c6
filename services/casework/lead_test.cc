// The lead of a review passes while both boards work on what belongs to it: at any instant one
// board does, and it is the one that leads.
#include <atomic>
#include <thread>

#include "absl/strings/str_cat.h"
#include "candour/events/v1/review_set_up.pb.h"
#include "candour/record/v1/record.pb.h"
#include "services/gate/errors.h"
#include "tests/support/house.h"

namespace candour::casework {
namespace {

using record::v1::RecordedEvent;
using testing::TestHouse;
using Commands = std::vector<std::unique_ptr<google::protobuf::Message>>;

constexpr int kRounds = 60;

std::vector<RecordedEvent> WholeLog(TestHouse& house) {
  record::v1::ReadAllRequest request;
  request.set_tenant(TestHouse::kTenant);
  std::vector<RecordedEvent> events;
  auto pages =
      house.service().Read<record::v1::EventPage>("candour.record.v1.Record.ReadAll", request);
  record::v1::EventPage page;
  while (pages.Next(page)) events.insert(events.end(), page.events().begin(), page.events().end());
  REQUIRE(pages.Finish().ok());
  return events;
}

// Boards $a, which leads, and $b; a review, and a document that belongs to it.
void Begin(TestHouse& house) {
  house.On("2015-05-11");
  for (const char* board : {"$a", "$b"}) {
    house.Of(board)
        .As("operator")
        .Do(absl::StrCat("OpenBoard { board_id: ", board,
                         " name: 'Board' area_code: 'E09000999' opened_on: @2015-05-11 }"));
    house.As("cdop_administrator").Adopt("wt2015");
  }
  house.Of("$a")
      .As("case_review_coordinator")
      .Do("ReferCase { review_id: $review case_reference: 'SCR/2015/1' referrer: SOCIAL_CARE harm: "
          "DEATH incident_on: @2015-05-04 referred_on: @2015-05-11 grounds: 'Known.' }");
  house.As("service").Do(absl::StrCat(
      "AddDocument { document_id: $paper review_id: $review kind: OVERVIEW_REPORT title: 'Paper' "
      "bytes: 1 media_type: 'application/pdf' sha256: '",
      std::string(64, 'a'), "' }"));
}

std::string Header(const std::string& id, const std::string& board) {
  return absl::StrCat(" header { command_id: ", id, " board_id: ", board, " } ");
}

// Sends each; how many were refused for another reason than that another board leads.
int Send(gate::Client& client, const std::string& method, const Commands& commands) {
  int otherwise = 0;
  for (const auto& command : commands) {
    types::v1::Accepted accepted;
    const absl::Status sent = client.Call(method, *command, accepted);
    const auto rejection = gate::RejectionIn(sent);
    const bool led_elsewhere = rejection && rejection->reason() == types::v1::WRONG_BOARD;
    otherwise += !sent.ok() && !led_elsewhere && !absl::IsAborted(sent);
  }
  return otherwise;
}

TEST_CASE("while the lead passes to and fro, only the board that leads works on a document") {
  TestHouse house;
  Begin(house);
  std::map<std::string, Commands> renamings;
  std::map<std::string, Commands> transfers;
  for (const auto& [board, other] : {std::pair("$a", "$b"), std::pair("$b", "$a")}) {
    for (int i = 0; i < kRounds; ++i) {
      const std::string id = absl::StrCat(board, "-", i);
      renamings[board].push_back(std::move(
          house
              .Tell("casework", absl::StrCat("RenameDocument { document_id: $paper title: '", id,
                                             "'", Header(id + "-rename", board), "}"))
              .front()));
      transfers[board].push_back(std::move(
          house
              .Tell("casework",
                    absl::StrCat("TransferReviewLead { review_id: $review to_board_id: ", other,
                                 " ground: AREAS_AGREED reason: 'Agreed.' agreed_with: 'Chair' "
                                 "transferred_on: @2015-05-11",
                                 Header(id + "-pass", board), "}"))
              .front()));
    }
  }
  std::map<std::string, gate::Client*> clients;
  for (const char* board : {"$a", "$b"}) {
    clients[board] = &house.Of(board).As("case_review_coordinator, board_chair").client();
  }
  std::atomic<int> otherwise = 0;
  std::vector<std::thread> threads;
  for (const char* board : {"$a", "$b"}) {
    threads.emplace_back([&, board] {
      otherwise += Send(*clients[board], "candour.casework.v1.DocumentFiles.RenameDocument",
                        renamings[board]);
    });
    threads.emplace_back([&, board] {
      otherwise += Send(*clients[board], "candour.casework.v1.ReviewSetUp.TransferReviewLead",
                        transfers[board]);
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(otherwise == 0);

  std::string lead = house.Id("$a");
  int passed = 0;
  int renamed = 0;
  for (const RecordedEvent& event : WholeLog(house)) {
    if (event.body().type() == "ReviewLeadTransferred") {
      events::v1::ReviewLeadTransferred transferred;
      REQUIRE(transferred.ParseFromString(event.body().payload()));
      CHECK(event.body().board_id() == lead);
      lead = transferred.to_board_id();
      ++passed;
    }
    if (event.body().type() != "DocumentNamed" || event.revision() < 2) continue;
    CHECK(event.body().board_id() == lead);
    ++renamed;
  }
  CHECK(passed > 0);
  CHECK(renamed > 0);
}

}  // namespace
}  // namespace candour::casework
