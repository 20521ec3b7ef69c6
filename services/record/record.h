// The event log's own service: the only place where events are sealed and unsealed.
//
// What is durable, atomic and ordered is the log's promise (storage/event_log.h); what a key opens
// is the keyring's. This service puts the two together and speaks docs/formats/log.md to the
// outside: appends, reads, subscriptions, checkpoints, proofs.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "base/clock.h"
#include "candour/record/v1/record.pb.h"
#include "services/gate/handlers.h"
#include "services/gate/worker_pool.h"
#include "services/record/own_history.h"
#include "storage/documents/document_store.h"
#include "storage/event_log.h"
#include "storage/keyring/keyring.h"

namespace candour::record {

// Thread-safe.
class Record {
 public:
  struct Options {
    storage::EventLog& log;
    storage::Keyring& keyring;
    const Clock& clock;            // the machine's
    std::string origin = "local";  // of logs on the machine's clock: "<origin>/<tenant>"
    // Where backups go; blank: none are made. The keyring's is another, with its own keeping.
    std::string backup_folder = {};
    std::string keyring_backup_folder = {};
    storage::DocumentStore* documents = nullptr;  // null: contents of documents are not kept here
  };

  // Gives every log found its clock (a driven one goes on from its last event) and writes down what
  // opening the store had to recover.
  static absl::StatusOr<std::unique_ptr<Record>> Create(Options options);

  gate::ServiceHandlers Handlers();
  // What was amiss when it was made, in words for whoever runs it: a forgetting that was agreed and
  // could not be finished, keys that were destroyed of which a log holds no word.
  const std::vector<std::string>& notices() const { return notices_; }

 private:
  // One tenant's log.
  struct Tenant {
    storage::LogInfo info;
    std::unique_ptr<DrivenClock> driven;  // null: the machine's
  };

  explicit Record(Options options) : options_(options), slow_appends_(4, 1024) {}

  absl::StatusOr<const Tenant*> Find(std::string_view tenant) const;
  const Clock& ClockOf(const Tenant& tenant) const;
  static std::unique_ptr<Tenant> MakeTenant(storage::LogInfo info, Micros driven_from);
  const Tenant& Adopt(std::unique_ptr<Tenant> tenant);

  // append.cc
  void Append(const v1::AppendRequest& request,
              std::function<void(absl::StatusOr<v1::AppendReply>)> done);
  absl::Status BulkAppend(const gate::Call& call, gate::Reader<v1::AppendRequest>& requests,
                          gate::Writer<v1::BulkAppendReply>& replies);
  static absl::Status KeyIsLost();
  absl::Status UnlessKeysAreLost(const LogId& log, absl::Span<const ScopeId> scopes) const;
  absl::StatusOr<storage::Batch> Seal(const Tenant& tenant, const v1::AppendRequest& request,
                                      bool may_make_keys);
  void Commit(const Tenant& tenant, const v1::AppendRequest& request,
              absl::StatusOr<storage::Batch> batch,
              std::function<void(absl::StatusOr<v1::AppendReply>)> done);
  // The reply a known command had.
  absl::StatusOr<v1::AppendReply> Recall(const Tenant& tenant,
                                         const storage::Committed& committed) const;
  // `by` null: the service itself.
  absl::Status WriteOwnEvent(const Tenant& tenant, const google::protobuf::Message& event,
                             const gate::Caller* by = nullptr);
  absl::StatusOr<v1::AppendReply> FindKnown(const Tenant& tenant, std::string_view command_id,
                                            std::string_view request) const;

  // read.cc
  // An event as it is sent: its body is left to the receiver to parse.
  absl::Status Unseal(const Tenant& tenant, const storage::StoredEvent& stored,
                      v1::RecordedEvent& event) const;
  // An event as its receiver has it.
  absl::StatusOr<v1::RecordedEvent> Read(const Tenant& tenant,
                                         const storage::StoredEvent& stored) const;
  absl::Status FillPage(const Tenant& tenant, const std::vector<storage::StoredEvent>& events,
                        v1::EventPage& page) const;
  // Whether the command asked about, if any, is known; its reply is then in the page.
  absl::StatusOr<bool> AddKnown(const Tenant& tenant, const v1::ReadStreamsRequest& request,
                                v1::EventPage& page) const;
  absl::Status ReadStreams(const v1::ReadStreamsRequest& request,
                           gate::Writer<v1::EventPage>& pages);
  absl::Status ReadAll(const v1::ReadAllRequest& request, gate::Writer<v1::EventPage>& pages);
  absl::Status ReadScope(const v1::ReadScopeRequest& request, gate::Writer<v1::EventPage>& pages);
  absl::Status Subscribe(const gate::Call& call, const v1::SubscribeRequest& request,
                         gate::Writer<v1::EventPage>& pages);

