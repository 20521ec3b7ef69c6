#include "storage/files.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "storage/bytes.h"

namespace candour::storage {
namespace {

absl::Status Failure(int error, std::string_view what) {
  const std::string message =
      absl::StrCat(Absl(what), ": ", absl::ErrnoToStatus(error, "").message());
  if (error == ENOENT) return absl::NotFoundError(message);
  if (error == EEXIST) return absl::AlreadyExistsError(message);
  return absl::UnavailableError(message);
}

}  // namespace

absl::StatusOr<File> File::Open(const std::string& path, int flags, int mode) {
  const int descriptor = open(path.c_str(), flags | O_CLOEXEC, mode);
  if (descriptor < 0) return Failure(errno, absl::StrCat("cannot open ", path));
  return File(descriptor);
}

File::~File() {
  if (descriptor_ >= 0) close(descriptor_);
}

absl::Status File::LockExclusively(const std::string& path) {
  if (flock(descriptor_, LOCK_EX | LOCK_NB) == 0) return absl::OkStatus();
  if (errno != EWOULDBLOCK) return Failure(errno, absl::StrCat("cannot lock ", path));
  return absl::FailedPreconditionError(absl::StrCat(path, " is in use by another process"));
}

absl::StatusOr<std::string> File::ReadWhole() const {
  std::string out;
  char buffer[64 * 1024];
  while (true) {
    const ssize_t got = pread(descriptor_, buffer, sizeof(buffer), static_cast<off_t>(out.size()));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Failure(errno, "cannot read");
    if (got == 0) return out;
    out.append(buffer, static_cast<size_t>(got));
  }
}

absl::StatusOr<std::string> File::ReadAt(uint64_t offset, size_t count) const {
  std::string out(count, '\0');
  size_t filled = 0;
  while (filled < count) {
    const ssize_t got = pread(descriptor_, out.data() + filled, count - filled,
                              static_cast<off_t>(offset + filled));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Failure(errno, "cannot read");
    if (got == 0) break;
    filled += static_cast<size_t>(got);
  }
  out.resize(filled);
  return out;
}

absl::Status File::WriteAt(uint64_t offset, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t put = pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return Failure(errno, "cannot write");
    bytes.remove_prefix(static_cast<size_t>(put));
    offset += static_cast<uint64_t>(put);
  }
  return absl::OkStatus();
}

absl::Status File::Truncate(uint64_t size) {
  if (ftruncate(descriptor_, static_cast<off_t>(size)) == 0) return absl::OkStatus();
  return Failure(errno, "cannot truncate");
}

absl::Status File::Sync() {
  if (fdatasync(descriptor_) == 0) return absl::OkStatus();
  return Failure(errno, "cannot sync");
}

bool Exists(const std::string& path) { return access(path.c_str(), F_OK) == 0; }

absl::StatusOr<uint64_t> FreeBytes(const std::string& folder) {
  struct statvfs disk {};
  if (statvfs(folder.c_str(), &disk) != 0) {
    return Failure(errno, absl::StrCat("cannot ask for the room at ", folder));
  }
  return uint64_t{disk.f_bavail} * disk.f_frsize;
}

absl::Status SyncFolder(const std::string& folder) {
  ASSIGN_OR_RETURN(File opened, File::Open(folder, O_RDONLY | O_DIRECTORY));
  return opened.Sync();
}

absl::Status Rename(const std::string& from, const std::string& to) {
  if (std::rename(from.c_str(), to.c_str()) == 0) return absl::OkStatus();
  return Failure(errno, absl::StrCat("cannot rename ", from));
}

std::string FolderOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

}  // namespace candour::storage
