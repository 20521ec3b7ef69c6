// The folded state of an action plan, in words.
#pragma once

#include <string>

#include "workflows/action_plan/action_plan.h"

namespace candour::tests {

std::string PlanWords(const workflows::action_plan::ActionPlan& plan);

}  // namespace candour::tests
