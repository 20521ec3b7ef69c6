// The running clocks of cases, computed when asked for and held until something changes: a fact of
// the case, the board's guidance, the day in London, or the passing of a due moment.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "candour/types/v1/clock_answer.pb.h"
#include "candour/views/v1/rows.pb.h"
#include "services/views/projection.h"

namespace candour::views {

// A clock that still runs, without its explanation.
struct RunningClock {
  std::string kind;
  std::string title;
  std::string subject;
  std::string subject_words;
  uint32_t instance = 0;
  types::v1::ClockAnswer::Status status{};
  std::optional<absl::CivilDay> due_on;  // none: no due day is known
  absl::Time due_at;                     // the end of the due day unless it is due in hours

  bool Overdue() const { return status == types::v1::ClockAnswer::OVERDUE; }
};

struct RunningClocks {
  std::vector<RunningClock> clocks;  // next due first
  uint32_t overdue = 0;

  // The one to look at first: whatever is due soonest, overdue included. Null if none has a due
  // day.
  const RunningClock* Next() const {
    return clocks.empty() || !clocks.front().due_on ? nullptr : &clocks.front();
  }
};

// Every clock of a case with all it says of itself, whatever its state. Empty while the board that
// leads it is not known.
absl::StatusOr<std::vector<types::v1::ClockAnswer>> AnswersOf(const v1::CaseRow& row,
                                                              const Snapshot& view, absl::Time now,
                                                              const absl::TimeZone& london);

// Thread-safe.
class CaseClocks {
 public:
  explicit CaseClocks(absl::TimeZone london) : london_(london) {}

  absl::StatusOr<std::shared_ptr<const RunningClocks>> RunningOf(const v1::CaseRow& row,
                                                                 const Snapshot& view,
                                                                 absl::Time now)
      ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct Held {
    uint64_t revision = 0;        // of the case
    uint64_t board_revision = 0;  // of the board that leads it
    absl::Time from;              // computed for
    absl::Time until;             // the first moment at which it may read otherwise
    std::shared_ptr<const RunningClocks> clocks;
  };

  const absl::TimeZone london_;
  absl::Mutex mutex_;
  uint32_t rebuilds_ ABSL_GUARDED_BY(mutex_) = 0;  // of the view they were computed from
  // By kind and id of the case.
  absl::flat_hash_map<std::pair<types::v1::Aggregate, std::string>, Held> held_
      ABSL_GUARDED_BY(mutex_);
};

}  // namespace candour::views
