// What the guidance asks of the executive summary of a report.
#pragma once

#include <optional>
#include <string>

#include "absl/time/civil_time.h"
#include "candour/types/v1/edition.pb.h"
#include "candour/types/v1/rejection.pb.h"
#include "workflows/board/board.h"
#include "workflows/case_review/case_review.h"

namespace candour::workflows::case_review {

// WRONG_STAGE unless the executive summary of this version was approved, where the guidance of the
// case asks for one of a review of this kind; `to` says what for: "published".
std::optional<types::v1::Rejection> UnlessSummedUp(const CaseReview& review,
                                                   const OverviewDraft& report,
                                                   const types::v1::ReviewKind& kind,
                                                   const board::Board& board, absl::CivilDay day,
                                                   const std::string& to);

}  // namespace candour::workflows::case_review
