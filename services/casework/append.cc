#include "services/casework/append.h"

#include <memory>
#include <optional>

#include "absl/strings/str_cat.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "services/dossiers/minutes.h"
#include "services/gate/membership.h"
#include "services/record/streams.h"
#include "storage/crypto/crypto.h"
#include "workflows/corrections.h"
#include "workflows/upcast.h"
#include "workflows/validate.h"

namespace candour::casework {
namespace {

using google::protobuf::Message;
using workflows::Aggregate;
using workflows::StreamSlot;

// Ids were checked when the command's fields were.
std::string Bytes(const std::string& uuid) {
  const absl::StatusOr<Bytes16> bytes = ParseUuid(uuid);
  return bytes.ok() ? std::string(bytes->begin(), bytes->end()) : std::string();
}

void AddCondition(const StreamSlot& slot, const Aggregate& state,
                  record::v1::AppendRequest& append) {
  if (state.id.empty()) return;  // an optional stream that was left blank
  const std::string stream_id = Bytes(state.id);
  for (const record::v1::Condition& known : append.conditions()) {
    if (known.stream_type() == static_cast<uint32_t>(slot.kind) && known.stream_id() == stream_id) {
      return;
    }
  }
  record::v1::Condition& condition = *append.add_conditions();
  condition.set_stream_type(slot.kind);
  condition.set_stream_id(stream_id);
  if (state.revision) {
    condition.set_revision(*state.revision);
  } else {
    condition.set_no_stream(true);
  }
}

// The stream whose key seals a stream's events. One that is only now being opened says so once its
// first event is folded.
workflows::StreamRef SealedWith(const Decided& decided, size_t slot, const Message& event) {
  const Aggregate& state = *decided.states[slot];
  const workflows::StreamRef self{decided.slots[slot].kind, state.id};
  if (state.Exists()) return state.PartOf().value_or(self);
  const auto opened = decided.table.Kind(decided.slots[slot].kind).copy(state);
  const record::v1::EventBody body;
  const workflows::Fact fact{0,    decided.context.now,    "",
                             body, decided.context.london, {0, decided.context.now}};
  decided.table.FindEvent(event.GetDescriptor()->name())->evolve(*opened, event, fact);
  return opened->PartOf().value_or(self);
}

// A rule writes only to streams its command names.
size_t SlotFor(const Decided& decided, types::v1::Aggregate kind, const std::string& stream_id) {
  const auto is_it = [&](size_t slot) {
    return decided.slots[slot].kind == kind &&
           (stream_id.empty() || decided.states[slot]->id == stream_id);
  };
  size_t slot = 0;
  while (!is_it(slot)) ++slot;
  return slot;
}

record::v1::EventBody BodyOf(const Decided& decided, const Message& event, bool corrects) {
  const types::v1::CommandHeader& header = decided.header;
  record::v1::EventBody body;
  body.set_type(event.GetDescriptor()->name());
  body.set_schema_version(workflows::kSchemaVersion);
  *body.mutable_occurred() =
      workflows::OccurredOf(event, decided.context.now, decided.context.london);
  if (header.has_known_at()) *body.mutable_known_at() = header.known_at();
  *body.mutable_by() = decided.context.actor;
  body.set_capacity(header.capacity());
  body.set_board_id(header.board_id());
  body.set_edition(decided.decision.edition());
  body.set_correlation_id(header.correlation_id());
  body.set_causation_id(header.command_id());
  if (corrects) {
    body.set_corrects_event_id(header.corrects_event_id());
    body.set_correction_reason(header.correction_reason());
  }
  body.set_payload(Deterministic(event));
  return body;
}

}  // namespace

std::string FreshId(const std::string& command_id, const std::string& name) {
  const absl::StatusOr<Bytes16> name_space = ParseUuid(command_id);
  return name_space.ok() ? UuidText(storage::crypto::NameBasedId(*name_space, name))
                         : std::string();
}

std::string Deterministic(const Message& message) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    message.SerializeToCodedStream(&coded);
  }
  return bytes;
}

workflows::Context ContextOf(const gate::Caller& caller, const types::v1::CommandHeader& header,
                             Micros now, const absl::TimeZone& london) {
  workflows::Context context;
  context.now = now;
  context.london = london;
  context.actor = gate::ActorFrom(caller);
  context.board_id = header.board_id();
  context.corrects_event_id = header.corrects_event_id();
  context.fresh_id = [command_id = header.command_id()](int n) {
    return FreshId(command_id, absl::StrCat("id/", n));
  };
  context.sha256_hex = &dossiers::HexSha256;
  return context;
}

void AddTo(record::v1::AppendRequest& append, const Decided& decided) {
  for (size_t slot = 0; slot < decided.states.size(); ++slot) {
    AddCondition(decided.slots[slot], *decided.states[slot], append);
  }
  const Message* const correcting = workflows::CorrectingEvent(decided.decision, decided.context);
  std::vector<std::optional<workflows::StreamRef>> sealed_with(decided.states.size());
  for (const auto& event : decided.decision.events()) {
    const types::v1::EventRule& rule = workflows::EventRuleOf(*event->GetDescriptor());
    const size_t slot = SlotFor(decided, rule.aggregate(), decided.decision.StreamOf(*event));
    if (!sealed_with[slot]) sealed_with[slot] = SealedWith(decided, slot, *event);
    record::v1::NewEvent& added = *append.add_events();
    added.set_stream_type(rule.aggregate());
    added.set_stream_id(Bytes(decided.states[slot]->id));
    added.set_scope_id(record::ScopeIdOf(*sealed_with[slot], rule.scope()));
    *added.mutable_body() = BodyOf(decided, *event, event.get() == correcting);
  }
}

}  // namespace candour::casework
