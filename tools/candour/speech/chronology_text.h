// The agencies' chronologies as one, written out for people.
#pragma once

#include <map>
#include <string>

#include "candour/types/v1/chronology.pb.h"

namespace candour::cli {

// Lines are told apart by their place among the entries: "12", or "12b" for the second account. By
// the id of the line.
std::map<std::string, std::string> LineNumbers(const types::v1::IntegratedChronology& whole);

// One line in a line.
std::string LineWords(const types::v1::IntegratedChronology::Telling& telling);

std::string ChronologyText(const types::v1::IntegratedChronology& whole);

}  // namespace candour::cli
