// What a service answers with: one handler for each of its methods, bound by the method's name.
//
//   ServiceHandlers record("candour.record.v1.Record");
//   record.Unary<CheckpointRequest, Checkpoint>("GetCheckpoint", [&](const Call& call,
//       const CheckpointRequest& request, Checkpoint& reply) -> absl::Status { ... });
//
// Names, kinds and message types are compared with the descriptors by Gate::Create. Request and
// reply live on an arena of the call and are gone when it is answered.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "absl/status/status.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "services/gate/call.h"

namespace candour::gate {

// Answers an asynchronous call, exactly once, from any thread that may do a little work: the reply
// is serialised on it. Nothing of the call may be used afterwards.
using Done = std::function<void(absl::Status)>;

using UnaryFn = std::function<absl::Status(const Call&, const google::protobuf::Message& request,
                                           google::protobuf::Message& reply)>;
using AsyncFn = std::function<void(const Call&, const google::protobuf::Message& request,
                                   google::protobuf::Message& reply, Done done)>;
using ServerStreamFn = std::function<absl::Status(
    const Call&, const google::protobuf::Message& request, MessageWriter& writer)>;
using BidiFn =
    std::function<absl::Status(const Call&, MessageReader& reader, MessageWriter& writer)>;
using AnyMethodFn =
    std::function<absl::Status(const Call&, const google::protobuf::MethodDescriptor&,
                               const google::protobuf::Message&, google::protobuf::Message&)>;

using MethodFn = std::variant<UnaryFn, AsyncFn, ServerStreamFn, BidiFn>;

class ServiceHandlers {
 public:
  struct Method {
    const google::protobuf::Descriptor* request;
    const google::protobuf::Descriptor* reply;
    MethodFn fn;
  };

  // `service` is the full name, as in the proto: "candour.record.v1.Record".
  explicit ServiceHandlers(std::string service) : service_(std::move(service)) {}

  // A handler that may block, run on the service's bounded pool of workers.
  template <typename Request, typename Reply, typename Fn>
  void Unary(std::string_view method, Fn fn) {
    Add<Request, Reply>(
        method, UnaryFn([fn = std::move(fn)](const Call& call, const auto& request, auto& reply) {
          return fn(call, static_cast<const Request&>(request), static_cast<Reply&>(reply));
        }));
  }

  // A handler called on gRPC's own thread: it must not block, and answers through `done`.
  template <typename Request, typename Reply, typename Fn>
  void Async(std::string_view method, Fn fn) {
    Add<Request, Reply>(method, AsyncFn([fn = std::move(fn)](const Call& call, const auto& request,
                                                             auto& reply, Done done) {
                          fn(call, static_cast<const Request&>(request), static_cast<Reply&>(reply),
                             std::move(done));
                        }));
  }

  // A handler that may block, on a thread of its own for as long as the stream lives. It must
  // return soon after the call is cancelled: the server cannot close before.
  template <typename Request, typename Reply, typename Fn>
  void ServerStream(std::string_view method, Fn fn) {
    Add<Request, Reply>(method,
                        ServerStreamFn([fn = std::move(fn)](const Call& call, const auto& request,
                                                            MessageWriter& messages) {
                          Writer<Reply> writer(messages);
                          return fn(call, static_cast<const Request&>(request), writer);
                        }));
  }

  // As ServerStream, with the client's messages through a reader.
  template <typename Request, typename Reply, typename Fn>
  void Bidi(std::string_view method, Fn fn) {
    Add<Request, Reply>(method,
                        BidiFn([fn = std::move(fn)](const Call& call, MessageReader& incoming,
                                                    MessageWriter& outgoing) {
                          Reader<Request> reader(incoming);
                          Writer<Reply> writer(outgoing);
                          return fn(call, reader, writer);
                        }));
  }

  // Answers every unary method that has no handler of its own, on the pool of workers.
  void EveryOtherUnary(AnyMethodFn fn) { every_other_unary_ = std::move(fn); }

  const std::string& service() const { return service_; }
  const std::map<std::string, Method, std::less<>>& methods() const { return methods_; }
  const AnyMethodFn& every_other_unary() const { return every_other_unary_; }
  // The first method that was bound twice, if any.
  const std::optional<std::string>& bound_twice() const { return bound_twice_; }

 private:
  template <typename Request, typename Reply>
  void Add(std::string_view method, MethodFn fn) {
    const bool inserted =
        methods_
            .emplace(std::string(method),
                     Method{Request::descriptor(), Reply::descriptor(), std::move(fn)})
            .second;
    if (!inserted && !bound_twice_) bound_twice_ = std::string(method);
  }

  std::string service_;
  std::map<std::string, Method, std::less<>> methods_;
  AnyMethodFn every_other_unary_;
  std::optional<std::string> bound_twice_;
};

}  // namespace candour::gate
