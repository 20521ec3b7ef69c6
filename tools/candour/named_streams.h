// Finding the meeting or the plan that people name.
#pragma once

#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "tools/candour/session/session.h"

namespace candour::cli {

// The meeting of that id, of which the calendar shows the beginning, or the only one of that day
// (2012-06-14). NOT_FOUND, or INVALID_ARGUMENT naming those that may be meant.
absl::StatusOr<std::string> FindMeeting(Session& session, const std::string& tenant,
                                        const std::string& name);

// The plans a name may mean, by id, with their titles: a part of the title or the beginning of the
// id; all of them if it is blank. NOT_FOUND if there is none.
absl::StatusOr<std::map<std::string, std::string>> FindPlans(Session& session,
                                                             const std::string& tenant,
                                                             const std::string& name);

// Lets people name a meeting or a plan so wherever a command asks for its id. The command's tenant
// must be known.
absl::Status ResolveNamedStreams(Session& session, const std::string& tenant,
                                 google::protobuf::Message& command);

}  // namespace candour::cli
