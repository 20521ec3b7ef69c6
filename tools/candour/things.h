// Finding what people name of what a case or a board holds: a body, a seat, a request.
#pragma once

#include "absl/status/status.h"
#include "google/protobuf/message.h"
#include "tools/candour/session/session.h"
#include "tools/candour/session/terminal.h"

namespace candour::cli {

// Lets people name such a thing wherever a command asks for the id of one: by the beginning of its
// id, as lists print it, or by what is told of it, such as the name of a body or the agency that
// was asked, in part or whole. What was found is told. NOT_FOUND or, where several have it,
// INVALID_ARGUMENT, each naming those there are. The command's case and board are known by their
// ids.
absl::Status ResolveThings(Session& session, google::protobuf::Message& command,
                           Terminal& terminal);

// Lists what the board's register holds, with the ids that commands ask for: bodies, their seats
// and who sits on them, people, agencies.
absl::Status ShowBoardRegister(Session& session, Terminal& terminal);

}  // namespace candour::cli
