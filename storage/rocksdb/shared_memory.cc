#include "storage/rocksdb/shared_memory.h"

#include <rocksdb/env.h>
#include <rocksdb/filter_policy.h>

#include "absl/strings/str_cat.h"
#include "storage/rocksdb/shared_memory_parts.h"

namespace candour::storage {
namespace {

// RocksDB's own file of remarks aborts the process when it cannot be written, as on a full disk.
// What matters comes back as a status.
class NoRemarks final : public rocksdb::Logger {
 public:
  NoRemarks() : Logger(rocksdb::FATAL_LEVEL) {}
  using Logger::Logv;
  void Logv(const char*, va_list) override {}
};

}  // namespace

RocksDbMemory::RocksDbMemory(Sizes sizes) : parts_(std::make_unique<Parts>()) {
  // A block larger than its shard is read again each time it is asked for.
  constexpr int kShardBits = 2;
  parts_->cache = rocksdb::NewLRUCache(sizes.cache_bytes, kShardBits);
  parts_->write_buffers =
      std::make_shared<rocksdb::WriteBufferManager>(sizes.write_buffer_bytes, parts_->cache);
}

RocksDbMemory::~RocksDbMemory() = default;

rocksdb::DBOptions CommonOptions(const RocksDbMemory& memory) {
  rocksdb::DBOptions options;
  options.create_if_missing = true;
  options.create_missing_column_families = true;
  options.paranoid_checks = true;
  options.write_buffer_manager = memory.parts().write_buffers;
  // RocksDB's own second try after an error may succeed on pages the first one lost.
  options.max_bgerror_resume_count = 0;
  options.info_log = std::make_shared<NoRemarks>();
  options.max_open_files = 256;
  return options;
}

rocksdb::BlockBasedTableOptions CommonTableOptions(const RocksDbMemory& memory) {
  rocksdb::BlockBasedTableOptions options;
  options.block_cache = memory.parts().cache;
  options.cache_index_and_filter_blocks = true;
  options.pin_l0_filter_and_index_blocks_in_cache = true;
  options.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  return options;
}

absl::Status ToStatus(const rocksdb::Status& status) {
  if (status.ok()) return absl::OkStatus();
  const std::string text = status.ToString();
  if (status.IsNoSpace()) {
    return absl::UnavailableError(absl::StrCat(
        "the disk is full: make room and start again; what was acknowledged is there (", text,
        ")"));
  }
  const bool damage = status.IsCorruption() || status.IsPathNotFound();
  return damage ? absl::DataLossError(text) : absl::UnavailableError(text);
}

}  // namespace candour::storage
