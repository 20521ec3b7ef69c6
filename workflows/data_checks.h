// What every file of data keeps to, whatever it is about: keys, words, days, sources. Each refusal
// is INVALID_ARGUMENT and names the place (`where`) and the field.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "candour/types/v1/source.pb.h"
#include "candour/types/v1/time.pb.h"

namespace candour::workflows {

absl::Status RefuseData(const std::string& where, const std::string& what);

// Small letters, digits and underscores, beginning with a letter: "wt2010", "place_of_death".
bool IsKey(const std::string& text);

absl::Status CheckKey(const std::string& where, const char* field, const std::string& key);
absl::Status CheckWords(const std::string& where, const char* field, const std::string& text);
// An exact day that exists.
absl::Status CheckDay(const std::string& where, const char* field, const types::v1::Date& date);
// Names its document and says how far it is verified.
absl::Status CheckSource(const std::string& where, const types::v1::Source& source);

// The in-force days of whatever has them: each exists where it is given.
template <typename T>
absl::Status CheckDaysInForce(const std::string& where, const T& dated) {
  if (dated.has_in_force_from()) {
    absl::Status status = CheckDay(where, "in_force_from", dated.in_force_from());
    if (!status.ok()) return status;
  }
  return dated.has_in_force_to() ? CheckDay(where, "in_force_to", dated.in_force_to())
                                 : absl::OkStatus();
}

}  // namespace candour::workflows
