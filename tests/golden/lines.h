// How states are written down, line by line.
#pragma once

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace candour::tests {

inline std::string Text(absl::CivilDay day) { return absl::FormatCivilTime(day); }
inline std::string Text(absl::Time moment) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", moment, absl::UTCTimeZone());
}
template <typename Value>
std::string Text(const std::optional<Value>& value) {
  return value ? Text(*value) : "none";
}

template <typename... Parts>
void Line(std::string& out, const Parts&... parts) {
  absl::StrAppend(&out, parts..., "\n");
}

}  // namespace candour::tests
