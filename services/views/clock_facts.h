// The facts of a case that bear on its clocks, as a row and back.
#pragma once

#include "candour/views/v1/rows.pb.h"
#include "workflows/clocks/clock.h"

namespace candour::views {

v1::ClockFactsRow ToRow(const workflows::clocks::CaseFacts& facts);
workflows::clocks::CaseFacts FromRow(const v1::ClockFactsRow& row);

}  // namespace candour::views
