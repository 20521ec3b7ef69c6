// Making a bundle of a case.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "candour/audit/v1/audit.pb.h"
#include "services/gate/call.h"
#include "services/gate/client.h"

namespace candour::audit {

// The whole file. That it is made is recorded before anything of it is read; of a sequence that was
// forgotten nothing can be recorded any more, and what was said when it was takes that place.
absl::StatusOr<std::string> MakeBundle(gate::Client& record, const gate::Call& call,
                                       const std::string& tenant, const v1::ExportRequest& request);

}  // namespace candour::audit
