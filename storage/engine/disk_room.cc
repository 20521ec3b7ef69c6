#include "storage/engine/disk_room.h"

#include "absl/strings/str_cat.h"

namespace candour::storage {
namespace {

uint64_t Mebibytes(uint64_t bytes) { return bytes >> 20; }

}  // namespace

std::optional<std::string> DiskRoom::Lacking() const {
  if (!free_) return std::nullopt;
  const absl::StatusOr<uint64_t> free = free_();
  // A disk that cannot be asked will say so itself when it is written to.
  if (!free.ok()) return std::nullopt;
  absl::MutexLock lock(&mutex_);
  const uint64_t enough_again = low_water_ + low_water_ / 4;
  lacking_ = *free < (lacking_ ? enough_again : low_water_);
  if (!lacking_) return std::nullopt;
  return absl::StrCat("the disk is nearly full: ", Mebibytes(*free), " MiB are free, and ",
                      Mebibytes(enough_again),
                      " are needed; writing goes on by itself once they are");
}

}  // namespace candour::storage
