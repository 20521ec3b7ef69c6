// Views in RocksDB, one small database each under a common folder: NAME@VERSION. A view found
// damaged is deleted and starts empty, for the log holds the truth.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "storage/rocksdb/shared_memory.h"
#include "storage/view_store.h"

namespace candour::storage {

// `memory` must outlive the stores and every view opened from them.
absl::StatusOr<std::unique_ptr<ViewStores>> OpenRocksDbViews(const std::string& folder,
                                                             const RocksDbMemory& memory);

}  // namespace candour::storage
