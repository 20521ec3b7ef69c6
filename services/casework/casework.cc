#include "services/casework/casework.h"

#include <algorithm>
#include <utility>

#include "absl/hash/hash.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/limits.h"
#include "base/status.h"
#include "candour/casework/v1/action_plan.pb.h"
#include "candour/casework/v1/agenda.pb.h"
#include "candour/casework/v1/board.pb.h"
#include "candour/casework/v1/case_review.pb.h"
#include "candour/casework/v1/child_death.pb.h"
#include "candour/casework/v1/meeting.pb.h"
#include "candour/casework/v1/minutes.pb.h"
#include "candour/casework/v1/papers.pb.h"
#include "candour/record/v1/record.pb.h"
#include "services/casework/append.h"
#include "services/gate/check_fields.h"
#include "services/gate/errors.h"
#include "services/gate/membership.h"
#include "services/record/streams.h"
#include "storage/crypto/crypto.h"
#include "workflows/corrections.h"

namespace candour::casework {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::Message;
using google::protobuf::ServiceDescriptor;
using types::v1::CommandHeader;
using workflows::Aggregate;
using workflows::CommandEntry;
using workflows::StreamSlot;

constexpr char kAppend[] = "candour.record.v1.Record.Append";

const CommandHeader& HeaderOf(const Message& command) {
  const auto* field = command.GetDescriptor()->FindFieldByNumber(1);
  return static_cast<const CommandHeader&>(command.GetReflection()->GetMessage(command, field));
}

// The id a command gives a stream; a blank one that opens a stream is made from the command's id.
std::string StreamIdOf(const Message& command, const StreamSlot& slot) {
  if (slot.field == nullptr) return HeaderOf(command).board_id();
  std::string id = command.GetReflection()->GetString(command, slot.field);
  if (id.empty() && slot.opens) id = FreshId(HeaderOf(command).command_id(), "stream");
  return id;
}

absl::Status Unfound(const StreamSlot& slot, const std::string& id) {
  const std::string field = slot.field == nullptr ? "header.board_id" : slot.field->name();
  return gate::Rejected(
      workflows::Refuse(types::v1::NOT_FOUND,
                        absl::StrCat("There is nothing under the id given as ", field,
                                     ". Look it up in the list it comes from."),
                        {}, {id}));
}

absl::Status UnlessAsLastSeen(const CommandHeader& header, const Aggregate& first) {
  if (!header.has_expected_revision() || first.revision == header.expected_revision()) {
    return absl::OkStatus();
  }
  if (!first.Exists()) {
    return gate::InvalidFields(
        {{"header.expected_revision",
          "nobody can have seen what this command opens: leave the revision out"}});
  }
  return absl::AbortedError(
      absl::StrCat("this has changed since you looked at it: it is at revision ", *first.revision,
                   " now; look again, then decide again"));
}

absl::Status Forgotten(const std::string& id) {
  return gate::Rejected(workflows::Refuse(
      types::v1::NOT_FOUND,
      "This was forgotten: its key was destroyed, and nothing of it can be read or added.", {},
      {id}));
}

// Writers who met once should not meet again: each waits a time of its own.
absl::Duration PauseBefore(const std::string& command_id, int attempt) {
  const int longest = std::min(1 << std::min(attempt, 16), limits::kLongestAppendPauseMillis);
  const size_t own = absl::Hash<std::pair<std::string, int>>()({command_id, attempt});
  return absl::Milliseconds(1 + own % static_cast<size_t>(longest));
}

}  // namespace

// The streams a command was handed, in the order of its rule's states, or the reply it already had.
struct Casework::Loaded {
  std::optional<types::v1::Accepted> known;
  Micros now = 0;
  std::vector<StateCache::State> states;
  std::vector<bool> forgotten;  // how the stream began cannot be read any more
};

Casework::Casework(const workflows::WorkflowTable& table, gate::Client& record,
                   absl::TimeZone london)
    : table_(table), record_(record), london_(london) {}

std::vector<const ServiceDescriptor*> Casework::Services() {
  return {v1::OpenBoard::descriptor()->file()->service(0),
          v1::ScheduleMeeting::descriptor()->file()->service(0),
          v1::PostponeMeeting::descriptor()->file()->service(0),
          v1::PreparePack::descriptor()->file()->service(0),
          v1::ConfirmDecisions::descriptor()->file()->service(0),
          v1::ReceiveNotification::descriptor()->file()->service(0),
          v1::ReferCase::descriptor()->file()->service(0),
          v1::OpenActionPlan::descriptor()->file()->service(0)};
}

std::vector<gate::ServiceHandlers> Casework::Handlers() {
  std::vector<gate::ServiceHandlers> all;
  for (const ServiceDescriptor* service : Services()) {
    gate::ServiceHandlers handlers(service->full_name());
    handlers.EveryOtherUnary([this](const gate::Call& call,
                                    const google::protobuf::MethodDescriptor&,
                                    const Message& command,
                                    Message& accepted) { return Handle(call, command, accepted); });
    all.push_back(std::move(handlers));
  }
  return all;
}

