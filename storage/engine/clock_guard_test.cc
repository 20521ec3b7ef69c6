#include "storage/engine/clock_guard.h"

#include "base/limits.h"

namespace candour::storage {
namespace {

constexpr Micros kStart = 1'790'000'000'000'000;
constexpr Micros kSecond = 1'000'000;

// A clock and a count since boot, each set by hand.
struct Machine final : Clock {
  Micros now = kStart;
  Micros boot = 77 * kSecond;
  Micros NowMicros() const override { return now; }
  BootReading SinceBoot() {
    return [this] { return boot; };
  }
  void Pass(Micros elapsed) {
    now += elapsed;
    boot += elapsed;
  }
};

bool Refused(ClockGuard& guard) {
  return guard.Read().status().code() == absl::StatusCode::kFailedPrecondition;
}

TEST_CASE("a clock that goes with the machine's count is believed, however long") {
  Machine machine;
  ClockGuard guard(machine, machine.SinceBoot(), kStart);
  machine.Pass(400 * 24 * 3600 * kSecond);
  CHECK(guard.Read().value() == machine.now);
}

TEST_CASE("a jump either way beyond the limit is refused until confirmed") {
  const Micros jump = GENERATE(limits::kClockDriftMicros + 1, -limits::kClockDriftMicros - 1,
                               3600 * kSecond, -3600 * kSecond);
  CAPTURE(jump);
  Machine machine;
  ClockGuard guard(machine, machine.SinceBoot(), kStart);
  CHECK_FALSE(Refused(guard));
  machine.now += jump;
  CHECK(Refused(guard));
  machine.Pass(kSecond);
  CHECK(Refused(guard));
  guard.Confirm();
  CHECK(guard.Read().value() == machine.now);
}

TEST_CASE("a step within the limit is believed, but small steps add up") {
  Machine machine;
  ClockGuard guard(machine, machine.SinceBoot(), kStart);
  machine.now += 3 * kSecond;
  CHECK_FALSE(Refused(guard));
  machine.now += 3 * kSecond;
  CHECK(Refused(guard));
}

TEST_CASE("a clock that stands before what was recorded is refused") {
  Machine machine;
  ClockGuard late(machine, machine.SinceBoot(), kStart + limits::kClockStepBackMicros + 1);
  CHECK(Refused(late));
  ClockGuard in_time(machine, machine.SinceBoot(), kStart + limits::kClockStepBackMicros);
  CHECK_FALSE(Refused(in_time));
}

TEST_CASE("a driven clock may leap forward but never back") {
  Machine machine;
  ClockGuard guard(machine, BootReading(), kStart);
  machine.now += 3600 * 24 * 365 * kSecond;
  CHECK_FALSE(Refused(guard));
  machine.now -= 6 * kSecond;
  CHECK(Refused(guard));
}

}  // namespace
}  // namespace candour::storage
