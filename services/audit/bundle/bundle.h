// A bundle: everything about a case in one file that proves itself. docs/formats/bundle.md
// describes it for whoever has not this program.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "candour/audit/v1/bundle.pb.h"

namespace candour::audit {

inline constexpr char kBundleFormat[] = "candour bundle 1";

// What a bundle proves and what it cannot: part of the format.
const std::vector<std::string>& BundleStatement();

struct Bundle {
  v1::BundleHead head;
  std::vector<v1::BundleEvent> events;  // in the order of the log
};

// The whole file.
absl::StatusOr<std::string> WriteBundle(const Bundle& bundle);

// DATA_LOSS, saying what is wrong, unless the file is, byte for byte, as WriteBundle writes what it
// holds. Nothing of that is verified yet.
absl::StatusOr<Bundle> ReadBundle(std::string_view file);

}  // namespace candour::audit
