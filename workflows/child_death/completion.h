// What the review keeps from its completion on. A part of ChildDeath (child_death.h).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "candour/events/v1/completion.pb.h"

namespace candour::workflows::child_death {

struct Completion {
  absl::CivilDay completed_on;
  std::string decision_id;
  absl::Time recorded_at;  // this and the next as recorded
  std::optional<absl::Time> reopened_at;
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

// The completion that a return for `year` counted if it was frozen at `frozen_at`: what was known
// then decides, so that neither a reopening nor a later completion changes it. Null: none.
const Completion* CompletionIn(const Aftermath& aftermath, int year, absl::Time frozen_at);

}  // namespace candour::workflows::child_death
