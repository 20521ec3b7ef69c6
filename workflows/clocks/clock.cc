#include "workflows/clocks/clock.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "absl/algorithm/container.h"
#include "base/status.h"
#include "workflows/clocks/clock_run.h"
#include "workflows/clocks/clock_words.h"
#include "workflows/clocks/due.h"
#include "workflows/clocks/former_calendars.h"

namespace candour::workflows::clocks {
namespace {

using types::v1::ClockAnswer;
using types::v1::ClockRule;

// Where a run stands after every revision and suspension.
struct Course {
  std::optional<Due> original;
  std::optional<Due> due;
  bool breached = false;
  const Suspension* still_suspended = nullptr;
};

// What began last has not ended since.
bool IsAwaited(const ClockRule::Wait& wait, const std::optional<End>& end,
               const std::vector<Milestone>& milestones, const absl::TimeZone& london) {
  const Milestone* last = nullptr;
  for (const Milestone& milestone : milestones) {
    if (milestone.name != wait.begun_by() && milestone.name != wait.ended_by()) continue;
    if (last == nullptr || Follows(PointOf(milestone), PointOf(*last), london)) last = &milestone;
  }
  if (last == nullptr || last->name != wait.begun_by()) return false;
  // What began when the clock was met, was not waited for.
  return !end.has_value() || end->kind != EndKind::kMet ||
         !Follows(PointOf(*last), PointOf(*end->milestone), london);
}

google::protobuf::Timestamp ToTimestamp(absl::Time time) {
  google::protobuf::Timestamp stamp;
  stamp.set_seconds(absl::ToUnixSeconds(time));
  const absl::Duration rest = time - absl::FromUnixSeconds(stamp.seconds());
  stamp.set_nanos(static_cast<int32_t>(absl::ToInt64Nanoseconds(rest)));
  return stamp;
}

ClockAnswer::Reference ToReference(const Milestone& milestone) {
  ClockAnswer::Reference reference;
  reference.set_milestone(milestone.name);
  reference.set_event_id(milestone.event_id);
  reference.set_position(milestone.position);
  *reference.mutable_on() = ToDate(milestone.when.latest);
  if (milestone.when.moment.has_value()) {
    *reference.mutable_at() = ToTimestamp(*milestone.when.moment);
  }
  reference.set_time_precision(milestone.time_precision);
  if (milestone.about.has_value()) *reference.mutable_about() = ToTimestamp(*milestone.about);
  return reference;
}

// Of what was decided on one day, what was told last came last: a moment of recording says no more.
using Moved = std::pair<absl::CivilDay, uint64_t>;
Moved MovedAt(const When& when, uint64_t place) { return {when.earliest, place}; }

bool IsDuring(const When& when, const Suspension& suspension, const absl::TimeZone& london) {
  const absl::Time moment = EarliestMoment(when, london);
  return moment >= EarliestMoment(suspension.from, london) &&
         (!suspension.to.has_value() || moment <= LatestMoment(*suspension.to, london));
}

class CaseClocks {
 public:
  CaseClocks(const CaseFacts& facts, const Asked& asked) : facts_(facts), asked_(asked) {}

  void AnswerRule(const RuleInForce& in_force, std::vector<ClockAnswer>& answers) const;

 private:
  bool ConcernsCase(const ClockRule& rule) const;
  ClockAnswer NotStarted(const RuleInForce& in_force) const;
  ClockAnswer AnswerRun(const Run& run) const;
  absl::StatusOr<std::optional<Due>> FirstDue(const Run& run, const Milestone& start) const;
  absl::StatusOr<Course> Follow(const Run& run, const std::optional<End>& end,
                                ClockAnswer& answer) const;
  void Revise(const Run& run, const DueDateRevision& revision, const std::optional<End>& end,
              Course& course, ClockAnswer& answer) const;
  absl::Status Pause(const Run& run, const Suspension& suspension, const std::optional<End>& end,
                     Course& course, ClockAnswer& answer) const;
  bool IsRevisedDuring(const Run& run, const Suspension& suspension) const;
  bool IsSuspendedAt(const Run& run, const When& when) const;
  bool BelongsTo(const Run& run, const DueDateRevision& revision) const;
  // Whether what lies there is about this run and not one before or after it.
  bool FallsIn(const Run& run, const Point& point) const;
  void AddExplanations(const Run& run, ClockAnswer& answer) const;
  bool Touches(const Run& run, const Suspension& suspension) const;
  void Conclude(const Run& run, const std::optional<End>& end, const Course& course,
                ClockAnswer& answer) const;
  void ConcludeEnded(const Run& run, const End& end, const Course& course,
                     ClockAnswer& answer) const;
  void ConcludeRunning(const Run& run, const Course& course, ClockAnswer& answer) const;
  void AddOtherStarts(const Run& run, ClockAnswer& answer) const;
  // What the run counted from before that was corrected, where that moves the due date.
  void AddRestated(const Run& run, ClockAnswer& answer) const;
  void AddUndone(const Run& run, ClockAnswer& answer) const;  // what met it and was undone since
  absl::Time Earliest(const When& when) const { return EarliestMoment(when, asked_.london); }
  bool After(const Point& a, const Point& b) const { return Follows(a, b, asked_.london); }

