// How far a plan has come: what a body is told, and what is left to do before it can be closed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/time/civil_time.h"
#include "candour/types/v1/action_plan.pb.h"
#include "workflows/action_plan/action_plan.h"
#include "workflows/board/board.h"
#include "workflows/case_review/case_review.h"

namespace candour::workflows::action_plan {

// What has to be done before the plan can be closed, each in a sentence; empty: nothing is left.
// `review` is the one the plan carries out; null: none, or it is not asked about.
// `nothing_recommended_because` is why a plan without recommendations is closed all the same.
std::vector<std::string> AgainstClosing(const ActionPlan& plan,
                                        const case_review::CaseReview* review,
                                        std::string_view nothing_recommended_because = "");

// The plan as it is folded, with its colours as of a day. The text and its hash are left to whoever
// asks: TextOf.
types::v1::PlanProgress ProgressOf(const ActionPlan& plan, const board::Board& board,
                                   absl::CivilDay on);

// The same in lines, to be put before a body. The same progress always gives the same text.
std::string TextOf(const types::v1::PlanProgress& progress);

}  // namespace candour::workflows::action_plan
