// Codes of areas, as the Office for National Statistics gives them.
#pragma once

#include <optional>
#include <string>

#include "candour/types/v1/rejection.pb.h"

namespace candour::workflows {

// A capital letter and eight digits: "E09000999".
bool IsAreaCode(const std::string& code);

// CONTRADICTORY if it is none. Blank is for others to judge.
std::optional<types::v1::Rejection> UnlessAreaCode(const std::string& code);

}  // namespace candour::workflows
