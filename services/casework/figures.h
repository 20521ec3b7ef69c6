// The figures of a year that a command brings are those the record gives.
#pragma once

#include "absl/status/status.h"
#include "google/protobuf/message.h"
#include "services/figures/replay.h"

namespace candour::casework {

// Counts the table of a FreezeReturn or ReviseReturn from the log again, up to the position that it
// names. FAILED_PRECONDITION (FIGURES_NOT_OF_RECORD) if another comes out, or the log ends before;
// OK of any other command. `source` is of the log that the command is about.
absl::Status UnlessOfRecord(const google::protobuf::Message& command,
                            const figures::Source& source);

}  // namespace candour::casework
