// What happened to a store from the outside: what it was sent, what it answered, what its followers
// saw. Kept in the test's own memory, where no fault reaches it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "base/id.h"
#include "storage/event_log.h"

namespace candour::tests {

// One command. Its events follow from its id (tests/fault/load.h).
struct Sent {
  enum class Outcome : uint8_t { kUnknown, kAcknowledged, kRefused };
  Outcome outcome = Outcome::kUnknown;
  bool left_open = false;  // a copy was answered UNAVAILABLE, and the store not asked again since
  uint64_t position = 0;   // kAcknowledged
  std::optional<storage::Condition> condition;  // of kind kRevision
};

// Thread-safe. The references it hands out are for when the threads are gone.
class History {
 public:
  void Sending(const storage::Batch& batch);
  void Answered(const CommandId& command, const absl::StatusOr<storage::Committed>& answer);
  // The answer to a command that was sent again after the store was opened anew: no copy of it is
  // under way, so that a refusal now says that none was taken.
  void Resolved(const CommandId& command, const absl::StatusOr<storage::Committed>& answer);
  void CheckpointSigned(uint64_t size, const Bytes32& root);
  // A follower read this event.
  void Saw(uint64_t position, const Bytes32& leaf_hash);

  // Commands of which a copy was not answered, or with UNAVAILABLE.
  std::vector<CommandId> Unknown() const;
  // Answers that contradict each other, as they came.
  std::vector<std::string> Contradictions() const;
  uint64_t acknowledged_events() const;

  const absl::flat_hash_map<CommandId, Sent>& sent() const { return sent_; }
  const std::map<uint64_t, Bytes32>& checkpoints() const { return checkpoints_; }
  const std::vector<Bytes32>& seen() const { return seen_; }

 private:
  void Take(const CommandId& command, const absl::StatusOr<storage::Committed>& answer)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  mutable absl::Mutex mutex_;
  absl::flat_hash_map<CommandId, Sent> sent_;
  std::map<uint64_t, Bytes32> checkpoints_;
  std::vector<Bytes32> seen_;  // by position
  absl::flat_hash_set<CommandId> unknown_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::string> contradictions_ ABSL_GUARDED_BY(mutex_);
  uint64_t acknowledged_events_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace candour::tests
