#include "workflows/table.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/id.h"
#include "base/status.h"
#include "candour/options.pb.h"
#include "message_files.h"
#include "workflows/corrections.h"
#include "workflows/field_rule.h"
#include "workflows/upcast.h"

namespace candour::workflows {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;
using google::protobuf::ServiceDescriptor;

constexpr char kEventPackage[] = "candour.events.v1";

Bytes16 IdOf(const record::v1::RecordedEvent& event) {
  Bytes16 id{};
  if (event.event_id().size() == id.size()) {
    std::copy(event.event_id().begin(), event.event_id().end(), id.begin());
  }
  return id;
}

// By the id of what is corrected, what happens in its place.
using Places = std::map<std::string, const record::v1::RecordedEvent*, std::less<>>;

Places PlacesOf(const WorkflowTable& table, absl::Span<const record::v1::RecordedEvent> stream) {
  Places places;
  for (const record::v1::RecordedEvent& event : stream) {
    if (const std::string_view corrected = table.InPlaceOf(event); !corrected.empty()) {
      places.emplace(corrected, &event);
    }
  }
  if (places.empty()) return places;
  // Of what is not there a correction is all that is told, and happens where it stands.
  std::set<std::string> there;
  for (const record::v1::RecordedEvent& event : stream) there.insert(IdTextOf(event));
  std::erase_if(places, [&](const auto& place) { return !there.contains(place.first); });
  return places;
}

// The correction that stands at `position` starts or ends with the same what the corrected event
// did.
bool TellsAlike(const clocks::CaseFacts& facts, const clocks::Milestone& was, uint64_t position) {
  return std::any_of(facts.milestones.begin(), facts.milestones.end(), [&](const auto& is) {
    return is.position == position && is.name == was.name && is.subject == was.subject &&
           is.when.earliest == was.when.earliest && is.when.latest == was.when.latest &&
           is.when.moment == was.when.moment && is.stated_due == was.stated_due;
  });
}

// Resolves which stream each state of the rule is: of those of its kind, the fields that name one,
// in order; then the board of the header.
absl::Status ResolveSlots(CommandEntry& entry) {
  const Descriptor& command = *entry.prototype->GetDescriptor();
  std::vector<StreamSlot> named;
  for (int i = 0; i < command.field_count(); ++i) {
    const types::v1::FieldRule& rule = RuleOf(*command.field(i));
    entry.pins |= command.field(i)->message_type() == types::v1::DocumentPin::descriptor();
    if (rule.opens() != types::v1::AGGREGATE_UNSPECIFIED) {
      named.push_back({rule.opens(), command.field(i), true, false});
    } else if (rule.refers_to() != types::v1::AGGREGATE_UNSPECIFIED) {
      named.push_back({rule.refers_to(), command.field(i), false, rule.optional_stream()});
    }
  }
  named.push_back({types::v1::BOARD, nullptr, false, false});

  entry.slots.clear();
  for (types::v1::Aggregate kind : entry.handed) {
    auto found = std::find_if(named.begin(), named.end(),
                              [&](const StreamSlot& slot) { return slot.kind == kind; });
    if (found == named.end()) {
      return absl::InternalError(absl::StrCat("the rule for ", command.full_name(), " wants a ",
                                              types::v1::Aggregate_Name(kind),
                                              " that no field of the command names"));
    }
    entry.slots.push_back(*found);
    named.erase(found);
  }
  for (const StreamSlot& slot : named) {
    if (slot.field == nullptr) continue;
    return absl::InternalError(
        absl::StrCat(slot.field->full_name(), " names a stream that the rule is not handed"));
  }
  return absl::OkStatus();
}

}  // namespace

std::string IdTextOf(const record::v1::RecordedEvent& event) { return UuidText(IdOf(event)); }

std::vector<const FileDescriptor*> EventFiles() {
  std::vector<const FileDescriptor*> files;
  for (const char* name : events::v1::kFiles) {
    files.push_back(google::protobuf::DescriptorPool::generated_pool()->FindFileByName(name));
  }
  return files;
}

namespace {

// What every event declares; where it does not say to which stream it is written, its file does.
std::map<const Descriptor*, types::v1::EventRule> EventRules() {
  std::map<const Descriptor*, types::v1::EventRule> rules;
  for (const FileDescriptor* file : EventFiles()) {
    const types::v1::Aggregate usual = file->options().GetExtension(candour::events_of);
    for (int i = 0; i < file->message_type_count(); ++i) {
      const Descriptor& event = *file->message_type(i);
      if (!event.options().HasExtension(candour::event)) continue;
      types::v1::EventRule& rule = rules[&event] = event.options().GetExtension(candour::event);
      if (rule.aggregate() == types::v1::AGGREGATE_UNSPECIFIED) rule.set_aggregate(usual);
    }
  }
  return rules;
}

}  // namespace

