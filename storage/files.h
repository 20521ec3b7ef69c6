// The few calls on files whose failure decides what may be promised.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace candour::storage {

// An open descriptor, closed on destruction.
class File {
 public:
  // `flags` and `mode` as for open(2). NOT_FOUND, ALREADY_EXISTS, or UNAVAILABLE.
  static absl::StatusOr<File> Open(const std::string& path, int flags, int mode = 0600);

  File(File&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  File& operator=(File&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  ~File();

  // FAILED_PRECONDITION if another open file of the same name holds the lock.
  absl::Status LockExclusively(const std::string& path);

  absl::StatusOr<std::string> ReadWhole() const;
  // Up to `count` bytes: fewer only where the file ends.
  absl::StatusOr<std::string> ReadAt(uint64_t offset, size_t count) const;
  absl::Status WriteAt(uint64_t offset, std::string_view bytes);
  absl::Status Truncate(uint64_t size);
  // After a failure what is on disk is unknown, and a second call may wrongly succeed.
  absl::Status Sync();

 private:
  explicit File(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

bool Exists(const std::string& path);

// What may still be written to the disk a folder is on.
absl::StatusOr<uint64_t> FreeBytes(const std::string& folder);

// Makes renames, creations and deletions inside a folder durable.
absl::Status SyncFolder(const std::string& folder);
absl::Status Rename(const std::string& from, const std::string& to);
std::string FolderOf(const std::string& path);

}  // namespace candour::storage
