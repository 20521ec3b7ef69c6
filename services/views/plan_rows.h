// What is kept of an action plan, and as much of its state as can be had back from that: what the
// rules of colours look at.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "candour/views/v1/plan_rows.pb.h"
#include "candour/views/v1/plans.pb.h"
#include "candour/views/v1/rows.pb.h"
#include "services/views/answers.h"
#include "services/views/rows.h"
#include "workflows/action_plan/action_plan.h"

namespace candour::views {

// Calls `fn` with each plan the caller may see and asked for, `wanted` being a board or blank. The
// row says whose it is now: a plan that carries out a review is its lead's.
absl::Status ScanPlans(const Asked& asked, const std::string& wanted,
                       const std::function<void(const v1::PlanRow&)>& fn);

// The plan, with whose it is now; none if the caller may not see it.
absl::StatusOr<std::optional<v1::PlanRow>> FindPlan(const Asked& asked, const std::string& plan_id);

void AddPlanRow(const workflows::action_plan::ActionPlan& plan, Rows& rows);

// As much of a case's row as its clocks are asked by.
v1::CaseRow AsCase(const v1::PlanRow& row);

workflows::action_plan::ActionPlan StateOf(const v1::PlanRow& row);

// The register of the board a plan belongs to; null if it is not there.
const workflows::board::Board* BoardOf(const v1::PlanRow& row, const Asked& asked);

// An action as people see it, today. `state` is that of its plan.
void Summarise(const v1::PlanRow::Action& stored, const Asked& asked,
               const workflows::action_plan::ActionPlan& state,
               const workflows::board::Board* board, v1::ActionSummary& action);

// Whose it is today: of an open one whoever took its owner's place.
const std::string& OwnerOf(const v1::PlanRow& plan, const v1::PlanRow::Action& action,
                           const Asked& asked);

// Neither verified nor superseded.
bool IsFinished(const v1::PlanRow::Action& action);
bool IsOverdue(const v1::PlanRow::Action& action, absl::CivilDay today);
// Its impact was to be reviewed by now.
bool IsImpactOverdue(const v1::PlanRow::Action& action, absl::CivilDay today);

// Whether one of the themes is `wanted`, in any case; a blank one is anything.
bool HasTheme(const v1::PlanRow::Recommendation& recommendation, const std::string& wanted);

}  // namespace candour::views
