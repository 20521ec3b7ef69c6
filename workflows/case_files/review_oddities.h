// What is odd about decisions of a case review, seen from what became of them.
#pragma once

#include <vector>

#include "absl/time/time.h"
#include "candour/types/v1/case_file.pb.h"
#include "workflows/board/board.h"
#include "workflows/case_review/case_review.h"

namespace candour::workflows::case_files {

// Adds to the decisions of a review: that a contribution the report rests on was replaced or is in
// doubt, that what they let out was public while an embargo stood, that the review was closed on a
// report judged inadequate.
void NoteReviewOddities(const case_review::CaseReview& review, const board::Board& board,
                        const absl::TimeZone& london,
                        std::vector<types::v1::DecisionAnswer>& decisions);

}  // namespace candour::workflows::case_files
