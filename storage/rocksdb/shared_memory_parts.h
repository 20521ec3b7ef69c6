// The RocksDB side of shared_memory.h; for this folder only.
#pragma once

#include <rocksdb/cache.h>
#include <rocksdb/options.h>
#include <rocksdb/status.h>
#include <rocksdb/table.h>
#include <rocksdb/write_buffer_manager.h>

#include <memory>
#include <string_view>

#include "absl/status/status.h"
#include "storage/rocksdb/shared_memory.h"

namespace candour::storage {

struct RocksDbMemory::Parts {
  std::shared_ptr<rocksdb::Cache> cache;
  std::shared_ptr<rocksdb::WriteBufferManager> write_buffers;
};

// Options that every instance shares.
rocksdb::DBOptions CommonOptions(const RocksDbMemory& memory);
rocksdb::BlockBasedTableOptions CommonTableOptions(const RocksDbMemory& memory);

// Corruption is DATA_LOSS; everything else that is not OK is UNAVAILABLE.
absl::Status ToStatus(const rocksdb::Status& status);

inline rocksdb::Slice AsSlice(std::string_view bytes) { return {bytes.data(), bytes.size()}; }
inline std::string_view AsView(const rocksdb::Slice& bytes) { return {bytes.data(), bytes.size()}; }

}  // namespace candour::storage
