#include "storage/keyring/keyring.h"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "storage/keyring/keyring_file.h"
#include "tests/support/temporary_folder.h"

namespace candour::storage {
namespace {

constexpr size_t kHeaderBytes = 80;
constexpr size_t kRecordBytes = 125;

template <typename Id>
Id IdOf(uint8_t fill) {
  Id id;
  id.bytes.fill(fill);
  return id;
}

const LogId kLog = IdOf<LogId>(1);

struct Fixture {
  tests::TemporaryFolder folder;
  std::string path = folder.Inside("keyring");
  MemoryMasterKeyProvider masters;

  absl::StatusOr<std::unique_ptr<Keyring>> Create() {
    return Keyring::Create(std::make_unique<KeyringFile>(path), masters);
  }
  absl::StatusOr<std::unique_ptr<Keyring>> Open() { return Open(masters); }
  absl::StatusOr<std::unique_ptr<Keyring>> Open(MasterKeyProvider& provider) const {
    return Keyring::Open(std::make_unique<KeyringFile>(path), provider);
  }
  std::string Bytes() const {
    std::ifstream in(path, std::ios::binary);
    std::stringstream out;
    out << in.rdbuf();
    return out.str();
  }
  void SetBytes(const std::string& bytes) const {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
  }
  // A keyring of three scopes; their keys.
  std::vector<Bytes32> Fill() {
    auto keyring = Create().value();
    std::vector<Bytes32> keys;
    for (uint8_t scope = 1; scope <= 3; ++scope) {
      keys.push_back(keyring->GetOrCreate(kLog, IdOf<ScopeId>(scope)).value().bytes());
    }
    return keys;
  }
  absl::StatusCode CodeOfOpening() { return Open().status().code(); }
};

TEST_CASE("the keys of several scopes are those of each alone") {
  Fixture f;
  const std::vector<Bytes32> alone = f.Fill();
  auto keyring = f.Open().value();
  const std::vector<ScopeId> scopes = {IdOf<ScopeId>(3), IdOf<ScopeId>(8), IdOf<ScopeId>(1),
                                       IdOf<ScopeId>(8)};
  CHECK(keyring->Get(kLog, scopes).status().code() == absl::StatusCode::kNotFound);
  const Keyring::Keys keys = keyring->GetOrCreate(kLog, scopes).value();
  REQUIRE(keys.size() == 4);
  CHECK(keys[0].bytes() == alone[2]);
  CHECK(keys[2].bytes() == alone[0]);
  CHECK(keys[1].bytes() == keys[3].bytes());
  CHECK(keyring->Get(kLog, scopes).value()[1].bytes() == keys[1].bytes());
  keyring.reset();
  CHECK(f.Open().value()->Get(kLog, IdOf<ScopeId>(8)).value().bytes() == keys[1].bytes());
}

TEST_CASE("a key is made once, differs from others and survives a reopening") {
  Fixture f;
  const std::vector<Bytes32> keys = f.Fill();
  CHECK(keys[0] != keys[1]);
  auto keyring = f.Open().value();
  for (uint8_t scope = 1; scope <= 3; ++scope) {
    CHECK(keyring->Get(kLog, IdOf<ScopeId>(scope)).value().bytes() == keys[scope - 1]);
    CHECK(keyring->GetOrCreate(kLog, IdOf<ScopeId>(scope)).value().bytes() == keys[scope - 1]);
  }
  CHECK(keyring->Get(kLog, IdOf<ScopeId>(4)).status().code() == absl::StatusCode::kNotFound);
  CHECK(keyring->Get(IdOf<LogId>(2), IdOf<ScopeId>(1)).status().code() ==
        absl::StatusCode::kNotFound);
  CHECK(f.Bytes().size() == kHeaderBytes + 3 * kRecordBytes);
}

TEST_CASE("a log's signing seed is kept beside, not among, the scopes") {
  Fixture f;
  auto keyring = f.Create().value();
  CHECK(keyring->GetSigningSeed(kLog).status().code() == absl::StatusCode::kNotFound);
  const Bytes32 seed = keyring->GetOrCreateSigningSeed(kLog).value().bytes();
  CHECK(keyring->GetOrCreate(kLog, ScopeId{}).value().bytes() != seed);
  keyring.reset();
  CHECK(f.Open().value()->GetSigningSeed(kLog).value().bytes() == seed);
}

TEST_CASE("only its owner may read the file, and no key stands in it") {
  Fixture f;
  const std::vector<Bytes32> keys = f.Fill();
  struct stat status {};
  REQUIRE(stat(f.path.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
  const std::string bytes = f.Bytes();
  for (const Bytes32& key : keys) {
    CHECK(bytes.find(std::string(key.begin(), key.end())) == std::string::npos);
  }
}

TEST_CASE("creating over a keyring and opening nothing are refused") {
  Fixture f;
  CHECK(f.CodeOfOpening() == absl::StatusCode::kNotFound);
  f.Fill();
  CHECK(f.Create().status().code() == absl::StatusCode::kAlreadyExists);
}

TEST_CASE("another master key, or a second opening, is refused") {
  Fixture f;
  f.Fill();
  MemoryMasterKeyProvider others;
  REQUIRE(others.New(1).ok());
  CHECK(f.Open(others).status().code() == absl::StatusCode::kFailedPrecondition);
  const auto keyring = f.Open().value();
  CHECK(f.CodeOfOpening() == absl::StatusCode::kFailedPrecondition);
}

TEST_CASE("a last record that was never finished is dropped, the others stay") {
  Fixture f;
  const std::vector<Bytes32> keys = f.Fill();
  const std::string whole = f.Bytes();
  const size_t kept = GENERATE(1, 60, 93, 124);
  const bool page_unwritten = GENERATE(false, true);
  CAPTURE(kept, page_unwritten);
  std::string torn = whole.substr(0, whole.size() - kRecordBytes + kept);
  if (page_unwritten && kept <= 93) torn.resize(whole.size(), '\0');
  f.SetBytes(torn);
  {
    auto keyring = f.Open().value();
    CHECK(keyring->Get(kLog, IdOf<ScopeId>(2)).value().bytes() == keys[1]);
    CHECK(keyring->Get(kLog, IdOf<ScopeId>(3)).status().code() == absl::StatusCode::kNotFound);
    REQUIRE(keyring->GetOrCreate(kLog, IdOf<ScopeId>(4)).ok());
  }
  CHECK(f.Open().value()->Get(kLog, IdOf<ScopeId>(4)).ok());
}

TEST_CASE("any flipped byte, and a record cut out of the middle, is refused") {
  Fixture f;
  f.Fill();
  const std::string whole = f.Bytes();
  for (size_t at = 0; at < whole.size(); ++at) {
    std::string damaged = whole;
    damaged[at] ^= 0x20;
    f.SetBytes(damaged);
    CAPTURE(at);
    const absl::StatusCode code = f.CodeOfOpening();
    // A header that names another generation is refused by its checksum as well.
    REQUIRE(code == absl::StatusCode::kDataLoss);
  }
  f.SetBytes(whole.substr(0, kHeaderBytes) + whole.substr(kHeaderBytes + kRecordBytes));
  CHECK(f.CodeOfOpening() == absl::StatusCode::kDataLoss);
  f.SetBytes(whole.substr(0, kHeaderBytes - 1));
  CHECK(f.CodeOfOpening() == absl::StatusCode::kDataLoss);
}

TEST_CASE("threads asking for one scope get one key, and each key is in the file") {
  Fixture f;
  constexpr int kThreads = 8;
  constexpr uint8_t kScopes = 20;
  std::vector<std::vector<Bytes32>> seen(kThreads);
  {
    auto keyring = f.Create().value();
    std::vector<std::thread> threads;
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&, t] {
        for (uint8_t scope = 1; scope <= kScopes; ++scope) {
          seen[t].push_back(keyring->GetOrCreate(kLog, IdOf<ScopeId>(scope)).value().bytes());
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
  }
  for (const auto& keys : seen) CHECK(keys == seen[0]);
  CHECK(f.Bytes().size() == kHeaderBytes + kScopes * kRecordBytes);
}

}  // namespace
}  // namespace candour::storage
