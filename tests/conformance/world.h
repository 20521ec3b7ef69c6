// The backends under test and a small world to test them in: one store, one log, clocks that stand
// still. Every promise of storage/event_log.h is tested here over each backend alike.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "storage/event_log.h"
#include "storage/leaf.h"
#include "storage/rocksdb/shared_memory.h"
#include "tests/support/temporary_folder.h"

namespace candour::tests {

enum class Backend { kMemory, kRocksDb };

inline constexpr Micros kStart = 1'790'000'000'000'000;
inline constexpr Micros kSecond = 1'000'000;
inline constexpr storage::ReadLimits kNoLimit{100'000, 1 << 30};

// A wall clock anybody can set, as people do.
class SettableClock final : public Clock {
 public:
  Micros NowMicros() const override { return now_.load(); }
  void Set(Micros to) { now_.store(to); }

 private:
  std::atomic<Micros> now_{kStart};
};

// A random identifier.
template <typename Id>
Id NewId();

storage::StreamName NewStream(uint16_t type = 1);

// An event with a ciphertext of its own.
storage::SealedEvent NewEvent(const storage::StreamName& stream, const ScopeId& scope,
                              size_t bytes = 100);
storage::Batch NewBatch(std::vector<storage::SealedEvent> events,
                        std::vector<storage::Condition> conditions = {});
// One event on a stream and a scope of its own.
storage::Batch AnyBatch();

storage::Condition NoStream(const storage::StreamName& stream);
storage::Condition Exists(const storage::StreamName& stream);
storage::Condition AtRevision(const storage::StreamName& stream, uint64_t revision);

// A store with one log, whose position 0 is taken.
struct World {
  explicit World(Backend backend);

  // Closes the store and opens it again; only durable backends can. The clock is attached.
  absl::Status Reopen();

  absl::StatusOr<storage::Committed> Append(storage::Batch batch) {
    return store->AppendAndWait(log, std::move(batch));
  }
  storage::Head Head() const { return store->GetHead(log).value(); }
  std::vector<storage::StoredEvent> All() const { return store->ReadAll(log, 0, kNoLimit).value(); }
  // Moves the wall clock and the machine's own count together.
  void Pass(Micros elapsed);

  Backend backend;
  TemporaryFolder folder;
  storage::RocksDbMemory memory;
  SettableClock clock;
  std::atomic<Micros> since_boot{77 * kSecond};
  storage::LogInfo info;
  LogId log;
  std::unique_ptr<storage::EventLog> store;

 private:
  absl::StatusOr<std::unique_ptr<storage::EventLog>> Open();
};

storage::Leaf LeafOf(const storage::StoredEvent& event);

}  // namespace candour::tests
