// The engine's tables in one RocksDB: a column family each, one synced write a group.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "storage/engine/tables.h"
#include "storage/rocksdb/shared_memory.h"

namespace candour::storage {

enum class Opening {
  kToLook,           // nothing is written, no file made or deleted; NOT_FOUND if tables are lacking
  kRefuseDamage,     // a torn end is dropped, anything else is DATA_LOSS
  kUpToFirstDamage,  // for a copy, under the checks of recovery.h
};

// A Tables whose closing can fail. Floors are ignored: they belong outside the database.
class ClosableTables : public Tables {
 public:
  // Writes out what is in memory. Nothing may be called after it. Without it destruction closes
  // as well as it can.
  virtual absl::Status Close() = 0;

  // How many rows there are in a table of which none was ever overwritten or deleted: exact, and
  // found without reading them.
  virtual absl::StatusOr<uint64_t> CountRows(Table table) const = 0;
};

// Makes an empty database if there is none, except to look. DATA_LOSS if RocksDB finds damage. To
// write, RocksDB first rewrites: who may yet refuse what he finds looks before he opens.
absl::StatusOr<std::unique_ptr<ClosableTables>> OpenRocksDbTables(const std::string& folder,
                                                                  const RocksDbMemory& memory,
                                                                  Opening how);

}  // namespace candour::storage
