// Action plans, each with how far it is.
#include <algorithm>
#include <utility>
#include <vector>

#include "base/status.h"
#include "services/gate/roles.h"
#include "services/views/answers.h"
#include "services/views/keys.h"
#include "services/views/paging.h"
#include "services/views/plan_rows.h"
#include "services/views/scan.h"
#include "workflows/dates.h"

namespace candour::views {
namespace {

using v1::PlanRow;
using workflows::DayOf;

void Count(const PlanRow::Action& action, absl::CivilDay today, v1::PlanSummary& summary) {
  if (action.status() == types::v1::SUPERSEDED) return;
  summary.set_actions(summary.actions() + 1);
  summary.set_verified(summary.verified() + (action.status() == types::v1::VERIFIED));
  summary.set_overdue(summary.overdue() + IsOverdue(action, today));
  const bool open =
      action.status() != types::v1::VERIFIED && action.status() != types::v1::DECLARED_COMPLETE;
  summary.set_reopened(summary.reopened() + (open && action.times_reopened() > 0));
  const bool owed =
      action.update() == types::v1::UPDATE_OWED || action.update() == types::v1::UPDATE_RETURNED;
  const bool late = open && owed && DayOf(action.update_due_on()) < today;
  summary.set_updates_late(summary.updates_late() + late);
}

absl::Status Fill(const PlanRow& row, const Asked& asked, v1::PlanSummary& summary) {
  summary.set_plan_id(row.plan_id());
  summary.set_title(row.title());
  summary.set_board_id(row.board_id());
  summary.set_plan_revision(row.revision());
  *summary.mutable_opened_on() = row.opened_on();
  if (row.has_closed_on()) *summary.mutable_closed_on() = row.closed_on();
  summary.set_recommendations(static_cast<uint32_t>(row.recommendations_size()));
  for (const PlanRow::Recommendation& one : row.recommendations()) {
    summary.set_recommendations_closed(summary.recommendations_closed() + one.has_closed_on());
  }
  for (const PlanRow::Action& action : row.actions()) Count(action, asked.Today(), summary);
  if (row.about() != types::v1::CASE_REVIEW) return absl::OkStatus();
  summary.set_review_id(row.about_id());
  ASSIGN_OR_RETURN(const auto review,
                   GetRow<v1::CaseRow>(asked.view.rows, CaseKey(row.about(), row.about_id())));
  if (!review) return absl::OkStatus();
  summary.set_review_reference(review->reference());
  summary.set_review_stage(review->stage());
  return absl::OkStatus();
}

}  // namespace

absl::Status ListPlans(const Asked& asked, const v1::ListPlansRequest& request,
                       v1::ListPlansReply& reply) {
  const bool sees_all = gate::Permits(asked.caller, "views.read");
  std::vector<std::pair<std::string, PlanRow>> rows;
  RETURN_IF_ERROR(ScanPlans(asked, request.board_id(), [&](const PlanRow& row) {
    if (request.only_open() && row.has_closed_on()) return;
    if (!request.review_id().empty() && request.review_id() != row.about_id()) return;
    const bool owns = std::any_of(row.actions().begin(), row.actions().end(), [&](const auto& one) {
      return OwnerOf(row, one, asked) == asked.caller.agency_id;
    });
    if (!sees_all && !owns) return;
    std::string key;
    AppendKey(key, row.title());
    AppendKey(key, row.plan_id());
    rows.emplace_back(std::move(key), row);
  }));
  return GivePage(rows, request, reply,
                  [&](const PlanRow& row) { return Fill(row, asked, *reply.add_plans()); });
}

}  // namespace candour::views
