// The load of the kill test. Everything about a batch follows from its command id, so that whoever
// finds an event can tell what the whole batch must have been.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "base/id.h"
#include "storage/event_log.h"
#include "storage/rocksdb/shared_memory.h"

namespace candour::tests {

// One to five events, most of some hundred bytes, a few of up to 20 KB, on a few streams and
// scopes; one in 256 is a bulk of a hundred small ones.
storage::Batch BatchOf(const CommandId& command);

CommandId RandomCommand();
CommandId RandomBulk();
inline constexpr size_t kBulkEvents = 100;
size_t EventsOf(const CommandId& command);  // how many

// What the appender writes into the oracle after an acknowledgement. Lines of fixed length, each
// appended by one write.
std::string OracleLine(uint64_t first_position, const CommandId& command);
inline constexpr size_t kOracleLineBytes = 8 + 16;

// The store at a place: a folder, or the address of a database; `floors` is a file for the latter.
struct OpenedStore {
  std::unique_ptr<storage::RocksDbMemory> memory;
  std::unique_ptr<storage::EventLog> log;
};
absl::StatusOr<OpenedStore> OpenStoreAt(const std::string& place, const std::string& floors);

// The log the appender writes to.
LogId FaultLog();
storage::LogInfo FaultLogInfo();

}  // namespace candour::tests
