#include "tests/bench/calls.h"

#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/impl/codegen/server_callback_handlers.h>
#include <grpcpp/impl/rpc_service_method.h>
#include <grpcpp/impl/service_type.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "tests/bench/must.h"
#include "tests/bench/ready.h"

namespace candour::bench {
namespace {

std::string TextOf(const grpc::ByteBuffer& bytes) {
  std::vector<grpc::Slice> slices;
  std::string text;
  if (!bytes.Dump(&slices).ok()) return text;
  for (const grpc::Slice& slice : slices) {
    text.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return text;
}

// Registered as the gate registers its methods, so that both ends differ in the gate alone.
class EchoService final : public grpc::Service {
 public:
  EchoService() {
    AddMethod(new grpc::internal::RpcServiceMethod(kEchoPath, grpc::internal::RpcMethod::NORMAL_RPC,
                                                   nullptr));
    MarkMethodRawCallback(
        0, new grpc::internal::CallbackUnaryHandler<grpc::ByteBuffer, grpc::ByteBuffer>(
               [](grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                  grpc::ByteBuffer* reply) {
                 *reply = *request;
                 grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
                 reactor->Finish(grpc::Status::OK);
                 return reactor;
               }));
  }
};

}  // namespace

class Callers::Impl {
 public:
  Impl(const std::string& address, int clients) {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);  // otherwise all share one connection
    for (int i = 0; i < clients; ++i) {
      channels_.push_back(
          grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments));
    }
  }

  Timing Run(const Span& span, const Calls& calls) {
    grpc::CompletionQueue queue;
    const auto counted_from = Steady::now() + absl::ToChronoNanoseconds(span.warm_up);
    const auto until = counted_from + absl::ToChronoNanoseconds(span.run);
    std::vector<std::unique_ptr<Outstanding>> outstanding;
    for (size_t client = 0; client < channels_.size(); ++client) {
      outstanding.push_back(Begin(client, calls, queue));
    }
    Timing timing;
    for (size_t open = outstanding.size(); open > 0;) {
      void* tag = nullptr;
      bool ok = false;
      queue.Next(&tag, &ok);
      Outstanding& call = *static_cast<Outstanding*>(tag);
      if (call.begun >= counted_from) timing.latencies.Record(NanosSince(call.begun));
      const auto code = static_cast<absl::StatusCode>(call.status.error_code());
      calls.answered(static_cast<int>(call.client), absl::Status(code, call.status.error_message()),
                     TextOf(call.reply));
      const size_t client = call.client;
      if (Steady::now() < until) {
        outstanding[client] = Begin(client, calls, queue);
      } else {
        --open;
      }
    }
    timing.seconds = static_cast<double>(NanosSince(counted_from)) / 1e9;
    queue.Shutdown();
    return timing;
  }

 private:
  struct Outstanding {
    size_t client = 0;
    Steady::time_point begun;
    grpc::ClientContext context;
    std::unique_ptr<grpc::GenericClientAsyncResponseReader> reader;
    grpc::ByteBuffer reply;
    grpc::Status status;
  };

  std::unique_ptr<Outstanding> Begin(size_t client, const Calls& calls,
                                     grpc::CompletionQueue& queue) {
    auto call = std::make_unique<Outstanding>();
    call->client = client;
    if (!calls.token.empty()) {
      call->context.AddMetadata("authorization", absl::StrCat("Bearer ", calls.token));
    }
    const grpc::Slice slice(calls.request(static_cast<int>(client)));
    call->begun = Steady::now();
    call->reader =
        grpc::GenericStub(channels_[client])
            .PrepareUnaryCall(&call->context, calls.path, grpc::ByteBuffer(&slice, 1), &queue);
    call->reader->StartCall();
    call->reader->Finish(&call->reply, &call->status, call.get());
    return call;
  }

  std::vector<std::shared_ptr<grpc::Channel>> channels_;
};

Callers::Callers(const std::string& address, int clients)
    : impl_(std::make_unique<Impl>(address, clients)) {}
Callers::~Callers() = default;

Timing Callers::Run(const Span& span, const Calls& calls) { return impl_->Run(span, calls); }

void ServeEcho(const std::string& address, const std::string& address_file) {
  EchoService service;
  grpc::ServerBuilder builder;
  builder.AddListeningPort(address, grpc::InsecureServerCredentials());
  builder.RegisterService(&service);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr) Must(absl::UnavailableError("the echo cannot listen on " + address));
  SayReady(address, address_file);
  server->Wait();
}

}  // namespace candour::bench
