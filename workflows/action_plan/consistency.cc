// What of an action plan cannot be so together, however its parts came to be recorded.
#include "workflows/action_plan/action_plan.h"
#include "workflows/consistent.h"

namespace candour::workflows::action_plan {

namespace ev = events::v1;

std::vector<Contradiction> ActionPlan::Contradictions() const {
  Order order;
  for (const auto& [id, action] : actions) {
    const types::v1::Date& created = action.record.created_on();
    for (const auto& [evidence_id, evidence] : action.evidence) {
      order.Expect(evidence.record.submitted_on(), created,
                   "Evidence of the action would be older than the action.", id);
    }
    for (const ev::ActionDeclaredComplete& declared : action.declarations) {
      order.Expect(declared.declared_on(), created,
                   "The action would be declared complete before there was one.", id);
    }
    for (const ev::ActionVerified& verified : action.verifications) {
      order.Expect(verified.verified_on(), created,
                   "The action would be verified before there was one.", id);
      if (!action.WasOwnedBy(verified.verifier_agency_id())) continue;
      order.Add("The action would be verified by the agency that owns it.", id);
    }
  }
  return std::move(order).Take();
}

}  // namespace candour::workflows::action_plan
