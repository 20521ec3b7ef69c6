// How often those without an account may call: from one address, and all of them together.
#pragma once

#include <string>
#include <string_view>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "base/clock.h"

namespace candour::gate {

// Counts by the minute: limits::kGuestCallsPerMinute and kGuestCallsPerMinuteOfOne. Holds no more
// addresses than the first allows. Thread-safe.
class GuestLimit {
 public:
  // Counts a call. RESOURCE_EXHAUSTED, with the way out, if it is one too many; it is not counted
  // then. `peer` is as gRPC names it; its port does not tell callers apart.
  absl::Status Count(std::string_view peer, Micros now) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  absl::Mutex mutex_;
  Micros minute_ ABSL_GUARDED_BY(mutex_) = 0;
  int all_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::flat_hash_map<std::string, int> by_address_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace candour::gate
