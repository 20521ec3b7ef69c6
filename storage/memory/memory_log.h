// An event log that lives as long as its process: for tests. Everything but the keeping of bytes is
// the same code as the durable one's.
#pragma once

#include <memory>

#include "storage/engine/engine.h"
#include "storage/event_log.h"

namespace candour::storage {

std::unique_ptr<EventLog> NewMemoryLog(BootReading since_boot = MicrosSinceBoot);

}  // namespace candour::storage
