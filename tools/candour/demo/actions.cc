// Recommendations, and each action until somebody else has seen that it worked.
#include "absl/strings/str_cat.h"
#include "tools/candour/demo/telling.h"

namespace candour::cli::demo {
namespace {

std::string PlanId(const Script& script, absl::string_view plan) {
  return script.Id(absl::StrCat("plan/", plan));
}

std::string RecommendationId(const Script& script, absl::string_view plan,
                             absl::string_view number) {
  return script.Id(absl::StrCat("recommendation/", plan, "/", number));
}

std::string ActionId(const Script& script, const Action& action) {
  return script.Id(absl::StrCat("action/", action.plan, "/", action.number, "/", action.agency));
}

std::string EvidenceId(const Script& script, const Action& action, absl::string_view key) {
  return script.Id(absl::StrCat(key, "/", action.plan, "/", action.number, "/", action.agency));
}

}  // namespace

void Telling::TellPlan(const Plan& plan) {
  FieldValues fields = {
      {"plan_id", PlanId(script_, plan.key)}, {"title", plan.title}, {"opened_on", plan.opened}};
  if (!Blank(plan.review)) {
    fields.emplace_back("review_id", script_.Id(absl::StrCat("review/", plan.review)));
  }
  script_.Do(At(DayOf(plan.opened), 17), kCoordinator, "OpenActionPlan", std::move(fields));
}

void Telling::TellRecommendation(const Recommendation& row) {
  const std::string id = RecommendationId(script_, row.plan, row.number);
  FieldValues fields = {{"plan_id", PlanId(script_, row.plan)},
                        {"recommendation_id", id},
                        {"number", row.number},
                        {"text", row.text},
                        {"source", row.source},
                        {"made_on", row.made}};
  for (const Action& action : tables_.actions) {
    if (absl::string_view(action.plan) == row.plan &&
        absl::string_view(action.number) == row.number) {
      fields.emplace_back("agency_ids", AgencyId(action.agency));
    }
  }
  script_.Do(At(DayOf(row.made), 17, 10), kCoordinator, "MakeRecommendation", std::move(fields));
  for (const char* closed : {row.closed, row.closed_again}) {
    if (Blank(closed)) continue;
    script_.Do(At(DayOf(closed), 17, 30), kCoordinator, "CloseRecommendation",
               {{"plan_id", PlanId(script_, row.plan)},
                {"recommendation_id", id},
                {"outcome", "effect_verified"},
                {"closed_on", closed}});
  }
}

void Telling::TellAction(const Action& row) {
  const std::string plan = PlanId(script_, row.plan);
  const std::string id = ActionId(script_, row);
  std::string made;
  for (const Recommendation& recommendation : tables_.recommendations) {
    if (absl::string_view(recommendation.plan) == row.plan &&
        absl::string_view(recommendation.number) == row.number) {
      made = recommendation.made;
    }
  }
  script_.Do(At(DayOf(made), 17, 20), kCoordinator, "CreateAction",
             {{"plan_id", plan},
              {"action_id", id},
              {"recommendation_ids", RecommendationId(script_, row.plan, row.number)},
              {"owner_agency_id", AgencyId(row.agency)},
              {"lead_role", row.lead},
              {"text", row.text},
              {"due_on", row.due},
              {"measure", row.measure},
              {"created_on", made}});
  for (const auto& [key, status] : Pairs(row.progress, ':')) {
    const Meeting& meeting = MeetingOf(key);
    const Moment said = MomentOf(meeting.starts) + 20;
    script_.Do(said, OwnerOf(row.agency), "ReportProgress",
               {{"plan_id", plan},
                {"action_id", id},
                {"status", status},
                {"narrative", status == "delayed" ? "Held up; the lead officer explained why."
                                                  : "A written update was given to the meeting."},
                {"meeting_id", script_.Id(absl::StrCat("meeting/", key))},
                {"by_agency_id", AgencyId(row.agency)},
                {"reported_on", Text(Day(said))}});
  }
  if (!Blank(row.turns.due_revised)) {
    const std::vector<std::string> revised = Parts(row.turns.due_revised, 3);
    script_.Do(At(DayOf(revised[0]), 12), kCoordinator, "ReviseActionDueDate",
               {{"plan_id", plan},
                {"action_id", id},
                {"new_due_on", revised[1]},
                {"reason", revised[2]},
                {"authority", "The Board"}});
  }
  TellOutcome(row);
}

void Telling::TellOutcome(const Action& row) {
  const std::vector<std::string> evidence = Parts(row.evidence, 2);
  TellEvidence(row, "evidence", evidence[0], evidence[1]);
  TellDeclaration(row, row.declared);
  TellVerification(row, "evidence", Parts(row.verified, 3));
  TellImpact(row);
  if (Blank(row.turns.reopened)) return;
  const std::vector<std::string> reopened = Parts(row.turns.reopened, 3);
  script_.Do(At(DayOf(reopened[0]), 16, 30), kCoordinator, "ReopenAction",
             {{"plan_id", PlanId(script_, row.plan)},
              {"action_id", ActionId(script_, row)},
              {"reason", reopened[1]},
              {"reopened_on", reopened[0]},
              {"new_due_on", reopened[2]}});
  const std::vector<std::string> again = Parts(row.turns.again, 5);
  TellEvidence(row, "evidence-again", again[0], "A second audit, of practice this time.");
  TellDeclaration(row, again[1]);
  TellVerification(row, "evidence-again", {again[2], again[3], again[4]});
}

void Telling::TellImpact(const Action& row) {
  if (Blank(row.turns.impact_planned)) return;
  const std::vector<std::string> planned = Parts(row.turns.impact_planned, 2);
  script_.Do(At(DayOf(planned[0]), 16, 10), kCoordinator, "PlanImpactReview",
             {{"plan_id", PlanId(script_, row.plan)},
              {"action_id", ActionId(script_, row)},
              {"planned_on", planned[0]},
              {"review_on", planned[1]}});
  if (Blank(row.turns.impact)) return;
  const std::vector<std::string> found = Parts(row.turns.impact, 4);
  script_.Do(At(DayOf(found[0]), 16, 20), "board_chair", "EvaluateImpact",
             {{"plan_id", PlanId(script_, row.plan)},
              {"action_id", ActionId(script_, row)},
              {"evaluated_on", found[0]},
              {"result", found[2]},
              {"finding", found[3]},
              {"evaluator_agency_id", AgencyOfPerson(found[1])},
              {"evaluator_person_id", PersonId(found[1])}});
}

void Telling::TellEvidence(const Action& row, absl::string_view key, const std::string& day,
                           const std::string& what) {
  if (day.empty()) return;
  script_.Do(At(DayOf(day), 15), OwnerOf(row.agency), "SubmitEvidence",
             {{"plan_id", PlanId(script_, row.plan)},
              {"evidence_id", EvidenceId(script_, row, key)},
              {"action_id", ActionId(script_, row)},
              {"description", what},
              {"by_agency_id", AgencyId(row.agency)},
              {"submitted_on", day}});
}

void Telling::TellDeclaration(const Action& row, const std::string& day) {
  if (day.empty()) return;
  script_.Do(At(DayOf(day), 15, 30), OwnerOf(row.agency), "DeclareActionComplete",
             {{"plan_id", PlanId(script_, row.plan)},
              {"action_id", ActionId(script_, row)},
              {"by_agency_id", AgencyId(row.agency)},
              {"declared_on", day}});
}

void Telling::TellVerification(const Action& row, absl::string_view evidence,
                               const std::vector<std::string>& verified) {
  if (verified[0].empty()) return;
  script_.Do(At(DayOf(verified[0]), 16), "board_chair", "VerifyAction",
             {{"plan_id", PlanId(script_, row.plan)},
              {"action_id", ActionId(script_, row)},
              {"verifier_agency_id", AgencyOfPerson(verified[1])},
              {"verifier_person_id", PersonId(verified[1])},
              {"effect_seen", verified[2]},
              {"evidence_ids", EvidenceId(script_, row, evidence)},
              {"verified_on", verified[0]}});
}

}  // namespace candour::cli::demo
