#include "workflows/corrections.h"

#include <algorithm>
#include <map>
#include <string>
#include <typeinfo>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/id.h"
#include "base/status.h"
#include "candour/types/v1/time.pb.h"
#include "google/protobuf/util/field_mask_util.h"
#include "google/protobuf/util/message_differencer.h"
#include "workflows/field_rule.h"
#include "workflows/refusals.h"
#include "workflows/upcast.h"

namespace candour::workflows {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using record::v1::RecordedEvent;
using types::v1::Rejection;

// A text of an event, or null if it has no such field.
const FieldDescriptor* TextNamed(const Message& message, const std::string& name) {
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(name);
  const bool text = field != nullptr && !field->is_repeated() &&
                    field->cpp_type() == FieldDescriptor::CPPTYPE_STRING;
  return text ? field : nullptr;
}

std::string TextIn(const Message& message, const FieldDescriptor& field) {
  return message.GetReflection()->GetString(message, &field);
}

// What an event gives an id to.
std::vector<std::string> IdsMadeBy(const Message& event) {
  std::vector<std::string> ids;
  for (int i = 0; i < event.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor& field = *event.GetDescriptor()->field(i);
    if (!RuleOf(field).identifies() || TextNamed(event, field.name()) == nullptr) continue;
    std::string id = TextIn(event, field);
    if (ParseUuid(id).ok()) ids.push_back(std::move(id));
  }
  return ids;
}

// What was recorded after an event of a stream, and happened after it: what corrects something from
// before it happens there.
std::vector<const RecordedEvent*> HappenedSince(const WorkflowTable& table,
                                                absl::Span<const RecordedEvent> stream,
                                                const std::string& event_id) {
  std::map<std::string, size_t, std::less<>> places;
  std::vector<const RecordedEvent*> since;
  for (size_t i = 0; i < stream.size(); ++i) {
    const std::string id = IdTextOf(stream[i]);
    const auto corrected = places.find(table.InPlaceOf(stream[i]));
    const size_t place = corrected == places.end() ? i : corrected->second;
    const auto it = places.find(event_id);
    if (it != places.end() && it->second < place) since.push_back(&stream[i]);
    places.emplace(id, place);
  }
  return since;
}

// Ids lie in what is stored as they are written.
bool AreSpokenOf(const std::vector<std::string>& ids,
                 const std::vector<const RecordedEvent*>& events) {
  return std::any_of(ids.begin(), ids.end(), [&](const std::string& id) {
    return std::any_of(events.begin(), events.end(), [&](const RecordedEvent* event) {
      return absl::StrContains(event->body().payload(), id);
    });
  });
}

// Whether both events are of the thing the command makes, where it makes one with an id.
std::optional<Rejection> UnlessOfSameThing(const Message& command, const Message& corrected,
                                           const Message& correcting) {
  for (int i = 0; i < command.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor& made = *command.GetDescriptor()->field(i);
    if (RuleOf(made).fresh() == types::v1::THING_UNSPECIFIED) continue;
    const FieldDescriptor* id = TextNamed(corrected, made.name());
    if (id == nullptr || TextIn(corrected, *id) == TextIn(correcting, *id)) continue;
    return Refuse(types::v1::NOTHING_TO_CORRECT,
                  absl::StrCat("A correction is of the same thing as what it corrects. Leave ",
                               made.name(), " blank, or give the id that stands there."),
                  kOwnRule, {TextIn(corrected, *id)});
  }
  return std::nullopt;
}

// Has each text that is among these say what stands in its place.
void Replace(const std::map<std::string, std::string>& instead, Message& event) {
  for (int i = 0; i < event.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* field = TextNamed(event, event.GetDescriptor()->field(i)->name());
    if (field == nullptr) continue;
    const auto found = instead.find(TextIn(event, *field));
    if (found != instead.end()) event.GetReflection()->SetString(&event, field, found->second);
  }
}

// The stream in which it stands. The first is judged as though it did not stand there.
const Aggregate& StreamOfCorrected(const Context& context) {
  for (const Aggregate* stream : context.streams) {
    if (stream->FindStanding(context.corrects_event_id) != nullptr) return *stream;
  }
  return *context.streams.front();
}

// Events that name no stream are written to the first of their kind.
bool IsFirstOfItsKind(const Aggregate& state, const Context& context) {
  for (const Aggregate* stream : context.streams) {
    if (typeid(*stream) == typeid(state)) return stream == &state;
  }
  return false;
}

// Whether an event of the kind that is corrected is written, to another stream.
bool IsWrittenElsewhere(const Decision& decision, const Context& context) {
  return std::any_of(decision.events().begin(), decision.events().end(), [&](const auto& event) {
    return event->GetDescriptor() == context.corrected->GetDescriptor();
  });
}

std::optional<Rejection> UnlessLedStill(const types::v1::CommandHeader& header,
                                        const Corrected& corrected) {
  if (corrected.without == nullptr) return std::nullopt;
  const Aggregate& stands = *corrected.stands;
  if (corrected.without->lead_board_id == stands.lead_board_id ||
      stands.lead_board_id == header.board_id()) {
    return std::nullopt;
  }
  return Refuse(types::v1::WRONG_BOARD,
                "The lead has passed on with what you would correct. Ask the board that leads now.",
                kOwnRule, {stands.id, stands.lead_board_id});
}

}  // namespace

