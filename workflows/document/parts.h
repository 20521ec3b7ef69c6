// The parts of the workflow of documents.
#pragma once

#include "workflows/table.h"

namespace candour::workflows::document {

void RegisterRules(WorkflowTable& table);  // rules.cc: added, released, pinned

}  // namespace candour::workflows::document
