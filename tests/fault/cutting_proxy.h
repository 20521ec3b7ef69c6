// Stands between a store and its database and cuts a connection at a chosen message of the
// protocol.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "tests/support/temporary_folder.h"

namespace candour::tests {

// Where in a transaction that ends in COMMIT.
enum class Cut : uint8_t {
  kNone,
  kBeforeSending,    // nothing of it reaches the server
  kBeforeCommit,     // everything but COMMIT does; the server then finds the connection closed
  kAfterSending,     // all of it does, and both ends are closed at once
  kBeforeReply,      // the server has said that it committed; the store does not hear it
  kZombieCommits,    // as kBeforeCommit, but the server hears nothing of it, and its COMMIT arrives
                     // when the store has come back
  kZombieRollsBack,  // the same, but the connection closes then
};

// Listens on a Unix socket of its own and passes everything on. Thread-safe.
class CuttingProxy {
 public:
  // `server_folder`: of the server's socket.
  explicit CuttingProxy(const std::string& server_folder);
  ~CuttingProxy();

  const std::string& folder() const { return folder_.path(); }

  // Cuts the next transaction there, and returns when it is cut; false if none comes in a minute.
  bool CutNext(Cut cut);

 private:
  struct Passage;

  void Accept();
  void FromStore(Passage& passage);
  void FromServer(Passage& passage);
  // Whether to go on after this message of the store.
  bool Pass(Passage& passage, const std::string& message);
  void Done();
  void ReleaseZombie();

  const std::string server_;
  TemporaryFolder folder_;
  int listening_ = -1;
  std::thread accepting_;

  absl::Mutex mutex_;
  Cut next_ ABSL_GUARDED_BY(mutex_) = Cut::kNone;
  // A connection to the server whose store is gone, and what it is still sent.
  int zombie_ ABSL_GUARDED_BY(mutex_) = -1;
  std::string last_words_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::unique_ptr<Passage>> passages_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace candour::tests
