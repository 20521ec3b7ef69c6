#include "services/gate/host.h"

#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <sys/stat.h>

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "absl/synchronization/mutex.h"
#include "services/gate/client_impl.h"
#include "services/gate/transport.h"

namespace candour::gate {
namespace {

constexpr absl::string_view kUnixScheme = "unix:";
constexpr absl::Duration kGraceOnDestruction = absl::Seconds(10);

// The path of "unix:/path"; empty for any other address.
std::string SocketPath(const std::string& address) {
  absl::string_view path = address;
  return absl::ConsumePrefix(&path, kUnixScheme) ? std::string(path) : std::string();
}

// "127.0.0.1:0" becomes "127.0.0.1:PORT" once the port is known.
std::string WithPort(const std::string& address, int port) {
  return absl::StrCat(address.substr(0, address.rfind(':') + 1), port);
}

void SetUp(grpc::ServerBuilder& builder) {
  builder.SetMaxReceiveMessageSize(kTransportMessageBytes);
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, kTransportMetadataBytes);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_BDP_PROBE, 0);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_STREAM_LOOKAHEAD_BYTES, kTransportWindowBytes);
  // Otherwise two servers could share a port and each answer some of the calls.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
}

}  // namespace

class Host::Impl {
 public:
  Impl(std::unique_ptr<Gate> gate, std::vector<std::string> addresses)
      : gate_(std::move(gate)), addresses_(std::move(addresses)) {}

  ~Impl() { Shutdown(kGraceOnDestruction); }

  absl::Status Start() {
    KeepLibrary();
    grpc::EnableDefaultHealthCheckService(true);
    grpc::reflection::InitProtoReflectionServerBuilderPlugin();
    grpc::ServerBuilder builder;
    SetUp(builder);
    std::vector<int> ports(addresses_.size());
    for (size_t i = 0; i < addresses_.size(); ++i) {
      builder.AddListeningPort(addresses_[i], grpc::InsecureServerCredentials(), &ports[i]);
    }
    for (grpc::Service* service : gate_->grpc_services()) builder.RegisterService(service);
    server_ = builder.BuildAndStart();
    if (server_ == nullptr) {
      return absl::UnavailableError(
          absl::StrCat("cannot listen on ", absl::StrJoin(addresses_, ", ")));
    }
    for (size_t i = 0; i < addresses_.size(); ++i) {
      const std::string path = SocketPath(addresses_[i]);
      if (path.empty()) {
        addresses_[i] = WithPort(addresses_[i], ports[i]);
      } else if (chmod(path.c_str(), S_IRUSR | S_IWUSR) != 0) {
        return absl::UnavailableError(absl::StrCat("cannot restrict the socket ", path));
      }
    }
    SetServing(true);
    return absl::OkStatus();
  }

  const std::vector<std::string>& addresses() const { return addresses_; }

  void Attach(std::shared_ptr<Client::Impl> client) ABSL_LOCKS_EXCLUDED(mutex_) {
    absl::MutexLock lock(&mutex_);
    if (shut_down_) return;
    client->Connect(server_->InProcessChannel(grpc::ChannelArguments()), &gate_->own_calls());
    attached_.push_back(std::move(client));
  }

  void SetServing(bool serving) {
    grpc::HealthCheckServiceInterface* health = server_->GetHealthCheckService();
    health->SetServingStatus(serving);
    for (const std::string& service : gate_->service_names()) {
      health->SetServingStatus(service, serving);
    }
  }

  void Shutdown(absl::Duration grace) ABSL_LOCKS_EXCLUDED(mutex_) {
    std::vector<std::weak_ptr<Client::Impl>> attached;
    {
      absl::MutexLock lock(&mutex_);
      if (server_ == nullptr || std::exchange(shut_down_, true)) return;
      attached.swap(attached_);
    }
    for (const auto& weak : attached) {
      if (const auto client = weak.lock()) client->Disconnect();
    }
    server_->GetHealthCheckService()->Shutdown();
    gate_->StopStreams();
    server_->Shutdown(std::chrono::system_clock::now() + absl::ToChronoMicroseconds(grace));
  }

 private:
  const std::unique_ptr<Gate> gate_;
  std::vector<std::string> addresses_;
  std::unique_ptr<grpc::Server> server_;  // after the gate: it goes first

  absl::Mutex mutex_;
  bool shut_down_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::weak_ptr<Client::Impl>> attached_ ABSL_GUARDED_BY(mutex_);
};

Host::Host(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Host::~Host() = default;

absl::StatusOr<std::unique_ptr<Host>> Host::Start(std::unique_ptr<Gate> gate,
                                                  std::vector<std::string> addresses) {
  auto impl = std::make_unique<Impl>(std::move(gate), std::move(addresses));
  if (absl::Status started = impl->Start(); !started.ok()) return started;
  return std::unique_ptr<Host>(new Host(std::move(impl)));
}

const std::vector<std::string>& Host::addresses() const { return impl_->addresses(); }

void Host::Attach(Client& client) { impl_->Attach(client.impl_); }

void Host::SetServing(bool serving) { impl_->SetServing(serving); }

void Host::Shutdown(absl::Duration grace) { impl_->Shutdown(grace); }

}  // namespace candour::gate
