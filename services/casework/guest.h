// Guests: whoever tells of a death without an account.
#pragma once

#include "absl/status/status.h"
#include "candour/casework/v1/intake.pb.h"
#include "services/gate/token.h"

namespace candour::casework {

// INVALID_ARGUMENT, naming the fields, if a guest's command says more than which command it is, for
// which board and in whose record: whatever else a header or a chosen id can do is for people whom
// we know.
absl::Status CheckGuest(const v1::NotifyDeath& command);

// Who acts, as events name it.
const gate::Caller& Guest();

}  // namespace candour::casework
