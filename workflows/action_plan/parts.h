// The parts of the action plan workflow, each registering its own commands and facts.
#pragma once

#include <optional>
#include <string>

#include "candour/casework/v1/action_plan.pb.h"
#include "candour/types/v1/rejection.pb.h"
#include "workflows/action_plan/action_plan.h"
#include "workflows/board/board.h"

namespace candour::workflows::action_plan {

void RegisterRecommendations(WorkflowTable& table);      // recommendations.cc: made, closed
void RegisterActions(WorkflowTable& table);              // actions.cc: created, followed, verified
void RegisterPanelRecommendation(WorkflowTable& table);  // panel_recommendation.cc
void RegisterImpact(WorkflowTable& table);               // impact.cc: what it changed for children

// VERIFIER_IS_OWNER if who looks at an action is of the agency that owns it.
std::optional<types::v1::Rejection> UnlessApart(const std::string& agency_id,
                                                const std::string& person_id, const Action& action,
                                                const board::Board& board);

}  // namespace candour::workflows::action_plan
