// Rows changed behind the store's back. On opening it finds what concerns the ends of its logs and
// what they have signed; in reading it finds the rest. It never hands out altered events.

#include <bit>
#include <functional>
#include <memory>

#include "storage/crypto/crypto.h"
#include "storage/engine/engine.h"
#include "storage/engine/rows.h"
#include "storage/memory/memory_tables.h"
#include "storage/merkle/checkpoint.h"
#include "tests/fault/load.h"

namespace candour::tests {
namespace {

using storage::Changes;
using storage::Floor;
using storage::Table;
using storage::Tables;
namespace rows = storage::rows;

constexpr rows::LogNumber kLog = 0;
constexpr storage::ReadLimits kNoLimit{100'000, 1 << 30};

// Tables that outlive the engine they are lent to.
class LentTables final : public Tables {
 public:
  explicit LentTables(Tables& owner) : owner_(owner) {}
  absl::StatusOr<std::optional<std::string>> Get(Table table, std::string_view key) const override {
    return owner_.Get(table, key);
  }
  absl::Status Scan(Table table, std::string_view from, std::string_view end,
                    Visit visit) const override {
    return owner_.Scan(table, from, end, visit);
  }
  absl::StatusOr<std::optional<std::pair<std::string, std::string>>> Last(
      Table table, std::string_view from, std::string_view end) const override {
    return owner_.Last(table, from, end);
  }
  absl::Status Commit(const Changes& changes, absl::Span<const Floor> floors) override {
    return owner_.Commit(changes, floors);
  }

 private:
  Tables& owner_;
};

// A log of some events with a checkpoint, and its tables to spoil.
struct World {
  World() {
    auto store = Open().value();
    REQUIRE(store->CreateLog(FaultLogInfo(), clock, BatchOf(RandomCommand())).ok());
    for (int i = 0; i < 20; ++i) {
      REQUIRE(store->AppendAndWait(FaultLog(), BatchOf(RandomCommand())).ok());
    }
    size = store->GetHead(FaultLog())->next_position;
    stream = BatchOf(RandomCommand()).events[0].stream;
    const uint64_t signed_size = size / 2;
    const Bytes32 root = store->Root(FaultLog(), signed_size).value();
    const std::string origin = FaultLogInfo().origin;
    REQUIRE(store
                ->PutCheckpoint(FaultLog(), signed_size,
                                storage::merkle::SignNote(
                                    storage::merkle::CheckpointText({origin, signed_size, root}),
                                    origin, storage::crypto::SecretKey::Random()))
                .ok());
  }

  absl::StatusOr<std::unique_ptr<storage::EventLog>> Open() {
    return storage::OpenEngine(std::make_unique<LentTables>(*tables), {});
  }
  void Flip(Table table, const std::string& key, size_t byte) {
    std::string row = tables->Get(table, key).value().value();
    row[byte] ^= 1;
    REQUIRE(tables->Commit({{table, key, row}}, {}).ok());
  }
  void Delete(Table table, const std::string& key) {
    REQUIRE(tables->Commit({{table, key, std::nullopt}}, {}).ok());
  }

  // The largest one the checkpoint's root is made of.
  std::string LargeSubtree() const {
    return rows::MerkleKey(kLog, static_cast<uint8_t>(std::bit_width(size / 2) - 1), 0);
  }

  SystemClock clock;
  std::unique_ptr<Tables> tables = storage::NewMemoryTables();
  uint64_t size = 0;
  storage::StreamName stream;
};

struct Damage {
  const char* what;
  std::function<void(World&)> doing;
};

TEST_CASE("a log whose end, tree or checkpoints are not as they were is refused on opening") {
  const std::vector<Damage> damages = {
      {"head gone", [](World& w) { w.Delete(Table::kMeta, rows::HeadKey(kLog)); }},
      {"head's position", [](World& w) { w.Flip(Table::kMeta, rows::HeadKey(kLog), 7); }},
      {"head's time", [](World& w) { w.Flip(Table::kMeta, rows::HeadKey(kLog), 15); }},
      {"head's root", [](World& w) { w.Flip(Table::kMeta, rows::HeadKey(kLog), 40); }},
      {"format gone", [](World& w) { w.Delete(Table::kMeta, rows::FormatKey()); }},
      {"last event gone",
       [](World& w) { w.Delete(Table::kEvents, rows::EventKey(kLog, w.size - 1)); }},
      {"last event's leaf",
       [](World& w) { w.Flip(Table::kEvents, rows::EventKey(kLog, w.size - 1), 100); }},
      {"last leaf's node",
       [](World& w) { w.Flip(Table::kMerkle, rows::MerkleKey(kLog, 0, w.size - 1), 0); }},
      {"a large subtree", [](World& w) { w.Flip(Table::kMerkle, w.LargeSubtree(), 0); }},
      {"a subtree gone", [](World& w) { w.Delete(Table::kMerkle, w.LargeSubtree()); }},
      {"checkpoint",
       [](World& w) { w.Flip(Table::kMeta, rows::CheckpointKey(kLog, w.size / 2), 30); }},
  };
  for (const Damage& damage : damages) {
    CAPTURE(damage.what);
    World world;
    REQUIRE(world.Open().ok());
    damage.doing(world);
    CHECK(world.Open().status().code() == absl::StatusCode::kDataLoss);
  }
}

TEST_CASE("a store of a later format is refused as such") {
  World world;
  REQUIRE(
      world.tables
          ->Commit({{Table::kMeta, rows::FormatKey(), rows::EncodeNumber(rows::kFormat + 1)}}, {})
          .ok());
  CHECK(world.Open().status().code() == absl::StatusCode::kFailedPrecondition);
}

TEST_CASE("an altered or missing event is never handed out") {
  const std::vector<Damage> damages = {
      {"gone", [](World& w) { w.Delete(Table::kEvents, rows::EventKey(kLog, 3)); }},
      {"its leaf's magic", [](World& w) { w.Flip(Table::kEvents, rows::EventKey(kLog, 3), 0); }},
      {"its leaf's log", [](World& w) { w.Flip(Table::kEvents, rows::EventKey(kLog, 3), 5); }},
      {"its leaf's position",
       [](World& w) { w.Flip(Table::kEvents, rows::EventKey(kLog, 3), 27); }},
      {"the hash of its ciphertext",
       [](World& w) { w.Flip(Table::kEvents, rows::EventKey(kLog, 3), 200); }},
      {"its ciphertext",
       [](World& w) {
         const std::string key = rows::EventKey(kLog, 3);
         std::string row = w.tables->Get(Table::kEvents, key).value().value();
         REQUIRE(w.tables->Commit({{Table::kEvents, key, row + "x"}}, {}).ok());
       }},
  };
  for (const Damage& damage : damages) {
    CAPTURE(damage.what);
    World world;
    damage.doing(world);
    const auto store = world.Open().value();
    CHECK(store->ReadAll(FaultLog(), 0, kNoLimit).status().code() == absl::StatusCode::kDataLoss);
    CHECK(store->ReadAll(FaultLog(), 3, kNoLimit).status().code() == absl::StatusCode::kDataLoss);
    CHECK(store->ReadAll(FaultLog(), 0, {3, 1 << 30}).value().size() == 3);
    CHECK(store->ReadAll(FaultLog(), 4, kNoLimit).value().size() == world.size - 4);
  }
}

TEST_CASE("an index that points elsewhere is found out") {
  World world;
  const auto store = world.Open().value();
  const ScopeId scope = BatchOf(RandomCommand()).events[0].scope;
  REQUIRE(store->ReadStream(FaultLog(), world.stream, 0, kNoLimit)->size() > 1);
  const std::string in_stream = rows::StreamIndexKey(kLog, world.stream, 1);
  const std::string in_scope = rows::ScopeIndexKey(kLog, scope, 1);
  SECTION("to another event") {
    world.Flip(Table::kStreamIndex, in_stream, 7);
    world.Flip(Table::kScopeIndex, in_scope, 7);
  }
  SECTION("to nothing") {
    world.Delete(Table::kStreamIndex, in_stream);
    world.Delete(Table::kScopeIndex, in_scope);
  }
  SECTION("to nothing at its end") {
    const size_t in_stream_count = store->ReadStream(FaultLog(), world.stream, 0, kNoLimit)->size();
    const size_t in_scope_count = store->ReadScope(FaultLog(), scope, 0, kNoLimit)->size();
    world.Delete(Table::kStreamIndex,
                 rows::StreamIndexKey(kLog, world.stream, in_stream_count - 1));
    world.Delete(Table::kScopeIndex, rows::ScopeIndexKey(kLog, scope, in_scope_count - 1));
  }
  CHECK(store->ReadStream(FaultLog(), world.stream, 0, kNoLimit).status().code() ==
        absl::StatusCode::kDataLoss);
  CHECK(store->ReadScope(FaultLog(), scope, 0, kNoLimit).status().code() ==
        absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace candour::tests
