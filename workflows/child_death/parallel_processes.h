// What runs beside the review and may have to end before it. None takes precedence by itself: a
// hold says which of them the panel waits for. A part of ChildDeath (child_death.h).
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "candour/events/v1/parallel_processes.pb.h"
#include "workflows/course.h"

namespace candour::workflows::child_death {

struct ParallelProcess {
  types::v1::ProcessKind kind{};
  Course course;
  std::string reference;  // of whoever runs it: the coroner's area, the force's reference
  std::optional<events::v1::InquestAdjourned> adjourned;  // the last time
  types::v1::CriminalOutcome criminal_outcome{};
  types::v1::ReviewOption review_outcome{};
  std::string review_id;  // the case review, where Candour keeps it
  uint64_t place = 0;     // in the story, from which it is known
};

struct ParallelProcesses {
  std::map<std::string, ParallelProcess> by_id;
  std::optional<events::v1::PostMortemDirected> post_mortem;  // the last one
  std::optional<absl::CivilDay> first_directed_on;            // of all examinations
  std::vector<events::v1::PostMortemReportReceived> post_mortem_reports;
  // In the order in which they were stated, those of post-mortem reports among them.
  std::vector<events::v1::CauseOfDeathStated> causes;
  std::map<std::string, events::v1::PreventionReportReceived> prevention_reports;
  std::set<std::pair<std::string, std::string>> prevention_answers;  // report and addressee
  std::optional<events::v1::CoronerTransferAgreed> transfer_agreed;  // the last one

  // Null if there is none.
  const ParallelProcess* Find(const std::string& process_id) const;
  bool HasEnded(types::v1::ProcessKind kind) const;
  // Of the kind, running or ended.
  bool Knows(types::v1::ProcessKind kind) const;
  bool HasConviction() const;
  // Of any examination: whether the last one is waited for, FinalReportOfLast says.
  bool HasFinalPostMortem() const;
  // What the coroner found last, whatever others stated and when; where none has, what was stated
  // last. Null: nobody has stated it.
  const events::v1::CauseOfDeathStated* Cause() const;
  // When the final report came of the examination directed last; none: it has not.
  std::optional<absl::CivilDay> FinalReportOfLast() const;
};

}  // namespace candour::workflows::child_death
