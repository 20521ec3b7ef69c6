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
  uint64_t position;                          // in the log
  std::optional<uint64_t> reopened_position;  // by when it was known first
  std::string board_id;                       // that led then: it is in the return of that board
};

struct Aftermath {
  std::vector<Completion> completions;  // in order; only the last may stand
  std::vector<events::v1::ReviewReopened> reopenings;
  uint64_t reopened_place = 0;  // of the last of them, in the story
  // That led when the review was last completed, or the board that succeeded it since. A transfer
  // does not take a completed review out of its return.
  std::string completed_by_board;
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

// A return of a year, and up to where it knows the log.
struct KnownReturn {
  const std::string& board_id;
  int year = 0;
  uint64_t position = 0;
};

// The completion that a return counts: what was known then decides, so that neither a reopening nor
// a transfer nor a later completion changes it. Null: none.
const Completion* CompletionIn(const Aftermath& aftermath, const KnownReturn& known);

}  // namespace candour::workflows::child_death
