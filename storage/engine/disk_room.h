// Whether the disk has room for more events. A store that fills its disk can neither compact nor be
// opened again, so it stops taking events while there is still room for both.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"

namespace candour::storage {

// The free bytes of the disk a store is on.
using FreeBytesReading = std::function<absl::StatusOr<uint64_t>()>;

// Thread-safe.
class DiskRoom {
 public:
  // Without a reading there is always room.
  DiskRoom(FreeBytesReading free, uint64_t low_water)
      : free_(std::move(free)), low_water_(low_water) {}

  // Why nothing may be appended, in words; none: there is room. What was too little once is enough
  // again only with a quarter more, so that a store at the edge does not flicker.
  std::optional<std::string> Lacking() const;

 private:
  const FreeBytesReading free_;
  const uint64_t low_water_;
  mutable absl::Mutex mutex_;
  mutable bool lacking_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace candour::storage
