// What became of the rows of an imported table, for people.
#pragma once

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "candour/types/v1/import_plan.pb.h"

namespace candour::cli {

// `unrecorded` says, where nothing was recorded, why.
std::string ReportText(
    const types::v1::ImportReport& report,
    const std::string& unrecorded = "this was a trial. Add --record to take them");

size_t RefusedIn(const types::v1::ImportReport& report);

// FAILED_PRECONDITION if rows were refused, saying how many and the way out.
absl::Status UnlessAllTaken(const types::v1::ImportReport& report);

// Where the server could not be reached any more, at which row that was and the way out.
absl::Status BrokenOff(const absl::Status& why, size_t at, size_t of);

}  // namespace candour::cli
