// Events by the million under every fault in turn, in one store after another, each looked through
// whole at its end and then damaged. CANDOUR_FAULT_EVENTS says how many must be acknowledged.

#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <map>
#include <random>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "storage/postgres/postgres_log.h"
#include "storage/rocksdb/rocksdb_log.h"
#include "tests/fault/damage.h"
#include "tests/fault/database_world.h"
#include "tests/fault/killing.h"
#include "tests/fault/load.h"
#include "tests/fault/machine.h"

namespace candour::tests {
namespace {

using Findings = std::vector<std::string>;
using Random = std::mt19937_64;

struct Extent {
  uint64_t events = 6'000;  // acknowledged in all
  uint64_t store = 1'500;   // in one store
  int damages = 2;          // of one store
  bool pages = false;       // of every database, not of the first only: its server starts slowly
};

Extent Asked() {
  const char* const events = std::getenv("CANDOUR_FAULT_EVENTS");
  if (events == nullptr) return {};
  return {std::strtoull(events, nullptr, 10), 250'000, 3, true};
}

// What was done to the stores of one backend, and what became of it.
struct Tally {
  const char* backend;
  uint64_t acknowledged = 0;
  int stores = 0;
  int faults = 0;
  std::map<Found, int> damages = {};

  void Add(const char* fault, uint64_t events) {
    acknowledged += events;
    ++stores;
    std::printf(
        "%s: %llu events acknowledged over %d faults in %d stores, none lost, none doubled; "
        "damaged %d times: refused %d, told in reading %d, harmless %d (last: %s)\n",
        backend, static_cast<unsigned long long>(acknowledged), faults, stores,
        damages[Found::kRefused] + damages[Found::kUnreadable] + damages[Found::kHarmless],
        damages[Found::kRefused], damages[Found::kUnreadable], damages[Found::kHarmless], fault);
    std::fflush(stdout);
  }
};

// --- RocksDB ---

void DamageFiles(Machine& machine, const std::vector<Bytes32>& whole, int times, Random& random,
                 Tally& tally) {
  const Shelf shelf{machine.folder.Inside("trial"), ""};
  for (int time = 0; time < times;) {
    CopyFolder(machine.StoreFolder(), shelf.trial);
    // Its kind first: a store that was opened often holds more diaries than anything else.
    std::map<std::string, std::vector<std::filesystem::path>> kinds;
    for (const auto& file : FilesOf(shelf.trial)) kinds[KindOf(file)].push_back(file);
    kinds.erase("LOG");
    const auto& files = std::next(kinds.begin(), random() % kinds.size())->second;
    const std::filesystem::path file = shelf.trial / files[random() % files.size()];
    const Harm& harm = Harms()[random() % Harms().size()];
    CAPTURE(file.string(), harm.words);
    if (!harm.doing(shelf, file, random)) continue;
    std::string finding;
    const Found found = LookAt(storage::OpenRocksDbLog({shelf.trial}, machine.memory), whole,
                               machine.history, finding);
    INFO(finding);
    REQUIRE(found != Found::kWrong);
    ++tally.damages[found];
    ++time;
  }
}

void DiskRound(const char* words, Fault fault, const Extent& extent, Random& random, Tally& tally) {
  CAPTURE(words);
  Machine machine(random());
  machine.bulk = true;
  while (machine.history.acknowledged_events() < extent.store) {
    // Now and then while it is being opened.
    const uint64_t life = random() % 4 == 0 ? random() % 60 : random() % 400;
    machine.disk.FailAt(machine.disk.calls() + 1 + life, fault);
    const absl::Status started = machine.Start();
    if (!started.ok() && !machine.disk.Failed()) FAIL(started.ToString());
    while (started.ok() && !machine.disk.Failed() &&
           machine.history.acknowledged_events() < extent.store) {
      machine.Work(120);
      if (random() % 2 == 0) machine.Checkpoint().IgnoreError();
    }
    machine.Stop();
    tally.faults += machine.disk.Failed();
    if (fault == Fault::kPowerCut || random() % 2 == 0) {
      machine.disk.LosePower(random() % 3 == 0 ? Disk::Remains::kNothing : Disk::Remains::kSome,
                             random());
    }
    machine.disk.Mend();
  }
  REQUIRE(machine.Start().ToString() == "OK");
  REQUIRE(machine.Broken() == Findings{});
  const Reading reading = ReadDigests(*machine.store);
  REQUIRE(reading.ended.ok());
  machine.Stop();
  DamageFiles(machine, reading.events, extent.damages, random, tally);
  tally.Add(words, machine.history.acknowledged_events());
}

// --- Either ---

void KillRound(bool in_database, const Extent& extent, Random& random, Tally& tally) {
  Killed killed(in_database);
  killed.bulk = true;
  while (AcknowledgedBatches(killed) * kBulkEvents < extent.store) {
    const bool while_opening = random() % 3 == 0;
    RunAndKill(killed, {while_opening ? 0 : random() % (extent.store / kBulkEvents / 4 + 1),
                        static_cast<int>(random() % 30'000)});
    ++tally.faults;
  }
  tally.Add("kill -9", Verify(killed).acknowledged);
}

// --- PostgreSQL ---

void DropPlace(const std::string& address) {
  RunSql(address, "DROP SCHEMA " + RunSql(address, "SELECT current_schema()") + " CASCADE");
}

// Rows changed behind the store's back, and how they are put back.
struct RowHarm {
  const char* words;
  const char* doing;  // %: some event
  const char* undoing;
};

constexpr RowHarm kRowHarms[] = {
    {"a bit of a leaf flipped",
     "UPDATE log_events SET body = set_byte(body, 77, get_byte(body, 77) # 16) WHERE place = %",
     "UPDATE log_events SET body = set_byte(body, 77, get_byte(body, 77) # 16) WHERE place = %"},
    {"a bit of a ciphertext flipped",
     "UPDATE log_events SET body = set_byte(body || '\\x00', 210, "
     "get_byte(body || '\\x00', 210) # 1) WHERE place = %",
     "UPDATE log_events SET body = substr(set_byte(body, 210, get_byte(body, 210) # 1), 1, "
     "length(body) - 1) WHERE place = %"},
    {"an event gone",
     "CREATE TABLE put_by AS SELECT * FROM log_events WHERE place = %;"
     "DELETE FROM log_events WHERE place = %",
     "INSERT INTO log_events SELECT * FROM put_by; DROP TABLE put_by"},
    {"the end gone",
     "CREATE TABLE put_by AS SELECT * FROM log_events WHERE place > %;"
     "DELETE FROM log_events WHERE place > %",
     "INSERT INTO log_events SELECT * FROM put_by; DROP TABLE put_by"},
    {"an older end of the log",
     "CREATE TABLE put_by AS SELECT * FROM log_events WHERE place > %;"
     "CREATE TABLE meta_now AS SELECT * FROM log_meta;"
     "DELETE FROM log_events WHERE place > %; DELETE FROM log_meta;"
     "INSERT INTO log_meta SELECT * FROM meta_then",
     "INSERT INTO log_events SELECT * FROM put_by; DELETE FROM log_meta;"
     "INSERT INTO log_meta SELECT * FROM meta_now; DROP TABLE put_by; DROP TABLE meta_now"},
};

void RunAll(const std::string& address, const char* statements, const std::string& place) {
  for (const absl::string_view statement : absl::StrSplit(statements, ';')) {
    RunSql(address, absl::StrReplaceAll(statement, {{"%", place}}));
  }
}

absl::StatusOr<std::unique_ptr<storage::EventLog>> TryOpen(const DatabaseWorld& world) {
  auto opened = storage::OpenPostgresLog({world.address, world.floors.Inside("floors")});
  if (!opened.ok()) return opened.status();
  return std::move(opened->log);
}

void DamageRow(DatabaseWorld& world, const RowHarm& harm, const std::vector<Bytes32>& whole,
               uint64_t at, Tally& tally) {
  CAPTURE(harm.words, at);
  const std::string place = absl::StrFormat("'\\x%08x%016x'::bytea", 0, at);
  RunAll(world.address, harm.doing, place);
  std::string finding;
  const Found found = LookAt(TryOpen(world), whole, world.history, finding);
  INFO(finding);
  REQUIRE((found == Found::kRefused || found == Found::kUnreadable));
  ++tally.damages[found];
  RunAll(world.address, harm.undoing, place);
}

// A bit of a table's or an index' file, flipped while the server is down.
void DamagePage(DatabaseWorld& world, const std::vector<Bytes32>& whole, Random& random,
                Tally& tally) {
  const char* const names[] = {"log_events", "log_events_pkey", "log_commands", "log_merkle",
                               "log_meta"};
  const char* const name = names[random() % std::size(names)];
  const std::string file =
      world.server.folder() + "/data/" +
      RunSql(world.address, absl::StrCat("SELECT pg_relation_filepath('", name, "')"));
  RunSql(world.address, "CHECKPOINT");
  world.server.Kill();
  std::string bytes = Contents(file);
  REQUIRE(!bytes.empty());
  const size_t at = random() % bytes.size();
  const auto flip = [&] {
    bytes[at] = static_cast<char>(bytes[at] ^ (1 << 3));
    SetContents(file, bytes);
  };
  flip();
  CAPTURE(name, at);
  world.server.Start();
  std::string finding;
  const Found found = LookAt(TryOpen(world), whole, world.history, finding);
  INFO(finding);
  REQUIRE(found != Found::kWrong);
  ++tally.damages[found];
  world.server.Kill();
  bytes = Contents(file);
  flip();
  world.server.Start();
}

using Disturb = void (*)(DatabaseWorld& world, Random& random);

struct Disturbance {
  const char* words;
  Disturb doing;
};

constexpr Disturbance kDisturbances[] = {
    {"connections cut around COMMIT",
     [](DatabaseWorld& world, Random& random) {
       const Cut cuts[] = {Cut::kBeforeSending, Cut::kBeforeCommit,  Cut::kAfterSending,
                           Cut::kBeforeReply,   Cut::kZombieCommits, Cut::kZombieRollsBack};
       CHECK(world.proxy.CutNext(cuts[random() % std::size(cuts)]));
     }},
    {"connections ended by the server",
     [](DatabaseWorld& world, Random&) {
       RunSql(world.address,
              "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
              "WHERE application_name = 'candour' AND pid <> pg_backend_pid()");
     }},
    {"the server killed",
     [](DatabaseWorld& world, Random&) {
       world.server.Kill();
       world.server.Start();
     }},
    {"taken over by another writer",
     [](DatabaseWorld& world, Random&) { OpenAt(world.address, world.floors); }},
};

// Appends, and is disturbed after every so many events, until the store has what it should.
void DisturbedLife(DatabaseWorld& world, const Disturbance& disturbance, const Extent& extent,
                   Random& random, Tally& tally) {
  const auto store = OpenAt(world.ThroughProxy(), world.floors);
  if (store->Logs().empty()) {
    world.Begin(*store);
  } else {
    REQUIRE(store->AttachClock(FaultLog(), world.clock).ok());
    for (const CommandId& command : world.history.Unknown()) {
      world.history.Resolved(command, store->AppendAndWait(FaultLog(), BatchOf(command)));
    }
  }
  Load load(*store, world.history, /*bulk=*/true);
  while (world.history.acknowledged_events() < extent.store) {
    const auto head = store->GetHead(FaultLog());
    if (!head.ok()) break;
    const uint64_t until = head->next_position + 1 + random() % (extent.store / 12 + 1);
    if (!store->WaitForHead(FaultLog(), until, absl::InfiniteFuture()).ok()) break;
    disturbance.doing(world, random);
    ++tally.faults;
    if (load.failed() > 0) break;
  }
  load.Stop();
  // The store may have been taken over, and learns it here.
  const absl::Status signed_now = world.SignCheckpoint(*store);
  REQUIRE((signed_now.ok() || absl::IsUnavailable(signed_now)));
}

void DatabaseRound(PostgresServer& server, const Disturbance& disturbance, const Extent& extent,
                   Random& random, Tally& tally) {
  CAPTURE(disturbance.words);
  DatabaseWorld world(server);
  // In two halves: the first one is what an older end of the log is.
  const auto live_until = [&](uint64_t events) {
    Extent part = extent;
    part.store = events;
    while (world.history.acknowledged_events() < events) {
      DisturbedLife(world, disturbance, part, random, tally);
    }
  };
  live_until(extent.store / 2);
  RunSql(world.address, "CREATE TABLE meta_then AS SELECT * FROM log_meta");
  const uint64_t then = OpenAt(world.address, world.floors)->GetHead(FaultLog())->next_position;
  live_until(world.history.acknowledged_events() + extent.store / 2);
  world.Verify();
  const Reading reading = ReadDigests(*OpenAt(world.address, world.floors));
  REQUIRE(reading.ended.ok());
  for (int i = 0; i < extent.damages; ++i) {
    const size_t harm = random() % std::size(kRowHarms);
    const bool older = harm + 1 == std::size(kRowHarms);
    DamageRow(world, kRowHarms[harm], reading.events,
              older ? then - 1 : random() % (reading.events.size() - 1), tally);
  }
  if (extent.pages || tally.stores == 0) DamagePage(world, reading.events, random, tally);
  DropPlace(world.address);
  tally.Add(disturbance.words, world.history.acknowledged_events());
}

TEST_CASE("RocksDB: whatever happens to its disk and process, nothing acknowledged is lost") {
  const Extent extent = Asked();
  const uint64_t seed = std::random_device()();
  INFO("seed " << seed);
  Random random(seed);
  Tally tally{"RocksDB"};
  while (tally.acknowledged < extent.events) {
    DiskRound("power lost", Fault::kPowerCut, extent, random, tally);
    DiskRound("I/O errors", Fault::kIoError, extent, random, tally);
    KillRound(/*in_database=*/false, extent, random, tally);
    DiskRound("disk full", Fault::kNoSpace, extent, random, tally);
  }
}

TEST_CASE("PostgreSQL: whatever happens to it and its connections, nothing acknowledged is lost") {
  const Extent extent = Asked();
  const uint64_t seed = std::random_device()();
  INFO("seed " << seed);
  Random random(seed);
  PostgresServer& server = PostgresServer::Shared();
  Tally tally{"PostgreSQL"};
  while (tally.acknowledged < extent.events) {
    for (const Disturbance& disturbance : kDisturbances) {
      DatabaseRound(server, disturbance, extent, random, tally);
    }
    KillRound(/*in_database=*/true, extent, random, tally);
  }
}

}  // namespace
}  // namespace candour::tests
