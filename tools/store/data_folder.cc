#include "tools/store/data_folder.h"

#include <fcntl.h>

#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "storage/files.h"

namespace candour::store {
namespace {

namespace fs = std::filesystem;

absl::Status Failed(const std::string& what, const std::error_code& error) {
  return absl::UnavailableError(absl::StrCat(what, ": ", error.message()));
}

absl::Status CopyFile(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::copy_file(from, to, error);
  if (error) return Failed(absl::StrCat(to.string(), " cannot be written"), error);
  ASSIGN_OR_RETURN(storage::File file, storage::File::Open(to, O_RDWR));
  return file.Sync();
}

// With everything below it; answers with how many files there are.
absl::StatusOr<uint64_t> CopyFolder(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::create_directory(to, error);
  if (error) return Failed(absl::StrCat(to.string(), " cannot be made"), error);
  uint64_t files = 0;
  for (fs::directory_iterator at(from, error), end; !error && at != end; at.increment(error)) {
    const fs::path below = to / at->path().filename();
    if (at->is_directory()) {
      ASSIGN_OR_RETURN(const uint64_t more, CopyFolder(at->path(), below));
      files += more;
    } else {
      RETURN_IF_ERROR(CopyFile(at->path(), below));
      ++files;
    }
  }
  if (error) return Failed(absl::StrCat(from.string(), " cannot be read"), error);
  RETURN_IF_ERROR(storage::SyncFolder(to));
  return files;
}

absl::StatusOr<MadeData> Make(const Backups& backups, const fs::path& data,
                              const storage::Demanded& demanded,
                              const storage::RocksDbMemory& memory) {
  MadeData made;
  ASSIGN_OR_RETURN(made.record,
                   storage::RestoreBackup(backups.folder, data / "log", demanded, memory));
  // Also where there is nothing to copy: a server does not start without the folder.
  std::error_code error;
  fs::create_directory(data / "documents", error);
  if (error) return Failed("the folder of the documents cannot be made", error);
  const fs::path documents = fs::path(backups.folder) / "documents";
  if (fs::exists(documents)) {
    ASSIGN_OR_RETURN(made.documents, CopyFolder(documents, data / "documents"));
  }
  if (!backups.keyring.empty()) {
    const fs::path keyring = fs::path(backups.keyring) / "keyring";
    if (!fs::exists(keyring)) {
      return absl::NotFoundError(absl::StrCat("there is no keyring in ", backups.keyring));
    }
    RETURN_IF_ERROR(CopyFile(keyring, data / "keyring"));
    made.keyring = true;
  }
  RETURN_IF_ERROR(storage::SyncFolder(data));
  return made;
}

}  // namespace

absl::StatusOr<MadeData> RestoreData(const Backups& backups, const std::string& data,
                                     const storage::Demanded& demanded,
                                     const storage::RocksDbMemory& memory) {
  std::error_code error;
  if (!fs::create_directory(data, error)) {
    return error ? Failed(absl::StrCat(data, " cannot be made"), error)
                 : absl::AlreadyExistsError(absl::StrCat(data, " exists; name a new folder"));
  }
  fs::permissions(data, fs::perms::owner_all, error);
  absl::StatusOr<MadeData> made = Make(backups, data, demanded, memory);
  if (!made.ok()) fs::remove_all(data, error);
  return made;
}

}  // namespace candour::store
