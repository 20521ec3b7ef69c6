// The parts of the action plan workflow, each registering its own commands and facts.
#pragma once

#include <optional>
#include <string>

#include "candour/casework/v1/action_plan.pb.h"
#include "candour/types/v1/rejection.pb.h"
#include "workflows/action_plan/action_plan.h"

namespace candour::workflows::action_plan {

void RegisterRecommendations(WorkflowTable& table);  // recommendations.cc: made, closed
void RegisterActions(WorkflowTable& table);          // actions.cc: created, followed, verified

// WRONG_BOARD unless the plan was opened in the name one acts in; none if all is well.
std::optional<types::v1::Rejection> UnlessOurs(const ActionPlan& plan, const Context& context);

}  // namespace candour::workflows::action_plan
