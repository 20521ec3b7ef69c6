#include "tests/fault/disk.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <filesystem>

#include "tests/fault/disk_calls.h"

namespace candour::tests {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kPageBytes = 4096;
constexpr uint64_t kSectorBytes = 512;
constexpr size_t kDisks = 8;

// Looked at by every call of the process, so without a lock. A programme has one or two disks.
std::atomic<Disk*> disks[kDisks];

// What the disk itself does to its folder passes it by.
thread_local bool at_work = false;
struct AtWork {
  AtWork() { at_work = true; }
  ~AtWork() { at_work = false; }
};

std::string FolderOf(const std::string& path) { return path.substr(0, path.rfind('/')); }

bool IsIn(const std::string& folder, const std::string& path) {
  return path.size() > folder.size() && path[folder.size()] == '/' &&
         path.compare(0, folder.size(), folder) == 0;
}

}  // namespace

Disk::Disk(std::string folder)
    : folder_(std::move(folder)), graveyard_(folder_ + ".graveyard"), random_(1) {
  fs::create_directory(graveyard_);
  for (std::atomic<Disk*>& slot : disks) {
    Disk* none = nullptr;
    if (slot.compare_exchange_strong(none, this)) return;
  }
  std::abort();
}

Disk::~Disk() {
  for (std::atomic<Disk*>& slot : disks) {
    Disk* self = this;
    slot.compare_exchange_strong(self, nullptr);
  }
  std::error_code ignored;
  fs::remove_all(graveyard_, ignored);
}

Disk* Disk::Of(const std::string& path) {
  if (at_work) return nullptr;
  for (const std::atomic<Disk*>& slot : disks) {
    Disk* const disk = slot.load();
    if (disk != nullptr && (path == disk->folder_ || IsIn(disk->folder_, path))) return disk;
  }
  return nullptr;
}

Disk* Disk::Of(int descriptor) {
  if (at_work) return nullptr;
  for (const std::atomic<Disk*>& slot : disks) {
    Disk* const disk = slot.load();
    if (disk == nullptr) continue;
    absl::MutexLock lock(&disk->mutex_);
    if (disk->open_.contains(descriptor)) return disk;
  }
  return nullptr;
}

uint64_t Disk::calls() const {
  absl::MutexLock lock(&mutex_);
  return calls_;
}

void Disk::FailAt(uint64_t call, Fault fault) {
  absl::MutexLock lock(&mutex_);
  fail_at_ = call;
  fault_ = fault;
  failed_ = false;
}

bool Disk::Failed() const {
  absl::MutexLock lock(&mutex_);
  return failed_;
}

void Disk::Mend() {
  absl::MutexLock lock(&mutex_);
  fail_at_ = 0;
  failed_ = false;
}

int Disk::Meet(Act act) {
  absl::MutexLock lock(&mutex_);
  ++calls_;
  const bool now = fail_at_ != 0 && calls_ >= fail_at_ && !failed_;
  failed_ = failed_ || now;
  if (!failed_) return 0;
  switch (fault_) {
    case Fault::kPowerCut:
      return EIO;
    case Fault::kIoError:
      return now ? EIO : 0;
    case Fault::kNoSpace:
      return act == Act::kCreate || act == Act::kWrite ? ENOSPC : 0;
  }
  return 0;
}

void Disk::Opened(int descriptor, const std::string& path, bool created) {
  struct stat info {};
  const bool known = fstat(descriptor, &info) == 0;
  absl::MutexLock lock(&mutex_);
  open_[descriptor] = path;
  if (!created) return;
  names_[FolderOf(path)].push_back({NameChange::Kind::kAdded, path, "", ""});
  // Its number may have been that of a file which is gone, unsynced.
  if (known) unsynced_.erase({info.st_dev, info.st_ino});
}

void Disk::Closed(int descriptor) {
  absl::MutexLock lock(&mutex_);
  open_.erase(descriptor);
}

void Disk::Writing(int descriptor, uint64_t offset, uint64_t bytes) {
  struct stat info {};
  if (bytes == 0 || fstat(descriptor, &info) != 0) return;
  absl::MutexLock lock(&mutex_);
  const auto [found, first] = unsynced_.try_emplace({info.st_dev, info.st_ino});
  Unsynced& unsynced = found->second;
  if (first) unsynced.size = static_cast<uint64_t>(info.st_size);
  // By its name: the descriptor may be open for writing only.
  const int reading = real::Open(open_[descriptor].c_str(), O_RDONLY, 0);
  for (uint64_t page = offset / kPageBytes; page <= (offset + bytes - 1) / kPageBytes; ++page) {
    if (unsynced.pages.contains(page)) continue;
    std::string before(kPageBytes, '\0');
    const ssize_t got = reading < 0 ? 0
                                    : pread(reading, before.data(), before.size(),
                                            static_cast<off_t>(page * kPageBytes));
    before.resize(got < 0 ? 0 : static_cast<size_t>(got));
    unsynced.pages.emplace(page, std::move(before));
  }
  if (reading >= 0) real::Close(reading);
}

