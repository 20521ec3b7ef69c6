// What must hold of stored logs before they are used: each ends where its head says, its last
// event is whole, its tree has the root that was written with it, and the newest checkpoint it
// signed is a true statement about it. What it costs does not grow with the log.
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/engine/planner.h"
#include "storage/engine/tables.h"

namespace candour::storage {

// DATA_LOSS, with a sentence about what was found, if a log is not as it should be.
absl::StatusOr<std::vector<LogState>> LoadLogs(const Tables& tables);

// DATA_LOSS if a log ends below its floor, or its tree is not the one its newest checkpoint spoke
// of, or a floor's log is missing.
absl::Status CheckFloors(const Tables& tables, const std::vector<LogState>& logs,
                         const std::vector<Floor>& floors);

// The logs that have taken no append since a recovery.
absl::StatusOr<std::vector<RecoveredLog>> UnreportedRecoveries(const Tables& tables,
                                                               const std::vector<LogState>& logs);

}  // namespace candour::storage
