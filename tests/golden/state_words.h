// A folded state as text, line by line, so that two programs' readings of one stream can be
// compared.
#pragma once

#include <string>

#include "workflows/aggregate.h"

namespace candour::tests {

// `state` is of the kind its stream says.
std::string StateWords(types::v1::Aggregate kind, const workflows::Aggregate& state);

}  // namespace candour::tests
