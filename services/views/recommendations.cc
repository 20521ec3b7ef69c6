// Recommendations, and what is done about each.
#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "services/gate/roles.h"
#include "services/views/answers.h"
#include "services/views/paging.h"
#include "services/views/plan_rows.h"
#include "workflows/action_plan/rag.h"
#include "workflows/clocks/calendar.h"
#include "workflows/dates.h"

namespace candour::views {
namespace {

using v1::PlanRow;
using workflows::DayOf;
using workflows::action_plan::ActionPlan;
using workflows::board::Board;

template <typename List>
bool Contains(const List& list, const std::string& one) {
  return std::find(list.begin(), list.end(), one) != list.end();
}

struct Found {
  std::shared_ptr<const PlanRow> plan;
  std::shared_ptr<const ActionPlan> state;  // of the plan
  const PlanRow::Recommendation* recommendation = nullptr;
  std::vector<const PlanRow::Action*> actions;  // by due date
  workflows::action_plan::Rag rag;
};

// Of a closed one those it was addressed to then.
std::vector<std::string> AddressedTo(const Found& found, const Asked& asked) {
  std::vector<std::string> with;
  const bool closed = found.recommendation->has_closed_on();
  for (const std::string& id : found.recommendation->agency_ids()) {
    with.push_back(closed ? id : AgencyNow(found.plan->board_id(), id, asked));
  }
  return with;
}

bool Concerns(const Found& found, const std::string& agency_id, const Asked& asked) {
  return Contains(AddressedTo(found, asked), agency_id) ||
         std::any_of(found.actions.begin(), found.actions.end(), [&](const auto* action) {
           return OwnerOf(*found.plan, *action, asked) == agency_id;
         });
}

bool IsWanted(const Found& found, const v1::ListRecommendationsRequest& request,
              const Asked& asked) {
  const absl::CivilDay today = asked.Today();
  if (request.only_open() && found.recommendation->has_closed_on()) return false;
  if (!request.agency_id().empty() && !Concerns(found, request.agency_id(), asked)) return false;
  if (request.rag() != v1::RAG_UNSPECIFIED &&
      request.rag() != static_cast<v1::Rag>(found.rag.colour)) {
    return false;
  }
  if (!HasTheme(*found.recommendation, request.theme())) return false;
  if (request.source() != types::v1::RECOMMENDATION_SOURCE_UNSPECIFIED &&
      request.source() != found.recommendation->source()) {
    return false;
  }
  if (request.only_overdue() &&
      std::none_of(found.actions.begin(), found.actions.end(),
                   [&](const auto* action) { return IsOverdue(*action, today); })) {
    return false;
  }
  return !request.has_due_by() ||
         std::any_of(found.actions.begin(), found.actions.end(), [&](const auto* action) {
           return !IsFinished(*action) && action->has_due_on() &&
                  DayOf(action->due_on()) <= DayOf(request.due_by());
         });
}

void Fill(const Found& found, const Asked& asked, v1::RecommendationSummary& summary) {
  const PlanRow& plan = *found.plan;
  const PlanRow::Recommendation& stored = *found.recommendation;
  const Board* board = BoardOf(plan, asked);
  summary.set_plan_id(plan.plan_id());
  summary.set_plan_title(plan.title());
  summary.set_board_id(plan.board_id());
  summary.set_plan_revision(plan.revision());
  summary.set_recommendation_id(stored.recommendation_id());
  summary.set_number(stored.number());
  summary.set_text(stored.text());
  summary.set_source(stored.source());
  for (const std::string& id : AddressedTo(found, asked)) {
    summary.add_agency_ids(id);
    summary.add_agency_names(AgencyName(plan.board_id(), id, asked));
  }
  *summary.mutable_made_on() = stored.made_on();
  summary.set_outcome(stored.outcome());
  if (stored.has_closed_on()) *summary.mutable_closed_on() = stored.closed_on();
  summary.set_rag(static_cast<v1::Rag>(found.rag.colour));
  summary.set_rag_reason(found.rag.reason);
  *summary.mutable_themes() = stored.themes();
  summary.set_objective(stored.objective());
  summary.set_source_reference(stored.source_reference());
  summary.set_closed_because(stored.closed_because());
  summary.set_residual_risk(stored.residual_risk());
  summary.set_times_reopened(stored.times_reopened());
  *summary.mutable_failures() = stored.failures();
  for (const auto& response : stored.responses()) {
    auto& added = *summary.add_responses();
    added.set_agency_name(AgencyName(plan.board_id(), response.agency_id(), asked));
    added.set_response(response.response());
    added.set_reason(response.reason());
    *added.mutable_responded_on() = response.responded_on();
    added.set_superseded(response.superseded());
  }
  for (const auto& link : stored.met_by()) {
    summary.add_met_by(absl::StrCat(link.text(), ", verified on ",
                                    workflows::clocks::DateWords(DayOf(link.verified_on()))));
  }
  *summary.mutable_met_no_longer() = stored.met_no_longer();
  for (const PlanRow::Action* action : found.actions) {
    Summarise(*action, asked, *found.state, board, *summary.add_actions());
  }
}

std::vector<Found> RecommendationsOf(std::shared_ptr<const PlanRow> plan, absl::CivilDay today) {
  const auto state = std::make_shared<const ActionPlan>(StateOf(*plan));
  std::vector<Found> all;
  for (const PlanRow::Recommendation& recommendation : plan->recommendations()) {
    Found found{
        plan, state, &recommendation, {}, RagOf(*state, recommendation.recommendation_id(), today)};
    for (const PlanRow::Action& action : plan->actions()) {
      if (Contains(action.recommendation_ids(), recommendation.recommendation_id())) {
        found.actions.push_back(&action);
      }
    }
    std::stable_sort(found.actions.begin(), found.actions.end(), [](const auto* a, const auto* b) {
      // What is due on no day comes last.
      return a->has_due_on() && (!b->has_due_on() || DayOf(a->due_on()) < DayOf(b->due_on()));
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
  RETURN_IF_ERROR(ScanPlans(asked, request.board_id(), [&](const PlanRow& row) {
    if (!request.plan_id().empty() && request.plan_id() != row.plan_id()) return;
    for (Found& found : RecommendationsOf(std::make_shared<PlanRow>(row), asked.Today())) {
      if (!IsWanted(found, request, asked)) continue;
      if (!sees_all) {
        std::erase_if(found.actions, [&](const auto* action) {
          return OwnerOf(row, *action, asked) != own_agency;
        });
        if (found.actions.empty()) continue;
      }
      std::string key;
      AppendKey(key, row.title());
      AppendKey(key, row.plan_id());
      AppendKey(key, workflows::action_plan::NumberKey(found.recommendation->number()));
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
