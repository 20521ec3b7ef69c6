#include "storage/postgres/postgres_keys.h"

#include "storage/keyring/keyring.h"
#include "storage/postgres/postgres_log.h"
#include "tests/support/postgres.h"
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

struct Fixture {
  std::string address = tests::PostgresServer::Shared().NewDatabase();
  MemoryMasterKeyProvider masters;

  absl::StatusOr<std::unique_ptr<Keyring>> Create() {
    return Keyring::Create(NewPostgresKeys(address), masters);
  }
  absl::StatusOr<std::unique_ptr<Keyring>> Open() {
    return Keyring::Open(NewPostgresKeys(address), masters);
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
};

TEST_CASE("keys survive a reopening, and more can be made after it") {
  Fixture f;
  CHECK(f.Open().status().code() == absl::StatusCode::kNotFound);
  std::vector<Bytes32> keys = f.Fill();
  CHECK(f.Create().status().code() == absl::StatusCode::kAlreadyExists);
  keys.push_back(f.Open().value()->GetOrCreate(kLog, IdOf<ScopeId>(4)).value().bytes());
  const auto keyring = f.Open().value();
  for (uint8_t scope = 1; scope <= 4; ++scope) {
    CHECK(keyring->Get(kLog, IdOf<ScopeId>(scope)).value().bytes() == keys[scope - 1]);
  }
}

TEST_CASE("a forgotten scope is gone from the database, and what stays is under the next master") {
  Fixture f;
  const std::vector<Bytes32> keys = f.Fill();
  const std::string names = "SELECT count(*) FROM keys_records WHERE get_byte(name, 0) = 1";
  REQUIRE(f.Open().value()->Forget(kLog, {IdOf<ScopeId>(2)}).ok());
  const auto keyring = f.Open().value();
  CHECK(keyring->generation() == 2);
  CHECK(keyring->Get(kLog, IdOf<ScopeId>(1)).value().bytes() == keys[0]);
  CHECK(keyring->GetOrCreate(kLog, IdOf<ScopeId>(2)).status().code() ==
        absl::StatusCode::kFailedPrecondition);
  CHECK(f.masters.Get(1).status().code() == absl::StatusCode::kUnavailable);
  CHECK(tests::RunSql(f.address, names) == std::string("\0\0\0\0\0\0\0\2", 8));
}

TEST_CASE("whoever opens a keyring shuts out whoever had it open") {
  Fixture f;
  const auto first = f.Create().value();
  const auto second = f.Open().value();
  CHECK(first->GetOrCreate(kLog, IdOf<ScopeId>(1)).status().code() ==
        absl::StatusCode::kUnavailable);
  CHECK(second->GetOrCreate(kLog, IdOf<ScopeId>(1)).ok());
}

TEST_CASE("a record that was taken away or altered is missed") {
  const char* const damage = GENERATE(
      "DELETE FROM keys_records WHERE number = (SELECT number FROM keys_records ORDER BY number "
      "LIMIT 1)",
      "DELETE FROM keys_records WHERE number = (SELECT number FROM keys_records ORDER BY number "
      "DESC LIMIT 1)",
      "DELETE FROM keys_header", "UPDATE keys_header SET records = 2",
      "UPDATE keys_records SET name = set_byte(name, 20, 99) WHERE get_byte(number, 7) = 1",
      "UPDATE keys_records SET name = set_byte(name, 0, 9) WHERE get_byte(number, 7) = 1",
      "UPDATE keys_records SET sealed = set_byte(sealed, 3, get_byte(sealed, 3) # 1)",
      "UPDATE keys_records SET nonce = nonce || 'x'");
  Fixture f;
  f.Fill();
  tests::RunSql(f.address, damage);
  CAPTURE(damage);
  CHECK(f.Open().status().code() == absl::StatusCode::kDataLoss);
}

TEST_CASE("the log and its keys are kept in different databases") {
  Fixture f;
  const tests::TemporaryFolder folder;
  const PostgresLogOptions log{f.address, folder.Inside("floors")};
  SECTION("keys first") {
    REQUIRE(f.Create().ok());
    CHECK(OpenPostgresLog(log).status().code() == absl::StatusCode::kFailedPrecondition);
  }
  SECTION("log first") {
    REQUIRE(OpenPostgresLog(log).ok());
    CHECK(f.Create().status().code() == absl::StatusCode::kFailedPrecondition);
  }
}

}  // namespace
}  // namespace candour::storage
