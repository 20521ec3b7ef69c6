#include "tools/candour/session/session.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/status.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"

namespace candour::cli {
namespace {

namespace fs = std::filesystem;

constexpr char kRunFolder[] = "data/run";
constexpr char kUsualRole[] = "cdop_administrator";

std::string FromEnvironment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::string FirstOf(std::initializer_list<std::string> choices) {
  for (const std::string& choice : choices) {
    if (!choice.empty()) return choice;
  }
  return "";
}

// The first line; blank if there is no such file.
std::string ReadLine(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return std::string(absl::StripAsciiWhitespace(line));
}

std::string FindAbove(fs::path from, const std::string& name) {
  std::error_code error;
  for (;; from = from.parent_path()) {
    if (fs::is_directory(from / name, error)) return (from / name).string();
    if (from == from.root_path() || from.empty()) return "";
  }
}

std::vector<std::string> TextsIn(const google::protobuf::Struct& claims, const std::string& name) {
  std::vector<std::string> texts;
  const auto found = claims.fields().find(name);
  if (found == claims.fields().end()) return texts;
  for (const auto& value : found->second.list_value().values()) {
    texts.push_back(value.string_value());
  }
  return texts;
}

}  // namespace

TokenClaims ReadClaims(absl::string_view token) {
  const std::vector<std::string> parts = absl::StrSplit(token, '.');
  std::string json;
  google::protobuf::Struct payload;
  if (parts.size() != 3 || !absl::WebSafeBase64Unescape(parts[1], &json) ||
      !google::protobuf::util::JsonStringToMessage(json, &payload).ok()) {
    return {};
  }
  const auto claims = payload.fields().find("candour");
  if (claims == payload.fields().end()) return {};
  return {TextsIn(claims->second.struct_value(), "tenants"),
          TextsIn(claims->second.struct_value(), "boards")};
}

std::string FindFolder(const std::string& name) {
  std::error_code error;
  std::string found = FindAbove(fs::current_path(error), name);
  if (found.empty()) {
    found = FindAbove(fs::read_symlink("/proc/self/exe", error).parent_path(), name);
  }
  return found;
}

absl::StatusOr<std::unique_ptr<Session>> Session::Open(const Settings& settings) {
  const std::string run =
      FirstOf({settings.run_folder, FromEnvironment("CANDOUR_RUN_FOLDER"), FindFolder(kRunFolder)});
  auto session = std::unique_ptr<Session>(new Session);
  session->server_ = FirstOf({settings.server, FromEnvironment("CANDOUR_SERVER"),
                              run.empty() ? "" : ReadLine(run + "/address")});
  if (session->server_.empty()) {
    return absl::InvalidArgumentError(
        "No server is known. Start one with tools/run. If it keeps its record elsewhere than in "
        "data, name the folder run in it with --run-folder or CANDOUR_RUN_FOLDER; or name a "
        "server with --server or CANDOUR_SERVER: unix:/path or host:port");
  }
  session->role_ = FirstOf({settings.role, kUsualRole});
  session->token_file_ = FirstOf(
      {settings.token_file, settings.role.empty() ? FromEnvironment("CANDOUR_TOKEN_FILE") : ""});
  session->tokens_folder_ = run.empty() ? "" : run + "/tokens";
  if (!session->token_file_.empty()) {
    session->tokens_folder_ = fs::path(session->token_file_).parent_path().string();
  }

  const TokenClaims claims = ReadClaims(ReadLine(FirstOf(
      {session->token_file_, absl::StrCat(session->tokens_folder_, "/", session->role_, ".jwt")})));
  session->tenant_ = FirstOf({settings.tenant, FromEnvironment("CANDOUR_TENANT"),
                              claims.tenants.size() == 1 ? claims.tenants[0] : ""});
  session->board_ = FirstOf({settings.board, FromEnvironment("CANDOUR_BOARD"),
                             claims.boards.size() == 1 ? claims.boards[0] : ""});
  session->tenants_ = claims.tenants;
  if (!session->tenant_.empty() || session->tenants_.empty()) {
    session->tenants_ = {session->tenant_};
  }
  return session;
}

absl::StatusOr<gate::Client*> Session::ClientOf(const std::string& role) {
  std::unique_ptr<gate::Client>& client = clients_[role];
  if (client != nullptr) return client.get();
  const std::string path = role == role_ && !token_file_.empty()
                               ? token_file_
                               : absl::StrCat(tokens_folder_, "/", role, ".jwt");
  const std::string token = ReadLine(path);
  if (token.empty()) {
    return absl::UnauthenticatedError(
        absl::StrCat("There is no token for the role ", role, ": ", path,
                     " is missing or empty. Choose a role with --as, or a file with --token-file"));
  }
  client = gate::Client::Connect(server_, [token] { return token; });
  return client.get();
}

absl::Status Session::CallAs(const std::string& role, std::string_view method,
                             const google::protobuf::Message& request,
                             google::protobuf::Message& reply) {
  last_method_ =
      google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(std::string(method));
  ASSIGN_OR_RETURN(gate::Client * client, ClientOf(role));
  return client->Call(method, request, reply);
}

absl::Status Session::CallAsGuest(std::string_view method, const google::protobuf::Message& request,
                                  google::protobuf::Message& reply) {
  last_method_ =
      google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(std::string(method));
  return gate::Client::Connect(server_, [] { return std::string(); })->Call(method, request, reply);
}

absl::Status Session::Call(std::string_view method, const google::protobuf::Message& request,
                           google::protobuf::Message& reply) {
  return CallAs(role_, method, request, reply);
}

absl::StatusOr<std::unique_ptr<gate::MessageStream>> Session::Read(
    std::string_view method, const google::protobuf::Message& request) {
  last_method_ =
      google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(std::string(method));
  ASSIGN_OR_RETURN(gate::Client * client, ClientOf(role_));
  return client->OpenRead(method, request, {absl::InfiniteDuration()});
}

absl::StatusOr<std::unique_ptr<gate::MessageStream>> Session::Exchange(std::string_view method) {
  last_method_ =
      google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(std::string(method));
  ASSIGN_OR_RETURN(gate::Client * client, ClientOf(role_));
  return client->OpenExchange(method, {absl::InfiniteDuration()});
}

}  // namespace candour::cli
