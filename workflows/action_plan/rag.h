// How an action stands, as a colour with its reason: computed on every question, beside whatever
// the subgroup says of it and never in its place.
#pragma once

#include <string>

#include "absl/time/civil_time.h"
#include "workflows/action_plan/action_plan.h"

namespace candour::workflows::action_plan {

enum class Colour {
  kRed,    // overdue, or nothing is planned
  kAmber,  // under way, or evidence is missing
  kGreen,  // done, says the owner, with evidence
  kBlue,   // verified by somebody else
};

struct Rag {
  Colour colour;
  std::string reason;  // one sentence
};

Rag RagOf(const Action& action, absl::CivilDay today);

// Of a recommendation: that of its worst action; red if it has none, blue once it is closed.
Rag RagOf(const ActionPlan& plan, const std::string& recommendation_id, absl::CivilDay today);

}  // namespace candour::workflows::action_plan
