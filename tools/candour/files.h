// Files that people name on the command line.
#pragma once

#include <string>

#include "absl/status/statusor.h"

namespace candour::cli {

// All of it. NOT_FOUND naming the path if it cannot be read; INVALID_ARGUMENT if it is blank or a
// folder's.
absl::StatusOr<std::string> ReadFile(const std::string& path);

// As 64 hexadecimal digits.
std::string HexSha256(const std::string& bytes);

}  // namespace candour::cli
