// The agencies' chronologies as one, written out for people.
#pragma once

#include <string>

#include "candour/types/v1/chronology.pb.h"

namespace candour::cli {

std::string ChronologyText(const types::v1::IntegratedChronology& whole);

}  // namespace candour::cli
