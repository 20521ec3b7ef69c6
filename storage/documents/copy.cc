// A second folder that holds what the first one holds.
#include <fcntl.h>

#include <filesystem>
#include <set>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "storage/documents/document_store.h"

namespace candour::storage {
namespace {

namespace fs = std::filesystem;

constexpr char kUnfinished[] = ".unfinished";

absl::Status Failed(const std::error_code& error) {
  return absl::UnavailableError(absl::StrCat("cannot copy the documents: ", error.message()));
}

// A file whose content is settled never changes its length: the same length is the same content.
absl::Status CopyFile(const fs::path& from, const fs::path& to) {
  std::error_code error;
  const auto size = fs::file_size(from, error);
  if (error == std::errc::no_such_file_or_directory) return absl::OkStatus();  // dropped meanwhile
  if (!error && fs::exists(to) && fs::file_size(to, error) == size) return absl::OkStatus();
  const std::string beside = to.string() + kUnfinished;
  fs::copy_file(from, beside, fs::copy_options::overwrite_existing, error);
  if (error == std::errc::no_such_file_or_directory) return absl::OkStatus();
  if (error) return Failed(error);
  {
    ASSIGN_OR_RETURN(File copied, File::Open(beside, O_RDONLY));
    RETURN_IF_ERROR(copied.Sync());
  }
  return Rename(beside, to);
}

// What waited when it was listed may be settled, under its other name, when it is copied: so the
// listing is taken again until it stood still.
absl::StatusOr<std::set<std::string>> CopyFolder(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::create_directories(to, error);
  if (error) return Failed(error);
  std::set<std::string> copied;
  for (bool still = false; !still;) {
    still = true;
    std::set<std::string> here;
    for (const auto& entry : fs::directory_iterator(from, error)) {
      here.insert(entry.path().filename());
    }
    if (error == std::errc::no_such_file_or_directory) here.clear();  // forgotten meanwhile
    for (const std::string& name : here) {
      if (copied.contains(name)) continue;
      still = false;
      RETURN_IF_ERROR(CopyFile(from / name, to / name));
    }
    copied = std::move(here);
  }
  for (const auto& entry : fs::directory_iterator(to, error)) {
    if (!copied.contains(entry.path().filename())) fs::remove_all(entry.path(), error);
  }
  if (error) return Failed(error);
  RETURN_IF_ERROR(SyncFolder(to));
  return copied;
}

}  // namespace

absl::StatusOr<uint64_t> DocumentStore::CopyTo(const std::string& folder) const {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return Failed(error);
  uint64_t files = 0;
  std::set<fs::path> kept;
  ASSIGN_OR_RETURN(const std::vector<ContentPlace> places, Places());
  for (const ContentPlace& place : places) {
    const fs::path within = fs::path(place.log.Text()) / place.scope.Text();
    ASSIGN_OR_RETURN(const auto copied,
                     CopyFolder(fs::path(folder_) / within, fs::path(folder) / within));
    files += copied.size();
    kept.insert(fs::path(folder) / within);
  }
  // What was forgotten goes from the copy too.
  for (const auto& log : fs::directory_iterator(folder, error)) {
    for (const auto& scope : fs::directory_iterator(log.path(), error)) {
      if (!kept.contains(scope.path())) fs::remove_all(scope.path(), error);
    }
    if (!error) RETURN_IF_ERROR(SyncFolder(log.path()));
  }
  if (error) return Failed(error);
  RETURN_IF_ERROR(SyncFolder(folder));
  return files;
}

}  // namespace candour::storage
