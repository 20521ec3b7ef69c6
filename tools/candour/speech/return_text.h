// Sheets, yearly tables and what became of them, written out for people.
#pragma once

#include <string>

#include "candour/audit/v1/national_return.pb.h"

namespace candour::cli {

// The sheet line by line, what was sent of it, and what is owed.
std::string SubmissionText(const audit::v1::Submission& submission);

// The table, and the versions that were frozen.
std::string ReturnText(const audit::v1::Return& yearly);

// A frozen table beside today's, and the cases that make the difference.
std::string ComparisonText(const audit::v1::ReturnComparison& comparison);

}  // namespace candour::cli
