// The runs of a clock: what starts each, and what ends it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "candour/types/v1/edition.pb.h"
#include "workflows/clocks/clock.h"

namespace candour::workflows::clocks {

// A point in the case's story: where it lies in the world, and where in the log.
struct Point {
  const When& when;
  uint64_t position;
};

inline Point PointOf(const Milestone& milestone) { return {milestone.when, milestone.position}; }

// Whether `a` came after `b`. Where what is known of the two overlaps, the log decides.
bool Follows(const Point& a, const Point& b, const absl::TimeZone& london);

// One running of a clock. Points into the rules and milestones it was made from.
struct Run {
  const RuleInForce& in_force;
  const types::v1::ClockRule& rule;
  std::string subject;
  uint32_t instance = 1;
  const Milestone* start = nullptr;
  const Milestone* next_start = nullptr;  // of the run after it, where a clock can have several
  // What cancelled the run before it, where what the clock is for was taken up again since.
  const Milestone* cancelled_before = nullptr;

  bool IsOnlyOne() const;
};

enum class EndKind { kMet, kCancelled, kSuperseded, kLapsed };

struct End {
  const Milestone* milestone;
  EndKind kind;
};

// Whether `name` is among a rule's `names`.
bool IsNamed(const google::protobuf::RepeatedPtrField<std::string>& names, const std::string& name);

// Whether a milestone bears on the clock of `subject`: its own, or one of the case as a whole.
bool Concerns(const types::v1::ClockRule& rule, const std::string& subject,
              const Milestone& milestone);

// Whether a clock may have several runs in one case (and subject).
bool RunsMoreThanOnce(const types::v1::ClockRule& rule);

// Whether a rule that follows the calendar is in force on `day`; a pinned rule always is.
bool IsInForceAt(const types::v1::ClockRule& rule, absl::CivilDay day);

// Ordered by subject, then by start.
std::vector<Run> RunsOf(const RuleInForce& in_force, const std::vector<Milestone>& milestones,
                        const absl::TimeZone& london);

// By what something that met a clock holds no longer: a completion that was taken up again, for the
// review is open since. Null: it holds.
const Milestone* UndoneBy(const Milestone& met_by, const std::vector<Milestone>& milestones,
                          const absl::TimeZone& london);

// What ended the run first, if anything; what it waited for, if that came only when nothing was
// owed any more.
std::optional<End> EndOf(const Run& run, const std::vector<Milestone>& milestones,
                         const absl::TimeZone& london);

// The first of what it is due before; null if that has not come.
const Milestone* DeadlineOf(const Run& run, const std::vector<Milestone>& milestones,
                            const absl::TimeZone& london);

}  // namespace candour::workflows::clocks
