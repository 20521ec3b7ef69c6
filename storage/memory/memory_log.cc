#include "storage/memory/memory_log.h"

#include <utility>

#include "storage/memory/memory_tables.h"

namespace candour::storage {

std::unique_ptr<EventLog> NewMemoryLog(BootReading since_boot) {
  EngineOptions options;
  options.since_boot = std::move(since_boot);
  // Empty tables have nothing that opening could refuse.
  return OpenEngine(NewMemoryTables(), std::move(options)).value();
}

}  // namespace candour::storage
