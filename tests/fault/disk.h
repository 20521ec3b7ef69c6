// A disk that loses power, fails or fills up when a test says so.
//
// It stands between this process and the C library: a programme that links it has its own open,
// write, fdatasync, rename and so on (disk_calls.cc), which tell the disk whose folder the file is
// in before they do the real thing. So RocksDB's files and our own (the side file, the keyring, the
// markers) meet the same faults, and nothing that ships knows of it.
//
// What it assumes of a disk is what POSIX promises and no more: bytes are there after the file was
// synced, a name is there or gone after its folder was synced, names of one folder change in order,
// a sector is written whole or not at all.
// After a sync that failed, the pages it was for are lost although later syncs succeed.
#pragma once

#include <cstdint>
#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace candour::tests {

enum class Fault : uint8_t {
  kPowerCut,  // this call and all later ones fail, and LosePower takes what was not synced
  kIoError,   // this call fails; later ones go well
  kNoSpace,   // from this call on whatever needs room fails, until Mend
};

// Thread-safe, but for Mend and LosePower: call them when nothing has a file of the folder open.
class Disk {
 public:
  // Watches a folder until it is destroyed. What is in it counts as durable.
  explicit Disk(std::string folder);
  ~Disk();
  Disk(const Disk&) = delete;
  Disk& operator=(const Disk&) = delete;

  // How many calls there were that change the folder: files opened to be written, written, cut,
  // synced, named, unnamed.
  uint64_t calls() const;

  // The call that will have this number fails; a write has then written half of its bytes.
  void FailAt(uint64_t call, Fault fault);
  bool Failed() const;  // it has come to that

  // Calls succeed again.
  void Mend();

  // What of the unsynced remains: none, or pages and names at random.
  enum class Remains : uint8_t { kNothing, kSome };
  // The power was lost and is back: the folder becomes what the machine would find. Mends.
  void LosePower(Remains remains, uint64_t seed);

  // --- For disk_calls.cc ---
  enum class Act : uint8_t { kOpen, kCreate, kWrite, kCut, kSync, kName };
  // The disk whose folder holds `path`, or on which the descriptor was opened; or null.
  static Disk* Of(const std::string& path);
  static Disk* Of(int descriptor);
  // Counts a call: 0, or the errno it must fail with.
  int Meet(Act act);
  void Opened(int descriptor, const std::string& path, bool created);
  void Closed(int descriptor);
  void Writing(int descriptor, uint64_t offset, uint64_t bytes);  // before it is done
  void Synced(int descriptor, bool successfully);
  void Unnaming(const std::string& path);                         // before it is done
  void Renaming(const std::string& from, const std::string& to);  // before it is done
  void Named(const std::string& path);                            // a link or a folder

 private:
  using Inode = std::pair<uint64_t, uint64_t>;
  struct Unsynced {
    uint64_t size = 0;                      // of the file when it was last synced
    std::map<uint64_t, std::string> pages;  // by number: as they were then
    std::set<uint64_t> doomed;              // a sync of them has failed
  };
  // A change of a folder that is not durable yet, and how to take it back.
  struct NameChange {
    enum class Kind : uint8_t { kAdded, kRemoved, kRenamed } kind;
    std::string path;
    std::string from;   // kRenamed
    std::string grave;  // another name for what was removed or replaced; blank: nothing was
  };

  std::string Bury(const std::string& path) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void FolderSynced(const std::string& folder) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void TakeBackNames(Remains remains) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void TakeBackBytes(Remains remains) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void TakeBack(const NameChange& change) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void TakeBack(const std::string& path, const Unsynced& unsynced, Remains remains)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool Chance() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return random_() % 2 == 0; }

  const std::string folder_;
  const std::string graveyard_;

  mutable absl::Mutex mutex_;
  uint64_t calls_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t fail_at_ ABSL_GUARDED_BY(mutex_) = 0;  // 0: never
  Fault fault_ ABSL_GUARDED_BY(mutex_) = Fault::kPowerCut;
  bool failed_ ABSL_GUARDED_BY(mutex_) = false;
  uint64_t buried_ ABSL_GUARDED_BY(mutex_) = 0;
  std::mt19937_64 random_ ABSL_GUARDED_BY(mutex_);
  std::map<int, std::string> open_ ABSL_GUARDED_BY(mutex_);  // descriptors, and what they name
  std::map<Inode, Unsynced> unsynced_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, std::vector<NameChange>> names_ ABSL_GUARDED_BY(mutex_);  // by folder
};

}  // namespace candour::tests
