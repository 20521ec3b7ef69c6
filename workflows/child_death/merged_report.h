// Several agencies' returns as one reporting form of the case, each value with its sources.
#pragma once

#include <string>
#include <vector>

#include "candour/types/v1/meeting.pb.h"
#include "candour/types/v1/merged_report.pb.h"
#include "workflows/board/board.h"
#include "workflows/child_death/child_death.h"

namespace candour::workflows::child_death {

// Of every request for a form of the type, the answer that stands. What says who people are is left
// out unless `with_identity`, but for the questions of which agencies disagree; it is missing in
// any case once it was forgotten.
//
// "Not known" and blank say nothing of the child and contradict nobody; "not applicable" is an
// answer. A settlement holds until an agency gives a newer answer that contradicts it.
types::v1::MergedReport MergeReturns(const ChildDeath& death, const board::Board& board,
                                     const std::string& form_type, bool with_identity);

// The questions on which answers that stand disagree and which nobody has settled; what says who
// people are is left out. From the case alone: whether the answers to a question stand side by side
// instead is the form's to say.
std::vector<types::v1::MissingForPanel> UnsettledQuestions(const ChildDeath& death);
// Such a question as its form puts it; blank if its answers stand side by side.
std::string QuestionInWords(const types::v1::MissingForPanel& question, const board::Board& board);

}  // namespace candour::workflows::child_death
