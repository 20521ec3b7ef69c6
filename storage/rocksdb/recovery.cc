#include "storage/rocksdb/recovery.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "storage/engine/log_reader.h"
#include "storage/engine/opening.h"
#include "storage/engine/rows.h"
#include "storage/leaf.h"
#include "storage/rocksdb/copies.h"
#include "storage/rocksdb/kept_rows.h"
#include "storage/rocksdb/wal_tail.h"

namespace candour::storage {
namespace {

namespace fs = std::filesystem;

struct Paths {
  std::string folder;
  std::string Of(const char* name) const { return absl::StrCat(folder, "/", name); }
  std::string Lock() const { return Of("lock"); }
  std::string Database() const { return Of("db"); }
  std::string SideFile() const { return Of("acknowledged"); }
  std::string Clean() const { return Of("clean"); }
  std::string Recovering() const { return Of("db.recovering"); }
  std::string Recovered() const { return Of("db.recovered"); }
  std::string Damaged() const {
    for (int n = 1;; ++n) {
      std::string path = absl::StrCat(folder, "/db.damaged-", n);
      if (!Exists(path)) return path;
    }
  }
};

absl::Status Refused(const absl::Status& cause) {
  return absl::DataLossError(absl::StrCat(
      "the record cannot be shown to be whole, so it is not opened and nothing was changed: ",
      cause.message(),
      ". Keep this folder as it is. Restore the newest backup into another folder, compare its "
      "head with the newest checkpoint held outside, and start from there"));
}

absl::Status MakeFolder(const std::string& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return absl::UnavailableError("cannot make the store's folder");
  if (chmod(folder.c_str(), 0700) != 0) {
    return absl::UnavailableError("cannot make the store's folder private");
  }
  return SyncFolder(FolderOf(folder));
}

// A swap that a crash cut in two is finished, one that had not begun is forgotten.
absl::Status TidyInterruptedRecovery(const Paths& paths) {
  RETURN_IF_ERROR(Delete(paths.Recovering()));
  if (!Exists(paths.Recovered())) return absl::OkStatus();
  if (Exists(paths.Database())) return Delete(paths.Recovered());
  RETURN_IF_ERROR(Rename(paths.Recovered(), paths.Database()));
  return SyncFolder(paths.folder);
}

absl::Status NoteRecovery(Tables& tables, const std::vector<LogState>& logs,
                          const std::vector<Floor>& floors) {
  Changes changes;
  for (const Floor& floor : floors) {
    for (const LogState& log : logs) {
      if (log.number != floor.log_number) continue;
      changes.push_back({Table::kMeta, rows::RecoveredKey(log.number),
                         rows::EncodeRecovered({log.info.id, log.next_position, floor.acknowledged,
                                                floor.checkpoint_size})});
    }
  }
  return tables.Commit(changes, {});
}

// Whatever these checks find, the original is untouched.
absl::Status MakeAcceptedCopy(const Paths& paths, const RocksDbMemory& memory,
                              const std::vector<Floor>& floors) {
  if (floors.empty()) return absl::DataLossError("there is no note of what was acknowledged");
  RETURN_IF_ERROR(CheckOnlyFinalBatchDamaged(paths.Database()));
  RETURN_IF_ERROR(CopySynced(paths.Database(), paths.Recovering()));
  ASSIGN_OR_RETURN(const std::unique_ptr<ClosableTables> copy,
                   OpenRocksDbTables(paths.Recovering(), memory, Opening::kUpToFirstDamage));
  ASSIGN_OR_RETURN(const std::vector<LogState> logs, LoadLogs(*copy));
  RETURN_IF_ERROR(CheckFloors(*copy, logs, floors));
  RETURN_IF_ERROR(NoteRecovery(*copy, logs, floors));
  return copy->Close();
}

absl::Status SwapIn(const Paths& paths) {
  RETURN_IF_ERROR(SyncFolder(paths.Recovering()));
  RETURN_IF_ERROR(Rename(paths.Recovering(), paths.Recovered()));
  RETURN_IF_ERROR(SyncFolder(paths.folder));
  RETURN_IF_ERROR(Rename(paths.Database(), paths.Damaged()));
  RETURN_IF_ERROR(Rename(paths.Recovered(), paths.Database()));
  return SyncFolder(paths.folder);
}

bool HoldsRows(const std::string& database) {
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(database, none)) {
    if (entry.path().extension() == ".sst") return true;
  }
  return false;
}

// A log's first batch may have been written, and its note not.
absl::StatusOr<bool> HasOnlyItsFirstBatch(const Tables& tables, const LogState& log) {
  const LogReader reader(tables, log.number, log.info.id, log.next_position);
  ASSIGN_OR_RETURN(const StoredEvent first, reader.EventAt(0));
  ASSIGN_OR_RETURN(const StoredEvent last, reader.EventAt(log.next_position - 1));
  ASSIGN_OR_RETURN(const Leaf first_leaf, ParseLeaf(first.leaf));
  ASSIGN_OR_RETURN(const Leaf last_leaf, ParseLeaf(last.leaf));
  return first_leaf.command == last_leaf.command;
}

// A log is noted before it takes a second batch.
absl::Status CheckNoted(const Tables& tables, const std::vector<LogState>& logs,
                        const std::vector<Floor>& floors) {
  for (const LogState& log : logs) {
    const bool noted = std::any_of(floors.begin(), floors.end(),
                                   [&](const Floor& floor) { return floor.log == log.info.id; });
    if (noted) continue;
    ASSIGN_OR_RETURN(const bool only_first, HasOnlyItsFirstBatch(tables, log));
    if (only_first) continue;
    return absl::DataLossError(
        "the note of what was acknowledged (`acknowledged`, beside `db`) is missing, so that "
        "a lost end could not be told");
  }
  return absl::OkStatus();
}

// Without a change to any file, so that what is refused can still be put right.
absl::Status LookThrough(const Paths& paths, const RocksDbMemory& memory,
                         const std::vector<Floor>& floors) {
  absl::StatusOr<std::unique_ptr<ClosableTables>> tables =
      absl::NotFoundError("the database lacks its file CURRENT");
  if (Exists(paths.Database() + "/CURRENT")) {
    tables = OpenRocksDbTables(paths.Database(), memory, Opening::kToLook);
  }
  if (absl::IsNotFound(tables.status())) {
    // RocksDB would make what is lacking over whatever is there. That is right only where the
    // making of the first database was interrupted.
    if (floors.empty() && !HoldsRows(paths.Database())) return absl::OkStatus();
    return absl::DataLossError(tables.status().message());
  }
  RETURN_IF_ERROR(tables.status());
  ASSIGN_OR_RETURN(const std::vector<LogState> logs, LoadLogs(**tables));
  RETURN_IF_ERROR(CheckFloors(**tables, logs, floors));
  RETURN_IF_ERROR(CheckNoted(**tables, logs, floors));
  return CheckCounts(**tables, logs);
}

}  // namespace

