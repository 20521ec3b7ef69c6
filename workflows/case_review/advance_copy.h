// Copies of a report that go ahead of its publication, where the guidance asks for them.
#pragma once

#include <optional>

#include "absl/time/civil_time.h"
#include "candour/types/v1/edition.pb.h"
#include "candour/types/v1/rejection.pb.h"
#include "workflows/board/board.h"
#include "workflows/case_review/case_review.h"

namespace candour::workflows::case_review {

// ADVANCE_COPY_OWED unless those the guidance names can still have, or already had, the report in
// time for a publication on `publish_on` that is planned on `planned_on`.
std::optional<types::v1::Rejection> UnlessNoticeLeft(
    const CaseReview& review, const types::v1::ReviewKind& kind, const board::Board& board,
    absl::CivilDay planned_on, const types::v1::Date& publish_on, const Context& context);

// ADVANCE_COPY_OWED unless those it names had the report in time for the planned day, and that has
// come.
std::optional<types::v1::Rejection> UnlessSentAhead(const CaseReview& review,
                                                    const types::v1::ReviewKind& kind,
                                                    const board::Board& board,
                                                    absl::CivilDay published,
                                                    const Context& context);

}  // namespace candour::workflows::case_review
