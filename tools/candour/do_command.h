// `candour do`: any command there is.
#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "google/protobuf/message.h"
#include "tools/candour/session/session.h"
#include "tools/candour/session/terminal.h"
#include "tools/candour/speech/fields.h"

namespace candour::cli {

// Lists, explains or gives the command. `session` is opened only to give one, and left to the
// caller to tell a failure with.
absl::Status RunDo(const DoWords& words, const Settings& settings, Terminal& terminal,
                   std::unique_ptr<Session>& session);

// Completes the command (whose record, which board, a command id, cases named by their reference),
// gives it, and tells what was recorded. `method` is its full name.
absl::Status Give(Session& session, const std::string& method, google::protobuf::Message& command,
                  Terminal& terminal);

}  // namespace candour::cli
