#include "storage/engine/tables.h"

#include "base/status.h"

namespace candour::storage {

absl::StatusOr<std::vector<std::optional<std::string>>> Tables::GetMany(
    Table table, absl::Span<const std::string> keys) const {
  std::vector<std::optional<std::string>> out;
  out.reserve(keys.size());
  for (const std::string& key : keys) {
    ASSIGN_OR_RETURN(std::optional<std::string> row, Get(table, key));
    out.push_back(std::move(row));
  }
  return out;
}

absl::StatusOr<BackupMade> Tables::BackUp(const std::string&, absl::Span<const Floor>) {
  return absl::UnimplementedError("this store is backed up by the tools of its own database");
}

}  // namespace candour::storage
