#include "services/gate/client.h"

#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/impl/codegen/proto_utils.h>
#include <grpcpp/impl/rpc_method.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/sync_stream.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "services/gate/client_impl.h"
#include "services/gate/status.h"
#include "services/gate/transport.h"

namespace candour::gate {
namespace {

using google::protobuf::Message;
using grpc::internal::RpcMethod;

absl::Status NotConnected() {
  return absl::UnavailableError("the service of this process has not been started");
}

// "candour.record.v1.Record.Append" as gRPC spells it: "/candour.record.v1.Record/Append".
std::string PathOf(std::string_view method) {
  std::string path = absl::StrCat("/", std::string(method));
  const size_t dot = path.rfind('.');
  if (dot != std::string::npos) path[dot] = '/';
  return path;
}

void Prepare(grpc::ClientContext& context, const std::string& token, const CallOptions& options) {
  if (!token.empty()) context.AddMetadata("authorization", absl::StrCat("Bearer ", token));
  if (options.timeout < absl::InfiniteDuration()) {
    context.set_deadline(std::chrono::system_clock::now() +
                         absl::ToChronoMicroseconds(options.timeout));
  }
}

// A stream that could not be opened.
class NoStream final : public MessageStream {
 public:
  bool Read(Message&) override { return false; }
  bool Write(const Message&) override { return false; }
  void WritesDone() override {}
  void Cancel() override {}
  absl::Status Finish() override { return NotConnected(); }
};

// gRPC's streams must be finished before they are destroyed, and a server stream can be finished
// only once it has been read to its end: destroying ours cancels and does both.
class OpenStream final : public MessageStream {
 public:
  explicit OpenStream(std::string path) : path_(std::move(path)) {}

  void StartRead(const std::shared_ptr<grpc::Channel>& channel, const Message& request) {
    channel_ = channel;
    const RpcMethod method(path_.c_str(), RpcMethod::SERVER_STREAMING);
    reader_.reset(grpc::internal::ClientReaderFactory<Message>::Create(channel_.get(), method,
                                                                       &context_, request));
  }

  void StartExchange(const std::shared_ptr<grpc::Channel>& channel) {
    channel_ = channel;
    const RpcMethod method(path_.c_str(), RpcMethod::BIDI_STREAMING);
    exchange_.reset(grpc::internal::ClientReaderWriterFactory<Message, Message>::Create(
        channel_.get(), method, &context_));
  }

  ~OpenStream() override {
    if (finished_ || channel_ == nullptr) return;
    context_.TryCancel();
    (void)Finish();
  }

  grpc::ClientContext& context() { return context_; }

  bool Read(Message& message) override {
    return exchange_ ? exchange_->Read(&message) : reader_->Read(&message);
  }
  bool Write(const Message& message) override { return exchange_ && exchange_->Write(message); }
  void WritesDone() override {
    if (exchange_) exchange_->WritesDone();
  }
  void Cancel() override { context_.TryCancel(); }
  absl::Status Finish() override {
    finished_ = true;
    return FromGrpcStatus(exchange_ ? exchange_->Finish() : reader_->Finish());
  }

 private:
  const std::string path_;  // gRPC keeps a pointer into it
  std::shared_ptr<grpc::Channel> channel_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<Message>> reader_;
  std::unique_ptr<grpc::ClientReaderWriter<Message, Message>> exchange_;
  bool finished_ = false;
};

// Hands each message of a handler in this process to `take`. What a handler writes need not be
// parsed through (a body may pass as the bytes that were sealed), so it is read as if it had come
// over the transport.
class Handing final : public MessageWriter {
 public:
  Handing(Message& reply, absl::FunctionRef<absl::Status()> take, absl::FunctionRef<bool()> is_open)
      : reply_(reply), take_(take), is_open_(is_open) {}

  bool Write(const Message& message) override {
    if (!taken_.ok()) return false;
    if (!is_open_()) {
      taken_ = absl::UnavailableError("the service of this process is closing");
    } else if (!message.SerializeToString(&bytes_) || !reply_.ParseFromString(bytes_)) {
      taken_ = absl::InternalError(absl::StrCat("the reply is not a ", reply_.GetTypeName()));
    } else {
      taken_ = take_();
    }
    return taken_.ok();
  }

  const absl::Status& taken() const { return taken_; }

