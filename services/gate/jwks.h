// The public keys that may sign access tokens, as a JSON Web Key Set names them.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "services/gate/jose.h"

namespace candour::gate {

struct TokenKey {
  std::string algorithm;  // "RS256" or "ES256": the only one this key verifies
  JwkPtr jwk;
};

using TokenKeys = std::map<std::string, TokenKey, std::less<>>;  // by `kid`

// Takes the RSA keys of at least 2048 bits and the P-256 keys that carry a `kid` and are not meant
// for something else; other keys of the set are passed over, as RFC 7517 asks. INVALID_ARGUMENT if
// the text is no key set, two keys share a `kid`, or nothing usable is left.
absl::StatusOr<TokenKeys> ParseTokenKeys(std::string_view json);

}  // namespace candour::gate
