// What was done with what a review taught, and what it cost.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "candour/events/v1/learning.pb.h"

namespace candour::workflows::case_review {

struct LearningEvent {
  events::v1::LearningEventHeld record;
  std::optional<events::v1::LearningEventEvaluated> evaluated;
};

struct LearningDrawn {
  std::map<std::string, LearningEvent> events;
  std::vector<events::v1::LearningBriefIssued> briefs;
  std::map<std::string, events::v1::ReviewCostRecorded> costs;

  uint64_t CostInPence() const {
    uint64_t pence = 0;
    for (const auto& [id, cost] : costs) pence += cost.pence();
    return pence;
  }
};

}  // namespace candour::workflows::case_review
