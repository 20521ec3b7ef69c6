// Clients that send everything again and in any order, clocks that step, a second process on the
// same folder, and how long opening takes after a long life that ended at once.
#include <sys/wait.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <thread>

#include "absl/synchronization/blocking_counter.h"
#include "absl/time/clock.h"
#include "storage/rocksdb/rocksdb_log.h"
#include "tests/fault/load.h"
#include "tests/fault/machine.h"

namespace candour::tests {
namespace {

using Findings = std::vector<std::string>;

// Every batch several times, from several threads, each in an order of its own.
void Storm(Machine& machine, const std::vector<storage::Batch>& batches, int threads,
           uint64_t seed) {
  for (const storage::Batch& batch : batches) machine.history.Sending(batch);
  std::vector<std::thread> clients;
  for (int t = 0; t < threads; ++t) {
    clients.emplace_back([&, t] {
      std::vector<storage::Batch> mine = batches;
      std::mt19937_64 random(seed + t);
      std::shuffle(mine.begin(), mine.end(), random);
      absl::BlockingCounter answered(static_cast<int>(mine.size()));
      for (const storage::Batch& batch : mine) {
        machine.store->Append(
            FaultLog(), batch,
            [&, command = batch.command](absl::StatusOr<storage::Committed> answer) {
              machine.history.Answered(command, answer);
              answered.DecrementCount();
            });
      }
      answered.Wait();
    });
  }
  for (std::thread& client : clients) client.join();
}

std::vector<storage::Batch> Batches(int count) {
  std::vector<storage::Batch> out;
  for (int i = 0; i < count; ++i) out.push_back(BatchOf(RandomCommand()));
  return out;
}

TEST_CASE("promises 4, 7 and 8: a storm of repeated requests in any order writes each once") {
  const uint64_t seed = std::random_device()();
  INFO("seed " << seed);
  Machine machine(seed);
  REQUIRE(machine.Start().ok());
  for (int round = 0; round < 3; ++round) Storm(machine, Batches(150), 6, seed + round * 100);
  REQUIRE(machine.Broken() == Findings{});
  // And after a restart, against the ids as they are stored.
  const std::vector<storage::Batch> last = Batches(100);
  Storm(machine, last, 2, seed);
  const uint64_t before = machine.store->GetHead(FaultLog())->next_position;
  machine.Stop();
  REQUIRE(machine.Start().ok());
  Storm(machine, last, 4, seed + 1);
  CHECK(machine.store->GetHead(FaultLog())->next_position == before);
  CHECK(machine.Broken() == Findings{});
}

TEST_CASE("a clock that steps stops the writing of a log, and never its order") {
  constexpr Micros kStep = 3600ll * 1'000'000;
  Machine machine(3);
  REQUIRE(machine.Start().ok());
  for (int step = 0; step < 5; ++step) {
    machine.Work(10);
    const uint64_t before = machine.store->GetHead(FaultLog())->next_position;
    machine.stepped += kStep;
    REQUIRE(machine.clock.DriveTo(machine.clock.NowMicros() + kStep).ok());
    machine.Work(10);
    CHECK(machine.store->ReadOnlyBecause(FaultLog())->has_value());
    CHECK(machine.store->GetHead(FaultLog())->next_position == before);
    REQUIRE(machine.store->AllowWriting(FaultLog()).ok());
  }
  CHECK(machine.Broken() == Findings{});
}

TEST_CASE("promise 15: a second process is kept out of a folder in use, and changes nothing") {
  Machine machine(5);
  REQUIRE(machine.Start().ok());
  machine.Work(20);
  const auto inside = [&](const char* name) { return " " + machine.folder.Inside(name); };
  const std::string command = std::string(FAULT_APPENDER) + inside("store") + inside("floors") +
                              inside("attempts") + inside("oracle") + " 2>/dev/null";
  const int ended = std::system(command.c_str());
  CHECK(WIFEXITED(ended));
  CHECK(WEXITSTATUS(ended) != 0);
  CHECK_FALSE(std::filesystem::exists(machine.folder.Inside("oracle")));
  machine.Work(20);
  CHECK(machine.Broken() == Findings{});
}

TEST_CASE("opening takes no longer than it should, however long the log") {
  const char* const asked = std::getenv("CANDOUR_FAULT_EVENTS");
  const uint64_t events = asked == nullptr ? 3000 : 1'000'000;
  Machine machine(9);
  machine.bulk = asked != nullptr;
  REQUIRE(machine.Start().ok());
  while (machine.history.acknowledged_events() < events) {
    machine.Work(2000);
    REQUIRE(machine.Checkpoint().ok());
  }
  // As after kill -9: nothing was closed, whatever had been written is there.
  const std::string image = machine.folder.Inside("image");
  std::filesystem::copy(machine.StoreFolder(), image, std::filesystem::copy_options::recursive);
  const storage::RocksDbMemory memory;
  const absl::Time began = absl::Now();
  const auto opened = storage::OpenRocksDbLog({image}, memory);
  const absl::Duration took = absl::Now() - began;
  REQUIRE(opened.status().ToString() == "OK");
  CHECK((*opened)->recovery().unclean_shutdown);
  std::printf("a log of %llu events and %zu checkpoints opened in %lld ms after it was killed\n",
              static_cast<unsigned long long>(machine.history.acknowledged_events()),
              machine.history.checkpoints().size(),
              static_cast<long long>(absl::ToInt64Milliseconds(took)));
  CHECK(took < absl::Seconds(20));
}

}  // namespace
}  // namespace candour::tests
