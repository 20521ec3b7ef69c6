// What the figures were measured on.
#pragma once

#include <string>

#include "tests/bench/figures.h"

namespace candour::bench {

// Cores, kernel, file system, and what a synced write of 4 KiB costs in `folder`.
void DescribeMachine(const std::string& folder, Figures& figures);

}  // namespace candour::bench
