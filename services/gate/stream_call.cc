#include "services/gate/stream_call.h"

#include <grpcpp/impl/codegen/proto_utils.h>

#include <utility>
#include <variant>

#include "services/gate/status.h"

namespace candour::gate {
namespace {

using google::protobuf::Message;

class RefusedStream final : public StreamCall::Reactor {
 public:
  explicit RefusedStream(const absl::Status& why) { Finish(ToGrpcStatus(why)); }
  void OnDone() override { delete this; }
};

absl::Status Closing() { return absl::UnavailableError("the server is closing; connect again"); }

}  // namespace

StreamCall::Reactor* StreamCall::Begin(Door& door, const Method& method,
                                       grpc::CallbackServerContext& context) {
  absl::StatusOr<Admitted> admitted = door.Admit(method, context);
  if (!admitted.ok()) return new RefusedStream(admitted.status());
  auto* call = new StreamCall(door, method, *std::move(admitted));
  if (!door.Enter(*call)) {
    call->Finish(ToGrpcStatus(Closing()));
  } else if (!method.workers->TryRun([call] { call->Run(); })) {
    call->Finish(
        ToGrpcStatus(absl::ResourceExhaustedError("the server has too many open streams")));
  }
  return call;
}

StreamCall::StreamCall(Door& door, const Method& method, Admitted admitted)
    : door_(door),
      method_(method),
      call_(std::move(admitted.caller), admitted.deadline),
      reach_(door.ReachOf(method, call_.caller())) {}

void StreamCall::Run() {
  absl::Status outcome = Serve();
  {
    absl::MutexLock lock(&mutex_);
    if (!bad_message_.ok()) {
      outcome = bad_message_;
    } else if (stopped_) {
      outcome = Closing();
    }
  }
  Finish(ToGrpcStatus(outcome));
}

absl::Status StreamCall::Serve() {
  if (!std::holds_alternative<BidiFn>(method_.fn)) return ServeOneRequest();
  absl::Status outcome = std::get<BidiFn>(method_.fn)(call_, *this, *this);
  return door_.Record(method_, call_, nullptr, std::move(outcome));
}

absl::Status StreamCall::ServeOneRequest() {
  Message& request = *method_.request->New(&arena_);
  if (!Read(request)) return absl::InvalidArgumentError("the stream carries no request");
  absl::Status outcome = std::get<ServerStreamFn>(method_.fn)(call_, request, *this);
  return door_.Record(method_, call_, &request, std::move(outcome));
}

bool StreamCall::Read(Message& request) {
  {
    absl::MutexLock lock(&mutex_);
    if (read_ == Transfer::kFailed || !bad_message_.ok() || call_.IsCancelled()) return false;
    read_ = Transfer::kPending;
  }
  StartRead(&incoming_);
  {
    absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(this, &StreamCall::ReadIsOver));
    if (read_ != Transfer::kIdle) return false;
  }
  absl::Status parsed = Door::Parse(incoming_, request);
  incoming_.Clear();
  if (parsed.ok()) parsed = reach_.Judge(request);
  if (parsed.ok()) return true;
  absl::MutexLock lock(&mutex_);
  bad_message_ = std::move(parsed);
  return false;
}

bool StreamCall::Write(const Message& reply) {
  {
    absl::MutexLock lock(&mutex_);
    if (write_ == Transfer::kFailed || call_.IsCancelled()) return false;
    write_ = Transfer::kPending;
  }
  outgoing_.Clear();
  bool owned = false;
  if (!grpc::SerializationTraits<Message>::Serialize(reply, &outgoing_, &owned).ok()) {
    absl::MutexLock lock(&mutex_);
    write_ = Transfer::kFailed;
    return false;
  }
  StartWrite(&outgoing_);
  absl::MutexLock lock(&mutex_);
  // Not cut short by a cancellation: gRPC always completes a write, and until then it owns the
  // buffer and allows no Finish.
  mutex_.Await(absl::Condition(this, &StreamCall::WriteIsOver));
  return write_ == Transfer::kIdle;
}

void StreamCall::OnReadDone(bool ok) {
  absl::MutexLock lock(&mutex_);
  read_ = ok ? Transfer::kIdle : Transfer::kFailed;
}

void StreamCall::OnWriteDone(bool ok) {
  absl::MutexLock lock(&mutex_);
  write_ = ok ? Transfer::kIdle : Transfer::kFailed;
}

void StreamCall::Cancel() {
  call_.Cancel();
  // Releasing the lock makes a waiting Read look again.
  absl::MutexLock lock(&mutex_);
}

void StreamCall::Stop() {
  {
    absl::MutexLock lock(&mutex_);
    stopped_ = true;
  }
  Cancel();
}

void StreamCall::OnCancel() { Cancel(); }

void StreamCall::OnDone() {
  door_.Leave(*this);
  delete this;
}

}  // namespace candour::gate
