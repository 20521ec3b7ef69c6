// The family of a case, written out for people.
#pragma once

#include <string>

#include "candour/types/v1/genogram.pb.h"

namespace candour::cli {

std::string GenogramText(const types::v1::Genogram& genogram);

}  // namespace candour::cli
