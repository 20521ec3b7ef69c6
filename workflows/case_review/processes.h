// What runs beside a case review, and which of its steps wait for it. None takes precedence by
// itself: a hold says what waits, for what, on whose authority, and when to look again. A part of
// CaseReview (case_review.h).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "candour/events/v1/review_processes.pb.h"
#include "candour/types/v1/rejection.pb.h"
#include "workflows/course.h"

namespace candour::workflows::case_review {

struct CaseReview;

struct LinkedProcess {
  events::v1::ParallelProcessLinked record;
  Course course;
  std::vector<events::v1::ParallelProcessDateRevised> put_off;  // the last one stands
  std::optional<events::v1::ParallelProcessConcluded> concluded;

  // Whose end is awaited, in words: "criminal proceedings, Crown court".
  std::string Name() const;
  // Null if no day is known.
  const types::v1::Date* ExpectedOn() const;
};

struct StepHold {
  events::v1::ReviewStepHeld record;
  std::vector<events::v1::ReviewHoldLookedAt> looks;  // the last one stands
  std::optional<events::v1::ReviewStepReleased> released;

  bool Holds(types::v1::ReviewStep step) const;
  const types::v1::Date& LookAgainOn() const;
};

struct RunningBeside {
  std::map<std::string, LinkedProcess> processes;
  std::map<std::string, StepHold> holds;

  // What a hold waits for, and that it is to be released once that has ended.
  std::string WordsOf(const StepHold& hold) const;
};

// BLOCKED_BY_HOLD, naming the process and whether it has ended, while a hold on the step stands
// that was placed by the day on which the step is taken.
std::optional<types::v1::Rejection> UnlessHeld(const CaseReview& review, types::v1::ReviewStep step,
                                               const types::v1::Date& on);

}  // namespace candour::workflows::case_review
