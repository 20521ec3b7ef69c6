// The parts of the workflow of chronologies.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "candour/types/v1/chronology.pb.h"
#include "workflows/board/board.h"
#include "workflows/chronology/chronology.h"

namespace candour::workflows::chronology {

void RegisterRules(WorkflowTable& table);  // rules.cc: submitted, matched, settled, issued

// likeness.cc: lines that may tell of one thing: the likeliest first, and how many there are.
struct Likenesses {
  std::vector<types::v1::IntegratedChronology::Likeness> likeliest;
  size_t in_all = 0;
};
Likenesses LikenessesIn(const Chronology& chronology, size_t at_most);

// silence.cc: what is not told, and who knew what when.
struct Unsaid {
  std::vector<types::v1::IntegratedChronology::Gap> gaps;
  std::vector<types::v1::IntegratedChronology::Silence> silences;
  std::vector<types::v1::IntegratedChronology::Lane> lanes;
};
Unsaid UnsaidIn(const Chronology& chronology, const board::Board& board, int shortest_gap_days);

}  // namespace candour::workflows::chronology
