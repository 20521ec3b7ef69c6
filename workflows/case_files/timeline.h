// What happened to a case, event by event.
#pragma once

#include <vector>

#include "candour/types/v1/case_file.pb.h"
#include "workflows/case_files/facts.h"
#include "workflows/case_files/field_words.h"
#include "workflows/case_files/history.h"

namespace candour::workflows::case_files {

enum class TimelineOrder { kRecorded, kKnown };

// Every event of the case, and of its meetings what names an item about the case. Oldest first, by
// when it was recorded or by when the office says it learned of it; at the same moment in the order
// of the log.
std::vector<types::v1::TimelineEntry> TimelineOf(const Dossier& dossier, const Names& names,
                                                 TimelineOrder order, Identity identity);

}  // namespace candour::workflows::case_files
