// What a handler is given besides its request: who calls, until when, and whether they still wait.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "google/protobuf/message.h"
#include "services/gate/token.h"

namespace candour::gate {

// One call that was let in. Thread-safe; valid until the handler has answered.
class Call {
 public:
  Call(std::shared_ptr<const Caller> caller, absl::Time deadline);
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  const Caller& caller() const { return *caller_; }

  // When the client stops waiting. A unary call has one even if the client named none
  // (limits::kLongestCallMillis); a stream may have InfiniteFuture.
  absl::Time deadline() const { return deadline_; }

  // Whether nobody waits any more: the client left, the deadline passed, or the server is closing.
  bool IsCancelled() const { return cancelled_.load(std::memory_order_acquire); }

  // For the gate only: handlers hold a const Call.
  void Cancel();

 private:
  friend class CancelWatch;

  const std::shared_ptr<const Caller> caller_;
  const absl::Time deadline_;
  std::atomic<bool> cancelled_{false};
  mutable absl::Mutex mutex_;
  mutable std::vector<const class CancelWatch*> watches_ ABSL_GUARDED_BY(mutex_);
};

// While it lives, `wake` runs once when the call is cancelled (at once if it already is), so that a
// handler waiting for something else can stop waiting. `wake` must be brief and must not use the
// call; the destructor waits for one that is running.
class CancelWatch {
 public:
  CancelWatch(const Call& call, std::function<void()> wake);
  ~CancelWatch();
  CancelWatch(const CancelWatch&) = delete;
  CancelWatch& operator=(const CancelWatch&) = delete;

 private:
  friend class Call;

  const Call& call_;
  const std::function<void()> wake_;
};

class MessageWriter {
 public:
  virtual ~MessageWriter() = default;
  virtual bool Write(const google::protobuf::Message& reply) = 0;
};

class MessageReader {
 public:
  virtual ~MessageReader() = default;
  virtual bool Read(google::protobuf::Message& request) = 0;
};

// The sending half of a stream, for one thread at a time.
template <typename Reply>
class Writer {
 public:
  explicit Writer(MessageWriter& messages) : messages_(messages) {}

  // Blocks until the transport has taken the message, which is how a slow client slows the
  // handler. False if nobody will receive it: the handler should return.
  bool Write(const Reply& reply) { return messages_.Write(reply); }

 private:
  MessageWriter& messages_;
};

// The receiving half of a bidirectional stream, for one thread at a time; it may be another than
// the writer's.
template <typename Request>
class Reader {
 public:
  explicit Reader(MessageReader& messages) : messages_(messages) {}

  // Blocks for the next message. False at the end of the client's messages, when the client is
  // gone, and after a message that was too large or malformed; in the last case the gate answers
  // the error whatever the handler returns.
  bool Read(Request& request) { return messages_.Read(request); }

 private:
  MessageReader& messages_;
};

}  // namespace candour::gate
