// A database that goes away at the worst moments, and writers that do not know they are no longer
// the one. The history is kept outside; every run ends with its invariants.

#include "tests/support/postgres.h"

#include <signal.h>
#include <sys/wait.h>

#include <atomic>
#include <functional>
#include <thread>

#include "absl/strings/str_join.h"
#include "storage/crypto/crypto.h"
#include "storage/merkle/checkpoint.h"
#include "storage/postgres/postgres_log.h"
#include "tests/fault/cutting_proxy.h"
#include "tests/fault/history.h"
#include "tests/fault/invariants.h"
#include "tests/fault/load.h"
#include "tests/support/temporary_folder.h"

namespace candour::tests {
namespace {

constexpr int kThreads = 4;

std::unique_ptr<storage::EventLog> OpenAt(const std::string& address,
                                          const TemporaryFolder& folder) {
  auto opened = storage::OpenPostgresLog({address, folder.Inside("floors")});
  INFO(opened.status().ToString());
  REQUIRE(opened.ok());
  return std::move(opened->log);
}

std::string Replaced(std::string text, const std::string& what, const std::string& with) {
  return text.replace(text.find(what), what.size(), with);
}

// Appends from several threads, with a history, until it is told to stop.
class Load {
 public:
  Load(storage::EventLog& store, History& history) : store_(store), history_(history) {
    for (int t = 0; t < kThreads; ++t) threads_.emplace_back([this] { Run(); });
  }
  ~Load() {
    if (!threads_.empty()) Stop();
  }

  void Stop() {
    stopping_ = true;
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
  }
  // How many appends were answered with an error.
  int failed() const { return failed_; }

 private:
  void Run() {
    while (!stopping_) {
      const storage::Batch batch = BatchOf(RandomCommand());
      history_.Sending(batch);
      const auto answer = store_.AppendAndWait(FaultLog(), batch);
      history_.Answered(batch.command, answer);
      if (answer.ok()) continue;
      ++failed_;
      return;
    }
  }

  storage::EventLog& store_;
  History& history_;
  std::atomic<bool> stopping_{false};
  std::atomic<int> failed_{0};
  std::vector<std::thread> threads_;
};

struct World {
  explicit World(PostgresServer& server_of_it)
      : server(server_of_it), address(server.NewPlace()), proxy(server.folder()) {}

  std::string ThroughProxy() const { return Replaced(address, server.folder(), proxy.folder()); }

  void Begin(storage::EventLog& store) {
    const storage::Batch first = BatchOf(RandomCommand());
    history.Sending(first);
    REQUIRE(store.CreateLog(FaultLogInfo(), clock, first).ok());
    history.Answered(first.command, store.FindCommand(FaultLog(), first.command));
  }

  void SignCheckpoint(storage::EventLog& store) {
    const uint64_t size = store.GetHead(FaultLog())->next_position;
    const Bytes32 root = store.Root(FaultLog(), size).value();
    const std::string origin = FaultLogInfo().origin;
    REQUIRE(store
                .PutCheckpoint(
                    FaultLog(), size,
                    storage::merkle::SignNote(storage::merkle::CheckpointText({origin, size, root}),
                                              origin, storage::crypto::SecretKey::Random()))
                .ok());
    history.CheckpointSigned(size, root);
  }

  // Opens the log anew, asks after what is unknown, and checks everything.
  void Verify() {
    const auto store = OpenAt(address, floors);
    REQUIRE(store->AttachClock(FaultLog(), clock).ok());
    for (const CommandId& command : history.Unknown()) {
      history.Resolved(command, store->AppendAndWait(FaultLog(), BatchOf(command)));
    }
    CHECK(absl::StrJoin(BrokenInvariants(*store, FaultLog(), history), "\n") == "");
  }

  PostgresServer& server;
  std::string address;
  CuttingProxy proxy;
  TemporaryFolder floors;
  SystemClock clock;
  History history;
};

TEST_CASE("a connection that is cut anywhere around a commit loses nothing and doubles nothing") {
  const Cut cut = GENERATE(Cut::kBeforeSending, Cut::kBeforeCommit, Cut::kAfterSending,
                           Cut::kBeforeReply, Cut::kZombieCommits, Cut::kZombieRollsBack);
  CAPTURE(static_cast<int>(cut));
  World world(PostgresServer::Shared());
  {
    const auto store = OpenAt(world.ThroughProxy(), world.floors);
    world.Begin(*store);
    Load load(*store, world.history);
    for (int i = 0; i < 5; ++i) CHECK(world.proxy.CutNext(cut));
    const uint64_t head = store->GetHead(FaultLog())->next_position;
    CHECK(store->WaitForHead(FaultLog(), head + 20, absl::InfiniteFuture()).ok());
    load.Stop();
    CHECK(load.failed() == 0);
    world.SignCheckpoint(*store);
  }
  CHECK(world.history.acknowledged_events() > 20);
  world.Verify();
}

TEST_CASE("connections that the server ends, of readers and of the writer, are made anew") {
  World world(PostgresServer::Shared());
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
  World world(server);
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
    world.SignCheckpoint(*store);
  }
  world.Verify();
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
  World world(server);
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
  World world(PostgresServer::Shared());
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
  CHECK(to_first.failed() == kThreads);
  CHECK(absl::IsUnavailable(first->GetHead(FaultLog()).status()));
  world.Verify();
}

}  // namespace
}  // namespace candour::tests
