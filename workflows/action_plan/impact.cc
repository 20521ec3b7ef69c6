// Whether an action changed anything for children, looked at once it has had time to.
#include "absl/strings/str_cat.h"
#include "workflows/action_plan/parts.h"
#include "workflows/board/board.h"
#include "workflows/clocks/calendar.h"
#include "workflows/clocks/milestones.h"
#include "workflows/corrections.h"
#include "workflows/dates.h"
#include "workflows/refusals.h"

namespace candour::workflows::action_plan {

namespace cw = casework::v1;
namespace ev = events::v1;
using board::Board;
using case_review::CaseReview;

Decision Decide(const cw::PlanImpactReview& command, const Context&, const ActionPlan& plan) {
  const Action& action = plan.actions.at(command.action_id());
  RETURN_IF_REFUSED(UnlessInOrder("the planning", DayOf(command.planned_on()), "the action began",
                                  action.BegunOn()));
  if (action.impact_review_pending && command.replaces_because().empty()) {
    return Refuse(
        types::v1::REASON_MISSING,
        absl::StrCat("A review is planned for ",
                     clocks::DateWords(action.impact_reviews.back().review_on()),
                     " already. Say why this one takes its place; the day that is given up stays "
                     "visible."),
        kOwnRule, {command.action_id()});
  }
  return Recorded<ev::ImpactReviewPlanned>(command);
}

void Evolve(ActionPlan& plan, const ev::ImpactReviewPlanned& event, const Fact& fact) {
  Action& action = plan.actions[event.action_id()];
  action.impact_reviews.push_back(event);
  action.impact_review_pending = true;
  plan.Reach(clocks::kImpactReviewPlanned, event.planned_on(), fact, event.action_id(),
             &event.review_on());
}

Decision Decide(const cw::EvaluateImpact& command, const Context& context, const ActionPlan& plan,
                const CaseReview& review, const Board& board) {
  const Action& action = plan.actions.at(command.action_id());
  if (!action.impact_review_pending) {
    return Refuse(types::v1::WRONG_STAGE,
                  "No review of its impact is planned. Plan one first, with its day.", kOwnRule,
                  {command.action_id()});
  }
  if (action.status != types::v1::VERIFIED) {
    return Refuse(types::v1::WRONG_STAGE,
                  "The action has not been verified: what has not been done cannot have changed "
                  "anything. Have it verified first, or plan the review for a later day.",
                  kOwnRule, {command.action_id()});
  }
  const bool same_evaluator =
      IsOfCorrected(context, "action_id", command.action_id()) &&
      IsOfCorrected(context, "evaluator_agency_id", command.evaluator_agency_id()) &&
      IsOfCorrected(context, "evaluator_person_id", command.evaluator_person_id());
  if (!same_evaluator) {
    RETURN_IF_REFUSED(
        UnlessApart(command.evaluator_agency_id(), command.evaluator_person_id(), action, board));
  }
  RETURN_IF_REFUSED(UnlessInOrder(
      "the evaluation", DayOf(command.evaluated_on()),
      {{"it was planned", DayOf(action.impact_reviews.back().planned_on())},
       {"the action was verified", DayOf(action.verifications.back().verified_on())}}));
  Decision decision;
  decision.Add<ev::ImpactEvaluated>(command);
  // Whoever speaks for an agency tells what it found. That a plan and its review open again on
  // that, the office records (ReopenAction).
  // What was found by whoever was told to find it is put right in its words, and opens nothing
  // then.
  const auto* was = dynamic_cast<const ev::ImpactEvaluated*>(context.corrected);
  const bool found_before = was != nullptr && was->result() == types::v1::NO_EFFECT_SHOWN;
  const bool opens = context.actor.agency_id().empty() && !found_before;
  if (command.result() == types::v1::NO_EFFECT_SHOWN && opens) {
    RETURN_IF_REFUSED(UnlessReviewNamed(plan, review));
    auto& reopened = decision.Add<ev::ActionReopened>(command);
    reopened.set_reason(command.finding());
    *reopened.mutable_reopened_on() = command.evaluated_on();
    OpenWhatIsAbove({command, command.evaluated_on()}, context, plan, action, decision);
  }
  if (!command.has_review_again_on()) return decision;
  auto& next = decision.Add<ev::ImpactReviewPlanned>(command);
  *next.mutable_planned_on() = command.evaluated_on();
  *next.mutable_review_on() = command.review_again_on();
  return decision;
}

void Evolve(ActionPlan& plan, const ev::ImpactEvaluated& event, const Fact& fact) {
  Action& action = plan.actions[event.action_id()];
  action.evaluations.push_back(event);
  action.impact_review_pending = false;
  action.no_effect_found = event.result() == types::v1::NO_EFFECT_SHOWN;
  plan.Reach(clocks::kImpactEvaluated, event.evaluated_on(), fact, event.action_id());
}

void RegisterImpact(WorkflowTable& table) {
  table.Events<ActionPlan, ev::ImpactReviewPlanned, ev::ImpactEvaluated>();
  table.Command<cw::PlanImpactReview, ActionPlan>();
  table.Command<cw::EvaluateImpact, ActionPlan, CaseReview, Board>();
}

}  // namespace candour::workflows::action_plan
