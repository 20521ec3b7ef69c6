#include "storage/rocksdb/copies.h"

#include <fcntl.h>

#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "storage/files.h"
#include "storage/rocksdb/kept_rows.h"

namespace candour::storage {
namespace {

namespace fs = std::filesystem;

absl::Status Failed(const std::error_code& error, const char* what) {
  return absl::UnavailableError(absl::StrCat(what, ": ", error.message()));
}

}  // namespace

absl::Status Delete(const std::string& path) {
  std::error_code error;
  fs::remove_all(path, error);
  return error ? Failed(error, "cannot delete") : absl::OkStatus();
}

absl::Status CopySynced(const std::string& from, const std::string& to) {
  std::error_code error;
  fs::create_directory(to, error);
  if (error) return Failed(error, "cannot make a copy");
  for (const auto& entry : fs::directory_iterator(from, error)) {
    if (!entry.is_regular_file()) continue;
    const fs::path target = fs::path(to) / entry.path().filename();
    fs::copy_file(entry.path(), target, error);
    if (error) return Failed(error, "cannot make a copy");
    ASSIGN_OR_RETURN(File copied, File::Open(target, O_RDONLY));
    RETURN_IF_ERROR(copied.Sync());
  }
  if (error) return Failed(error, "cannot make a copy");
  return SyncFolder(to);
}

absl::Status CheckCounts(const ClosableTables& tables, const std::vector<LogState>& logs) {
  uint64_t events = 0;
  uint64_t nodes = 0;
  for (const LogState& log : logs) {
    events += log.next_position;
    ASSIGN_OR_RETURN(const uint64_t kept, KeptNodes(tables, log));
    nodes += kept;
  }
  for (const auto& [table, expected] :
       {std::pair{Table::kEvents, events}, std::pair{Table::kStreamIndex, events},
        std::pair{Table::kScopeIndex, events}, std::pair{Table::kMerkle, nodes}}) {
    ASSIGN_OR_RETURN(const uint64_t rows, tables.CountRows(table));
    if (rows == expected) continue;
    return absl::DataLossError(absl::StrCat("table ", static_cast<int>(table), " has ", rows,
                                            " rows where its logs account for ", expected));
  }
  return absl::OkStatus();
}

}  // namespace candour::storage
