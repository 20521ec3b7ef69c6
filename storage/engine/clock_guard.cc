#include "storage/engine/clock_guard.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/limits.h"

namespace candour::storage {

ClockGuard::ClockGuard(const Clock& clock, BootReading since_boot, Micros last_recorded_at)
    : clock_(clock),
      since_boot_(std::move(since_boot)),
      highest_(last_recorded_at),
      ground_(clock.NowMicros()),
      ground_boot_(since_boot_ ? since_boot_() : 0) {}

absl::StatusOr<Micros> ClockGuard::Read() {
  const Micros now = clock_.NowMicros();
  if (now < highest_ - limits::kClockStepBackMicros) {
    return absl::FailedPreconditionError(absl::StrCat(
        "the clock stands ", (highest_ - now) / 1'000'000, " s before a time already recorded"));
  }
  if (since_boot_) {
    const Micros drift = (now - ground_) - (since_boot_() - ground_boot_);
    if (std::abs(drift) > limits::kClockDriftMicros) {
      return absl::FailedPreconditionError(absl::StrCat("the clock moved ", drift / 1'000'000,
                                                        " s against the machine's own count"));
    }
  }
  highest_ = std::max(highest_, now);
  return now;
}

void ClockGuard::Confirm() {
  ground_ = clock_.NowMicros();
  ground_boot_ = since_boot_ ? since_boot_() : 0;
  highest_ = ground_;
}

}  // namespace candour::storage
