#include "workflows/clocks/clock_run.h"

#include <map>
#include <utility>

#include "absl/algorithm/container.h"
#include "workflows/clocks/due.h"
#include "workflows/clocks/milestones.h"

namespace candour::workflows::clocks {
namespace {

using types::v1::ClockRule;
using types::v1::Standing;

bool StartsBefore(const Milestone* a, const Milestone* b, const absl::TimeZone& london) {
  return std::pair(EarliestMoment(a->when, london), a->place) <
         std::pair(EarliestMoment(b->when, london), b->place);
}

// The end of what is waited for begins nothing where the clock was met before anything was waited
// for. `run` is as far as it is known without this.
bool BeganTooLate(const Milestone& ended, const Run& run, const std::vector<Milestone>& milestones,
                  const absl::TimeZone& london) {
  const std::optional<End> end = EndOf(run, milestones, london);
  if (!end.has_value() || end->kind != EndKind::kMet) return false;
  const auto by_then = [&](const Milestone& milestone) {
    return !Follows(PointOf(milestone), PointOf(*end->milestone), london);
  };
  return absl::c_any_of(run.rule.waits(), [&](const ClockRule::Wait& wait) {
    return wait.ended_by() == ended.name && !by_then(ended) &&
           absl::c_none_of(milestones, [&](const Milestone& milestone) {
             return milestone.name == wait.begun_by() && by_then(milestone);
           });
  });
}

// Begins at the only start there is; of several at the later one, if the rule says so. `starts` are
// in order and not empty.
Run OnlyRun(Run run, const std::vector<const Milestone*>& starts,
            const std::vector<Milestone>& milestones, const absl::TimeZone& london) {
  run.start = starts.front();
  if (run.rule.start() != ClockRule::LATER_OF) return run;
  std::map<std::string, const Milestone*> firsts;
  for (const Milestone* milestone : starts) {
    if (milestone != run.start && BeganTooLate(*milestone, run, milestones, london)) continue;
    if (firsts.emplace(milestone->name, milestone).second) run.start = milestone;
  }
  return run;
}

// What the clock is for was ended, so that nothing was owed, and was begun again since: by what;
// null if it was not.
const Milestone* BegunAgainBy(const Run& run, const std::optional<End>& end,
                              const std::vector<Milestone>& milestones,
                              const absl::TimeZone& london) {
  if (!end.has_value() || end->kind != EndKind::kCancelled) return nullptr;
  const Milestone* again = nullptr;
  for (const Milestone& milestone : milestones) {
    if (IsNamed(run.rule.only_if(), milestone.name) &&
        StartsBefore(run.start, &milestone, london) &&
        Follows(PointOf(milestone), PointOf(*end->milestone), london) &&
        (again == nullptr || StartsBefore(&milestone, again, london))) {
      again = &milestone;
    }
  }
  return again;
}

// Each time it is begun again it runs anew, from then; how it ended before stays as it was.
void AddRunAndThoseBegunAgain(const Run& first, const std::vector<Milestone>& milestones,
                              const absl::TimeZone& london, std::vector<Run>& runs) {
  runs.push_back(first);
  for (;;) {
    const std::optional<End> end = EndOf(runs.back(), milestones, london);
    const Milestone* again = BegunAgainBy(runs.back(), end, milestones, london);
    if (again == nullptr) return;
    runs.back().next_start = again;
    Run next = runs.back();
    ++next.instance;
    next.start = again;
    next.next_start = nullptr;
    next.cancelled_before = end->milestone;
    runs.push_back(next);
  }
}

// Skips the starts that fall into a run still going on. `starts` are in order.
void AddRunsOneAfterAnother(Run run, const std::vector<const Milestone*>& starts,
                            const std::vector<Milestone>& milestones, const absl::TimeZone& london,
                            std::vector<Run>& runs) {
  std::optional<End> end;
  for (const Milestone* start : starts) {
    if (run.start != nullptr &&
        (!end.has_value() || !Follows(PointOf(*start), PointOf(*end->milestone), london))) {
      continue;
    }
    if (run.start != nullptr) {
      runs.back().next_start = start;
      ++run.instance;
    }
    run.start = start;
    end = EndOf(run, milestones, london);
    runs.push_back(run);
  }
}

// Rules that a board adopted before this milestone was known do not name it.
bool IsNotOwed(const ClockRule& rule, const std::string& name) {
  return name == kReviewNotOwed && IsNamed(rule.cancelled_by(), std::string(kCaseVoided)) &&
         !IsNamed(rule.cancelled_by(), std::string(kRapidResponseStoodDown));
}

std::optional<EndKind> EndKindOf(const ClockRule& rule, const std::string& name) {
  if (IsNamed(rule.met_by(), name)) return EndKind::kMet;
  if (IsNamed(rule.cancelled_by(), name) || IsNotOwed(rule, name)) return EndKind::kCancelled;
  if (IsNamed(rule.superseded_by(), name)) return EndKind::kSuperseded;
  if (IsNamed(rule.lapsed_by(), name)) return EndKind::kLapsed;
  return std::nullopt;
}

// What was waited for no more, and came all the same, was late and not missed for ever.
End CameAfterAll(const Run& run, const End& lapsed, const std::vector<Milestone>& milestones,
                 const absl::TimeZone& london) {
  if (run.rule.start() == ClockRule::ANEW_WHEN_ENDED) return lapsed;  // that ended what began anew
  const Milestone* came = nullptr;
  for (const Milestone& milestone : milestones) {
    if (!Concerns(run.rule, run.subject, milestone) ||
        !IsNamed(run.rule.met_by(), milestone.name) ||
        !Follows(PointOf(milestone), PointOf(*lapsed.milestone), london)) {
      continue;
    }
    if (run.next_start != nullptr &&
        Follows(PointOf(milestone), PointOf(*run.next_start), london)) {
      continue;
    }
    if (came == nullptr || StartsBefore(&milestone, came, london)) came = &milestone;
  }
  return came == nullptr ? lapsed : End{came, EndKind::kMet};
}

}  // namespace

bool Run::IsOnlyOne() const {
  return !RunsMoreThanOnce(rule) && next_start == nullptr && cancelled_before == nullptr;
}

bool Follows(const Point& a, const Point& b, const absl::TimeZone& london) {
  if (EarliestMoment(a.when, london) > LatestMoment(b.when, london)) return true;
  if (LatestMoment(a.when, london) < EarliestMoment(b.when, london)) return false;
  return a.place > b.place;
}

bool IsNamed(const google::protobuf::RepeatedPtrField<std::string>& names,
             const std::string& name) {
  return absl::c_linear_search(names, name);
}

bool Concerns(const ClockRule& rule, const std::string& subject, const Milestone& milestone) {
  return !rule.per_subject() || milestone.subject.empty() || milestone.subject == subject;
}

bool RunsMoreThanOnce(const ClockRule& rule) {
  return rule.start() == ClockRule::RESTARTS || rule.start() == ClockRule::ANEW_WHEN_ENDED;
}

bool IsInForceAt(const ClockRule& rule, absl::CivilDay day) {
  const Standing& standing = rule.standing();
  if (standing.timing() != Standing::FOLLOWS_CALENDAR) return true;
  const auto bound = [](const types::v1::Date& date) {
    return absl::CivilDay(date.year(), date.month(), date.day());
  };
  return (!standing.has_in_force_from() || day >= bound(standing.in_force_from())) &&
         (!standing.has_in_force_to() || day <= bound(standing.in_force_to()));
}

const Milestone* UndoneBy(const Milestone& met_by, const std::vector<Milestone>& milestones,
                          const absl::TimeZone& london) {
  if (met_by.name != kReviewCompleted) return nullptr;
  const Milestone* first = nullptr;
  for (const Milestone& milestone : milestones) {
    if (milestone.name != kReviewReopened ||
        !Follows(PointOf(milestone), PointOf(met_by), london)) {
      continue;
    }
    if (first == nullptr || Follows(PointOf(*first), PointOf(milestone), london)) {
      first = &milestone;
    }
  }
  return first;
}

std::vector<Run> RunsOf(const RuleInForce& in_force, const std::vector<Milestone>& milestones,
                        const absl::TimeZone& london) {
  const ClockRule& rule = in_force.rule;
  std::map<std::string, std::vector<const Milestone*>> starts_by_subject;
  for (const Milestone& milestone : milestones) {
    if (!IsNamed(rule.starts_at(), milestone.name)) continue;
    starts_by_subject[rule.per_subject() ? milestone.subject : ""].push_back(&milestone);
  }
  std::vector<Run> runs;
  for (auto& [subject, starts] : starts_by_subject) {
    absl::c_sort(
        starts, [&](const Milestone* a, const Milestone* b) { return StartsBefore(a, b, london); });
    switch (rule.start()) {
      case ClockRule::RESTARTS:
        for (size_t i = 0; i < starts.size(); ++i) {
          runs.push_back({in_force, rule, subject, static_cast<uint32_t>(i + 1), starts[i],
                          i + 1 < starts.size() ? starts[i + 1] : nullptr});
        }
        break;
      case ClockRule::ANEW_WHEN_ENDED:
        AddRunsOneAfterAnother({in_force, rule, subject}, starts, milestones, london, runs);
        break;
      default:
        AddRunAndThoseBegunAgain(OnlyRun({in_force, rule, subject, 1}, starts, milestones, london),
                                 milestones, london, runs);
    }
  }
  return runs;
}

std::optional<End> EndOf(const Run& run, const std::vector<Milestone>& milestones,
                         const absl::TimeZone& london) {
  std::optional<End> first;
  for (const Milestone& milestone : milestones) {
    // First what tells most of them apart: a plan has hundreds of subjects.
    if (!Concerns(run.rule, run.subject, milestone)) continue;
    const std::optional<EndKind> kind = EndKindOf(run.rule, milestone.name);
    if (!kind.has_value()) continue;
    if (kind == EndKind::kMet && UndoneBy(milestone, milestones, london) != nullptr) continue;
    // Runs of one clock share the milestones of their kind: each takes those of its own time.
    if (RunsMoreThanOnce(run.rule) && !Follows(PointOf(milestone), PointOf(*run.start), london))
      continue;
    // What was done since nothing was owed any more, need not be done again.
    if (run.cancelled_before != nullptr) {
      const Milestone& since = kind == EndKind::kMet ? *run.cancelled_before : *run.start;
      if (!Follows(PointOf(milestone), PointOf(since), london)) continue;
    }
    if (run.next_start != nullptr &&
        Follows(PointOf(milestone), PointOf(*run.next_start), london)) {
      continue;
    }
    // What was done on the day the case was concluded was done in time.
    const auto order = [&](const Milestone& candidate, EndKind candidate_kind) {
      return std::pair(candidate_kind == EndKind::kLapsed ? LatestMoment(candidate.when, london)
                                                          : EarliestMoment(candidate.when, london),
                       candidate_kind);
    };
    if (!first.has_value() || order(milestone, *kind) < order(*first->milestone, first->kind)) {
      first = End{&milestone, *kind};
    }
  }
  if (!first.has_value() && run.next_start != nullptr) {
    return End{run.next_start, EndKind::kSuperseded};
  }
  if (first.has_value() && first->kind == EndKind::kLapsed)
    return CameAfterAll(run, *first, milestones, london);
  return first;
}

const Milestone* DeadlineOf(const Run& run, const std::vector<Milestone>& milestones,
                            const absl::TimeZone& london) {
  const Milestone* deadline = nullptr;
  for (const Milestone& milestone : milestones) {
    if (milestone.name != run.rule.before_milestone() ||
        !Concerns(run.rule, run.subject, milestone)) {
      continue;
    }
    // What was over when it began anew, is no day by which to do it.
    if (run.cancelled_before != nullptr &&
        !Follows(PointOf(milestone), PointOf(*run.start), london)) {
      continue;
    }
    if (deadline == nullptr || StartsBefore(&milestone, deadline, london)) deadline = &milestone;
  }
  return deadline;
}

}  // namespace candour::workflows::clocks
