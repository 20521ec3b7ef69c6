// The parts of the child death workflow, each registering its own commands and facts.
#pragma once

#include "candour/casework/v1/child_death.pb.h"
#include "candour/casework/v1/meeting.pb.h"
#include "workflows/child_death/child_death.h"

namespace candour::workflows::child_death {

void RegisterIntake(WorkflowTable& table);  // intake.cc: notified, identified, in scope or not
void RegisterRapidResponse(WorkflowTable& table);  // rapid_response.cc: of unexpected deaths
void RegisterResponse(WorkflowTable& table);       // response.cc: the family, reports, holds
void RegisterMinutes(WorkflowTable& table);        // minutes.cc: what meetings leave behind of it
void RegisterPanel(WorkflowTable& table);          // panel.cc: listed, decided, completed

}  // namespace candour::workflows::child_death
