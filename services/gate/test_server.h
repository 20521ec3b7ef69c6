// An Echo service behind a gate, on every transport, for the gate's tests.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "base/clock.h"
#include "candour/testing/v1/echo.pb.h"
#include "services/gate/client.h"
#include "services/gate/gate.h"
#include "services/gate/host.h"
#include "services/gate/test_identity.h"

namespace candour::gate {

class TestServer {
 public:
  struct Sizes {
    int workers = 4;
    size_t queued_calls = 16;
    int streams = 16;
  };

  TestServer() : TestServer(Sizes{}) {}
  explicit TestServer(Sizes sizes);

  // One client for each transport, with its name.
  std::vector<std::pair<const char*, std::unique_ptr<Client>>> Clients(TokenSource token);
  std::unique_ptr<Client> Connect(const std::string& target, TokenSource token) {
    return Client::Connect(target, std::move(token));
  }
  TokenSource TokenFor(const std::string& role) const;
  const std::string& unix_socket() const { return host->addresses()[0]; }
  const std::string& tcp() const { return host->addresses()[1]; }

  // Until as many handlers run; until none does; until no handler writes any more.
  void AwaitHandlers(int count);
  void AwaitNoHandlers();
  void AwaitStandstill();

  TestIdentity identity;
  SystemClock clock;

  // What a handler does before it answers; an error becomes its outcome. Set while nothing calls.
  std::function<absl::Status(const Call&, const testing::v1::EchoRequest&)> rule;
  AccessHook on_access;
  ReachHook on_reach;

  std::atomic<int> handled{0};   // handlers begun
  std::atomic<int> messages{0};  // requests that reached a handler
  std::atomic<int> writes{0};    // replies the streams took
  std::atomic<int> running{0};
  absl::Mutex mutex;
  std::vector<std::string> accesses ABSL_GUARDED_BY(mutex);

  std::unique_ptr<TokenVerifier> tokens;
  std::unique_ptr<Host> host;  // last, so that no handler outlives what it uses

 private:
  ServiceHandlers Handlers();
  absl::Status Reply(const Call& call, const testing::v1::EchoRequest& request,
                     testing::v1::EchoReply& reply);
  absl::Status Repeat(const Call& call, const testing::v1::EchoRequest& request,
                      Writer<testing::v1::EchoReply>& writer);
  absl::Status Converse(const Call& call, Reader<testing::v1::EchoRequest>& reader,
                        Writer<testing::v1::EchoReply>& writer);
};

}  // namespace candour::gate
