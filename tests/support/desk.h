// Views over the house of the tests (tests/support/house.h), told in events and asked through a
// gate of their own, so that they can be closed and opened again while the record goes on.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "candour/record/v1/event.pb.h"
#include "services/gate/client.h"
#include "services/gate/host.h"
#include "services/gate/test_identity.h"
#include "services/views/views.h"
#include "storage/view_store.h"
#include "tests/support/house.h"

namespace candour::testing {

// For one thread. A mistake in the telling ends the program with a message.
class TestDesk {
 public:
  static constexpr const char* kTenant = TestHouse::kTenant;

  // The tenant's log stands open; the views do not.
  TestDesk();
  ~TestDesk();

  // The log's clock from here on, forwards only: "2010-03-08" (noon) or "2010-03-08T14:30".
  TestDesk& On(const std::string& moment);
  // In whose name the next facts are recorded; at first `$board`.
  TestDesk& InNameOf(const std::string& board);
  // In which role the next facts are recorded; blank, as at first: nobody knows.
  TestDesk& InRole(const std::string& role);
  // To which board whoever asks belongs from here on; at first `$board`.
  TestDesk& Asking(const std::string& board);

  // Appends events to one stream as they are told, past every rule. Returns the last position.
  uint64_t Given(const std::string& stream, const std::string& events);
  // Appends one that corrects the last of its type in the stream.
  uint64_t GivenCorrection(const std::string& stream, const std::string& event);
  // Appends an event whose type no program knows.
  uint64_t GivenUnknown(const std::string& stream);

  // A board with two bodies, three agencies, guidance; two deaths, one of them completed and one
  // deferred; three case reviews; an action plan. Returns the last position. Ends on 2012-09-03.
  uint64_t TellOfAYear();

  // Begins to serve views from the same rows as before.
  void OpenViews();
  void CloseViews();

  // A query, by method and request. Who asks as "action_owner" or "agency_author" answers
  // for `$health`.
  template <typename Reply>
  absl::StatusOr<Reply> Ask(const std::string& method, const std::string& request,
                            const std::string& role = "cdop_administrator") {
    Reply reply;
    const absl::Status asked = Call(method, *house_.Tell("views", request).front(), reply, role);
    if (!asked.ok()) return asked;
    return reply;
  }

  absl::Status Call(const std::string& method, const google::protobuf::Message& request,
                    google::protobuf::Message& reply, const std::string& role);

  std::string Id(const std::string& name) { return house_.Id(name); }
  TestHouse& house() { return house_; }
  storage::ViewStores& stores() { return *stores_; }
  // Every event of the log.
  std::vector<record::v1::RecordedEvent> Log();

 private:
  gate::TokenSource TokenFor(const std::string& role);
  uint64_t Append(const std::string& stream, types::v1::Aggregate kind, record::v1::EventBody body);
  uint64_t Tell(const std::string& stream, const google::protobuf::Message& event,
                const std::string& corrects);

  TestHouse house_;
  SystemClock clock_;
  absl::TimeZone london_;
  gate::TestIdentity identity_;
  std::unique_ptr<gate::TokenVerifier> tokens_;
  std::unique_ptr<storage::ViewStores> stores_;
  std::unique_ptr<views::Views> views_;
  std::map<std::string, std::unique_ptr<gate::Client>> clients_;  // by role and board
  std::unique_ptr<gate::Host> host_;

  Micros now_ = 0;
  std::string board_;
  std::string role_;
  std::string asking_;
  int appends_ = 0;
};

// Every row of a view.
std::vector<storage::ViewRow> RowsOf(const storage::ViewStore& store);

}  // namespace candour::testing
