// Virus scanners of a test's own: one that follows a script, and Debian's clamd with signatures
// made here.
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "tests/support/temporary_folder.h"

namespace candour::tests {

// What both find, and what they call it: made up, and harmless.
inline constexpr char kInventedVirus[] = "an invented virus that no other scanner knows";
inline constexpr char kInventedName[] = "Invented.Test-1.UNOFFICIAL";

// Speaks clamd's protocol on a socket of its own.
class FakeClamd {
 public:
  enum class Script {
    kTellTruth,    // FOUND if the invented virus is in it, else OK
    kSayTooLarge,  // as clamd beyond its StreamMaxLength: says so early, and closes
    kSayNonsense,
    kStayMute,     // takes everything and never answers
    kTakeNothing,  // accepts and never reads
    kHangUp,       // closes after the first bytes
  };
  explicit FakeClamd(Script script = Script::kTellTruth);
  ~FakeClamd();
  FakeClamd(const FakeClamd&) = delete;
  FakeClamd& operator=(const FakeClamd&) = delete;

  std::string address() const { return "unix:" + folder_.Inside("clamd"); }
  void Follow(Script script) ABSL_LOCKS_EXCLUDED(mutex_);
  // What the last scan carried.
  std::string last() const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  void Serve();
  void ServeOne(int client);

  TemporaryFolder folder_;
  int listening_ = -1;
  mutable absl::Mutex mutex_;
  Script script_ ABSL_GUARDED_BY(mutex_);
  std::string last_ ABSL_GUARDED_BY(mutex_);
  std::thread thread_;
};

// Debian's clamd, from its start to its end, on a socket in a folder of its own, with no other
// signature than that of the invented virus and no network.
class RealClamd {
 public:
  RealClamd();  // the test ends with a message if it does not start
  ~RealClamd();
  RealClamd(const RealClamd&) = delete;
  RealClamd& operator=(const RealClamd&) = delete;

  std::string address() const { return "unix:" + folder_.Inside("clamd"); }

 private:
  TemporaryFolder folder_;
  pid_t process_ = -1;
};

}  // namespace candour::tests
