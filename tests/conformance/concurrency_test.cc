#include <map>
#include <set>
#include <thread>

#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "base/limits.h"
#include "tests/conformance/world.h"

namespace candour::tests {
namespace {

using storage::Batch;
using storage::Committed;
using storage::StreamName;

constexpr int kThreads = 8;

Backend AnyBackend() { return GENERATE(from_range(kBackends)); }

template <typename Work>
void OnThreads(Work work) {
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) threads.emplace_back([&work, t] { work(t); });
  for (std::thread& thread : threads) thread.join();
}

TEST_CASE("of many appends that expect the same revision exactly one wins") {
  World world(AnyBackend());
  const StreamName stream = NewStream();
  const auto scope = NewId<ScopeId>();
  REQUIRE(world.Append(NewBatch({NewEvent(stream, scope)})).ok());
  constexpr uint64_t kRounds = 40;
  for (uint64_t revision = 0; revision < kRounds; ++revision) {
    std::atomic<int> won{0};
    std::atomic<int> lost{0};
    OnThreads([&](int) {
      const auto result =
          world.Append(NewBatch({NewEvent(stream, scope)}, {AtRevision(stream, revision)}));
      if (result.ok()) ++won;
      if (absl::IsAborted(result.status())) ++lost;
    });
    REQUIRE(won == 1);
    REQUIRE(lost == kThreads - 1);
  }
  CHECK(world.store->ReadStream(world.log, stream, 0, kNoLimit).value().size() == kRounds + 1);
}

TEST_CASE("a command sent by many at once is written once and answered alike") {
  World world(AnyBackend());
  for (int round = 0; round < 20; ++round) {
    const Batch batch = AnyBatch();
    std::atomic<int> written{0};
    std::atomic<uint64_t> positions{0};
    OnThreads([&](int) {
      const Committed committed = world.Append(batch).value();
      if (!committed.already_known) ++written;
      positions += committed.first_position;
    });
    CHECK(written == 1);
    CHECK(positions == kThreads * (world.Head().next_position - 1));
  }
}

TEST_CASE("appends from many threads: every acknowledged one is there, once, without gaps") {
  World world(AnyBackend());
  constexpr int kEach = 60;
  std::vector<std::map<EventId, uint64_t>> acknowledged(kThreads);
  OnThreads([&](int t) {
    for (int i = 0; i < kEach; ++i) {
      const Batch batch = AnyBatch();
      acknowledged[t][batch.events[0].event_id] = world.Append(batch).value().first_position;
    }
  });
  std::map<EventId, uint64_t> stored;
  for (const storage::StoredEvent& event : world.All()) {
    const storage::Leaf leaf = LeafOf(event);
    CHECK(leaf.position == stored.size());
    stored[leaf.event_id] = leaf.position;
  }
  CHECK(stored.size() == 1 + kThreads * kEach);
  for (const auto& one : acknowledged) {
    for (const auto& [id, position] : one) REQUIRE(stored.at(id) == position);
  }
}

TEST_CASE("batches that wait together see one another") {
  World world(AnyBackend());
  const StreamName stream = NewStream();
  const auto scope = NewId<ScopeId>();
  constexpr uint64_t kCount = 100;
  absl::BlockingCounter answered(kCount);
  std::atomic<uint64_t> taken{0};
  for (uint64_t i = 0; i < kCount; ++i) {
    const storage::Condition condition = i == 0 ? NoStream(stream) : AtRevision(stream, i - 1);
    world.store->Append(world.log, NewBatch({NewEvent(stream, scope)}, {condition}),
                        [&](absl::StatusOr<Committed> result) {
                          if (result.ok()) ++taken;
                          answered.DecrementCount();
                        });
  }
  answered.Wait();
  CHECK(taken == kCount);
}

TEST_CASE("a full queue refuses at once, and what was queued is still answered") {
  World world(AnyBackend());
  // To hand over a batch that stands ready costs less than to commit it: the queue fills.
  constexpr size_t kSent = 4 * limits::kAppendQueueBatches;
  const StreamName stream = NewStream();
  std::vector<Batch> batches;
  for (size_t i = 0; i < kSent; ++i) batches.push_back(NewBatch({NewEvent(stream, ScopeId{}, 0)}));
  absl::BlockingCounter answered(kSent);
  std::atomic<size_t> taken{0};
  std::atomic<size_t> refused{0};
  for (Batch& batch : batches) {
    world.store->Append(world.log, std::move(batch), [&](absl::StatusOr<Committed> result) {
      if (result.ok()) ++taken;
      if (absl::IsResourceExhausted(result.status())) ++refused;
      answered.DecrementCount();
    });
  }
  answered.Wait();
  CHECK(taken + refused == kSent);
  CHECK(refused > 0);
  CHECK(world.Head().next_position == 1 + taken);
}

TEST_CASE("waiting for the head returns when it has moved, and not before") {
  World world(AnyBackend());
  const uint64_t head = world.Head().next_position;
  CHECK(
      world.store->WaitForHead(world.log, head - 1, absl::InfiniteFuture()).value().next_position ==
      head);
  CHECK(world.store->WaitForHead(world.log, head, absl::Now() + absl::Milliseconds(20))
            .value()
            .next_position == head);
  // Catch2's assertions belong to the main thread: others hand their findings over.
  absl::Notification waiting;
  uint64_t seen = 0;
  std::thread waiter([&] {
    waiting.Notify();
    const auto moved = world.store->WaitForHead(world.log, head, absl::InfiniteFuture());
    if (moved.ok()) seen = moved->next_position;
  });
  waiting.WaitForNotification();
  REQUIRE(world.Append(AnyBatch()).ok());
  waiter.join();
  CHECK(seen == head + 1);
}

TEST_CASE("readers beside writers see a gapless prefix that never shrinks") {
  World world(AnyBackend());
  std::atomic<bool> writing{true};
  std::atomic<int> refused{0};
  uint64_t out_of_place = 0;
  std::thread reader([&] {
    uint64_t next = 0;
    while (writing || next < world.Head().next_position) {
      const auto page = world.store->ReadAll(world.log, next, {16, 1 << 20}).value();
      for (const storage::StoredEvent& event : page) {
        out_of_place += LeafOf(event).position != next++;
      }
    }
  });
  OnThreads([&](int) {
    for (int i = 0; i < 50; ++i) refused += !world.Append(AnyBatch()).ok();
  });
  writing = false;
  reader.join();
  CHECK(out_of_place == 0);
  CHECK(refused == 0);
}

TEST_CASE("closing a store answers everything that waits") {
  World world(AnyBackend());
  constexpr int kCount = 300;
  std::atomic<int> answered{0};
  for (int i = 0; i < kCount; ++i) {
    world.store->Append(world.log, AnyBatch(),
                        [&](absl::StatusOr<Committed> result) { answered += result.ok(); });
  }
  world.store.reset();
  CHECK(answered == kCount);
}

}  // namespace
}  // namespace candour::tests
