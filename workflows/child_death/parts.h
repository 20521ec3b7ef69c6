// The parts of the child death workflow, each registering its own commands and facts.
#pragma once

#include "candour/casework/v1/child_death.pb.h"
#include "candour/casework/v1/meeting.pb.h"
#include "candour/casework/v1/returns.pb.h"
#include "workflows/child_death/child_death.h"

namespace candour::workflows::child_death {

void RegisterIntake(WorkflowTable& table);  // intake.cc: notified, identified, in scope or not
void RegisterRapidResponse(WorkflowTable& table);  // rapid_response.cc: of unexpected deaths
void RegisterResponse(WorkflowTable& table);       // response.cc: the family, holds
void RegisterAgencies(WorkflowTable& table);       // agencies.cc: asked, reminded
void RegisterReturns(WorkflowTable& table);        // returns.cc: what they answer
void RegisterCollation(WorkflowTable& table);      // collation.cc: their answers as one
void RegisterLetters(WorkflowTable& table);        // letters.cc: to them and to the family
void RegisterPanel(WorkflowTable& table);          // panel.cc: listed, decided, completed

// Refusals about a request, which who acts for an agency sees only if it was asked of that one.
std::optional<types::v1::Rejection> UnlessAsked(const ChildDeath& death, const Context& context,
                                                const std::string& request_id);
// The same, and WRONG_STAGE once it was answered or withdrawn.
std::optional<types::v1::Rejection> UnlessOwed(const ChildDeath& death, const Context& context,
                                               const std::string& request_id);

}  // namespace candour::workflows::child_death
