// The load of the kill test. Everything about a batch follows from its command id, so that whoever
// finds an event can tell what the whole batch must have been.
#pragma once

#include <string>

#include "base/id.h"
#include "storage/event_log.h"

namespace candour::tests {

// One to five events, most of some hundred bytes, a few of up to 20 KB, on a few streams and
// scopes.
storage::Batch BatchOf(const CommandId& command);

CommandId RandomCommand();

// What the appender writes into the oracle after an acknowledgement. Lines of fixed length, each
// appended by one write.
std::string OracleLine(uint64_t first_position, const CommandId& command);
inline constexpr size_t kOracleLineBytes = 8 + 16;

// The log the appender writes to.
LogId FaultLog();
storage::LogInfo FaultLogInfo();

}  // namespace candour::tests
