// A case, its clocks and its decisions, written out for people.
#pragma once

#include <string>

#include "candour/types/v1/case_file.pb.h"
#include "candour/types/v1/clock_answer.pb.h"
#include "google/protobuf/repeated_ptr_field.h"

namespace candour::cli {

using Clocks = google::protobuf::RepeatedPtrField<types::v1::ClockAnswer>;

// One row a clock; with `explained`, below the table the whole account of each.
std::string ClocksText(const Clocks& clocks, bool explained);

std::string DecisionText(const types::v1::DecisionAnswer& decision);

std::string CaseText(const types::v1::CaseFile& file);

// The learning briefs of a review, without its reference or anything else of the case; blank if
// none was issued.
std::string BriefsText(const types::v1::CaseFile& file);

std::string DifferenceText(const types::v1::CaseDifference& difference);

}  // namespace candour::cli
