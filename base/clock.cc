#include "base/clock.h"

#include <time.h>

#include <chrono>

namespace candour {

Micros SystemClock::NowMicros() const {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

Micros MicrosSinceBoot() {
  timespec reading{};
  clock_gettime(CLOCK_BOOTTIME, &reading);
  return Micros{reading.tv_sec} * 1'000'000 + reading.tv_nsec / 1000;
}

absl::Status DrivenClock::DriveTo(Micros to) {
  Micros present = now_.load();
  while (to >= present) {
    if (now_.compare_exchange_weak(present, to)) return absl::OkStatus();
  }
  return absl::FailedPreconditionError("a driven clock goes forwards only");
}

}  // namespace candour
