// Looks at RocksDB's write-ahead log from outside, to tell a batch that a crash left unfinished at
// the very end from damage anywhere before it. RocksDB refuses both alike, or drops both alike.
//
// The file's format is LevelDB's log format: blocks of 32 KiB, each holding records of crc4 len2
// type1 and bytes; a batch is one FULL record, or FIRST, MIDDLE..., LAST.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace candour::storage {

struct WalFinding {
  bool damaged = false;
  uint64_t whole_until = 0;  // batches that end at or before this byte are whole
  // A whole record that begins a batch stands behind the damage: what is damaged is not the end.
  bool batch_begins_after_damage = false;
};

// `bytes` is the whole file.
WalFinding InspectWal(std::string_view bytes);

// Over all write-ahead logs of a database folder: OK if the only damage lies in the final batch of
// the newest. DATA_LOSS, saying what was found, if not; FAILED_PRECONDITION if nothing is damaged.
absl::Status CheckOnlyFinalBatchDamaged(const std::string& database_folder);

// DATA_LOSS if one of the write-ahead logs of a database folder does not begin after the one before
// it, by the numbers RocksDB gives its rows: then a file lies in the place of another. RocksDB
// itself would not refuse it but end the process.
absl::Status CheckWalOrder(const std::string& database_folder);

// CRC-32C, masked as the log format masks it. For tests as well, which write such files.
uint32_t MaskedCrc32c(std::string_view bytes);

}  // namespace candour::storage
