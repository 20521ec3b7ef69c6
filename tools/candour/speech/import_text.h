// What became of the rows of an imported table, for people.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "candour/types/v1/import_plan.pb.h"

namespace candour::cli {

std::string ReportText(const types::v1::ImportReport& report);

// FAILED_PRECONDITION if rows were refused, saying how many and the way out.
absl::Status UnlessAllTaken(const types::v1::ImportReport& report);

}  // namespace candour::cli
