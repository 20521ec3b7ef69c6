// The decisions of a case, explained: who, in which capacity, with what quorum, on which evidence,
// and what is odd about them. An event is a decision if its proto says so.
#pragma once

#include <vector>

#include "candour/types/v1/case_file.pb.h"
#include "workflows/case_files/facts.h"
#include "workflows/case_files/field_words.h"
#include "workflows/case_files/history.h"

namespace candour::workflows::case_files {

// A decision counts as recorded late when more than this lies between the last day on which it can
// have been made and the day of recording: the minutes of a meeting are usually agreed within two
// weeks.
inline constexpr int kRecordedLateAfterDays = 14;

// In the order of the log. What later events did to a decision (a correction, a replacement) is
// told as far as the dossier knows of them.
std::vector<types::v1::DecisionAnswer> DecisionsOf(const Dossier& dossier, const Names& names);

}  // namespace candour::workflows::case_files
