// Opening a store's folder, also after a crash. docs/decisions/0002-side-file-and-recovery.md gives
// the reasons.
//
//   lock            held while the store is open
//   db/             the database
//   acknowledged    the side file
//   clean           there while the store is closed, if it was closed in good order
//   db.recovering/  a copy being looked at; means nothing
//   db.recovered/   an accepted copy on its way to being db/
//   db.damaged-N/   what a copy has replaced, kept for people to look at
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "storage/engine/side_file.h"
#include "storage/event_log.h"
#include "storage/files.h"
#include "storage/rocksdb/rocksdb_tables.h"

namespace candour::storage {

struct OpenedStore {
  File lock;
  SideFile side_file;
  std::unique_ptr<ClosableTables> tables;
  Recovery recovery;
};

// FAILED_PRECONDITION if another process has the folder; DATA_LOSS, with a sentence on what to do,
// if what is there cannot be shown to hold everything that was acknowledged.
absl::StatusOr<OpenedStore> OpenStore(const std::string& folder, const RocksDbMemory& memory);

// After the tables were closed without error: the next opening need not expect a torn end.
absl::Status MarkClean(const std::string& folder);

}  // namespace candour::storage