  // prove.cc
  absl::Status Checkpoint(const v1::GetCheckpointRequest& request, v1::Checkpoint& reply);
  absl::Status Inclusion(const v1::InclusionProofRequest& request, v1::InclusionProof& reply);
  absl::Status Consistency(const v1::ConsistencyProofRequest& request, v1::ConsistencyProof& reply);
  absl::Status Verify(const gate::Call& call, const v1::VerifyLogRequest& request,
                      gate::Writer<v1::VerifyProgress>& progress);
  absl::StatusOr<std::string> VerifierKey(const Tenant& tenant) const;
  absl::StatusOr<uint64_t> SignedSize(const Tenant& tenant) const;

  absl::Status ListCheckpoints(const v1::ListCheckpointsRequest& request,
                               v1::ListCheckpointsReply& reply);

  // disclose.cc
  absl::Status DiscloseScope(const v1::DiscloseScopeRequest& request,
                             gate::Writer<v1::DisclosedPage>& pages);
  absl::StatusOr<v1::DisclosedEvent> Disclose(const Tenant& tenant,
                                              const storage::StoredEvent& stored,
                                              uint64_t tree_size) const;

  // contents.cc
  void AddContents(gate::ServiceHandlers& handlers);
  absl::Status KeepContent(const gate::Call& call, gate::Reader<v1::KeepContentRequest>& requests,
                           gate::Writer<v1::KeptContent>& replies);
  absl::Status ReadContent(const v1::ReadContentRequest& request,
                           gate::Writer<v1::ContentPart>& parts);
  absl::StatusOr<storage::DocumentStore*> Documents() const;
  // Keeps what a command in the log speaks of; what none does is dropped, if so asked.
  enum class Unspoken { kLeave, kDrop };
  absl::Status SettleContent(const storage::WaitingContent& waiting, Unspoken unspoken);
  // What a crash left between content and event, or between a key destroyed and its contents.
  absl::Status SweepContents();

  // forget.cc
  absl::Status RequestForgetting(const gate::Call& call,
                                 const v1::RequestForgettingRequest& request,
                                 types::v1::Forgetting& reply);
  absl::Status Forget(const gate::Call& call, const v1::ForgetRequest& request,
                      types::v1::Forgetting& reply);
  absl::Status CertifyForgetting(const v1::CertifyForgettingRequest& request,
                                 types::v1::Forgetting& reply);
  absl::Status ListForgettings(const gate::Call& call, const v1::ListForgettingsRequest& request,
                               v1::ListForgettingsReply& reply);
  absl::Status PlaceLegalHold(const gate::Call& call, const v1::PlaceLegalHoldRequest& request,
                              types::v1::LegalHold& reply);
  absl::Status LiftLegalHold(const gate::Call& call, const v1::LiftLegalHoldRequest& request,
                             types::v1::LegalHold& reply);
  void AddForgetting(gate::ServiceHandlers& handlers);
  // Carries out what was agreed and interrupted.
  absl::Status FinishForgetting(const Tenant& tenant);
  // The same, and what its keyring and its log say of forgetting, as notices.
  void NoteForgetting(const Tenant& tenant);
  // Keys of it that were destroyed and of which its own history tells nothing.
  uint32_t CountUntold(const Tenant& tenant, const OwnHistory& history) const;
  absl::Status CarryOut(const Tenant& tenant, const types::v1::Forgetting& agreed);
  absl::StatusOr<OwnHistory> ReadOwnHistory(const Tenant& tenant) const;
  absl::Status CheckForgettable(const Tenant& tenant, const types::v1::AboutCase& about) const;
  absl::StatusOr<ActorId> PseudonymOf(const Tenant& tenant, const gate::Caller& caller) const;
  absl::StatusOr<uint64_t> CountScope(const Tenant& tenant, const ScopeId& scope) const;

  // logs.cc
  absl::Status CheckNewestKeys(const Tenant& tenant, const storage::Head& head) const;
  absl::Status ListLogs(const v1::ListLogsRequest& request, v1::ListLogsReply& reply);
  absl::Status OpenLog(const v1::OpenLogRequest& request, v1::OpenLogReply& reply);
  absl::Status BackUp(gate::Writer<v1::BackUpReply>& replies);
  absl::Status ConfirmClock(const v1::ConfirmClockRequest& request, v1::ConfirmClockReply& reply);
  absl::Status DriveClock(const v1::DriveClockRequest& request, v1::DriveClockReply& reply);
  absl::StatusOr<v1::LogSummary> Summarise(const Tenant& tenant) const;

  const Options options_;
  std::vector<std::string> notices_;  // as it was made
  gate::WorkerPool slow_appends_;     // those that must first make and sync a key
  mutable absl::Mutex mutex_;
  // Tenants are never removed: pointers to them stay good.
  absl::flat_hash_map<std::string, std::unique_ptr<Tenant>> tenants_ ABSL_GUARDED_BY(mutex_);
  absl::Mutex checkpoint_mutex_;  // one is signed at a time
  absl::Mutex opening_mutex_;     // one log is opened at a time
  absl::Mutex forgetting_mutex_;  // one act of forgetting is decided at a time
  absl::Mutex backup_mutex_;      // one backup is made at a time
};

}  // namespace candour::record
