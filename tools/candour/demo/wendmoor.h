// What Wendmoor shows besides its tables: one case in each state a review can be in.
#pragma once

#include "tools/candour/demo/script.h"

namespace candour::cli::demo {

// The board next door, in the same record, to which a case is transferred.
inline constexpr char kLode[] = "d3a9e7b1-6c42-4f18-8e05-7b9f3c1a5d82";

void TellStates(Script& script);

}  // namespace candour::cli::demo
