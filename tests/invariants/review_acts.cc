// What is done to a review and to the plan that carries it out: mostly what a subgroup would do
// next, sometimes what it may not.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "tests/invariants/acts.h"
#include "workflows/dates.h"

namespace candour::tests {
namespace {

// From the day a publication is planned: longer than any guidance wants for advance copies.
constexpr int kUntilPublished = 21;

using absl::StrCat;
using workflows::action_plan::Action;
using workflows::action_plan::Recommendation;

constexpr char kBoard[] = "$north";
constexpr char kReport[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

class Coordinator {
 public:
  Coordinator(const Step& step, Chance& chance, World& world) : chance_(chance), world_(world) {
    review_ = NthOf(world.reviews(), step.which);
    plan_ = NthOf(world.plans(), step.which);
  }

  void Refer() {
    Say(StrCat("ReferCase { case_reference: 'SCR/", world_.reviews().size() + 1,
               "' referrer: HOSPITAL harm: DEATH incident_on: ", Today(), " referred_on: ", Today(),
               " grounds: 'Told.' }"));
    review_ = world_.reviews().back();
    Of("IdentifyReviewSubject", "given_names: 'Fictia' family_name: 'Testperson'");
    Of("DecideOnReview",
       StrCat("option: SERIOUS_CASE_REVIEW decider_person_id: $north-chair criteria: "
              "'death_abuse_or_neglect' reasons: 'Said.' facts_as_of: ",
              Today(), " decided_on: ", Today()));
    Say(StrCat("OpenActionPlan { title: 'Plan' review_id: ", review_, " opened_on: ", Today(),
               " }"));
  }

  void GoOn() {
    const CaseReview& review = world_.Review(review_);
    if (review.terms.empty()) {
      return Of("ApproveTermsOfReference", StrCat("period_from: @2010 period_to: ", Today(),
                                                  " questions: 'What?' approved_on: ", Today()));
    }
    // What draws the health services together comes first in most reviews: without it there is no
    // report.
    if (review.contributions.empty() && !chance_.In(4)) return DrawTogether();
    if (review.contributions.empty() || (chance_.In(12) && review.contributions.size() < 3)) {
      return Of("RequestContribution",
                StrCat("agency_id: ", AnAgency(),
                       " kind: INFORMATION_REPORT requested_on: ", Today(), " due_on: ", Later()));
    }
    for (const auto& [id, contribution] : review.contributions) {
      if (contribution.Settled()) continue;
      return Contribute(id, contribution);
    }
    if (review.AcceptedReport() == nullptr) return Report();
    Conclude(review);
  }

  void OnPlan() {
    const ActionPlan& plan = world_.Plan(plan_);
    if (plan.recommendations.size() < 2 || (plan.recommendations.size() < 5 && chance_.In(12))) {
      return Recommend();
    }
    if (plan.actions.empty() || chance_.In(8)) return Act();
    switch (chance_.Below(8)) {
      case 0:
        return Respond();
      case 1:
        return Link();
      case 2:
        return Change();
      case 3:
        return Close();
      default:
        return Follow();
    }
  }

 private:
  static std::string NthOf(const std::vector<std::string>& names, int which) {
    return names.empty() ? "" : names[static_cast<size_t>(which) % names.size()];
  }
  std::string Today() const { return StrCat("@", absl::FormatCivilTime(world_.Today())); }
  std::string Later() {
    return StrCat("@", absl::FormatCivilTime(world_.Today() + chance_.Below(90)));
  }
  const char* AnAgency() {
    static constexpr const char* kAgencies[] = {"$north-police", "$north-health",
                                                "$north-social_care"};
    return kAgencies[chance_.Below(3)];
  }
  // Sometimes bound to an agency, which is then mostly the one that the command names.
  bool Say(const std::string& command, const std::string& of_agency = {}) {
    const bool bound = !of_agency.empty() && chance_.In(3);
    if (bound) world_.ActFor(chance_.In(4) ? AnAgency() : of_agency);
    const bool taken = world_.Try(command, kBoard);
    world_.ActFor("");
    return taken;
  }
  void Of(const std::string& command, const std::string& fields, const std::string& agency = {}) {
    Say(StrCat(command, " { review_id: ", review_, " ", fields, " }"), agency);
  }
  void In(const std::string& command, const std::string& fields, const std::string& agency = {}) {
    Say(StrCat(command, " { plan_id: ", plan_, " ", fields, " }"), agency);
  }

  // A meeting of the Board today, at which the review is taken by a quorum.
  std::string Sit() {
    const std::string name = world_.NextMeeting();
    const std::string at =
        absl::FormatTime("@%Y-%m-%dT%H:%M", world_.now(), world_.story().london());
    Say(StrCat("ScheduleMeeting { body_id: ",
               chance_.In(8) ? "$north-subgroup" : "$north-full_board", " starts_at: ", at, " }"));
    if (world_.meetings().empty() || world_.meetings().back() != name) return "$nowhere";
    const std::string of = StrCat("{ meeting_id: ", name, " ");
    Say(StrCat("ListCaseReview ", of, "review_id: ", review_, " item_id: ", name, "-1 }"));
    if (!chance_.In(8)) {
      Say(StrCat("RecordAttendance ", of,
                 "kind: SEAT_HOLDER person_id: $north-chair seat_id: "
                 "$north-chair-seat from: ",
                 at, " }"));
    }
    Say(StrCat("EvaluateQuorum ", of, "item_id: ", name, "-1 at: ", at, " }"));
    return name;
  }

  void Contribute(const std::string& id, const workflows::case_review::Contribution& contribution) {
    const std::string of = StrCat("contribution_id: '", id, "' ");
    if (chance_.In(8)) {
      return Of(
          "WaiveContribution",
          StrCat(of, "reason: 'Said.' approver_person_id: $north-chair waived_on: ", Today()));
    }
    if (contribution.nominations.empty()) {
      return Of("NominateAuthor", StrCat(of,
                                         "person_id: $north-author directly_involved: NO "
                                         "line_manager_of_involved: NO gave_advice: NO"));
    }
    const auto* latest = contribution.Latest();
    if (latest == nullptr || latest->returned) {
      return Of("SubmitContribution",
                StrCat(of, "signed_off_by_person_id: $north-officer submitted_on: ", Today()),
                contribution.agency_id);
    }
    if (chance_.In(4)) {
      return Of("ReturnContribution",
                StrCat(of, "defects: 'Said.' returned_on: ", Today(), " new_due_on: ", Later()));
    }
    Of("AcceptContribution",
       StrCat(of, "accepted_by_person_id: $north-acceptor accepted_on: ", Today()));
  }

  void DrawTogether() {
    Of("RequestContribution",
       StrCat("agency_id: $north-health kind: HEALTH_OVERVIEW requested_on: ", Today(),
              " due_on: ", Later()));
  }

  void Report() {
    const CaseReview& review = world_.Review(review_);
    const size_t version = review.drafts.size() + 1;
    const bool drawn_together = std::any_of(
        review.contributions.begin(), review.contributions.end(), [](const auto& contribution) {
          return contribution.second.kind == types::v1::HEALTH_OVERVIEW;
        });
    if (!drawn_together) return DrawTogether();
    if (!review.set_up.panel) {
      Of("ConstituteReviewPanel",
         StrCat("chair_person_id: $north-chair constituted_on: ", Today()));
    }
    Of("DraftOverview", StrCat("author_person_id: $north-reviewer document_sha256: '", kReport,
                               "' drafted_on: ", Today()));
    Of("EndorseOverview", StrCat("version: ", version, " endorsed_on: ", Today()));
    Of("AcceptReport", StrCat("version: ", version, " meeting_id: ", Sit(), " votes_for: 1 ",
                              "accepted_on: ", Today()));
    if (chance_.In(8)) return;
    Of("ApproveExecutiveSummary",
       StrCat("version: ", version, " document_sha256: '", kReport,
              "' approver_person_id: $north-chair read_for_names_by_person_id: $north-officer "
              "approved_on: ",
              Today()));
  }

  void Conclude(const CaseReview& review) {
    if (workflows::case_review::IsPublicationSettled(review)) {
      if (!chance_.In(3)) return OnPlan();
      return Of("ReopenCaseReview", StrCat("trigger: 'Said.' scope: 'Said.' authority: 'The chair' "
                                           "reopened_on: ",
                                           Today()));
    }
    if (chance_.In(5)) {
      return Of("DecideNonPublication",
                StrCat("reasons: 'Said.' decider_person_id: $north-chair decided_on: ", Today()));
    }
    if (!review.planned && !chance_.In(6)) {
      Of("PlanPublication", StrCat("planned_on: ", Today(), " publish_on: @",
                                   absl::FormatCivilTime(world_.Today() + kUntilPublished)));
      for (const char* recipient :
           {"ofsted", "department_for_education", "national_panel", "secretary_of_state"}) {
        Of("SendAdvanceCopy", StrCat("recipient: '", recipient, "' sent_on: ", Today()));
      }
      world_.AdvanceDays(kUntilPublished + chance_.Below(3));
    }
    Of("PublishReport",
       StrCat("form: FULL_OVERVIEW document_sha256: '", kReport, "' published_on: ", Today()));
  }

  std::string ARecommendation() {
    const auto& known = world_.Plan(plan_).recommendations;
    auto found = known.begin();
    std::advance(found, chance_.Below(static_cast<int>(known.size())));
    return found->first;
  }
  const Action& AnAction() {
    const auto& known = world_.Plan(plan_).actions;
    auto found = known.begin();
    std::advance(found, chance_.Below(static_cast<int>(known.size())));
    return found->second;
  }

  void Recommend() {
    In("MakeRecommendation", StrCat("number: '", world_.Plan(plan_).recommendations.size() + 1,
                                    "' text: 'Said.' source: FROM_OVERVIEW agency_ids: ",
                                    AnAgency(), " made_on: ", Today()));
    const bool answered = chance_.In(2);
    if (answered && !world_.Plan(plan_).recommendations.empty()) Respond();
  }

  void Respond() {
    const char* agency = AnAgency();
    In("RespondToRecommendation",
       StrCat("recommendation_id: '", ARecommendation(), "' agency_id: ", agency, " responded_on: ",
              Today(), " response: ", chance_.In(4) ? "REJECTED reason: 'Said.'" : "ACCEPTED"),
       agency);
  }

  void Act() {
    In("CreateAction",
       StrCat("recommendation_ids: '", ARecommendation(), "' owner_agency_id: ", AnAgency(),
              " lead_role: 'Lead' text: 'Said.' measure: 'Said.' due_on: ", Later(),
              " created_on: ", Today()));
  }

  void Link() {
    const std::string elsewhere = chance_.Of(world_.plans());
    const bool here = elsewhere == plan_ || world_.Plan(elsewhere).actions.empty();
    const auto& actions = world_.Plan(here ? plan_ : elsewhere).actions;
    In("LinkAction",
       StrCat("recommendation_id: '", ARecommendation(), "' reason: 'Said.' linked_on: ", Today(),
              " action_id: '", actions.begin()->first, "'",
              here ? "" : StrCat(" earlier_plan_id: ", elsewhere)));
  }

  void Change() {
    const Action& action = AnAction();
    const std::string of = StrCat("action_id: '", action.record.action_id(), "' ");
    switch (chance_.Below(4)) {
      case 0:
        return In("ReassignAction", StrCat(of, "to_agency_id: ", AnAgency(), " lead_role: 'Lead' ",
                                           "basis: 'Said.' reassigned_on: ", Today()));
      case 1:
        return In("ReplaceActions",
                  StrCat("action_ids: '", action.record.action_id(), "' reason: 'Said.' ",
                         "replaced_on: ", Today(), " by { owner_agency_id: ", AnAgency(),
                         " lead_role: 'Lead' text: 'Said.' }",
                         chance_.In(2) ? StrCat(" by { owner_agency_id: ", AnAgency(),
                                                " lead_role: 'Lead' text: 'Said.' }")
                                       : ""));
      case 2:
        return In("PlanImpactReview", StrCat(of, "planned_on: ", Today(), " review_on: ", Later()));
      default:
        return In("ReopenAction", StrCat(of, "reason: 'Said.' reopened_on: ", Today()));
    }
  }

  // What comes next in an action: evidence, the declaration, the verification, its impact.
  void Follow() {
    const Action& action = AnAction();
    const std::string of = StrCat("action_id: '", action.record.action_id(), "' ");
    const std::string owner = chance_.In(8) ? AnAgency() : action.owner_agency_id;
    const std::string by = StrCat("by_agency_id: '", world_.Id(owner), "' ");
    if (!action.HasFreshEvidence() && !chance_.In(4)) {
      return In("SubmitEvidence", StrCat(of, by, "description: 'Said.' submitted_on: ", Today()),
                owner);
    }
    if (!action.evidence.empty() && chance_.In(8)) {
      return In("RejectEvidence", StrCat("evidence_id: '", action.evidence.begin()->first,
                                         "' reason: 'Said.' rejected_on: ", Today()));
    }
    if (action.IsOpen() && !chance_.In(4)) {
      return In("DeclareActionComplete", StrCat(of, by, "declared_on: ", Today()), owner);
    }
    if (action.status == types::v1::VERIFIED && action.impact_review_pending) {
      return In("EvaluateImpact", StrCat(of, "evaluator_agency_id: ",
                                         chance_.In(4) ? AnAgency() : "$north-social_care",
                                         " evaluator_person_id: $north-acceptor result: ",
                                         chance_.In(2) ? "NO_EFFECT_SHOWN" : "EFFECT_SHOWN",
                                         " finding: 'Said.' ", "evaluated_on: ", Today()));
    }
    const char* verifier = chance_.In(8) ? AnAgency() : "$north-social_care";
    std::string evidence;
    for (const auto& [id, piece] : action.evidence) {
      if (chance_.In(3)) continue;
      absl::StrAppend(&evidence, "evidence_ids: '", id, "' ");
    }
    In("VerifyAction",
       StrCat(of, "verifier_agency_id: ", verifier,
              " verifier_person_id: $north-acceptor effect_seen: 'Said.' ", evidence,
              "verified_on: ", Today()),
       verifier);
  }

  // Mostly all that has to be done before a plan can be closed.
  void WindUp() {
    if (!workflows::case_review::IsPublicationSettled(world_.Review(review_))) {
      Of("AbandonReview", StrCat("reason: 'Said.' authority: 'The chair' abandoned_on: ", Today()));
    }
    std::vector<std::string> open, unanswered;
    for (const auto& [id, recommendation] : world_.Plan(plan_).recommendations) {
      if (!recommendation.closed) open.push_back(id);
      if (recommendation.answers.empty()) unanswered.push_back(id);
    }
    for (const std::string& id : unanswered) {
      if (chance_.In(6)) continue;
      In("RespondToRecommendation", StrCat("recommendation_id: '", id, "' agency_id: ", AnAgency(),
                                           " response: ACCEPTED responded_on: ", Today()));
    }
    for (const std::string& id : open) {
      if (chance_.In(6)) continue;
      In("CloseRecommendation", StrCat("recommendation_id: '", id,
                                       "' outcome: OVERTAKEN reason: 'Said.' residual_risk: "
                                       "'Said.' meeting_id: ",
                                       Sit(), " closed_on: ", Today()));
    }
  }

  void Close() {
    if (chance_.In(4)) {
      if (chance_.In(3)) WindUp();
      return In("ClosePlan",
                StrCat("review_id: ", review_, " meeting_id: ", Sit(), " closed_on: ", Today()));
    }
    static constexpr const char* kOutcomes[] = {"EFFECT_VERIFIED", "EFFECT_VERIFIED",
                                                "SUPERSEDED_BY_ANOTHER", "OVERTAKEN",
                                                "EFFECT_NOT_MEASURABLE"};
    const std::string outcome = kOutcomes[chance_.Below(5)];
    std::string fields = StrCat("recommendation_id: '", ARecommendation(), "' outcome: ", outcome,
                                " closed_on: ", Today());
    if (outcome == "SUPERSEDED_BY_ANOTHER" && chance_.In(2)) {
      absl::StrAppend(&fields, " superseded_by_recommendation_id: '", ARecommendation(), "'");
    } else if (outcome != "EFFECT_VERIFIED") {
      if (!chance_.In(4)) absl::StrAppend(&fields, " reason: 'Said.'");
      if (!chance_.In(4)) absl::StrAppend(&fields, " residual_risk: 'Said.'");
      if (!chance_.In(4)) absl::StrAppend(&fields, " meeting_id: ", Sit());
    }
    In("CloseRecommendation", fields);
  }

  Chance& chance_;
  World& world_;
  std::string review_;
  std::string plan_;
};

}  // namespace

void SeatReviewers(World& world) {
  std::string told =
      "BodyEstablished { body_id: $north-full_board kind: FULL_BOARD name: 'Board' from: "
      "@2006-04-03 } BodyEstablished { body_id: $north-subgroup kind: CASE_REVIEW_SUBGROUP name: "
      "'Subgroup' from: @2006-04-03 } PersonRegistered { person_id: $north-chair name: 'Chair' } "
      "PersonRegistered { person_id: $north-reviewer name: 'Reviewer' } PersonRegistered { "
      "person_id: $north-officer name: 'Somebody' } SeatCreated { seat_id: "
      "$north-chair-seat body_id: $north-full_board role: CHAIR from: @2006-04-03 } SeatFilled { "
      "seat_id: $north-chair-seat person_id: $north-chair from: @2006-04-03 }";
  for (const char* body : {"full_board", "subgroup"}) {
    absl::StrAppend(&told, "QuorumRulesSet { body_id: $north-", body,
                    " minimum_members: 1 from: @2006-04-03 source: 'Terms.' }");
  }
  for (const auto& [person, agency] :
       {std::pair("author", "health"), std::pair("acceptor", "social_care")}) {
    absl::StrAppend(&told, "PersonRegistered { person_id: $north-", person,
                    " name: 'Somebody' agency_id: $north-", agency, " }");
  }
  world.Given("$north", told);
}

void DoOfReviews(const Step& step, World& world) {
  Chance chance(step.seed);
  world.AdvanceDays(step.days);
  if (world.plans().size() < 2) {
    if (world.reviews().empty()) SeatReviewers(world);
    return Coordinator(step, chance, world).Refer();
  }
  if (step.deed == Deed::kAnyOfPlans) return DoAnyOfPlans(chance, world);
  Coordinator coordinator(step, chance, world);
  if (step.deed == Deed::kReview) return coordinator.GoOn();
  coordinator.OnPlan();
}

}  // namespace candour::tests