absl::StatusOr<Corrected> SetAside(const WorkflowTable& table, const Aggregate& state,
                                   absl::Span<const RecordedEvent> stream,
                                   const std::string& event_id, bool opens) {
  const auto found = std::find_if(stream.begin(), stream.end(), [&](const RecordedEvent& event) {
    return IdTextOf(event) == event_id;
  });
  if (found == stream.end() || found->forgotten()) {
    return absl::NotFoundError("no event of the stream has this id");
  }
  const EventEntry& entry = *table.FindEvent(found->body().type());
  Corrected corrected;
  ASSIGN_OR_RETURN(corrected.event, Upcast(found->body(), *entry.prototype));
  const bool begins = found == stream.begin() && !opens;
  if (found != stream.begin()) {
    corrected.then = table.Kind(entry.kind).make();
    corrected.then->id = state.id;
    RETURN_IF_ERROR(
        table.FoldWhole(*corrected.then, stream, event_id, WorkflowTable::LeftOut::kWithAllSince));
  }
  if (begins || EventRuleOf(*entry.prototype->GetDescriptor()).restates() ||
      AreSpokenOf(IdsMadeBy(*corrected.event), HappenedSince(table, stream, event_id))) {
    return corrected;
  }
  corrected.stands = &state;
  corrected.without = table.Kind(entry.kind).make();
  corrected.without->id = state.id;
  RETURN_IF_ERROR(table.FoldWhole(*corrected.without, stream, event_id));
  return corrected;
}

std::optional<Rejection> UnlessCorrectable(const types::v1::CommandHeader& header,
                                           const Corrected& corrected) {
  const std::string& event_id = header.corrects_event_id();
  if (event_id.empty()) {
    if (header.correction_reason().empty()) return std::nullopt;
    return Refuse(types::v1::NOTHING_TO_CORRECT,
                  "There is a reason for a correction, and no event that it corrects. Name the "
                  "event, or leave the reason out.",
                  kOwnRule);
  }
  if (header.correction_reason().empty()) {
    return Refuse(types::v1::REASON_MISSING,
                  "A correction says why the earlier entry was wrong. Give correction_reason.",
                  kOwnRule, {event_id});
  }
  if (corrected.event != nullptr) return UnlessLedStill(header, corrected);
  return Refuse(types::v1::NOTHING_TO_CORRECT,
                "No event that stands here has the id in corrects_event_id. The timeline of the "
                "case tells the ids; of what was corrected before, name the correction.",
                kOwnRule, {event_id});
}

