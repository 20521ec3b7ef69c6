// What the review keeps of the response to a death beside the rapid response itself. A part of
// ChildDeath (child_death.h).
#pragma once

#include <optional>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "candour/events/v1/rapid_response.pb.h"
#include "candour/events/v1/response.pb.h"

namespace candour::workflows::child_death {

struct JointResponse {
  std::optional<events::v1::JointResponseDecided> decided;  // the last decision
  bool meeting_scheduled = false;                           // and not held yet
  std::vector<events::v1::ReviewMeetingHeld> review_meetings;
  std::vector<events::v1::DraftAnalysisProduced> drafts;
  // Told before any response was started.
  std::vector<absl::Time> visits_before;
  std::vector<events::v1::CaseDiscussionHeld> discussions_before;

  // Decided for a death that is no panel's: an unattended stillbirth.
  bool CalledForAlone() const { return decided && decided->required() && decided->response_only(); }
};

}  // namespace candour::workflows::child_death
