#include "workflows/case_files/history.h"

#include <algorithm>
#include <utility>

#include "base/id.h"
#include "base/status.h"
#include "candour/events/v1/board.pb.h"
#include "candour/events/v1/jurisdiction.pb.h"
#include "workflows/dates.h"
#include "workflows/upcast.h"

namespace candour::workflows::case_files {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

Micros KnownAt(const record::v1::RecordedEvent& event) {
  if (!event.body().has_known_at()) return event.recorded_at_micros();
  return std::min(absl::ToUnixMicros(MomentOf(event.body().known_at())),
                  event.recorded_at_micros());
}

namespace {

// Guidance says itself since when it holds, and what somebody or something is called is nothing
// that an office learns of: they count whenever the board wrote them down.
bool CountsWhenever(const record::v1::RecordedEvent& event) {
  const std::string& type = event.body().type();
  return type == events::v1::EditionAdopted::descriptor()->name() ||
         type == events::v1::BoardOpened::descriptor()->name() ||
         type == events::v1::AgencyRegistered::descriptor()->name() ||
         type == events::v1::PersonRegistered::descriptor()->name() ||
         type == events::v1::BodyEstablished::descriptor()->name() ||
         type == events::v1::SeatCreated::descriptor()->name();
}

// The earliest it may have been. What has no day of its own is said to have been when it was
// recorded; it was known by then if the office says so, and so had happened.
Micros OccurredAt(const record::v1::RecordedEvent& event) {
  if (!event.body().has_occurred()) return KnownAt(event);
  return std::min(absl::ToUnixMicros(MomentOf(event.body().occurred().earliest())), KnownAt(event));
}

// Whether somebody said when it was, and it is not only held to have been when it was recorded.
bool HasOwnDay(const record::v1::RecordedEvent& event) {
  if (!event.body().has_occurred()) return false;
  const auto& occurred = event.body().occurred();
  constexpr Micros kToRecordIt = 60'000'000;
  return occurred.precision() != types::v1::MOMENT ||
         event.recorded_at_micros() - absl::ToUnixMicros(MomentOf(occurred.earliest())) >
             kToRecordIt;
}

// A case is another board's since that board accepted it, whenever it was recorded.
bool PassesWith(const record::v1::RecordedEvent& event, const record::v1::RecordedEvent& before) {
  return event.body().type() == events::v1::CaseTransferred::descriptor()->name() &&
         before.body().type() == events::v1::TransferAccepted::descriptor()->name();
}

// What a correction says stands in the place of what it corrects: both happened when the last of
// them says, or neither did by then.
void KeepWhatHappened(std::vector<record::v1::RecordedEvent>& events, const AsAt& as_at) {
  std::map<std::string, const record::v1::RecordedEvent*> corrected_by;
  for (const auto& event : events) {
    const std::string& corrects = event.body().corrects_event_id();
    if (!corrects.empty() && event.position() <= as_at.position) corrected_by[corrects] = &event;
  }
  std::set<uint64_t> gone;
  for (size_t i = 0; i < events.size(); ++i) {
    const auto& event = events[i];
    const record::v1::RecordedEvent* last = &event;
    if (i > 0 && PassesWith(event, events[i - 1])) last = &events[i - 1];
    // Of what has no day of its own, what it corrects says first when it was so.
    Micros first = OccurredAt(*last);
    while (true) {
      const auto by = corrected_by.find(IdTextOf(*last));
      if (by == corrected_by.end() || by->second->position() <= last->position()) break;
      last = by->second;
      first = HasOwnDay(*last) ? OccurredAt(*last) : std::min(first, OccurredAt(*last));
    }
    const bool happened = last->stream_type() == types::v1::BOARD || first <= as_at.moment;
    if (event.position() > as_at.position || !happened) gone.insert(event.position());
  }
  std::erase_if(events, [&](const auto& event) { return gone.contains(event.position()); });
}

}  // namespace

bool AsAt::Includes(const record::v1::RecordedEvent& event) const {
  if (event.position() > position) return false;
  if (by_occurred) return event.stream_type() == types::v1::BOARD || OccurredAt(event) <= moment;
  if (!by_known_at) return event.recorded_at_micros() <= moment;
  return CountsWhenever(event) || KnownAt(event) <= moment;
}

std::string Happened::EventId() const {
  Bytes16 bytes{};
  const std::string& id = recorded.event_id();
  if (id.size() == bytes.size()) std::copy(id.begin(), id.end(), bytes.begin());
  return UuidText(bytes);
}

const types::v1::EventRule& Happened::rule() const {
  return message == nullptr ? types::v1::EventRule::default_instance()
                            : EventRuleOf(*message->GetDescriptor());
}

absl::StatusOr<History> Open(const WorkflowTable& table, types::v1::Aggregate kind, std::string id,
                             std::vector<record::v1::RecordedEvent> events, const AsAt& as_at) {
  History history;
  history.kind = kind;
  history.id = std::move(id);
  std::unique_ptr<Aggregate> state = table.Kind(kind).make();
  state->id = history.id;
  if (as_at.by_occurred) {
    KeepWhatHappened(events, as_at);
  } else {
    std::erase_if(events, [&](const auto& event) { return !as_at.Includes(event); });
  }
  RETURN_IF_ERROR(table.FoldWhole(*state, events));
  history.events.reserve(events.size());  // messages move field by field
  for (record::v1::RecordedEvent& event : events) {
    Happened happened;
    if (!event.forgotten()) {
      const EventEntry& entry = *table.FindEvent(event.body().type());
      ASSIGN_OR_RETURN(happened.message, Upcast(event.body(), *entry.prototype));
    }
    happened.recorded = std::move(event);
    history.events.push_back(std::move(happened));
  }
  history.state = std::move(state);
  return history;
}

const Happened& FirstTold(const History& history, const Happened& happened) {
  const Happened* first = &happened;
  if (happened.recorded.body().corrects_event_id().empty()) return happened;
  // A correction stands behind what it corrects.
  for (auto at = history.events.rbegin(); at != history.events.rend(); ++at) {
    if (at->EventId() == first->recorded.body().corrects_event_id()) first = &*at;
  }
  return *first;
}

std::string TextOf(const Message& message, const std::string& field) {
  const FieldDescriptor* found = message.GetDescriptor()->FindFieldByName(field);
  if (found == nullptr || found->is_repeated() ||
      found->cpp_type() != FieldDescriptor::CPPTYPE_STRING) {
    return "";
  }
  return message.GetReflection()->GetString(message, found);
}

std::set<std::string> MeetingsNamedIn(const History& history) {
  std::set<std::string> meetings;
  for (const Happened& happened : history.events) {
    if (happened.message == nullptr) continue;
    for (const char* field : {"meeting_id", "at_meeting_id"}) {
      std::string id = TextOf(*happened.message, field);
      if (!id.empty()) meetings.insert(std::move(id));
    }
  }
  return meetings;
}

std::set<NamedStream> CasesNamedIn(const History& history) {
  constexpr std::pair<const char*, types::v1::Aggregate> kFields[] = {
      {"case_id", types::v1::CHILD_DEATH},          {"other_case_id", types::v1::CHILD_DEATH},
      {"survivor_case_id", types::v1::CHILD_DEATH}, {"absorbed_case_id", types::v1::CHILD_DEATH},
      {"sibling_case_id", types::v1::CHILD_DEATH},  {"from_case_id", types::v1::CHILD_DEATH},
      {"child_death_id", types::v1::CHILD_DEATH},   {"review_id", types::v1::CASE_REVIEW},
      {"into_review_id", types::v1::CASE_REVIEW},   {"from_review_id", types::v1::CASE_REVIEW},
      {"plan_id", types::v1::ACTION_PLAN}};
  std::set<NamedStream> cases;
  for (const Happened& happened : history.events) {
    if (happened.message == nullptr) continue;
    for (const auto& [field, kind] : kFields) {
      std::string id = TextOf(*happened.message, field);
      if (!id.empty() && id != history.id) cases.emplace(kind, std::move(id));
    }
  }
  return cases;
}

}  // namespace candour::workflows::case_files