 private:
  Message& reply_;
  const absl::FunctionRef<absl::Status()> take_;
  const absl::FunctionRef<bool()> is_open_;
  std::string bytes_;
  absl::Status taken_;
};

// As it would have come over the transport, which carries some payloads and no others.
absl::Status AsSent(const absl::Status& status) { return FromGrpcStatus(ToGrpcStatus(status)); }

}  // namespace

Client::Client(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}
Client::~Client() = default;

std::unique_ptr<Client> Client::Connect(const std::string& target, TokenSource token) {
  KeepLibrary();
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kTransportMessageBytes);
  arguments.SetInt(GRPC_ARG_MAX_METADATA_SIZE, kTransportMetadataBytes);
  arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
  arguments.SetInt(GRPC_ARG_HTTP2_STREAM_LOOKAHEAD_BYTES, kTransportWindowBytes);
  auto client = InProcess(std::move(token));
  client->impl_->Connect(
      grpc::CreateCustomChannel(target, grpc::InsecureChannelCredentials(), arguments));
  return client;
}

std::unique_ptr<Client> Client::InProcess(TokenSource token) {
  return std::unique_ptr<Client>(new Client(std::make_shared<Impl>(std::move(token))));
}

absl::Status Client::Call(std::string_view method, const Message& request, Message& reply,
                          const CallOptions& options) {
  const std::string path = PathOf(method);
  const std::string token = impl_->Token();
  if (options.in_place) {
    const auto outcome = impl_->InPlace([&](OwnCalls& own_calls) {
      return own_calls.Unary({path, token, options.timeout, request}, reply);
    });
    if (outcome) return AsSent(*outcome);
  }
  grpc::ClientContext context;
  Prepare(context, token, options);
  grpc::ByteBuffer request_bytes;
  bool owned = false;
  grpc::Status status =
      grpc::SerializationTraits<Message>::Serialize(request, &request_bytes, &owned);
  if (!status.ok()) return FromGrpcStatus(status);

  // A queue of its own makes the call block without another thread taking part in it.
  grpc::CompletionQueue queue;
  std::unique_ptr<grpc::GenericClientAsyncResponseReader> call;
  const bool connected = impl_->WithChannel([&](const auto& channel) {
    call = grpc::GenericStub(channel).PrepareUnaryCall(&context, path, request_bytes, &queue);
  });
  if (!connected) return NotConnected();
  call->StartCall();
  grpc::ByteBuffer reply_bytes;
  void* tag = nullptr;
  bool done = false;
  call->Finish(&reply_bytes, &status, nullptr);
  queue.Next(&tag, &done);
  if (!status.ok()) return FromGrpcStatus(status);
  if (!grpc::SerializationTraits<Message>::Deserialize(&reply_bytes, &reply).ok()) {
    return absl::InternalError(absl::StrCat("the reply is not a ", reply.GetTypeName()));
  }
  return absl::OkStatus();
}

absl::Status Client::Call(const google::protobuf::MethodDescriptor& method, const Message& request,
                          Message& reply, const CallOptions& options) {
  return Call(method.full_name(), request, reply, options);
}

absl::Status Client::ReadEach(std::string_view method, const Message& request, Message& reply,
                              absl::FunctionRef<absl::Status()> take, const CallOptions& options) {
  if (options.in_place) {
    const auto is_open = [this] { return impl_->IsConnected(); };
    Handing handing(reply, take, is_open);
    const std::string path = PathOf(method);
    const std::string token = impl_->Token();
    const auto outcome = impl_->InPlace([&](OwnCalls& own_calls) {
      return own_calls.ServerStream({path, token, options.timeout, request}, handing);
    });
    if (outcome) return handing.taken().ok() ? AsSent(*outcome) : handing.taken();
  }
  const std::unique_ptr<MessageStream> replies = OpenRead(method, request, options);
  while (replies->Read(reply)) RETURN_IF_ERROR(take());
  return replies->Finish();
}

std::unique_ptr<MessageStream> Client::OpenRead(std::string_view method, const Message& request,
                                                const CallOptions& options) {
  auto stream = std::make_unique<OpenStream>(PathOf(method));
  Prepare(stream->context(), impl_->Token(), options);
  const bool connected =
      impl_->WithChannel([&](const auto& channel) { stream->StartRead(channel, request); });
  if (!connected) return std::make_unique<NoStream>();
  return stream;
}

std::unique_ptr<MessageStream> Client::OpenExchange(std::string_view method,
                                                    const CallOptions& options) {
  auto stream = std::make_unique<OpenStream>(PathOf(method));
  Prepare(stream->context(), impl_->Token(), options);
  const bool connected =
      impl_->WithChannel([&](const auto& channel) { stream->StartExchange(channel); });
  if (!connected) return std::make_unique<NoStream>();
  return stream;
}

}  // namespace candour::gate
