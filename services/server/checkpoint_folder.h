// Signed checkpoints written to a folder outside the record, as the logs grow: what bounds the time
// of recording, and what a copy of the record that was put back is held against.
//
// FOLDER/TENANT/SIZE.checkpoint, SIZE in twelve digits, so that the last by name is the newest, and
// FOLDER/TENANT/verifier-key. Files are never changed or removed.
#pragma once

#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/gate/client.h"
#include "storage/event_log.h"
#include "storage/merkle/checkpoint.h"

namespace candour::server {

// Thread-safe.
class CheckpointFolder {
 public:
  explicit CheckpointFolder(std::string folder) : folder_(std::move(folder)) {}
  ~CheckpointFolder() { Stop(); }

  // Whether every log still holds what its newest checkpoint in the folder says.
  // FAILED_PRECONDITION if one is shorter or missing: an older copy was put back. DATA_LOSS if one
  // tells another history.
  absl::Status Check(const storage::EventLog& log) const;

  // One checkpoint of each log that has grown since its last, durable on return; none without proof
  // that it goes on from the one before. `record` is asked with a service's token.
  absl::Status WriteAll(gate::Client& record);

  // Does that now and then, every `interval`, and once more when it is stopped. What went wrong is
  // said on standard error, once for each new trouble. `record` must outlive Stop.
  void Start(gate::Client& record, absl::Duration interval);
  void Stop();

 private:
  struct Published {
    storage::merkle::Checkpoint checkpoint;
    storage::merkle::VerifierKey key;
  };

  // None if nothing was written for the tenant yet. DATA_LOSS if the newest is not signed with the
  // key beside it.
  absl::StatusOr<std::optional<Published>> Newest(const std::string& tenant) const;
  std::vector<std::string> Tenants() const;
  absl::Status CheckAllAreThere(const std::vector<storage::LogInfo>& logs) const;
  absl::Status WriteOne(gate::Client& record, const std::string& tenant);
  void Run(gate::Client& record, absl::Duration interval);

  const std::string folder_;
  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace candour::server
