// Recommendations, and what is done about each.
#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "services/gate/roles.h"
#include "services/views/answers.h"
#include "services/views/keys.h"
#include "services/views/paging.h"
#include "services/views/scan.h"
#include "workflows/action_plan/rag.h"
#include "workflows/dates.h"

namespace candour::views {
namespace {

using v1::PlanRow;
using workflows::DayOf;
using workflows::action_plan::Action;
using workflows::action_plan::ActionPlan;
using workflows::action_plan::Colour;
using workflows::board::Board;

v1::Rag ToRag(Colour colour) {
  switch (colour) {
    case Colour::kRed:
      return v1::RED;
    case Colour::kAmber:
      return v1::AMBER;
    case Colour::kGreen:
      return v1::GREEN;
    case Colour::kBlue:
      return v1::BLUE;
  }
  return v1::RAG_UNSPECIFIED;
}

// As much of the plan's state as the rule of colours looks at.
ActionPlan StateOf(const PlanRow& row) {
  ActionPlan plan;
  for (const PlanRow::Recommendation& stored : row.recommendations()) {
    auto& recommendation = plan.recommendations[stored.recommendation_id()];
    recommendation.closed = stored.has_closed_on();
    if (recommendation.closed) {
      recommendation.closings.emplace_back().set_outcome(stored.outcome());
    }
  }
  for (const PlanRow::Action& stored : row.actions()) {
    Action& action = plan.actions[stored.action_id()];
    action.due_on = DayOf(stored.due_on());
    action.status = stored.status();
    *action.record.mutable_recommendation_ids() = stored.recommendation_ids();
    if (stored.fresh_evidence()) action.evidence.try_emplace("fresh");
  }
  return plan;
}

bool IsFinished(const PlanRow::Action& action) {
  return action.status() == types::v1::VERIFIED || action.status() == types::v1::SUPERSEDED;
}

template <typename List>
bool Contains(const List& list, const std::string& one) {
  return std::find(list.begin(), list.end(), one) != list.end();
}

struct Found {
  std::shared_ptr<const PlanRow> plan;
  const PlanRow::Recommendation* recommendation = nullptr;
  std::vector<const PlanRow::Action*> actions;  // by due date
  workflows::action_plan::Rag rag;
};

bool Concerns(const Found& found, const std::string& agency_id) {
  return Contains(found.recommendation->agency_ids(), agency_id) ||
         std::any_of(found.actions.begin(), found.actions.end(),
                     [&](const auto* action) { return action->owner_agency_id() == agency_id; });
}

bool IsWanted(const Found& found, const v1::ListRecommendationsRequest& request) {
  if (request.only_open() && found.recommendation->has_closed_on()) return false;
  if (!request.agency_id().empty() && !Concerns(found, request.agency_id())) return false;
  if (request.rag() != v1::RAG_UNSPECIFIED && request.rag() != ToRag(found.rag.colour)) {
    return false;
  }
  return !request.has_due_by() ||
         std::any_of(found.actions.begin(), found.actions.end(), [&](const auto* action) {
           return !IsFinished(*action) && DayOf(action->due_on()) <= DayOf(request.due_by());
         });
}

// "2.10" after "2.9": digits count as numbers.
std::string NumberKey(const std::string& number) {
  std::string key;
  for (size_t i = 0; i < number.size();) {
    size_t end = i;
    while (end < number.size() && absl::ascii_isdigit(number[end])) ++end;
    if (end == i) {
      key.push_back(number[i++]);
      continue;
    }
    key.append(std::max<size_t>(20, end - i) - (end - i), '0').append(number, i, end - i);
    i = end;
  }
  return key;
}

std::string VerifiedBy(const PlanRow::Action& action, const Board* board) {
  if (board == nullptr || action.verifier_person_id().empty()) return {};
  return absl::StrCat(board->PersonName(action.verifier_person_id()), ", ",
                      board->AgencyName(action.verifier_agency_id()));
}

void Fill(const PlanRow::Action& stored, const Asked& asked, const ActionPlan& state,
          const Board* board, v1::ActionSummary& action) {
  action.set_action_id(stored.action_id());
  action.set_owner_agency_id(stored.owner_agency_id());
  if (board != nullptr) action.set_owner_agency_name(board->AgencyName(stored.owner_agency_id()));
  action.set_lead_role(stored.lead_role());
  action.set_text(stored.text());
  action.set_measure(stored.measure());
  *action.mutable_due_on() = stored.due_on();
  *action.mutable_original_due_on() = stored.original_due_on();
  action.set_status(stored.status());
  const auto rag = RagOf(state.actions.at(stored.action_id()), asked.Today());
  action.set_rag(ToRag(rag.colour));
  action.set_rag_reason(rag.reason);
  action.set_evidence(stored.evidence());
  action.set_verified_by(VerifiedBy(stored, board));
  if (stored.has_verified_on()) *action.mutable_verified_on() = stored.verified_on();
  if (stored.has_impact_review_on()) {
    *action.mutable_impact_review_on() = stored.impact_review_on();
  }
  if (stored.has_impact_evaluated_on()) {
    *action.mutable_impact_evaluated_on() = stored.impact_evaluated_on();
  }
  action.set_impact(stored.impact());
  action.set_times_reopened(stored.times_reopened());
}

void Fill(const Found& found, const Asked& asked, v1::RecommendationSummary& summary) {
  const PlanRow& plan = *found.plan;
  const PlanRow::Recommendation& stored = *found.recommendation;
  const auto registered = asked.view.boards.find(plan.board_id());
  const Board* board = registered == asked.view.boards.end() ? nullptr : registered->second.get();
  summary.set_plan_id(plan.plan_id());
  summary.set_plan_title(plan.title());
  summary.set_board_id(plan.board_id());
  summary.set_plan_revision(plan.revision());
  summary.set_recommendation_id(stored.recommendation_id());
  summary.set_number(stored.number());
  summary.set_text(stored.text());
  summary.set_source(stored.source());
  *summary.mutable_agency_ids() = stored.agency_ids();
  for (const std::string& id : stored.agency_ids()) {
    summary.add_agency_names(board == nullptr ? id : board->AgencyName(id));
  }
  *summary.mutable_made_on() = stored.made_on();
  summary.set_outcome(stored.outcome());
  if (stored.has_closed_on()) *summary.mutable_closed_on() = stored.closed_on();
  summary.set_rag(ToRag(found.rag.colour));
  summary.set_rag_reason(found.rag.reason);
  const ActionPlan state = StateOf(plan);
  for (const PlanRow::Action* action : found.actions) {
    Fill(*action, asked, state, board, *summary.add_actions());
  }
}

std::vector<Found> RecommendationsOf(std::shared_ptr<const PlanRow> plan, absl::CivilDay today) {
  const ActionPlan state = StateOf(*plan);
  std::vector<Found> all;
  for (const PlanRow::Recommendation& recommendation : plan->recommendations()) {
    Found found{plan, &recommendation, {}, RagOf(state, recommendation.recommendation_id(), today)};
    for (const PlanRow::Action& action : plan->actions()) {
      if (Contains(action.recommendation_ids(), recommendation.recommendation_id())) {
        found.actions.push_back(&action);
      }
    }
    std::stable_sort(found.actions.begin(), found.actions.end(), [](const auto* a, const auto* b) {
      return DayOf(a->due_on()) < DayOf(b->due_on());
    });
    all.push_back(std::move(found));
  }
  return all;
}

}  // namespace

absl::Status ListRecommendations(const Asked& asked, const v1::ListRecommendationsRequest& request,
                                 v1::ListRecommendationsReply& reply) {
  const bool sees_all = gate::Permits(asked.caller, "views.read");
  const std::string& own_agency = asked.caller.agency_id;
  std::vector<std::pair<std::string, Found>> rows;
  RETURN_IF_ERROR(
      ScanRows<PlanRow>(asked.view.rows, kPlanPrefix, [&](const std::string&, const PlanRow& row) {
        if (!asked.Shows(row.board_id(), request.board_id())) return;
        if (!request.plan_id().empty() && request.plan_id() != row.plan_id()) return;
        for (Found& found : RecommendationsOf(std::make_shared<PlanRow>(row), asked.Today())) {
          if (!IsWanted(found, request)) continue;
          if (!sees_all) {
            std::erase_if(found.actions, [&](const auto* action) {
              return action->owner_agency_id() != own_agency;
            });
            if (found.actions.empty()) continue;
          }
          std::string key;
          AppendKey(key, row.title());
          AppendKey(key, row.plan_id());
          AppendKey(key, NumberKey(found.recommendation->number()));
          AppendKey(key, found.recommendation->recommendation_id());
          rows.emplace_back(std::move(key), std::move(found));
        }
      }));
  return GivePage(rows, request, reply, [&](const Found& found) {
    Fill(found, asked, *reply.add_recommendations());
    return absl::OkStatus();
  });
}

}  // namespace candour::views
