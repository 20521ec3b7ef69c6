// The parts of the case review workflow, each registering its own commands and facts.
#pragma once

#include "candour/casework/v1/case_review.pb.h"
#include "candour/casework/v1/meeting.pb.h"
#include "workflows/case_review/case_review.h"

namespace candour::workflows::case_review {

void RegisterConsideration(WorkflowTable& table);  // consideration.cc: referred, decided, notified
void RegisterSetUp(WorkflowTable& table);          // set_up.cc: terms, involvement, due dates
void RegisterContributions(WorkflowTable& table);  // contributions.cc: requested to accepted
void RegisterReport(WorkflowTable& table);         // report.cc: drafted to published and evaluated

}  // namespace candour::workflows::case_review