std::vector<const ServiceDescriptor*> CommandServices() {
  std::vector<const ServiceDescriptor*> services;
  for (const char* name : casework::v1::kFiles) {
    const auto* file = google::protobuf::DescriptorPool::generated_pool()->FindFileByName(name);
    for (int i = 0; i < file->service_count(); ++i) {
      const auto& request = *file->service(i)->method(0)->input_type();
      if (request.options().HasExtension(candour::command)) services.push_back(file->service(i));
    }
  }
  return services;
}

const types::v1::EventRule& EventRuleOf(const Descriptor& event) {
  static const auto& rules = *new std::map<const Descriptor*, types::v1::EventRule>(EventRules());
  const auto found = rules.find(&event);
  return found == rules.end() ? event.options().GetExtension(candour::event) : found->second;
}

std::vector<StreamSlot> CommandEntry::SlotsFor(const google::protobuf::Message& command) const {
  std::vector<StreamSlot> all = slots;
  if (pins) {
    for (const StreamSlot& pin : PinsIn(command)) all.push_back(pin);
  }
  return all;
}

std::vector<StreamRef> CommandEntry::BesideOf(const google::protobuf::Message& command,
                                              const Aggregate& state) const {
  std::vector<StreamRef> all = state.Beside();
  if (besides == nullptr) return all;
  for (StreamRef& one : besides(command, state)) all.push_back(std::move(one));
  return all;
}

void WorkflowTable::AddEvent(EventEntry entry) {
  const std::string name = entry.prototype->GetDescriptor()->name();
  if (!events_.emplace(name, std::move(entry)).second) doubles_.push_back(name);
}

void WorkflowTable::AddCommand(CommandEntry entry) {
  const Descriptor* command = entry.prototype->GetDescriptor();
  if (!commands_.emplace(command, std::move(entry)).second) doubles_.push_back(command->name());
}

const CommandEntry* WorkflowTable::FindCommand(const Descriptor& command) const {
  auto found = commands_.find(&command);
  return found == commands_.end() ? nullptr : &found->second;
}

const EventEntry* WorkflowTable::FindEvent(std::string_view type) const {
  auto found = events_.find(type);
  return found == events_.end() ? nullptr : &found->second;
}

absl::Status WorkflowTable::CheckEvents(absl::Span<const FileDescriptor* const> files) const {
  for (const auto& [name, entry] : events_) {
    const Descriptor& event = *entry.prototype->GetDescriptor();
    if (EventRuleOf(event).aggregate() != entry.kind || event.file()->package() != kEventPackage) {
      return absl::InternalError(
          absl::StrCat(name, " is folded by another kind of stream than its proto names"));
    }
  }
  for (const FileDescriptor* file : files) {
    for (int i = 0; i < file->message_type_count(); ++i) {
      const Descriptor& event = *file->message_type(i);
      // Events of the log itself are the record's own business.
      const types::v1::Aggregate kind = EventRuleOf(event).aggregate();
      const bool folded = kind != types::v1::AGGREGATE_UNSPECIFIED && kind != types::v1::LOG;
      if (folded && FindEvent(event.name()) == nullptr) {
        return absl::InternalError(absl::StrCat("no Evolve for the event ", event.full_name()));
      }
    }
  }
  return absl::OkStatus();
}

absl::Status WorkflowTable::Check(absl::Span<const FileDescriptor* const> events,
                                  absl::Span<const ServiceDescriptor* const> services) {
  if (!doubles_.empty()) {
    return absl::InternalError(absl::StrCat("registered twice: ", absl::StrJoin(doubles_, ", ")));
  }
  RETURN_IF_ERROR(CheckEvents(events));
  std::set<const Descriptor*> offered;
  for (const ServiceDescriptor* service : services) {
    for (int i = 0; i < service->method_count(); ++i) {
      const Descriptor* command = service->method(i)->input_type();
      offered.insert(command);
      if (FindCommand(*command) == nullptr) {
        return absl::InternalError(
            absl::StrCat("no Decide for the command ", command->full_name()));
      }
    }
  }
  for (auto& [command, entry] : commands_) {
    if (!offered.contains(command)) {
      return absl::InternalError(
          absl::StrCat("no service offers the command ", command->full_name()));
    }
    RETURN_IF_ERROR(ResolveSlots(entry));
    ASSIGN_OR_RETURN(entry.preconditions, PreconditionsOf(*command, entry.slots, words_));
  }
  return absl::OkStatus();
}

Decision WorkflowTable::Decide(const CommandEntry& entry, const google::protobuf::Message& command,
                               const Context& context, absl::Span<const Aggregate* const> states) {
  Context within = context;
  within.streams = states;
  std::vector<std::string> drawn;
  if (context.corrected != nullptr) {
    within.fresh_id = [&](int n) { return drawn.emplace_back(context.fresh_id(n)); };
  }
  const std::unique_ptr<google::protobuf::Message> complete = WithFreshIds(command, within);
  for (const Precondition& unless : entry.preconditions) {
    if (std::optional<types::v1::Rejection> refusal = unless(*complete, within, states)) {
      return *std::move(refusal);
    }
  }
  Decision decision = entry.decide(*complete, within, states);
  if (context.corrected != nullptr && !decision.rejection()) {
    KeepIdsOf(*context.corrected, drawn, command, decision);
    RETURN_IF_REFUSED(UnlessCorrects(command, decision, within));
  }
  if (!states.empty()) decision.RefusedAbout(states.front()->id);
  return decision;
}

