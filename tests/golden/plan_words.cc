#include "tests/golden/plan_words.h"

#include <map>

#include "absl/strings/str_join.h"
#include "tests/golden/lines.h"
#include "workflows/dates.h"
#include "workflows/words.h"

namespace candour::tests {
namespace {

using workflows::Key;
using workflows::action_plan::ActionPlan;

// What streams from before it was told have nothing of.
void DescribeFollowUp(const workflows::action_plan::Action& action, std::string& out) {
  if (action.owner_agency_id != action.record.owner_agency_id()) {
    Line(out, "passed on to ", action.owner_agency_id, ", ", action.lead_role);
  }
  for (const std::string& id : action.also_answers) Line(out, "answers ", id, " too");
  for (const std::string& id : action.replaced_by) Line(out, "replaced by ", id);
  for (const auto& judged : action.judgements) Line(out, "judged ", Key(judged.colour()));
  if (action.update.state == types::v1::UPDATE_STATE_UNSPECIFIED) return;
  Line(out, "update for ", action.update.meeting_id, ": ", Key(action.update.state), " by ",
       Text(workflows::DayOf(action.update.due_on)));
}

void DescribeFollowUp(const ActionPlan& plan, std::string& out) {
  for (const auto& [id, recommendation] : plan.recommendations) {
    if (recommendation.text != recommendation.record.text()) Line(out, id, " reworded");
    if (!recommendation.themes.empty()) {
      Line(out, id, " themes ", absl::StrJoin(recommendation.themes, ", "));
    }
    std::map<std::string, types::v1::RecommendationResponse> responses;  // the last of each
    for (const auto& answer : recommendation.answers) {
      responses[answer.agency_id()] = answer.response();
    }
    for (const auto& [agency, response] : responses) {
      Line(out, id, " ", Key(response), " by ", agency);
    }
    for (const auto& link : recommendation.met_by) Line(out, id, " met by ", link.action_id());
    for (const auto failure : recommendation.failures) Line(out, id, " ", Key(failure));
  }
  if (plan.rag_rules) Line(out, "colours by ", plan.rag_rules->title());
  for (const auto& report : plan.reports) {
    Line(out, "reported ", report.verified_action_ids_size(), " of ", report.actions());
  }
  for (const auto& import : plan.imports) {
    Line(out, "from ", import.register_title(), ", ", import.place());
  }
  if (plan.closed) Line(out, "closed on ", Text(workflows::DayOf(plan.closed->closed_on())));
}

}  // namespace

std::string PlanWords(const ActionPlan& plan) {
  std::string out;
  Line(out, plan.opened.title(), " of ", plan.opened_by_board, " for review ", plan.ReviewId(),
       ", sealed with ", plan.PartOf() ? plan.PartOf()->id : plan.id);
  for (const auto& [id, recommendation] : plan.recommendations) {
    Line(out, "recommendation ", id, ": ", recommendation.record.number(),
         recommendation.closed ? ", closed" : ", open", "; closings ",
         recommendation.closings.size(), ", re-openings ", recommendation.reopenings.size(),
         "; actions ", absl::StrJoin(plan.ActionsFor(id), ", "));
  }
  for (const auto& [id, action] : plan.actions) {
    Line(out, "action ", id, ": ", Key(action.status), " by ", Text(action.due_on), "; progress ",
         action.progress.size(), ", declared ", action.declarations.size(), ", verified ",
         action.verifications.size(), ", re-opened ", action.reopenings.size(), ", revised ",
         action.revisions.size(), "; impact reviews ", action.impact_reviews.size(), ", evaluated ",
         action.evaluations.size(), action.impact_review_pending ? ", one pending" : "");
    for (const auto& [plan_id, recommendation_id] : action.counted_in) {
      Line(out, "counted in ", plan_id, " for ", recommendation_id);
    }
    for (const auto& [evidence_id, evidence] : action.evidence) {
      Line(out, "evidence ", evidence_id, evidence.outdated ? ", outdated" : "",
           evidence.rejected_because.empty() ? "" : ", turned down");
    }
    DescribeFollowUp(action, out);
  }
  DescribeFollowUp(plan, out);
  return out;
}

}  // namespace candour::tests
