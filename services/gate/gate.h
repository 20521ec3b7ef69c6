// The one door. Every call to every service comes through here, over TCP, over a Unix socket and
// inside the process alike:
//
//   sizes -> token -> the permission the method declares -> parse -> what the caller is kept apart
//   from -> handler -> leave out what they are kept apart from -> record the access
//
// Nothing of a request is parsed before its caller is known to be allowed. The door is built from
// the service descriptors of the generated pool; generated service classes play no part.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/clock.h"
#include "base/limits.h"
#include "services/gate/handlers.h"
#include "services/gate/reach.h"
#include "services/gate/token.h"

namespace grpc {
class Service;
}  // namespace grpc

namespace candour::gate {

class OwnCalls;

// Called once for each call that was let in and whose request could be parsed, after its handler
// and before its outcome is sent; `request` is null for a bidirectional stream. An error takes the
// place of the outcome: what cannot be recorded is not answered (replies already streamed are out).
// Runs on the thread that answers; thread-safe by contract.
using AccessHook =
    std::function<absl::Status(const Caller&, const google::protobuf::MethodDescriptor&,
                               const google::protobuf::Message* request, absl::StatusCode outcome)>;

// Thread-safe. Served by a Host; one gate for all services of a process.
class Gate {
 public:
  struct Options {
    const TokenVerifier& tokens;  // must outlive the gate
    const Clock& clock;           // the machine's; must outlive the gate
    AccessHook on_access;         // may be empty
    // Per service, so that a service calling another in the same process cannot starve it.
    int workers = limits::kGateWorkers;
    size_t queued_calls = limits::kGateQueueCalls;
    // All streams of the process together.
    int streams = static_cast<int>(limits::kSubscriptionsPerProcess);
    ReachHook on_reach = {};  // may be empty
  };

  // INVALID_ARGUMENT, naming the method, unless every method of every service declares a
  // permission that some role holds (or "public"), has exactly one handler of its own kind and
  // message types, and every handler belongs to a method. Client streaming is not offered.
  static absl::StatusOr<std::unique_ptr<Gate>> Create(Options options,
                                                      std::vector<ServiceHandlers> services);

  // No call may be running: the Host that serves the gate is gone first.
  ~Gate();

  // Cancels every stream and refuses new ones (UNAVAILABLE), so that closing need not wait for
  // clients to leave. Unary calls run on.
  void StopStreams();

  // For the Host.
  std::vector<grpc::Service*> grpc_services() const;
  std::vector<std::string> service_names() const;
  OwnCalls& own_calls() const;

 private:
  class Impl;
  explicit Gate(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace candour::gate
