#include "tests/fault/load.h"

#include "storage/bytes.h"
#include "storage/crypto/crypto.h"

namespace candour::tests {
namespace {

std::string Ciphertext(const EventId& event) {
  const size_t size = size_t{event.bytes[0]} * event.bytes[1] / 3;
  std::string out;
  for (Bytes32 block = storage::crypto::Sha256(event.View()); out.size() < size;
       block = storage::crypto::Sha256(storage::View(block))) {
    out.append(storage::View(block));
  }
  return out;
}

}  // namespace

storage::Batch BatchOf(const CommandId& command) {
  storage::Batch batch;
  batch.command = command;
  batch.request_digest = storage::crypto::Sha256(command.View());
  const int count = 1 + command.bytes[0] % 5;
  for (int ordinal = 0; ordinal < count; ++ordinal) {
    storage::SealedEvent event;
    event.event_id = EventId{storage::crypto::NameBasedId(command.bytes, std::to_string(ordinal))};
    event.stream = {1, StreamId{}};
    event.stream.id.bytes[0] = event.event_id.bytes[2] % 8;
    event.scope.bytes[0] = event.event_id.bytes[3] % 4;
    event.ciphertext = Ciphertext(event.event_id);
    batch.events.push_back(std::move(event));
  }
  return batch;
}

CommandId RandomCommand() { return CommandId{storage::crypto::RandomId()}; }

std::string OracleLine(uint64_t first_position, const CommandId& command) {
  std::string line;
  storage::PutBig(line, first_position);
  line.append(command.View());
  return line;
}

LogId FaultLog() {
  LogId log;
  log.bytes.fill(0xfa);
  return log;
}

storage::LogInfo FaultLogInfo() { return {FaultLog(), "north", "candour.example/north", false}; }

}  // namespace candour::tests
