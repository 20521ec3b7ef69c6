// Stories of one action plan, `$plan`, told up to where a test takes over.
#pragma once

#include <string>

#include "tests/support/case_review_stories.h"

namespace candour::workflows::action_plan {

// A command changed in some fields, and the reason it is refused for; blank: it is taken.
struct Row {
  const char* name;
  std::string changes;
  const char* reason;
};

// Opened for $review on 3 September 2010, with recommendation $r1 (two actions, of health and of
// social care) and $r2 (none).
inline testing::Story Planned() {
  testing::Story story = testing::Accepted();
  story.On("2010-09-10").Do(R"(
    OpenActionPlan { plan_id: $plan title: 'SCR/2010/1' review_id: $review opened_on: @2010-09-03 }
    MakeRecommendation {
      plan_id: $plan recommendation_id: $r1 number: '1' text: 'Share what is known.'
      source: FROM_OVERVIEW agency_ids: $health made_on: @2010-09-02
    }
    MakeRecommendation {
      plan_id: $plan recommendation_id: $r2 number: '2' text: 'Ask the minister.'
      source: FROM_OVERVIEW made_on: @2010-09-02
    }
    CreateAction {
      plan_id: $plan action_id: $train recommendation_ids: $r1 owner_agency_id: $health
      lead_role: 'named nurse' text: 'Train staff' due_on: @2010-12-31
      measure: 'Children are referred earlier.' created_on: @2010-09-10
    }
    CreateAction {
      plan_id: $plan action_id: $audit recommendation_ids: $r1 owner_agency_id: $social_care
      lead_role: 'head of service' text: 'Audit files' due_on: @2010-12-31
      measure: 'No referral is lost.' created_on: @2010-09-10
    })");
  return story;
}

inline std::string Declaration(const std::string& action, const std::string& agency) {
  return "DeclareActionComplete { plan_id: $plan declared_on: @2010-12-01 action_id: " + action +
         " by_agency_id: " + agency + " }";
}

inline std::string Evidence(const std::string& id, const std::string& action,
                            const std::string& day) {
  return "SubmitEvidence { plan_id: $plan description: 'Certificates' by_agency_id: $health "
         "evidence_id: " +
         id + " action_id: " + action + " submitted_on: @" + day + " }";
}

inline std::string Verification(const std::string& changes) {
  return R"(VerifyAction {
    plan_id: $plan action_id: $train verifier_agency_id: $police verifier_person_id: $inspector
    effect_seen: 'Referrals come a week earlier.' verified_on: @2011-01-10 )" +
         changes + "}";
}

inline std::string Reopening(const std::string& changes) {
  return R"(ReopenAction {
    plan_id: $plan action_id: $train reason: 'Practice is as before.' reopened_on: @2011-03-01 )" +
         changes + "}";
}

inline std::string Closing(const std::string& changes) {
  return R"(CloseRecommendation {
    plan_id: $plan recommendation_id: $r1 outcome: EFFECT_VERIFIED closed_on: @2011-02-01 )" +
         changes + "}";
}

// Both actions of $r1 declared, evidenced and verified; $r1 closed on 1 February 2011.
inline testing::Story Closed() {
  testing::Story story = Planned();
  story.On("2011-02-01");
  story.Do(Declaration("$train", "$health")).Do(Evidence("$e1", "$train", "2010-12-01"));
  story.Do(Declaration("$audit", "$social_care")).Do(Evidence("$e2", "$audit", "2010-12-01"));
  story.Do(Verification("evidence_ids: $e1"));
  story.Do(Verification("action_id: $audit evidence_ids: $e2"));
  story.Do(Closing(""));
  return story;
}

}  // namespace candour::workflows::action_plan
