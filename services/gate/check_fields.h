// The fields of a request, held against what their proto declares.
#pragma once

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "google/protobuf/message.h"

namespace candour::gate {

// OK, or INVALID_ARGUMENT naming every field that is not as declared (workflows/validate.h).
absl::Status CheckFields(const google::protobuf::Message& request, Micros now,
                         const absl::TimeZone& london);

// The same while the log's clock is not known yet: nothing counts as lying in the future.
absl::Status CheckFields(const google::protobuf::Message& request, const absl::TimeZone& london);

}  // namespace candour::gate
