// What a client that knows nothing of us finds: health, and reflection.
#include "services/gate/host.h"

#include <sys/stat.h>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/descriptor.pb.h"
#include "google/protobuf/dynamic_message.h"
#include "google/protobuf/text_format.h"
#include "services/gate/test_server.h"

namespace candour::gate {
namespace {

using google::protobuf::Message;
using google::protobuf::TextFormat;

// The public protocol of grpc.health.v1, as anybody would write it down.
constexpr const char* kHealthProto = R"pb(
  name: "health.proto"
  package: "foreign"
  syntax: "proto3"
  message_type {
    name: "Request"
    field { name: "service" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL }
  }
  message_type {
    name: "Response"
    field { name: "status" number: 1 type: TYPE_INT32 label: LABEL_OPTIONAL }
  }
)pb";
constexpr int kServing = 1;
constexpr int kNotServing = 2;

class HealthClient {
 public:
  explicit HealthClient(Client& client) : client_(client) {
    google::protobuf::FileDescriptorProto file;
    TextFormat::ParseFromString(kHealthProto, &file);
    pool_.BuildFile(file);
  }

  absl::StatusOr<int> Check(const std::string& service) {
    std::unique_ptr<Message> request = Make("Request");
    std::unique_ptr<Message> response = Make("Response");
    request->GetReflection()->SetString(request.get(), Field(*request), service);
    const absl::Status outcome = client_.Call("grpc.health.v1.Health.Check", *request, *response);
    if (!outcome.ok()) return outcome;
    return response->GetReflection()->GetInt32(*response, Field(*response));
  }

 private:
  std::unique_ptr<Message> Make(const std::string& name) {
    return std::unique_ptr<Message>(
        factory_.GetPrototype(pool_.FindMessageTypeByName("foreign." + name))->New());
  }
  static const google::protobuf::FieldDescriptor* Field(const Message& message) {
    return message.GetDescriptor()->FindFieldByNumber(1);
  }

  Client& client_;
  google::protobuf::DescriptorPool pool_;
  google::protobuf::DynamicMessageFactory factory_;
};

TEST_CASE("health is told to anybody, of every service, over every transport") {
  TestServer server;
  for (const auto& [transport, client] : server.Clients(nullptr)) {
    CAPTURE(transport);
    HealthClient health(*client);
    CHECK(health.Check("").value() == kServing);
    CHECK(health.Check("candour.testing.v1.Echo").value() == kServing);
    CHECK(health.Check("candour.testing.v1.Ecco").status().code() == absl::StatusCode::kNotFound);
    server.host->SetServing(false);
    CHECK(health.Check("").value() == kNotServing);
    CHECK(health.Check("candour.testing.v1.Echo").value() == kNotServing);
    server.host->SetServing(true);
    CHECK(health.Check("candour.testing.v1.Echo").value() == kServing);
  }
}

// One question to server reflection, given and answered as text.
std::string Reflect(Client& client, const std::string& question) {
  const auto* pool = google::protobuf::DescriptorPool::generated_pool();
  auto* factory = google::protobuf::MessageFactory::generated_factory();
  auto make = [&](const char* name) {
    return std::unique_ptr<Message>(
        factory->GetPrototype(pool->FindMessageTypeByName(name))->New());
  };
  auto request = make("grpc.reflection.v1alpha.ServerReflectionRequest");
  auto response = make("grpc.reflection.v1alpha.ServerReflectionResponse");
  REQUIRE(TextFormat::ParseFromString(question, request.get()));
  auto stream =
      client.OpenExchange("grpc.reflection.v1alpha.ServerReflection.ServerReflectionInfo");
  REQUIRE(stream->Write(*request));
  stream->WritesDone();
  REQUIRE(stream->Read(*response));
  Message* unread = request.get();
  CHECK_FALSE(stream->Read(*unread));
  CHECK(stream->Finish().ok());
  return response->DebugString();
}

TEST_CASE("reflection lists the services and describes their methods and options") {
  TestServer server;
  for (const auto& [transport, client] : server.Clients(nullptr)) {
    CAPTURE(transport);
    const std::string services = Reflect(*client, "list_services: \"\"");
    for (const char* service : {"candour.testing.v1.Echo", "grpc.health.v1.Health"}) {
      CAPTURE(service, services);
      CHECK(services.find("name: \"" + std::string(service) + "\"") != std::string::npos);
    }
    const std::string files =
        Reflect(*client, "file_containing_symbol: \"candour.testing.v1.Echo\"");
    for (const char* said : {"SayLater", "EchoRequest", "views.read"}) {
      CAPTURE(said);
      CHECK(files.find(said) != std::string::npos);
    }
  }
}

TEST_CASE("only the owner may use a Unix socket") {
  TestServer server;
  struct stat found;
  REQUIRE(stat(server.unix_socket().substr(5).c_str(), &found) == 0);
  CHECK((found.st_mode & 0777) == 0600);
}

}  // namespace
}  // namespace candour::gate
