// What a client is made of, for the host that connects it. Internal to the gate.
#pragma once

#include <grpcpp/channel.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "services/gate/client.h"
#include "services/gate/own_calls.h"

namespace candour::gate {

// Thread-safe. Shared with the host the client is attached to.
class Client::Impl {
 public:
  explicit Impl(TokenSource token) : token_(std::move(token)) {}

  // `own_calls`: of the gate, if it is in this process.
  void Connect(std::shared_ptr<grpc::Channel> channel, OwnCalls* own_calls = nullptr)
      ABSL_LOCKS_EXCLUDED(mutex_) {
    absl::MutexLock lock(&mutex_);
    channel_ = std::move(channel);
    own_calls_ = own_calls;
  }

  // After it returns no call is being created on the channel, nor will be, and none runs in place.
  // gRPC 1.51 jumps through a null pointer when a call is created on an in-process channel whose
  // server has closed.
  void Disconnect() ABSL_LOCKS_EXCLUDED(mutex_) {
    absl::MutexLock lock(&mutex_);
    channel_ = nullptr;
    own_calls_ = nullptr;
    mutex_.Await(absl::Condition(
        +[](int* in_place) { return *in_place == 0; }, &in_place_));
  }

  bool IsConnected() const ABSL_LOCKS_EXCLUDED(mutex_) {
    absl::ReaderMutexLock lock(&mutex_);
    return channel_ != nullptr;
  }

  // What `run` returns of the gate's own calls; nothing if the gate is not in this process.
  template <typename Run>
  std::optional<absl::Status> InPlace(const Run& run) ABSL_LOCKS_EXCLUDED(mutex_) {
    OwnCalls* own_calls = nullptr;
    {
      absl::MutexLock lock(&mutex_);
      if (own_calls_ == nullptr) return std::nullopt;
      own_calls = own_calls_;
      ++in_place_;
    }
    std::optional<absl::Status> outcome = run(*own_calls);
    absl::MutexLock lock(&mutex_);
    --in_place_;
    return outcome;
  }

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
  OwnCalls* own_calls_ ABSL_GUARDED_BY(mutex_) = nullptr;
  int in_place_ ABSL_GUARDED_BY(mutex_) = 0;  // calls that run
};

}  // namespace candour::gate
