// What a command may say it corrects: an event of the very thing it acts on, of the kind it writes.
#pragma once

#include <optional>

#include "absl/types/span.h"
#include "candour/types/v1/command.pb.h"
#include "candour/types/v1/rejection.pb.h"
#include "workflows/aggregate.h"
#include "workflows/decision.h"

namespace candour::workflows {

// Refused unless what the header names stands in one of the command's streams and is of a type the
// decision writes to that stream, and it says why:
//   NOTHING_TO_CORRECT  it names no event of theirs, one corrected already, or one of another type;
//                       or it gives a reason and names no event
//   REASON_MISSING
std::optional<types::v1::Rejection> UnlessCorrectable(const types::v1::CommandHeader& header,
                                                      const Decision& decision,
                                                      absl::Span<const Aggregate* const> states);

// The event of a correctable decision that corrects: the first of that type. Null if none does.
const google::protobuf::Message* CorrectingEvent(const types::v1::CommandHeader& header,
                                                 const Decision& decision,
                                                 absl::Span<const Aggregate* const> states);

}  // namespace candour::workflows
