#include "tests/conformance/world.h"

#include <utility>

#include "base/limits.h"
#include "base/status.h"
#include "storage/crypto/crypto.h"
#include "storage/engine/engine.h"
#include "storage/engine/opening.h"
#include "storage/memory/memory_log.h"
#include "storage/postgres/postgres_log.h"
#include "storage/rocksdb/rocksdb_log.h"
#include "tests/support/postgres.h"

namespace candour::tests {

using storage::Batch;
using storage::Condition;
using storage::SealedEvent;
using storage::StreamName;

template <typename Id>
Id NewId() {
  return Id{storage::crypto::RandomId()};
}
template LogId NewId<LogId>();
template EventId NewId<EventId>();
template CommandId NewId<CommandId>();
template ScopeId NewId<ScopeId>();
template StreamId NewId<StreamId>();

StreamName NewStream(uint16_t type) { return {type, NewId<StreamId>()}; }

SealedEvent NewEvent(const StreamName& stream, const ScopeId& scope, size_t bytes) {
  SealedEvent event;
  event.stream = stream;
  event.event_id = NewId<EventId>();
  event.scope = scope;
  event.nonce = storage::crypto::RandomBytes<12>();
  event.key_commitment = storage::crypto::RandomBytes<32>();
  event.ciphertext.resize(bytes);
  storage::crypto::FillRandom(reinterpret_cast<uint8_t*>(event.ciphertext.data()), bytes);
  return event;
}

Batch NewBatch(std::vector<SealedEvent> events, std::vector<Condition> conditions) {
  Batch batch;
  batch.command = NewId<CommandId>();
  batch.actor.bytes.fill(7);
  batch.request_digest = storage::crypto::RandomBytes<32>();
  batch.digest_scope = NewId<ScopeId>();
  batch.events = std::move(events);
  batch.conditions = std::move(conditions);
  return batch;
}

Batch AnyBatch() { return NewBatch({NewEvent(NewStream(), NewId<ScopeId>())}); }

Condition NoStream(const StreamName& stream) { return {stream, Condition::Kind::kNoStream, 0}; }
Condition Exists(const StreamName& stream) { return {stream, Condition::Kind::kExists, 0}; }
Condition AtRevision(const StreamName& stream, uint64_t revision) {
  return {stream, Condition::Kind::kRevision, revision};
}

World::World(Backend which, Doubles between) : backend(which), doubles(std::move(between)) {
  if (backend == Backend::kRocksDb) disk.emplace(folder.path());
  if (backend == Backend::kPostgres) address = PostgresServer::Shared().NewPlace();
  store = Open().value();
  log = NewId<LogId>();
  info = {log, "north", "candour.example/north", false};
  const absl::Status created = store->CreateLog(info, clock, AnyBatch());
  if (!created.ok()) std::abort();
}

absl::StatusOr<std::unique_ptr<storage::EventLog>> World::OpenBackend() {
  storage::BootReading reading = [this] { return since_boot.load(); };
  switch (backend) {
    case Backend::kMemory:
      return storage::NewMemoryLog(std::move(reading));
    case Backend::kRocksDb:
      return storage::OpenRocksDbLog(
          {folder.Inside("store"), std::move(reading), limits::kLowDiskBytes,
           [this]() -> absl::StatusOr<uint64_t> { return free_bytes.load(); }},
          memory);
    case Backend::kPostgres: {
      ASSIGN_OR_RETURN(storage::OpenedPostgresLog opened,
                       storage::OpenPostgresLog({address, folder.Inside("floors"), reading}));
      return std::move(opened.log);
    }
    case Backend::kMedium:
      break;
  }
  std::unique_ptr<storage::Tables> tables = doubles.tables(Lend(medium));
  ASSIGN_OR_RETURN(const std::vector<storage::LogState> logs, storage::LoadLogs(*tables));
  RETURN_IF_ERROR(storage::CheckFloors(*tables, logs, medium.Floors()));
  storage::EngineOptions options;
  options.since_boot = std::move(reading);
  return storage::OpenEngine(std::move(tables), std::move(options));
}

absl::StatusOr<std::unique_ptr<storage::EventLog>> World::Open() {
  ASSIGN_OR_RETURN(std::unique_ptr<storage::EventLog> opened, OpenBackend());
  return doubles.log(std::move(opened));
}

absl::Status World::Reopen() {
  store.reset();
  ASSIGN_OR_RETURN(store, Open());
  return store->AttachClock(log, clock);
}

absl::Status World::LosePower() {
  if (disk.has_value()) disk->FailAt(1, Fault::kPowerCut);
  medium.commits = Medium::Commits::kFailAndAreLost;
  store.reset();
  medium.commits = Medium::Commits::kWork;
  if (disk.has_value()) disk->LosePower(Disk::Remains::kNothing, 0);
  return Reopen();
}

void World::Pass(Micros elapsed) {
  clock.Set(clock.NowMicros() + elapsed);
  since_boot += elapsed;
}

storage::Leaf LeafOf(const storage::StoredEvent& event) {
  return storage::ParseLeaf(event.leaf).value();
}

}  // namespace candour::tests
