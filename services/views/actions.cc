// Actions across plans: what each agency has to do and to write about, and what a subgroup goes
// through at a meeting.
#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "services/gate/roles.h"
#include "services/views/answers.h"
#include "services/views/paging.h"
#include "services/views/plan_rows.h"
#include "workflows/action_plan/rag.h"
#include "workflows/dates.h"

namespace candour::views {
namespace {

using v1::PlanRow;
using workflows::DayOf;
using workflows::action_plan::ActionPlan;
using workflows::board::Board;

// What is found; the rest of the plan with it.
struct Found {
  std::shared_ptr<const PlanRow> plan;
  std::shared_ptr<const ActionPlan> state;
  const PlanRow::Action* action = nullptr;
  std::vector<const PlanRow::Recommendation*> recommendations;
};

bool IsWanted(const Found& found, const v1::ListActionsRequest& request, const Asked& asked) {
  const PlanRow::Action& action = *found.action;
  const absl::CivilDay today = asked.Today();
  const auto is = [](const std::string& wanted, const std::string& given) {
    return wanted.empty() || wanted == given;
  };
  if (!is(request.action_id(), action.action_id())) return false;
  if (!is(request.agency_id(), OwnerOf(*found.plan, action, asked))) return false;
  if (!is(request.meeting_id(), action.update_meeting_id())) return false;
  // What is asked for by its id is shown however it stands.
  const bool also_finished = request.also_finished() || !request.action_id().empty();
  if (IsFinished(action) && !also_finished) return false;
  if (request.only_overdue() && !IsOverdue(action, today)) return false;
  if (request.update() != types::v1::UPDATE_STATE_UNSPECIFIED &&
      request.update() != action.update()) {
    return false;
  }
  if (request.has_due_by() &&
      !(action.has_due_on() && DayOf(action.due_on()) <= DayOf(request.due_by()))) {
    return false;
  }
  if (request.rag() != v1::RAG_UNSPECIFIED) {
    const auto rag =
        RagOf(found.state->actions.at(action.action_id()), RagRulesOf(*found.state), today);
    if (request.rag() != static_cast<v1::Rag>(rag.colour)) return false;
  }
  if (request.theme().empty() && request.source() == types::v1::RECOMMENDATION_SOURCE_UNSPECIFIED) {
    return true;
  }
  return std::any_of(found.recommendations.begin(), found.recommendations.end(),
                     [&](const auto* one) {
                       return HasTheme(*one, request.theme()) &&
                              (request.source() == types::v1::RECOMMENDATION_SOURCE_UNSPECIFIED ||
                               request.source() == one->source());
                     });
}

std::string StateOf(const v1::PlanEvidence& evidence) {
  if (!evidence.rejected_because().empty()) {
    return absl::StrCat("not accepted: ", evidence.rejected_because());
  }
  return evidence.outdated() ? "from before it was re-opened" : "stands";
}

void Fill(const Found& found, const Asked& asked, v1::ActionOfPlan& row) {
  const Board* board = BoardOf(*found.plan, asked);
  row.set_plan_id(found.plan->plan_id());
  row.set_plan_title(found.plan->title());
  row.set_board_id(found.plan->board_id());
  row.set_plan_revision(found.plan->revision());
  for (const auto* recommendation : found.recommendations) {
    row.add_recommendation_numbers(recommendation->number());
    row.add_sources(recommendation->source());
    for (const std::string& theme : recommendation->themes()) {
      if (std::find(row.themes().begin(), row.themes().end(), theme) == row.themes().end()) {
        row.add_themes(theme);
      }
    }
  }
  Summarise(*found.action, asked, *found.state, board, *row.mutable_action());
  for (const v1::PlanEvidence& stored : found.action->evidence_items()) {
    auto& evidence = *row.add_evidence();
    evidence.set_evidence_id(stored.evidence_id());
    evidence.set_description(stored.description());
    evidence.set_document_sha256(stored.document_sha256());
    evidence.set_by_agency_name(AgencyName(found.plan->board_id(), stored.by_agency_id(), asked));
    *evidence.mutable_submitted_on() = stored.submitted_on();
    evidence.set_state(StateOf(stored));
  }
  if (IsOverdue(*found.action, asked.Today())) {
    row.set_days_overdue(static_cast<uint32_t>(asked.Today() - DayOf(found.action->due_on())));
  }
}

// By due day; what is due on no day after all else.
std::string OrderOf(const Found& found) {
  const auto& due = found.action->due_on();
  std::string key;
  AppendKey(key,
            found.action->has_due_on() ? absl::FormatCivilTime(DayOf(due)) : std::string("9999"));
  AppendKey(key, found.plan->title());
  AppendKey(key, found.plan->plan_id());
  AppendKey(key, found.action->action_id());
  return key;
}

}  // namespace

absl::Status ListActions(const Asked& asked, const v1::ListActionsRequest& request,
                         v1::ListActionsReply& reply) {
  const bool sees_all = gate::Permits(asked.caller, "views.read");
  std::vector<std::pair<std::string, Found>> rows;
  RETURN_IF_ERROR(ScanPlans(asked, request.board_id(), [&](const PlanRow& row) {
    if (!request.plan_id().empty() && request.plan_id() != row.plan_id()) return;
    const auto plan = std::make_shared<const PlanRow>(row);
    const auto state = std::make_shared<const ActionPlan>(StateOf(row));
    for (const PlanRow::Action& action : plan->actions()) {
      if (!sees_all && OwnerOf(*plan, action, asked) != asked.caller.agency_id) continue;
      Found found{plan, state, &action, {}};
      for (const PlanRow::Recommendation& one : plan->recommendations()) {
        const auto& answered = action.recommendation_ids();
        if (std::find(answered.begin(), answered.end(), one.recommendation_id()) !=
            answered.end()) {
          found.recommendations.push_back(&one);
        }
      }
      if (!IsWanted(found, request, asked)) continue;
      std::string order = OrderOf(found);
      rows.emplace_back(std::move(order), std::move(found));
    }
  }));
  return GivePage(rows, request, reply, [&](const Found& found) {
    Fill(found, asked, *reply.add_actions());
    return absl::OkStatus();
  });
}

}  // namespace candour::views
