// Whether a log's clock can be believed. A machine's clock is set by people and by the network; a
// record whose times came from a wrong one could never be put right.
#pragma once

#include <functional>

#include "absl/status/statusor.h"
#include "base/clock.h"

namespace candour::storage {

// Reads what the machine counted since its start (MicrosSinceBoot, or a test's).
using BootReading = std::function<Micros()>;

// Not thread-safe.
class ClockGuard {
 public:
  // `clock` must outlive the guard. Without `since_boot` only steps back are noticed: a driven
  // clock leaps forward by design.
  ClockGuard(const Clock& clock, BootReading since_boot, Micros last_recorded_at);

  // The present reading. FAILED_PRECONDITION if the clock has stepped back, or has moved against
  // the count since boot, by more than limits allow; then every later reading is refused as well,
  // until Confirm.
  absl::StatusOr<Micros> Read();

  // A person has looked: the present reading is the new ground to compare with.
  void Confirm();

 private:
  const Clock& clock_;
  BootReading since_boot_;
  Micros highest_;
  Micros ground_;       // a reading that was believed,
  Micros ground_boot_;  // and the count since boot at that moment
};

}  // namespace candour::storage
