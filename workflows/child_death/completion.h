// What the review keeps from its completion on. A part of ChildDeath (child_death.h).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "candour/events/v1/completion.pb.h"

namespace candour::workflows::child_death {

struct Completion {
  absl::CivilDay completed_on;
  std::string decision_id;
  uint64_t position;  // in the log
  std::optional<uint64_t> reopened_position;
};

struct Aftermath {
  std::vector<Completion> completions;  // in order; only the last may stand
  std::vector<events::v1::ReviewReopened> reopenings;
  std::vector<events::v1::CategoryRevised> revisions;
  std::map<std::string, events::v1::OutcomeRecorded> outcomes;
  std::map<std::string, events::v1::RecommendationLinked> recommendations;
  std::map<std::string, events::v1::OnwardReferralDecided> referrals;
  std::map<std::string, events::v1::OnwardReferralAnswered> answers;  // by referral
  std::vector<events::v1::OutcomeSentOn> sent_on;
};

// The year of a return, named by the 31 March on which it ends, that a completion belongs to. The
// day of the death has no part in it.
int ReturnYearOf(absl::CivilDay completed_on);

// The completion that a return for `year` counts if it knows the log up to `position`: what was
// known then decides, so that neither a reopening nor a later completion changes it. Null: none.
const Completion* CompletionIn(const Aftermath& aftermath, int year, uint64_t position);

}  // namespace candour::workflows::child_death
