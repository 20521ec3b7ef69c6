// What is odd about decisions, once they have been explained.
#pragma once

#include <vector>

#include "absl/time/time.h"
#include "candour/types/v1/case_file.pb.h"
#include "workflows/board/board.h"
#include "workflows/case_files/history.h"

namespace candour::workflows::case_files {

// Adds them to all decisions of one case, which are in the order of the log. What the register says
// of a decider's seat is read as it stands now: it may have been told, or told otherwise, since.
void NoteOddities(const Dossier& dossier, const board::Board& board, const absl::TimeZone& london,
                  std::vector<types::v1::DecisionAnswer>& decisions);

}  // namespace candour::workflows::case_files
