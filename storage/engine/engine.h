// The event log over any Tables: one committer thread drains a bounded queue in groups, another
// thread answers. storage/memory and storage/rocksdb differ only in the tables they give it.
#pragma once

#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/engine/clock_guard.h"
#include "storage/engine/disk_room.h"
#include "storage/engine/tables.h"
#include "storage/event_log.h"

namespace candour::storage {

struct EngineOptions {
  BootReading since_boot = MicrosSinceBoot;
  FreeBytesReading free_bytes = {};  // none: room is never looked at
  uint64_t low_disk_bytes = 0;       // with less free, nothing is appended
  // What the backend found when it opened its tables; the engine adds the unreported recoveries.
  Recovery recovery;
  // What the logs must reach, unless the backend has compared them itself.
  std::vector<Floor> floors;
};

// Checks everything storage/engine/opening.h names, then starts. On destruction what is queued is
// still committed and answered, then the tables are destroyed.
absl::StatusOr<std::unique_ptr<EventLog>> OpenEngine(std::unique_ptr<Tables> tables,
                                                     EngineOptions options);

}  // namespace candour::storage
