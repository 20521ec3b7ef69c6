// After a read or write of the tables has failed, the outcome of what was being written is unknown,
// and nothing more is promised: the store stops and says so.

#include <atomic>

#include "absl/time/clock.h"
#include "storage/engine/engine.h"
#include "storage/memory/memory_tables.h"
#include "tests/fault/load.h"

namespace candour::tests {
namespace {

using storage::Changes;
using storage::Floor;
using storage::Table;
using storage::Tables;

// Fails when told to.
class FaultyTables final : public Tables {
 public:
  struct Faults {
    std::atomic<bool> writing{false};
    std::atomic<bool> reading{false};
  };
  explicit FaultyTables(const Faults& faults) : faults_(faults) {}

  absl::StatusOr<std::optional<std::string>> Get(Table table, std::string_view key) const override {
    if (faults_.reading) return absl::DataLossError("a block is damaged");
    return tables_->Get(table, key);
  }
  absl::Status Scan(Table table, std::string_view from, std::string_view end,
                    Visit visit) const override {
    return tables_->Scan(table, from, end, visit);
  }
  absl::StatusOr<std::optional<std::pair<std::string, std::string>>> Last(
      Table table, std::string_view from, std::string_view end) const override {
    return tables_->Last(table, from, end);
  }
  absl::Status Commit(const Changes& changes, absl::Span<const Floor> floors) override {
    if (faults_.writing) return absl::UnavailableError("no space left");
    return tables_->Commit(changes, floors);
  }

 private:
  const Faults& faults_;
  const std::unique_ptr<Tables> tables_ = storage::NewMemoryTables();
};

struct World {
  World() { REQUIRE(store->CreateLog(FaultLogInfo(), clock, BatchOf(RandomCommand())).ok()); }
  absl::StatusCode Append() {
    return store->AppendAndWait(FaultLog(), BatchOf(RandomCommand())).status().code();
  }
  FaultyTables::Faults faults;
  SystemClock clock;
  std::unique_ptr<storage::EventLog> store =
      storage::OpenEngine(std::make_unique<FaultyTables>(faults), {}).value();
};

constexpr auto kUnavailable = absl::StatusCode::kUnavailable;

TEST_CASE("a failed write stops the store for good") {
  World world;
  CHECK(world.Append() == absl::StatusCode::kOk);
  world.faults.writing = true;
  CHECK(world.Append() == kUnavailable);
  world.faults.writing = false;

  CHECK(world.Append() == kUnavailable);
  const storage::EventLog& store = *world.store;
  CHECK(store.GetHead(FaultLog()).status().code() == kUnavailable);
  CHECK(store.ReadAll(FaultLog(), 0, {10, 10}).status().code() == kUnavailable);
  CHECK(store.Root(FaultLog(), 1).status().code() == kUnavailable);
  CHECK(store.FindCommand(FaultLog(), RandomCommand()).status().code() == kUnavailable);
  CHECK(store.WaitForHead(FaultLog(), 1000, absl::InfiniteFuture()).status().code() ==
        kUnavailable);
  CHECK(world.store->RefuseWriting(FaultLog(), "").code() == kUnavailable);
  CHECK(world.store->AllowWriting(FaultLog()).code() == kUnavailable);
  storage::LogInfo other = FaultLogInfo();
  other.id.bytes.fill(1);
  other.tenant = "south";
  CHECK(world.store->CreateLog(other, world.clock, BatchOf(RandomCommand())).code() ==
        kUnavailable);
}

TEST_CASE("a failed read while appending stops the store as well") {
  World world;
  world.faults.reading = true;
  CHECK(world.Append() == kUnavailable);
  world.faults.reading = false;
  CHECK(world.Append() == kUnavailable);
}

TEST_CASE("those who wait for the head are told that the store has stopped") {
  World world;
  world.faults.writing = true;
  world.store->Append(FaultLog(), BatchOf(RandomCommand()), [](auto) {});
  CHECK(world.store->WaitForHead(FaultLog(), 1000, absl::InfiniteFuture()).status().code() ==
        kUnavailable);
}

TEST_CASE("damage met in reading is an error of that read") {
  World world;
  world.faults.reading = true;
  CHECK(world.store->FindCommand(FaultLog(), RandomCommand()).status().code() ==
        absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace candour::tests
