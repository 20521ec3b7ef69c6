// The calling side: what the command line, the services among themselves and the tests use. Methods
// are named as in the proto, "candour.record.v1.Record.Append"; errors come back as absl::Status
// with their details (errors.h). No gRPC type appears here.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/limits.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace candour::gate {

// The access token to send with a call; asked for each call, so it must be quick and thread-safe.
// Empty: none is sent, which only public methods accept.
using TokenSource = std::function<std::string()>;

struct CallOptions {
  // Streams usually want InfiniteDuration.
  absl::Duration timeout = absl::Milliseconds(limits::kLongestCallMillis);
  // If the service is in this process, its handler runs on the calling thread, which spares every
  // hand-over from thread to thread. Nothing cuts it short: only for what answers by itself.
  bool in_place = false;
};

// One stream in progress. One thread reads and one thread writes; Cancel comes from any thread.
// Destroying it cancels what still runs.
class MessageStream {
 public:
  virtual ~MessageStream() = default;

  // Blocks for the next message; false when there is none, and then Finish says why.
  virtual bool Read(google::protobuf::Message& message) = 0;
  // Bidirectional streams only. False when the server takes no more.
  virtual bool Write(const google::protobuf::Message& message) = 0;
  virtual void WritesDone() = 0;
  virtual void Cancel() = 0;
  // What the server answered; call once, after Read returned false or Cancel.
  virtual absl::Status Finish() = 0;
};

// Pulls the replies of a server stream: while (pages.Next(page)) ...; then pages.Finish().
template <typename Reply>
class ReplyStream {
 public:
  explicit ReplyStream(std::unique_ptr<MessageStream> stream) : stream_(std::move(stream)) {}
  bool Next(Reply& reply) { return stream_->Read(reply); }
  void Cancel() { stream_->Cancel(); }
  absl::Status Finish() { return stream_->Finish(); }

 private:
  std::unique_ptr<MessageStream> stream_;
};

// Both directions at once.
template <typename Request, typename Reply>
class Exchange {
 public:
  explicit Exchange(std::unique_ptr<MessageStream> stream) : stream_(std::move(stream)) {}
  bool Write(const Request& request) { return stream_->Write(request); }
  void WritesDone() { stream_->WritesDone(); }
  bool Next(Reply& reply) { return stream_->Read(reply); }
  void Cancel() { stream_->Cancel(); }
  absl::Status Finish() { return stream_->Finish(); }

 private:
  std::unique_ptr<MessageStream> stream_;
};

// Thread-safe. Streams must be gone before the client.
class Client {
 public:
  // `target` is "host:port" or "unix:/path". Connects when first used; a server that cannot be
  // reached answers UNAVAILABLE to the call.
  static std::unique_ptr<Client> Connect(const std::string& target, TokenSource token);

  // A client for services of this same process. Handlers need it before the Host that serves them
  // exists, so it answers UNAVAILABLE until Host::Attach, and again
  // once that host closes.
  static std::unique_ptr<Client> InProcess(TokenSource token);

  ~Client();

  absl::Status Call(std::string_view method, const google::protobuf::Message& request,
                    google::protobuf::Message& reply, const CallOptions& options = {});
  absl::Status Call(const google::protobuf::MethodDescriptor& method,
                    const google::protobuf::Message& request, google::protobuf::Message& reply,
                    const CallOptions& options = {});

  template <typename Reply>
  ReplyStream<Reply> Read(std::string_view method, const google::protobuf::Message& request,
                          const CallOptions& options = {}) {
    return ReplyStream<Reply>(OpenRead(method, request, options));
  }

  // Reads a server stream to its end: fills `reply` with each message and calls `take`. An error of
  // `take` ends it and is the outcome.
  absl::Status ReadEach(std::string_view method, const google::protobuf::Message& request,
                        google::protobuf::Message& reply, absl::FunctionRef<absl::Status()> take,
                        const CallOptions& options = {});

  template <typename Request, typename Reply>
  gate::Exchange<Request, Reply> Exchange(std::string_view method,
                                          const CallOptions& options = {}) {
    return gate::Exchange<Request, Reply>(OpenExchange(method, options));
  }

  // The same for message types known only at run time.
  std::unique_ptr<MessageStream> OpenRead(std::string_view method,
                                          const google::protobuf::Message& request,
                                          const CallOptions& options = {});
  std::unique_ptr<MessageStream> OpenExchange(std::string_view method,
                                              const CallOptions& options = {});

 private:
  friend class Host;
  class Impl;
  explicit Client(std::shared_ptr<Impl> impl);
  std::shared_ptr<Impl> impl_;
};

}  // namespace candour::gate
