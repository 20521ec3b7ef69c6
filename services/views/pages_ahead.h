// Pages of a subscription, the next of which is read and parsed while the last is folded: the two
// cost about the same, and a rebuild would otherwise do one after the other.
#pragma once

#include <array>
#include <memory>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "candour/record/v1/record.pb.h"
#include "google/protobuf/arena.h"
#include "services/gate/client.h"

namespace candour::views {

// To be used by one thread.
class PagesAhead {
 public:
  using Pages = gate::ReplyStream<record::v1::EventPage>;

  // `pages` must outlive it, and is nobody else's to read from meanwhile.
  explicit PagesAhead(Pages& pages);

  // Waits for the page that is being read. Cancel `pages` first, unless they have ended.
  ~PagesAhead();

  // The next page, valid until the next call; null when there are no more.
  const record::v1::EventPage* Next() ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  // A page is thousands of small parts, freed together, and the next takes their place.
  struct Slot {
    Slot();
    const std::unique_ptr<char[]> block;
    google::protobuf::Arena arena;
    record::v1::EventPage* page = nullptr;
  };

  void Run() ABSL_LOCKS_EXCLUDED(mutex_);

  Pages& pages_;
  std::array<Slot, 2> slots_;
  absl::Mutex mutex_;
  uint64_t read_ ABSL_GUARDED_BY(mutex_) = 0;   // pages that were read
  uint64_t taken_ ABSL_GUARDED_BY(mutex_) = 0;  // pages that were handed out
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace candour::views
