// The backends under test and a small world to test them in: one store, one log, clocks that stand
// still. Every promise of storage/event_log.h is tested here over each backend alike.
#pragma once

#include <array>
#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "storage/event_log.h"
#include "storage/leaf.h"
#include "storage/rocksdb/shared_memory.h"
#include "tests/conformance/medium.h"
#include "tests/fault/disk.h"
#include "tests/support/temporary_folder.h"

namespace candour::tests {

// kMedium is the engine over tables in memory that outlive it.
enum class Backend { kMemory, kRocksDb, kPostgres, kMedium };
inline constexpr std::array kBackends = {Backend::kMemory, Backend::kRocksDb, Backend::kPostgres};
inline constexpr std::array kDurableBackends = {Backend::kRocksDb, Backend::kPostgres};

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

// What stands between the store and its tests, or between the engine and its medium, to break a
// promise on purpose.
struct Doubles {
  using Logs = std::unique_ptr<storage::EventLog>;
  using EngineTables = std::unique_ptr<storage::Tables>;
  std::function<Logs(Logs)> log = [](Logs whole) { return whole; };
  std::function<EngineTables(EngineTables)> tables = [](EngineTables whole) { return whole; };
};

// A store with one log, whose position 0 is taken.
struct World {
  explicit World(Backend backend, Doubles doubles = {});

  // Closes the store and opens it again; only durable backends can. The clock is attached.
  absl::Status Reopen();
  // The machine loses power and is started again: what was not durable is gone.
  absl::Status LosePower();
  bool Durable() const { return backend != Backend::kMemory; }

  // Another store over the same bytes.
  absl::StatusOr<std::unique_ptr<storage::EventLog>> Open();

  absl::StatusOr<storage::Committed> Append(storage::Batch batch) {
    return store->AppendAndWait(log, std::move(batch));
  }
  storage::Head Head() const { return store->GetHead(log).value(); }
  std::vector<storage::StoredEvent> All() const { return store->ReadAll(log, 0, kNoLimit).value(); }
  // Moves the wall clock and the machine's own count together.
  void Pass(Micros elapsed);

  Backend backend;
  Doubles doubles;
  TemporaryFolder folder;
  std::optional<Disk> disk;  // kRocksDb: what `folder` is on
  Medium medium;             // kMedium
  std::string address;       // of the database, if there is one
  storage::RocksDbMemory memory;
  SettableClock clock;
  std::atomic<Micros> since_boot{77 * kSecond};
  std::atomic<uint64_t> free_bytes{1ull << 40};  // of the disk; backends on one look at it
  storage::LogInfo info;
  LogId log;
  std::unique_ptr<storage::EventLog> store;

 private:
  absl::StatusOr<std::unique_ptr<storage::EventLog>> OpenBackend();
};

storage::Leaf LeafOf(const storage::StoredEvent& event);

}  // namespace candour::tests
