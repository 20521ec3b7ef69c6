// What the rows of one file have in common that no two should.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "tools/candour/paper/plan.h"

namespace candour::cli::paper {

// Letters and digits alone: how a heading or a name is spaced, dotted or capitalised says nothing.
std::string Plain(absl::string_view text);

// Refuses the second of two rows under one key, or that would open a case under one reference; and
// doubts that of two that may tell of one child.
void JudgeDoubles(std::vector<ReadRow>& rows);

}  // namespace candour::cli::paper
