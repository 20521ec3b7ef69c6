// What was recommended, what is done about it, and whether it worked, folded.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "candour/events/v1/action_plan.pb.h"
#include "workflows/aggregate.h"
#include "workflows/context.h"
#include "workflows/table.h"

namespace candour::workflows::action_plan {

struct Evidence {
  events::v1::EvidenceSubmitted record;
  // From before the action was re-opened: it was not enough then, and proves nothing alone now.
  bool outdated = false;
};

struct Action {
  events::v1::ActionCreated record;
  absl::CivilDay due_on;  // as revised
  types::v1::ActionStatus status = types::v1::NOT_STARTED;
  std::vector<events::v1::ProgressReported> progress;
  std::map<std::string, Evidence> evidence;
  std::vector<events::v1::ActionDeclaredComplete> declarations;
  std::vector<events::v1::ActionVerified> verifications;
  std::vector<events::v1::ActionReopened> reopenings;
  std::vector<events::v1::ActionDueDateRevised> revisions;
  std::vector<events::v1::ImpactReviewPlanned> impact_reviews;
  std::vector<events::v1::ImpactEvaluated> evaluations;
  bool impact_review_pending = false;  // the last one planned is still to be made

  bool Answers(const std::string& recommendation_id) const;
  bool HasFreshEvidence() const;
  // The day of the act that brought it to where it is: created, or last re-opened.
  absl::CivilDay BegunOn() const;
};

struct Recommendation {
  events::v1::RecommendationMade record;
  std::vector<events::v1::RecommendationClosed> closings;
  std::vector<events::v1::RecommendationReopened> reopenings;
  bool closed = false;
};

struct ActionPlan : Aggregate {
  static constexpr types::v1::Aggregate kKind = types::v1::ACTION_PLAN;

  std::string board_id;  // in whose name it was opened
  events::v1::ActionPlanOpened opened;
  std::map<std::string, Recommendation> recommendations;
  std::map<std::string, Action> actions;

  // Blank unless the plan carries out one review.
  std::string ReviewId() const;
  // Ids of the actions that answer a recommendation.
  std::vector<std::string> ActionsFor(const std::string& recommendation_id) const;

  std::optional<StreamRef> PartOf() const override;
};

void Register(WorkflowTable& table);

}  // namespace candour::workflows::action_plan
