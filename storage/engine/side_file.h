// The floors of a store's logs, kept outside its database, so that a database that lost its end is
// found out. docs/decisions/0002-side-file-and-recovery.md says what this protects against.
//
// A slot of 128 bytes for each log, at 128 times its number, written in place after each group is
// synced and before it is answered. A slot is synced itself only when it is added and when its
// checkpoint changes: after the death of the process it is exact, after a power cut it may be older
// than what was acknowledged, but never older than the newest checkpoint.
#pragma once

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "storage/engine/tables.h"
#include "storage/files.h"

namespace candour::storage {

// Not thread-safe.
class SideFile {
 public:
  // Makes an empty one if there is none. DATA_LOSS if a slot is damaged.
  static absl::StatusOr<SideFile> Open(const std::string& path);

  // As they were found when the file was opened, and noted since.
  std::vector<Floor> Floors() const;

  absl::Status Note(absl::Span<const Floor> floors);

 private:
  explicit SideFile(File file) : file_(std::move(file)) {}

  File file_;
  absl::flat_hash_map<uint32_t, Floor> floors_;
};

}  // namespace candour::storage
