#include "workflows/case_files/timeline.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "workflows/dates.h"

namespace candour::workflows::case_files {
namespace {

using types::v1::TimelineEntry;

TimelineEntry EntryOf(const History& history, const Happened& happened, const Names& names,
                      Identity identity) {
  const record::v1::RecordedEvent& recorded = happened.recorded;
  TimelineEntry entry;
  entry.set_position(recorded.position());
  entry.set_recorded_at_micros(recorded.recorded_at_micros());
  entry.set_aggregate(history.kind);
  entry.set_stream_id(history.id);
  entry.set_revision(recorded.revision());
  entry.set_event_id(happened.EventId());
  if (happened.message == nullptr) {
    entry.set_forgotten(true);
    return entry;
  }
  const record::v1::EventBody& body = recorded.body();
  if (body.has_occurred()) *entry.mutable_occurred() = body.occurred();
  if (body.has_known_at()) {
    entry.set_known_at_micros(absl::ToUnixMicros(MomentOf(body.known_at())));
  }
  entry.set_event_type(body.type());
  entry.set_title(happened.rule().title());
  entry.set_summary(SummaryOf(happened, names, identity));
  entry.set_by(body.by().display_name());
  entry.set_capacity(body.capacity());
  entry.set_edition(body.edition());
  entry.set_corrects_event_id(body.corrects_event_id());
  entry.set_correction_reason(body.correction_reason());
  return entry;
}

std::set<std::string> ItemsAbout(const History& meeting, const std::string& case_id) {
  std::set<std::string> items;
  for (const auto& [id, item] : static_cast<const meeting::Meeting&>(*meeting.state).items) {
    if (item.subject_id == case_id) items.insert(id);
  }
  return items;
}

void LinkCorrections(std::vector<TimelineEntry>& entries) {
  std::map<std::string, std::vector<std::string>> corrected_by;
  for (const TimelineEntry& entry : entries) {
    if (entry.corrects_event_id().empty()) continue;
    corrected_by[entry.corrects_event_id()].push_back(entry.event_id());
  }
  for (TimelineEntry& entry : entries) {
    for (const std::string& by : corrected_by[entry.event_id()]) {
      entry.add_corrected_by_event_ids(by);
    }
  }
}

}  // namespace

std::vector<TimelineEntry> TimelineOf(const Dossier& dossier, const Names& names,
                                      TimelineOrder order, Identity identity) {
  std::vector<TimelineEntry> entries;
  entries.reserve(dossier.own.events.size());  // messages move field by field
  for (const Happened& happened : dossier.own.events) {
    entries.push_back(EntryOf(dossier.own, happened, names, identity));
  }
  for (const auto& [id, meeting] : dossier.meetings) {
    const std::set<std::string> items = ItemsAbout(*meeting, dossier.own.id);
    for (const Happened& happened : meeting->events) {
      if (happened.message == nullptr) continue;
      if (!items.contains(TextOf(*happened.message, "item_id"))) continue;
      entries.push_back(EntryOf(*meeting, happened, names, identity));
    }
  }
  LinkCorrections(entries);
  const auto when = [&](const TimelineEntry& entry) {
    const bool as_stated = order == TimelineOrder::kKnown && entry.known_at_micros() != 0;
    return as_stated ? std::min(entry.known_at_micros(), entry.recorded_at_micros())
                     : entry.recorded_at_micros();
  };
  const auto earlier = [&](const TimelineEntry& a, const TimelineEntry& b) {
    return std::pair(when(a), a.position()) < std::pair(when(b), b.position());
  };
  // As they were recorded they mostly stand in order.
  if (!std::is_sorted(entries.begin(), entries.end(), earlier)) {
    std::sort(entries.begin(), entries.end(), earlier);
  }
  return entries;
}

}  // namespace candour::workflows::case_files
