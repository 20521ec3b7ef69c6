// How an action stands, as a colour with its reason and the rule that gave it: computed on every
// question, beside whatever the subgroup says of it and never in its place.
#pragma once

#include <optional>
#include <string>

#include "absl/time/civil_time.h"
#include "workflows/action_plan/action_plan.h"

namespace candour::workflows::action_plan {

struct Rag {
  types::v1::Colour colour;
  std::string reason;  // one sentence
  std::string rule;    // in the words of whoever laid it down
};

// What holds for a plan of which no other rules were set.
const types::v1::RagRules& ShippedRagRules();

const types::v1::RagRules& RagRulesOf(const ActionPlan& plan);

// CONTRADICTORY unless the rules give every action a colour, and blue only to what somebody other
// than the owner has seen.
std::optional<types::v1::Rejection> UnlessUsable(const types::v1::RagRules& rules);

// By the first rule that applies. The rules are usable.
Rag RagOf(const Action& action, const types::v1::RagRules& rules, absl::CivilDay today);

// Of a recommendation: that of its worst action; red if it has none, blue once it is closed.
Rag RagOf(const ActionPlan& plan, const std::string& recommendation_id, absl::CivilDay today);

}  // namespace candour::workflows::action_plan
