// The durable event log: all logs of a process in one folder, one RocksDB, one sync a group.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "base/limits.h"
#include "storage/engine/clock_guard.h"
#include "storage/engine/disk_room.h"
#include "storage/event_log.h"
#include "storage/rocksdb/shared_memory.h"

namespace candour::storage {

struct RocksDbLogOptions {
  std::string folder;  // made if there is none; nothing else may write into it
  BootReading since_boot = MicrosSinceBoot;
  uint64_t low_disk_bytes = limits::kLowDiskBytes;  // with less free, nothing is appended
  FreeBytesReading free_bytes = {};                 // by default of the folder's disk
};

// `memory` must outlive the log. The errors are those of OpenStore in storage/rocksdb/recovery.h.
// Destroying the log closes it in good order, after everything queued is committed and answered.
absl::StatusOr<std::unique_ptr<EventLog>> OpenRocksDbLog(RocksDbLogOptions options,
                                                         const RocksDbMemory& memory);

}  // namespace candour::storage
