// What is done with a store that is not open: a backup put back, a damaged store repaired. Both
// make a new folder and change nothing else; docs/operations.md tells operators when to use which.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "base/id.h"
#include "storage/rocksdb/shared_memory.h"

namespace candour::storage {

// What the result must agree with.
struct Demanded {
  std::string checkpoint;    // a signed note kept outside; blank: none
  std::string verifier_key;  // of its log; blank: its signature is not checked
};

// A log of the new folder: read through, and found whole.
struct WholeLog {
  std::string tenant;
  std::string origin;
  uint64_t events = 0;
  Bytes32 root{};
};

struct MadeStore {
  std::vector<WholeLog> logs;
  std::vector<std::string> lost;  // in sentences; a restored backup has none
};

// Puts the newest backup into `to`, which must not exist. DATA_LOSS if the backup is damaged, or
// does not reach what was acknowledged when it was made, or contradicts the checkpoint.
absl::StatusOr<MadeStore> RestoreBackup(const std::string& backups, const std::string& to,
                                        const Demanded& demanded, const RocksDbMemory& memory);

// Copies a store to `to`, which must not exist, up to the first damaged byte of its write-ahead
// log. Accepted only if that reaches everything acknowledged and signed, as far as the side file,
// the store's own checkpoints and the one given know; DATA_LOSS otherwise. FAILED_PRECONDITION if
// the store is open.
absl::StatusOr<MadeStore> RepairStore(const std::string& store, const std::string& to,
                                      const Demanded& demanded, const RocksDbMemory& memory);

}  // namespace candour::storage
