#include "services/gate/jwks.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace candour::gate {
namespace {

constexpr size_t kLeastRsaBits = 2048;

std::string_view Member(const json_t* object, const char* name) {
  const char* value = json_string_value(json_object_get(object, name));
  return value == nullptr ? std::string_view() : std::string_view(value);
}

// The one algorithm the key serves; empty if it is not for us.
std::string_view AlgorithmOf(const json_t* entry, const cjose_jwk_t* jwk) {
  cjose_err error{};
  std::string_view algorithm;
  switch (cjose_jwk_get_kty(jwk, &error)) {
    case CJOSE_JWK_KTY_RSA:
      if (cjose_jwk_get_keysize(jwk, &error) >= kLeastRsaBits) algorithm = "RS256";
      break;
    case CJOSE_JWK_KTY_EC:
      if (cjose_jwk_EC_get_curve(jwk, &error) == CJOSE_JWK_EC_P_256) algorithm = "ES256";
      break;
    case CJOSE_JWK_KTY_OCT:
      break;
  }
  const std::string_view use = Member(entry, "use");
  const std::string_view declared = Member(entry, "alg");
  if (!use.empty() && use != "sig") return {};
  if (!declared.empty() && declared != algorithm) return {};
  return algorithm;
}

}  // namespace

absl::StatusOr<TokenKeys> ParseTokenKeys(std::string_view json) {
  json_error_t parse_error;
  JsonPtr root(json_loadb(json.data(), json.size(), JSON_REJECT_DUPLICATES, &parse_error));
  const json_t* entries = json_object_get(root.get(), "keys");
  if (!json_is_array(entries)) {
    return absl::InvalidArgumentError("not a JSON Web Key Set: no array \"keys\"");
  }
  TokenKeys keys;
  for (size_t i = 0; i < json_array_size(entries); ++i) {
    json_t* entry = json_array_get(entries, i);
    const std::string kid(Member(entry, "kid"));
    cjose_err error{};
    JwkPtr jwk(cjose_jwk_import_json(entry, &error));
    if (kid.empty() || jwk == nullptr) continue;
    std::string algorithm(AlgorithmOf(entry, jwk.get()));
    if (algorithm.empty()) continue;
    if (!keys.emplace(kid, TokenKey{std::move(algorithm), std::move(jwk)}).second) {
      return absl::InvalidArgumentError(absl::StrCat("two keys share the kid \"", kid, "\""));
    }
  }
  if (keys.empty()) {
    return absl::InvalidArgumentError("no key that RS256 or ES256 can use, with a kid");
  }
  return keys;
}

}  // namespace candour::gate
