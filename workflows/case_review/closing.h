// The end of a review: only when all of it hangs together. A part of CaseReview (case_review.h).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "candour/events/v1/review_set_up.pb.h"
#include "workflows/board/board.h"
#include "workflows/context.h"

namespace candour::workflows::case_review {

struct CaseReview;

struct Closing {
  struct Plan {
    std::optional<absl::CivilDay> closed_on;  // none: it is open
  };
  std::map<std::string, Plan> plans;               // that carry the review out, by id
  std::optional<events::v1::ReviewClosed> closed;  // until something opens it again
  bool opened_below = false;  // it was closed, and a plan of it has been open again since
};

// One thing that stands against closing: in a sentence with the way out, and whose id it is.
struct LeftOpen {
  std::string sentence;
  std::string about;
};

// Whatever of the review has to be done before it can be closed: its publication, its
// contributions, plans, holds, advice, disclosures and clocks. Empty: nothing is left.
std::vector<LeftOpen> AgainstClosing(const CaseReview& review, const board::Board& board,
                                     const Context& context);

}  // namespace candour::workflows::case_review
