// What keeps a server from starting.
#include <functional>

#include "absl/strings/match.h"
#include "services/gate/test_server.h"

namespace candour::gate {
namespace {

using testing::v1::EchoReply;
using testing::v1::EchoRequest;

auto Answer() {
  return [](const Call&, const EchoRequest&, EchoReply&) { return absl::OkStatus(); };
}

auto AnswerStream() {
  return [](const Call&, const EchoRequest&, Writer<EchoReply>&) { return absl::OkStatus(); };
}

auto AnyAnswer() {
  return
      [](const Call&, const google::protobuf::MethodDescriptor&, const google::protobuf::Message&,
         google::protobuf::Message&) { return absl::OkStatus(); };
}

// Every method of Echo but one.
ServiceHandlers EchoWithout(const std::string& missing) {
  ServiceHandlers echo("candour.testing.v1.Echo");
  for (const char* unary : {"Say", "SayLater", "Greet"}) {
    if (unary != missing) echo.Unary<EchoRequest, EchoReply>(unary, Answer());
  }
  if (missing != "Repeat") echo.ServerStream<EchoRequest, EchoReply>("Repeat", AnswerStream());
  if (missing != "Converse") {
    echo.Bidi<EchoRequest, EchoReply>(
        "Converse",
        [](const Call&, Reader<EchoRequest>&, Writer<EchoReply>&) { return absl::OkStatus(); });
  }
  return echo;
}

ServiceHandlers Everything(const std::string& service) {
  ServiceHandlers handlers(service);
  handlers.EveryOtherUnary(AnyAnswer());
  return handlers;
}

TEST_CASE("a gate is not built unless every method is declared and handled") {
  struct Row {
    const char* what;
    std::function<std::vector<ServiceHandlers>()> services;
    const char* says;  // empty: it is built
  };
  const Row row = GENERATE(values<Row>({
      {"all is well", [] { return std::vector{EchoWithout("")}; }, ""},
      {"one handler for the rest",
       [] {
         auto echo = EchoWithout("Say");
         echo.EveryOtherUnary(AnyAnswer());
         return std::vector{echo};
       },
       ""},
      {"no permission",
       [] { return std::vector{Everything("candour.testing.v1.WithoutPermission")}; },
       "candour.testing.v1.WithoutPermission.Forgotten declares no permission"},
      {"a permission nobody holds",
       [] { return std::vector{Everything("candour.testing.v1.MisspeltPermission")}; },
       "candour.testing.v1.MisspeltPermission.Say declares the permission \"veiws.read\""},
      {"client streaming",
       [] { return std::vector{Everything("candour.testing.v1.ClientStreaming")}; },
       "candour.testing.v1.ClientStreaming.Say streams from the client only"},
      {"no such service", [] { return std::vector{Everything("candour.testing.v1.Ecco")}; },
       "candour.testing.v1.Ecco is not a service"},
      {"a service twice",
       [] {
         return std::vector{EchoWithout(""), EchoWithout("")};
       },
       "is added twice"},
      {"no handler", [] { return std::vector{EchoWithout("Say")}; },
       "candour.testing.v1.Echo.Say has no handler"},
      {"no handler for a stream", [] { return std::vector{EchoWithout("Repeat")}; },
       "candour.testing.v1.Echo.Repeat has no handler"},
      {"the rest does not include streams",
       [] {
         auto echo = EchoWithout("Converse");
         echo.EveryOtherUnary(AnyAnswer());
         return std::vector{echo};
       },
       "candour.testing.v1.Echo.Converse has no handler"},
      {"a handler for no method",
       [] {
         auto echo = EchoWithout("");
         echo.Unary<EchoRequest, EchoReply>("Shout", Answer());
         return std::vector{echo};
       },
       "candour.testing.v1.Echo.Shout has a handler but is not a method"},
      {"two handlers",
       [] {
         auto echo = EchoWithout("");
         echo.Unary<EchoRequest, EchoReply>("Say", Answer());
         return std::vector{echo};
       },
       "candour.testing.v1.Echo.Say has two handlers"},
      {"a handler of another kind",
       [] {
         auto echo = EchoWithout("Say");
         echo.ServerStream<EchoRequest, EchoReply>("Say", AnswerStream());
         return std::vector{echo};
       },
       "candour.testing.v1.Echo.Say is unary, its handler is of another kind"},
      {"a handler for other messages",
       [] {
         auto echo = EchoWithout("Say");
         echo.Unary<EchoReply, EchoReply>(
             "Say", [](const Call&, const EchoReply&, EchoReply&) { return absl::OkStatus(); });
         return std::vector{echo};
       },
       "candour.testing.v1.Echo.Say has a handler for other messages"},
  }));
  TestIdentity identity;
  SystemClock clock;
  auto tokens = TokenVerifier::Create(identity.options(), clock).value();
  CAPTURE(row.what);
  const auto gate = Gate::Create({*tokens, clock, nullptr}, row.services());
  if (*row.says == '\0') {
    CHECK(gate.ok());
  } else {
    REQUIRE(gate.status().code() == absl::StatusCode::kInvalidArgument);
    CAPTURE(gate.status().message());
    CHECK(absl::StrContains(gate.status().message(), row.says));
  }
}

TEST_CASE("an address that cannot be had is named") {
  TestServer first;
  SystemClock clock;
  auto tokens = TokenVerifier::Create(first.identity.options(), clock).value();
  for (const std::string& address : {first.tcp(), std::string("unix:/nowhere/socket")}) {
    CAPTURE(address);
    auto gate = Gate::Create({*tokens, clock, nullptr}, {EchoWithout("")}).value();
    const auto second = Host::Start(std::move(gate), {address});
    REQUIRE(second.status().code() == absl::StatusCode::kUnavailable);
    CHECK(absl::StrContains(second.status().message(), address));
  }
}

}  // namespace
}  // namespace candour::gate
