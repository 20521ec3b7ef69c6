// Who leads a review, who oversees and writes it, and whether it goes on.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "candour/events/v1/incident.pb.h"
#include "candour/events/v1/review_set_up.pb.h"

namespace candour::workflows::case_review {

struct Leading {
  std::vector<events::v1::LeadAreaAgreed> areas;  // the last one stands
  std::vector<events::v1::ReviewLeadTransferred> transfers;
  std::vector<events::v1::ContributorBoardJoined> contributors;
  std::optional<events::v1::ReviewPanelConstituted> panel;  // as it sits now
  std::vector<events::v1::ReviewerAppointed> reviewers;     // those not removed
  std::optional<events::v1::ReviewAbandoned> abandoned;     // until it is taken up again
  std::optional<events::v1::ReviewCombined> combined;       // with another, where the work goes on
  std::vector<std::string> taken_in;                        // reviews whose work goes on here
  std::vector<std::string> split_into;                      // reviews of their own by now
  std::string split_from;                                   // blank: it never was part of another
  std::vector<events::v1::CaseReviewReopened> reopenings;
  bool open_again = false;  // taken up again, and not concluded since

  bool Sits(const std::string& person_id) const;
};

}  // namespace candour::workflows::case_review
