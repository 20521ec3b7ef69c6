// A database that goes away at the worst moments, and writers that do not know they are no longer
// the one. The history is kept outside; every run ends with its invariants.

#include "storage/postgres/postgres_log.h"
#include "tests/fault/database_world.h"
#include "tests/fault/load.h"

namespace candour::tests {
namespace {

TEST_CASE("a connection that is cut anywhere around a commit loses nothing and doubles nothing") {
  const Cut cut = GENERATE(Cut::kBeforeSending, Cut::kBeforeCommit, Cut::kAfterSending,
                           Cut::kBeforeReply, Cut::kZombieCommits, Cut::kZombieRollsBack);
  CAPTURE(static_cast<int>(cut));
  DatabaseWorld world(PostgresServer::Shared());
  {
    const auto store = OpenAt(world.ThroughProxy(), world.floors);
    world.Begin(*store);
    Load load(*store, world.history);
    for (int i = 0; i < 5; ++i) CHECK(world.proxy.CutNext(cut));
    const uint64_t head = store->GetHead(FaultLog())->next_position;
    CHECK(store->WaitForHead(FaultLog(), head + 20, absl::InfiniteFuture()).ok());
    load.Stop();
    CHECK(load.failed() == 0);
    REQUIRE(world.SignCheckpoint(*store).ok());
  }
  CHECK(world.history.acknowledged_events() > 20);
  world.Verify();
}

TEST_CASE("connections that the server ends, of readers and of the writer, are made anew") {
  DatabaseWorld world(PostgresServer::Shared());
  {
    const auto store = OpenAt(world.address, world.floors);
    world.Begin(*store);
    Load load(*store, world.history);
    uint64_t head = 0;
    for (int i = 0; i < 10; ++i) {
      head = store->WaitForHead(FaultLog(), head + 20, absl::InfiniteFuture())->next_position;
      RunSql(world.address,
             "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
             "WHERE application_name = 'candour' AND pid <> pg_backend_pid()");
      CHECK(store->ReadAll(FaultLog(), 0, {100, 1 << 20}).ok());
    }
    load.Stop();
    CHECK(load.failed() == 0);
  }
  world.Verify();
}

TEST_CASE("a server that is killed and comes back has everything it acknowledged") {
  PostgresServer server;
  DatabaseWorld world(server);
  {
    const auto store = OpenAt(world.address, world.floors);
    world.Begin(*store);
    Load load(*store, world.history);
    uint64_t head = 0;
    for (int i = 0; i < 3; ++i) {
      head = store->WaitForHead(FaultLog(), head + 50, absl::InfiniteFuture())->next_position;
      server.Kill();
      server.Start();
    }
    store->WaitForHead(FaultLog(), head + 50, absl::InfiniteFuture()).IgnoreError();
    load.Stop();
    CHECK(load.failed() == 0);
    REQUIRE(world.SignCheckpoint(*store).ok());
  }
  world.Verify();
}

TEST_CASE("a server that starts before its database waits for it") {
  PostgresServer server;
  DatabaseWorld world(server);
  {
    const auto store = OpenAt(world.address, world.floors);
    world.Begin(*store);
    REQUIRE(world.SignCheckpoint(*store).ok());
  }
  server.Kill();
  absl::Status opened;
  std::thread opening([&] {
    opened = storage::OpenPostgresLog({world.address, world.floors.Inside("floors")}).status();
  });
  server.Start();
  opening.join();
  CHECK(opened.ToString() == "OK");
}

// Asks until a statement that begins so waits for standbys; which process it is.
std::string AwaitStandbyWait(const std::string& address, const std::string& statement) {
  for (int asked = 0; asked < 3'000; ++asked) {
    const std::string process = RunSql(
        address,
        "SELECT pid::text FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND query LIKE '" +
            statement + "%'");
    if (!process.empty()) return process;
  }
  FAIL("nothing waits for standbys in " << statement);
  return "";
}

void SetStandbys(const std::string& address, const std::string& names) {
  RunSql(address, "ALTER SYSTEM SET synchronous_standby_names = '" + names + "'");
  RunSql(address, "SELECT pg_reload_conf()");
}

TEST_CASE("a commit that gave up waiting for its standbys is not acknowledged until they have it") {
  PostgresServer server;
  DatabaseWorld world(server);
  {
    const auto store = OpenAt(world.address, world.floors);
    world.Begin(*store);
    Load load(*store, world.history);
    store->WaitForHead(FaultLog(), 50, absl::InfiniteFuture()).IgnoreError();
    SetStandbys(world.address, "nobody");
    const std::string process = AwaitStandbyWait(world.address, "COMMIT");
    const uint64_t head = store->GetHead(FaultLog())->next_position;
    RunSql(world.address, "SELECT pg_cancel_backend(" + process + ")");
    AwaitStandbyWait(world.address, "UPDATE log_writer SET epoch = epoch ");
    CHECK(store->GetHead(FaultLog())->next_position == head);
    SetStandbys(world.address, "");
    store->WaitForHead(FaultLog(), head + 50, absl::InfiniteFuture()).IgnoreError();
    load.Stop();
    CHECK(load.failed() == 0);
  }
  world.Verify();
}

TEST_CASE("of two writers the later one writes, and the earlier learns of it") {
  DatabaseWorld world(PostgresServer::Shared());
  const auto first = OpenAt(world.address, world.floors);
  world.Begin(*first);
  Load to_first(*first, world.history);
  const TemporaryFolder elsewhere;
  for (int i = 0; i < 3; ++i) {
    const auto next = OpenAt(world.address, elsewhere);
    REQUIRE(next->AttachClock(FaultLog(), world.clock).ok());
    Load to_next(*next, world.history);
    const uint64_t head = next->GetHead(FaultLog())->next_position;
    next->WaitForHead(FaultLog(), head + 20, absl::InfiniteFuture()).IgnoreError();
    to_next.Stop();
    CHECK(to_next.failed() == 0);
  }
  to_first.Stop();
  CHECK(to_first.failed() == Load::kThreads);
  CHECK(absl::IsUnavailable(first->GetHead(FaultLog()).status()));
  world.Verify();
}

}  // namespace
}  // namespace candour::tests
