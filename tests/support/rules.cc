#include "tests/support/rules.h"

#include <openssl/evp.h>

#include <array>
#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <sstream>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "candour/events/v1/board.pb.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/text_format.h"
#include "tests/support/shorthand.h"
#include "workflows/consistent.h"
#include "workflows/corrections.h"
#include "workflows/field_rule.h"
#include "workflows/upcast.h"
#include "workflows/validate.h"

namespace candour::testing {
namespace {

using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;
using google::protobuf::Message;
using google::protobuf::ServiceDescriptor;
using workflows::Aggregate;
using workflows::CommandEntry;
using workflows::StreamSlot;

[[noreturn]] void TellBetter(const std::string& what) {
  std::fprintf(stderr, "the story cannot be told: %s\n", what.c_str());
  std::abort();
}

void UnlessWhole(const types::v1::Rejection& refusal) {
  const std::string lacking = LackingIn(refusal);
  if (!lacking.empty()) TellBetter(absl::StrCat(lacking, refusal.sentence()));
}

absl::TimeZone London() {
  absl::TimeZone london;
  if (!absl::LoadTimeZone("Europe/London", &london)) TellBetter("no time zone of London");
  return london;
}

bool IsNameCharacter(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-';
}

// The services whose commands the table holds: Check() asks for all of a service or none.
std::vector<const ServiceDescriptor*> ServicesOf(const workflows::WorkflowTable& table) {
  std::vector<const ServiceDescriptor*> services = workflows::CommandServices();
  std::erase_if(services, [&](const ServiceDescriptor* service) {
    return table.FindCommand(*service->method(0)->input_type()) == nullptr;
  });
  return services;
}

// The files whose events the table's kinds of stream hold.
std::vector<const FileDescriptor*> EventFilesOf(const workflows::WorkflowTable& table) {
  std::vector<const FileDescriptor*> files = workflows::EventFiles();
  std::erase_if(files, [&](const FileDescriptor* file) {
    return !table.kinds().contains(workflows::EventRuleOf(*file->message_type(0)).aggregate());
  });
  return files;
}

std::string Sha256Hex(std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr);
  return absl::BytesToHexString({reinterpret_cast<const char*>(digest.data()), size});
}

// "2010-03-08T14:30" as a moment in London; none for a date.
absl::Time ParseMoment(const std::string& text, const absl::TimeZone& london) {
  absl::CivilMinute minute;
  if (!absl::ParseCivilTime(text, &minute)) TellBetter(absl::StrCat("no moment: ", text));
  return absl::FromCivil(minute, london);
}

// What stands after an `@`, in text format.
std::string TimeText(const std::string& text, const absl::TimeZone& london) {
  if (absl::StrContains(text, 'T')) {
    return absl::StrCat("{ seconds: ", absl::ToUnixSeconds(ParseMoment(text, london)), " }");
  }
  std::array<int, 3> parts{};
  size_t count = 0;
  for (absl::string_view part : absl::StrSplit(text, '-')) {
    if (count == parts.size() || !absl::SimpleAtoi(part, &parts[count++])) {
      TellBetter(absl::StrCat("no date: ", text));
    }
  }
  return absl::StrCat("{ year: ", parts[0], " month: ", parts[1], " day: ", parts[2], " }");
}

Bytes16 BytesOf(const std::string& uuid) {
  const absl::StatusOr<Bytes16> bytes = ParseUuid(uuid);
  if (!bytes.ok()) TellBetter(absl::StrCat("no id: ", uuid));
  return *bytes;
}

std::string Raw(const Bytes16& bytes) { return std::string(bytes.begin(), bytes.end()); }

std::string ValueOf(const Message& message, const FieldDescriptor& field) {
  return message.GetReflection()->GetString(message, &field);
}

// Fills in what every command carries and no story is about.
void CompleteHeader(Message& command, const std::string& command_id, const std::string& board_id) {
  const FieldDescriptor* field = command.GetDescriptor()->FindFieldByName("header");
  if (field == nullptr) TellBetter(command.GetTypeName() + " is no command");
  auto& header = static_cast<types::v1::CommandHeader&>(
      *command.GetReflection()->MutableMessage(&command, field));
  if (header.command_id().empty()) header.set_command_id(command_id);
  if (header.board_id().empty()) header.set_board_id(board_id);
}

const types::v1::CommandHeader& HeaderOf(const Message& command) {
  return static_cast<const types::v1::CommandHeader&>(command.GetReflection()->GetMessage(
      command, command.GetDescriptor()->FindFieldByName("header")));
}

}  // namespace

