// What changed in a case between two accounts of it.
#pragma once

#include "candour/types/v1/case_file.pb.h"

namespace candour::workflows::case_files {

// Both are of the same case. A fact recorded again with the same words has not changed; a clock has
// if its status or its due day has.
types::v1::CaseDifference DifferenceOf(const types::v1::CaseFile& before,
                                       const types::v1::CaseFile& after);

}  // namespace candour::workflows::case_files
