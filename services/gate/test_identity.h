// An identity provider for the gate's tests: a key set in a folder of its own, and tokens.
#pragma once

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "services/gate/mint.h"
#include "services/gate/token.h"

namespace candour::gate {

// A folder that vanishes with its object.
class TestFolder {
 public:
  TestFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "candour-gate-XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  ~TestFolder() { std::filesystem::remove_all(path_); }
  TestFolder(const TestFolder&) = delete;

  std::string File(const std::string& name) const { return (path_ / name).string(); }

  void Write(const std::string& name, const std::string& text) const {
    // Renamed into place, as providers do: the reader never sees half a file.
    std::ofstream(File(name + ".new")) << text;
    std::filesystem::rename(File(name + ".new"), File(name));
  }

 private:
  std::filesystem::path path_;
};

class TestIdentity {
 public:
  static constexpr const char* kIssuer = "https://identity.example";

  TestIdentity()
      : key(SigningKey::NewEs256("first").value()),
        stranger(SigningKey::NewEs256("first").value()) {
    folder.Write("jwks.json", KeySetJson({key.PublicJson()}));
  }

  TokenVerifier::Options options() const { return {folder.File("jwks.json"), {kIssuer}}; }

  static TokenContents Contents(std::vector<std::string> roles, Micros now) {
    TokenContents contents;
    contents.caller.issuer = kIssuer;
    contents.caller.subject = "ada";
    contents.caller.display_name = "Ada Example";
    contents.caller.roles = std::move(roles);
    contents.issued_at_s = now / 1'000'000;
    contents.expires_at_s = contents.issued_at_s + 600;
    return contents;
  }

  std::string Token(const TokenContents& contents) const {
    return key.Sign(ClaimsJson(contents)).value();
  }

  TestFolder folder;
  SigningKey key;
  SigningKey stranger;  // claims the same `kid`, is not in the key set
};

}  // namespace candour::gate
