// "As at" in one word: how much of the log an answer may know.
#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "candour/audit/v1/audit.pb.h"

namespace candour::cli {

// A whole number is a position; a day means its end, in the given zone; else a moment.
absl::StatusOr<audit::v1::AsAt> ParseAsAt(absl::string_view text, const absl::TimeZone& zone);

}  // namespace candour::cli
