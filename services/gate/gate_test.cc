// The same calls over every transport: what the door lets in, what it refuses and how.
#include "services/gate/gate.h"

#include <atomic>
#include <functional>
#include <memory>
#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "base/clock.h"
#include "base/limits.h"
#include "candour/testing/v1/echo.pb.h"
#include "services/gate/errors.h"
#include "services/gate/test_server.h"

namespace candour::gate {
namespace {

using testing::v1::EchoReply;
using testing::v1::EchoRequest;

constexpr absl::Duration kLong = absl::Seconds(60);  // never waited for unless something is broken

// The ways to call, as one: sends one message, returns the outcome.
struct Way {
  const char* method;
  std::function<absl::Status(Client&, const google::protobuf::Message&)> call;
};

absl::Status CallUnary(Client& client, const char* method,
                       const google::protobuf::Message& request) {
  EchoReply reply;
  return client.Call(method, request, reply, {kLong});
}

const Way kWays[] = {
    {"Say",
     [](Client& client, const auto& request) {
       return CallUnary(client, "candour.testing.v1.Echo.Say", request);
     }},
    {"SayLater",
     [](Client& client, const auto& request) {
       return CallUnary(client, "candour.testing.v1.Echo.SayLater", request);
     }},
    {"Repeat",
     [](Client& client, const auto& request) {
       auto replies = client.Read<EchoReply>("candour.testing.v1.Echo.Repeat", request, {kLong});
       for (EchoReply reply; replies.Next(reply);) continue;
       return replies.Finish();
     }},
    {"Converse",
     [](Client& client, const auto& request) {
       auto stream = client.OpenExchange("candour.testing.v1.Echo.Converse", {kLong});
       stream->Write(request);
       stream->WritesDone();
       for (EchoReply reply; stream->Read(reply);) continue;
       return stream->Finish();
     }},
    {"Say",  // in place
     [](Client& client, const auto& request) {
       EchoReply reply;
       return client.Call("candour.testing.v1.Echo.Say", request, reply, {kLong, true});
     }},
    {"SayLater",  // in place
     [](Client& client, const auto& request) {
       EchoReply reply;
       return client.Call("candour.testing.v1.Echo.SayLater", request, reply, {kLong, true});
     }},
    {"Repeat",  // in place
     [](Client& client, const auto& request) {
       EchoReply reply;
       return client.ReadEach("candour.testing.v1.Echo.Repeat", request, reply,
                              [] { return absl::OkStatus(); }, {kLong, true});
     }},
};

EchoRequest Text(const std::string& text, uint32_t times = 1) {
  EchoRequest request;
  request.set_text(text);
  request.set_times(times);
  return request;
}

TEST_CASE("who is let in, over every transport and in every kind of call") {
  struct Row {
    const char* what;
    std::function<std::string(const TestIdentity&, Micros)> token;
    absl::StatusCode code;
  };
  const Row row = GENERATE(values<Row>({
      {"the right role",
       [](const TestIdentity& identity, Micros now) {
         return identity.Token(TestIdentity::Contents({"auditor"}, now));
       },
       absl::StatusCode::kOk},
      {"no token", [](const auto&, Micros) { return std::string(); },
       absl::StatusCode::kUnauthenticated},
      {"the wrong role",
       [](const TestIdentity& identity, Micros now) {
         return identity.Token(TestIdentity::Contents({"agency_author"}, now));
       },
       absl::StatusCode::kPermissionDenied},
      {"no role",
       [](const TestIdentity& identity, Micros now) {
         return identity.Token(TestIdentity::Contents({}, now));
       },
       absl::StatusCode::kPermissionDenied},
      {"a bad signature",
       [](const TestIdentity& identity, Micros now) {
         return identity.stranger.Sign(ClaimsJson(TestIdentity::Contents({"auditor"}, now)))
             .value();
       },
       absl::StatusCode::kUnauthenticated},
      {"the wrong audience",
       [](const TestIdentity& identity, Micros now) {
         TokenContents contents = TestIdentity::Contents({"auditor"}, now);
         contents.audience = "another";
         return identity.Token(contents);
       },
       absl::StatusCode::kUnauthenticated},
      {"expired",
       [](const TestIdentity& identity, Micros now) {
         return identity.Token(TestIdentity::Contents({"auditor"}, now - 3'600'000'000));
       },
       absl::StatusCode::kUnauthenticated},
      {"too large a token",
       [](const auto&, Micros) { return std::string(limits::kTokenBytes + 1, 'a'); },
       absl::StatusCode::kUnauthenticated},
      {"too much metadata",
       [](const auto&, Micros) { return std::string(limits::kMetadataBytes + 1, 'a'); },
       absl::StatusCode::kResourceExhausted},
  }));
  TestServer server;
  const std::string token = row.token(server.identity, server.clock.NowMicros());
  for (const auto& [transport, client] : server.Clients([&] { return token; })) {
    for (const Way& way : kWays) {
      CAPTURE(row.what, transport, way.method);
      server.handled = 0;
      const absl::Status outcome = way.call(*client, Text("hello"));
      CAPTURE(outcome.message());
      CHECK(outcome.code() == row.code);
      CHECK(server.handled == (row.code == absl::StatusCode::kOk ? 1 : 0));
      if (!token.empty()) CHECK_FALSE(absl::StrContains(outcome.message(), token));
    }
  }
}

TEST_CASE("requests too large or malformed never reach a handler") {
  struct Row {
    const char* what;
    EchoRequest request;
    absl::StatusCode code;
  };
  EchoRequest malformed;
  // A string field holding half a character is not valid proto3.
  malformed.GetReflection()->MutableUnknownFields(&malformed)->AddLengthDelimited(1, "\xc3");
  const Row row = GENERATE_COPY(values<Row>({
      {"as large as may be", Text(std::string(limits::kRequestBytes - 16, 'a')),
       absl::StatusCode::kOk},
      {"a little too large", Text(std::string(limits::kRequestBytes, 'a')),
       absl::StatusCode::kResourceExhausted},
      {"far too large", Text(std::string(2 * limits::kRequestBytes, 'a')),
       absl::StatusCode::kResourceExhausted},
      {"malformed", malformed, absl::StatusCode::kInvalidArgument},
  }));
  TestServer server;
  for (const auto& [transport, client] : server.Clients(server.TokenFor("auditor"))) {
    for (const Way& way : kWays) {
      CAPTURE(row.what, transport, way.method);
      server.handled = 0;
      server.messages = 0;
      const absl::Status outcome = way.call(*client, row.request);
      CAPTURE(outcome.message());
      if (std::string_view(row.what) == "malformed") {
        REQUIRE(BadRequestIn(outcome));
        CHECK(BadRequestIn(outcome)->field_violations(0).field() == "text");
      }
      CHECK(outcome.code() == row.code);
      CHECK(server.messages == (row.code == absl::StatusCode::kOk ? 1 : 0));
    }
  }
}

TEST_CASE("an unauthorised caller is refused before the request is looked at") {
  TestServer server;
  EchoRequest malformed;
  malformed.GetReflection()->MutableUnknownFields(&malformed)->AddLengthDelimited(1, "\xc3");
  for (const auto& [transport, client] : server.Clients(server.TokenFor("agency_author"))) {
    for (const Way& way : kWays) {
      CAPTURE(transport, way.method);
      CHECK(way.call(*client, malformed).code() == absl::StatusCode::kPermissionDenied);
    }
  }
}

TEST_CASE("a public method needs no token, and its caller is nobody") {
  TestServer server;
  for (const auto& [transport, client] : server.Clients(nullptr)) {
    CAPTURE(transport);
    EchoReply reply;
    CHECK(client->Call("candour.testing.v1.Echo.Greet", Text("hello"), reply).ok());
    CHECK(reply.text() == "hello, nobody");
  }
}

TEST_CASE("handlers know their caller, and errors come back with their details") {
  TestServer server;
  server.rule = [](const Call& call, const EchoRequest&) {
    types::v1::Rejection rejection;
    rejection.set_reason(types::v1::NOT_QUORATE);
    rejection.set_sentence(absl::StrCat("not quorate, ", call.caller().display_name));
    return Rejected(rejection);
  };
  for (const auto& [transport, client] : server.Clients(server.TokenFor("auditor"))) {
    for (const Way& way : kWays) {
      CAPTURE(transport, way.method);
      const absl::Status outcome = way.call(*client, Text("hello"));
      CHECK(outcome.code() == absl::StatusCode::kFailedPrecondition);
      CHECK(outcome.message() == "not quorate, Ada Example");
      REQUIRE(RejectionIn(outcome).has_value());
      CHECK(RejectionIn(outcome)->reason() == types::v1::NOT_QUORATE);
    }
  }
}

TEST_CASE("streams carry every message in order") {
  TestServer server;
  for (const auto& [transport, client] : server.Clients(server.TokenFor("auditor"))) {
    CAPTURE(transport);
    auto replies =
        client->Read<EchoReply>("candour.testing.v1.Echo.Repeat", Text("again", 1000), {kLong});
    uint32_t next = 0;
    for (EchoReply reply; replies.Next(reply); ++next) REQUIRE(reply.count() == next);
    CHECK(next == 1000);
    CHECK(replies.Finish().ok());

    auto talk = client->Exchange<EchoRequest, EchoReply>("candour.testing.v1.Echo.Converse");
    for (int i = 0; i < 100; ++i) {
      EchoReply reply;
      REQUIRE(talk.Write(Text(absl::StrCat("line ", i))));
      REQUIRE(talk.Next(reply));
      CHECK(reply.text() == absl::StrCat("line ", i));
    }
    talk.WritesDone();
    EchoReply reply;
    CHECK_FALSE(talk.Next(reply));
    CHECK(talk.Finish().ok());
  }
}

TEST_CASE("a client that does not read holds the handler back") {
  TestServer server;
  for (const auto& [transport, client] : server.Clients(server.TokenFor("auditor"))) {
    CAPTURE(transport);
    server.messages = 0;
    auto replies = client->Read<EchoReply>("candour.testing.v1.Echo.Repeat",
                                           Text(std::string(100'000, 'a'), 0), {kLong});
    EchoReply reply;
    REQUIRE(replies.Next(reply));
    server.AwaitStandstill();
    // Far less than it would write in the same time: windows and buffers, not the whole stream.
    CHECK(server.writes < 1000);
    replies.Cancel();
    CHECK(replies.Finish().code() == absl::StatusCode::kCancelled);
    server.AwaitNoHandlers();
  }
}

TEST_CASE("a handler learns that its client has left") {
  struct Row {
    const char* method;
    bool deadline;  // else the client cancels
  };
  const auto [method, by_deadline] = GENERATE(table<const char*, bool>(
      {{"Repeat", false}, {"Repeat", true}, {"Converse", false}, {"Converse", true}}));
  TestServer server;
  for (const auto& [transport, client] : server.Clients(server.TokenFor("auditor"))) {
    CAPTURE(transport, method, by_deadline);
    const CallOptions options{by_deadline ? absl::Milliseconds(200) : kLong};
    const std::string name = absl::StrCat("candour.testing.v1.Echo.", method);
    std::unique_ptr<MessageStream> stream = std::string(method) == "Repeat"
                                                ? client->OpenRead(name, Text("wait", 7), options)
                                                : client->OpenExchange(name, options);
    stream->Write(Text("wait", 7));
    server.AwaitHandlers(1);
    if (!by_deadline) stream->Cancel();
    EchoReply reply;
    while (stream->Read(reply)) continue;
    CHECK(stream->Finish().code() ==
          (by_deadline ? absl::StatusCode::kDeadlineExceeded : absl::StatusCode::kCancelled));
    server.AwaitNoHandlers();
  }
}

TEST_CASE("a unary handler learns that its client stopped waiting, and knows the deadline") {
  TestServer server;
  std::atomic<bool> told{false};
  absl::Mutex mutex;
  absl::Time deadline ABSL_GUARDED_BY(mutex);
  server.rule = [&](const Call& call, const EchoRequest&) {
    absl::MutexLock lock(&mutex);
    deadline = call.deadline();
    absl::Notification left;
    CancelWatch watch(call, [&] { left.Notify(); });
    told = left.WaitForNotificationWithTimeout(kLong) && call.IsCancelled();
    return absl::OkStatus();
  };
  for (const auto& [transport, client] : server.Clients(server.TokenFor("auditor"))) {
    CAPTURE(transport);
    told = false;
    const absl::Time asked = absl::Now() + absl::Milliseconds(200);
    EchoReply reply;
    CHECK(
        client->Call("candour.testing.v1.Echo.Say", Text("hello"), reply, {absl::Milliseconds(200)})
            .code() == absl::StatusCode::kDeadlineExceeded);
    server.AwaitNoHandlers();
    CHECK(told);
    absl::MutexLock lock(&mutex);
    CHECK(deadline >= asked - absl::Seconds(1));
    CHECK(deadline <= asked + absl::Seconds(1));
  }
}

TEST_CASE("what the access hook is told, and that an unrecorded read is not answered") {
  const bool can_record = GENERATE(true, false);
  TestServer server;
  server.on_access = [&](const Caller& caller, const google::protobuf::MethodDescriptor& method,
                         const google::protobuf::Message* request, absl::StatusCode outcome) {
    absl::MutexLock lock(&server.mutex);
    server.accesses.push_back(
        absl::StrCat(caller.subject, " ", method.name(), " ",
                     request == nullptr ? "-" : static_cast<const EchoRequest*>(request)->text(),
                     " ", static_cast<int>(outcome)));
    return can_record ? absl::OkStatus() : absl::UnavailableError("cannot record");
  };
  for (const auto& [transport, client] : server.Clients(server.TokenFor("auditor"))) {
    for (const Way& way : kWays) {
      CAPTURE(transport, way.method);
      const absl::Status outcome = way.call(*client, Text("case 7"));
      CHECK(outcome.code() ==
            (can_record ? absl::StatusCode::kOk : absl::StatusCode::kUnavailable));
      absl::MutexLock lock(&server.mutex);
      const std::string seen = std::string(way.method) == "Converse" ? "-" : "case 7";
      CHECK(server.accesses ==
            std::vector<std::string>{absl::StrCat("ada ", way.method, " ", seen, " 0")});
      server.accesses.clear();
    }
  }
}

TEST_CASE("a full queue refuses at once") {
  TestServer::Sizes sizes;
  sizes.workers = 1;
  sizes.queued_calls = 1;
  sizes.streams = 1;
  TestServer server(sizes);
  absl::Notification release;
  server.rule = [&](const Call&, const EchoRequest&) {
    release.WaitForNotification();
    return absl::OkStatus();
  };
  auto client = server.Connect(server.tcp(), server.TokenFor("auditor"));
  std::vector<std::thread> callers;
  std::atomic<int> refused{0};
  std::atomic<int> answered{0};
  for (int i = 0; i < 5; ++i) {
    callers.emplace_back([&] {
      const absl::Status outcome = kWays[0].call(*client, Text("hello"));
      if (outcome.code() == absl::StatusCode::kResourceExhausted) ++refused;
      if (outcome.ok()) ++answered;
      // The last of those who can be refused lets the others go.
      if (refused == 3 && !release.HasBeenNotified()) release.Notify();
    });
  }
  for (std::thread& caller : callers) caller.join();
  CHECK(refused == 3);
  CHECK(answered == 2);

  server.rule = nullptr;
  auto first = client->Read<EchoReply>("candour.testing.v1.Echo.Repeat", Text("wait", 7), {kLong});
  server.AwaitHandlers(1);
  CHECK(kWays[2].call(*client, Text("hello")).code() == absl::StatusCode::kResourceExhausted);
  first.Cancel();
}

TEST_CASE("closing ends open streams with UNAVAILABLE and does not wait for their clients") {
  TestServer server;
  auto clients = server.Clients(server.TokenFor("auditor"));
  std::vector<std::unique_ptr<MessageStream>> streams;
  for (const auto& [transport, client] : clients) {
    streams.push_back(client->OpenRead("candour.testing.v1.Echo.Repeat", Text("wait", 7), {kLong}));
    streams.push_back(client->OpenExchange("candour.testing.v1.Echo.Converse", {kLong}));
  }
  server.AwaitHandlers(static_cast<int>(streams.size()));
  const absl::Time began = absl::Now();
  server.host->Shutdown(kLong);
  CHECK(absl::Now() - began < kLong / 2);
  CHECK(server.running == 0);
  for (auto& stream : streams) {
    EchoReply reply;
    while (stream->Read(reply)) continue;
    CHECK(stream->Finish().code() == absl::StatusCode::kUnavailable);
  }
  EchoReply reply;
  for (const auto& [transport, client] : clients) {
    CHECK(client->Call("candour.testing.v1.Echo.Greet", Text("hello"), reply).code() ==
          absl::StatusCode::kUnavailable);
  }
}

TEST_CASE("closing does not wait beyond its grace for a client that does not read") {
  TestServer server;
  auto client = server.Connect(server.tcp(), server.TokenFor("auditor"));
  auto replies = client->Read<EchoReply>("candour.testing.v1.Echo.Repeat",
                                         Text(std::string(100'000, 'a'), 0), {kLong});
  server.AwaitStandstill();
  const absl::Time began = absl::Now();
  server.host->Shutdown(absl::Milliseconds(200));
  CHECK(absl::Now() - began < kLong / 2);
  CHECK(server.running == 0);
}

TEST_CASE("a client in the process answers UNAVAILABLE before its host has started") {
  auto client = Client::InProcess(nullptr);
  EchoReply reply;
  CHECK(client->Call("candour.testing.v1.Echo.Greet", Text("hello"), reply).code() ==
        absl::StatusCode::kUnavailable);
  auto replies = client->Read<EchoReply>("candour.testing.v1.Echo.Repeat", Text("hello"));
  CHECK_FALSE(replies.Next(reply));
  CHECK(replies.Finish().code() == absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace candour::gate
