#include "services/casework/casework.h"

#include <algorithm>
#include <utility>

#include "absl/hash/hash.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/limits.h"
#include "base/status.h"
#include "candour/casework/v1/intake.pb.h"
#include "candour/record/v1/record.pb.h"
#include "services/casework/append.h"
#include "services/casework/desk.h"
#include "services/casework/figures.h"
#include "services/casework/guest.h"
#include "services/casework/minutes.h"
#include "services/casework/together.h"
#include "services/gate/check_fields.h"
#include "services/gate/errors.h"
#include "services/gate/membership.h"
#include "services/gate/roles.h"
#include "services/record/streams.h"
#include "storage/crypto/crypto.h"
#include "workflows/corrections.h"
#include "workflows/field_rule.h"
#include "workflows/receipt_code.h"
#include "workflows/refusals.h"

namespace candour::casework {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::Message;
using google::protobuf::ServiceDescriptor;
using types::v1::CommandHeader;
using workflows::Aggregate;
using workflows::CommandEntry;
using workflows::StreamSlot;

constexpr char kReads[] = "audit.read";  // of a whole case
constexpr char kAppend[] = "candour.record.v1.Record.Append";

absl::Status Unfound(const StreamSlot& slot, const std::string& id) {
  const std::string field = slot.field == nullptr ? "header.board_id" : slot.field->name();
  return gate::Rejected(
      workflows::Refuse(types::v1::NOT_FOUND,
                        absl::StrCat("There is nothing under the id given as ", field,
                                     ". Look it up in the list it comes from."),
                        workflows::kOwnRule, {id}));
}

absl::Status Forgotten(const std::string& id) {
  return gate::Rejected(
      workflows::Refuse(types::v1::NOT_FOUND,
                        "This was forgotten: its key was destroyed, and nothing of it can be read "
                        "or added. Open it anew, under another id, if it is needed after all.",
                        workflows::kOwnRule, {id}));
}

// Writers who met once should not meet again: each waits a time of its own.
absl::Duration PauseBefore(const std::string& command_id, int attempt) {
  const int longest = std::min(1 << std::min(attempt, 16), limits::kLongestAppendPauseMillis);
  const size_t own = absl::Hash<std::pair<std::string, int>>()({command_id, attempt});
  return absl::Milliseconds(1 + own % static_cast<size_t>(longest));
}

record::v1::AppendRequest BeginAppend(const gate::Caller& caller, const Acts& acts) {
  record::v1::AppendRequest append;
  append.set_tenant(acts.tenant);
  if (const auto id = CommandId::Parse(acts.command_id); id.ok()) {
    append.set_command_id(std::string(id->View()));
  }
  append.set_actor(std::string(gate::ActorIdOf(caller, acts.tenant).View()));
  append.set_request(acts.request);
  return append;
}

}  // namespace

Casework::Casework(const workflows::WorkflowTable& table, gate::Client& record,
                   absl::TimeZone london)
    : table_(table), record_(record), london_(london) {}

std::vector<const ServiceDescriptor*> Casework::Services() { return workflows::CommandServices(); }

std::vector<gate::ServiceHandlers> Casework::Handlers() {
  std::vector<gate::ServiceHandlers> all;
  for (const ServiceDescriptor* service : Services()) {
    gate::ServiceHandlers handlers(service->full_name());
    if (service == v1::NotifyDeath::descriptor()->file()->service(0)) {
      handlers.Unary<v1::NotifyDeath, v1::NotificationReceipt>(
          "NotifyDeath",
          [this](const gate::Call&, const v1::NotifyDeath& command,
                 v1::NotificationReceipt& receipt) { return NotifyDeath(command, receipt); });
    } else {
      handlers.EveryOtherUnary([this](const gate::Call& call,
                                      const google::protobuf::MethodDescriptor&,
                                      const Message& command, Message& accepted) {
        return Do(call.caller(), command, static_cast<types::v1::Accepted&>(accepted));
      });
    }
    all.push_back(std::move(handlers));
  }
  gate::ServiceHandlers together("candour.casework.v1.Together");
  together.Unary<v1::ActsTogether, types::v1::Accepted>(
      "DoTogether",
      [this](const gate::Call& call, const v1::ActsTogether& acts, types::v1::Accepted& accepted) {
        return DoTogether(call, acts, accepted);
      });
  all.push_back(std::move(together));
  return all;
}

absl::Status Casework::Do(const gate::Caller& caller, const Message& command,
                          types::v1::Accepted& accepted) {
  RETURN_IF_ERROR(gate::CheckFields(command, london_));
  const CommandHeader& header = HeaderOf(command);
  ASSIGN_OR_RETURN(const std::string tenant,
                   gate::TenantFor(caller, header.tenant(), header.board_id()));
  return Carry(caller, {tenant, header.command_id(), Deterministic(command), {&command}}, accepted);
}

absl::Status Casework::NotifyDeath(const v1::NotifyDeath& command,
                                   v1::NotificationReceipt& receipt) {
  RETURN_IF_ERROR(CheckGuest(command));
  RETURN_IF_ERROR(gate::CheckFields(command, london_));
  types::v1::Accepted accepted;
  const CommandHeader& header = command.header();
  RETURN_IF_ERROR(Carry(Guest(),
                        {header.tenant(), header.command_id(), Deterministic(command), {&command}},
                        accepted));
  receipt.set_receipt_code(workflows::ReceiptCode(FreshId(command.header().command_id(), "id/0")));
  *receipt.mutable_received_at() = accepted.recorded_at();
  return absl::OkStatus();
}