  const CaseFacts& facts_;
  const Asked& asked_;
};

ClockAnswer AnswerFor(const RuleInForce& in_force) {
  ClockAnswer answer;
  answer.set_topic(in_force.rule.standing().topic());
  answer.set_kind(in_force.rule.kind());
  answer.set_title(in_force.rule.title());
  answer.set_rule_in_words(RuleInWords(in_force.rule));
  answer.set_edition_id(in_force.edition_id);
  *answer.mutable_source() = in_force.rule.standing().source();
  if (in_force.replaced_period.has_value()) {
    *answer.mutable_replaced_period() = *in_force.replaced_period;
  }
  return answer;
}

bool CaseClocks::ConcernsCase(const ClockRule& rule) const {
  return rule.only_if().empty() || absl::c_any_of(facts_.milestones, [&](const Milestone& fact) {
           return IsNamed(rule.only_if(), fact.name);
         });
}

void CaseClocks::AnswerRule(const RuleInForce& in_force, std::vector<ClockAnswer>& answers) const {
  const ClockRule& rule = in_force.rule;
  bool started = false;
  if (ConcernsCase(rule)) {
    const std::vector<Run> runs = RunsOf(in_force, facts_.milestones, asked_.london);
    answers.reserve(answers.size() + runs.size());  // messages move field by field
    for (const Run& run : runs) {
      started = true;
      if (IsInForceAt(rule, run.start->when.latest)) answers.push_back(AnswerRun(run));
    }
  }
  if (started || rule.per_subject()) return;
  if (IsInForceAt(rule, DayOf(asked_.now, asked_.london))) {
    answers.push_back(NotStarted(in_force));
  }
}

ClockAnswer CaseClocks::NotStarted(const RuleInForce& in_force) const {
  ClockAnswer answer = AnswerFor(in_force);
  answer.set_status(ClockAnswer::NOT_STARTED);
  answer.set_explanation(Explain(answer, in_force.rule, "", asked_.london));
  return answer;
}

ClockAnswer CaseClocks::AnswerRun(const Run& run) const {
  ClockAnswer answer = AnswerFor(run.in_force);
  answer.set_subject(run.subject);
  answer.set_instance(run.instance);
  *answer.mutable_started_by() = ToReference(*run.start);
  if (run.start->stated_by) *answer.mutable_stated_by() = *run.start->stated_by;
  AddOtherStarts(run, answer);

  const std::optional<End> end = EndOf(run, facts_.milestones, asked_.london);
  for (const ClockRule::Wait& wait : run.rule.waits()) {
    if (IsAwaited(wait, end, facts_.milestones, asked_.london)) {
      answer.add_waits_for(wait.ended_by());
    }
  }
  std::string why_unknown;
  if (const absl::StatusOr<Course> course = Follow(run, end, answer); course.ok()) {
    Conclude(run, end, *course, answer);
  } else {
    answer.set_status(ClockAnswer::CALENDAR_UNKNOWN);
    why_unknown = std::string(course.status().message());
    if (end.has_value()) *answer.mutable_ended_by() = ToReference(*end->milestone);
  }
  AddExplanations(run, answer);
  AddRestated(run, answer);
  AddFormerCalendars(run, asked_, answer);
  AddUndone(run, answer);
  answer.set_explanation(Explain(answer, run.rule, why_unknown, asked_.london));
  return answer;
}

absl::StatusOr<std::optional<Due>> CaseClocks::FirstDue(const Run& run,
                                                        const Milestone& start) const {
  switch (run.rule.due_case()) {
    case ClockRule::kPeriod: {
      ASSIGN_OR_RETURN(Due due, ReckonPeriod(run.rule, start.when, asked_));
      return std::optional<Due>(std::move(due));
    }
    case ClockRule::kStated:
      if (!start.stated_due.has_value()) return std::optional<Due>();
      return std::optional<Due>(DueOnDay(run.rule, *start.stated_due, asked_.london));
    case ClockRule::kBeforeMilestone: {
      const Milestone* deadline = DeadlineOf(run, facts_.milestones, asked_.london);
      if (deadline == nullptr) return std::optional<Due>();
      return std::optional<Due>(
          Due{deadline->when.latest, LatestMoment(deadline->when, asked_.london)});
    }
    case ClockRule::DUE_NOT_SET:
      break;
  }
  return std::optional<Due>();
}

void CaseClocks::AddOtherStarts(const Run& run, ClockAnswer& answer) const {
  if (RunsMoreThanOnce(run.rule) || run.cancelled_before != nullptr) return;
  std::map<std::string, const Milestone*> firsts;
  for (const Milestone& milestone : facts_.milestones) {
    if (!IsNamed(run.rule.starts_at(), milestone.name) ||
        !Concerns(run.rule, run.subject, milestone))
      continue;
    const Milestone*& first = firsts[milestone.name];
    if (first == nullptr || Earliest(milestone.when) < Earliest(first->when)) first = &milestone;
  }
  for (const auto& [name, milestone] : firsts) {
    if (milestone->name == run.start->name) continue;
    ClockAnswer::OtherStart& other = *answer.add_other_starts();
    *other.mutable_started_by() = ToReference(*milestone);
    const absl::StatusOr<std::optional<Due>> due = FirstDue(run, *milestone);
    if (!due.ok() || !due->has_value()) continue;
    *other.mutable_due_on() = ToDate((*due)->on);
    if ((*due)->at.has_value()) *other.mutable_due_at() = ToTimestamp(*(*due)->at);
  }
}

void CaseClocks::AddRestated(const Run& run, ClockAnswer& answer) const {
  const absl::StatusOr<std::optional<Due>> now = FirstDue(run, *run.start);
  for (const Restated& restated : facts_.restated) {
    const Milestone& was = restated.was;
    if (was.name != run.start->name || !Concerns(run.rule, run.subject, was)) continue;
    const absl::StatusOr<std::optional<Due>> due = FirstDue(run, was);
    if (!now.ok() || !due.ok() || !now->has_value() || !due->has_value()) continue;
    if ((*due)->on == (*now)->on && (*due)->at == (*now)->at) continue;
    ClockAnswer::Restated& told = *answer.add_restated();
    *told.mutable_was() = ToReference(was);
    *told.mutable_due_on() = ToDate((*due)->on);
    if ((*due)->at.has_value()) *told.mutable_due_at() = ToTimestamp(*(*due)->at);
    *told.mutable_restated_on() = ToDate(DayOf(restated.recorded_at, asked_.london));
    told.set_reason(restated.reason);
    told.set_position(restated.position);
  }
}

void CaseClocks::AddUndone(const Run& run, ClockAnswer& answer) const {
  for (const Milestone& milestone : facts_.milestones) {
    if (!IsNamed(run.rule.met_by(), milestone.name) ||
        !Concerns(run.rule, run.subject, milestone) || !FallsIn(run, PointOf(milestone))) {
      continue;
    }
    const Milestone* by = UndoneBy(milestone, facts_.milestones, asked_.london);
    if (by == nullptr) continue;
    ClockAnswer::Undone& told = *answer.add_undone();
    *told.mutable_met_by() = ToReference(milestone);
    *told.mutable_undone_by() = ToReference(*by);
  }
}

bool CaseClocks::BelongsTo(const Run& run, const DueDateRevision& revision) const {
  return revision.kind == run.rule.kind() && revision.subject == run.subject &&
         FallsIn(run, {revision.decided, revision.place});
}

bool CaseClocks::FallsIn(const Run& run, const Point& point) const {
  if (run.IsOnlyOne()) return true;
  return After(point, PointOf(*run.start)) &&
         (run.next_start == nullptr || After(PointOf(*run.next_start), point));
}

void CaseClocks::AddExplanations(const Run& run, ClockAnswer& answer) const {
  for (const MissExplained& explained : facts_.explanations) {
    if (explained.kind != run.rule.kind() || explained.subject != run.subject) continue;
    if (!FallsIn(run, {explained.said, explained.place})) continue;
    ClockAnswer::Explained& told = *answer.add_explained();
    told.set_reason(explained.reason);
    told.set_authority(explained.authority);
    *told.mutable_recorded_on() = ToDate(explained.said.latest);
    told.set_position(explained.position);
  }
}

bool CaseClocks::Touches(const Run& run, const Suspension& suspension) const {
  if (!suspension.kind.empty() && suspension.kind != run.rule.kind()) return false;
  if (!suspension.subject.empty() && suspension.subject != run.subject) return false;
  if (suspension.hold != ClockRule::HOLD_UNSPECIFIED &&
      !absl::c_linear_search(run.rule.stands_still_for(), suspension.hold)) {
    return false;
  }
  return !suspension.to.has_value() ||
         LatestMoment(*suspension.to, asked_.london) > Earliest(run.start->when);
}

bool CaseClocks::IsSuspendedAt(const Run& run, const When& when) const {
  return absl::c_any_of(facts_.suspensions, [&](const Suspension& suspension) {
    return Touches(run, suspension) && IsDuring(when, suspension, asked_.london);
  });
}

bool CaseClocks::IsRevisedDuring(const Run& run, const Suspension& suspension) const {
  return absl::c_any_of(facts_.revisions, [&](const DueDateRevision& revision) {
    return BelongsTo(run, revision) && IsDuring(revision.decided, suspension, asked_.london);
  });
}

absl::StatusOr<Course> CaseClocks::Follow(const Run& run, const std::optional<End>& end,
                                          ClockAnswer& answer) const {
  Course course;
  if (answer.waits_for().empty()) {
    ASSIGN_OR_RETURN(course.original, FirstDue(run, *run.start));
  }
  course.due = course.original;

  struct Change {
    Moved at;
    const DueDateRevision* revision;
    const Suspension* suspension;
  };
  std::vector<Change> changes;
  for (const DueDateRevision& revision : facts_.revisions) {
    if (!BelongsTo(run, revision)) continue;
    changes.push_back({MovedAt(revision.decided, revision.place), &revision, nullptr});
  }
  for (const Suspension& suspension : facts_.suspensions) {
    if (!Touches(run, suspension)) continue;
    changes.push_back({MovedAt(suspension.from, suspension.place), nullptr, &suspension});
  }
  absl::c_sort(changes, [](const Change& a, const Change& b) { return a.at < b.at; });
  for (const Change& change : changes) {
    if (change.revision != nullptr) {
      Revise(run, *change.revision, end, course, answer);
    } else {
      RETURN_IF_ERROR(Pause(run, *change.suspension, end, course, answer));
    }
  }
  return course;
}

void CaseClocks::Revise(const Run& run, const DueDateRevision& revision,
                        const std::optional<End>& end, Course& course, ClockAnswer& answer) const {
  ClockAnswer::Revision& told = *answer.add_revisions();
  if (course.due.has_value()) *told.mutable_old_due() = ToDate(course.due->on);
  *told.mutable_new_due() = ToDate(revision.new_due);
  told.set_reason(revision.reason);
  told.set_authority(revision.authority);
  told.set_position(revision.position);
  *told.mutable_decided_on() = ToDate(revision.decided.latest);
  const Point decided{revision.decided, revision.place};
  if (end.has_value() && After(decided, PointOf(*end->milestone))) return;
  if (course.due.has_value()) {
    // While a clock stands still its date cannot pass.
    const bool after = !IsSuspendedAt(run, revision.decided) &&
                       CertainlyAfter(revision.decided, *course.due, asked_.london);
    told.set_after_breach(after);
    told.set_recorded_after_due(!after &&
                                HasPassed(*course.due, revision.recorded_at, asked_.london));
    course.breached |= after;
  }
  course.due = DueOnDay(run.rule, revision.new_due, asked_.london);
}

absl::Status CaseClocks::Pause(const Run& run, const Suspension& suspension,
                               const std::optional<End>& end, Course& course,
                               ClockAnswer& answer) const {
  ClockAnswer::Pause& told = *answer.add_pauses();
  *told.mutable_from() = ToDate(suspension.from.latest);
  if (suspension.to.has_value()) *told.mutable_to() = ToDate(suspension.to->latest);
  told.set_legal_basis(suspension.legal_basis);
  told.set_position(suspension.position);

  const Point from{suspension.from, suspension.place};
  if (end.has_value() && After(from, PointOf(*end->milestone))) return absl::OkStatus();
  const bool too_late =
      course.due.has_value() && CertainlyAfter(suspension.from, *course.due, asked_.london);
  course.breached |= too_late;
  const When& begins = After(from, PointOf(*run.start)) ? suspension.from : run.start->when;
  const When* ends = suspension.to.has_value() ? &*suspension.to : nullptr;
  if (end.has_value() &&
      (ends == nullptr || After({*ends, suspension.place}, PointOf(*end->milestone)))) {
    ends = &end->milestone->when;
  }
  if (ends == nullptr) {
    course.still_suspended = &suspension;
    return absl::OkStatus();
  }
  // A date set while the clock stood still was set knowing that it did.
  if (too_late || !course.due.has_value() || IsRevisedDuring(run, suspension)) {
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(course.due, MovedByPause(run.rule, *course.due, begins, *ends, asked_));
  return absl::OkStatus();
}

void CaseClocks::Conclude(const Run& run, const std::optional<End>& end, const Course& course,
                          ClockAnswer& answer) const {
  answer.set_breached(course.breached);
  if (course.original.has_value()) {
    *answer.mutable_original_due_on() = ToDate(course.original->on);
    if (course.original->at.has_value()) {
      *answer.mutable_original_due_at() = ToTimestamp(*course.original->at);
    }
    for (const Holiday& holiday : course.original->skipped_holidays) {
      ClockAnswer::SkippedHoliday& skipped = *answer.add_skipped_holidays();
      *skipped.mutable_date() = ToDate(holiday.day);
      skipped.set_name(holiday.name);
    }
    answer.set_skipped_weekend_days(course.original->skipped_weekend_days);
  }
  if (course.due.has_value()) {
    *answer.mutable_due_on() = ToDate(course.due->on);
    if (course.due->at.has_value()) *answer.mutable_due_at() = ToTimestamp(*course.due->at);
  }
  if (end.has_value()) {
    ConcludeEnded(run, *end, course, answer);
  } else {
    ConcludeRunning(run, course, answer);
  }
}

void CaseClocks::ConcludeEnded(const Run& run, const End& end, const Course& course,
                               ClockAnswer& answer) const {
  const When& when = end.milestone->when;
  *answer.mutable_ended_by() = ToReference(*end.milestone);
  const bool late = course.due.has_value() && CertainlyAfter(when, *course.due, asked_.london);
  const bool late_first =
      course.original.has_value() && CertainlyAfter(when, *course.original, asked_.london);
  if (end.kind == EndKind::kCancelled) {
    // The duty never applied, so that nothing was missed.
    answer.set_status(ClockAnswer::CANCELLED);
    answer.set_breached(false);
    return;
  }
  switch (end.kind) {
    case EndKind::kSuperseded:
      answer.set_status(ClockAnswer::SUPERSEDED);
      break;
    case EndKind::kLapsed:
      answer.set_status(ClockAnswer::LAPSED);
      break;
    default:
      answer.set_status(late ? ClockAnswer::MET_LATE : ClockAnswer::MET);
  }
  answer.set_breached(course.breached || late);
  answer.set_breached_original(late_first || answer.breached());
  if (!late) return;
  const Lateness lateness = LatenessOf(run.rule, *course.due, Earliest(when), asked_);
  answer.set_missed_by(lateness.amount);
  answer.set_missed_by_unit(lateness.unit);
}

void CaseClocks::ConcludeRunning(const Run& run, const Course& course, ClockAnswer& answer) const {
  answer.set_breached_original(
      course.breached ||
      (course.original.has_value() && HasPassed(*course.original, asked_.now, asked_.london)));
  if (course.still_suspended != nullptr) {
    answer.set_status(ClockAnswer::SUSPENDED);
    return;
  }
  if (!course.due.has_value()) {
    answer.set_status(ClockAnswer::RUNNING);
    return;
  }
  if (HasPassed(*course.due, asked_.now, asked_.london)) {
    answer.set_status(ClockAnswer::OVERDUE);
    answer.set_breached(true);
    answer.set_breached_original(true);
    const Lateness lateness = LatenessOf(run.rule, *course.due, asked_.now, asked_);
    answer.set_missed_by(lateness.amount);
    answer.set_missed_by_unit(lateness.unit);
    return;
  }
  const bool today = DayOf(asked_.now, asked_.london) == course.due->on;
  answer.set_status(today ? ClockAnswer::DUE_TODAY : ClockAnswer::RUNNING);
}

}  // namespace

bool StandsAfter(const DueDateRevision& a, const DueDateRevision& b) {
  return MovedAt(a.decided, a.place) > MovedAt(b.decided, b.place);
}

std::vector<ClockAnswer> Answer(absl::Span<const RuleInForce> rules, const CaseFacts& facts,
                                const Asked& asked) {
  std::vector<ClockAnswer> answers;
  const CaseClocks clocks(facts, asked);
  for (const RuleInForce& rule : rules) clocks.AnswerRule(rule, answers);
  return answers;
}

}  // namespace candour::workflows::clocks
