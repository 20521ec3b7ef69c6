#include "services/views/case_clocks.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/limits.h"
#include "base/status.h"
#include "services/views/clock_facts.h"
#include "services/views/keys.h"
#include "services/views/scan.h"
#include "workflows/board/case_clocks.h"
#include "workflows/clocks/calendar.h"
#include "workflows/dates.h"

namespace candour::views {
namespace {

using types::v1::ClockAnswer;

bool Runs(ClockAnswer::Status status) {
  switch (status) {
    case ClockAnswer::RUNNING:
    case ClockAnswer::DUE_TODAY:
    case ClockAnswer::OVERDUE:
    case ClockAnswer::SUSPENDED:
    case ClockAnswer::CALENDAR_UNKNOWN:
      return true;
    default:
      return false;
  }
}

RunningClock Brief(const ClockAnswer& answer, const absl::TimeZone& london) {
  RunningClock clock{answer.kind(),     answer.title(),  answer.subject(), answer.subject_words(),
                     answer.instance(), answer.status(), std::nullopt,     absl::InfiniteFuture()};
  if (!answer.has_due_on()) return clock;
  clock.due_on = workflows::DayOf(answer.due_on());
  clock.due_at = answer.has_due_at() ? workflows::MomentOf(answer.due_at())
                                     : workflows::clocks::EndOfDay(*clock.due_on, london);
  return clock;
}

// A clock that has ended reads the same for ever; one that runs may change with the day, and when
// its due moment passes.
absl::Time UnchangedUntil(const RunningClocks& running, absl::Time now,
                          const absl::TimeZone& london) {
  if (running.clocks.empty()) return absl::InfiniteFuture();
  absl::Time until = workflows::clocks::EndOfDay(workflows::clocks::DayOf(now, london), london);
  for (const RunningClock& clock : running.clocks) {
    if (clock.due_at >= now) until = std::min(until, clock.due_at);
  }
  return until;
}

}  // namespace

absl::StatusOr<std::vector<ClockAnswer>> AnswersOf(const v1::CaseRow& row, const Snapshot& view,
                                                   absl::Time now, const absl::TimeZone& london) {
  const auto board = view.boards.find(row.board_id());
  if (board == view.boards.end()) return std::vector<ClockAnswer>();
  ASSIGN_OR_RETURN(const auto facts,
                   GetRow<v1::ClockFactsRow>(view.rows, FactsKey(row.kind(), row.case_id())));
  if (!facts) return absl::DataLossError("a case of the view has no row of facts");
  return workflows::board::ClocksOf(*board->second, row.kind(), FromRow(*facts), now, london);
}

absl::StatusOr<std::shared_ptr<const RunningClocks>> CaseClocks::RunningOf(const v1::CaseRow& row,
                                                                           const Snapshot& view,
                                                                           absl::Time now) {
  const auto board = view.boards.find(row.board_id());
  const uint64_t board_revision =
      board == view.boards.end() ? 0 : board->second->revision.value_or(0);
  // Nothing keeps two streams of different kinds from having the same id.
  const auto key = std::make_pair(row.kind(), row.case_id());
  {
    absl::MutexLock lock(&mutex_);
    if (std::exchange(rebuilds_, view.rebuilds) != view.rebuilds) held_.clear();
    const auto found = held_.find(key);
    if (found != held_.end() && found->second.revision == row.revision() &&
        found->second.board_revision == board_revision && now >= found->second.from &&
        now <= found->second.until) {
      return found->second.clocks;
    }
  }
  ASSIGN_OR_RETURN(const auto answers, AnswersOf(row, view, now, london_));
  auto running = std::make_shared<RunningClocks>();
  for (const ClockAnswer& answer : answers) {
    if (!Runs(answer.status())) continue;
    running->clocks.push_back(Brief(answer, london_));
    running->overdue += answer.status() == ClockAnswer::OVERDUE;
  }
  std::stable_sort(running->clocks.begin(), running->clocks.end(),
                   [](const RunningClock& a, const RunningClock& b) {
                     return std::tie(a.due_at, a.kind) < std::tie(b.due_at, b.kind);
                   });
  absl::MutexLock lock(&mutex_);
  if (held_.size() >= limits::kViewCaseClocks) held_.erase(held_.begin());
  held_[key] = {row.revision(), board_revision, now, UnchangedUntil(*running, now, london_),
                running};
  return std::shared_ptr<const RunningClocks>(std::move(running));
}

}  // namespace candour::views
