// What a clock of an edition, or of a board's own, must say of itself.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "candour/types/v1/edition.pb.h"

namespace candour::workflows::editions {

// INVALID_ARGUMENT, naming `where` and the field, if something is missing or names no milestone.
absl::Status CheckPeriod(const std::string& where, const types::v1::Period& period);
absl::Status CheckMilestones(const std::string& where, const char* field,
                             const google::protobuf::RepeatedPtrField<std::string>& names);
absl::Status CheckRule(const std::string& where, const types::v1::ClockRule& rule);

}  // namespace candour::workflows::editions
