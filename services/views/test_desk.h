// Record, casework and views of one process over a log in memory, for the tests of views: told in
// events, as stories are (tests/support/rules.h), and asked through a real gate.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "candour/types/v1/command.pb.h"
#include "services/casework/casework.h"
#include "services/gate/client.h"
#include "services/gate/host.h"
#include "services/gate/test_identity.h"
#include "services/record/record.h"
#include "services/views/views.h"
#include "storage/event_log.h"
#include "storage/keyring/keyring.h"
#include "storage/view_store.h"
#include "tests/support/rules.h"
#include "tests/support/temporary_folder.h"
#include "workflows/table.h"

namespace candour::views {

// For one thread. A mistake in the telling ends the program with a message.
class TestDesk {
 public:
  static constexpr const char* kTenant = "northshire";

  // The tenant's log stands open; the views do not.
  TestDesk();
  ~TestDesk();

  // The log's clock from here on, forwards only: "2010-03-08" (noon) or "2010-03-08T14:30".
  TestDesk& On(const std::string& moment);
  // In whose name the next facts are recorded; at first `$board`.
  TestDesk& InNameOf(const std::string& board);

  // Appends events to one stream as they are told, past every rule. Returns the last position.
  uint64_t Given(const std::string& stream, const std::string& events);
  // Appends an event whose type no program knows.
  uint64_t GivenUnknown(const std::string& stream);
  // The board adopts a shipped file of guidance, through casework.
  void Adopt(const std::string& guidance);
  // A command through casework, expected to be taken.
  types::v1::Accepted Do(const std::string& command);

  // A board with two bodies, four agencies, guidance; two deaths completed, one under way and one
  // deferred; three case reviews; an action plan. Returns the last position. Ends on 2012-09-03.
  uint64_t TellOfAYear();

  // Begins to serve views from the same rows as before.
  void OpenViews();
  void CloseViews();

  template <typename Reply>
  absl::StatusOr<Reply> Ask(const std::string& method, const std::string& request,
                            const std::string& role = "cdop_administrator") {
    Reply reply;
    const absl::Status asked = Call(method, *words_.Tell("views", request).front(), reply, role);
    if (!asked.ok()) return asked;
    return reply;
  }
  absl::Status Call(const std::string& method, const google::protobuf::Message& request,
                    google::protobuf::Message& reply, const std::string& role);
  // Who asks as "action_owner" answers for this agency.
  static constexpr const char* kOwner = "$health";

  std::string Id(const std::string& name) { return words_.Id(name); }
  gate::Client& record() { return *service_; }
  storage::ViewStores& stores() { return *stores_; }
  const workflows::WorkflowTable& table() const { return table_; }
  // Every event of the log.
  std::vector<record::v1::RecordedEvent> Log();

 private:
  gate::TokenSource TokenFor(const std::string& role);
  uint64_t Append(const std::string& stream, types::v1::Aggregate kind, record::v1::EventBody body);

  testing::Story words_;
  tests::TemporaryFolder folder_;
  SystemClock clock_;
  absl::TimeZone london_;
  gate::TestIdentity identity_;
  std::unique_ptr<gate::TokenVerifier> tokens_;
  storage::MemoryMasterKeyProvider masters_;
  std::unique_ptr<storage::Keyring> keyring_;
  std::unique_ptr<storage::EventLog> log_;
  std::unique_ptr<record::Record> record_;
  workflows::WorkflowTable table_;
  std::unique_ptr<storage::ViewStores> stores_;
  std::unique_ptr<gate::Client> service_;
  std::unique_ptr<gate::Client> administrator_;
  std::unique_ptr<casework::Casework> casework_;
  std::unique_ptr<gate::Host> host_;

  std::unique_ptr<Views> views_;
  std::map<std::string, std::unique_ptr<gate::Client>> clients_;  // of the views, by role
  std::unique_ptr<gate::Host> views_host_;

  Micros now_ = 0;
  std::string board_;
  int commands_ = 0;
};

// Every row of a view, but for the anchor, whose event ids differ from log to log.
std::vector<storage::ViewRow> RowsOf(const storage::ViewStore& store);

}  // namespace candour::views
