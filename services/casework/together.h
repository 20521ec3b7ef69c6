// Several commands that are recorded in one append, or not at all.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "candour/casework/v1/together.pb.h"
#include "google/protobuf/message.h"
#include "services/gate/token.h"

namespace candour::casework {

// The commands, their headers completed from the one they share. INVALID_ARGUMENT naming the act
// and field for what is no command of this program or not as declared; PERMISSION_DENIED for one
// the caller may not give alone.
absl::StatusOr<std::vector<std::unique_ptr<google::protobuf::Message>>> ActsOf(
    const v1::ActsTogether& together, const std::string& tenant, const gate::Caller& caller,
    const absl::TimeZone& london);

// A refusal that says of which act it is, its detail included.
absl::Status InAct(size_t act, const google::protobuf::Message& command, const absl::Status& why);

}  // namespace candour::casework
