#include "tests/fault/load.h"

#include <random>

#include "base/status.h"
#include "storage/bytes.h"
#include "storage/crypto/crypto.h"
#include "storage/engine/event_ids.h"
#include "storage/postgres/postgres_log.h"
#include "storage/rocksdb/rocksdb_log.h"

namespace candour::tests {
namespace {

constexpr uint8_t kBulkMark = 0xff;

std::string Ciphertext(const EventId& event, bool bulk) {
  const size_t largest = bulk ? 300 : event.bytes[2] < 32 ? 21'000 : 600;
  const size_t size = size_t{event.bytes[0]} * event.bytes[1] * largest / 65'025;
  // Cheap, for whoever checks a log computes it again for every event.
  storage::FieldReader seed(event.View());
  std::minstd_rand random(seed.Big<uint32_t>());
  std::string out;
  while (out.size() < size) storage::PutBig(out, static_cast<uint32_t>(random()));
  return out;
}

}  // namespace

size_t EventsOf(const CommandId& command) {
  return command.bytes[0] == kBulkMark ? kBulkEvents : 1 + command.bytes[0] % 5;
}

storage::Batch BatchOf(const CommandId& command) {
  storage::Batch batch;
  batch.command = command;
  batch.request_digest = storage::crypto::Sha256(command.View());
  const bool bulk = command.bytes[0] == kBulkMark;
  const size_t count = EventsOf(command);
  for (size_t ordinal = 0; ordinal < count; ++ordinal) {
    storage::SealedEvent event;
    event.event_id = storage::OwnEventId(command, ordinal);
    event.stream = {1, StreamId{}};
    event.stream.id.bytes[0] = event.event_id.bytes[2] % 8;
    event.scope.bytes[0] = event.event_id.bytes[3] % 4;
    event.ciphertext = Ciphertext(event.event_id, bulk);
    batch.events.push_back(std::move(event));
  }
  return batch;
}

CommandId RandomCommand() { return CommandId{storage::crypto::RandomId()}; }

CommandId RandomBulk() {
  CommandId command = RandomCommand();
  command.bytes[0] = kBulkMark;
  return command;
}

std::string OracleLine(uint64_t first_position, const CommandId& command) {
  std::string line;
  storage::PutBig(line, first_position);
  line.append(command.View());
  return line;
}

absl::StatusOr<OpenedStore> OpenStoreAt(const std::string& place, const std::string& floors) {
  OpenedStore store;
  if (place.starts_with('/')) {
    store.memory = std::make_unique<storage::RocksDbMemory>();
    ASSIGN_OR_RETURN(store.log, storage::OpenRocksDbLog({place}, *store.memory));
    return store;
  }
  ASSIGN_OR_RETURN(storage::OpenedPostgresLog opened, storage::OpenPostgresLog({place, floors}));
  store.log = std::move(opened.log);
  return store;
}

LogId FaultLog() {
  LogId log;
  log.bytes.fill(0xfa);
  return log;
}

storage::LogInfo FaultLogInfo() { return {FaultLog(), "north", "candour.example/north", false}; }

}  // namespace candour::tests
