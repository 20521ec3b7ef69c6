// An error of the disk at the n-th call, for every n, and a disk that is full from the n-th call
// on. The store stops and does not go on by itself; opened again, it has everything acknowledged
// once.
#include <cstdio>
#include <cstdlib>
#include <random>

#include "tests/fault/load.h"
#include "tests/fault/machine.h"

namespace candour::tests {
namespace {

using Findings = std::vector<std::string>;

bool Long() { return std::getenv("CANDOUR_FAULT_EVENTS") != nullptr; }

// A short life of a store: the calls it needs are those that are made to fail, one a run.
absl::Status Live(Machine& machine) {
  if (absl::Status started = machine.Start(); !started.ok()) return started;
  machine.Work(12);
  if (absl::Status kept = machine.Checkpoint(); !kept.ok()) return kept;
  machine.Work(6);
  return machine.AppendOne();
}

struct Tally {
  int runs = 0;
  int stopped = 0;
};

// One life with its n-th call failing, and the life after it.
void FailOnce(uint64_t call, Fault fault, uint64_t seed, Tally& tally) {
  CAPTURE(call, static_cast<int>(fault), seed);
  Machine machine(seed);
  REQUIRE(Live(machine).ok());
  machine.Stop();
  machine.disk.FailAt(machine.disk.calls() + call, fault);
  const absl::Status lived = Live(machine);
  ++tally.runs;
  tally.stopped += !lived.ok();
  INFO(lived.ToString());
  if (machine.store != nullptr && absl::IsUnavailable(lived) &&
      !machine.store->GetHead(FaultLog()).ok()) {
    // It has stopped: with the disk mended, it stays so.
    machine.disk.Mend();
    CHECK(absl::IsUnavailable(machine.AppendOne()));
    CHECK_FALSE(machine.store->ReadAll(FaultLog(), 0, {1, 1}).ok());
  }
  machine.Stop();
  // Every other time the machine goes down with it.
  if (seed % 2 == 0) machine.disk.LosePower(Disk::Remains::kNothing, seed);
  machine.disk.Mend();
  REQUIRE(machine.Start().ToString() == "OK");
  REQUIRE(machine.Broken() == Findings{});
}

uint64_t CallsOfALife() {
  Machine machine(1);
  REQUIRE(Live(machine).ok());
  machine.Stop();
  const uint64_t before = machine.disk.calls();
  REQUIRE(Live(machine).ok());
  machine.Stop();
  return machine.disk.calls() - before;
}

void FailEverywhere(Fault fault) {
  const uint64_t seed = std::random_device()();
  std::mt19937_64 random(seed);
  const uint64_t calls = CallsOfALife();
  const uint64_t step = Long() ? 1 : calls / 24 + 1;
  Tally tally;
  for (uint64_t call = 1 + random() % step; call <= calls; call += step) {
    FailOnce(call, fault, random(), tally);
  }
  std::printf("%d of %llu calls failed one a run: %d stopped the store, all opened whole again\n",
              tally.runs, static_cast<unsigned long long>(calls), tally.stopped);
  CHECK(tally.stopped > 0);
}

TEST_CASE("promises 9 and 15: an I/O error at any call stops the store, and nothing is lost") {
  FailEverywhere(Fault::kIoError);
}

TEST_CASE("promises 9 and 15: a disk full from any call on stops the store, and nothing is lost") {
  FailEverywhere(Fault::kNoSpace);
}

}  // namespace
}  // namespace candour::tests
