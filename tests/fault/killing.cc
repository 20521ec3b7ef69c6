#include "tests/fault/killing.h"

#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "storage/bytes.h"
#include "storage/leaf.h"
#include "storage/merkle/tree.h"
#include "tests/fault/load.h"
#include "tests/support/postgres.h"
#include "tests/support/test_prelude.h"

extern char** environ;

namespace candour::tests {
namespace {

using storage::Leaf;
using storage::StoredEvent;

constexpr storage::ReadLimits kPage{1000, 8 << 20};

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

// How many events were acknowledged.
size_t CheckOracle(const Killed& killed, const absl::flat_hash_map<CommandId, uint64_t>& begins) {
  std::stringstream lines;
  lines << std::ifstream(killed.oracle, std::ios::binary).rdbuf();
  const std::string bytes = lines.str();
  absl::flat_hash_set<CommandId> acknowledged;  // some were sent again
  size_t events = 0;
  for (size_t at = 0; at + kOracleLineBytes <= bytes.size(); at += kOracleLineBytes) {
    storage::FieldReader fields(std::string_view(bytes).substr(at));
    const auto position = fields.Big<uint64_t>();
    const CommandId command{fields.Bytes<16>()};
    const auto found = begins.find(command);
    REQUIRE(found != begins.end());
    REQUIRE(found->second == position);
    if (acknowledged.insert(command).second) events += EventsOf(command);
  }
  return events;
}

}  // namespace

Killed::Killed(bool in_database)
    : store(in_database ? PostgresServer::Shared().NewPlace() : store_folder.Inside("store")) {}

size_t AcknowledgedBatches(const Killed& killed) {
  std::error_code none_yet;
  const auto bytes = std::filesystem::file_size(killed.oracle, none_yet);
  return none_yet ? 0 : bytes / kOracleLineBytes;
}

pid_t RunUntil(Killed& killed, size_t batches) {
  std::string program = FAULT_APPENDER;
  std::string bulk = "bulk";
  char* const arguments[] = {program.data(),
                             killed.store.data(),
                             killed.attempts.data(),
                             killed.oracle.data(),
                             killed.floors.data(),
                             killed.bulk ? bulk.data() : nullptr,
                             nullptr};
  const size_t enough = AcknowledgedBatches(killed) + batches;
  pid_t child = 0;
  REQUIRE(posix_spawn(&child, program.c_str(), nullptr, nullptr, arguments, environ) == 0);
  pid_t ended = 0;
  for (int waited = 0; AcknowledgedBatches(killed) < enough && waited < 60'000; ++waited) {
    ended = waitpid(child, nullptr, WNOHANG);
    if (ended != 0) break;
    usleep(1000);
  }
  REQUIRE(ended == 0);
  REQUIRE(AcknowledgedBatches(killed) >= enough);
  return child;
}

void RunAndKill(Killed& killed, Moment moment) {
  const pid_t child = RunUntil(killed, moment.batches);
  usleep(static_cast<useconds_t>(moment.microseconds));
  kill(child, SIGKILL);
  int state = 0;
  REQUIRE(waitpid(child, &state, 0) == child);
  REQUIRE(WIFSIGNALED(state));
}

Verified Verify(const Killed& killed) {
  const auto opened = OpenStoreAt(killed.store, killed.floors);
  INFO(opened.status().ToString());
  REQUIRE(opened.ok());
  const storage::EventLog& store = *opened->log;
  if (store.Logs().empty()) return {};
  const std::vector<StoredEvent> all = ReadEverything(store);
  REQUIRE(store.GetHead(FaultLog())->next_position == all.size());
  const size_t acknowledged = CheckOracle(killed, CheckBatches(all));
  storage::merkle::Frontier tree;
  std::vector<storage::merkle::Node> completed;
  for (const StoredEvent& event : all) {
    tree.Append(storage::merkle::HashLeaf(event.leaf), completed);
  }
  REQUIRE(store.Root(FaultLog(), all.size()).value() == tree.Root());
  return {all.size(), acknowledged};
}

}  // namespace candour::tests
