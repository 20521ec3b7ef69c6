// The RocksDB side of backup.h; for this folder only.
#pragma once

#include <rocksdb/db.h>

#include <string>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "storage/engine/tables.h"

namespace candour::storage {

absl::StatusOr<BackupMade> MakeBackup(rocksdb::DB& db, const std::string& folder,
                                      absl::Span<const Floor> floors);

}  // namespace candour::storage
