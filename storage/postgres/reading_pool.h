// A few connections for questions that change nothing.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "storage/postgres/connection.h"

namespace candour::storage::postgres {

// Thread safety: every method may be called from any thread.
class ReadingPool {
 public:
  explicit ReadingPool(Address address) : address_(std::move(address)) {}

  // Waits for a connection if all are in use. A connection that turns out to be broken is made anew
  // and asked again, for as long as a failover may take; then UNAVAILABLE.
  absl::StatusOr<Rows> Ask(const Statement& question, Parameters parameters);

 private:
  absl::StatusOr<std::unique_ptr<Connection>> Take();
  void GiveBack(std::unique_ptr<Connection> connection);

  const Address address_;
  absl::Mutex mutex_;
  std::vector<std::unique_ptr<Connection>> idle_ ABSL_GUARDED_BY(mutex_);
  int in_use_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace candour::storage::postgres
