// `candour do`: any command there is.
#pragma once

#include <memory>

#include "absl/status/status.h"
#include "tools/candour/session/session.h"
#include "tools/candour/session/terminal.h"
#include "tools/candour/speech/fields.h"

namespace candour::cli {

// Lists, explains or gives the command. `session` is opened only to give one, and left to the
// caller to tell a failure with.
absl::Status RunDo(const DoWords& words, const Settings& settings, Terminal& terminal,
                   std::unique_ptr<Session>& session);

}  // namespace candour::cli
