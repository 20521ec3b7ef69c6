// Forgetting a scope, stopped after each of its steps.
#include <fstream>
#include <memory>
#include <sstream>

#include "storage/files.h"
#include "storage/keyring/keyring.h"
#include "storage/keyring/keyring_file.h"
#include "tests/support/temporary_folder.h"

namespace candour::storage {
namespace {

template <typename Id>
Id IdOf(uint8_t fill) {
  Id id;
  id.bytes.fill(fill);
  return id;
}

const LogId kLog = IdOf<LogId>(1);
const ScopeId kForgotten = IdOf<ScopeId>(2);
const ScopeId kKept = IdOf<ScopeId>(3);

std::string BytesOf(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream out;
  out << in.rdbuf();
  return out.str();
}

// Stops answering after so many calls, as if the process had ended there.
class Ending final : public MasterKeyProvider {
 public:
  explicit Ending(MasterKeyProvider& masters) : masters_(masters) {}
  int calls_left = 1000;

  absl::StatusOr<crypto::SecretKey> Get(uint64_t generation) override {
    return masters_.Get(generation);
  }
  absl::StatusOr<crypto::SecretKey> New(uint64_t generation) override {
    if (calls_left-- <= 0) return absl::UnavailableError("ended");
    return masters_.New(generation);
  }
  absl::Status Destroy(uint64_t generation) override {
    if (calls_left-- <= 0) return absl::UnavailableError("ended");
    return masters_.Destroy(generation);
  }

 private:
  MasterKeyProvider& masters_;
};

struct Fixture {
  tests::TemporaryFolder folder;
  std::string path = folder.Inside("keyring");
  MemoryMasterKeyProvider masters;
  Ending ending{masters};
  Bytes32 kept_key{};
  Bytes32 seed{};

  Fixture() {
    auto keyring = Keyring::Create(std::make_unique<KeyringFile>(path), masters).value();
    REQUIRE(keyring->GetOrCreate(kLog, kForgotten).ok());
    kept_key = keyring->GetOrCreate(kLog, kKept).value().bytes();
    seed = keyring->GetOrCreateSigningSeed(kLog).value().bytes();
  }
  std::unique_ptr<Keyring> Open() {
    return Keyring::Open(std::make_unique<KeyringFile>(path), ending).value();
  }
  // What must hold however often one was interrupted, once forgetting has succeeded.
  void CheckForgotten(Keyring& keyring) {
    CHECK(keyring.IsForgotten(kLog, kForgotten));
    CHECK(keyring.Get(kLog, kForgotten).status().code() == absl::StatusCode::kFailedPrecondition);
    CHECK(keyring.GetOrCreate(kLog, kForgotten).status().code() ==
          absl::StatusCode::kFailedPrecondition);
    CHECK(keyring.Get(kLog, kKept).value().bytes() == kept_key);
    CHECK(keyring.GetSigningSeed(kLog).value().bytes() == seed);
    CHECK_FALSE(masters.Get(keyring.generation() - 1).ok());
  }
};

TEST_CASE("a forgotten scope has no key again, and the others keep theirs") {
  Fixture f;
  const std::string before = BytesOf(f.path);
  auto keyring = f.Open();
  REQUIRE(keyring->Forget(kLog, {kForgotten}).ok());
  CHECK(keyring->generation() == 2);
  f.CheckForgotten(*keyring);
  REQUIRE(keyring->GetOrCreate(kLog, IdOf<ScopeId>(9)).ok());
  keyring.reset();
  keyring = f.Open();
  f.CheckForgotten(*keyring);
  CHECK(keyring->Get(kLog, IdOf<ScopeId>(9)).ok());
  keyring.reset();

  // A copy taken before opens nothing any more.
  std::ofstream(f.path, std::ios::binary | std::ios::trunc) << before;
  CHECK(Keyring::Open(std::make_unique<KeyringFile>(f.path), f.masters).status().code() ==
        absl::StatusCode::kUnavailable);
}

TEST_CASE("forgetting again changes nothing; what never had a key can be forgotten too") {
  Fixture f;
  auto keyring = f.Open();
  REQUIRE(keyring->Forget(kLog, {kForgotten}).ok());
  REQUIRE(keyring->Forget(kLog, {kForgotten}).ok());
  CHECK(keyring->generation() == 2);
  REQUIRE(keyring->Forget(kLog, {IdOf<ScopeId>(7), kForgotten}).ok());
  CHECK(keyring->generation() == 3);
  CHECK(keyring->IsForgotten(kLog, IdOf<ScopeId>(7)));
  CHECK_FALSE(keyring->IsForgotten(IdOf<LogId>(5), kForgotten));
  f.CheckForgotten(*keyring);
}

// The calls of the provider stand between the steps: destroy what an attempt left, new, (rewrite),
// destroy the one before.
TEST_CASE("a provider that fails at any step leaves a keyring that opens, and can forget again") {
  Fixture f;
  const int calls = GENERATE(0, 1, 2, 3);
  const bool reopened = GENERATE(false, true);
  CAPTURE(calls, reopened);
  auto keyring = f.Open();
  f.ending.calls_left = calls;
  CHECK(keyring->Forget(kLog, {kForgotten}).ok() == (calls == 3));
  f.ending.calls_left = 1000;
  CHECK(keyring->Get(kLog, kKept).value().bytes() == f.kept_key);
  if (reopened) {
    keyring.reset();
    keyring = f.Open();
    CHECK(keyring->Get(kLog, kKept).value().bytes() == f.kept_key);
  }
  REQUIRE(keyring->Forget(kLog, {kForgotten}).ok());
  f.CheckForgotten(*keyring);
  CHECK(keyring->generation() == 2);
}

TEST_CASE("a rewrite cut off before it took its name is as good as none, and its keys are lost") {
  Fixture f;
  const std::string before = BytesOf(f.path);
  // Stopped between the rewrite and the end of the old master, so that both are at hand.
  f.ending.calls_left = 2;
  REQUIRE_FALSE(f.Open()->Forget(kLog, {kForgotten}).ok());
  f.ending.calls_left = 1000;
  const std::string rewritten = BytesOf(f.path);
  const size_t kept = GENERATE(0, 1, 79, 80, 100, 205, 454, 455);
  CAPTURE(kept);
  REQUIRE(rewritten.size() == 455);
  std::ofstream(f.path, std::ios::binary | std::ios::trunc) << before;
  std::ofstream(f.path + ".new", std::ios::binary | std::ios::trunc) << rewritten.substr(0, kept);

  auto keyring = f.Open();
  CHECK(keyring->generation() == 1);
  CHECK(keyring->Get(kLog, kForgotten).ok());
  REQUIRE(keyring->Forget(kLog, {kForgotten}).ok());
  f.CheckForgotten(*keyring);
  CHECK_FALSE(Exists(f.path + ".new"));
  keyring.reset();

  // Nor does what was written then open under the master that has its number now.
  std::ofstream(f.path, std::ios::binary | std::ios::trunc) << rewritten;
  CHECK(Keyring::Open(std::make_unique<KeyringFile>(f.path), f.masters).status().code() ==
        absl::StatusCode::kFailedPrecondition);
}

// Keeps its records in memory and fails to replace them, before or after it has.
class Breaking final : public KeyStore {
 public:
  struct Disk {
    KeyringContents contents;
    enum class Break { kNever, kBefore, kAfter } breaks = Break::kNever;
  };
  explicit Breaking(Disk& disk) : disk_(disk) {}

