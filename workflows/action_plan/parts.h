// The parts of the action plan workflow, each registering its own commands and facts.
#pragma once

#include <optional>
#include <string>

#include "candour/casework/v1/action_plan.pb.h"
#include "candour/types/v1/rejection.pb.h"
#include "workflows/action_plan/action_plan.h"
#include "workflows/board/board.h"

namespace candour::workflows::action_plan {

void RegisterRecommendations(WorkflowTable& table);  // recommendations.cc: made, closed
void RegisterActions(WorkflowTable& table);          // actions.cc: created, followed, verified
void RegisterImpact(WorkflowTable& table);           // impact.cc: what it changed for children

// WRONG_BOARD unless the plan was opened in the name one acts in; none if all is well.
std::optional<types::v1::Rejection> UnlessOurs(const ActionPlan& plan, const Context& context);

// The same, and UNKNOWN_REFERENCE if the plan has no such action.
std::optional<types::v1::Rejection> UnlessAction(const ActionPlan& plan, const Context& context,
                                                 const std::string& action_id);

// VERIFIER_IS_OWNER if who looks at an action is of the agency that owns it; UNKNOWN_REFERENCE if
// they are not on the register.
std::optional<types::v1::Rejection> UnlessApart(const std::string& agency_id,
                                                const std::string& person_id, const Action& action,
                                                const board::Board& board);

}  // namespace candour::workflows::action_plan
