// The folded state of a case review, in words.
#pragma once

#include <string>

#include "workflows/case_review/case_review.h"

namespace candour::tests {

std::string ReviewWords(const workflows::case_review::CaseReview& review);

}  // namespace candour::tests
