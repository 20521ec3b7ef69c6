// The parts of the board's workflow that register commands and facts of their own.
#pragma once

#include "workflows/board/board.h"

namespace candour::workflows::board {

void RegisterAgencies(WorkflowTable& table);    // agencies.cc: that take others' place
void RegisterSuccession(WorkflowTable& table);  // succession.cc: shared bodies, succeeding boards
void RegisterLearning(WorkflowTable& table);    // learning.cc: reviews of others, a year's cost
void RegisterReturns(WorkflowTable& table);     // returns.cc: the figures of a year, frozen
void RegisterSignIns(WorkflowTable& table);     // sign_ins.cc: who is who where people sign in

}  // namespace candour::workflows::board