void Disk::Synced(int descriptor, bool successfully) {
  struct stat info {};
  if (fstat(descriptor, &info) != 0) return;
  absl::MutexLock lock(&mutex_);
  if (S_ISDIR(info.st_mode)) {
    if (successfully) FolderSynced(open_[descriptor]);
    return;
  }
  const auto found = unsynced_.find({info.st_dev, info.st_ino});
  if (found == unsynced_.end()) return;
  Unsynced& unsynced = found->second;
  if (!successfully) {
    for (const auto& [page, before] : unsynced.pages) unsynced.doomed.insert(page);
    return;
  }
  std::erase_if(unsynced.pages,
                [&](const auto& page) { return !unsynced.doomed.contains(page.first); });
  if (unsynced.pages.empty()) unsynced_.erase(found);
}

void Disk::FolderSynced(const std::string& folder) {
  for (const NameChange& change : names_[folder]) {
    if (!change.grave.empty()) real::Unlink(change.grave.c_str());
  }
  names_.erase(folder);
}

std::string Disk::Bury(const std::string& path) {
  std::string grave = graveyard_ + "/" + std::to_string(++buried_);
  return real::Link(path.c_str(), grave.c_str()) == 0 ? grave : "";
}

void Disk::Unnaming(const std::string& path) {
  const AtWork passing_by;
  absl::MutexLock lock(&mutex_);
  if (!fs::is_regular_file(path)) return;
  names_[FolderOf(path)].push_back({NameChange::Kind::kRemoved, path, "", Bury(path)});
}

void Disk::Renaming(const std::string& from, const std::string& to) {
  const AtWork passing_by;
  absl::MutexLock lock(&mutex_);
  if (!fs::exists(from)) return;
  const std::string grave = fs::is_regular_file(to) ? Bury(to) : "";
  names_[FolderOf(to)].push_back({NameChange::Kind::kRenamed, to, from, grave});
}

void Disk::Named(const std::string& path) {
  absl::MutexLock lock(&mutex_);
  names_[FolderOf(path)].push_back({NameChange::Kind::kAdded, path, "", ""});
}

void Disk::LosePower(Remains remains, uint64_t seed) {
  const AtWork passing_by;
  absl::MutexLock lock(&mutex_);
  fail_at_ = 0;
  failed_ = false;
  random_.seed(seed);
  TakeBackNames(remains);
  TakeBackBytes(remains);
}

void Disk::TakeBackNames(Remains remains) {
  // A folder inside another comes first: its changes are named by where it stands now.
  for (auto folder = names_.rbegin(); folder != names_.rend(); ++folder) {
    std::vector<NameChange>& changes = folder->second;
    const size_t kept = remains == Remains::kNothing ? 0 : random_() % (changes.size() + 1);
    for (size_t i = changes.size(); i-- > kept;) TakeBack(changes[i]);
    for (const NameChange& change : changes) {
      if (!change.grave.empty()) real::Unlink(change.grave.c_str());
    }
  }
  names_.clear();
}

void Disk::TakeBack(const NameChange& change) {
  std::error_code ignored;
  const char* const path = change.path.c_str();
  switch (change.kind) {
    case NameChange::Kind::kAdded:
      if (fs::is_directory(change.path)) {
        for (const auto& entry : fs::directory_iterator(change.path, ignored)) {
          real::Unlink(entry.path().c_str());
        }
        rmdir(path);
      } else {
        real::Unlink(path);
      }
      return;
    case NameChange::Kind::kRenamed:
      real::Rename(path, change.from.c_str());
      break;
    case NameChange::Kind::kRemoved:
      break;
  }
  if (!change.grave.empty()) real::Link(change.grave.c_str(), path);
}

void Disk::TakeBackBytes(Remains remains) {
  for (const auto& entry : fs::recursive_directory_iterator(folder_)) {
    struct stat info {};
    if (!entry.is_regular_file() || stat(entry.path().c_str(), &info) != 0) continue;
    const auto found = unsynced_.find({info.st_dev, info.st_ino});
    if (found != unsynced_.end()) TakeBack(entry.path(), found->second, remains);
  }
  unsynced_.clear();
}

void Disk::TakeBack(const std::string& path, const Unsynced& unsynced, Remains remains) {
  const auto now = static_cast<uint64_t>(fs::file_size(path));
  uint64_t size = unsynced.size;
  if (remains == Remains::kSome && now > size && Chance()) {
    size = Chance() ? now : std::max(size, random_() % now / kSectorBytes * kSectorBytes);
  }
  const int file = real::Open(path.c_str(), O_RDWR, 0);
  if (file < 0) return;
  for (const auto& [page, before] : unsynced.pages) {
    if (remains == Remains::kSome && Chance()) continue;
    std::string bytes = before;
    bytes.resize(kPageBytes, '\0');
    real::Pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(page * kPageBytes));
  }
  real::Truncate(file, static_cast<off_t>(size));
  real::Close(file);
}

}  // namespace candour::tests
