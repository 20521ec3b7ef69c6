// On what a refusal of a meeting rests, where the meeting or its body says so.
#pragma once

#include <string>

#include "workflows/refusals.h"

namespace candour::workflows::meeting {

// The source that was given for a rule; none was: it is then the record's own.
inline std::string SourceOrOwn(const std::string& source) {
  return source.empty() ? kOwnRule : source;
}

}  // namespace candour::workflows::meeting
