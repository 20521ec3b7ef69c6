#include "storage/crypto/crypto.h"
#include "storage/merkle/checkpoint.h"
#include "storage/merkle/tree.h"
#include "tests/conformance/world.h"

namespace candour::tests {
namespace {

using storage::Batch;
using storage::StoredEvent;

Backend AnyDurableBackend() { return GENERATE(from_range(kDurableBackends)); }

TEST_CASE("a reopened store has everything, and goes on where it was") {
  World world(AnyDurableBackend());
  const storage::StreamName stream = NewStream();
  const auto scope = NewId<ScopeId>();
  std::vector<Batch> batches;
  for (int i = 0; i < 20; ++i) {
    batches.push_back(NewBatch({NewEvent(stream, scope)}));
    REQUIRE(world.Append(batches.back()).ok());
  }
  const std::vector<StoredEvent> before = world.All();
  const Bytes32 root = world.store->Root(world.log, 21).value();
  const std::string note =
      storage::merkle::SignNote(storage::merkle::CheckpointText({world.info.origin, 21, root}),
                                world.info.origin, storage::crypto::SecretKey::Random());
  REQUIRE(world.store->PutCheckpoint(world.log, 21, note).ok());

  REQUIRE(world.Reopen().ok());
  CHECK_FALSE(world.store->recovery().unclean_shutdown);
  const std::vector<StoredEvent> after = world.All();
  REQUIRE(after.size() == before.size());
  for (size_t i = 0; i < after.size(); ++i) {
    CHECK(after[i].leaf == before[i].leaf);
    CHECK(after[i].ciphertext == before[i].ciphertext);
  }
  CHECK(world.store->Root(world.log, 21).value() == root);
  CHECK(world.store->Checkpoints(world.log).value().size() == 1);
  const std::vector<storage::LogInfo> logs = world.store->Logs();
  REQUIRE(logs.size() == 1);
  CHECK(logs[0].id == world.log);
  CHECK(logs[0].tenant == "north");
  CHECK(logs[0].origin == "candour.example/north");

  for (const Batch& batch : batches) CHECK(world.Append(batch).value().already_known);
  const auto next = world.Append(NewBatch({NewEvent(stream, scope)}, {AtRevision(stream, 19)}));
  REQUIRE(next.ok());
  CHECK(next->first_position == 21);
  const storage::Leaf leaf = LeafOf(world.All().back());
  CHECK(leaf.revision == 20);
  CHECK(leaf.scope_seq == 20);
  CHECK(storage::merkle::VerifyConsistency(21, 22,
                                           world.store->ConsistencyPath(world.log, 21, 22).value(),
                                           root, world.store->Root(world.log, 22).value()));
}

TEST_CASE("a log without its clock takes nothing") {
  World world(AnyDurableBackend());
  REQUIRE(world.Reopen().ok());
  const storage::LogInfo other{NewId<LogId>(), "south", "candour.example/south", false};
  REQUIRE(world.store->CreateLog(other, world.clock, AnyBatch()).ok());
  REQUIRE(world.Reopen().ok());
  CHECK(world.store->AppendAndWait(other.id, AnyBatch()).status().code() ==
        absl::StatusCode::kFailedPrecondition);
  REQUIRE(world.store->AttachClock(other.id, world.clock).ok());
  CHECK(world.store->AppendAndWait(other.id, AnyBatch()).ok());
}

TEST_CASE("read-only outlives a restart, and so does a clock's falling behind") {
  World world(AnyDurableBackend());
  REQUIRE(world.store->RefuseWriting(world.log, "the board asked").ok());
  REQUIRE(world.Reopen().ok());
  CHECK(world.store->ReadOnlyBecause(world.log).value() == "the board asked");
  REQUIRE(world.store->AllowWriting(world.log).ok());
  world.clock.Set(kStart - 3600 * kSecond);
  REQUIRE(world.Reopen().ok());
  CHECK(world.Append(AnyBatch()).status().code() == absl::StatusCode::kFailedPrecondition);
}

TEST_CASE("a folder is open once") {
  World world(Backend::kRocksDb);
  CHECK(world.Open().status().code() == absl::StatusCode::kFailedPrecondition);
}

TEST_CASE("whoever opens a database shuts out whoever had it open") {
  World world(Backend::kPostgres);
  const Batch before = AnyBatch();
  REQUIRE(world.Append(before).ok());
  const auto second = world.Open().value();
  REQUIRE(second->AttachClock(world.log, world.clock).ok());
  // The first may still read what it had, until it learns of it.
  CHECK(world.All().size() == 2);
  const Batch refused = AnyBatch();
  CHECK(world.Append(refused).status().code() == absl::StatusCode::kUnavailable);
  CHECK(world.store->GetHead(world.log).status().code() == absl::StatusCode::kUnavailable);

  CHECK(second->AppendAndWait(world.log, before).value().already_known);
  const auto taken = second->AppendAndWait(world.log, refused);
  REQUIRE(taken.ok());
  CHECK_FALSE(taken->already_known);
  CHECK(taken->first_position == 2);
}

}  // namespace
}  // namespace candour::tests
