// Decisions across the cases of a board, by period, body, edition and oddity, or a sample of them.
#pragma once

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "candour/audit/v1/audit.pb.h"
#include "services/audit/dossiers.h"
#include "services/audit/page.h"
#include "services/gate/call.h"
#include "services/gate/client.h"
#include "workflows/table.h"

namespace candour::audit {

// Fills the page but for its token. Reads the log up to the pin once; the cases of decisions are
// read only as far as the answer needs them, which is all of them when it asks for a body or an
// oddity. CANCELLED when nobody waits any more.
absl::Status ListDecisions(const workflows::WorkflowTable& table, gate::Client& record,
                           const absl::TimeZone& london, const gate::Call& call,
                           const v1::ListDecisionsRequest& request, const Page& page,
                           Dossiers& dossiers, v1::DecisionPage& answer);

}  // namespace candour::audit
