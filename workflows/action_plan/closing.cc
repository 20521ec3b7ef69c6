// What bodies are told of a plan, and its end: only when all of it hangs together.
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "candour/casework/v1/plan_follow_up.pb.h"
#include "workflows/action_plan/parts.h"
#include "workflows/action_plan/progress.h"
#include "workflows/clocks/calendar.h"
#include "workflows/dates.h"
#include "workflows/refusals.h"

namespace candour::workflows::action_plan {

namespace cw = casework::v1;
namespace ev = events::v1;
using board::Board;
using case_review::CaseReview;
using meeting::Meeting;

Decision Decide(const cw::ListActionPlan& command, const Context& context, const ActionPlan& plan,
                const Meeting& meeting) {
  Decision decision;
  const std::string item_id = context.IdOr(command.item_id(), 0);
  RETURN_IF_REFUSED(meeting::ListItem(command, {item_id, types::v1::ACTION_PLAN, plan.id}, context,
                                      meeting, decision));
  decision.Add<ev::PlanListed>(command).set_item_id(item_id);
  return decision;
}

void Evolve(ActionPlan&, const ev::PlanListed&, const Fact&) {}

namespace {

// What a body was told does not change with what is put right of how it was told.
void CopyFigures(const ev::PlanReported& was, ev::PlanReported& event) {
  event.set_actions(was.actions());
  event.set_recommendations(was.recommendations());
  event.set_recommendations_closed(was.recommendations_closed());
  *event.mutable_verified_action_ids() = was.verified_action_ids();
}

// As they were on the day, as far as that is known by now.
void TakeFigures(const ActionPlan& plan, absl::CivilDay day, ev::PlanReported& event) {
  for (const auto& [id, action] : plan.actions) {
    if (action.IsSuperseded() || day < DayOf(action.record.created_on())) continue;
    event.set_actions(event.actions() + 1);
    if (action.WasVerifiedOn(day)) event.add_verified_action_ids(id);
  }
  for (const auto& [id, recommendation] : plan.recommendations) {
    if (day < DayOf(recommendation.record.made_on())) continue;
    event.set_recommendations(event.recommendations() + 1);
    if (!recommendation.closed || day < DayOf(recommendation.closings.back().closed_on())) continue;
    event.set_recommendations_closed(event.recommendations_closed() + 1);
  }
}

}  // namespace

Decision Decide(const cw::ReportPlan& command, const Context& context, const ActionPlan& plan,
                const Meeting& meeting, const Board&) {
  const absl::CivilDay day = DayOf(command.reported_on());
  RETURN_IF_REFUSED(
      UnlessInOrder("the report", day, "the plan was opened", DayOf(plan.opened.opened_on())));
  RETURN_IF_REFUSED(UnlessDoneAt(meeting, plan, "the report", day, context));
  Decision decision;
  auto& event = decision.Add<ev::PlanReported>(command);
  if (const auto* was = dynamic_cast<const ev::PlanReported*>(context.corrected)) {
    CopyFigures(*was, event);
  } else {
    TakeFigures(plan, day, event);
  }
  return decision;
}

void Evolve(ActionPlan& plan, const ev::PlanReported& event, const Fact&) {
  plan.reports.push_back(event);
}

Decision Decide(const cw::ClosePlan& command, const Context& context, const ActionPlan& plan,
                const CaseReview& review, const Meeting& meeting, const Board&) {
  if (plan.closed) {
    return Refuse(types::v1::ALREADY_DONE,
                  "The plan is closed. Re-open one of its actions: that opens the plan.", kOwnRule);
  }
  if (command.review_id() != plan.ReviewId()) {
    return Refuse(types::v1::UNKNOWN_REFERENCE,
                  plan.ReviewId().empty()
                      ? "The plan carries out no review. Leave the review blank."
                      : "The plan carries out a review, which is told that it is closed. Name that "
                        "review in review_id; its own closing is recorded with CloseReview.",
                  kOwnRule);
  }
  const std::string& why_none = command.nothing_recommended_because();
  if (!why_none.empty() && !plan.recommendations.empty()) {
    return Refuse(types::v1::CONTRADICTORY,
                  "The plan has recommendations. Leave nothing_recommended_because blank, and have "
                  "each of them closed.",
                  kOwnRule, {plan.id});
  }
  const auto against = AgainstClosing(plan, review.Exists() ? &review : nullptr, why_none);
  if (!against.empty()) {
    return Refuse(types::v1::ACTIONS_OPEN, absl::StrJoin(against, " "), kOwnRule);
  }
  const absl::CivilDay day = DayOf(command.closed_on());
  RETURN_IF_REFUSED(UnlessDoneAt(meeting, plan, "the closing", day, context));
  for (const auto& [id, recommendation] : plan.recommendations) {
    RETURN_IF_REFUSED(UnlessInOrder("the closing", day, "what it rests on was done",
                                    DayOf(recommendation.closings.back().closed_on())));
  }
  Decision decision = Recorded<ev::PlanClosed>(command);
  if (review.Exists()) decision.Add<ev::ReviewPlanClosed>(command).set_plan_id(plan.id);
  return decision;
}

void Evolve(ActionPlan& plan, const ev::PlanClosed& event, const Fact&) { plan.closed = event; }

// A review that was closed while a plan nobody had told it of was open was closed too early.
Decision Decide(const cw::NoteReviewPlan& command, const Context&, const CaseReview& review,
                const ActionPlan& plan) {
  if (plan.ReviewId() != review.id) {
    return Refuse(types::v1::CONTRADICTORY,
                  "The plan was not opened to carry out this review. Name one that was.", kOwnRule,
                  {plan.id, review.id});
  }
  if (review.closing.plans.contains(plan.id)) {
    return Refuse(types::v1::ALREADY_DONE,
                  "The review knows of this plan already. Follow it there.", kOwnRule, {plan.id});
  }
  Decision decision;
  *decision.Add<ev::ReviewPlanOpened>(command).mutable_opened_on() = plan.opened.opened_on();
  if (plan.closed) {
    *decision.Add<ev::ReviewPlanClosed>(command).mutable_closed_on() = plan.closed->closed_on();
  } else if (review.closing.closed) {
    decision.Add<ev::ReviewPlanReopened>(command).set_because_of(plan.id);
  }
  return decision;
}

std::optional<types::v1::Rejection> UnlessReviewNamed(const ActionPlan& plan,
                                                      const CaseReview& review) {
  if (review.Exists() && review.id != plan.ReviewId()) {
    return Refuse(types::v1::CONTRADICTORY,
                  "The plan does not carry out this review. Name the one that it does, or leave "
                  "review_id blank.",
                  kOwnRule, {review.id, plan.id});
  }
  if (!plan.closed || review.id == plan.ReviewId()) return std::nullopt;
  return Refuse(types::v1::UNKNOWN_REFERENCE,
                "The plan was closed. It opens again, and the review that it carries out is open "
                "with it, whether that was closed or not. Name the review in review_id.",
                kOwnRule, {plan.ReviewId()});
}

void OpenPlan(const Reopening& by, const ActionPlan& plan, const std::string& because_of,
              Decision& decision) {
  if (!plan.closed) return;
  auto& opened = decision.AddTo<ev::PlanReopened>(plan.id, by.command);
  opened.set_because_of(because_of);
  *opened.mutable_reopened_on() = by.on;
  if (plan.ReviewId().empty()) return;
  auto& event = decision.AddTo<ev::ReviewPlanReopened>(plan.ReviewId(), by.command);
  event.set_plan_id(plan.id);
  event.set_because_of(because_of);
  *event.mutable_reopened_on() = by.on;
}

void Evolve(ActionPlan& plan, const ev::PlanReopened&, const Fact&) { plan.closed.reset(); }

void RegisterClosing(WorkflowTable& table) {
  table.Events<ActionPlan, ev::PlanListed, ev::PlanReported, ev::PlanClosed, ev::PlanReopened>();
  table.Command<cw::NoteReviewPlan, CaseReview, ActionPlan>();
  table.Command<cw::ListActionPlan, ActionPlan, Meeting>();
  table.Command<cw::ReportPlan, ActionPlan, Meeting, Board>();
  table.Command<cw::ClosePlan, ActionPlan, CaseReview, Meeting, Board>();
}

}  // namespace candour::workflows::action_plan
