// What happens when a store is opened after its process died. The image of a dead store is a copy
// of a living one's folder: everything it has written is in its files.
#include "storage/rocksdb/recovery.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>

#include "base/limits.h"
#include "storage/crypto/crypto.h"
#include "storage/engine/planner.h"
#include "storage/merkle/checkpoint.h"
#include "storage/rocksdb/rocksdb_log.h"
#include "tests/support/temporary_folder.h"

namespace candour::storage {
namespace {

namespace fs = std::filesystem;

constexpr ReadLimits kNoLimit{100'000, 1 << 30};
constexpr size_t kLargeEvent = 60'000;

std::string ReadFile(const std::string& path) {
  std::stringstream out;
  out << std::ifstream(path, std::ios::binary).rdbuf();
  return out.str();
}

void WriteFile(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

Batch BatchOf(size_t bytes) {
  Batch batch;
  batch.command = CommandId{crypto::RandomId()};
  SealedEvent event;
  event.stream = {1, StreamId{crypto::RandomId()}};
  event.event_id = EventId{crypto::RandomId()};
  event.ciphertext.resize(bytes);
  crypto::FillRandom(reinterpret_cast<uint8_t*>(event.ciphertext.data()), bytes);
  batch.events.push_back(std::move(event));
  return batch;
}

// A store that has died: five acknowledged events, and a large sixth whose acknowledgement is in
// the side file or not.
class DeadStore {
 public:
  enum class LastBatch { kAcknowledged, kNotAcknowledged };

  explicit DeadStore(LastBatch last) {
    memory_.emplace();
    auto living = OpenRocksDbLog({folder_.Inside("living")}, *memory_).value();
    const LogInfo info{log_, "north", "candour.example/north", false};
    REQUIRE(living->CreateLog(info, clock_, BatchOf(100)).ok());
    for (int i = 0; i < 4; ++i) REQUIRE(living->AppendAndWait(log_, BatchOf(100)).ok());
    const std::string side_file = ReadFile(folder_.Inside("living/acknowledged"));
    REQUIRE(living->AppendAndWait(log_, BatchOf(kLargeEvent)).ok());
    fs::copy(folder_.Inside("living"), path(), fs::copy_options::recursive);
    if (last == LastBatch::kNotAcknowledged) WriteFile(path() + "/acknowledged", side_file);
  }

  std::string path() const { return folder_.Inside("dead"); }
  // With an empty cache, as a new process has. Only one opened store at a time.
  absl::StatusOr<std::unique_ptr<EventLog>> Open() {
    memory_.emplace();
    return OpenRocksDbLog({path()}, *memory_);
  }

  std::string Wal() const {
    std::string newest;
    for (const auto& entry : fs::directory_iterator(path() + "/db")) {
      if (entry.path().extension() == ".log") newest = std::max(newest, entry.path().string());
    }
    return newest;
  }
  // What was written to it, without the zeros it is written over.
  std::string WalData() const {
    std::string bytes = ReadFile(Wal());
    bytes.resize(bytes.find_last_not_of('\0') + 1);
    return bytes;
  }
  // Every file with its bytes, but for RocksDB's own chatter.
  std::map<std::string, std::string> Database() const {
    std::map<std::string, std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(path() + "/db")) {
      const std::string name = entry.path().filename();
      if (entry.is_regular_file() && name.rfind("LOG", 0) != 0) {
        files[name] = ReadFile(entry.path());
      }
    }
    return files;
  }
  uint64_t CountEvents(const EventLog& store) const {
    return store.ReadAll(log_, 0, kNoLimit).value().size();
  }

  const LogId& log() const { return log_; }
  const Clock& clock() const { return clock_; }

 private:
  tests::TemporaryFolder folder_;
  std::optional<RocksDbMemory> memory_;
  SystemClock clock_;
  LogId log_{crypto::RandomId()};
};

void ZeroPage(const std::string& path, size_t page) {
  std::string bytes = ReadFile(path);
  const size_t from = page * 4096;
  std::fill(bytes.begin() + static_cast<long>(from),
            bytes.begin() + static_cast<long>(std::min(from + 4096, bytes.size())), '\0');
  WriteFile(path, bytes);
}

TEST_CASE("a store whose process died opens with everything") {
  DeadStore dead(DeadStore::LastBatch::kAcknowledged);
  auto store = dead.Open().value();
  CHECK(store->recovery().unclean_shutdown);
  CHECK_FALSE(store->recovery().recovered);
  CHECK(dead.CountEvents(*store) == 6);
  store.reset();
  CHECK_FALSE(dead.Open().value()->recovery().unclean_shutdown);
}

TEST_CASE("a write-ahead log is written over zeros, and ends with its data once it is closed") {
  DeadStore dead(DeadStore::LastBatch::kAcknowledged);
  const std::string data = dead.WalData();
  CHECK(data.size() > kLargeEvent);
  CHECK(fs::file_size(dead.Wal()) == 1 << 20);
  auto store = dead.Open().value();
  CHECK(dead.CountEvents(*store) == 6);
  REQUIRE(store->AttachClock(dead.log(), dead.clock()).ok());
  REQUIRE(store->AppendAndWait(dead.log(), BatchOf(100)).ok());
  CHECK(fs::file_size(dead.Wal()) == 1 << 20);
  store.reset();
  CHECK(fs::file_size(dead.Wal()) == dead.WalData().size());
}

TEST_CASE("a large batch is written behind a log's end") {
  DeadStore dead(DeadStore::LastBatch::kAcknowledged);
  auto store = dead.Open().value();
  REQUIRE(store->AttachClock(dead.log(), dead.clock()).ok());
  Batch large = BatchOf(limits::kSealedEventBytes);
  while (BatchBytes(large) < limits::kAppendBytes / 2) {
    large.events.push_back(BatchOf(limits::kSealedEventBytes).events.front());
  }
  const size_t events = large.events.size();
  REQUIRE(store->AppendAndWait(dead.log(), std::move(large)).ok());
  REQUIRE(store->AppendAndWait(dead.log(), BatchOf(100)).ok());
  store.reset();
  store = dead.Open().value();
  CHECK(dead.CountEvents(*store) == 6 + events + 1);
}

TEST_CASE("an acknowledged batch that lost its end is missed, and the store refused") {
  DeadStore dead(DeadStore::LastBatch::kAcknowledged);
  const std::string bytes = dead.WalData();
  const size_t lost = GENERATE(1, 5000, 50'000, 61'000);
  WriteFile(dead.Wal(), bytes.substr(0, bytes.size() - lost));
  const absl::Status status = dead.Open().status();
  CHECK(status.code() == absl::StatusCode::kDataLoss);
  CHECK(status.message().find("6 events were acknowledged") != absl::string_view::npos);
}

TEST_CASE("an unacknowledged batch that lost its end is dropped without a word") {
  DeadStore dead(DeadStore::LastBatch::kNotAcknowledged);
  const std::string bytes = dead.WalData();
  const size_t lost = GENERATE(1, 5000, 50'000);
  WriteFile(dead.Wal(), bytes.substr(0, bytes.size() - lost));
  const auto store = dead.Open().value();
  CHECK(dead.CountEvents(*store) == 5);
  CHECK_FALSE(store->recovery().recovered);
  CHECK(store->recovery().unclean_shutdown);
}

TEST_CASE("an unacknowledged batch that lost a page is dropped, and that is reported until told") {
  DeadStore dead(DeadStore::LastBatch::kNotAcknowledged);
  const size_t pages = dead.WalData().size() / 4096;
  bool recovered_once = false;
  for (size_t page = 2; page < pages; ++page) {
    CAPTURE(page, pages);
    DeadStore again(DeadStore::LastBatch::kNotAcknowledged);
    ZeroPage(again.Wal(), page);
    auto store = again.Open().value();
    REQUIRE(again.CountEvents(*store) == 5);
    if (!store->recovery().recovered) continue;
    recovered_once = true;
    const std::vector<RecoveredLog> expected = {{again.log(), 5, 5, 0}};
    CHECK(store->recovery().unreported == expected);
    CHECK(fs::exists(again.path() + "/db.damaged-1"));
    store.reset();

    store = again.Open().value();
    CHECK_FALSE(store->recovery().recovered);
    CHECK(store->recovery().unreported == expected);
    REQUIRE(store->AttachClock(again.log(), again.clock()).ok());
    REQUIRE(store->AppendAndWait(again.log(), BatchOf(10)).ok());
    store.reset();
    CHECK(again.Open().value()->recovery().unreported.empty());
  }
  CHECK(recovered_once);
}

TEST_CASE("a store that lost the note of what was acknowledged is refused") {
  DeadStore dead(DeadStore::LastBatch::kAcknowledged);
  fs::remove(dead.path() + "/acknowledged");
  const absl::Status refused = dead.Open().status();
  CHECK(refused.code() == absl::StatusCode::kDataLoss);
  CHECK(refused.message().find("note of what was acknowledged") != absl::string_view::npos);
}

TEST_CASE("a store whose first batch was written and never noted goes on") {
  const tests::TemporaryFolder folder;
  const SystemClock clock;
  const LogInfo info{LogId{crypto::RandomId()}, "north", "candour.example/north", false};
  RocksDbMemory memory;
  Batch first = BatchOf(100);
  first.events.push_back(BatchOf(100).events[0]);
  {
    auto store = OpenRocksDbLog({folder.Inside("log")}, memory).value();
    REQUIRE(store->CreateLog(info, clock, first).ok());
  }
  fs::remove(folder.Inside("log/acknowledged"));
  {
    auto store = OpenRocksDbLog({folder.Inside("log")}, memory).value();
    CHECK(store->GetHead(info.id)->next_position == 2);
    REQUIRE(store->AttachClock(info.id, clock).ok());
    REQUIRE(store->AppendAndWait(info.id, BatchOf(100)).ok());
  }
  fs::remove(folder.Inside("log/acknowledged"));
  CHECK(absl::IsDataLoss(OpenRocksDbLog({folder.Inside("log")}, memory).status()));
}

TEST_CASE("a lost page in an acknowledged batch is refused and nothing is touched") {
  DeadStore dead(DeadStore::LastBatch::kAcknowledged);
  const size_t pages = dead.WalData().size() / 4096;
  const size_t page = GENERATE(0, 1, 2, 5, 9, 13);
  REQUIRE(page < pages);
  ZeroPage(dead.Wal(), page);
  CHECK(dead.Open().status().code() == absl::StatusCode::kDataLoss);
  CHECK_FALSE(fs::exists(dead.path() + "/db.damaged-1"));
  CHECK_FALSE(fs::exists(dead.path() + "/db.recovering"));
}

TEST_CASE("a flipped bit before the final batch is refused, and the database is left alone") {
  DeadStore dead(DeadStore::LastBatch::kNotAcknowledged);
  std::string bytes = ReadFile(dead.Wal());
  const size_t at = GENERATE(3, 300, 1500, 2500);
  bytes[at] ^= 4;
  WriteFile(dead.Wal(), bytes);
  const auto before = dead.Database();
  CHECK(dead.Open().status().code() == absl::StatusCode::kDataLoss);
  CHECK(dead.Database() == before);
}

TEST_CASE("a write-ahead log in another's place is refused, and nothing is touched") {
  DeadStore dead(DeadStore::LastBatch::kAcknowledged);
  const fs::path misplaced = fs::path(dead.Wal()).replace_filename("999999.log");
  fs::copy_file(dead.Wal(), misplaced);
  const auto before = dead.Database();
  const absl::Status status = dead.Open().status();
  CHECK(status.code() == absl::StatusCode::kDataLoss);
  CHECK(status.message().find("in another's place") != absl::string_view::npos);
  CHECK(dead.Database() == before);
  fs::remove(misplaced);
  CHECK(dead.CountEvents(*dead.Open().value()) == 6);
}

TEST_CASE("after a good end nothing is recovered by itself") {
  DeadStore dead(DeadStore::LastBatch::kNotAcknowledged);
  WriteFile(dead.path() + "/clean", "");
  bool refused_once = false;
  const std::string whole = ReadFile(dead.Wal());
  for (size_t page = 2; page < whole.size() / 4096 && !refused_once; ++page) {
    ZeroPage(dead.Wal(), page);
    const auto store = dead.Open();
    refused_once = store.status().code() == absl::StatusCode::kDataLoss;
    if (!refused_once) break;
    CHECK(fs::exists(dead.path() + "/clean"));
  }
  CHECK(refused_once);
}

TEST_CASE("a log that ends before its newest checkpoint is refused") {
  tests::TemporaryFolder folder;
  RocksDbMemory memory;
  const SystemClock clock;
  const LogId log{crypto::RandomId()};
  auto store = OpenRocksDbLog({folder.Inside("living")}, memory).value();
  REQUIRE(store->CreateLog({log, "north", "candour.example/north", false}, clock, BatchOf(9)).ok());
  fs::copy(folder.Inside("living"), folder.Inside("older"), fs::copy_options::recursive);
  REQUIRE(store->AppendAndWait(log, BatchOf(9)).ok());
  const Bytes32 root = store->Root(log, 2).value();
  const std::string note =
      merkle::SignNote(merkle::CheckpointText({"candour.example/north", 2, root}),
                       "candour.example/north", crypto::SecretKey::Random());
  REQUIRE(store->PutCheckpoint(log, 2, note).ok());
  store.reset();

  // Somebody put an older database beside the note of what was promised since.
  fs::copy(folder.Inside("living/acknowledged"), folder.Inside("older/acknowledged"),
           fs::copy_options::overwrite_existing);
  const absl::Status status = OpenRocksDbLog({folder.Inside("older")}, memory).status();
  CHECK(status.code() == absl::StatusCode::kDataLoss);
}

TEST_CASE("a database that is gone, or lacks a file, is refused") {
  DeadStore dead(DeadStore::LastBatch::kAcknowledged);
  dead.Open().value().reset();
  const std::string what = GENERATE(as<std::string>(), "db", ".sst", "MANIFEST", "CURRENT");
  CAPTURE(what);
  if (what == "db") fs::remove_all(dead.path() + "/db");
  if (what != "db") {
    for (const auto& entry : fs::directory_iterator(dead.path() + "/db")) {
      if (entry.path().filename().string().find(what) != std::string::npos) {
        fs::remove(entry.path());
      }
    }
  }
  CHECK_FALSE(dead.Open().ok());
}

TEST_CASE("a flipped bit in any stored table is found on opening or on reading") {
  DeadStore dead(DeadStore::LastBatch::kAcknowledged);
  dead.Open().value().reset();
  const auto before = dead.Database();
  for (const auto& [name, bytes] : before) {
    if (name.find(".sst") == std::string::npos || bytes.size() < 10'000) continue;
    for (size_t at = 100; at < 50'000; at += 9973) {
      std::string damaged = bytes;
      damaged[at] ^= 1;
      WriteFile(dead.path() + "/db/" + name, damaged);
      const auto store = dead.Open();
      const bool found = !store.ok() || !(*store)->ReadAll(dead.log(), 0, kNoLimit).ok();
      CHECK(found);
    }
  }
}

TEST_CASE("a flipped bit in any table, index or not, is found by whoever checks the files") {
  DeadStore dead(DeadStore::LastBatch::kAcknowledged);
  dead.Open().value().reset();
  CHECK(dead.Open().value()->CheckFiles().ok());
  const std::map<std::string, std::string> whole = dead.Database();
  int tables = 0;
  for (const auto& [name, bytes] : whole) {
    if (name.find(".sst") == std::string::npos) continue;
    ++tables;
    INFO(name);
    fs::remove_all(dead.path() + "/db");
    fs::create_directory(dead.path() + "/db");
    for (const auto& [other, kept] : whole) WriteFile(dead.path() + "/db/" + other, kept);
    std::string damaged = bytes;
    damaged[20] ^= 1;  // of the first block
    WriteFile(dead.path() + "/db/" + name, damaged);
    const auto store = dead.Open();
    CHECK((!store.ok() || absl::IsDataLoss((*store)->CheckFiles())));
  }
  CHECK(tables > 2);
}

TEST_CASE("a swap that a crash cut in two is finished, one not begun is forgotten") {
  DeadStore dead(DeadStore::LastBatch::kAcknowledged);
  SECTION("cut in two") {
    fs::rename(dead.path() + "/db", dead.path() + "/db.recovered");
    CHECK(dead.CountEvents(*dead.Open().value()) == 6);
  }
  SECTION("not begun") {
    fs::create_directory(dead.path() + "/db.recovered");
    fs::create_directory(dead.path() + "/db.recovering");
    CHECK(dead.CountEvents(*dead.Open().value()) == 6);
    CHECK_FALSE(fs::exists(dead.path() + "/db.recovered"));
    CHECK_FALSE(fs::exists(dead.path() + "/db.recovering"));
  }
}

}  // namespace
}  // namespace candour::storage
