// Every workflow of the house, in one table.
#pragma once

#include "workflows/table.h"

namespace candour::workflows {

void RegisterAll(WorkflowTable& table);

}  // namespace candour::workflows
