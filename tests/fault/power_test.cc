// Loss of power at random moments, again and again, with what was not synced gone in whole or in
// part. The store opens by itself every time, and every invariant holds.
#include <cstdio>
#include <cstdlib>
#include <random>

#include "tests/fault/machine.h"

namespace candour::tests {
namespace {

using Findings = std::vector<std::string>;

struct Extent {
  int losses = 20;
  uint64_t events = 0;   // acknowledged ones, at least
  int look_through = 4;  // everything is looked through after one loss of so many
};

Extent Asked() {
  const char* const events = std::getenv("CANDOUR_FAULT_EVENTS");
  if (events == nullptr) return {};
  return {1, std::strtoull(events, nullptr, 10), 40};
}

TEST_CASE("promises 1, 2, 10 and 15: nothing acknowledged is lost with the power") {
  const Extent extent = Asked();
  const uint64_t seed = std::random_device()();
  INFO("seed " << seed);
  std::mt19937_64 random(seed);
  Machine machine(seed);
  int losses = 0;
  int while_opening = 0;
  while (losses < extent.losses || machine.history.acknowledged_events() < extent.events) {
    CAPTURE(losses);
    const bool early = random() % 4 == 0;
    // Now and then a long life, so that files are flushed, compacted and deleted in it.
    const uint64_t life = early ? random() % 60 : random() % (random() % 12 == 0 ? 5000 : 300);
    machine.disk.FailAt(machine.disk.calls() + 1 + life, Fault::kPowerCut);
    const absl::Status started = machine.Start();
    while_opening += !started.ok();
    if (!started.ok() && !machine.disk.Failed()) FAIL(started.ToString());
    while (started.ok() && !machine.disk.Failed()) {
      machine.Work(60);
      if (random() % 2 == 0) machine.Checkpoint().IgnoreError();
    }
    machine.Stop();
    machine.disk.LosePower(random() % 3 == 0 ? Disk::Remains::kNothing : Disk::Remains::kSome,
                           random());
    ++losses;
    if (losses % extent.look_through != 0) continue;
    const absl::Status again = machine.Start();
    REQUIRE(again.ToString() == "OK");
    REQUIRE(machine.Broken() == Findings{});
    // Closed in good order, and then the power goes.
    machine.Stop();
    machine.disk.LosePower(Disk::Remains::kNothing, random());
  }
  const absl::Status again = machine.Start();
  REQUIRE(again.ToString() == "OK");
  CHECK(machine.Broken() == Findings{});
  CHECK(machine.history.acknowledged_events() > 0);
  std::printf(
      "power lost %d times, %d of them while opening: %llu events acknowledged, all there\n",
      losses, while_opening,
      static_cast<unsigned long long>(machine.history.acknowledged_events()));
}

}  // namespace
}  // namespace candour::tests
