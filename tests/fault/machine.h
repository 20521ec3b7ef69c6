// A machine for the fault tests: a store in a folder on a disk that can fail, writers that send,
// repeat and guess, a follower, checkpoints now and then, and the history of it all.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/synchronization/notification.h"
#include "base/clock.h"
#include "storage/event_log.h"
#include "storage/rocksdb/shared_memory.h"
#include "tests/fault/disk.h"
#include "tests/fault/history.h"
#include "tests/support/temporary_folder.h"

namespace candour::tests {

struct Machine {
  explicit Machine(uint64_t seed);

  // Opens the store, makes its log if there is none, and sends again what nobody knows the outcome
  // of. UNAVAILABLE if the disk failed meanwhile.
  absl::Status Start();
  // Sends so many batches from several threads, beside a follower; returns early if the store
  // stops. About every tenth is sent twice, every fifth expects a revision.
  void Work(int batches);
  // Sends one batch; OK if it was taken or refused, UNAVAILABLE if nobody knows.
  absl::Status AppendOne();
  // Signs what is there.
  absl::Status Checkpoint();
  void Stop() { store.reset(); }
  std::string StoreFolder() const { return folder.Inside("store"); }

  // Of the store as it stands; it must be started.
  std::vector<std::string> Broken() const;

  TemporaryFolder folder;
  Disk disk;
  storage::RocksDbMemory memory;
  DrivenClock clock{1'790'000'000'000'000};
  bool bulk = false;               // every other batch is one
  std::atomic<Micros> stepped{0};  // of what the clock shows, by how much it was set forward
  History history;
  std::unique_ptr<storage::EventLog> store;

 private:
  // What a writer knows of the lengths of streams.
  using Lengths = std::map<storage::StreamName, uint64_t>;

  void Write(int batches, uint64_t seed, Lengths& lengths);
  void Follow(const absl::Notification& written);

  uint64_t seed_;
  std::vector<Lengths> lengths_;  // a writer's own
};

}  // namespace candour::tests
