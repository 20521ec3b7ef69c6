// The parts of the action plan workflow, each registering its own commands and facts.
#pragma once

#include <optional>
#include <string>

#include "candour/casework/v1/action_plan.pb.h"
#include "candour/types/v1/rejection.pb.h"
#include "workflows/action_plan/action_plan.h"
#include "workflows/board/board.h"
#include "workflows/meeting/meeting.h"

namespace candour::workflows::action_plan {

void RegisterRecommendations(WorkflowTable& table);      // recommendations.cc: made, closed
void RegisterActions(WorkflowTable& table);              // actions.cc: created, followed, verified
void RegisterPanelRecommendation(WorkflowTable& table);  // panel_recommendation.cc
void RegisterImpact(WorkflowTable& table);               // impact.cc: what it changed for children
void RegisterFollowUp(WorkflowTable& table);  // follow_up.cc: responses, owners, judgement
void RegisterUpdates(WorkflowTable& table);   // updates.cc: written before meetings
void RegisterClosing(WorkflowTable& table);   // closing.cc: reported, closed

// VERIFIER_IS_OWNER if who looks at an action is of the agency that owns it.
std::optional<types::v1::Rejection> UnlessApart(const std::string& agency_id,
                                                const std::string& person_id, const Action& action,
                                                const board::Board& board);

// NOT_AUTHORISED unless the agency owns the action: its own words about it, said by itself or by
// the office for it.
std::optional<types::v1::Rejection> UnlessOwner(const Action& action,
                                                const std::string& by_agency_id);

// What follows when an action is done no longer, beside the fact that says so: the recommendations
// it answers open, and the plan with them.
void OpenWhatIsAbove(const google::protobuf::Message& command, const ActionPlan& plan,
                     const Action& action, Decision& decision);

}  // namespace candour::workflows::action_plan
