// Reading a log through, event by event, against everything it claims to be.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "storage/engine/planner.h"
#include "storage/engine/tables.h"

namespace candour::storage {

// DATA_LOSS if an event is missing or altered, if the leaves do not make the root of the log's
// head, or if one of the checkpoints it keeps speaks of another history. Reads everything.
absl::Status CheckWhole(const Tables& tables, const LogState& log);

// Whether a checkpoint kept outside speaks of one of these logs: DATA_LOSS if that log is shorter
// or of another history, NOT_FOUND if none has its origin, INVALID_ARGUMENT if it is no checkpoint.
// With a verifier key (C2SP) its signature is checked as well.
absl::Status CheckOutsideCheckpoint(const Tables& tables, const std::vector<LogState>& logs,
                                    const std::string& note, const std::string& verifier_key);

}  // namespace candour::storage
