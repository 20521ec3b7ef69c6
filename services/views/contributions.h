// What agencies contribute to case reviews, and whether a report may rest on it.
#pragma once

#include <string>
#include <vector>

#include "candour/views/v1/rows.pb.h"
#include "services/views/answers.h"

namespace candour::views {

// The contributions of a row: what was accepted from an author whom the guidance of the review
// holds not to be independent, or of whom that is not known, is not settled.
std::vector<v1::CaseRow::Contribution> ContributionsOf(const v1::CaseRow& row, const Asked& asked);

// Why the acceptance of the report does not count, or what it rests on stands no longer; as the
// publication of the report would be refused. Blank: neither.
std::string WhyAcceptanceWaits(const v1::CaseRow& row,
                               const std::vector<v1::CaseRow::Contribution>& contributions,
                               const Asked& asked);

}  // namespace candour::views
