// A data folder put together from backups: the record, the documents it speaks of, and the keyring.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "storage/rocksdb/backup.h"

namespace candour::store {

struct Backups {
  std::string folder;   // of the record, with its documents
  std::string keyring;  // the other folder, of the keyring; blank: it is kept in a database
};

struct MadeData {
  storage::MadeStore record;
  uint64_t documents = 0;  // files
  bool keyring = false;
};

// Makes the folder `data`, which must not exist, durably; on an error there is none. Errors as of
// storage::RestoreBackup; NOT_FOUND if the folder of the keyring has none.
absl::StatusOr<MadeData> RestoreData(const Backups& backups, const std::string& data,
                                     const storage::Demanded& demanded,
                                     const storage::RocksDbMemory& memory);

}  // namespace candour::store
