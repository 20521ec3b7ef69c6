// Calls that stay in the process and on the caller's thread.
#include <atomic>
#include <string>
#include <thread>

#include "absl/synchronization/notification.h"
#include "candour/testing/v1/echo.pb.h"
#include "services/gate/client.h"
#include "services/gate/test_server.h"

namespace candour::gate {
namespace {

using testing::v1::EchoReply;
using testing::v1::EchoRequest;

constexpr absl::Duration kLong = absl::Seconds(60);  // never waited for unless something is broken

EchoRequest Text(const std::string& text, uint32_t times = 1) {
  EchoRequest request;
  request.set_text(text);
  request.set_times(times);
  return request;
}

absl::Status Ask(Client& client, const char* method, bool in_place) {
  EchoReply reply;
  return client.Call(method, Text("hello"), reply, {kLong, in_place});
}

TEST_CASE("what is called in place runs on the caller's thread, and a stream ends when told to") {
  TestServer server;
  std::thread::id handler;
  server.rule = [&](const Call&, const EchoRequest&) {
    handler = std::this_thread::get_id();
    return absl::OkStatus();
  };
  for (const auto& [transport, client] : server.Clients(server.TokenFor("auditor"))) {
    CAPTURE(transport);
    const bool here = std::string_view(transport) == "in process";
    EchoReply reply;
    REQUIRE(client->Call("candour.testing.v1.Echo.Say", Text("hello"), reply, {kLong, true}).ok());
    CHECK(reply.text() == "hello");
    CHECK((handler == std::this_thread::get_id()) == here);

    uint32_t next = 0;
    const auto take = [&] {
      REQUIRE(reply.count() == next);
      return ++next == 5 ? absl::OutOfRangeError("enough") : absl::OkStatus();
    };
    const absl::Status ended = client->ReadEach("candour.testing.v1.Echo.Repeat", Text("again", 0),
                                                reply, take, {kLong, true});
    CHECK(ended.code() == absl::StatusCode::kOutOfRange);
    CHECK(next == 5);
    CHECK((handler == std::this_thread::get_id()) == here);
    server.AwaitNoHandlers();
  }
}

TEST_CASE("closing waits for a call that runs in place, and lets no other begin") {
  constexpr int kCallsMeanwhile = 1000;
  TestServer server;
  absl::Notification begun;
  absl::Notification go_on;
  server.rule = [&](const Call&, const EchoRequest&) {
    if (begun.HasBeenNotified()) return absl::OkStatus();  // the first one alone waits
    begun.Notify();
    go_on.WaitForNotification();
    return absl::OkStatus();
  };
  const auto clients = server.Clients(server.TokenFor("auditor"));
  Client& client = *clients.front().second;
  absl::Status outcome;
  std::thread caller([&] { outcome = Ask(client, "candour.testing.v1.Echo.Say", true); });
  begun.WaitForNotification();
  std::atomic<bool> none_ran{false};
  std::atomic<bool> closed{false};
  std::thread closer([&] {
    server.host->Shutdown(absl::Milliseconds(200));
    none_ran = server.running == 0;
    closed = true;
  });
  // Once closing has begun, the client is turned away.
  while (!absl::IsUnavailable(Ask(client, "candour.testing.v1.Echo.Greet", false))) {
    std::this_thread::yield();
  }
  // Whoever comes over a socket is still served: closing has got no further.
  int served = 0;
  for (int i = 0; i < kCallsMeanwhile; ++i) {
    served += Ask(*clients.back().second, "candour.testing.v1.Echo.Say", false).ok();
  }
  CHECK(served == kCallsMeanwhile);
  CHECK_FALSE(closed);
  go_on.Notify();
  caller.join();
  closer.join();
  CHECK(outcome.ok());
  CHECK(none_ran);
}

}  // namespace
}  // namespace candour::gate
