// Decisions across the cases of a board, by period, body, edition and oddity, or a sample of them.
#pragma once

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "candour/audit/v1/audit.pb.h"
#include "services/audit/page.h"
#include "services/dossiers/dossiers.h"
#include "services/gate/call.h"
#include "services/gate/client.h"
#include "workflows/table.h"

namespace candour::audit {

// Fills the page. Reads the log from where the page before ended until this one is full, and the
// cases of the decisions it meets: what a page costs does not grow with the log. That the last page
// was the last may be told only by an empty one after it. A sample needs the whole log, for every
// page of it, and all cases if it asks for a body or an oddity. CANCELLED when nobody waits any
// more.
absl::Status ListDecisions(const workflows::WorkflowTable& table, gate::Client& record,
                           const absl::TimeZone& london, const gate::Call& call,
                           const v1::ListDecisionsRequest& request, const Page& page,
                           dossiers::Dossiers& dossiers, v1::DecisionPage& answer);

}  // namespace candour::audit
