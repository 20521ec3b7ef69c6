// What of a case review leaves the office: redacted, approved, held back, published, disclosed. The
// facts are the review's (workflows/case_review/publication.h); the rules stand here, because they
// are handed the documents too.
#pragma once

#include "workflows/table.h"

namespace candour::workflows::case_review {

void RegisterRedaction(WorkflowTable& table);   // redaction.cc: passages, and what is approved
void RegisterPublishing(WorkflowTable& table);  // publishing.cc: held back, published, taken down
void RegisterDisclosure(WorkflowTable& table);  // disclosure.cc: to one recipient each

}  // namespace candour::workflows::case_review

namespace candour::workflows::publication {

void Register(WorkflowTable& table);

}  // namespace candour::workflows::publication
