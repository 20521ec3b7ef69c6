// Copies of a report that go ahead of its publication, where the guidance asks for them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "candour/types/v1/case_file.pb.h"
#include "candour/types/v1/edition.pb.h"
#include "candour/types/v1/rejection.pb.h"
#include "workflows/board/board.h"
#include "workflows/case_review/case_review.h"

namespace candour::workflows::case_review {

// Whether a copy is of the report as it is: of that version, and with a content of it that was
// accepted or approved to go out. One that says nothing of it is taken to be.
bool IsOfReport(const CaseReview& review, const OverviewDraft& report,
                const events::v1::AdvanceCopySent& copy);

// The same of a content hash alone, which may be blank.
bool IsContentOf(const CaseReview& review, const OverviewDraft& report, const std::string& sha256);

// A version came to be accepted. Copies that say they were of another serve it no longer, and what
// the clocks were told of them is taken back.
void CopiesMayBeOfAnother(CaseReview& review, const OverviewDraft& report);

// Who holds a copy that went ahead, each by the last one they had, while no overview report is up:
// publication was put off, forbidden or decided against, or the report was taken down.
std::vector<types::v1::CopyHeld> CopiesHeld(const CaseReview& review, const board::Board& board);

// ADVANCE_COPY_OWED unless those the guidance names can still have, or already had, the report in
// time for a publication on `publish_on` that is planned on `planned_on`.
std::optional<types::v1::Rejection> UnlessNoticeLeft(
    const CaseReview& review, const types::v1::ReviewKind& kind, const board::Board& board,
    absl::CivilDay planned_on, const types::v1::Date& publish_on, const Context& context);

// ADVANCE_COPY_OWED unless those it names had the report, as it is published, in time for the
// planned day, and that has come.
std::optional<types::v1::Rejection> UnlessSentAhead(const CaseReview& review,
                                                    const types::v1::ReviewKind& kind,
                                                    const board::Board& board,
                                                    absl::CivilDay published,
                                                    const Context& context);

}  // namespace candour::workflows::case_review
