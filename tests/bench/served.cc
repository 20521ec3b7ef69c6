#include "tests/bench/served.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "candour/testing/v1/echo.pb.h"
#include "services/gate/gate.h"
#include "services/gate/host.h"
#include "tests/bench/must.h"
#include "tests/bench/ready.h"
#include "tools/dev_identity/dev_identity.h"

namespace candour::bench {
namespace {

using testing::v1::EchoReply;
using testing::v1::EchoRequest;

constexpr absl::Duration kStart = absl::Minutes(2);

absl::Status Say(const EchoRequest& request, EchoReply& reply) {
  reply.set_text(request.text());
  return absl::OkStatus();
}

}  // namespace

CandourServer::CandourServer(const Settings& settings, const Identity& identity, std::string folder,
                             std::string services, int core)
    : settings_(settings),
      identity_(identity),
      folder_(std::move(folder)),
      services_(std::move(services)),
      core_(settings.pin ? core : kAnyCore) {
  std::filesystem::create_directories(folder_);
}

void CandourServer::Start() {
  setenv("CANDOUR_DEV_KEYS", (folder_ + "/keys").c_str(), 1);
  const std::string address_file = folder_ + "/address";
  std::filesystem::remove(address_file);
  server_ =
      Child({settings_.server, "--services", services_, "--data", folder_ + "/data", "--listen",
             absl::StrCat("unix:", folder_, "/socket"), "--jwks", identity_.folder + "/jwks.json",
             "--issuer", dev_identity::kIssuer, "--service-token", identity_.TokenFile("service"),
             "--master-key-command", settings_.master_key_command, "--address-file", address_file},
            folder_ + "/output", core_);
  address_ = Must(server_.AwaitAddress(address_file, kStart));
}

std::unique_ptr<gate::Client> CandourServer::Connect(const std::string& part) const {
  return gate::Client::Connect(address_, [token = identity_.Token(part)] { return token; });
}

Peer::Peer(const Settings& settings, const std::string& name, std::vector<std::string> words) {
  const std::string address_file = settings.In(name + ".address");
  std::vector<std::string> command = {settings.self,
                                      "serve",
                                      name,
                                      "--address",
                                      absl::StrCat("unix:", settings.In(name + ".socket")),
                                      "--address-file",
                                      address_file};
  command.insert(command.end(), words.begin(), words.end());
  child_ = Child(command, settings.In(name + ".output"), settings.pin ? kServerCore : kAnyCore);
  address_ = Must(child_.AwaitAddress(address_file, kStart));
}

void ServeGateEcho(const std::string& identity_folder, const std::string& address,
                   const std::string& address_file) {
  const Identity identity(identity_folder);
  const SystemClock clock;
  const auto tokens = Must(gate::TokenVerifier::Create(identity.options(), clock));
  gate::ServiceHandlers echo("candour.testing.v1.Echo");
  echo.Unary<EchoRequest, EchoReply>("Say", [](const gate::Call&, const EchoRequest& request,
                                               EchoReply& reply) { return Say(request, reply); });
  echo.Async<EchoRequest, EchoReply>(
      "SayLater", [](const gate::Call&, const EchoRequest& request, EchoReply& reply,
                     gate::Done done) { done(Say(request, reply)); });
  echo.ServerStream<EchoRequest, EchoReply>(
      "Repeat", [](const gate::Call&, const auto&, auto&) { return absl::OkStatus(); });
  echo.Bidi<EchoRequest, EchoReply>(
      "Converse", [](const gate::Call&, auto&, auto&) { return absl::OkStatus(); });
  echo.Unary<EchoRequest, EchoReply>("Greet", [](const gate::Call&, const EchoRequest& request,
                                                 EchoReply& reply) { return Say(request, reply); });
  std::vector<gate::ServiceHandlers> services;
  services.push_back(std::move(echo));
  const auto host = Must(gate::Host::Start(
      Must(gate::Gate::Create({*tokens, clock}, std::move(services))), {address}));
  SayReady(host->addresses().front(), address_file);
  while (true) pause();
}

}  // namespace candour::bench