std::string LackingIn(const types::v1::Rejection& refusal) {
  if (refusal.sentence().empty()) return "a refusal has no sentence: ";
  return refusal.source().empty() ? "a refusal does not say on what it rests: " : "";
}

Story::Story(const std::vector<Registration>& workflows) : london_(London()), table_(london_) {
  for (Registration registration : workflows) registration(table_);
  const absl::Status checked = table_.Check(EventFilesOf(table_), ServicesOf(table_));
  if (!checked.ok()) TellBetter(checked.ToString());
  InNameOf("$board");
}

Story& Story::On(const std::string& moment) {
  const std::string text =
      absl::StrContains(moment, 'T') ? std::string(moment) : absl::StrCat(moment, "T12:00");
  now_ = absl::ToUnixMicros(ParseMoment(text, london_));
  return *this;
}

Story& Story::InNameOf(const std::string& board) {
  board_ = Id(board);
  return *this;
}

Story& Story::ActingFor(const std::string& agency) {
  agency_ = Id(agency);
  return *this;
}

Story& Story::SignedInAs(const std::string& account) {
  account_ = account;
  return *this;
}

std::string Story::Id(const std::string& name) {
  if (!absl::StartsWith(name, "$")) return std::string(name);
  if (const auto event = last_of_type_.find(name); event != last_of_type_.end()) {
    return event->second;
  }
  auto found = ids_.find(name);
  if (found == ids_.end()) {
    const std::string uuid = absl::StrFormat("00000000-0000-4000-8000-%012x", ids_.size() + 1);
    found = ids_.emplace(name, uuid).first;
  }
  return found->second;
}

std::vector<Story::Telling> Story::Read(const std::string& messages) {
  std::vector<Telling> read;
  Telling current;
  int depth = 0;
  char quote = 0;
  for (size_t i = 0; i < messages.size(); ++i) {
    const char c = messages[i];
    if (quote != 0) {
      if (c == quote && messages[i - 1] != '\\') quote = 0;
      current.text += c;
    } else if (depth == 0) {
      if (c == '{') ++depth;
      if (IsNameCharacter(c)) current.name += c;
    } else if (c == '$' || c == '@') {
      size_t end = i + 1;
      while (end < messages.size() && (IsNameCharacter(messages[end]) || messages[end] == ':')) {
        ++end;
      }
      const std::string word = messages.substr(i, end - i);
      absl::StrAppend(&current.text, c == '$' ? absl::StrCat("'", Id(word), "'")
                                              : TimeText(word.substr(1), london_));
      i = end - 1;
    } else {
      if (c == '\'' || c == '"') quote = c;
      if (c == '{') ++depth;
      if (c == '}' && --depth == 0) {
        read.push_back(std::move(current));
        current = {};
        continue;
      }
      current.text += c;
    }
  }
  if (depth != 0 || quote != 0 || !current.name.empty()) {
    TellBetter(absl::StrCat("a message without its end: ", messages));
  }
  return read;
}

