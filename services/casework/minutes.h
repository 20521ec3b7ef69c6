// The minutes of a meeting that are agreed are those that were drafted, or that are kept.
#pragma once

#include "absl/status/status.h"
#include "google/protobuf/message.h"
#include "services/figures/replay.h"

namespace candour::casework {

// FAILED_PRECONDITION (UNKNOWN_REFERENCE) of an AgreeMinutes that names a hash and no document,
// unless it is the hash of the minutes as the record gives them now; OK of any other command.
// `source` is of the log that the command is about.
absl::Status UnlessMinutesOfRecord(const google::protobuf::Message& command,
                                   const figures::Source& source);

}  // namespace candour::casework
