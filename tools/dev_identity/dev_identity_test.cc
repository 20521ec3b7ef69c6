#include "tools/dev_identity/dev_identity.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "services/gate/roles.h"
#include "services/gate/token.h"

namespace candour::dev_identity {
namespace {

constexpr Micros kNow = 1'790'000'000'000'000;
constexpr Micros kDay = 24LL * 3600 * 1'000'000;
constexpr const char* kBoard = "6f1c0e9a-58b1-4a0a-9d0e-1f2a3b4c5d6e";

class Folder {
 public:
  Folder() {
    std::string name =
        (std::filesystem::temp_directory_path() / "candour-identity-XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  const std::string& path() const { return path_; }
  std::string Text(const std::string& name) const {
    std::ifstream file(path_ + "/" + name);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  }
  int Mode(const std::string& name) const {
    struct stat found;
    REQUIRE(stat((path_ + "/" + name).c_str(), &found) == 0);
    return found.st_mode & 0777;
  }

 private:
  std::string path_;
};

gate::Caller Bearer(const Folder& folder, const std::string& part, Micros now) {
  DrivenClock clock(now);
  auto verifier =
      gate::TokenVerifier::Create({folder.path() + "/jwks.json", {kIssuer}}, clock).value();
  const auto caller = verifier->Verify(folder.Text("tokens/" + part + ".jwt"));
  REQUIRE(caller.ok());
  return **caller;
}

TEST_CASE("there is a token for every role, and a server accepts it") {
  Folder folder;
  const Outcome outcome = Prepare({folder.path(), {{"ashbrook", kBoard}}}, kNow).value();
  CHECK(outcome.made_key);
  std::vector<std::string> played;
  for (const std::string& part : outcome.written) {
    const gate::Caller caller = Bearer(folder, part, kNow);
    CHECK(caller.tenants == std::vector<std::string>{"ashbrook"});
    CHECK(caller.boards == std::vector<std::string>{kBoard});
    CHECK(folder.Mode("tokens/" + part + ".jwt") == 0600);
    played.insert(played.end(), caller.roles.begin(), caller.roles.end());
  }
  for (std::string_view role : gate::KnownRoles()) {
    CAPTURE(std::string(role));
    CHECK(std::count(played.begin(), played.end(), role) >= 1);
  }
  CHECK(folder.Mode("private.jwk") == 0600);
  CHECK(folder.Text("jwks.json").find("\"d\"") == std::string::npos);
}

TEST_CASE("two agency authors answer for two agencies, and the services are marked") {
  Folder folder;
  REQUIRE(Prepare({folder.path(), {}}, kNow).ok());
  const gate::Caller health = Bearer(folder, "agency_author_health", kNow);
  const gate::Caller police = Bearer(folder, "agency_author_police", kNow);
  CHECK_FALSE(health.agency_id.empty());
  CHECK_FALSE(police.agency_id.empty());
  CHECK(health.agency_id != police.agency_id);
  CHECK(Bearer(folder, "service", kNow).is_service);
  CHECK_FALSE(Bearer(folder, "cdop_administrator", kNow).is_service);
}

TEST_CASE("a second run changes nothing until tokens are about to expire") {
  Folder folder;
  const Request request{folder.path(), {{"ashbrook", kBoard}}, 30};
  const size_t parts = Prepare(request, kNow).value().written.size();
  const std::string private_key = folder.Text("private.jwk");
  const std::string token = folder.Text("tokens/auditor.jwt");

  const Outcome again = Prepare(request, kNow + 28 * kDay).value();
  CHECK_FALSE(again.made_key);
  CHECK(again.written.empty());
  CHECK(folder.Text("tokens/auditor.jwt") == token);

  CHECK(Prepare(request, kNow + 29 * kDay).value().written.size() == parts);
  CHECK(folder.Text("private.jwk") == private_key);
  Bearer(folder, "auditor", kNow + 58 * kDay);
}

TEST_CASE("tokens are renewed when they would say something else") {
  Folder folder;
  const size_t parts = Prepare({folder.path(), {}}, kNow).value().written.size();
  CHECK(Prepare({folder.path(), {{"ashbrook", kBoard}}}, kNow).value().written.size() == parts);
  std::filesystem::remove(folder.path() + "/private.jwk");
  const Outcome rekeyed = Prepare({folder.path(), {{"ashbrook", kBoard}}}, kNow).value();
  CHECK(rekeyed.made_key);
  CHECK(rekeyed.written.size() == parts);
}

TEST_CASE("a board that is no UUID is refused") {
  Folder folder;
  CHECK(Prepare({folder.path(), {{"ashbrook", "the board"}}}, kNow).status().code() ==
        absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace candour::dev_identity