std::optional<Rejection> UnlessCorrects(const Message& command, const Decision& decision,
                                        const Context& context) {
  if (context.corrected == nullptr) return std::nullopt;
  const Message* correcting = CorrectingEvent(decision, context);
  if (correcting == nullptr && IsWrittenElsewhere(decision, context)) {
    return Refuse(types::v1::NOTHING_TO_CORRECT,
                  "What corrects_event_id names is kept with something else than this command "
                  "writes to. Name first what that is kept with, or the event of this one.",
                  kOwnRule, {context.corrects_event_id, StreamOfCorrected(context).id});
  }
  if (correcting == nullptr) {
    return Refuse(types::v1::NOTHING_TO_CORRECT,
                  absl::StrCat("What corrects_event_id names is a ",
                               context.corrected->GetDescriptor()->name(),
                               ", which this command does not record. Correct it with the command "
                               "that recorded it."),
                  kOwnRule, {context.corrects_event_id});
  }
  RETURN_IF_REFUSED(UnlessOfSameThing(command, *context.corrected, *correcting));
  const bool alone = decision.events().size() == 1;
  if (!alone ||
      !google::protobuf::util::MessageDifferencer::Equals(*correcting, *context.corrected)) {
    return std::nullopt;
  }
  return Refuse(types::v1::NOTHING_TO_CHANGE,
                "This says what stands there already. Say what is otherwise, or leave it as it is.",
                kOwnRule, {context.corrects_event_id});
}

namespace {

// Events that say what the record held when they were made. What has come in since was not held
// then: whoever corrects such an event gives anew what they gave, and the record's part stays.
constexpr std::string_view kDrawnFromTheRecord[] = {"GenogramIssued", "IntegratedChronologyIssued",
                                                    "OverviewDrafted", "PlanReported",
                                                    "UpdateAsked"};

bool IsDrawn(const Message& event) {
  return std::find(std::begin(kDrawnFromTheRecord), std::end(kDrawnFromTheRecord),
                   event.GetDescriptor()->name()) != std::end(kDrawnFromTheRecord);
}

// What the command itself says is `event`'s, the rest that of what it corrects.
void KeepWhatWasDrawn(const Message& corrected, const Message& command, Message& event) {
  google::protobuf::FieldMask said;
  for (int i = 0; i < event.GetDescriptor()->field_count(); ++i) {
    const std::string& name = event.GetDescriptor()->field(i)->name();
    if (command.GetDescriptor()->FindFieldByName(name) != nullptr) said.add_paths(name);
  }
  std::unique_ptr<Message> merged(corrected.New());
  merged->CopyFrom(corrected);
  google::protobuf::util::FieldMaskUtil::MergeOptions replacing;
  replacing.set_replace_message_fields(true);
  replacing.set_replace_repeated_fields(true);
  google::protobuf::util::FieldMaskUtil::MergeMessageTo(event, said, replacing, merged.get());
  event.CopyFrom(*merged);
}

}  // namespace

void KeepIdsOf(const Message& corrected, const std::vector<std::string>& drawn,
               const Message& command, Decision& decision) {
  std::map<std::string, std::string> instead;
  for (size_t at = 0; at < decision.events().size(); ++at) {
    const Message& event = *decision.events()[at];
    if (event.GetDescriptor() != corrected.GetDescriptor()) continue;
    if (IsDrawn(event)) {
      decision.Amend(at, [&](Message& amended) { KeepWhatWasDrawn(corrected, command, amended); });
    }
    for (int i = 0; i < event.GetDescriptor()->field_count(); ++i) {
      const FieldDescriptor& field = *event.GetDescriptor()->field(i);
      const bool numbered = field.cpp_type() == FieldDescriptor::CPPTYPE_UINT32 &&
                            !field.is_repeated() &&
                            (field.name() == "number" || field.name() == "version") &&
                            command.GetDescriptor()->FindFieldByName(field.name()) == nullptr;
      if (numbered) {
        const uint32_t number = corrected.GetReflection()->GetUInt32(corrected, &field);
        decision.Amend(at, [&](Message& amended) {
          amended.GetReflection()->SetUInt32(&amended, &field, number);
        });
      }
      if (TextNamed(event, field.name()) == nullptr) continue;
      const std::string text = TextIn(event, field);
      const bool made = std::find(drawn.begin(), drawn.end(), text) != drawn.end();
      if (made && !TextIn(corrected, field).empty()) instead[text] = TextIn(corrected, field);
    }
    break;
  }
  if (instead.empty()) return;
  for (size_t at = 0; at < decision.events().size(); ++at) {
    decision.Amend(at, [&](Message& amended) { Replace(instead, amended); });
  }
}

