// What a database must be for a log to be opened in it. That the log then keeps its promises is
// asked by tests/conformance, and by tests/fault when the database fails.
#include "storage/postgres/postgres_log.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "storage/crypto/crypto.h"
#include "tests/support/postgres.h"
#include "tests/support/temporary_folder.h"

namespace candour::storage {
namespace {

using tests::PostgresServer;
using tests::RunSql;

constexpr auto kRefused = absl::StatusCode::kFailedPrecondition;

const LogId kLog{crypto::RandomId()};

Batch AnyBatch() {
  Batch batch;
  batch.command = CommandId{crypto::RandomId()};
  SealedEvent event;
  event.stream = {1, StreamId{crypto::RandomId()}};
  event.event_id = EventId{crypto::RandomId()};
  event.scope = ScopeId{crypto::RandomId()};
  event.ciphertext = "sealed";
  batch.events.push_back(event);
  return batch;
}

struct Fixture {
  explicit Fixture(std::string where) : address(std::move(where)) {}

  absl::StatusOr<OpenedPostgresLog> Open(const std::string& where) {
    return OpenPostgresLog({where, folder.Inside("floors")});
  }
  absl::StatusCode CodeOfOpening(const std::string& where) { return Open(where).status().code(); }

  // A log of so many events.
  void Fill(int events) {
    const auto opened = Open(address).value();
    REQUIRE(
        opened.log->CreateLog({kLog, "north", "candour.example/north", false}, clock, AnyBatch())
            .ok());
    for (int i = 1; i < events; ++i) REQUIRE(opened.log->AppendAndWait(kLog, AnyBatch()).ok());
  }

  std::string address;
  tests::TemporaryFolder folder;
  SystemClock clock;
};

TEST_CASE("a server that answers before its bytes are safe is refused, in words") {
  PostgresServer& server = PostgresServer::Shared();
  Fixture f(server.NewDatabase());
  for (const char* value : {"off", "local", "remote_write"}) {
    const auto refused =
        f.Open(absl::StrCat(f.address, " options='-c synchronous_commit=", value, "'"));
    CHECK(refused.status().code() == kRefused);
    CHECK(absl::StrContains(refused.status().message(), "ALTER SYSTEM SET synchronous_commit"));
  }
  CHECK(f.Open(f.address + " options='-c synchronous_commit=remote_apply'").ok());
  CHECK(f.Open(f.address).value().data_checksums);

  for (const char* setting : {"fsync", "full_page_writes"}) {
    PostgresServer careless({absl::StrCat(setting, "=off")});
    CHECK(f.CodeOfOpening(careless.NewPlace()) == kRefused);
  }
}

TEST_CASE("tables of a version this program does not know are refused") {
  Fixture f(PostgresServer::Shared().NewPlace());
  REQUIRE(f.Open(f.address).ok());
  RunSql(f.address, "UPDATE log_writer SET schema = 2");
  CHECK(f.CodeOfOpening(f.address) == kRefused);
  RunSql(f.address, "DELETE FROM log_writer");
  CHECK(f.CodeOfOpening(f.address) == absl::StatusCode::kDataLoss);
}

// As after a failover to a server that had not heard the end.
TEST_CASE("a database that lacks what was acknowledged is refused, also an empty one") {
  PostgresServer& server = PostgresServer::Shared();
  Fixture f(server.NewPlace());
  f.Fill(5);
  const std::string before = server.NewPlace();
  for (const char* table : {"log_writer", "log_meta", "log_commands", "log_merkle", "log_events"}) {
    const std::string place = RunSql(f.address, "SELECT current_schema()::text");
    RunSql(before,
           absl::StrCat("CREATE TABLE ", table, " (LIKE ", place, ".", table, " INCLUDING ALL)"));
    RunSql(before, absl::StrCat("INSERT INTO ", table, " SELECT * FROM ", place, ".", table));
  }
  REQUIRE(f.Open(before).ok());
  {
    const auto opened = f.Open(f.address).value();
    REQUIRE(opened.log->AttachClock(kLog, f.clock).ok());
    REQUIRE(opened.log->AppendAndWait(kLog, AnyBatch()).ok());
  }
  CHECK(f.CodeOfOpening(before) == absl::StatusCode::kDataLoss);
  CHECK(f.CodeOfOpening(server.NewPlace()) == absl::StatusCode::kDataLoss);
  CHECK(f.Open(f.address).value().log->GetHead(kLog)->next_position == 6);
}

TEST_CASE("rows changed behind the log's back are found out") {
  Fixture f(PostgresServer::Shared().NewPlace());
  f.Fill(8);
  const auto read = [&] {
    const auto opened = f.Open(f.address);
    if (!opened.ok()) return opened.status().code();
    return opened->log->ReadAll(kLog, 0, {100, 1 << 20}).status().code();
  };
  REQUIRE(read() == absl::StatusCode::kOk);
  const char* const damage = GENERATE(
      "DELETE FROM log_events WHERE get_byte(place, 11) = 3",
      "DELETE FROM log_events WHERE get_byte(place, 11) = 7",
      "UPDATE log_events SET body = set_byte(body, 211, 0) WHERE get_byte(place, 11) = 3",
      "UPDATE log_events SET body = set_byte(body, 77, get_byte(body, 77) # 1) "
      "WHERE get_byte(place, 11) = 3",
      "UPDATE log_events SET leaf_hash = set_byte(leaf_hash, 0, get_byte(leaf_hash, 0) # 1) "
      "WHERE get_byte(place, 11) = 7",
      "UPDATE log_merkle SET value = set_byte(value, 0, get_byte(value, 0) # 1)",
      "DELETE FROM log_meta WHERE get_byte(key, 0) = 104");
  CAPTURE(damage);
  RunSql(f.address, damage);
  CHECK(read() == absl::StatusCode::kDataLoss);
}

TEST_CASE("what is wrong with an address is said without its password") {
  Fixture f("");
  struct Row {
    const char* address;
    absl::StatusCode code;
  };
  const auto& [address, code] = GENERATE(values<Row>({
      {"postgresql://candour:unsaid@/log?host=/nowhere", absl::StatusCode::kUnavailable},
      {"host=/nowhere password=unsaid dbname=log", absl::StatusCode::kUnavailable},
      {"postgresql://candour:un@said:port/log", absl::StatusCode::kUnavailable},
      {"host=/nowhere password='unsaid dbname=log", absl::StatusCode::kInvalidArgument},
      {"host=/nowhere pass word=unsaid", absl::StatusCode::kInvalidArgument},
  }));
  const auto refused = f.Open(address);
  CAPTURE(address, refused.status().ToString());
  CHECK(refused.status().code() == code);
  CHECK_FALSE(absl::StrContains(refused.status().message(), "unsaid"));
}

}  // namespace
}  // namespace candour::storage
