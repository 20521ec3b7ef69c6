#include "tests/fault/machine.h"

#include <optional>
#include <random>
#include <thread>

#include "absl/synchronization/blocking_counter.h"
#include "base/status.h"
#include "storage/crypto/crypto.h"
#include "storage/leaf.h"
#include "storage/merkle/checkpoint.h"
#include "storage/merkle/tree.h"
#include "storage/rocksdb/rocksdb_log.h"
#include "tests/fault/invariants.h"
#include "tests/fault/load.h"

namespace candour::tests {
namespace {

constexpr int kWriters = 3;
constexpr int kInFlight = 8;  // batches a writer sends before it waits

}  // namespace

Machine::Machine(uint64_t seed) : disk(folder.path()), seed_(seed), lengths_(kWriters) {}

absl::Status Machine::Start() {
  ASSIGN_OR_RETURN(store,
                   storage::OpenRocksDbLog(
                       {StoreFolder(), [this] { return clock.NowMicros() - stepped; }}, memory));
  if (store->Logs().empty()) {
    const storage::Batch first = BatchOf(RandomCommand());
    history.Sending(first);
    RETURN_IF_ERROR(store->CreateLog(FaultLogInfo(), clock, first));
  } else {
    RETURN_IF_ERROR(store->AttachClock(FaultLog(), clock));
  }
  for (const CommandId& command : history.Unknown()) {
    storage::Batch batch = BatchOf(command);
    const std::optional<storage::Condition> condition = history.sent().at(command).condition;
    if (condition.has_value()) batch.conditions = {*condition};
    const absl::StatusOr<storage::Committed> answer =
        store->AppendAndWait(FaultLog(), std::move(batch));
    history.Resolved(command, answer);
    if (absl::IsUnavailable(answer.status())) return answer.status();
  }
  return absl::OkStatus();
}

void Machine::Write(int batches, uint64_t seed, Lengths& lengths) {
  std::mt19937_64 random(seed);
  while (batches > 0) {
    const int together = std::min(batches, kInFlight);
    batches -= together;
    std::vector<storage::Batch> group;
    for (int i = 0; i < together; ++i) {
      storage::Batch batch = BatchOf(bulk && random() % 2 == 0 ? RandomBulk() : RandomCommand());
      if (random() % 5 == 0) {
        // What it was a moment ago; others expect the same.
        const storage::StreamName& stream = batch.events[0].stream;
        uint64_t& length = lengths[stream];
        const auto more = store->ReadStream(FaultLog(), stream, length, {1000, 1 << 20});
        if (more.ok()) length += more->size();
        if (length > 0) {
          batch.conditions = {{stream, storage::Condition::Kind::kRevision, length - 1}};
        }
      }
      history.Sending(batch);
      if (random() % 10 == 0) group.push_back(batch);
      group.push_back(std::move(batch));
    }
    std::shuffle(group.begin(), group.end(), random);
    absl::BlockingCounter answered(static_cast<int>(group.size()));
    std::atomic<bool> stopped{false};
    for (const storage::Batch& batch : group) {
      store->Append(FaultLog(), batch,
                    [&, command = batch.command](absl::StatusOr<storage::Committed> answer) {
                      history.Answered(command, answer);
                      if (absl::IsUnavailable(answer.status())) stopped = true;
                      answered.DecrementCount();
                    });
    }
    answered.Wait();
    if (stopped) return;
  }
}

void Machine::Follow(const absl::Notification& written) {
  uint64_t next = history.seen().size();
  bool last_look = false;
  while (true) {
    const auto page = store->ReadAll(FaultLog(), next, {256, 1 << 20});
    if (!page.ok() || (page->empty() && last_look)) return;
    for (const storage::StoredEvent& event : *page) {
      history.Saw(storage::ParseLeaf(event.leaf)->position, storage::merkle::HashLeaf(event.leaf));
      ++next;
    }
    if (page->empty()) {
      last_look = written.WaitForNotificationWithTimeout(absl::Milliseconds(1));
    }
  }
}

void Machine::Work(int batches) {
  absl::Notification written;
  std::thread follower([&] { Follow(written); });
  std::vector<std::thread> writers;
  for (int w = 0; w < kWriters; ++w) {
    writers.emplace_back(
        [&, w, seed = seed_++] { Write(batches / kWriters + 1, seed, lengths_[w]); });
  }
  for (std::thread& writer : writers) writer.join();
  written.Notify();
  follower.join();
}

absl::Status Machine::AppendOne() {
  const storage::Batch batch = BatchOf(RandomCommand());
  history.Sending(batch);
  const absl::StatusOr<storage::Committed> answer = store->AppendAndWait(FaultLog(), batch);
  history.Answered(batch.command, answer);
  return absl::IsUnavailable(answer.status()) ? answer.status() : absl::OkStatus();
}

absl::Status Machine::Checkpoint() {
  static const auto& signer = *new storage::crypto::SecretKey(storage::crypto::SecretKey::Random());
  ASSIGN_OR_RETURN(const storage::Head head, store->GetHead(FaultLog()));
  ASSIGN_OR_RETURN(const Bytes32 root, store->Root(FaultLog(), head.next_position));
  const std::string origin = FaultLogInfo().origin;
  RETURN_IF_ERROR(store->PutCheckpoint(
      FaultLog(), head.next_position,
      storage::merkle::SignNote(storage::merkle::CheckpointText({origin, head.next_position, root}),
                                origin, signer)));
  history.CheckpointSigned(head.next_position, root);
  return absl::OkStatus();
}

std::vector<std::string> Machine::Broken() const {
  return BrokenInvariants(*store, FaultLog(), history);
}

}  // namespace candour::tests
