// Actions and plans, written out for people.
#pragma once

#include <string>
#include <vector>

#include "candour/types/v1/action_plan.pb.h"
#include "candour/views/v1/views.pb.h"

namespace candour::cli {

// A list for each agency, so that it can be sent to it: by due day.
std::string ActionsText(const views::v1::ListActionsReply& reply);

// One action with all that is known of it, its evidence below.
std::string ActionText(const views::v1::ListActionsReply& reply);

// One line a plan.
std::string PlansText(const std::vector<types::v1::PlanProgress>& plans);

// "31 March 2015", and in brackets what else the plan says of it; the words alone where it is due
// on no day.
std::string DueText(const views::v1::ActionSummary& action);

// "amber (the subgroup: green)".
std::string ColourText(const views::v1::ActionSummary& action);

}  // namespace candour::cli
