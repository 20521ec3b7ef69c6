// Which cases may be of one child. Rows only narrow down where to look; who the children are is
// read from the record when somebody asks, and kept nowhere.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "candour/views/v1/rows.pb.h"
#include "candour/views/v1/views.pb.h"
#include "services/gate/client.h"
#include "services/views/answers.h"
#include "workflows/child_death/child_death.h"
#include "workflows/table.h"

namespace candour::views {

// Without anything to be found by for what is no case of its own. It follows from the state alone,
// so that a number that was corrected leaves nothing behind.
v1::MatchingRow MatchingRowOf(const workflows::child_death::ChildDeath& death);

// A case, and those worth comparing with it.
struct Candidates {
  struct Candidate {
    std::string case_id;
    std::string board_id;
    std::string board_name;
    bool may_see = false;  // the caller belongs to the board that leads it
  };
  std::string case_id;
  std::vector<Candidate> others;
};

// At most limits::kViewPageRows, those with most in common. NOT_FOUND unless the case is one
// the caller may see.
absl::StatusOr<Candidates> CandidatesFor(const std::string& case_id, const Asked& asked);

// How a reference is told from others: case, and blanks around it, are nothing to go by.
std::string ReferenceKey(const v1::CaseRow& row);
// Whether it keeps others from its reference: it is a case of its own, and not void.
bool UsesItsReference(const v1::CaseRow& row);
// How many cases of a board and kind there are under each reference, by ReferenceKey; those that
// are no cases of their own do not count.
absl::StatusOr<std::map<std::string, uint32_t>> ReferencesUsed(const Asked& asked);
// Adds the other cases of the case's board that are under its reference.
absl::Status AddSameReference(const std::string& case_id, const Asked& asked,
                              v1::ListPossibleDuplicatesReply& reply);

// Reads and compares them.
absl::Status CompareWith(const Candidates& candidates, const workflows::WorkflowTable& table,
                         gate::Client& record, const std::string& tenant,
                         v1::ListPossibleDuplicatesReply& reply);

}  // namespace candour::views
