// Whether there is a case at all.
#pragma once

#include "workflows/table.h"

namespace candour::workflows::child_death {

void RegisterVoiding(WorkflowTable& table);

}  // namespace candour::workflows::child_death
