// Writes the logs of one store: takes batches in groups, and the few other changes a log knows, one
// at a time. After any failure to read or write it refuses everything.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "storage/engine/clock_guard.h"
#include "storage/engine/disk_room.h"
#include "storage/engine/planner.h"
#include "storage/engine/tables.h"
#include "storage/event_log.h"

namespace candour::storage {

// What everybody may know about a log once it is durable.
struct Published {
  rows::LogNumber number = 0;
  LogInfo info;
  Head head;
  std::optional<std::string> read_only_because;
};

// Thread safety: every method may be called from any thread; they take turns.
class Committer {
 public:
  // Told of every log that a durable write has changed, before the write is answered.
  using Publish = std::function<void(const Published&)>;

  // `tables` and `room` must outlive the committer.
  Committer(Tables& tables, BootReading since_boot, const DiskRoom& room, Publish publish);

  // Takes over the logs as they were found, and publishes them.
  absl::Status Start(std::vector<LogState> logs);

  struct Request {
    LogId log;
    ReadyBatch ready;
  };
  // One synced write for all of them; an answer for each, in their order. See EventLog::Append.
  std::vector<absl::StatusOr<Committed>> CommitGroup(const std::vector<const Request*>& group);

  // The methods of EventLog, and their errors.
  absl::Status CreateLog(const LogInfo& info, const Clock& clock, Batch first);
  absl::Status AttachClock(const LogId& log, const Clock& clock);
  absl::Status PutCheckpoint(const LogId& log, uint64_t size, std::string note);
  absl::Status RefuseWriting(const LogId& log, std::string because);
  absl::Status AllowWriting(const LogId& log);

 private:
  struct Log {
    LogState state;
    std::optional<ClockGuard> clock;
    std::optional<std::string> read_only_because;
    bool owes_word_of_recovery = false;
    uint64_t checkpoint_size = 0;
    Bytes32 checkpoint_root{};
  };
  // What one write changes, and the logs it concerns.
  struct Group {
    Changes changes;
    std::vector<Log*> logs;
    std::optional<std::string> lacking_room;  // asked once a group
    void Add(Log* log);
  };

  absl::Status LoadStanding(Log& log) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::StatusOr<Log*> Find(const LogId& id) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::StatusOr<Committed> Take(const Request& request, Group& group)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::StatusOr<Micros> ReadTime(Log& log, Group& group) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status Write(Group& group) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status CheckNewLog(const LogInfo& info) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status CheckCheckpoint(const Log& log, uint64_t size, const std::string& note,
                               Bytes32& root) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void SetReadOnly(Log& log, std::optional<std::string> because, Group& group)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  Tables& tables_;
  const BootReading since_boot_;
  const DiskRoom& room_;
  const Publish publish_;

  absl::Mutex mutex_;
  Planner planner_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<LogId, std::unique_ptr<Log>> logs_ ABSL_GUARDED_BY(mutex_);
  absl::Status failure_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace candour::storage