namespace {

// Refusals that stand whatever came since: this is no correction of that, or whoever corrects has
// no more to say in it.
bool StandsWhateverCame(const Rejection& rejection) {
  return rejection.reason() == types::v1::NOTHING_TO_CORRECT ||
         rejection.reason() == types::v1::CASE_ABSORBED ||
         rejection.reason() == types::v1::WRONG_BOARD;
}

// Whether what the command says is what is said already, but for days.
bool DiffersInDaysAlone(const Message& command, const Message& corrected,
                        const Message& correcting) {
  std::unique_ptr<Message> before(corrected.New());
  std::unique_ptr<Message> after(correcting.New());
  before->CopyFrom(corrected);
  after->CopyFrom(correcting);
  for (int i = 0; i < corrected.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* field = corrected.GetDescriptor()->field(i);
    const bool said = command.GetDescriptor()->FindFieldByName(field->name()) != nullptr;
    if (said && field->message_type() != types::v1::Date::descriptor()) continue;
    before->GetReflection()->ClearField(before.get(), field);
    after->GetReflection()->ClearField(after.get(), field);
  }
  return google::protobuf::util::MessageDifferencer::Equals(*before, *after);
}

}  // namespace

Decision DecideAsOfThen(const CommandEntry& entry, const Message& command, const Context& context,
                        absl::Span<const Aggregate* const> states, const Corrected& corrected) {
  Decision now = WorkflowTable::Decide(entry, command, context, states);
  const Aggregate* then = corrected.then.get();
  if (!now.rejection() || then == nullptr || states.front()->id != then->id ||
      StandsWhateverCame(*now.rejection())) {
    return now;
  }
  std::vector<const Aggregate*> as_then(states.begin(), states.end());
  as_then.front() = then;
  Decision decision = WorkflowTable::Decide(entry, command, context, as_then);
  if (decision.rejection()) {
    const bool of_days = decision.rejection()->reason() == types::v1::DATE_OUT_OF_ORDER;
    return of_days ? std::move(decision) : std::move(now);
  }
  Context within = context;
  within.streams = as_then;
  const Message* correcting = CorrectingEvent(decision, within);
  if (correcting == nullptr || !DiffersInDaysAlone(command, *corrected.event, *correcting) ||
      google::protobuf::util::MessageDifferencer::Equals(*corrected.event, *correcting)) {
    return now;
  }
  decision.KeepOnly(*correcting);
  return decision;
}

bool IsOfCorrected(const Context& context, const std::string& field, const std::string& id) {
  if (context.corrected == nullptr) return false;
  const FieldDescriptor* told = TextNamed(*context.corrected, field);
  return told != nullptr && TextIn(*context.corrected, *told) == id;
}

const Message* CorrectingEvent(const Decision& decision, const Context& context) {
  if (context.corrected == nullptr) return nullptr;
  const Aggregate& in = StreamOfCorrected(context);
  for (const auto& event : decision.events()) {
    if (event->GetDescriptor() != context.corrected->GetDescriptor()) continue;
    const std::string stream = decision.StreamOf(*event);
    if (stream.empty() ? IsFirstOfItsKind(in, context) : stream == in.id) return event.get();
  }
  return nullptr;
}

}  // namespace candour::workflows
