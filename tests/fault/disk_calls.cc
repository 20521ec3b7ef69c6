// What RocksDB, the C++ library and our own code find under the names of the C library, in a
// programme that links the disk. A file that is in no disk's folder is left alone.
#include "tests/fault/disk_calls.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <string>

#include "tests/fault/disk.h"

namespace candour::tests {
namespace {

using Act = Disk::Act;

constexpr uint64_t kSectorBytes = 512;

// The next definition behind this programme's: the C library's, or a sanitizer's on its way there.
template <typename Function>
Function Next(const char* name) {
  return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

#define CANDOUR_NEXT(name)                                                       \
  ([]() {                                                                        \
    static const auto function = candour::tests::Next<decltype(&::name)>(#name); \
    return function;                                                             \
  }())

bool Exists(const char* path) {
  struct stat info {};
  return stat(path, &info) == 0;
}

// Does `call` on a descriptor unless its disk says otherwise.
template <typename Result, typename Call>
Result Through(Disk* disk, Act act, Call call) {
  if (disk == nullptr) return call();
  if (const int error = disk->Meet(act); error != 0) {
    errno = error;
    return static_cast<Result>(-1);
  }
  return call();
}

uint64_t EndOf(int descriptor) {
  const int flags = fcntl(descriptor, F_GETFL);
  struct stat info {};
  if ((flags & O_APPEND) != 0 && fstat(descriptor, &info) == 0) {
    return static_cast<uint64_t>(info.st_size);
  }
  return static_cast<uint64_t>(lseek(descriptor, 0, SEEK_CUR));
}

// About half of a write, and whole sectors only.
size_t HalfOf(uint64_t offset, size_t count) {
  const uint64_t end = (offset + count / 2) / kSectorBytes * kSectorBytes;
  return end > offset ? end - offset : 0;
}

// A write whose whole may fail after its half is done: `write(count)` does that many bytes.
template <typename Write>
ssize_t WriteThrough(int descriptor, uint64_t offset, size_t count, Write write) {
  Disk* const disk = Disk::Of(descriptor);
  if (disk == nullptr) return write(count);
  const int error = disk->Meet(Act::kWrite);
  const size_t written = error == 0 ? count : HalfOf(offset, count);
  disk->Writing(descriptor, offset, written);
  if (error == 0) return write(count);
  if (written > 0 && error != ENOSPC) write(written);
  errno = error;
  return -1;
}

int SyncThrough(int descriptor, int (*sync)(int)) {
  Disk* const disk = Disk::Of(descriptor);
  if (disk == nullptr) return sync(descriptor);
  const int error = disk->Meet(Act::kSync);
  // Nothing need reach the real disk: the test is over before the machine is.
  disk->Synced(descriptor, error == 0);
  errno = error;
  return error == 0 ? 0 : -1;
}

int OpenThrough(const std::string& path, int flags, mode_t mode) {
  Disk* const disk = Disk::Of(path);
  if (disk == nullptr) return real::Open(path.c_str(), flags, mode);
  const bool creates = (flags & O_CREAT) != 0 && !Exists(path.c_str());
  const bool changes = (flags & O_ACCMODE) != O_RDONLY;
  if (changes) {
    if (const int error = disk->Meet(creates ? Act::kCreate : Act::kOpen); error != 0) {
      errno = error;
      return -1;
    }
  }
  const int descriptor = real::Open(path.c_str(), flags & ~O_TRUNC, mode);
  if (descriptor < 0) return descriptor;
  disk->Opened(descriptor, path, creates);
  if ((flags & O_TRUNC) != 0 && ftruncate(descriptor, 0) != 0) {
    close(descriptor);
    return -1;
  }
  return descriptor;
}

int UnlinkThrough(const char* path) {
  Disk* const disk = Disk::Of(std::string(path));
  return Through<int>(disk, Act::kName, [&] {
    if (disk != nullptr) disk->Unnaming(path);
    return real::Unlink(path);
  });
}

std::string PathAt(int folder, const char* name) {
  if (name[0] == '/' || folder == AT_FDCWD) return name;
  char path[4096];
  const std::string link = "/proc/self/fd/" + std::to_string(folder);
  const ssize_t size = readlink(link.c_str(), path, sizeof(path));
  return size < 0 ? std::string(name) : std::string(path, static_cast<size_t>(size)) + "/" + name;
}

}  // namespace

namespace real {

int Open(const char* path, int flags, mode_t mode) { return CANDOUR_NEXT(open)(path, flags, mode); }
int Close(int descriptor) { return CANDOUR_NEXT(close)(descriptor); }
ssize_t Pwrite(int descriptor, const void* bytes, size_t count, off_t offset) {
  return CANDOUR_NEXT(pwrite)(descriptor, bytes, count, offset);
}
int Truncate(int descriptor, off_t size) { return CANDOUR_NEXT(ftruncate)(descriptor, size); }
int Rename(const char* from, const char* to) { return CANDOUR_NEXT(rename)(from, to); }
int Link(const char* from, const char* to) { return CANDOUR_NEXT(link)(from, to); }
int Unlink(const char* path) { return CANDOUR_NEXT(unlink)(path); }

}  // namespace real
}  // namespace candour::tests

extern "C" {

using candour::tests::Disk;
namespace tests = candour::tests;
namespace real = candour::tests::real;

int open(const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(arguments, mode_t) : 0;
  va_end(arguments);
  return tests::OpenThrough(path, flags, mode);
}

int openat(int folder, const char* name, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(arguments, mode_t) : 0;
  va_end(arguments);
  const std::string path = tests::PathAt(folder, name);
  if (Disk::Of(path) != nullptr) return tests::OpenThrough(path, flags, mode);
  return CANDOUR_NEXT(openat)(folder, name, flags, mode);
}

int close(int descriptor) {
  if (Disk* const disk = Disk::Of(descriptor); disk != nullptr) disk->Closed(descriptor);
  return real::Close(descriptor);
}

ssize_t write(int descriptor, const void* bytes, size_t count) {
  if (Disk::Of(descriptor) == nullptr) return CANDOUR_NEXT(write)(descriptor, bytes, count);
  return tests::WriteThrough(descriptor, tests::EndOf(descriptor), count, [&](size_t part) {
    return CANDOUR_NEXT(write)(descriptor, bytes, part);
  });
}

ssize_t writev(int descriptor, const iovec* parts, int count) {
  if (Disk::Of(descriptor) == nullptr) return CANDOUR_NEXT(writev)(descriptor, parts, count);
  ssize_t written = 0;
  for (int i = 0; i < count; ++i) {
    const ssize_t put = write(descriptor, parts[i].iov_base, parts[i].iov_len);
    if (put < 0) return -1;
    written += put;
  }
  return written;
}

ssize_t pwrite(int descriptor, const void* bytes, size_t count, off_t offset) {
  return tests::WriteThrough(descriptor, static_cast<uint64_t>(offset), count, [&](size_t part) {
    return real::Pwrite(descriptor, bytes, part, offset);
  });
}

ssize_t sendfile(int to, int from, off_t* offset, size_t count) {
  return tests::WriteThrough(
      to, Disk::Of(to) == nullptr ? 0 : tests::EndOf(to), count,
      [&](size_t part) { return CANDOUR_NEXT(sendfile)(to, from, offset, part); });
}

int ftruncate(int descriptor, off_t size) {
  Disk* const disk = Disk::Of(descriptor);
  return tests::Through<int>(disk, Disk::Act::kCut, [&] {
    struct stat info {};
    if (disk != nullptr && fstat(descriptor, &info) == 0 && info.st_size > size) {
      disk->Writing(descriptor, static_cast<uint64_t>(size),
                    static_cast<uint64_t>(info.st_size - size));
    }
    return real::Truncate(descriptor, size);
  });
}

int fallocate(int descriptor, int mode, off_t offset, off_t size) {
  return tests::Through<int>(Disk::Of(descriptor), Disk::Act::kWrite, [&] {
    return CANDOUR_NEXT(fallocate)(descriptor, mode, offset, size);
  });
}

int fsync(int descriptor) { return tests::SyncThrough(descriptor, CANDOUR_NEXT(fsync)); }
int fdatasync(int descriptor) { return tests::SyncThrough(descriptor, CANDOUR_NEXT(fdatasync)); }

int rename(const char* from, const char* to) {
  Disk* const disk = Disk::Of(std::string(to));
  return tests::Through<int>(disk, Disk::Act::kName, [&] {
    if (disk != nullptr) disk->Renaming(from, to);
    return real::Rename(from, to);
  });
}

int link(const char* from, const char* to) {
  Disk* const disk = Disk::Of(std::string(to));
  return tests::Through<int>(disk, Disk::Act::kName, [&] {
    const int linked = real::Link(from, to);
    if (linked == 0 && disk != nullptr) disk->Named(to);
    return linked;
  });
}

int mkdir(const char* path, mode_t mode) {
  Disk* const disk = Disk::Of(std::string(path));
  return tests::Through<int>(disk, Disk::Act::kCreate, [&] {
    const int made = CANDOUR_NEXT(mkdir)(path, mode);
    if (made == 0 && disk != nullptr) disk->Named(path);
    return made;
  });
}

int unlink(const char* path) { return tests::UnlinkThrough(path); }

int unlinkat(int folder, const char* name, int flags) {
  const std::string path = tests::PathAt(folder, name);
  if ((flags & AT_REMOVEDIR) == 0 && Disk::Of(path) != nullptr) {
    return tests::UnlinkThrough(path.c_str());
  }
  return tests::Through<int>(Disk::Of(path), Disk::Act::kName,
                             [&] { return CANDOUR_NEXT(unlinkat)(folder, name, flags); });
}

int remove(const char* path) {
  struct stat info {};
  if (Disk::Of(std::string(path)) == nullptr || lstat(path, &info) != 0) {
    return CANDOUR_NEXT(remove)(path);
  }
  return S_ISDIR(info.st_mode) ? rmdir(path) : tests::UnlinkThrough(path);
}

}  // extern "C"
