// What happens to a call before and after its handler: who it is, whether they may, what is
// recorded. Shared by unary and streaming calls. Internal to the gate.
#pragma once

#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>

#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "base/limits.h"
#include "services/gate/gate.h"
#include "services/gate/guest_limit.h"
#include "services/gate/reach.h"
#include "services/gate/roles.h"
#include "services/gate/worker_pool.h"

namespace candour::gate {

class StreamCall;

// A method as the gate serves it. Lives as long as the gate.
struct Method {
  const google::protobuf::MethodDescriptor* descriptor;
  std::string path;  // "/candour.record.v1.Record/Append"
  std::string permission;
  const google::protobuf::Message* request;  // prototypes, of the message factory
  const google::protobuf::Message* reply;
  MethodFn fn;
  WorkerPool* workers;  // of the service, or of all streams

  bool IsPublic() const { return permission == kPublicPermission; }
  size_t LongestRequestBytes() const {
    return IsPublic() ? limits::kGuestRequestBytes : limits::kRequestBytes;
  }
};

struct Admitted {
  std::shared_ptr<const Caller> caller;
  absl::Time deadline;
};

// Thread-safe.
class Door {
 public:
  explicit Door(const Gate::Options& options) : options_(options) {}

  // Judges everything that can be judged without the request.
  absl::StatusOr<Admitted> Admit(const Method& method, const grpc::CallbackServerContext& context);

  // The same for a method that is not public, once the token is in hand; blank: none was sent.
  absl::StatusOr<Admitted> AdmitToken(const Method& method, std::string_view token,
                                      absl::Time deadline);

  // When a client stops waiting that begins now and waits so long.
  absl::Time DeadlineAfter(const Method& method, absl::Duration timeout) const;

  // Reads `bytes` as `message`: RESOURCE_EXHAUSTED if too long, INVALID_ARGUMENT if malformed.
  static absl::Status Parse(const grpc::ByteBuffer& bytes, google::protobuf::Message& message);

  // RESOURCE_EXHAUSTED for more than `most`.
  static absl::Status CheckSize(size_t bytes, size_t most = limits::kRequestBytes);

  // What whoever was let in may read of what they call for.
  Reach ReachOf(const Method& method, const Caller& caller) const {
    return Reach(options_.on_reach, *method.descriptor, caller);
  }

  // Tells the access hook; returns what to answer.
  absl::Status Record(const Method& method, const Call& call,
                      const google::protobuf::Message* request, absl::Status outcome) const;

  // A stream may begin only if Enter says so, and leaves before it is deleted.
  bool Enter(StreamCall& stream) ABSL_LOCKS_EXCLUDED(mutex_);
  void Leave(StreamCall& stream) ABSL_LOCKS_EXCLUDED(mutex_);
  void StopStreams() ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  const Gate::Options options_;
  GuestLimit guests_;

  absl::Mutex mutex_;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  absl::flat_hash_set<StreamCall*> streams_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace candour::gate