absl::StatusOr<Casework::Loaded> Casework::Load(const std::string& tenant, const Message& command,
                                                const CommandEntry& entry,
                                                const std::string& request) {
  record::v1::ReadStreamsRequest read;
  read.set_tenant(tenant);
  ASSIGN_OR_RETURN(const CommandId command_id, CommandId::Parse(HeaderOf(command).command_id()));
  read.set_command_id(std::string(command_id.View()));
  read.set_request(request);

  std::vector<StateCache::Key> keys;
  std::vector<std::unique_ptr<Aggregate>> states;
  std::vector<StateCache::State> held;
  // By kind and id: nothing keeps two streams of different kinds from having the same id.
  absl::flat_hash_map<std::pair<uint32_t, std::string>, size_t> by_stream;
  for (const StreamSlot& slot : entry.slots) {
    keys.emplace_back(tenant, slot.kind, StreamIdOf(command, slot));
    held.push_back(cache_.Find(keys.back()));
    states.push_back(nullptr);
    const std::string& id = std::get<2>(keys.back());
    if (id.empty()) continue;
    ASSIGN_OR_RETURN(const StreamId stream_id, StreamId::Parse(id));
    auto& stream = *read.add_streams();
    stream.set_stream_type(slot.kind);
    stream.set_stream_id(std::string(stream_id.View()));
    read.add_from_revisions(held.back() == nullptr ? 0 : *held.back()->revision + 1);
    by_stream[{stream.stream_type(), stream.stream_id()}] = keys.size() - 1;
  }

  std::vector<bool> forgotten(entry.slots.size());
  const auto fold = [&](const record::v1::RecordedEvent& event) {
    const size_t at = by_stream.at({event.stream_type(), event.stream_id()});
    if (event.forgotten() && event.revision() == 0) forgotten[at] = true;
    const workflows::KindEntry& kind = table_.Kind(entry.slots[at].kind);
    if (states[at] == nullptr) {
      states[at] = held[at] == nullptr ? kind.make() : kind.copy(*held[at]);
      states[at]->id = std::get<2>(keys[at]);
    }
    return table_.Fold(*states[at], event);
  };
  ASSIGN_OR_RETURN(const record::ReadEnd end, record::ReadEvents(record_, read, fold));
  if (cache_.DropOlderThan(end.keyring_generation)) return Load(tenant, command, entry, request);

  for (size_t i = 0; i < states.size(); ++i) {
    if (states[i] != nullptr) {
      held[i] = StateCache::State(std::move(states[i]));
      if (!forgotten[i]) cache_.Keep(keys[i], held[i]);
    } else if (held[i] == nullptr) {
      auto blank = table_.Kind(entry.slots[i].kind).make();
      blank->id = std::get<2>(keys[i]);
      held[i] = StateCache::State(std::move(blank));
    }
  }
  return Loaded{end.known, end.now, std::move(held), std::move(forgotten)};
}

absl::Status Casework::Handle(const gate::Call& call, const Message& command, Message& accepted) {
  const CommandEntry& entry = *table_.FindCommand(*command.GetDescriptor());
  RETURN_IF_ERROR(gate::CheckFields(command, london_));
  const CommandHeader& header = HeaderOf(command);
  ASSIGN_OR_RETURN(const std::string tenant,
                   gate::TenantFor(call.caller(), header.tenant(), header.board_id()));
  const std::string request = Deterministic(command);

  for (int attempt = 0; attempt < limits::kAppendAttempts; ++attempt) {
    if (attempt > 0) absl::SleepFor(PauseBefore(header.command_id(), attempt));
    ASSIGN_OR_RETURN(const Loaded loaded, Load(tenant, command, entry, request));
    if (loaded.known) {
      accepted.CopyFrom(*loaded.known);
      return absl::OkStatus();
    }
    RETURN_IF_ERROR(gate::CheckFields(command, loaded.now, london_));
    std::vector<const Aggregate*> states;
    for (size_t i = 0; i < loaded.states.size(); ++i) {
      const StreamSlot& slot = entry.slots[i];
      const Aggregate& state = *loaded.states[i];
      if (slot.opens && state.Exists()) {
        return gate::Rejected(workflows::Refuse(
            types::v1::ALREADY_DONE,
            "There is something under this id already. Give another id, or leave it blank.", {},
            {state.id}));
      }
      const bool wanted = !slot.opens && !(slot.optional && state.id.empty());
      if (wanted && !state.Exists()) return Unfound(slot, state.id);
      if (loaded.forgotten[i]) return Forgotten(state.id);
      states.push_back(&state);
    }
    RETURN_IF_ERROR(UnlessAsLastSeen(header, *states.front()));

    const workflows::Context context = ContextOf(call.caller(), header, loaded.now, london_);
    const workflows::Decision decision =
        workflows::WorkflowTable::Decide(entry, command, context, states);
    if (decision.rejection()) return gate::Rejected(*decision.rejection());
    if (const auto refusal = workflows::UnlessCorrectable(header, decision, states)) {
      return gate::Rejected(*refusal);
    }

    const auto append = MakeAppend(
        {table_, entry, states, context, header, decision, call.caller(), tenant, request});
    record::v1::AppendReply reply;
    const absl::Status outcome = record_.Call(kAppend, append, reply);
    if (outcome.ok()) {
      accepted.CopyFrom(reply.accepted());
      return absl::OkStatus();
    }
    if (!absl::IsAborted(outcome)) return outcome;
  }
  return absl::AbortedError(
      "somebody else kept changing this at the same time, so that nothing was recorded; look at it "
      "again, then try again");
}

}  // namespace candour::casework
