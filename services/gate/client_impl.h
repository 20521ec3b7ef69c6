// What a client is made of, for the host that connects it. Internal to the gate.
#pragma once

#include <grpcpp/channel.h>

#include <memory>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "services/gate/client.h"

namespace candour::gate {

// Thread-safe.
class Client::Impl {
 public:
  explicit Impl(TokenSource token) : token_(std::move(token)) {}

  void Connect(std::shared_ptr<grpc::Channel> channel) ABSL_LOCKS_EXCLUDED(mutex_) {
    absl::MutexLock lock(&mutex_);
    channel_ = std::move(channel);
  }

  // Null until connected.
  std::shared_ptr<grpc::Channel> channel() const ABSL_LOCKS_EXCLUDED(mutex_) {
    absl::ReaderMutexLock lock(&mutex_);
    return channel_;
  }

  std::string Token() const { return token_ ? token_() : std::string(); }

 private:
  const TokenSource token_;

  mutable absl::Mutex mutex_;
  std::shared_ptr<grpc::Channel> channel_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace candour::gate
