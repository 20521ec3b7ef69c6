#include "services/gate/gate.h"

#include <grpcpp/impl/codegen/server_callback_handlers.h>
#include <grpcpp/impl/rpc_service_method.h>
#include <grpcpp/impl/service_type.h>

#include <set>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "candour/types/v1/options.pb.h"
#include "services/gate/door.h"
#include "services/gate/own_calls.h"
#include "services/gate/roles.h"
#include "services/gate/stream_call.h"
#include "services/gate/unary_call.h"

namespace candour::gate {
namespace {

using google::protobuf::DescriptorPool;
using google::protobuf::MessageFactory;
using google::protobuf::MethodDescriptor;
using google::protobuf::ServiceDescriptor;

absl::Status Misbuilt(const std::string& method, const std::string& what) {
  return absl::InvalidArgumentError(absl::StrCat(method, " ", what));
}

const char* KindOf(const MethodDescriptor& method) {
  if (!method.server_streaming()) return "unary";
  return method.client_streaming() ? "bidirectional" : "server streaming";
}

bool IsOfKind(const MethodFn& fn, const MethodDescriptor& method) {
  if (!method.server_streaming()) {
    return std::holds_alternative<UnaryFn>(fn) || std::holds_alternative<AsyncFn>(fn);
  }
  return method.client_streaming() ? std::holds_alternative<BidiFn>(fn)
                                   : std::holds_alternative<ServerStreamFn>(fn);
}

absl::StatusOr<std::string> KnownPermissionOf(const MethodDescriptor& method) {
  const std::string& permission = PermissionOf(method);
  if (permission.empty()) return Misbuilt(method.full_name(), "declares no permission");
  if (!IsKnownPermission(permission)) {
    return Misbuilt(method.full_name(),
                    absl::StrCat("declares the permission \"", permission, "\", held by no role"));
  }
  return permission;
}

absl::StatusOr<MethodFn> HandlerOf(const MethodDescriptor& method,
                                   const ServiceHandlers& handlers) {
  if (method.client_streaming() && !method.server_streaming()) {
    return Misbuilt(method.full_name(), "streams from the client only, which is not offered");
  }
  auto bound = handlers.methods().find(method.name());
  if (bound != handlers.methods().end()) {
    if (!IsOfKind(bound->second.fn, method)) {
      return Misbuilt(method.full_name(),
                      absl::StrCat("is ", KindOf(method), ", its handler is of another kind"));
    }
    if (bound->second.request != method.input_type() ||
        bound->second.reply != method.output_type()) {
      return Misbuilt(method.full_name(), "has a handler for other messages");
    }
    return bound->second.fn;
  }
  if (handlers.every_other_unary() && !method.server_streaming()) {
    return UnaryFn([fn = handlers.every_other_unary(), &method](const Call& call,
                                                                const auto& request, auto& reply) {
      return fn(call, method, request, reply);
    });
  }
  return Misbuilt(method.full_name(), "has no handler");
}

absl::StatusOr<Method> BuildMethod(const MethodDescriptor& method,
                                   const ServiceHandlers& handlers) {
  ASSIGN_OR_RETURN(std::string permission, KnownPermissionOf(method));
  ASSIGN_OR_RETURN(MethodFn fn, HandlerOf(method, handlers));
  MessageFactory* factory = MessageFactory::generated_factory();
  return Method{&method,
                absl::StrCat("/", method.service()->full_name(), "/", method.name()),
                std::move(permission),
                factory->GetPrototype(method.input_type()),
                factory->GetPrototype(method.output_type()),
                std::move(fn),
                nullptr};
}

// One service of the gate as gRPC knows it. Raw callback methods are registered on the base class
// directly, which is all that a generated service class would do.
class DescriptorService final : public grpc::Service {
 public:
  DescriptorService(Door& door, std::string name, std::vector<Method> methods,
                    const Gate::Options& options, WorkerPool& streams)
      : door_(door),
        name_(std::move(name)),
        methods_(std::move(methods)),
        workers_(options.workers, options.queued_calls) {
    for (size_t i = 0; i < methods_.size(); ++i) {
      Method& method = methods_[i];
      const bool streaming = method.descriptor->server_streaming();
      method.workers = streaming ? &streams : &workers_;
      AddMethod(new grpc::internal::RpcServiceMethod(method.path.c_str(),
                                                     streaming
                                                         ? grpc::internal::RpcMethod::BIDI_STREAMING
                                                         : grpc::internal::RpcMethod::NORMAL_RPC,
                                                     nullptr));
      MarkMethodRawCallback(static_cast<int>(i),
                            streaming ? StreamHandler(method) : UnaryHandler(method));
    }
  }

