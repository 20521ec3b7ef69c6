// The recommendations of a child death overview panel live in action plans, once; the case says
// which of them are its own.
#include "candour/casework/v1/completion.pb.h"
#include "candour/events/v1/completion.pb.h"
#include "workflows/action_plan/action_plan.h"
#include "workflows/action_plan/parts.h"
#include "workflows/child_death/child_death.h"
#include "workflows/refusals.h"

namespace candour::workflows::action_plan {

namespace cw = casework::v1;
using child_death::ChildDeath;

Decision Decide(const cw::LinkRecommendation& command, const Context& context,
                const ChildDeath& death, const ActionPlan& plan) {
  RETURN_IF_REFUSED(child_death::UnlessDecided(death, context));
  if (!plan.recommendations.contains(command.recommendation_id())) {
    return Refuse(types::v1::UNKNOWN_REFERENCE,
                  "The plan has no such recommendation. Record it there first.", kOwnRule,
                  {command.recommendation_id()});
  }
  if (death.aftermath.recommendations.contains(command.recommendation_id())) {
    return Refuse(types::v1::ALREADY_DONE,
                  "The recommendation is linked already. Name another one.", kOwnRule,
                  {command.recommendation_id()});
  }
  Decision decision;
  decision.Add<events::v1::RecommendationLinked>(command).set_decision_id(
      death.Standing()->record.decision_id());
  return decision;
}

void RegisterPanelRecommendation(WorkflowTable& table) {
  table.Command<cw::LinkRecommendation, ChildDeath, ActionPlan>();
}

}  // namespace candour::workflows::action_plan
