// RocksDB with nothing around it: the floor under the log.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "storage/engine/tables.h"

namespace rocksdb {
class DB;
class ColumnFamilyHandle;
}  // namespace rocksdb

namespace candour::bench {

// A database of the log's own column families, otherwise with RocksDB's defaults. Not thread-safe.
class BareRocksDb {
 public:
  explicit BareRocksDb(const std::string& folder);
  ~BareRocksDb();

  // One batch, synced.
  void Write(const storage::Changes& changes);

 private:
  rocksdb::DB* db_ = nullptr;
  std::vector<rocksdb::ColumnFamilyHandle*> families_;
};

struct Scanned {
  uint64_t rows = 0;
  uint64_t bytes = 0;
};

// Iterates over the events of a log that another process may have open, from first to last, and
// looks at every byte's block but at nothing in it. RocksDB keeps notes in the scratch folder.
Scanned ScanEvents(const std::string& log_folder, const std::string& scratch_folder);

}  // namespace candour::bench
