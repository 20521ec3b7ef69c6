// A case described for people, from its history alone: the same events always give the same
// account.
#pragma once

#include <string>

#include "absl/time/time.h"
#include "candour/types/v1/case_file.pb.h"
#include "workflows/case_files/facts.h"
#include "workflows/case_files/history.h"

namespace candour::workflows::case_files {

// What the account is held against.
struct Asked {
  absl::Time now;  // at which the clocks are read
  absl::TimeZone london;
  Identity identity = Identity::kLeftOut;
};

// The office's own number or title of it: never a child's name. Blank if it has none yet.
std::string ReferenceOf(const Dossier& dossier, const absl::TimeZone& london);

// Everything but what only the asker knows: as_of_position, as_of_micros, by_known_at.
types::v1::CaseFile Describe(const Dossier& dossier, const Asked& asked);

}  // namespace candour::workflows::case_files
