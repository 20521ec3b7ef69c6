// What the rules of publication ask alike.
#pragma once

#include <optional>
#include <string>

#include "workflows/case_review/case_review.h"
#include "workflows/case_review/parts.h"
#include "workflows/document/document.h"

namespace candour::workflows::case_review {

// Of a trial, an inquest or an order of a court.
inline constexpr char kEmbargoSource[] =
    "SCIE and NSPCC, quality markers for serious case reviews: no process takes precedence by "
    "itself, and the orders of judges bind";

// A version that was read, of a document that belongs to the review. CONTRADICTORY,
// or as document::UnlessReadable.
std::optional<types::v1::Rejection> UnlessPaperOf(const CaseReview& review,
                                                  const document::Document& document,
                                                  uint32_t version);

// ALREADY_DONE if a decision on publication has this id.
std::optional<types::v1::Rejection> UnlessNewDecision(const CaseReview& review,
                                                      const std::string& decision_id);

}  // namespace candour::workflows::case_review
