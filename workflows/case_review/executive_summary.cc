#include "workflows/case_review/executive_summary.h"

#include "absl/strings/str_cat.h"
#include "workflows/decision.h"
#include "workflows/words.h"

namespace candour::workflows::case_review {

std::optional<types::v1::Rejection> UnlessSummedUp(const CaseReview& review,
                                                   const OverviewDraft& report,
                                                   const types::v1::ReviewKind& kind,
                                                   const board::Board& board, absl::CivilDay day,
                                                   const std::string& to) {
  const auto conduct = board.editions.ConductFor({review.ReferredOn(), day, board.id});
  const bool required =
      kind.rests_on_criterion() && conduct.ok() && (*conduct)->executive_summary().required();
  if (!required) return std::nullopt;
  for (const events::v1::ExecutiveSummaryApproved& summary : review.writing.summaries) {
    if (summary.version() == report.record.version()) return std::nullopt;
  }
  return Refuse(types::v1::WRONG_STAGE,
                absl::StrCat("No executive summary of version ", report.record.version(),
                             " of the report was approved, and without one it is not ", to,
                             ". Have the summary approved first."),
                CitationOf((*conduct)->executive_summary().source()), {review.id});
}

}  // namespace candour::workflows::case_review