absl::Status Casework::DoTogether(const gate::Call& call, const v1::ActsTogether& together,
                                  types::v1::Accepted& accepted) {
  RETURN_IF_ERROR(gate::CheckFields(together, london_));
  const CommandHeader& header = together.header();
  ASSIGN_OR_RETURN(const std::string tenant,
                   gate::TenantFor(call.caller(), header.tenant(), header.board_id()));
  ASSIGN_OR_RETURN(const auto commands, ActsOf(together, tenant, call.caller(), london_));
  Acts acts{tenant, header.command_id(), Deterministic(together), {}, together.only_try()};
  for (const auto& command : commands) acts.commands.push_back(command.get());
  return Carry(call.caller(), acts, accepted);
}

absl::Status Casework::Carry(const gate::Caller& caller, const Acts& acts,
                             types::v1::Accepted& accepted) {
  for (int attempt = 0; attempt < limits::kAppendAttempts; ++attempt) {
    if (attempt > 0) absl::SleepFor(PauseBefore(acts.command_id, attempt));
    Desk desk(table_, record_, cache_, acts);
    record::v1::AppendRequest append = BeginAppend(caller, acts);
    RETURN_IF_ERROR(Decide(caller, acts, desk, append));
    if (desk.known()) {
      accepted = *desk.known();
      return absl::OkStatus();
    }
    if (acts.only_try) {
      accepted = AnswerTo(append);
      return absl::OkStatus();
    }
    record::v1::AppendReply reply;
    gate::CallOptions options;
    options.in_place = true;
    const absl::Status outcome = record_.Call(kAppend, append, reply, options);
    if (outcome.ok()) {
      accepted = reply.accepted();
      return absl::OkStatus();
    }
    if (!absl::IsAborted(outcome)) return outcome;
  }
  return absl::AbortedError(
      "somebody else kept changing this at the same time, so that nothing was recorded; look at it "
      "again, then try again");
}

absl::Status Casework::Decide(const gate::Caller& caller, const Acts& acts, Desk& desk,
                              record::v1::AppendRequest& append) {
  for (size_t act = 0; act < acts.commands.size(); ++act) {
    const Message& command = *acts.commands[act];
    const int before = append.events_size();
    const CommandEntry& entry = *table_.FindCommand(*command.GetDescriptor());
    RETURN_IF_ERROR(desk.Lay(command, entry));
    if (desk.known()) return absl::OkStatus();
    RETURN_IF_ERROR(desk.SetAside(HeaderOf(command).corrects_event_id()));
    absl::Status decided = DecideOne(caller, command, entry, desk, append);
    if (decided.ok()) decided = desk.UnlessAtOdds(append, before);
    if (!decided.ok()) return acts.commands.size() == 1 ? decided : InAct(act, command, decided);
    const figures::Source source{table_, record_, acts.tenant, HeaderOf(command).board_id(),
                                 london_};
    RETURN_IF_ERROR(UnlessOfRecord(command, source));
    RETURN_IF_ERROR(UnlessMinutesOfRecord(command, source));
    if (acts.commands.size() > 1) RETURN_IF_ERROR(desk.Leave(append, before));
  }
  return absl::OkStatus();
}

absl::Status Casework::DecideOne(const gate::Caller& caller, const Message& command,
                                 const CommandEntry& entry, const Desk& desk,
                                 record::v1::AppendRequest& append) const {
  RETURN_IF_ERROR(gate::CheckFields(command, desk.now(), london_));
  const std::vector<const Aggregate*>& states = desk.states();
  for (size_t i = 0; i < states.size(); ++i) {
    const StreamSlot& slot = desk.slots()[i];
    const Aggregate& state = *states[i];
    if (slot.beside) continue;
    // Of what no longer stands, UnlessCorrectable tells the way out.
    const bool corrects = !HeaderOf(command).corrects_event_id().empty() && slot.field != nullptr &&
                          workflows::RuleOf(*slot.field).may_correct();
    if (slot.opens && state.Exists() && !corrects) {
      return gate::Rejected(workflows::Refuse(
          types::v1::ALREADY_DONE,
          "There is something under this id already. Give another id, or leave it blank.",
          workflows::kOwnRule, {state.id}));
    }
    const bool wanted = !slot.opens && !(slot.optional && state.id.empty());
    if (wanted && !state.Exists()) return Unfound(slot, state.id);
    if (desk.IsForgotten(i)) return Forgotten(state.id);
  }
  const CommandHeader& header = HeaderOf(command);
  RETURN_IF_ERROR(desk.UnlessAsLastSeen(header, gate::Permits(caller, kReads)));

  workflows::Context context = ContextOf(caller, header, desk.now(), london_);
  context.corrected = desk.corrected().event.get();
  context.streams = states;
  if (const auto refusal = workflows::UnlessCorrectable(header, desk.corrected())) {
    return gate::Rejected(*refusal);
  }
  const workflows::Decision decision =
      workflows::DecideAsOfThen(entry, command, context, states, desk.corrected());
  if (decision.rejection()) return gate::Rejected(*decision.rejection());
  AddTo(append, {table_, desk.slots(), states, context, header, decision});
  return absl::OkStatus();
}

}  // namespace candour::casework
