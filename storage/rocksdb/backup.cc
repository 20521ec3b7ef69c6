#include "storage/rocksdb/backup.h"

#include <fcntl.h>
#include <rocksdb/utilities/backup_engine.h>

#include <filesystem>
#include <memory>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/limits.h"
#include "base/status.h"
#include "storage/engine/opening.h"
#include "storage/engine/rows.h"
#include "storage/engine/side_file.h"
#include "storage/engine/whole.h"
#include "storage/files.h"
#include "storage/rocksdb/backup_parts.h"
#include "storage/rocksdb/copies.h"
#include "storage/rocksdb/shared_memory_parts.h"
#include "storage/rocksdb/wal_tail.h"

namespace candour::storage {
namespace {

namespace fs = std::filesystem;

std::string FloorsOf(const std::string& backups, uint64_t number) {
  return absl::StrCat(backups, "/acknowledged-", number);
}

rocksdb::BackupEngineOptions OptionsFor(const std::string& folder) {
  rocksdb::BackupEngineOptions options(folder);
  options.share_table_files = true;
  options.share_files_with_checksum = true;
  options.sync = true;
  return options;
}

// The folder being made, beside its final name until it is found good.
class NewStore {
 public:
  static absl::StatusOr<NewStore> Begin(const std::string& to) {
    if (Exists(to)) {
      return absl::FailedPreconditionError(absl::StrCat(to, " exists; name a new folder"));
    }
    NewStore made(to);
    RETURN_IF_ERROR(Delete(made.beside_));
    std::error_code error;
    fs::create_directories(made.beside_, error);
    if (error) return absl::UnavailableError(absl::StrCat("cannot make ", made.beside_));
    fs::permissions(made.beside_, fs::perms::owner_all, error);
    return made;
  }

  std::string Database() const { return beside_ + "/db"; }

  // Reads everything through, and gives the folder its note and its name.
  absl::StatusOr<MadeStore> Finish(ClosableTables& tables, const std::vector<Floor>& floors,
                                   const Demanded& demanded) {
    ASSIGN_OR_RETURN(const std::vector<LogState> logs, LoadLogs(tables));
    RETURN_IF_ERROR(CheckFloors(tables, logs, floors));
    RETURN_IF_ERROR(CheckCounts(tables, logs));
    if (!demanded.checkpoint.empty()) {
      RETURN_IF_ERROR(
          CheckOutsideCheckpoint(tables, logs, demanded.checkpoint, demanded.verifier_key));
    }
    MadeStore made;
    std::vector<Floor> reached;
    for (const LogState& log : logs) {
      RETURN_IF_ERROR(CheckWhole(tables, log));
      made.logs.push_back(
          {log.info.tenant, log.info.origin, log.next_position, log.frontier.Root()});
      // All of it can be vouched for now: it is as if it had been signed.
      reached.push_back(
          {log.number, log.info.id, log.next_position, log.next_position, log.frontier.Root()});
    }
    RETURN_IF_ERROR(tables.Close());
    {
      ASSIGN_OR_RETURN(SideFile side_file, SideFile::Open(beside_ + "/acknowledged"));
      RETURN_IF_ERROR(side_file.Note(reached));
    }
    RETURN_IF_ERROR(SyncFolder(beside_));
    RETURN_IF_ERROR(Rename(beside_, to_));
    RETURN_IF_ERROR(SyncFolder(FolderOf(to_)));
    return made;
  }

  absl::Status GiveUp(const absl::Status& because) {
    Delete(beside_).IgnoreError();
    return because;
  }

