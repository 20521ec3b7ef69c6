// Times in text format as stories tell them: `@2010-03-08` for `{ year: 2010 month: 3 day: 8 }`.
#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace candour::testing {

std::string InShorthand(absl::string_view text, const absl::TimeZone& london);

}  // namespace candour::testing
