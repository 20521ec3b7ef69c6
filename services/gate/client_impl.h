// What a client is made of, for the host that connects it. Internal to the gate.
#pragma once

#include <grpcpp/channel.h>

#include <memory>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "services/gate/client.h"

namespace candour::gate {

// Thread-safe. Shared with the host the client is attached to.
class Client::Impl {
 public:
  explicit Impl(TokenSource token) : token_(std::move(token)) {}

  void Connect(std::shared_ptr<grpc::Channel> channel) ABSL_LOCKS_EXCLUDED(mutex_) {
    absl::MutexLock lock(&mutex_);
    channel_ = std::move(channel);
  }

  // After it returns no call is being created on the channel, nor will be. gRPC 1.51 jumps through
  // a null pointer when a call is created on an in-process channel whose server has closed.
  void Disconnect() { Connect(nullptr); }

  // Runs `create` with the channel and returns true; false if there is none.
  template <typename Create>
  bool WithChannel(const Create& create) const ABSL_LOCKS_EXCLUDED(mutex_) {
    absl::ReaderMutexLock lock(&mutex_);
    if (channel_ == nullptr) return false;
    create(channel_);
    return true;
  }

  std::string Token() const { return token_ ? token_() : std::string(); }

 private:
  const TokenSource token_;

  mutable absl::Mutex mutex_;
  std::shared_ptr<grpc::Channel> channel_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace candour::gate
