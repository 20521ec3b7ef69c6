// Who recorded a decision: what a chair records needs nobody's word beside it.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "candour/record/v1/event.pb.h"

namespace candour::workflows {

inline constexpr std::string_view kChairs[] = {"panel_chair", "board_chair"};

// Of an event of which it is not known in which roles it was recorded, nothing is said against it.
inline bool NeedsConfirming(const record::v1::EventBody& body) {
  const auto& roles = body.by().roles();
  return !roles.empty() && std::none_of(roles.begin(), roles.end(), [](const std::string& role) {
    return std::find(std::begin(kChairs), std::end(kChairs), role) != std::end(kChairs);
  });
}

}  // namespace candour::workflows
