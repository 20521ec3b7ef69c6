// Who may write an agency's contribution to a review: nobody who had a part in the case.
#pragma once

#include <optional>

#include "absl/time/civil_time.h"
#include "candour/events/v1/case_review.pb.h"
#include "candour/types/v1/rejection.pb.h"
#include "workflows/board/board.h"
#include "workflows/case_review/case_review.h"

namespace candour::workflows::case_review {

// AUTHOR_NOT_INDEPENDENT, about the person, if they were directly involved or managed somebody who
// was; also if they gave professional advice, where the guidance of the case says so. Held against
// them is what they declared when nominated and whatever anybody has declared since. What is not
// known counts against them: independence is shown, not presumed.
//
// Asked when an author is nominated and again of everything that author wrote, so that an
// involvement found out late stops the contribution until another author takes it over.
std::optional<types::v1::Rejection> UnlessIndependent(const CaseReview& review,
                                                      const events::v1::AuthorNominated& nomination,
                                                      const board::Board& board,
                                                      absl::CivilDay today);

}  // namespace candour::workflows::case_review