  absl::StatusOr<KeyringContents> Load() override {
    if (disk_.contents.generation == 0) return absl::NotFoundError("nothing is kept here");
    return disk_.contents;
  }
  absl::Status Append(const WrappedKey& key) override {
    disk_.contents.keys.push_back(key);
    return absl::OkStatus();
  }
  absl::Status Sync() override { return absl::OkStatus(); }
  absl::Status Replace(const KeyringContents& contents) override {
    if (disk_.breaks == Disk::Break::kBefore) return absl::UnavailableError("not written");
    disk_.contents = contents;
    if (disk_.breaks == Disk::Break::kAfter) return absl::UnavailableError("not known");
    return absl::OkStatus();
  }

 private:
  Disk& disk_;
};

TEST_CASE("after a rewrite of unknown outcome no key is made until the keyring is opened again") {
  MemoryMasterKeyProvider masters;
  Breaking::Disk disk;
  auto keyring = Keyring::Create(std::make_unique<Breaking>(disk), masters).value();
  const Bytes32 kept = keyring->GetOrCreate(kLog, kKept).value().bytes();
  REQUIRE(keyring->GetOrCreate(kLog, kForgotten).ok());
  disk.breaks = GENERATE(Breaking::Disk::Break::kBefore, Breaking::Disk::Break::kAfter);
  CHECK(keyring->Forget(kLog, {kForgotten}).code() == absl::StatusCode::kUnavailable);
  disk.breaks = Breaking::Disk::Break::kNever;
  CHECK(keyring->Standing().code() == absl::StatusCode::kUnavailable);
  CHECK(keyring->Get(kLog, kKept).ok());
  CHECK(keyring->GetOrCreate(kLog, IdOf<ScopeId>(9)).status().code() ==
        absl::StatusCode::kUnavailable);
  CHECK(keyring->Forget(kLog, {kForgotten}).code() == absl::StatusCode::kUnavailable);

  keyring = Keyring::Open(std::make_unique<Breaking>(disk), masters).value();
  CHECK(keyring->Standing().ok());
  REQUIRE(keyring->Forget(kLog, {kForgotten}).ok());
  CHECK(keyring->Get(kLog, kKept).value().bytes() == kept);
  CHECK(keyring->IsForgotten(kLog, kForgotten));
  CHECK(keyring->generation() == 2);
  CHECK_FALSE(masters.Get(1).ok());
}

}  // namespace
}  // namespace candour::storage
