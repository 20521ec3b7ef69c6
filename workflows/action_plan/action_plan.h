// What was recommended, what is done about it, and whether it worked, folded.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/civil_time.h"
#include "candour/events/v1/action_plan.pb.h"
#include "candour/events/v1/plan_follow_up.pb.h"
#include "candour/types/v1/action_plan.pb.h"
#include "workflows/aggregate.h"
#include "workflows/consistent.h"
#include "workflows/context.h"
#include "workflows/table.h"

namespace candour::workflows::action_plan {

struct Evidence {
  events::v1::EvidenceSubmitted record;
  // From before the action was re-opened: it was not enough then, and proves nothing alone now.
  bool outdated = false;
  std::string rejected_because;  // blank: it was not

  bool Stands() const { return !outdated && rejected_because.empty(); }
};

// One report of progress, and what became of it where it was asked for before a meeting.
struct Progress {
  events::v1::ProgressReported record;
  std::optional<events::v1::UpdateAccepted> accepted;
  std::optional<events::v1::UpdateReturned> returned;
};

// The written update an agency owes on an action, as last asked for.
struct Update {
  types::v1::UpdateState state{};
  std::string meeting_id;
  types::v1::Date due_on;
};

struct Action {
  events::v1::ActionCreated record;
  uint64_t position = 0;                  // in the story: actions have no number but their order
  std::string owner_agency_id;            // now
  std::string lead_role;                  // now
  std::set<std::string> owned_before_by;  // agencies: of those it took the place of
  std::optional<absl::CivilDay> due_on;   // as revised; none: on no day, as its record says
  // As first agreed: of one that took the place of others the earliest of theirs.
  std::optional<absl::CivilDay> first_due_on;
  std::vector<std::string> also_answers;  // recommendations, beside those it was created for
  std::vector<std::string> replaced_by;   // of a superseded one
  types::v1::ActionStatus status = types::v1::NOT_STARTED;
  std::vector<Progress> progress;  // by the days it was reported on
  Update update;
  uint32_t updates_written_late = 0;
  std::map<std::string, Evidence> evidence;
  std::vector<events::v1::ActionDeclaredComplete> declarations;
  std::vector<events::v1::ActionVerified> verifications;
  std::vector<events::v1::ActionReopened> reopenings;
  std::vector<events::v1::ActionDueDateRevised> revisions;
  std::vector<events::v1::ActionReassigned> reassignments;
  std::vector<events::v1::ActionJudged> judgements;  // by their days; the last one stands
  std::vector<events::v1::ImpactReviewPlanned> impact_reviews;
  std::vector<events::v1::ImpactEvaluated> evaluations;
  bool impact_review_pending = false;  // the last one planned is still to be made
  bool no_effect_found = false;        // by the last one made, and nothing was done on it since
  // What it met in other plans, as plan and recommendation; nothing once it was re-opened.
  std::set<std::pair<std::string, std::string>> counted_in;
  std::vector<events::v1::ActionCountedElsewhere> counted;  // the same, and those from before

  bool Answers(const std::string& recommendation_id) const;
  // The recommendations it answers, by id.
  std::set<std::string> Answered() const;
  bool HasFreshEvidence() const;
  // Why there is none, as a sentence.
  std::string WhyUnproven() const;
  // Neither declared complete, verified nor superseded.
  bool IsOpen() const;
  // It counts for nothing any more: others took its place, or it ended with what it answers.
  bool IsSuperseded() const { return status == types::v1::SUPERSEDED; }
  // The Board closed all it answers for another reason than that it worked. Nothing took its
  // place, so that it can be re-opened.
  bool HasEnded() const { return IsSuperseded() && replaced_by.empty(); }
  // Of its written updates those after their day, or owed past it.
  uint32_t LateUpdates(absl::CivilDay today) const;
  // What it counts for in other plans, or did until it was re-opened, a sentence each.
  std::vector<std::string> Elsewhere() const;
  // Now and before, in no order.
  std::vector<std::string> Owners() const;
  bool WasOwnedBy(const std::string& agency_id) const;
  // Whether it was verified on that day and not re-opened since, by that day.
  bool WasVerifiedOn(absl::CivilDay day) const;
  // The day of the act that brought it to where it is: created, or last re-opened.
  absl::CivilDay BegunOn() const;
  // When something was last heard of it.
  absl::CivilDay LastNewsOn() const;
};

struct Recommendation {
  events::v1::RecommendationMade record;
  std::vector<events::v1::RecommendationClosed> closings;
  std::vector<events::v1::RecommendationReopened> reopenings;
  std::string text;  // as reworded
  std::optional<absl::CivilDay> reworded_on;
  std::vector<std::string> themes;
  // By their days; of an agency its last one stands.
  std::vector<events::v1::RecommendationResponded> answers;
  std::vector<events::v1::ActionLinked> met_by;   // actions of other plans that are verified there
  std::vector<std::string> met_no_longer;         // by which of them, a sentence each
  std::vector<types::v1::SmartFailure> failures;  // of its wording, when last checked
  bool closed = false;

  // Null if it has not answered.
  const events::v1::RecommendationResponded* LastAnswerOf(const std::string& agency_id) const;
};

struct ActionPlan : Aggregate, Consistent {
  static constexpr types::v1::Aggregate kKind = types::v1::ACTION_PLAN;

  events::v1::ActionPlanOpened opened;
  std::map<std::string, Recommendation> recommendations;
  std::map<std::string, Action> actions;
  std::optional<types::v1::RagRules> rag_rules;  // none: those that are shipped
  std::vector<events::v1::PlanReported> reports;
  std::vector<events::v1::PlanRowImported> imports;
  std::optional<events::v1::PlanClosed> closed;

  // Blank unless the plan carries out one review.
  std::string ReviewId() const;
  // Ids of the actions that answer a recommendation.
  std::vector<std::string> ActionsFor(const std::string& recommendation_id) const;
  // Something it answers is still open.
  bool IsNeeded(const Action& action) const;
  // The action a report of progress is about; null if there is no such report.
  const Action* ReportedIn(const std::string& progress_id) const;

  std::vector<Contradiction> Contradictions() const override;
  std::optional<StreamRef> PartOf() const override;
  // Also the plans whose recommendations its actions met.
  std::vector<StreamRef> Beside() const override;
};

// By which the numbers of recommendations are put in order: digits count as numbers, and "2.10"
// comes after "2.9".
std::string NumberKey(const std::string& number);

void Register(WorkflowTable& table);

}  // namespace candour::workflows::action_plan
