#include "services/views/clock_facts.h"

#include "workflows/clocks/calendar.h"
#include "workflows/dates.h"

namespace candour::views {
namespace {

using v1::ClockFactsRow;
using workflows::DayOf;
using workflows::clocks::CaseFacts;
using workflows::clocks::DueDateRevision;
using workflows::clocks::Milestone;
using workflows::clocks::MissExplained;
using workflows::clocks::Restated;
using workflows::clocks::Suspension;
using workflows::clocks::ToDate;
using workflows::clocks::When;

void Put(const When& when, ClockFactsRow::When& row) {
  *row.mutable_earliest() = ToDate(when.earliest);
  *row.mutable_latest() = ToDate(when.latest);
  if (when.moment) row.set_moment_micros(absl::ToUnixMicros(*when.moment));
}

When Take(const ClockFactsRow::When& row) {
  When when{DayOf(row.earliest()), DayOf(row.latest()), std::nullopt};
  if (row.has_moment_micros()) when.moment = absl::FromUnixMicros(row.moment_micros());
  return when;
}

Milestone Take(const ClockFactsRow::Milestone& row) {
  Milestone milestone{row.name(),       row.subject(),
                      Take(row.when()), absl::FromUnixMicros(row.recorded_at_micros()),
                      row.position(),   row.event_id(),
                      std::nullopt};
  if (row.has_stated_due()) milestone.stated_due = DayOf(row.stated_due());
  milestone.time_precision = row.time_precision();
  if (row.has_about_micros()) milestone.about = absl::FromUnixMicros(row.about_micros());
  if (row.has_stated_by()) milestone.stated_by = row.stated_by();
  milestone.place = row.place();
  return milestone;
}

void Put(const Milestone& milestone, ClockFactsRow::Milestone& row) {
  row.set_name(milestone.name);
  row.set_subject(milestone.subject);
  Put(milestone.when, *row.mutable_when());
  row.set_recorded_at_micros(absl::ToUnixMicros(milestone.recorded_at));
  row.set_position(milestone.position);
  row.set_event_id(milestone.event_id);
  if (milestone.stated_due) *row.mutable_stated_due() = ToDate(*milestone.stated_due);
  row.set_time_precision(milestone.time_precision);
  if (milestone.about) row.set_about_micros(absl::ToUnixMicros(*milestone.about));
  if (milestone.stated_by) *row.mutable_stated_by() = *milestone.stated_by;
  row.set_place(milestone.place);
}

DueDateRevision Take(const ClockFactsRow::Revision& row) {
  return {row.kind(),
          row.subject(),
          DayOf(row.new_due()),
          row.reason(),
          row.authority(),
          Take(row.decided()),
          absl::FromUnixMicros(row.recorded_at_micros()),
          row.position(),
          row.place()};
}

Suspension Take(const ClockFactsRow::Suspension& row) {
  Suspension suspension{row.kind(),        row.subject(),  Take(row.from()), std::nullopt,
                        row.legal_basis(), row.position(), row.hold(),       row.hold_id()};
  suspension.place = row.place();
  if (row.has_to()) suspension.to = Take(row.to());
  return suspension;
}

}  // namespace

void ToRow(const CaseFacts& facts, ClockFactsRow& row) {
  for (const Milestone& milestone : facts.milestones) Put(milestone, *row.add_milestones());
  for (const Restated& restated : facts.restated) {
    auto& added = *row.add_restated();
    Put(restated.was, *added.mutable_was());
    added.set_reason(restated.reason);
    added.set_recorded_at_micros(absl::ToUnixMicros(restated.recorded_at));
    added.set_position(restated.position);
  }
  for (const DueDateRevision& revision : facts.revisions) {
    auto& added = *row.add_revisions();
    added.set_kind(revision.kind);
    added.set_subject(revision.subject);
    *added.mutable_new_due() = ToDate(revision.new_due);
    added.set_reason(revision.reason);
    added.set_authority(revision.authority);
    Put(revision.decided, *added.mutable_decided());
    added.set_recorded_at_micros(absl::ToUnixMicros(revision.recorded_at));
    added.set_position(revision.position);
    added.set_place(revision.place);
  }
  for (const Suspension& suspension : facts.suspensions) {
    auto& added = *row.add_suspensions();
    added.set_kind(suspension.kind);
    added.set_subject(suspension.subject);
    Put(suspension.from, *added.mutable_from());
    if (suspension.to) Put(*suspension.to, *added.mutable_to());
    added.set_legal_basis(suspension.legal_basis);
    added.set_hold(suspension.hold);
    added.set_hold_id(suspension.hold_id);
    added.set_position(suspension.position);
    added.set_place(suspension.place);
  }
  for (const MissExplained& explained : facts.explanations) {
    auto& added = *row.add_explanations();
    added.set_kind(explained.kind);
    added.set_subject(explained.subject);
    added.set_reason(explained.reason);
    added.set_authority(explained.authority);
    Put(explained.said, *added.mutable_said());
    added.set_position(explained.position);
    added.set_place(explained.place);
  }
  for (const auto& [id, name] : facts.subjects) {
    auto& added = *row.add_subjects();
    added.set_id(id);
    added.set_agency_id(name.agency_id);
    added.set_detail(name.detail);
    added.set_agency_name(name.agency);
  }
}

CaseFacts FromRow(const ClockFactsRow& row) {
  CaseFacts facts;
  for (const auto& milestone : row.milestones()) facts.milestones.push_back(Take(milestone));
  for (const auto& restated : row.restated()) {
    facts.restated.push_back({Take(restated.was()), restated.reason(),
                              absl::FromUnixMicros(restated.recorded_at_micros()),
                              restated.position()});
  }
  for (const auto& revision : row.revisions()) facts.revisions.push_back(Take(revision));
  for (const auto& suspension : row.suspensions()) facts.suspensions.push_back(Take(suspension));
  for (const auto& explained : row.explanations()) {
    facts.explanations.push_back({explained.kind(), explained.subject(), explained.reason(),
                                  explained.authority(), Take(explained.said()),
                                  explained.position(), explained.place()});
  }
  for (const auto& subject : row.subjects()) {
    facts.subjects[subject.id()] = {subject.agency_id(), subject.detail(), subject.agency_name()};
  }
  return facts;
}

}  // namespace candour::views
