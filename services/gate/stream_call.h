// One streaming call in progress. Internal to the gate.
#pragma once

#include <grpcpp/support/server_callback.h>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "google/protobuf/arena.h"
#include "services/gate/door.h"

namespace candour::gate {

// Serves both kinds of stream: on the wire a server stream is a bidirectional one whose client
// sends a single message, and reading that message here keeps it unread until the caller is known.
//
// Owned by gRPC's callbacks: deletes itself in OnDone, which comes after Finish and everything
// else.
class StreamCall final : public grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>,
                         private MessageReader,
                         private MessageWriter {
 public:
  using Reactor = grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>;

  // Judges the call and sets it going. What is returned looks after itself.
  static Reactor* Begin(Door& door, const Method& method, grpc::CallbackServerContext& context);

  StreamCall(Door& door, const Method& method, Admitted admitted);

  // The server is closing: the handler is told as if the client had left, the client hears
  // UNAVAILABLE.
  void Stop() ABSL_LOCKS_EXCLUDED(mutex_);

  void OnReadDone(bool ok) override ABSL_LOCKS_EXCLUDED(mutex_);
  void OnWriteDone(bool ok) override ABSL_LOCKS_EXCLUDED(mutex_);
  void OnCancel() override ABSL_LOCKS_EXCLUDED(mutex_);
  void OnDone() override;

 private:
  enum class Transfer { kIdle, kPending, kFailed };

  void Run() ABSL_LOCKS_EXCLUDED(mutex_);
  absl::Status Serve();
  absl::Status ServeOneRequest();

  bool Read(google::protobuf::Message& request) override ABSL_LOCKS_EXCLUDED(mutex_);
  bool Write(const google::protobuf::Message& reply) override ABSL_LOCKS_EXCLUDED(mutex_);

  void Cancel() ABSL_LOCKS_EXCLUDED(mutex_);
  bool ReadIsOver() const ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return read_ != Transfer::kPending || call_.IsCancelled();
  }
  bool WriteIsOver() const ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return write_ != Transfer::kPending;
  }

  Door& door_;
  const Method& method_;
  Call call_;
  Reach reach_;
  google::protobuf::Arena arena_;
  grpc::ByteBuffer incoming_;  // gRPC's while read_ is pending
  grpc::ByteBuffer outgoing_;  // gRPC's while write_ is pending

  absl::Mutex mutex_;
  Transfer read_ ABSL_GUARDED_BY(mutex_) = Transfer::kIdle;
  Transfer write_ ABSL_GUARDED_BY(mutex_) = Transfer::kIdle;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status bad_message_ ABSL_GUARDED_BY(mutex_);  // of the client, if one was
};

}  // namespace candour::gate
