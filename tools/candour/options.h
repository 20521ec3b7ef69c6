// Refusals in the words of the command line: by the option that was typed, not by the field of a
// command it became.
#pragma once

#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "candour/types/v1/time.pb.h"

namespace candour::cli {

// A date; INVALID_ARGUMENT that begins with the option.
absl::StatusOr<types::v1::Date> DateOption(absl::string_view option, const std::string& text);

using OptionNames = std::map<std::string, std::string>;  // by the last part of a field's path

// A sentence that begins with the path of a field ("acts[0].opened_on: ..."), with the option that
// says it in its place.
std::string OptionsFor(const std::string& sentence, const OptionNames& options);

// The same of every field a refusal names.
absl::Status InOptionWords(const absl::Status& status, const OptionNames& options);

}  // namespace candour::cli
