// The services of one process over a log in memory, for tests of what they do together: record,
// casework and audit behind a real gate, called with real tokens.
//
//   TestHouse house;
//   house.On("2010-03-08").As("cdop_administrator");
//   house.Do("ReceiveNotification { child_death_id: $case ... }");
//   const auto file = house.Ask<types::v1::CaseFile>("GetCase", "GetCaseRequest { ... }");
//
// Messages are written as in stories (tests/support/rules.h). The log's clock is driven: a test
// lives years in a moment. A mistake in the telling ends the program with a message.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "candour/types/v1/command.pb.h"
#include "services/audit/audit.h"
#include "services/audit/national_return.h"
#include "services/casework/casework.h"
#include "services/documents/documents.h"
#include "services/gate/client.h"
#include "services/gate/host.h"
#include "services/gate/reach.h"
#include "services/gate/test_identity.h"
#include "services/record/record.h"
#include "storage/documents/document_store.h"
#include "storage/event_log.h"
#include "storage/keyring/keyring.h"
#include "tests/support/rules.h"
#include "tests/support/temporary_folder.h"
#include "workflows/table.h"

namespace candour::testing {

// For one thread.
class TestHouse {
 public:
  // The one tenant, its log opened at noon on 3 April 2006. Nothing else is recorded.
  static constexpr const char* kTenant = "northshire";

  // `scanner` as documents::Scanner::At has it.
  explicit TestHouse(const std::string& scanner = "none");

  // The log's clock from here on; forwards only.
  TestHouse& On(const std::string& moment);
  // In which role one acts from here on, or in which several ("auditor, panel_chair"); everybody
  // belongs to the tenant and to the board named, at first `$board`.
  TestHouse& As(const std::string& role);
  TestHouse& Of(const std::string& board);
  // For which agency one acts from here on, where the role is an agency's; at first for none.
  TestHouse& For(const std::string& agency);
  // To which tenant everybody belongs from here on; at first kTenant.
  TestHouse& In(const std::string& tenant);

  // Commands that are expected to be taken; the answer to the last.
  types::v1::Accepted Do(const std::string& commands);
  absl::StatusOr<types::v1::Accepted> Try(const std::string& command);
  // The board adopts a shipped file of guidance: "wt2010".
  void Adopt(const std::string& guidance);

  // A question to the audit, by method and request.
  template <typename Reply>
  absl::StatusOr<Reply> Ask(const std::string& method, const std::string& request) {
    Reply reply;
    const absl::Status asked = AskAudit(method, request, reply);
    if (!asked.ok()) return asked;
    return reply;
  }

  // The same to candour.audit.v1.NationalReturns.
  template <typename Reply>
  absl::StatusOr<Reply> AskReturns(const std::string& method, const std::string& request) {
    Reply reply;
    const absl::Status asked = client().Call("candour.audit.v1.NationalReturns." + method,
                                             *words_.Tell("audit", request).front(), reply);
    if (!asked.ok()) return asked;
    return reply;
  }

  std::string Id(const std::string& name) { return words_.Id(name); }
  // Messages of a package, with the same ids behind the same names.
  std::vector<std::unique_ptr<google::protobuf::Message>> Tell(const std::string& package,
                                                               const std::string& messages) {
    return words_.Tell(package, messages);
  }
  // With the token of whoever acts.
  gate::Client& client();
  // Connects somebody with another token, or with none.
  void Attach(gate::Client& client) { host_->Attach(client); }
  // Who may read what, as the gate asks from here on; at first everybody everything.
  void AskReach(gate::ReachHook reach) { reach_ = std::move(reach); }
  // Where the contents of documents lie.
  std::string DocumentsFolder() const { return folder_.Inside("documents"); }
  // The record starts anew over the log, keys and documents there are, as after a crash.
  void RestartRecord();
  // With a service's token.
  gate::Client& service() { return *service_; }
  // The same over the house's socket, as from another process.
  std::unique_ptr<gate::Client> Connect() const;
  const workflows::WorkflowTable& table() const { return table_; }

 private:
  absl::StatusOr<types::v1::Accepted> Send(google::protobuf::Message& command);
  void Serve();
  absl::Status AskAudit(const std::string& method, const std::string& request,
                        google::protobuf::Message& reply);
  gate::TokenSource TokenFor(const std::string& role, const std::string& board) const;

  Story words_;
  tests::TemporaryFolder folder_;
  SystemClock clock_;
  absl::TimeZone london_;
  gate::TestIdentity identity_;
  std::unique_ptr<gate::TokenVerifier> tokens_;
  storage::MemoryMasterKeyProvider masters_;
  std::unique_ptr<storage::Keyring> keyring_;
  std::unique_ptr<storage::EventLog> log_;
  std::unique_ptr<storage::DocumentStore> document_store_;
  std::unique_ptr<record::Record> record_;
  workflows::WorkflowTable table_;
  std::unique_ptr<gate::Client> service_;
  std::unique_ptr<casework::Casework> casework_;
  std::unique_ptr<documents::Documents> documents_;
  std::unique_ptr<audit::Audit> audit_;
  std::unique_ptr<audit::NationalReturns> national_returns_;
  std::map<std::string, std::unique_ptr<gate::Client>> clients_;  // by role, board, tenant
  gate::ReachHook reach_;
  std::unique_ptr<gate::Host> host_;  // last, so that no handler outlives what it uses

  const std::string scanner_;
  std::string role_ = "service";
  std::string board_;
  std::string agency_;
  std::string tenant_ = kTenant;
  int commands_ = 0;
};

}  // namespace candour::testing
