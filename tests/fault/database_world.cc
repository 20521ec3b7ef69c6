#include "tests/fault/database_world.h"

#include "absl/strings/str_join.h"
#include "base/status.h"
#include "storage/crypto/crypto.h"
#include "storage/merkle/checkpoint.h"
#include "storage/postgres/postgres_log.h"
#include "tests/fault/invariants.h"
#include "tests/fault/load.h"
#include "tests/support/test_prelude.h"

namespace candour::tests {

std::unique_ptr<storage::EventLog> OpenAt(const std::string& address,
                                          const TemporaryFolder& folder) {
  auto opened = storage::OpenPostgresLog({address, folder.Inside("floors")});
  INFO(opened.status().ToString());
  REQUIRE(opened.ok());
  return std::move(opened->log);
}

Load::Load(storage::EventLog& store, History& history, bool bulk)
    : store_(store), history_(history), bulk_(bulk) {
  for (int t = 0; t < kThreads; ++t) threads_.emplace_back([this] { Run(); });
}

Load::~Load() { Stop(); }

void Load::Stop() {
  stopping_ = true;
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

void Load::Run() {
  while (!stopping_) {
    const storage::Batch batch = BatchOf(bulk_ ? RandomBulk() : RandomCommand());
    history_.Sending(batch);
    const auto answer = store_.AppendAndWait(FaultLog(), batch);
    history_.Answered(batch.command, answer);
    if (answer.ok()) continue;
    ++failed_;
    return;
  }
}

DatabaseWorld::DatabaseWorld(PostgresServer& server_of_it)
    : server(server_of_it), address(server.NewPlace()), proxy(server.folder()) {}

std::string DatabaseWorld::ThroughProxy() const {
  std::string through = address;
  return through.replace(through.find(server.folder()), server.folder().size(), proxy.folder());
}

void DatabaseWorld::Begin(storage::EventLog& store) {
  const storage::Batch first = BatchOf(RandomCommand());
  history.Sending(first);
  REQUIRE(store.CreateLog(FaultLogInfo(), clock, first).ok());
  history.Answered(first.command, store.FindCommand(FaultLog(), first.command));
}

absl::Status DatabaseWorld::SignCheckpoint(storage::EventLog& store) {
  ASSIGN_OR_RETURN(const storage::Head head, store.GetHead(FaultLog()));
  const uint64_t size = head.next_position;
  ASSIGN_OR_RETURN(const Bytes32 root, store.Root(FaultLog(), size));
  const std::string origin = FaultLogInfo().origin;
  RETURN_IF_ERROR(store.PutCheckpoint(
      FaultLog(), size,
      storage::merkle::SignNote(storage::merkle::CheckpointText({origin, size, root}), origin,
                                storage::crypto::SecretKey::Random())));
  history.CheckpointSigned(size, root);
  return absl::OkStatus();
}

void DatabaseWorld::Verify() {
  const auto store = OpenAt(address, floors);
  REQUIRE(store->AttachClock(FaultLog(), clock).ok());
  for (const CommandId& command : history.Unknown()) {
    history.Resolved(command, store->AppendAndWait(FaultLog(), BatchOf(command)));
  }
  CHECK(absl::StrJoin(BrokenInvariants(*store, FaultLog(), history), "\n") == "");
}

}  // namespace candour::tests
