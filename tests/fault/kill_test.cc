// kill -9 at random moments, with an oracle outside the store. After it: every acknowledged batch
// is there once, where it was said to be; no batch is there in part; positions, revisions and scope
// numbers have no gaps; the root is that of the leaves.

#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <sstream>

#include "absl/container/flat_hash_map.h"
#include "storage/bytes.h"
#include "storage/crypto/crypto.h"
#include "storage/leaf.h"
#include "storage/merkle/tree.h"
#include "tests/fault/load.h"
#include "tests/support/postgres.h"
#include "tests/support/temporary_folder.h"

extern char** environ;

namespace candour::tests {
namespace {

using storage::Leaf;
using storage::StoredEvent;

constexpr storage::ReadLimits kPage{1000, 8 << 20};

int Kills() {
  const char* const asked = std::getenv("CANDOUR_KILLS");
  return asked == nullptr ? 12 : std::atoi(asked);
}

struct Paths {
  explicit Paths(bool in_database)
      : store(in_database ? PostgresServer::Shared().NewPlace() : store_folder.Inside("store")) {}

  TemporaryFolder store_folder;
  TemporaryFolder oracle_folder;  // what the store does to its own folder cannot reach it
  std::string store;
  std::string floors = oracle_folder.Inside("floors");
  std::string attempts = oracle_folder.Inside("attempts");
  std::string oracle = oracle_folder.Inside("oracle");
};

size_t AcknowledgedBatches(const Paths& paths) {
  std::error_code none_yet;
  const auto bytes = std::filesystem::file_size(paths.oracle, none_yet);
  return none_yet ? 0 : bytes / kOracleLineBytes;
}

// When the appender is killed: after so many more batches were acknowledged, and then so much time.
struct Moment {
  size_t batches = 0;
  int microseconds = 0;
};

// Runs the appender until so many more batches are acknowledged; fails if it ends by itself, or
// does nothing for a minute.
pid_t RunUntil(Paths& paths, size_t batches) {
  std::string program = FAULT_APPENDER;
  char* const arguments[] = {program.data(),      paths.store.data(),  paths.attempts.data(),
                             paths.oracle.data(), paths.floors.data(), nullptr};
  const size_t enough = AcknowledgedBatches(paths) + batches;
  pid_t child = 0;
  REQUIRE(posix_spawn(&child, program.c_str(), nullptr, nullptr, arguments, environ) == 0);
  pid_t ended = 0;
  for (int waited = 0; AcknowledgedBatches(paths) < enough && waited < 60'000; ++waited) {
    ended = waitpid(child, nullptr, WNOHANG);
    if (ended != 0) break;
    usleep(1000);
  }
  REQUIRE(ended == 0);
  REQUIRE(AcknowledgedBatches(paths) >= enough);
  return child;
}

void RunAndKill(Paths& paths, Moment moment) {
  const pid_t child = RunUntil(paths, moment.batches);
  usleep(static_cast<useconds_t>(moment.microseconds));
  kill(child, SIGKILL);
  int state = 0;
  REQUIRE(waitpid(child, &state, 0) == child);
  REQUIRE(WIFSIGNALED(state));
}

std::vector<StoredEvent> ReadEverything(const storage::EventLog& store) {
  std::vector<StoredEvent> all;
  while (true) {
    std::vector<StoredEvent> page = store.ReadAll(FaultLog(), all.size(), kPage).value();
    if (page.empty()) return all;
    for (StoredEvent& event : page) all.push_back(std::move(event));
  }
}

// Checks every batch against what its command id says it must be; where each begins.
absl::flat_hash_map<CommandId, uint64_t> CheckBatches(const std::vector<StoredEvent>& all) {
  absl::flat_hash_map<CommandId, uint64_t> begins;
  std::map<storage::StreamName, uint64_t> revisions;
  std::map<ScopeId, uint64_t> numbers;
  size_t at = 0;
  while (at < all.size()) {
    const CommandId command = storage::ParseLeaf(all[at].leaf)->command;
    const storage::Batch batch = BatchOf(command);
    REQUIRE(begins.emplace(command, at).second);
    REQUIRE(at + batch.events.size() <= all.size());
    for (const storage::SealedEvent& sent : batch.events) {
      const Leaf leaf = storage::ParseLeaf(all[at].leaf).value();
      REQUIRE(leaf.position == at);
      REQUIRE(leaf.command == command);
      REQUIRE(leaf.event_id == sent.event_id);
      REQUIRE(leaf.revision == revisions[leaf.stream]++);
      REQUIRE(leaf.scope_seq == numbers[leaf.scope]++);
      REQUIRE(all[at].ciphertext == sent.ciphertext);
      ++at;
    }
  }
  return begins;
}

void CheckOracle(const Paths& paths, const absl::flat_hash_map<CommandId, uint64_t>& begins) {
  std::stringstream lines;
  lines << std::ifstream(paths.oracle, std::ios::binary).rdbuf();
  const std::string bytes = lines.str();
  for (size_t at = 0; at + kOracleLineBytes <= bytes.size(); at += kOracleLineBytes) {
    storage::FieldReader fields(std::string_view(bytes).substr(at));
    const auto position = fields.Big<uint64_t>();
    const CommandId command{fields.Bytes<16>()};
    const auto found = begins.find(command);
    REQUIRE(found != begins.end());
    REQUIRE(found->second == position);
  }
}

// The size it found, so that the test can tell whether anything was written at all.
size_t Verify(const Paths& paths) {
  const auto opened = OpenStoreAt(paths.store, paths.floors);
  INFO(opened.status().ToString());
  REQUIRE(opened.ok());
  const storage::EventLog& store = *opened->log;
  if (store.Logs().empty()) return 0;
  const std::vector<StoredEvent> all = ReadEverything(store);
  REQUIRE(store.GetHead(FaultLog())->next_position == all.size());
  CheckOracle(paths, CheckBatches(all));
  storage::merkle::Frontier tree;
  std::vector<storage::merkle::Node> completed;
  for (const StoredEvent& event : all) {
    tree.Append(storage::merkle::HashLeaf(event.leaf), completed);
  }
  REQUIRE(store.Root(FaultLog(), all.size()).value() == tree.Root());
  return all.size();
}

TEST_CASE("nothing acknowledged is lost and nothing is half there, however often it is killed") {
  Paths paths(GENERATE(false, true));
  const auto seed = std::random_device()();
  std::mt19937 random(seed);
  INFO("seed " << seed);
  // Half of the time while it is being opened, half of the time well into its work.
  std::uniform_int_distribution<size_t> batches(0, 150);
  std::uniform_int_distribution<int> microseconds(0, 30'000);
  std::uniform_int_distribution<int> choice(0, 5);
  for (int killed = 0; killed < Kills(); ++killed) {
    CAPTURE(killed);
    const bool while_opening = choice(random) < 3;
    RunAndKill(paths, {while_opening ? 0 : batches(random), microseconds(random)});
    // Not every time: opening here ends in good order, and a store killed twice must do as well.
    if (choice(random) < 2) Verify(paths);
  }
  RunAndKill(paths, {100, 0});
  CHECK(Verify(paths) >= 100);
}

TEST_CASE("a writer that slept while another took its database over does no harm when it wakes") {
  Paths paths(/*in_database=*/true);
  const pid_t sleeper = RunUntil(paths, 50);
  REQUIRE(kill(sleeper, SIGSTOP) == 0);
  {
    const SystemClock clock;
    const TemporaryFolder elsewhere;
    const auto opened = OpenStoreAt(paths.store, elsewhere.Inside("floors"));
    REQUIRE(opened.ok());
    REQUIRE(opened->log->AttachClock(FaultLog(), clock).ok());
    for (int i = 0; i < 20; ++i) {
      REQUIRE(opened->log->AppendAndWait(FaultLog(), BatchOf(RandomCommand())).ok());
    }
  }
  REQUIRE(kill(sleeper, SIGCONT) == 0);
  int state = 0;
  REQUIRE(waitpid(sleeper, &state, 0) == sleeper);
  CHECK((WIFEXITED(state) && WEXITSTATUS(state) == 1));
  CHECK(Verify(paths) >= 70);
}

}  // namespace
}  // namespace candour::tests
