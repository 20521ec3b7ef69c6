// The facts of a case that bear on its clocks, as a row and back.
#pragma once

#include "candour/views/v1/rows.pb.h"
#include "workflows/clocks/clock.h"

namespace candour::views {

// `row` is blank.
void ToRow(const workflows::clocks::CaseFacts& facts, v1::ClockFactsRow& row);
workflows::clocks::CaseFacts FromRow(const v1::ClockFactsRow& row);

}  // namespace candour::views
