#include "services/gate/test_server.h"

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "base/status.h"

namespace candour::gate {
namespace {

using testing::v1::EchoReply;
using testing::v1::EchoRequest;

constexpr absl::Duration kLookAgain = absl::Milliseconds(5);
constexpr uint32_t kUntilCancelled = 7;  // replies nothing, waits to be cancelled

class Running {
 public:
  explicit Running(std::atomic<int>& count) : count_(count) { ++count_; }
  ~Running() { --count_; }

 private:
  std::atomic<int>& count_;
};

void AwaitCancel(const Call& call) {
  absl::Notification cancelled;
  CancelWatch watch(call, [&] { cancelled.Notify(); });
  cancelled.WaitForNotification();
}

}  // namespace

TestServer::TestServer(Sizes sizes) {
  tokens = TokenVerifier::Create(identity.options(), clock).value();
  Gate::Options options{*tokens,
                        clock,
                        [this](const Caller& caller, const auto& method, const auto* request,
                               absl::StatusCode outcome) {
                          return on_access ? on_access(caller, method, request, outcome)
                                           : absl::OkStatus();
                        },
                        sizes.workers,
                        sizes.queued_calls,
                        sizes.streams,
                        [this](const auto& asked, absl::Duration at_most, auto& reply) {
                          return on_reach ? on_reach(asked, at_most, reply) : absl::OkStatus();
                        }};
  std::vector<ServiceHandlers> services;
  services.push_back(Handlers());
  auto gate = Gate::Create(options, std::move(services));
  host = Host::Start(std::move(gate).value(),
                     {"unix:" + identity.folder.File("socket"), "127.0.0.1:0"})
             .value();
}

ServiceHandlers TestServer::Handlers() {
  ServiceHandlers echo("candour.testing.v1.Echo");
  echo.Unary<EchoRequest, EchoReply>(
      "Say", [this](const Call& call, const EchoRequest& request, EchoReply& reply) {
        return Reply(call, request, reply);
      });
  echo.Async<EchoRequest, EchoReply>(
      "SayLater", [this](const Call& call, const EchoRequest& request, EchoReply& reply,
                         Done done) { done(Reply(call, request, reply)); });
  echo.ServerStream<EchoRequest, EchoReply>(
      "Repeat", [this](const Call& call, const EchoRequest& request, Writer<EchoReply>& writer) {
        return Repeat(call, request, writer);
      });
  echo.Bidi<EchoRequest, EchoReply>(
      "Converse", [this](const Call& call, Reader<EchoRequest>& reader, Writer<EchoReply>& writer) {
        return Converse(call, reader, writer);
      });
  echo.EveryOtherUnary([](const Call& call, const google::protobuf::MethodDescriptor& method,
                          const google::protobuf::Message& request,
                          google::protobuf::Message& reply) {
    const std::string& name = call.caller().subject;
    static_cast<EchoReply&>(reply).set_text(absl::StrCat(
        static_cast<const EchoRequest&>(request).text(), ", ", name.empty() ? "nobody" : name));
    return absl::OkStatus();
  });
  return echo;
}

absl::Status TestServer::Reply(const Call& call, const EchoRequest& request, EchoReply& reply) {
  const Running now(running);
  ++handled;
  ++messages;
  if (rule) RETURN_IF_ERROR(rule(call, request));
  reply.set_text(request.text());
  return absl::OkStatus();
}

absl::Status TestServer::Repeat(const Call& call, const EchoRequest& request,
                                Writer<EchoReply>& writer) {
  const Running now(running);
  ++handled;
  ++messages;
  if (rule) RETURN_IF_ERROR(rule(call, request));
  if (request.times() == kUntilCancelled) AwaitCancel(call);
  EchoReply reply;
  reply.set_text(request.text());
  for (uint32_t i = 0; request.times() == 0 || i < request.times(); ++i) {
    reply.set_count(i);
    if (!writer.Write(reply)) break;
    ++writes;
  }
  return absl::OkStatus();
}

absl::Status TestServer::Converse(const Call& call, Reader<EchoRequest>& reader,
                                  Writer<EchoReply>& writer) {
  const Running now(running);
  ++handled;
  EchoRequest request;
  while (reader.Read(request)) {
    ++messages;
    if (rule) RETURN_IF_ERROR(rule(call, request));
    EchoReply reply;
    reply.set_text(request.text());
    if (!writer.Write(reply)) break;
  }
  return absl::OkStatus();
}

std::vector<std::pair<const char*, std::unique_ptr<Client>>> TestServer::Clients(
    TokenSource token) {
  std::vector<std::pair<const char*, std::unique_ptr<Client>>> clients;
  clients.emplace_back("in process", Client::InProcess(token));
  host->Attach(*clients.back().second);
  clients.emplace_back("unix", Connect(unix_socket(), token));
  clients.emplace_back("tcp", Connect(tcp(), token));
  return clients;
}

TokenSource TestServer::TokenFor(const std::string& role) const {
  const std::string token = identity.Token(TestIdentity::Contents({role}, clock.NowMicros()));
  return [token] { return token; };
}

void TestServer::AwaitHandlers(int count) {
  while (running != count) absl::SleepFor(kLookAgain);
}

void TestServer::AwaitNoHandlers() { AwaitHandlers(0); }

void TestServer::AwaitStandstill() {
  constexpr int kLooksAlike = 40;
  int last = -1;
  for (int alike = 0; alike < kLooksAlike;) {
    const int now = writes;
    alike = now == last && now > 0 ? alike + 1 : 0;
    last = now;
    absl::SleepFor(kLookAgain);
  }
}

}  // namespace candour::gate
