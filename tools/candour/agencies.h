// Finding the agency people name.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "tools/candour/session/session.h"

namespace candour::cli {

// The id of an agency on the register of the session's boards in `tenant`: by its name, in any
// case; by a part that only one has; or by its id, which is not looked for. Blank stays blank.
// NOT_FOUND or, where several have it, INVALID_ARGUMENT, each naming those there are.
absl::StatusOr<std::string> FindAgency(Session& session, const std::string& tenant,
                                       const std::string& name);

// Lets people name an agency wherever a command asks for the id of one.
absl::Status ResolveAgencies(Session& session, const std::string& tenant,
                             google::protobuf::Message& command);

}  // namespace candour::cli
