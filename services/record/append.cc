// Sealing and appending.
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/limits.h"
#include "base/status.h"
#include "candour/record/v1/record.pb.h"
#include "services/gate/membership.h"
#include "services/record/bytes.h"
#include "services/record/in_order.h"
#include "services/record/record.h"
#include "services/record/serialise.h"
#include "storage/engine/event_ids.h"
#include "storage/keyring/sealing.h"
#include "storage/leaf.h"

namespace candour::record {
namespace {

using storage::Batch;
using storage::Condition;
using storage::SealedEvent;
using storage::StreamName;

absl::StatusOr<Condition> ConditionFrom(const v1::Condition& wanted) {
  Condition condition;
  ASSIGN_OR_RETURN(condition.stream, StreamFrom(wanted.stream_type(), wanted.stream_id()));
  switch (wanted.expected_case()) {
    case v1::Condition::kNoStream:
      condition.kind = Condition::Kind::kNoStream;
      return condition;
    case v1::Condition::kExists:
      condition.kind = Condition::Kind::kExists;
      return condition;
    case v1::Condition::kRevision:
      condition.kind = Condition::Kind::kRevision;
      condition.revision = wanted.revision();
      return condition;
    case v1::Condition::EXPECTED_NOT_SET:
      break;
  }
  return absl::InvalidArgumentError("a condition must say what the stream is to be");
}

absl::Status CheckSizes(const v1::AppendRequest& request) {
  if (request.events().empty()) return absl::InvalidArgumentError("events: at least one is needed");
  if (request.events_size() > static_cast<int>(limits::kEventsPerAppend)) {
    return absl::InvalidArgumentError(
        absl::StrCat("events: at most ", limits::kEventsPerAppend, " are taken at once"));
  }
  if (request.conditions_size() > static_cast<int>(limits::kConditionsPerAppend)) {
    return absl::InvalidArgumentError(
        absl::StrCat("conditions: at most ", limits::kConditionsPerAppend, " are taken"));
  }
  for (const v1::NewEvent& event : request.events()) {
    if (event.body().type().empty()) {
      return absl::InvalidArgumentError("events: body.type is needed");
    }
    if (event.body().payload().size() > limits::kEventPayloadBytes) {
      return absl::InvalidArgumentError(
          absl::StrCat("events: a payload may hold ", limits::kEventPayloadBytes, " bytes"));
    }
  }
  return absl::OkStatus();
}

void SetPlace(const LogId& log, const storage::Committed& committed,
              types::v1::Accepted& accepted) {
  accepted.set_log_id(log.Text());
  accepted.set_first_position(committed.first_position);
  accepted.set_last_position(committed.first_position + committed.event_count - 1);
  *accepted.mutable_recorded_at() = ToTimestamp(committed.recorded_at);
}

void SetWritten(const StreamName& stream, const EventId& event_id, const std::string& type,
                types::v1::Accepted::Written& written) {
  written.set_aggregate(static_cast<types::v1::Aggregate>(stream.type));
  written.set_stream_id(stream.id.Text());
  written.set_event_id(event_id.Text());
  written.set_event_type(type);
}

// As far as the batch tells; place and revisions are known once it is committed.
v1::AppendReply ReplyOf(const Batch& batch, const v1::AppendRequest& request) {
  v1::AppendReply reply;
  for (int i = 0; i < request.events_size(); ++i) {
    const SealedEvent& event = batch.events[i];
    SetWritten(event.stream, event.event_id, request.events(i).body().type(),
               *reply.mutable_accepted()->add_events());
  }
  return reply;
}

}  // namespace

// Of a scope that has events a key that is lacking was lost, and a second one would hide that.
// Where there are events the key is looked for once more: whoever else begins the scope at this
// moment makes its key first.
absl::Status Record::UnlessKeysAreLost(const LogId& log, absl::Span<const ScopeId> scopes) const {
  const auto lacks = [&](const ScopeId& scope) {
    return absl::IsNotFound(options_.keyring.Get(log, scope).status());
  };
  for (const ScopeId& scope : scopes) {
    if (!lacks(scope)) continue;
    const auto events = options_.log.ReadScope(log, scope, 0, {1, 1});
    if (absl::IsNotFound(events.status())) continue;  // the log is being opened
    RETURN_IF_ERROR(events.status());
    if (!events->empty() && lacks(scope)) return KeyIsLost();
  }
  return absl::OkStatus();
}

// NOT_FOUND, and nothing done, if a key is wanting and may not be made on this thread.
absl::StatusOr<Batch> Record::Seal(const Tenant& tenant, const v1::AppendRequest& request,
                                   bool may_make_keys) {
  RETURN_IF_ERROR(CheckSizes(request));
  Batch batch;
  ASSIGN_OR_RETURN(batch.command, IdFrom<CommandId>(request.command_id(), "command_id"));
  ASSIGN_OR_RETURN(batch.actor, IdFrom<ActorId>(request.actor(), "actor"));
  for (const v1::Condition& wanted : request.conditions()) {
    ASSIGN_OR_RETURN(batch.conditions.emplace_back(), ConditionFrom(wanted));
  }
  const LogId& log = tenant.info.id;
  std::vector<ScopeId> scopes;
  for (const v1::NewEvent& event : request.events()) {
    ASSIGN_OR_RETURN(scopes.emplace_back(), IdFrom<ScopeId>(event.scope_id(), "scope_id"));
  }
  if (may_make_keys) RETURN_IF_ERROR(UnlessKeysAreLost(log, scopes));
  ASSIGN_OR_RETURN(const storage::Keyring::Keys keys,
                   may_make_keys ? options_.keyring.GetOrCreate(log, scopes)
                                 : options_.keyring.Get(log, scopes));
  for (int ordinal = 0; ordinal < request.events_size(); ++ordinal) {
    const v1::NewEvent& event = request.events(ordinal);
    SealedEvent& sealed = batch.events.emplace_back();
    ASSIGN_OR_RETURN(sealed.stream, StreamFrom(event.stream_type(), event.stream_id()));
    sealed.scope = scopes[ordinal];
    if (event.event_id().empty()) {
      sealed.event_id = storage::OwnEventId(batch.command, static_cast<size_t>(ordinal));
    } else {
      ASSIGN_OR_RETURN(sealed.event_id, IdFrom<EventId>(event.event_id(), "event_id"));
    }
    storage::Sealed closed =
        storage::Seal(keys[ordinal], log, sealed.event_id, Serialise(event.body()));
    sealed.nonce = closed.nonce;
    sealed.key_commitment = closed.key_commitment;
    sealed.ciphertext = std::move(closed.ciphertext);
  }
  batch.digest_scope = scopes.front();
  batch.request_digest = storage::HmacUnderScope(keys.front(), request.request());
  // The log's own events come first, and with them its key.
  ASSIGN_OR_RETURN(const storage::crypto::SecretKey log_key,
                   options_.keyring.Get(tenant.info.id, ScopeId{tenant.info.id.bytes}));
  batch.actor = storage::Pseudonym(log_key, batch.actor);
  return batch;
}

// The key of a scope's first event is made and synced before anything is sealed with it; that wait
// is not for gRPC's own threads.
void Record::Append(const v1::AppendRequest& request,
                    std::function<void(absl::StatusOr<v1::AppendReply>)> done) {
  const absl::StatusOr<const Tenant*> tenant = Find(request.tenant());
  if (!tenant.ok()) return done(tenant.status());
  absl::StatusOr<Batch> batch = Seal(**tenant, request, /*may_make_keys=*/false);
  if (batch.ok() || !absl::IsNotFound(batch.status())) {
    return Commit(**tenant, request, std::move(batch), std::move(done));
  }
  const bool queued = slow_appends_.TryRun([this, tenant = *tenant, request, done]() {
    Commit(*tenant, request, Seal(*tenant, request, /*may_make_keys=*/true), done);
  });
  if (!queued) done(absl::ResourceExhaustedError("too many new cases at once; try again shortly"));
}

void Record::Commit(const Tenant& tenant, const v1::AppendRequest& request,
                    absl::StatusOr<Batch> batch,
                    std::function<void(absl::StatusOr<v1::AppendReply>)> done) {
  if (!batch.ok()) return done(batch.status());
  v1::AppendReply expected = ReplyOf(*batch, request);
  options_.log.Append(tenant.info.id, *std::move(batch),
                      [this, &tenant, expected = std::move(expected), done = std::move(done)](
                          absl::StatusOr<storage::Committed> committed) mutable {
                        if (!committed.ok()) return done(committed.status());
                        if (committed->already_known) return done(Recall(tenant, *committed));
                        types::v1::Accepted& accepted = *expected.mutable_accepted();
                        SetPlace(tenant.info.id, *committed, accepted);
                        for (int i = 0; i < accepted.events_size(); ++i) {
                          accepted.mutable_events(i)->set_revision(committed->revisions[i]);
                        }
                        done(std::move(expected));
                      });
}

// Requests are taken in while earlier ones commit, so that one connection fills whole groups;
// replies go out in the order of the requests.
absl::Status Record::BulkAppend(const gate::Call& call, gate::Reader<v1::AppendRequest>& requests,
                                gate::Writer<v1::BulkAppendReply>& replies) {
  InOrder answers;
  std::thread sender([&] {
    while (auto answer = answers.Next()) {
      if (!replies.Write(*answer)) break;
    }
    answers.StopWaiting();
  });
  v1::AppendRequest request;
  while (!call.IsCancelled() && requests.Read(request)) {
    const std::optional<uint64_t> place = answers.Reserve();
    if (!place) break;
    Append(request, [&answers, place](absl::StatusOr<v1::AppendReply> answer) {
      answers.Fill(*place, std::move(answer));
    });
  }
  answers.Close();
  sender.join();
  answers.AwaitAllFilled();
  return absl::OkStatus();
}

absl::StatusOr<v1::AppendReply> Record::Recall(const Tenant& tenant,
                                               const storage::Committed& committed) const {
  ASSIGN_OR_RETURN(const std::vector<storage::StoredEvent> events,
                   options_.log.ReadAll(tenant.info.id, committed.first_position,
                                        {committed.event_count, limits::kAppendBytes * 2}));
  if (events.size() != committed.event_count) {
    return absl::DataLossError("events of an acknowledged command are missing");
  }
  v1::AppendReply reply;
  reply.set_repeated_command(true);
  types::v1::Accepted& accepted = *reply.mutable_accepted();
  SetPlace(tenant.info.id, committed, accepted);
  for (const storage::StoredEvent& event : events) {
    ASSIGN_OR_RETURN(const storage::Leaf leaf, storage::ParseLeaf(event.leaf));
    ASSIGN_OR_RETURN(const v1::RecordedEvent opened, Read(tenant, event));
    types::v1::Accepted::Written& written = *accepted.add_events();
    SetWritten(leaf.stream, leaf.event_id, opened.body().type(), written);
    written.set_revision(leaf.revision);
  }
  return reply;
}

absl::StatusOr<v1::AppendReply> Record::FindKnown(const Tenant& tenant, std::string_view command_id,
                                                  std::string_view request) const {
  ASSIGN_OR_RETURN(const CommandId id, IdFrom<CommandId>(command_id, "command_id"));
  ASSIGN_OR_RETURN(const storage::Committed committed,
                   options_.log.FindCommand(tenant.info.id, id));
  const absl::StatusOr<storage::crypto::SecretKey> key =
      options_.keyring.Get(tenant.info.id, committed.digest_scope);
  if (absl::IsFailedPrecondition(key.status())) {
    return absl::FailedPreconditionError(
        "this command was taken once, and what it led to has since been forgotten");
  }
  if (!key.ok()) return key.status();
  if (storage::HmacUnderScope(*key, request) != committed.request_digest) {
    return absl::AlreadyExistsError(
        "this command id was used before, with other content: choose a new id");
  }
  return Recall(tenant, committed);
}

absl::Status Record::WriteOwnEvent(const Tenant& tenant, const google::protobuf::Message& event,
                                   const gate::Caller* by) {
  v1::AppendRequest request;
  request.set_tenant(tenant.info.tenant);
  request.set_command_id(ToString(storage::crypto::RandomId()));
  request.set_actor(std::string(ActorId{}.View()));
  *request.add_events() = OwnEvent(tenant.info.id, event, ClockOf(tenant).NowMicros());
  if (by != nullptr) {
    request.set_actor(std::string(gate::ActorIdOf(*by, tenant.info.tenant).View()));
    *request.mutable_events(0)->mutable_body()->mutable_by() = gate::ActorFrom(*by);
  }
  ASSIGN_OR_RETURN(Batch batch, Seal(tenant, request, /*may_make_keys=*/true));
  return options_.log.AppendAndWait(tenant.info.id, std::move(batch)).status();
}

}  // namespace candour::record
