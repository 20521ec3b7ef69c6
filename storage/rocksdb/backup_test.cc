#include "storage/rocksdb/backup.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/strings/match.h"
#include "base/clock.h"
#include "storage/crypto/crypto.h"
#include "storage/merkle/checkpoint.h"
#include "storage/rocksdb/rocksdb_log.h"
#include "tests/support/temporary_folder.h"

namespace candour::storage {
namespace {

namespace fs = std::filesystem;

constexpr ReadLimits kNoLimit{100'000, 1 << 30};

Batch BatchOf(size_t bytes) {
  Batch batch;
  batch.command = CommandId{crypto::RandomId()};
  SealedEvent event;
  event.stream = {1, StreamId{crypto::RandomId()}};
  event.event_id = EventId{crypto::RandomId()};
  event.ciphertext.assign(bytes, 'x');
  batch.events.push_back(std::move(event));
  return batch;
}

// A store with some events; `backups` is beside it.
class Store {
 public:
  Store() {
    Open();
    REQUIRE(log->CreateLog({id, "north", kOrigin, false}, clock, BatchOf(10)).ok());
    Fill(20);
  }

  void Open() {
    log = OpenRocksDbLog({Path("store")}, memory).value();
    if (!log->Logs().empty()) REQUIRE(log->AttachClock(id, clock).ok());
  }
  void Fill(int events) {
    for (int i = 0; i < events; ++i) REQUIRE(log->AppendAndWait(id, BatchOf(2000)).ok());
  }
  std::string Path(const std::string& name) const { return folder.Inside(name); }
  std::string Checkpoint() {
    const uint64_t size = log->GetHead(id)->next_position;
    const Bytes32 root = log->Root(id, size).value();
    return merkle::SignNote(merkle::CheckpointText({kOrigin, size, root}), kOrigin, seed);
  }
  std::string VerifierKey() const {
    return merkle::VerifierKey{kOrigin, crypto::Ed25519PublicKey(seed)}.Text();
  }
  absl::StatusOr<MadeStore> Restore(const Demanded& demanded = {}) {
    return RestoreBackup(Path("backups"), Path("restored"), demanded, memory);
  }
  absl::StatusOr<MadeStore> Repair(const Demanded& demanded = {}) {
    return RepairStore(Path("store"), Path("repaired"), demanded, memory);
  }
  // How many events the store in a folder has, opened as the server does.
  uint64_t EventsOf(const std::string& name) {
    const auto opened = OpenRocksDbLog({Path(name)}, memory).value();
    return opened->ReadAll(id, 0, kNoLimit)->size();
  }
  std::string Wal() const {
    std::string newest;
    for (const auto& entry : fs::directory_iterator(Path("store/db"))) {
      if (entry.path().extension() == ".log") newest = std::max(newest, entry.path().string());
    }
    return newest;
  }

  static constexpr char kOrigin[] = "candour.example/north";
  tests::TemporaryFolder folder;
  const RocksDbMemory memory;
  const SystemClock clock;
  const LogId id{crypto::RandomId()};
  const crypto::SecretKey seed = crypto::SecretKey::Random();
  std::unique_ptr<EventLog> log;
};

void Flip(const std::string& path, size_t at) {
  std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
  file.seekg(static_cast<long>(at));
  const char byte = static_cast<char>(file.get() ^ 1);
  file.seekp(static_cast<long>(at));
  file.put(byte);
}

TEST_CASE("a backup made beside the work is restored whole, and goes on") {
  Store store;
  CHECK(store.log->BackUp(store.Path("backups"))->number == 1);
  store.Fill(10);
  const std::string checkpoint = store.Checkpoint();
  const BackupMade second = store.log->BackUp(store.Path("backups")).value();
  CHECK(second.number == 2);
  store.Fill(5);

  const MadeStore restored = store.Restore({checkpoint, store.VerifierKey()}).value();
  REQUIRE(restored.logs.size() == 1);
  CHECK(restored.logs[0].tenant == "north");
  CHECK(restored.logs[0].events == 31);
  CHECK(restored.lost.empty());
  CHECK(store.EventsOf("restored") == 31);
  CHECK(store.Restore().status().code() == absl::StatusCode::kFailedPrecondition);
}

TEST_CASE("a store is repaired from where it lies, into a folder beside it") {
  Store store;
  const absl::Status elsewhere =
      RepairStore(store.Path("nowhere"), store.Path("repaired"), {}, store.memory).status();
  CHECK(elsewhere.code() == absl::StatusCode::kNotFound);
  CHECK(absl::StrContains(elsewhere.message(), "usually data/log"));
  const absl::Status inside =
      RepairStore(store.Path("store"), store.Path("store/db/../new"), {}, store.memory).status();
  CHECK(inside.code() == absl::StatusCode::kInvalidArgument);
  CHECK_FALSE(fs::exists(store.Path("store/new")));
}

TEST_CASE("a backup older than the checkpoint given is refused, and so is another history") {
  Store store;
  REQUIRE(store.log->BackUp(store.Path("backups")).ok());
  store.Fill(1);
  const absl::Status older = store.Restore({store.Checkpoint(), ""}).status();
  CHECK(older.code() == absl::StatusCode::kDataLoss);
  CHECK(absl::StrContains(older.message(), "what is here is older"));
  CHECK_FALSE(fs::exists(store.Path("restored")));

  const std::string forged = merkle::SignNote(
      merkle::CheckpointText({Store::kOrigin, 21, Bytes32{}}), Store::kOrigin, store.seed);
  CHECK(absl::StrContains(store.Restore({forged, ""}).status().message(), "another history"));
  const std::string not_ours = Store().VerifierKey();
  CHECK_FALSE(store.Restore({store.Checkpoint(), not_ours}).ok());
}

TEST_CASE("a damaged backup is refused, whichever file it is") {
  Store store;
  store.log.reset();
  store.Open();  // what was in the write-ahead log is in files of rows now
  store.Fill(10);
  REQUIRE(store.log->BackUp(store.Path("backups")).ok());
  int damaged = 0;
  for (const auto& entry : fs::recursive_directory_iterator(store.Path("backups"))) {
    const std::string path = entry.path();
    if (!entry.is_regular_file() || fs::file_size(path) == 0) continue;
    if (absl::StrContains(path, "OPTIONS")) continue;
    Flip(path, fs::file_size(path) / 3);
    CAPTURE(path);
    CHECK_FALSE(store.Restore().ok());
    CHECK_FALSE(fs::exists(store.Path("restored")));
    Flip(path, fs::file_size(path) / 3);
    ++damaged;
  }
  CHECK(damaged > 5);
  CHECK(store.Restore().ok());
}

TEST_CASE("a repair keeps all that was acknowledged, and says what it lost") {
  Store store;
  CHECK(store.Repair().status().code() == absl::StatusCode::kFailedPrecondition);  // it is open
  store.log.reset();
  const std::string wal = store.Wal();
  const auto size = fs::file_size(wal);
  std::ofstream(wal, std::ios::binary | std::ios::app) << std::string(5000, 'z');
  const MadeStore repaired = store.Repair().value();
  CHECK(repaired.logs[0].events == 21);
  REQUIRE(repaired.lost.size() == 1);
  CHECK(absl::StrContains(repaired.lost[0], std::to_string(size)));
  const auto opened = OpenRocksDbLog({store.Path("repaired")}, store.memory).value();
  CHECK(opened->recovery().unreported.size() == 1);
  CHECK(opened->ReadAll(store.id, 0, kNoLimit)->size() == 21);
}

TEST_CASE("a repair that would lose something acknowledged is refused") {
  Store store;
  const std::string checkpoint = store.Checkpoint();
  store.log.reset();
  Flip(store.Wal(), fs::file_size(store.Wal()) / 2);
  const absl::Status refused = store.Repair().status();
  CHECK(refused.code() == absl::StatusCode::kDataLoss);
  CHECK(absl::StrContains(refused.message(), "events were acknowledged"));
  // Without the note only a checkpoint says what may not be lost; this one says so too.
  fs::remove(store.Path("store/acknowledged"));
  CHECK(absl::StrContains(store.Repair().status().message(), "kept outside"));
  CHECK_FALSE(store.Repair({checkpoint, store.VerifierKey()}).ok());
  CHECK_FALSE(fs::exists(store.Path("repaired")));
}

}  // namespace
}  // namespace candour::storage
