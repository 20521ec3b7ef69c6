// Where instants come from. Rules never ask: they are handed `now`.
//
// Instants are microseconds UTC since 1970. Calendar days are absl::CivilDay and have no zone;
// the zone that turns one into the other is an argument (Europe/London in production).
#pragma once

#include <atomic>
#include <cstdint>

#include "absl/status/status.h"

namespace candour {

using Micros = int64_t;  // an instant, UTC

// Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Micros NowMicros() const = 0;
};

// The machine's wall clock. Only services/server and the tests' support may construct one.
class SystemClock final : public Clock {
 public:
  Micros NowMicros() const override;
};

// What the machine itself counted since it was started, sleep included: it has no date, and nobody
// can set it. Beside it a jump of the wall clock shows.
Micros MicrosSinceBoot();

// A clock that stands still until driven, for demonstrations and tests that live years in seconds.
class DrivenClock final : public Clock {
 public:
  explicit DrivenClock(Micros start) : now_(start) {}
  Micros NowMicros() const override { return now_.load(); }

  // FAILED_PRECONDITION if `to` lies before the present reading: it goes forwards only.
  absl::Status DriveTo(Micros to);

 private:
  std::atomic<Micros> now_;
};

}  // namespace candour
