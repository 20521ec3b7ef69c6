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
      for (const std::string& evidence_id : verified.evidence_ids()) {
        const auto evidence = action.evidence.find(evidence_id);
        if (evidence == action.evidence.end()) {
          order.Add("The action would be verified on what is no evidence of it.", evidence_id);
          continue;
        }
        order.Expect(verified.verified_on(), evidence->second.record.submitted_on(),
                     "The action would be verified before its evidence was submitted.", id);
      }
      if (!action.WasOwnedBy(verified.verifier_agency_id())) continue;
      order.Add("The action would be verified by the agency that owns it.", id);
    }
    for (const ev::ImpactEvaluated& evaluated : action.evaluations) {
      if (action.verifications.empty()) break;
      order.Expect(evaluated.evaluated_on(), action.verifications.front().verified_on(),
                   "What an action changed would be evaluated before it was verified.", id);
    }
    if (action.status == types::v1::VERIFIED && !action.declarations.empty()) {
      order.Expect(action.verifications.back().verified_on(),
                   action.declarations.back().declared_on(),
                   "The action would be verified before it was declared complete.", id);
    }
    for (const auto& [recommendation_id, recommendation] : recommendations) {
      const bool rests = recommendation.closed && action.Answers(recommendation_id) &&
                         action.status == types::v1::VERIFIED &&
                         recommendation.closings.back().outcome() == types::v1::EFFECT_VERIFIED;
      if (!rests) continue;
      order.Expect(
          recommendation.closings.back().closed_on(), action.verifications.back().verified_on(),
          "The recommendation would be closed before its effect was verified.", recommendation_id);
    }
  }
  for (const auto& [id, recommendation] : recommendations) {
    const types::v1::Date& made = recommendation.record.made_on();
    for (const ev::RecommendationResponded& answer : recommendation.answers) {
      order.Expect(answer.responded_on(), made,
                   "The recommendation would be answered before it was made.", id);
    }
    for (const ev::RecommendationClosed& closing : recommendation.closings) {
      order.Expect(closing.closed_on(), made,
                   "The recommendation would be closed before it was made.", id);
    }
    if (!closed || recommendation.closings.empty()) continue;
    order.Expect(closed->closed_on(), recommendation.closings.back().closed_on(),
                 "The plan would be closed before its recommendations were.", id);
  }
  return std::move(order).Take();
}

}  // namespace candour::workflows::action_plan
