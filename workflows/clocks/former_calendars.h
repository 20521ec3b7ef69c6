// What a clock was due by bank holidays in whose place others were adopted.
#pragma once

#include "candour/types/v1/clock_answer.pb.h"
#include "workflows/clocks/clock.h"
#include "workflows/clocks/clock_run.h"

namespace candour::workflows::clocks {

// Adds to what the answer says was restated, in the order of the log: each day it was due by a
// table that stood since the run's start was recorded, where the next table gives another. The
// answer stands as it is: by what is known now nothing more was missed.
void AddFormerCalendars(const Run& run, const Asked& asked, types::v1::ClockAnswer& answer);

}  // namespace candour::workflows::clocks
