#include "services/views/plan_rows.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "services/views/clock_facts.h"
#include "services/views/keys.h"
#include "services/views/scan.h"
#include "workflows/action_plan/rag.h"
#include "workflows/clocks/calendar.h"
#include "workflows/dates.h"

namespace candour::views {
namespace {

using v1::PlanRow;
using workflows::DayOf;
using workflows::action_plan::Action;
using workflows::action_plan::ActionPlan;
using workflows::action_plan::Recommendation;
using workflows::board::Board;
using workflows::clocks::ToDate;

void PutEvidence(const Action& action, PlanRow::Action& row) {
  row.set_evidence(static_cast<uint32_t>(action.evidence.size()));
  row.set_fresh_evidence(action.HasFreshEvidence());
  for (const auto& [id, evidence] : action.evidence) {
    auto& added = *row.add_evidence_items();
    added.set_evidence_id(id);
    added.set_description(evidence.record.description());
    added.set_document_sha256(evidence.record.document_sha256());
    added.set_by_agency_id(evidence.record.by_agency_id());
    *added.mutable_submitted_on() = evidence.record.submitted_on();
    added.set_outdated(evidence.outdated);
    added.set_rejected_because(evidence.rejected_because);
  }
}

void PutNews(const Action& action, PlanRow::Action& row) {
  *row.mutable_begun_on() = ToDate(action.BegunOn());
  if (!action.progress.empty()) {
    const auto& last = action.progress.back();
    row.set_progress(last.record.narrative());
    *row.mutable_progress_on() = last.record.reported_on();
    row.set_progress_id(last.record.progress_id());
    if (last.returned) row.set_returned_because(last.returned->reason());
  }
  row.set_update(action.update.state);
  row.set_update_meeting_id(action.update.meeting_id);
  row.set_updates_written_late(action.updates_written_late);
  if (action.update.state != types::v1::UPDATE_STATE_UNSPECIFIED) {
    *row.mutable_update_due_on() = action.update.due_on;
  }
  if (action.judgements.empty()) return;
  row.set_judged(action.judgements.back().colour());
  row.set_judged_reason(action.judgements.back().reason());
  *row.mutable_judged_on() = action.judgements.back().judged_on();
}

void PutOutcome(const Action& action, PlanRow::Action& row) {
  if (action.impact_review_pending) {
    *row.mutable_impact_review_on() = action.impact_reviews.back().review_on();
  }
  if (!action.evaluations.empty()) {
    *row.mutable_impact_evaluated_on() = action.evaluations.back().evaluated_on();
    row.set_impact(action.evaluations.back().result());
    row.set_impact_found(action.evaluations.back().finding());
  }
  if (!action.reopenings.empty()) {
    row.set_reopened_because(action.reopenings.back().reason());
    *row.mutable_reopened_on() = action.reopenings.back().reopened_on();
  }
  if (action.status != types::v1::VERIFIED || action.verifications.empty()) return;
  row.set_verifier_person_id(action.verifications.back().verifier_person_id());
  row.set_verifier_agency_id(action.verifications.back().verifier_agency_id());
  *row.mutable_verified_on() = action.verifications.back().verified_on();
}

void Put(const std::string& id, const Action& action, const ActionPlan& plan,
         PlanRow::Action& row) {
  row.set_action_id(id);
  for (const std::string& recommendation_id : action.Answered()) {
    if (plan.recommendations.contains(recommendation_id)) {
      row.add_recommendation_ids(recommendation_id);
    }
  }
  row.set_owner_agency_id(action.owner_agency_id);
  if (action.record.owner_agency_id() != action.owner_agency_id) {
    row.set_first_owner_agency_id(action.record.owner_agency_id());
  }
  row.set_lead_role(action.lead_role);
  row.set_text(action.record.text());
  row.set_how(action.record.how());
  row.set_measure(action.record.measure());
  if (action.due_on) *row.mutable_due_on() = ToDate(*action.due_on);
  if (action.first_due_on) *row.mutable_original_due_on() = ToDate(*action.first_due_on);
  row.set_due_words(action.record.due_words());
  row.set_status(action.status);
  row.set_times_reopened(static_cast<uint32_t>(action.reopenings.size()));
  for (const std::string& by : action.replaced_by) row.add_by_action_ids(by);
  for (std::string& told : action.Elsewhere()) row.add_elsewhere(std::move(told));
  PutEvidence(action, row);
  PutNews(action, row);
  PutOutcome(action, row);
}

void Put(const std::string& id, const Recommendation& recommendation,
         PlanRow::Recommendation& row) {
  row.set_recommendation_id(id);
  row.set_number(recommendation.record.number());
  row.set_text(recommendation.text);
  row.set_source(recommendation.record.source());
  *row.mutable_agency_ids() = recommendation.record.agency_ids();
  *row.mutable_made_on() = recommendation.record.made_on();
  for (const std::string& theme : recommendation.themes) row.add_themes(theme);
  row.set_objective(recommendation.record.objective());
  row.set_source_reference(recommendation.record.source_reference());
  for (const auto& response : recommendation.answers) {
    auto& added = *row.add_responses();
    added.set_agency_id(response.agency_id());
    added.set_response(response.response());
    added.set_reason(response.reason());
    *added.mutable_responded_on() = response.responded_on();
    added.set_superseded(&response != recommendation.LastAnswerOf(response.agency_id()));
  }
  for (const auto& link : recommendation.met_by) {
    auto& added = *row.add_met_by();
    added.set_plan_id(link.earlier_plan_id());
    added.set_action_id(link.action_id());
    added.set_text(link.text());
    *added.mutable_verified_on() = link.verified_on();
  }
  for (const std::string& told : recommendation.met_no_longer) row.add_met_no_longer(told);
  for (const auto failure : recommendation.failures) row.add_failures(failure);
  row.set_times_reopened(static_cast<uint32_t>(recommendation.reopenings.size()));
  if (!recommendation.closed) return;
  row.set_outcome(recommendation.closings.back().outcome());
  *row.mutable_closed_on() = recommendation.closings.back().closed_on();
  row.set_closed_because(recommendation.closings.back().reason());
  row.set_residual_risk(recommendation.closings.back().residual_risk());
}

std::string VerifiedBy(const PlanRow::Action& action, const Board* board, const Asked& asked) {
  if (board == nullptr || action.verifier_person_id().empty()) return {};
  return absl::StrCat(board->PersonName(action.verifier_person_id()), ", ",
                      AgencyName(board->id, action.verifier_agency_id(), asked));
}

}  // namespace

namespace {

// Whose the plan is by now.
absl::StatusOr<std::string> LeadOf(const Asked& asked, const PlanRow& stored) {
  ASSIGN_OR_RETURN(const auto led, GetRow<v1::BoardRow>(asked.view.rows,
                                                        LedKey(stored.about(), stored.about_id())));
  return led ? led->board_id() : stored.board_id();
}

}  // namespace

absl::StatusOr<std::optional<PlanRow>> FindPlan(const Asked& asked, const std::string& plan_id) {
  ASSIGN_OR_RETURN(auto row, GetRow<PlanRow>(asked.view.rows, PlanKey(plan_id)));
  if (!row) return row;
  ASSIGN_OR_RETURN(const std::string board_id, LeadOf(asked, *row));
  row->set_board_id(board_id);
  if (!asked.Shows(board_id, "")) row.reset();
  return row;
}

absl::Status ScanPlans(const Asked& asked, const std::string& wanted,
                       const std::function<void(const PlanRow&)>& fn) {
  absl::Status read;
  const auto take = [&](const std::string&, const PlanRow& stored) {
    const auto board_id = LeadOf(asked, stored);
    read.Update(board_id.status());
    if (!board_id.ok() || !asked.Shows(*board_id, wanted)) return;
    PlanRow row = stored;
    row.set_board_id(*board_id);
    fn(row);
  };
  RETURN_IF_ERROR(ScanRows<PlanRow>(asked.view.rows, kPlanPrefix, take));
  return read;
}

void AddPlanRow(const ActionPlan& plan, Rows& rows) {
  if (plan.opened_by_board.empty()) return;
  PlanRow row;
  row.set_plan_id(plan.id);
  row.set_board_id(plan.opened_by_board);
  row.set_title(plan.opened.title());
  row.set_about(plan.opened.about());
  row.set_about_id(plan.opened.about_id());
  row.set_revision(*plan.revision);
  *row.mutable_opened_on() = plan.opened.opened_on();
  if (plan.rag_rules) *row.mutable_rag_rules() = *plan.rag_rules;
  if (plan.closed) *row.mutable_closed_on() = plan.closed->closed_on();
  for (const auto& [id, recommendation] : plan.recommendations) {
    Put(id, recommendation, *row.add_recommendations());
  }
  for (const auto& [id, action] : plan.actions) Put(id, action, plan, *row.add_actions());
  rows[PlanKey(plan.id)] = row.SerializeAsString();
  v1::ClockFactsRow facts;
  ToRow(plan.clock_facts, facts);
  rows[FactsKey(types::v1::ACTION_PLAN, plan.id)] = facts.SerializeAsString();
}

v1::CaseRow AsCase(const PlanRow& row) {
  v1::CaseRow as_case;
  as_case.set_kind(types::v1::ACTION_PLAN);
  as_case.set_case_id(row.plan_id());
  as_case.set_reference(row.title());
  as_case.set_board_id(row.board_id());
  as_case.set_revision(row.revision());
  as_case.set_stage(row.has_closed_on() ? "closed" : "open");
  as_case.set_concluded(row.has_closed_on());
  return as_case;
}

ActionPlan StateOf(const PlanRow& row) {
  ActionPlan plan;
  if (row.has_rag_rules()) plan.rag_rules = row.rag_rules();
  for (const PlanRow::Recommendation& stored : row.recommendations()) {
    auto& recommendation = plan.recommendations[stored.recommendation_id()];
    recommendation.closed = stored.has_closed_on();
    if (recommendation.closed) {
      recommendation.closings.emplace_back().set_outcome(stored.outcome());
    }
    recommendation.met_by.resize(static_cast<size_t>(stored.met_by_size()));
    recommendation.met_no_longer.assign(stored.met_no_longer().begin(),
                                        stored.met_no_longer().end());
  }
  for (const PlanRow::Action& stored : row.actions()) {
    Action& action = plan.actions[stored.action_id()];
    if (stored.has_due_on()) action.due_on = DayOf(stored.due_on());
    action.status = stored.status();
    action.replaced_by.assign(stored.by_action_ids().begin(), stored.by_action_ids().end());
    action.update.state = stored.update();
    action.update.due_on = stored.update_due_on();
    action.updates_written_late = stored.updates_written_late();
    *action.record.mutable_created_on() = stored.begun_on();
    *action.record.mutable_recommendation_ids() = stored.recommendation_ids();
    if (stored.fresh_evidence()) action.evidence.try_emplace("fresh");
    if (stored.has_progress_on()) {
      *action.progress.emplace_back().record.mutable_reported_on() = stored.progress_on();
    }
  }
  return plan;
}

const Board* BoardOf(const PlanRow& row, const Asked& asked) {
  const auto registered = asked.view.boards.find(row.board_id());
  return registered == asked.view.boards.end() ? nullptr : registered->second.get();
}

const std::string& OwnerOf(const PlanRow& plan, const PlanRow::Action& action, const Asked& asked) {
  const std::string& owner = action.owner_agency_id();
  return IsFinished(action) ? owner : AgencyNow(plan.board_id(), owner, asked);
}

void Summarise(const PlanRow::Action& stored, const Asked& asked, const ActionPlan& state,
               const Board* board, v1::ActionSummary& action) {
  action.set_action_id(stored.action_id());
  action.set_owner_agency_id(stored.owner_agency_id());
  if (board != nullptr) {
    const std::string& owner = IsFinished(stored)
                                   ? stored.owner_agency_id()
                                   : AgencyNow(board->id, stored.owner_agency_id(), asked);
    action.set_owner_agency_id(owner);
    action.set_owner_agency_name(AgencyName(board->id, owner, asked));
    const std::string& first = stored.first_owner_agency_id().empty()
                                   ? stored.owner_agency_id()
                                   : stored.first_owner_agency_id();
    if (first != owner) action.set_passed_on_from(AgencyName(board->id, first, asked));
  }
  action.set_lead_role(stored.lead_role());
  action.set_text(stored.text());
  action.set_how(stored.how());
  action.set_measure(stored.measure());
  if (stored.has_due_on()) *action.mutable_due_on() = stored.due_on();
  if (stored.has_original_due_on()) {
    *action.mutable_original_due_on() = stored.original_due_on();
  }
  action.set_due_words(stored.due_words());
  action.set_status(stored.status());
  const auto rag = RagOf(state.actions.at(stored.action_id()), RagRulesOf(state), asked.Today());
  action.set_rag(static_cast<v1::Rag>(rag.colour));
  action.set_rag_reason(rag.reason);
  action.set_rag_rule(rag.rule);
  action.set_judged(stored.judged());
  action.set_judged_reason(stored.judged_reason());
  if (stored.has_judged_on()) *action.mutable_judged_on() = stored.judged_on();
  action.set_progress(stored.progress());
  if (stored.has_progress_on()) *action.mutable_progress_on() = stored.progress_on();
  action.set_progress_id(stored.progress_id());
  action.set_update(stored.update());
  if (stored.has_update_due_on()) *action.mutable_update_due_on() = stored.update_due_on();
  action.set_returned_because(stored.returned_because());
  action.set_late_updates(state.actions.at(stored.action_id()).LateUpdates(asked.Today()));
  action.set_evidence(stored.evidence());
  action.set_verified_by(VerifiedBy(stored, board, asked));
  if (stored.has_verified_on()) *action.mutable_verified_on() = stored.verified_on();
  if (stored.has_impact_review_on()) {
    *action.mutable_impact_review_on() = stored.impact_review_on();
  }
  if (stored.has_impact_evaluated_on()) {
    *action.mutable_impact_evaluated_on() = stored.impact_evaluated_on();
  }
  action.set_impact(stored.impact());
  action.set_impact_found(stored.impact_found());
  action.set_reopened_because(stored.reopened_because());
  if (stored.has_reopened_on()) *action.mutable_reopened_on() = stored.reopened_on();
  action.set_times_reopened(stored.times_reopened());
  *action.mutable_elsewhere() = stored.elsewhere();
}

bool IsFinished(const PlanRow::Action& action) {
  return action.status() == types::v1::VERIFIED || action.status() == types::v1::SUPERSEDED;
}

bool IsOverdue(const PlanRow::Action& action, absl::CivilDay today) {
  return !IsFinished(action) && action.status() != types::v1::DECLARED_COMPLETE &&
         action.has_due_on() && DayOf(action.due_on()) < today;
}

bool IsImpactOverdue(const PlanRow::Action& action, absl::CivilDay today) {
  return action.has_impact_review_on() && action.status() != types::v1::SUPERSEDED &&
         DayOf(action.impact_review_on()) < today;
}

bool HasTheme(const PlanRow::Recommendation& recommendation, const std::string& wanted) {
  return wanted.empty() ||
         std::any_of(
             recommendation.themes().begin(), recommendation.themes().end(),
             [&](const std::string& theme) { return absl::EqualsIgnoreCase(theme, wanted); });
}

}  // namespace candour::views
