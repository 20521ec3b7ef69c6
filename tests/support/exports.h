// A case told in a house, exported and forgotten, for tests of bundles.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "candour/types/v1/forgetting.pb.h"
#include "tests/support/house.h"

namespace candour::testing {

// A death, with who it was: $case.
void TellOfACase(TestHouse& house);

// The bundle of it, as a file, with the identity; `more` in the words of the request.
absl::StatusOr<std::string> Export(TestHouse& house, const std::string& more = "");
std::string Exported(TestHouse& house);  // by the office

// Asked for by one, carried out by another, and certified.
types::v1::Forgetting Forget(TestHouse& house, const std::string& extent,
                             const std::string& case_id = "$case");

}  // namespace candour::testing
