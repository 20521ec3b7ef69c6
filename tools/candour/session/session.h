// Who is asking which server, in whose name: the global options, resolved.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "services/gate/client.h"

namespace candour::cli {

// As given on the command line; blank means "find out".
struct Settings {
  std::string server;
  std::string run_folder;
  std::string token_file;
  std::string role;
  std::string tenant;
  std::string board;
  bool json = false;
};

// What a token says of its bearer, read without checking its signature: only to save people from
// typing what the token already knows. The server checks.
struct TokenClaims {
  std::vector<std::string> tenants;
  std::vector<std::string> boards;
};
TokenClaims ReadClaims(absl::string_view token);

// The folder `name` (such as "data/run") in the working folder or one above it; else in a folder
// above the program itself. Blank if there is none.
std::string FindFolder(const std::string& name);

// Not thread-safe.
class Session {
 public:
  // Settles where the server is and who asks. Connects only when first called. INVALID_ARGUMENT if
  // no server is known, UNAUTHENTICATED if there is no token for the role.
  static absl::StatusOr<std::unique_ptr<Session>> Open(const Settings& settings);

  absl::Status Call(std::string_view method, const google::protobuf::Message& request,
                    google::protobuf::Message& reply);
  // The same in another role, with that role's token of the run folder.
  absl::Status CallAs(const std::string& role, std::string_view method,
                      const google::protobuf::Message& request, google::protobuf::Message& reply);
  // The same without a token, of what is open to everybody.
  absl::Status CallAsGuest(std::string_view method, const google::protobuf::Message& request,
                           google::protobuf::Message& reply);
  // A stream of replies, however long it takes.
  absl::StatusOr<std::unique_ptr<gate::MessageStream>> Read(
      std::string_view method, const google::protobuf::Message& request);

  // A stream both ways.
  absl::StatusOr<std::unique_ptr<gate::MessageStream>> Exchange(std::string_view method);

  // As given, or the only one the token names; blank if there are several or none.
  const std::string& tenant() const { return tenant_; }
  const std::string& board() const { return board_; }
  // Those to look in: the one above, else all the token names, else one blank.
  const std::vector<std::string>& tenants() const { return tenants_; }

  // What was called last; null before the first call. For telling failures.
  const google::protobuf::MethodDescriptor* last_method() const { return last_method_; }

 private:
  Session() = default;

  absl::StatusOr<gate::Client*> ClientOf(const std::string& role);

  std::string server_;
  std::string tokens_folder_;
  std::string token_file_;  // given for the session's own role
  std::string role_;
  std::string tenant_;
  std::string board_;
  std::vector<std::string> tenants_;
  std::map<std::string, std::unique_ptr<gate::Client>> clients_;  // by role
  const google::protobuf::MethodDescriptor* last_method_ = nullptr;
};

}  // namespace candour::cli
