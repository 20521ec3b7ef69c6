#include "services/gate/unary_call.h"

#include <grpcpp/impl/codegen/proto_utils.h>

#include <utility>
#include <variant>

#include "base/status.h"
#include "services/gate/status.h"

namespace candour::gate {
namespace {

using google::protobuf::Message;

// Owned by gRPC's callbacks: deletes itself in OnDone, which comes after Finish and everything
// else.
class UnaryCall final : public grpc::ServerUnaryReactor {
 public:
  UnaryCall(Door& door, const Method& method, Admitted admitted,
            const grpc::ByteBuffer& request_bytes, grpc::ByteBuffer& reply_bytes)
      : door_(door),
        method_(method),
        call_(std::move(admitted.caller), admitted.deadline),
        request_bytes_(request_bytes),
        reply_bytes_(reply_bytes),
        request_(*method.request->New(&arena_)),
        reply_(*method.reply->New(&arena_)),
        reach_(door.ReachOf(method, call_.caller())) {}

  void Start() {
    if (std::holds_alternative<AsyncFn>(method_.fn)) return RunAsync();
    if (!method_.workers->TryRun([this] { RunBlocking(); })) {
      Finish(ToGrpcStatus(absl::ResourceExhaustedError("the server is busy; try again shortly")));
    }
  }

  void OnCancel() override { call_.Cancel(); }
  void OnDone() override { delete this; }

 private:
  void RunBlocking() {
    if (call_.IsCancelled()) return Finish(grpc::Status::CANCELLED);
    if (absl::Status parsed = Door::Parse(request_bytes_, request_); !parsed.ok()) {
      return Finish(ToGrpcStatus(parsed));
    }
    if (absl::Status may = reach_.Judge(request_); !may.ok()) return Answer(std::move(may));
    Answer(std::get<UnaryFn>(method_.fn)(call_, request_, reply_));
  }

  void RunAsync() {
    if (absl::Status parsed = Door::Parse(request_bytes_, request_); !parsed.ok()) {
      return Finish(ToGrpcStatus(parsed));
    }
    if (absl::Status may = reach_.Judge(request_); !may.ok()) return Answer(std::move(may));
    std::get<AsyncFn>(method_.fn)(call_, request_, reply_,
                                  [this](absl::Status outcome) { Answer(std::move(outcome)); });
  }

  void Answer(absl::Status outcome) {
    if (outcome.ok()) outcome = reach_.LeaveOut(reply_);
    outcome = door_.Record(method_, call_, &request_, std::move(outcome));
    if (!outcome.ok()) return Finish(ToGrpcStatus(outcome));
    bool owned = false;
    Finish(grpc::SerializationTraits<Message>::Serialize(reply_, &reply_bytes_, &owned));
  }

  Door& door_;
  const Method& method_;
  Call call_;
  const grpc::ByteBuffer& request_bytes_;
  grpc::ByteBuffer& reply_bytes_;
  google::protobuf::Arena arena_;
  Message& request_;
  Message& reply_;
  Reach reach_;
};

}  // namespace

grpc::ServerUnaryReactor* StartUnary(Door& door, const Method& method,
                                     grpc::CallbackServerContext& context,
                                     const grpc::ByteBuffer& request, grpc::ByteBuffer& reply) {
  absl::StatusOr<Admitted> admitted = [&]() -> absl::StatusOr<Admitted> {
    RETURN_IF_ERROR(Door::CheckSize(request.Length(), method.LongestRequestBytes()));
    return door.Admit(method, context);
  }();
  if (!admitted.ok()) {
    grpc::ServerUnaryReactor* refusal = context.DefaultReactor();
    refusal->Finish(ToGrpcStatus(admitted.status()));
    return refusal;
  }
  auto* call = new UnaryCall(door, method, *std::move(admitted), request, reply);
  call->Start();
  return call;
}

}  // namespace candour::gate
