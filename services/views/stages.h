// The stages lists may be asked for.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"

namespace candour::views {

// INVALID_ARGUMENT naming the field `stage` and all that are known, if `asked` is none of them and
// not blank: a stage that is not known would be a list of nothing.
absl::Status CheckStage(const std::string& asked,
                        const std::vector<std::vector<std::string>>& known,
                        const std::string& besides = "");

}  // namespace candour::views