  const std::string& name() const { return name_; }
  const std::vector<Method>& methods() const { return methods_; }

 private:
  using Bytes = grpc::ByteBuffer;

  grpc::internal::MethodHandler* UnaryHandler(const Method& method) {
    return new grpc::internal::CallbackUnaryHandler<Bytes, Bytes>(
        [this, &method](grpc::CallbackServerContext* context, const Bytes* request, Bytes* reply) {
          return StartUnary(door_, method, *context, *request, *reply);
        });
  }

  grpc::internal::MethodHandler* StreamHandler(const Method& method) {
    return new grpc::internal::CallbackBidiHandler<Bytes, Bytes>(
        [this, &method](grpc::CallbackServerContext* context) {
          return StreamCall::Begin(door_, method, *context);
        });
  }

  Door& door_;
  const std::string name_;
  std::vector<Method> methods_;
  WorkerPool workers_;  // last, so that its threads end before what they use
};

absl::StatusOr<std::vector<Method>> BuildMethods(const ServiceHandlers& handlers) {
  const ServiceDescriptor* service =
      DescriptorPool::generated_pool()->FindServiceByName(handlers.service());
  if (service == nullptr) {
    return Misbuilt(handlers.service(), "is not a service of the generated pool");
  }
  if (handlers.bound_twice()) {
    return Misbuilt(absl::StrCat(handlers.service(), ".", *handlers.bound_twice()),
                    "has two handlers");
  }
  for (const auto& [name, unused] : handlers.methods()) {
    if (service->FindMethodByName(name) == nullptr) {
      return Misbuilt(absl::StrCat(handlers.service(), ".", name),
                      "has a handler but is not a method");
    }
  }
  std::vector<Method> methods;
  for (int i = 0; i < service->method_count(); ++i) {
    ASSIGN_OR_RETURN(Method method, BuildMethod(*service->method(i), handlers));
    methods.push_back(std::move(method));
  }
  return methods;
}

}  // namespace

class Gate::Impl {
 public:
  explicit Impl(const Options& options)
      : door(options), own_calls(door), streams(options.streams, 0) {}

  Door door;
  OwnCalls own_calls;
  WorkerPool streams;
  std::vector<std::unique_ptr<DescriptorService>> services;
};

Gate::Gate(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Gate::~Gate() = default;

absl::StatusOr<std::unique_ptr<Gate>> Gate::Create(Options options,
                                                   std::vector<ServiceHandlers> services) {
  auto impl = std::make_unique<Impl>(options);
  std::set<std::string> names;
  for (const ServiceHandlers& handlers : services) {
    if (!names.insert(handlers.service()).second) {
      return Misbuilt(handlers.service(), "is added twice");
    }
    ASSIGN_OR_RETURN(std::vector<Method> methods, BuildMethods(handlers));
    impl->services.push_back(std::make_unique<DescriptorService>(
        impl->door, handlers.service(), std::move(methods), options, impl->streams));
    for (const Method& method : impl->services.back()->methods()) impl->own_calls.Add(method);
  }
  return std::unique_ptr<Gate>(new Gate(std::move(impl)));
}

OwnCalls& Gate::own_calls() const { return impl_->own_calls; }

void Gate::StopStreams() { impl_->door.StopStreams(); }

std::vector<grpc::Service*> Gate::grpc_services() const {
  std::vector<grpc::Service*> services;
  for (const auto& service : impl_->services) services.push_back(service.get());
  return services;
}

std::vector<std::string> Gate::service_names() const {
  std::vector<std::string> names;
  for (const auto& service : impl_->services) names.push_back(service->name());
  return names;
}

}  // namespace candour::gate