std::unique_ptr<Message> Story::Make(const std::string& package, const Telling& told) {
  const auto* type = DescriptorPool::generated_pool()->FindMessageTypeByName(
      absl::StrCat("candour.", package, ".v1.", told.name));
  if (type == nullptr) TellBetter(absl::StrCat("no message ", told.name, " in ", package));
  std::unique_ptr<Message> message(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
  if (!google::protobuf::TextFormat::MergeFromString(told.text, message.get())) {
    TellBetter(absl::StrCat("no ", told.name, ": ", told.text));
  }
  return message;
}

Story& Story::Given(const std::string& stream, const std::string& events) {
  for (const Telling& told : Read(events)) Record(Id(stream), *Make("events", told), {});
  return *this;
}

Story& Story::Given(const std::string& stream, const Message& event) {
  Record(Id(stream), event, {});
  return *this;
}

Story& Story::Adopt(const std::string& guidance) {
  std::ifstream file(absl::StrCat(CANDOUR_EDITIONS_DATA, "/", guidance, ".textproto"));
  if (!file.good()) file.open(absl::StrCat(CANDOUR_FORMS_DATA, "/", guidance, ".textproto"));
  if (!file.good()) TellBetter(absl::StrCat("no guidance ", guidance));
  std::ostringstream text;
  text << file.rdbuf();
  events::v1::EditionAdopted adopted;
  adopted.set_edition_id(guidance);
  adopted.set_data(text.str());
  adopted.set_sha256(Sha256Hex(adopted.data()));
  Record(board_, adopted, {});
  return *this;
}

Story& Story::Do(const std::string& commands) {
  for (const Telling& told : Read(commands)) {
    const Outcome outcome = Try(Make("casework", told));
    if (!outcome.reason.empty()) {
      TellBetter(absl::StrCat(told.name, " was refused: ", outcome.reason, ", ", outcome.sentence));
    }
  }
  return *this;
}

Outcome Story::When(const std::string& command) {
  const std::vector<Telling> read = Read(command);
  if (read.size() != 1) TellBetter(absl::StrCat("not one command: ", command));
  return Try(Make("casework", read.front()));
}

Outcome Story::When(std::unique_ptr<Message> command) { return Try(std::move(command)); }

Outcome Story::Try(std::unique_ptr<Message> command) {
  const CommandEntry* entry = table_.FindCommand(*command->GetDescriptor());
  if (entry == nullptr) TellBetter(absl::StrCat("nobody decides on ", command->GetTypeName()));
  ++commands_;
  CompleteHeader(*command, Id(absl::StrCat("$command-", commands_)), board_);
  for (const StreamSlot& slot : entry->slots) {
    if (slot.opens && ValueOf(*command, *slot.field).empty()) {
      command->GetReflection()->SetString(command.get(), slot.field,
                                          Id(absl::StrCat("$new-", commands_)));
    }
  }
  std::vector<std::string> violations;
  for (const auto& violation : workflows::Validate(*command, now_, london_)) {
    violations.push_back(absl::StrCat(violation.field, ": ", violation.description));
  }
  if (!violations.empty()) return {"INVALID_ARGUMENT", absl::StrJoin(violations, "; ")};
  return Decided(*command, *entry);
}

void Story::AddBeside(const Message& command, const CommandEntry& entry,
                      std::vector<std::shared_ptr<const Aggregate>>& states) {
  for (size_t i = 0; i < states.size(); ++i) {
    for (const workflows::StreamRef& beside : entry.BesideOf(command, *states[i])) {
      // A story of meetings alone has workflows of no case.
      if (!table_.kinds().contains(beside.kind)) continue;
      const std::string id =
          beside.name.empty() ? beside.id : workflows::NamedStreamId(beside.name, &Sha256Hex);
      const bool known = std::any_of(states.begin(), states.end(), [&](const auto& state) {
        return state->id == id && table_.Kind(beside.kind).is(*state);
      });
      if (!known) states.push_back(Fold(beside.kind, id));
    }
  }
}

workflows::Corrected Story::SetAside(const std::string& event_id, bool opens,
                                     std::vector<const Aggregate*>& handed) {
  for (const Aggregate*& state : handed) {
    if (state->FindStanding(event_id) == nullptr) continue;
    auto corrected = workflows::SetAside(table_, *state, streams_.at(state->id), event_id, opens);
    if (!corrected.ok()) TellBetter(corrected.status().ToString());
    if (&state == &handed.front() && corrected->without != nullptr)
      state = corrected->without.get();
    return *std::move(corrected);
  }
  return {};
}

namespace {
// As Casework asks of a correction, of the stream in which it stands.
std::optional<types::v1::Rejection> AtOdds(const workflows::WorkflowTable& table,
                                           const Aggregate& state,
                                           const std::vector<record::v1::RecordedEvent>& stream,
                                           const Message& correcting,
                                           const types::v1::CommandHeader& header) {
  record::v1::RecordedEvent event = stream.back();
  event.set_event_id("it would correct");
  event.mutable_body()->set_type(correcting.GetDescriptor()->name());
  event.mutable_body()->set_corrects_event_id(header.corrects_event_id());
  event.mutable_body()->set_payload(correcting.SerializeAsString());
  return workflows::UnlessAtOdds(workflows::AtOddsWith(table, state, stream, event).value());
}
}  // namespace

Outcome Story::Decided(const Message& command, const CommandEntry& entry) {
  const types::v1::CommandHeader& header = HeaderOf(command);
  std::vector<std::shared_ptr<const Aggregate>> states;
  std::map<types::v1::Aggregate, std::string> stream_of;
  for (const StreamSlot& slot : entry.SlotsFor(command)) {
    const std::string id =
        slot.field == nullptr ? header.board_id() : workflows::StreamIdIn(command, slot);
    states.push_back(Fold(slot.kind, id));
    const bool corrects = slot.opens && !header.corrects_event_id().empty() &&
                          workflows::RuleOf(*slot.field).may_correct();
    if (!(id.empty() && slot.optional) && states.back()->Exists() == slot.opens && !corrects) {
      return {slot.opens ? "ALREADY_DONE" : "NOT_FOUND",
              absl::StrCat(types::v1::Aggregate_Name(slot.kind), " ", Named(id))};
    }
    stream_of.emplace(slot.kind, id);
  }
  AddBeside(command, entry, states);
  workflows::Context context;
  context.now = now_;
  context.london = london_;
  context.actor.set_agency_id(agency_);
  context.actor.set_subject(account_);
  context.board_id = header.board_id();
  context.fresh_id = [this](int n) { return Id(absl::StrCat("$new-", commands_, "-", n)); };
  context.sha256_hex = Sha256Hex;
  context.corrects_event_id = header.corrects_event_id();

  std::vector<const Aggregate*> handed;
  for (const auto& state : states) handed.push_back(state.get());
  const workflows::Corrected corrected =
      SetAside(header.corrects_event_id(), entry.slots.front().opens, handed);
  context.corrected = corrected.event.get();
  context.streams = handed;
  if (const auto refusal = workflows::UnlessCorrectable(header, corrected)) {
    return {types::v1::RejectionReason_Name(refusal->reason()), refusal->sentence()};
  }
  const workflows::Decision decision =
      workflows::DecideAsOfThen(entry, command, context, handed, corrected);
  if (const auto& rejection = decision.rejection()) {
    UnlessWhole(*rejection);
    Outcome refused{types::v1::RejectionReason_Name(rejection->reason()), rejection->sentence(),
                    rejection->source()};
    for (const std::string& id : rejection->about()) refused.about.push_back(Named(id));
    return refused;
  }
  const Message* correcting = workflows::CorrectingEvent(decision, context);
  for (const auto& state : states) {
    if (correcting == nullptr || !state->FindStanding(header.corrects_event_id())) continue;
    if (const auto refusal = AtOdds(table_, *state, streams_.at(state->id), *correcting, header)) {
      return {types::v1::RejectionReason_Name(refusal->reason()), refusal->sentence()};
    }
  }
  Outcome taken;
  for (const auto& event : decision.events()) {
    const auto kind = workflows::EventRuleOf(*event->GetDescriptor()).aggregate();
    const auto first = stream_of.find(kind);
    std::string stream = decision.StreamOf(*event);
    if (stream.empty() && first != stream_of.end()) stream = first->second;
    if (stream.empty()) {
      TellBetter(absl::StrCat(event->GetTypeName(), " is of a stream the command did not name"));
    }
    Record(stream, *event, decision.edition(),
           event.get() == correcting ? header.corrects_event_id() : "");
    absl::StrAppend(&taken.events, Print(*event));
  }
  return taken;
}

std::vector<std::unique_ptr<Message>> Story::Tell(const std::string& package,
                                                  const std::string& messages) {
  std::vector<std::unique_ptr<Message>> told;
  for (const Telling& telling : Read(messages)) told.push_back(Make(package, telling));
  return told;
}

std::string Story::Events(const std::string& events) {
  std::string printed;
  for (const auto& event : Tell("events", events)) absl::StrAppend(&printed, Print(*event));
  return printed;
}

std::shared_ptr<const Aggregate> Story::Fold(types::v1::Aggregate kind, const std::string& id) {
  if (!table_.kinds().contains(kind)) {
    TellBetter(absl::StrCat("no workflow folds a ", types::v1::Aggregate_Name(kind)));
  }
  std::shared_ptr<Aggregate>& state = folded_[id];
  if (state == nullptr || (!state->Exists() && !table_.Kind(kind).is(*state))) {
    state = table_.Kind(kind).make();
    state->id = id;
  }
  const auto stream = streams_.find(id);
  if (stream == streams_.end()) return state;
  const size_t known = state->revision ? *state->revision + 1 : 0;
  // Who else holds it saw it as it was.
  if (known < stream->second.size() && state.use_count() > 1) {
    state = table_.Kind(kind).copy(*state);
  }
  for (size_t i = known; i < stream->second.size(); ++i) {
    const record::v1::RecordedEvent& event = stream->second[i];
    const absl::Status folded = table_.Fold(*state, event, [&] {
      return absl::StatusOr<std::vector<record::v1::RecordedEvent>>(
          {stream->second.begin(), stream->second.begin() + static_cast<ptrdiff_t>(i) + 1});
    });
    if (!folded.ok()) TellBetter(folded.ToString());
  }
  if (!table_.Kind(kind).is(*state)) {
    TellBetter(absl::StrCat(Named(id), " is no ", types::v1::Aggregate_Name(kind)));
  }
  return state;
}

void Story::Record(const std::string& stream, const Message& event, const std::string& edition,
                   const std::string& corrects) {
  record::v1::RecordedEvent recorded;
  recorded.set_position(positions_++);
  recorded.set_recorded_at_micros(now_);
  recorded.set_stream_type(workflows::EventRuleOf(*event.GetDescriptor()).aggregate());
  recorded.set_stream_id(Raw(BytesOf(stream)));
  recorded.set_revision(streams_[stream].size());
  const std::string event_id = Id(absl::StrCat("$event-", recorded.position()));
  recorded.set_event_id(Raw(BytesOf(event_id)));
  last_of_type_[absl::StrCat("$", event.GetDescriptor()->name())] = event_id;
  record::v1::EventBody& body = *recorded.mutable_body();
  body.set_type(event.GetDescriptor()->name());
  body.set_schema_version(workflows::kSchemaVersion);
  *body.mutable_occurred() = workflows::OccurredOf(event, now_, london_);
  body.mutable_by()->set_agency_id(agency_);
  body.mutable_by()->set_subject(account_);
  body.set_board_id(board_);
  body.set_edition(edition);
  body.set_corrects_event_id(corrects);
  body.set_payload(event.SerializeAsString());
  streams_[stream].push_back(std::move(recorded));
}

std::string Story::Print(const Message& event) const {
  return Named(
      absl::StrCat(event.GetDescriptor()->name(), " { ", event.ShortDebugString(), " }\n"));
}

std::string Story::Told(const Message& message) const {
  std::unique_ptr<Message> told(message.New());
  told->CopyFrom(message);
  if (const FieldDescriptor* header = message.GetDescriptor()->FindFieldByName("header")) {
    told->GetReflection()->ClearField(told.get(), header);
  }
  std::string text = InShorthand(Print(*told), london_);
  text.pop_back();
  return text;
}

std::string Story::Named(std::string text) const {
  for (const auto& [name, uuid] : ids_) {
    absl::StrReplaceAll({{absl::StrCat("\"", uuid, "\""), name}, {uuid, name}}, &text);
  }
  return text;
}

}  // namespace candour::testing
