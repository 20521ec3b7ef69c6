// A decision on a review, and a reversal of it.
#pragma once

#include <string>

#include "tests/support/case_review_stories.h"
#include "workflows/case_review/case_review.h"

namespace candour::workflows::case_review {

inline std::string Decision(const std::string& changes) {
  return R"(DecideOnReview {
    review_id: $review decision_id: $decision reasons: 'Agencies knew of the family.'
    decider_person_id: $chair option: SERIOUS_CASE_REVIEW
    criteria_met: CHILD_SERIOUSLY_HARMED facts_as_of: @2010-03-20 decided_on: @2010-03-22 )" +
         changes + "}";
}

inline std::string Reversal(const std::string& changes) {
  return R"(ReverseDecision {
    review_id: $review decision_id: $second prior_decision_id: $decision
    option: SERIOUS_CASE_REVIEW decider_person_id: $new_chair criteria_met: CHILD_DIED
    new_evidence: 'The post-mortem examination shows abuse.' reasons: 'It was no accident.'
    evidence_on: @2010-10 facts_as_of: @2010-11-02 decided_on: @2010-11-03 )" +
         changes + "}";
}

// How a clock of the review stands, by its name in the guidance; of one that restarts, the last.
inline types::v1::ClockAnswer::Status Clock(testing::Story& story, const std::string& kind) {
  types::v1::ClockAnswer::Status status = types::v1::ClockAnswer::STATUS_UNSPECIFIED;
  for (const types::v1::ClockAnswer& clock : story.Clocks<CaseReview>("$review")) {
    if (clock.kind() == kind) status = clock.status();
  }
  return status;
}

}  // namespace candour::workflows::case_review