 private:
  explicit NewStore(const std::string& to) : to_(to), beside_(to + ".unfinished") {}
  std::string to_;
  std::string beside_;
};

// Each write-ahead log that is not whole, in words.
absl::StatusOr<std::vector<std::string>> WhatIsLost(const std::string& database) {
  std::vector<std::string> lost;
  for (const auto& entry : fs::directory_iterator(database)) {
    if (entry.path().extension() != ".log") continue;
    ASSIGN_OR_RETURN(const File file, File::Open(entry.path(), O_RDONLY));
    ASSIGN_OR_RETURN(const std::string bytes, file.ReadWhole());
    const WalFinding finding = InspectWal(bytes);
    if (!finding.damaged) continue;
    lost.push_back(absl::StrCat(
        "the write-ahead log ", entry.path().filename().string(), " is damaged behind byte ",
        finding.whole_until, " of ", bytes.size(),
        ": what stood behind it is lost; nothing of it is known to have been acknowledged"));
  }
  return lost;
}

absl::StatusOr<std::vector<Floor>> FloorsBesides(const std::string& store, const Demanded& demanded,
                                                 std::vector<std::string>& lost) {
  const std::string path = store + "/acknowledged";
  const absl::StatusOr<SideFile> side_file =
      Exists(path) ? SideFile::Open(path) : absl::DataLossError("the note is missing");
  if (side_file.ok()) return side_file->Floors();
  if (!absl::IsDataLoss(side_file.status())) return side_file.status();
  if (demanded.checkpoint.empty()) {
    return absl::DataLossError(
        "the note of what was acknowledged is missing or damaged: without a checkpoint kept "
        "outside "
        "nobody can say what a repair may lose");
  }
  lost.push_back(
      "the note of what was acknowledged; what was acknowledged after the checkpoint given may be "
      "lost without a trace");
  return std::vector<Floor>();
}

absl::Status NoteRepair(Tables& tables, const std::vector<Floor>& floors) {
  ASSIGN_OR_RETURN(const std::vector<LogState> logs, LoadLogs(tables));
  Changes changes;
  for (const LogState& log : logs) {
    RecoveredLog recovered{log.info.id, log.next_position, 0, 0};
    for (const Floor& floor : floors) {
      if (floor.log_number != log.number) continue;
      recovered.acknowledged = floor.acknowledged;
      recovered.checkpoint_size = floor.checkpoint_size;
    }
    changes.push_back(
        {Table::kMeta, rows::RecoveredKey(log.number), rows::EncodeRecovered(recovered)});
  }
  return tables.Commit(changes, {});
}

absl::StatusOr<MadeStore> Repair(NewStore& made, const std::string& store, const Demanded& demanded,
                                 const RocksDbMemory& memory) {
  std::vector<std::string> lost;
  ASSIGN_OR_RETURN(const std::vector<Floor> floors, FloorsBesides(store, demanded, lost));
  RETURN_IF_ERROR(CopySynced(store + "/db", made.Database()));
  ASSIGN_OR_RETURN(const std::vector<std::string> torn, WhatIsLost(made.Database()));
  lost.insert(lost.end(), torn.begin(), torn.end());
  ASSIGN_OR_RETURN(const std::unique_ptr<ClosableTables> tables,
                   OpenRocksDbTables(made.Database(), memory, Opening::kUpToFirstDamage));
  RETURN_IF_ERROR(NoteRepair(*tables, floors));
  ASSIGN_OR_RETURN(MadeStore out, made.Finish(*tables, floors, demanded));
  out.lost = std::move(lost);
  return out;
}

absl::StatusOr<MadeStore> Restore(NewStore& made, const std::string& backups,
                                  const Demanded& demanded, const RocksDbMemory& memory) {
  rocksdb::BackupEngineReadOnly* opened = nullptr;
  RETURN_IF_ERROR(ToStatus(
      rocksdb::BackupEngineReadOnly::Open(OptionsFor(backups), rocksdb::Env::Default(), &opened)));
  const std::unique_ptr<rocksdb::BackupEngineReadOnly> engine(opened);
  rocksdb::BackupInfo newest;
  if (!engine->GetLatestBackupInfo(&newest).ok()) {
    return absl::NotFoundError(absl::StrCat("there is no whole backup in ", backups));
  }
  const std::string note = FloorsOf(backups, newest.backup_id);
  if (!Exists(note)) {
    return absl::DataLossError(
        absl::StrCat("backup ", newest.backup_id, " lacks the note of what it must reach"));
  }
  ASSIGN_OR_RETURN(const SideFile side_file, SideFile::Open(note));
  RETURN_IF_ERROR(ToStatus(engine->VerifyBackup(newest.backup_id, /*verify_with_checksum=*/true)));
  RETURN_IF_ERROR(
      ToStatus(engine->RestoreDBFromBackup(newest.backup_id, made.Database(), made.Database())));
  ASSIGN_OR_RETURN(const std::unique_ptr<ClosableTables> tables,
                   OpenRocksDbTables(made.Database(), memory, Opening::kRefuseDamage));
  return made.Finish(*tables, side_file.Floors(), demanded);
}

}  // namespace

absl::StatusOr<BackupMade> MakeBackup(rocksdb::DB& db, const std::string& folder,
                                      absl::Span<const Floor> floors) {
  rocksdb::BackupEngine* opened = nullptr;
  RETURN_IF_ERROR(
      ToStatus(rocksdb::BackupEngine::Open(OptionsFor(folder), rocksdb::Env::Default(), &opened)));
  const std::unique_ptr<rocksdb::BackupEngine> engine(opened);
  rocksdb::BackupID number = 0;
  RETURN_IF_ERROR(ToStatus(engine->CreateNewBackup(rocksdb::CreateBackupOptions(), &db, &number)));
  // A backup without its note is not taken for one, so that a crash between leaves none.
  ASSIGN_OR_RETURN(SideFile note, SideFile::Open(FloorsOf(folder, number)));
  RETURN_IF_ERROR(note.Note(floors));
  RETURN_IF_ERROR(ToStatus(engine->PurgeOldBackups(limits::kBackupsKept)));
  rocksdb::BackupInfo info;
  RETURN_IF_ERROR(ToStatus(engine->GetBackupInfo(number, &info)));
  return BackupMade{number, info.size};
}

absl::StatusOr<MadeStore> RestoreBackup(const std::string& backups, const std::string& to,
                                        const Demanded& demanded, const RocksDbMemory& memory) {
  ASSIGN_OR_RETURN(NewStore made, NewStore::Begin(to));
  absl::StatusOr<MadeStore> restored = Restore(made, backups, demanded, memory);
  if (!restored.ok()) return made.GiveUp(restored.status());
  return restored;
}

absl::StatusOr<MadeStore> RepairStore(const std::string& store, const std::string& to,
                                      const Demanded& demanded, const RocksDbMemory& memory) {
  if (!Exists(store + "/lock")) {
    return absl::NotFoundError(
        absl::StrCat("there is no store in ", store,
                     ": name the folder that its db and lock lie in, usually data/log"));
  }
  const std::string within = std::filesystem::absolute(store).lexically_normal().string() + "/";
  if (absl::StartsWith(std::filesystem::absolute(to).lexically_normal().string(), within)) {
    return absl::InvalidArgumentError(
        "a store is repaired into a folder of its own, and nothing is written into the damaged "
        "one: name a folder beside it");
  }
  ASSIGN_OR_RETURN(File lock, File::Open(store + "/lock", O_RDWR));
  RETURN_IF_ERROR(lock.LockExclusively(store));
  ASSIGN_OR_RETURN(NewStore made, NewStore::Begin(to));
  absl::StatusOr<MadeStore> repaired = Repair(made, store, demanded, memory);
  if (!repaired.ok()) return made.GiveUp(repaired.status());
  return repaired;
}

}  // namespace candour::storage