absl::StatusOr<OpenedStore> OpenStore(const std::string& folder, const RocksDbMemory& memory) {
  const Paths paths{folder};
  if (!Exists(folder)) RETURN_IF_ERROR(MakeFolder(folder));
  ASSIGN_OR_RETURN(File lock, File::Open(paths.Lock(), O_RDWR | O_CREAT));
  RETURN_IF_ERROR(lock.LockExclusively(folder));
  RETURN_IF_ERROR(TidyInterruptedRecovery(paths));

  absl::StatusOr<SideFile> side_file = SideFile::Open(paths.SideFile());
  if (absl::IsDataLoss(side_file.status())) return Refused(side_file.status());
  RETURN_IF_ERROR(side_file.status());
  const std::vector<Floor> floors = side_file->Floors();
  Recovery recovery;
  recovery.unclean_shutdown = Exists(paths.Database()) && !Exists(paths.Clean());

  absl::Status whole = LookThrough(paths, memory, floors);
  if (absl::IsDataLoss(whole) && recovery.unclean_shutdown) {
    const absl::Status accepted = MakeAcceptedCopy(paths, memory, floors);
    if (!accepted.ok()) {
      Delete(paths.Recovering()).IgnoreError();
      if (accepted.message() == whole.message()) return Refused(whole);
      return Refused(absl::DataLossError(absl::StrCat(whole.message(), "; ", accepted.message())));
    }
    RETURN_IF_ERROR(SwapIn(paths));
    recovery.recovered = true;
    whole = LookThrough(paths, memory, floors);
  }
  if (absl::IsDataLoss(whole)) return Refused(whole);
  RETURN_IF_ERROR(whole);
  ASSIGN_OR_RETURN(std::unique_ptr<ClosableTables> tables,
                   OpenRocksDbTables(paths.Database(), memory, Opening::kRefuseDamage));
  RETURN_IF_ERROR(RaiseFormat(*tables));
  // Only now: a refused opening leaves the marker, and with it the answer of the next one, alone.
  RETURN_IF_ERROR(Delete(paths.Clean()));
  RETURN_IF_ERROR(SyncFolder(folder));
  return OpenedStore{std::move(lock), *std::move(side_file), std::move(tables),
                     std::move(recovery)};
}

absl::Status MarkClean(const std::string& folder) {
  ASSIGN_OR_RETURN(File marker, File::Open(Paths{folder}.Clean(), O_WRONLY | O_CREAT));
  RETURN_IF_ERROR(marker.Sync());
  return SyncFolder(folder);
}

}  // namespace candour::storage
