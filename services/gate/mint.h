// Signs access tokens as an identity provider would. For development and tests: no server links
// this, and production tokens come from a real provider.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/gate/jose.h"
#include "services/gate/token.h"

namespace candour::gate {

struct TokenContents {
  Caller caller;
  std::string audience = "candour";
  int64_t issued_at_s = 0;
  int64_t expires_at_s = 0;
};

// The JSON claims of a token, as token.h describes them.
std::string ClaimsJson(const TokenContents& contents);

// Movable; not thread-safe.
class SigningKey {
 public:
  static absl::StatusOr<SigningKey> NewEs256(std::string_view kid);
  static absl::StatusOr<SigningKey> NewRs256(std::string_view kid);
  // From what PrivateJson returned. INVALID_ARGUMENT otherwise.
  static absl::StatusOr<SigningKey> FromJson(std::string_view private_json);

  // The private key as a JWK: a secret.
  std::string PrivateJson() const;
  // The public key as a JWK, an entry of a key set.
  std::string PublicJson() const;

  // The compact token over `claims_json`, with this key's `kid` and algorithm in its header.
  absl::StatusOr<std::string> Sign(std::string_view claims_json) const;

 private:
  explicit SigningKey(JwkPtr jwk) : jwk_(std::move(jwk)) {}
  static absl::StatusOr<SigningKey> Adopt(JwkPtr jwk, std::string_view kid);

  JwkPtr jwk_;
};

// A key set of several keys, as TokenVerifier reads it.
std::string KeySetJson(const std::vector<std::string>& public_jwks);

}  // namespace candour::gate
