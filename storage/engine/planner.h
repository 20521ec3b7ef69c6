// Decides, batch after batch, what a group commit writes: knows ids, checks conditions, numbers
// events, grows the tree. Batches of one group see those before them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "base/clock.h"
#include "storage/engine/rows.h"
#include "storage/engine/tables.h"
#include "storage/event_log.h"
#include "storage/merkle/tree.h"

namespace candour::storage {

// A log as the next batch will find it.
struct LogState {
  rows::LogNumber number = 0;
  LogInfo info;
  uint64_t next_position = 0;
  Micros last_recorded_at = 0;
  merkle::Frontier frontier;
};

// A batch with what can be known of it before its turn, so that no group waits for it.
struct ReadyBatch {
  Batch batch;
  struct Event {
    Bytes32 ciphertext_hash{};
    // Its id follows from its command's. Then it is as unique as that, and no row says it is taken.
    bool own_id = false;
  };
  std::vector<Event> events;
};

// INVALID_ARGUMENT if a batch is empty or beyond what base/limits.h allows, or an event has an id
// that may follow from another command's (storage/engine/event_ids.h).
absl::StatusOr<ReadyBatch> MakeReady(Batch batch);
size_t BatchBytes(const Batch& batch);

// Not thread-safe: one group at a time.
class Planner {
 public:
  // `tables` must outlive the planner.
  explicit Planner(const Tables& tables) : tables_(tables), kept_(tables.kept()) {}

  // Begins a group: reads together what Take will look up for its batches.
  struct Expected {
    rows::LogNumber log = 0;
    const ReadyBatch* batch = nullptr;
  };
  absl::Status Prepare(absl::Span<const Expected> group);

  // Reads the time of recording; refuses if the log may not be written now.
  using ReadTime = absl::FunctionRef<absl::StatusOr<Micros>()>;

  // Adds the rows of a batch to `changes` and moves `log` on. A refusal (ABORTED, ALREADY_EXISTS,
  // or ReadTime's) changes nothing. After any other error the group must be given up and the
  // planner with it.
  absl::StatusOr<Committed> Take(LogState& log, const ReadyBatch& ready, ReadTime read_time,
                                 Changes& changes);

  // Adds what is written once a group rather than once an event. The group is then complete.
  void FinishGroup(Changes& changes);

  // The group's changes have been written.
  void GroupWritten();

 private:
  absl::StatusOr<std::optional<Committed>> KnownCommand(const LogState& log, const Batch& batch);
  absl::Status CheckEventIds(const LogState& log, const ReadyBatch& ready);
  absl::Status CheckConditions(const LogState& log, const Batch& batch);
  // The revision the event was given.
  absl::StatusOr<uint64_t> AddEvent(LogState& log, const ReadyBatch& ready, size_t ordinal,
                                    Changes& changes);
  absl::StatusOr<std::optional<std::string>> GetId(const std::string& key) const;

  // How many events a stream or scope has.
  absl::StatusOr<uint64_t> Count(const std::string& key);

  // Takes the next number of a stream or scope.
  absl::StatusOr<uint64_t> TakeNumber(const std::string& key);

  const Tables& tables_;
  const Tables::Kept kept_;
  absl::flat_hash_map<std::string, uint64_t> counts_;  // a cache, and the group's own
  absl::flat_hash_set<std::string> changed_counts_;    // keys of those not yet in the tables
  // What the tables said of an id when the group began, and the group's own.
  absl::flat_hash_map<std::string, std::optional<std::string>> group_ids_;
};

}  // namespace candour::storage
