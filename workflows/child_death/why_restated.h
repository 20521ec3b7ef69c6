// Why a case is counted otherwise by now than when the figures of its year were frozen.
#pragma once

#include <string>

#include "candour/types/v1/national_return.pb.h"
#include "workflows/child_death/child_death.h"

namespace candour::workflows::child_death {

// Whether a case review was decided on, of whatever kind.
bool IsLinkedToCaseReview(const ChildDeath& death);

// Adds what is recorded of the case now that was not then. Null: nothing of it was recorded then,
// or is kept now. `board_id` is whose figures they are.
void Explain(const ChildDeath* was, const ChildDeath* is, const std::string& board_id,
             types::v1::ReturnDifference& difference);

}  // namespace candour::workflows::child_death
