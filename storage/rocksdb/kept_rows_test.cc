// Rows that are not kept are found again from those that are; a store of format 1, which has them,
// opens and goes on.
#include "storage/rocksdb/kept_rows.h"

#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include <filesystem>
#include <memory>
#include <vector>

#include "storage/crypto/crypto.h"
#include "storage/engine/engine.h"
#include "storage/engine/opening.h"
#include "storage/engine/rows.h"
#include "storage/engine/side_file.h"
#include "storage/leaf.h"
#include "storage/memory/memory_tables.h"
#include "storage/merkle/tree.h"
#include "storage/rocksdb/rocksdb_log.h"
#include "storage/rocksdb/rocksdb_tables.h"
#include "tests/support/temporary_folder.h"

namespace candour::storage {
namespace {

constexpr ReadLimits kNoLimit{100'000, 1 << 30};

// What the engine writes, taken down beside an engine in memory.
class Overheard final : public Tables {
 public:
  explicit Overheard(std::vector<Changes>& heard) : tables_(NewMemoryTables()), heard_(heard) {}

  absl::StatusOr<std::optional<std::string>> Get(Table table, std::string_view key) const override {
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
    heard_.push_back(changes);
    return tables_->Commit(changes, floors);
  }

 private:
  const std::unique_ptr<Tables> tables_;
  std::vector<Changes>& heard_;
};

// Appends of one to three events, to few streams and scopes.
Batch BatchOf(int n) {
  Batch batch;
  batch.command = CommandId{crypto::RandomId()};
  for (int i = 0; i <= n % 3; ++i) {
    SealedEvent event;
    event.stream.type = static_cast<uint16_t>(1 + (n + i) % 3);
    event.stream.id.bytes[15] = static_cast<uint8_t>(n % 5);
    event.scope.bytes[0] = static_cast<uint8_t>((n + i) % 4);
    event.event_id = EventId{crypto::RandomId()};
    event.ciphertext = std::string(static_cast<size_t>(20 + n), 'c');
    batch.events.push_back(std::move(event));
  }
  return batch;
}

const LogInfo kInfo{LogId{{1, 2, 3}}, "north", "candour.example/north", false};

// As the program of format 1 left its store: every row of the engine in a family of its own.
void WriteAsFormat1(const std::string& database, const std::vector<Changes>& heard) {
  std::filesystem::create_directories(database);
  rocksdb::Options options;
  options.create_if_missing = true;
  options.create_missing_column_families = true;
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  for (const char* name :
       {"default", "events", "ids", "counts", "stream_index", "scope_index", "merkle"}) {
    families.emplace_back(name, rocksdb::ColumnFamilyOptions());
  }
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* opened = nullptr;
  REQUIRE(rocksdb::DB::Open(options, database, families, &handles, &opened).ok());
  const std::unique_ptr<rocksdb::DB> db(opened);
  for (const Changes& changes : heard) {
    rocksdb::WriteBatch batch;
    for (const RowChange& change : changes) {
      const bool format = change.table == Table::kMeta && change.key == rows::FormatKey();
      const std::string value = format ? rows::EncodeNumber(1) : change.value.value();
      REQUIRE(batch.Put(handles[static_cast<size_t>(change.table)], change.key, value).ok());
    }
    REQUIRE(db->Write(rocksdb::WriteOptions(), &batch).ok());
  }
  for (rocksdb::ColumnFamilyHandle* handle : handles) {
    REQUIRE(db->DestroyColumnFamilyHandle(handle).ok());
  }
  REQUIRE(db->Close().ok());
}

// So that two logs have the same leaves.
class Fixed final : public Clock {
 public:
  Micros NowMicros() const override { return 1'700'000'000'000'000; }
};

// Every head, root, path and stream of the two.
void CheckSame(const EventLog& log, const EventLog& expected) {
  const uint64_t size = expected.GetHead(kInfo.id).value().next_position;
  REQUIRE(log.GetHead(kInfo.id).value().next_position == size);
  const auto events = log.ReadAll(kInfo.id, 0, kNoLimit).value();
  const Bytes32 root = log.Root(kInfo.id, size).value();
  CHECK(root == expected.Root(kInfo.id, size).value());
  for (uint64_t at = 0; at < size; ++at) {
    CHECK(log.Root(kInfo.id, at).value() == expected.Root(kInfo.id, at).value());
    const auto path = log.InclusionPath(kInfo.id, at, size).value();
    CHECK(path == expected.InclusionPath(kInfo.id, at, size).value());
    CHECK(merkle::VerifyInclusion(at, size, merkle::HashLeaf(events[at].leaf), path, root));
    const Leaf leaf = ParseLeaf(events[at].leaf).value();
    CHECK(log.ReadStream(kInfo.id, leaf.stream, leaf.revision, kNoLimit).value().size() ==
          expected.ReadStream(kInfo.id, leaf.stream, leaf.revision, kNoLimit).value().size());
  }
}

TEST_CASE("a store of format 1 opens, goes on, and is then one of this format") {
  const int before = GENERATE(1, 8, 23);  // appends: its tree ends within a subtree, and at one
  const tests::TemporaryFolder folder;
  const Fixed clock;
  std::vector<Changes> heard;
  const auto expected = OpenEngine(std::make_unique<Overheard>(heard), {}).value();
  REQUIRE(expected->CreateLog(kInfo, clock, BatchOf(0)).ok());
  for (int i = 1; i < before; ++i) REQUIRE(expected->AppendAndWait(kInfo.id, BatchOf(i)).ok());
  WriteAsFormat1(folder.Inside("log/db"), heard);
  const std::vector<Floor> noted = {{0, kInfo.id, expected->GetHead(kInfo.id)->next_position}};
  REQUIRE(SideFile::Open(folder.Inside("log/acknowledged"))->Note(noted).ok());

  RocksDbMemory memory;
  for (int life = 0; life < 3; ++life) {
    const auto opened = OpenRocksDbLog({folder.Inside("log")}, memory);
    INFO(opened.status().ToString());
    REQUIRE(opened.ok());
    const auto& log = *opened;
    CheckSame(*log, *expected);
    REQUIRE(log->AttachClock(kInfo.id, clock).ok());
    for (int i = 0; i < 9; ++i) {
      const Batch batch = BatchOf(i);
      const Committed here = log->AppendAndWait(kInfo.id, batch).value();
      const Committed there = expected->AppendAndWait(kInfo.id, batch).value();
      CHECK(here.first_position == there.first_position);
      CHECK(here.revisions == there.revisions);
    }
    CheckSame(*log, *expected);
  }
  const auto tables = OpenRocksDbTables(folder.Inside("log/db"), memory, Opening::kToLook).value();
  CHECK(tables->Get(Table::kMeta, rows::FormatKey()).value() == rows::EncodeNumber(rows::kFormat));
}

TEST_CASE("of what others tell nothing is kept") {
  const tests::TemporaryFolder folder;
  RocksDbMemory memory;
  const Fixed clock;
  {
    const auto log = OpenRocksDbLog({folder.Inside("log")}, memory).value();
    REQUIRE(log->CreateLog(kInfo, clock, BatchOf(0)).ok());
    for (int i = 0; i < 30; ++i) REQUIRE(log->AppendAndWait(kInfo.id, BatchOf(i)).ok());
  }
  const auto tables = OpenRocksDbTables(folder.Inside("log/db"), memory, Opening::kToLook).value();
  const LogState state = LoadLogs(*tables).value().front();
  CHECK(tables->CountRows(Table::kCounts).value() == 0);
  CHECK(tables->CountRows(Table::kStreamIndex).value() == state.next_position);
  // Of 61 events three subtrees of sixteen are complete, and one of two of those.
  REQUIRE(state.next_position == 61);
  CHECK(tables->CountRows(Table::kMerkle).value() == 4);
  CHECK(KeptNodes(*tables, state).value() == 4);
}

}  // namespace
}  // namespace candour::storage
