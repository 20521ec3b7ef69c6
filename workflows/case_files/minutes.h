// The minutes of a meeting, drafted from what is recorded: nothing in them was typed for them.
#pragma once

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "workflows/case_files/history.h"

namespace candour::workflows::case_files {

// Of the meeting that `meeting` is the dossier of, with those of the cases on its agenda as far as
// they may be read. Cases go by the office's reference, never by a child's name. The same events
// always give the same text.
std::string MinutesOf(const Dossier& meeting, const std::vector<Dossier>& cases,
                      const absl::TimeZone& london);

// Of minutes that were agreed: what was recorded afterwards that they would tell too. Blank: no
// such thing.
std::string RecordedSince(const Dossier& meeting, const std::vector<Dossier>& cases,
                          const absl::TimeZone& london);

}  // namespace candour::workflows::case_files
