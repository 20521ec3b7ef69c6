// For whom a caller may act or ask: the relationships that stand over every permission; and how
// what they do is signed.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "candour/types/v1/command.pb.h"
#include "services/gate/token.h"

namespace candour::gate {

// The tenant whose record a request is about: the one it names, or the caller's only one if it
// names none. PERMISSION_DENIED unless the caller belongs to it.
absl::StatusOr<std::string> TenantFor(const Caller& caller, const std::string& tenant);

// The same for what is done or asked in the name of a board, to which the caller must belong too.
absl::StatusOr<std::string> TenantFor(const Caller& caller, const std::string& tenant,
                                      const std::string& board_id);

// The caller as an event names who acted.
types::v1::Actor ActorFrom(const Caller& caller);

}  // namespace candour::gate
