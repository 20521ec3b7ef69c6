#include "services/gate/worker_pool.h"

#include <atomic>

#include "absl/synchronization/barrier.h"
#include "absl/synchronization/notification.h"

namespace candour::gate {
namespace {

TEST_CASE("a pool refuses work only when its threads are busy and its queue is full") {
  const auto [threads, queued] = GENERATE(table<int, size_t>({{1, 0}, {1, 1}, {3, 2}}));
  absl::Notification release;
  std::atomic<int> ran{0};
  const int room = threads + static_cast<int>(queued);
  {
    WorkerPool pool(threads, queued);
    for (int i = 0; i < room; ++i) {
      CHECK(pool.TryRun([&] {
        release.WaitForNotification();
        ++ran;
      }));
    }
    CHECK_FALSE(pool.TryRun([&] { ran = -1000; }));
    release.Notify();
  }
  CHECK(ran == room);
}

TEST_CASE("a pool runs as many tasks at once as it has threads") {
  constexpr int kThreads = 4;
  auto* barrier = new absl::Barrier(kThreads);
  WorkerPool pool(kThreads, 0);
  for (int i = 0; i < kThreads; ++i) {
    CHECK(pool.TryRun([barrier] {
      if (barrier->Block()) delete barrier;
    }));
  }
}

}  // namespace
}  // namespace candour::gate