std::string_view WorkflowTable::InPlaceOf(const record::v1::RecordedEvent& event) const {
  if (event.body().corrects_event_id().empty()) return {};  // nearly always
  const EventEntry* entry = FindEvent(event.body().type());
  const bool restates =
      entry != nullptr && EventRuleOf(*entry->prototype->GetDescriptor()).restates();
  return restates ? std::string_view() : event.body().corrects_event_id();
}

absl::Status WorkflowTable::Fold(Aggregate& state, const record::v1::RecordedEvent& event) const {
  return Fold(state, event, []() -> absl::StatusOr<std::vector<record::v1::RecordedEvent>> {
    return absl::InternalError("a correction can only be folded with its whole stream");
  });
}

absl::Status WorkflowTable::Fold(Aggregate& state, const record::v1::RecordedEvent& event,
                                 WholeStream whole) const {
  if (InPlaceOf(event).empty()) return FoldOne(state, event, event);
  ASSIGN_OR_RETURN(const std::vector<record::v1::RecordedEvent> stream, whole());
  return FoldWhole(state, stream);
}

absl::Status WorkflowTable::FoldWhole(Aggregate& state,
                                      absl::Span<const record::v1::RecordedEvent> stream,
                                      std::string_view without, LeftOut left_out) const {
  const std::string id = state.id;
  const KindEntry* kind = nullptr;
  for (const auto& [number, entry] : kinds_) {
    if (entry.is(state)) kind = &entry;
  }
  kind->empty(state);
  state.id = id;
  const Places place_of = PlacesOf(*this, stream);
  for (const record::v1::RecordedEvent& event : stream) {
    if (const auto place = place_of.find(InPlaceOf(event));
        place != place_of.end() && place->second == &event) {
      continue;
    }
    // What clocks counted from before it was put right.
    std::vector<clocks::Restated> restated;
    const record::v1::RecordedEvent* happens = &event;
    while (!place_of.empty()) {
      const auto instead = place_of.find(IdTextOf(*happens));
      if (instead == place_of.end()) break;
      const record::v1::RecordedEvent& is = *instead->second;
      const std::unique_ptr<Aggregate> then = kind->copy(state);
      RETURN_IF_ERROR(FoldOne(*then, *happens, event));
      for (const clocks::Milestone& was : then->clock_facts.milestones) {
        if (was.position != happens->position()) continue;
        restated.push_back({was, is.body().correction_reason(),
                            absl::FromUnixMicros(is.recorded_at_micros()), is.position()});
      }
      happens = &is;
    }
    if (!without.empty() && IdTextOf(*happens) == without) {
      if (left_out == LeftOut::kWithAllSince) break;
      continue;
    }
    RETURN_IF_ERROR(FoldOne(state, *happens, event));
    for (clocks::Restated& told : restated) {
      if (TellsAlike(state.clock_facts, told.was, happens->position())) continue;
      state.clock_facts.restated.push_back(std::move(told));
    }
  }
  if (stream.empty()) return absl::OkStatus();
  state.revision = stream.back().revision();
  state.opened_by_board = stream.front().body().board_id();
  return absl::OkStatus();
}

absl::Status WorkflowTable::FoldOne(Aggregate& state, const record::v1::RecordedEvent& event,
                                    const record::v1::RecordedEvent& first) const {
  if (event.forgotten()) {
    state.revision = event.revision();
    return absl::OkStatus();
  }
  const EventEntry* entry = FindEvent(event.body().type());
  if (entry == nullptr) {
    return absl::DataLossError(
        absl::StrCat("position ", event.position(),
                     " holds an event this program does not know: ", event.body().type()));
  }
  if (!kinds_.at(entry->kind).is(state)) {
    return absl::DataLossError(
        absl::StrCat("position ", event.position(),
                     " holds an event of another kind of stream: ", event.body().type()));
  }
  absl::StatusOr<std::unique_ptr<google::protobuf::Message>> message =
      Upcast(event.body(), *entry->prototype);
  if (!message.ok()) return message.status();
  const Fact fact{event.position(), event.recorded_at_micros(),
                  IdTextOf(event),  event.body(),
                  london_,          {first.position(), first.recorded_at_micros()}};
  if (event.revision() == 0) state.opened_by_board = event.body().board_id();
  state.TakeBackEvent(event.body().corrects_event_id());  // of one that restates
  entry->evolve(state, **message, fact);
  state.standing.push_back(
      {IdOf(event), entry->prototype->GetDescriptor()->name(), event.position()});
  state.revision = event.revision();
  return absl::OkStatus();
}

}  // namespace candour::workflows
