#include "tools/candour/speech/plan_text.h"

#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tools/candour/speech/table.h"
#include "tools/candour/speech/words.h"

namespace candour::cli {
namespace {

using views::v1::ActionOfPlan;
using views::v1::ActionSummary;

std::string UpdateText(const ActionSummary& action) {
  if (action.update() == types::v1::UPDATE_STATE_UNSPECIFIED) return "";
  const bool awaited =
      action.update() == types::v1::UPDATE_OWED || action.update() == types::v1::UPDATE_RETURNED;
  return absl::StrCat(ValueWords(action, "update"),
                      awaited ? absl::StrCat(" by ", ValueWords(action, "update_due_on")) : "");
}

}  // namespace

std::string DueText(const ActionSummary& action) {
  if (!action.has_due_on()) return action.due_words();
  const bool moved =
      action.has_original_due_on() &&
      ValueWords(action, "original_due_on") != ValueWords(action, "due_on");
  return absl::StrCat(
      ValueWords(action, "due_on"),
      moved ? absl::StrCat(", first ", ValueWords(action, "original_due_on")) : "",
      action.due_words().empty() ? "" : absl::StrCat(" (", action.due_words(), ")"));
}

std::string ColourText(const ActionSummary& action) {
  std::string text = ValueWords(action, "rag");
  if (action.judged() != types::v1::COLOUR_UNSPECIFIED) {
    absl::StrAppend(&text, " (the subgroup: ", ValueWords(action, "judged"), ")");
  }
  return text;
}

std::string ActionsText(const views::v1::ListActionsReply& reply) {
  if (reply.actions().empty()) return "No actions match. Finished ones show with --finished.\n";
  std::map<std::string, Table> agencies;
  for (const ActionOfPlan& row : reply.actions()) {
    const ActionSummary& action = row.action();
    auto& table =
        agencies
            .try_emplace(action.owner_agency_name(), Table({"Due", "Plan", "No.", "Action",
                                                            "Colour", "Status", "Update", "Id"}))
            .first->second;
    table.AddRow({DueText(action), row.plan_title(),
                  absl::StrJoin(row.recommendation_numbers(), ", "), action.text(),
                  ColourText(action),
                  absl::StrCat(ValueWords(action, "status"),
                               row.days_overdue() == 0
                                   ? ""
                                   : absl::StrCat(", ", row.days_overdue(), " days overdue")),
                  UpdateText(action), action.action_id()});
  }
  std::string out;
  for (const auto& [agency, table] : agencies) {
    absl::StrAppend(&out, out.empty() ? "" : "\n", agency, "\n", std::string(Columns(agency), '='),
                    "\n", table.Text());
  }
  return absl::StrCat(out, "\n", Counted(reply.actions_size(), "action", "actions"), "\n");
}

std::string ActionText(const views::v1::ListActionsReply& reply) {
  if (reply.actions().empty()) return "There is no such action.\n";
  const ActionOfPlan& row = reply.actions(0);
  const ActionSummary& action = row.action();
  std::vector<std::pair<std::string, std::string>> lines;
  const auto add = [&](const char* label, std::string text) {
    if (!text.empty()) lines.emplace_back(label, std::move(text));
  };
  add("Action", action.text());
  add("How", action.how());
  add("Plan", row.plan_title());
  add("Recommendations", absl::StrJoin(row.recommendation_numbers(), ", "));
  add("Themes", absl::StrJoin(row.themes(), ", "));
  add("Owner", absl::StrCat(action.owner_agency_name(), ", ", action.lead_role()));
  add("Passed on from", action.passed_on_from());
  add("Due", DueText(action));
  add("Measure", action.measure());
  add("Status", ValueWords(action, "status"));
  add("Colour", absl::StrCat(ValueWords(action, "rag"), ": ", action.rag_reason()));
  add("By the rule", action.rag_rule());
  if (action.judged() != types::v1::COLOUR_UNSPECIFIED) {
    add("The subgroup says",
        absl::StrCat(ValueWords(action, "judged"), ": ", action.judged_reason()));
  }
  add("Progress", action.progress());
  add("Update", UpdateText(action));
  add("Returned because", action.returned_because());
  if (action.times_reopened() > 0) {
    add("Re-opened",
        absl::StrCat(ValueWords(action, "reopened_on"), ": ", action.reopened_because(),
                     action.times_reopened() == 1
                         ? ""
                         : absl::StrCat(" (", action.times_reopened(), " times)")));
  }
  if (action.has_verified_on()) {
    add("Verified", absl::StrCat(ValueWords(action, "verified_on"), ", by ", action.verified_by()));
  }
  add("Impact review", ValueWords(action, "impact_review_on"));
  if (action.has_impact_evaluated_on()) {
    add("Impact",
        absl::StrCat(ValueWords(action, "impact"), ", ", ValueWords(action, "impact_evaluated_on"),
                     ": ", action.impact_found()));
  }
  Table evidence({"Submitted", "By", "Evidence", "Stands?", "SHA-256"});
  for (const auto& one : row.evidence()) {
    evidence.AddRow({ValueWords(one, "submitted_on"), one.by_agency_name(), one.description(),
                     one.state(), one.document_sha256()});
  }
  return absl::StrCat(Particulars(lines), "\n",
                      evidence.empty() ? "No evidence has been submitted.\n" : evidence.Text());
}

std::string PlansText(const std::vector<types::v1::PlanProgress>& plans) {
  if (plans.empty()) return "No plan had been opened by then.\n";
  Table table({"Plan", "Verified", "Closed", "Without effect", "Overdue", "Re-opened", "State"});
  for (const types::v1::PlanProgress& plan : plans) {
    table.AddRow({plan.title(), absl::StrCat(plan.verified(), " of ", plan.actions()),
                  absl::StrCat(plan.recommendations_closed(), " of ", plan.recommendations()),
                  absl::StrCat(plan.closed_without_effect()), absl::StrCat(plan.overdue()),
                  absl::StrCat(plan.reopened()), plan.has_closed_on() ? "closed" : "open"});
  }
  return absl::StrCat(table.Text(), "\n",
                      Counted(static_cast<int64_t>(plans.size()), "plan", "plans"), "\n");
}

}  // namespace candour::cli
