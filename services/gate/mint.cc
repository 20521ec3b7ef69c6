#include "services/gate/mint.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace candour::gate {
namespace {

JsonPtr TextArray(const std::vector<std::string>& texts) {
  JsonPtr array(json_array());
  for (const std::string& text : texts)
    json_array_append_new(array.get(), json_string(text.c_str()));
  return array;
}

std::string ToText(const JsonPtr& json) {
  MallocedText text(json_dumps(json.get(), JSON_COMPACT));
  return text == nullptr ? std::string() : std::string(text.get());
}

absl::Status Failed(const char* what, const cjose_err& error) {
  return absl::InternalError(
      absl::StrCat(what, ": ", error.message == nullptr ? "unknown error" : error.message));
}

}  // namespace

std::string ClaimsJson(const TokenContents& contents) {
  const Caller& caller = contents.caller;
  JsonPtr own(json_object());
  json_object_set_new(own.get(), "tenants", TextArray(caller.tenants).release());
  json_object_set_new(own.get(), "boards", TextArray(caller.boards).release());
  json_object_set_new(own.get(), "roles", TextArray(caller.roles).release());
  json_object_set_new(own.get(), "agency", json_string(caller.agency_id.c_str()));
  json_object_set_new(own.get(), "service", json_boolean(caller.is_service));
  JsonPtr claims(json_object());
  json_object_set_new(claims.get(), "iss", json_string(caller.issuer.c_str()));
  json_object_set_new(claims.get(), "sub", json_string(caller.subject.c_str()));
  json_object_set_new(claims.get(), "aud", json_string(contents.audience.c_str()));
  json_object_set_new(claims.get(), "name", json_string(caller.display_name.c_str()));
  json_object_set_new(claims.get(), "iat", json_integer(contents.issued_at_s));
  json_object_set_new(claims.get(), "exp", json_integer(contents.expires_at_s));
  json_object_set_new(claims.get(), "candour", own.release());
  return ToText(claims);
}

absl::StatusOr<SigningKey> SigningKey::Adopt(JwkPtr jwk, std::string_view kid) {
  cjose_err error{};
  if (jwk == nullptr || !cjose_jwk_set_kid(jwk.get(), kid.data(), kid.size(), &error)) {
    return Failed("cannot make a signing key", error);
  }
  return SigningKey(std::move(jwk));
}

absl::StatusOr<SigningKey> SigningKey::NewEs256(std::string_view kid) {
  cjose_err error{};
  return Adopt(JwkPtr(cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_256, &error)), kid);
}

absl::StatusOr<SigningKey> SigningKey::NewRs256(std::string_view kid) {
  cjose_err error{};
  constexpr uint8_t kExponent[] = {1, 0, 1};
  return Adopt(JwkPtr(cjose_jwk_create_RSA_random(2048, kExponent, sizeof kExponent, &error)), kid);
}

absl::StatusOr<SigningKey> SigningKey::FromJson(std::string_view private_json) {
  cjose_err error{};
  JwkPtr jwk(cjose_jwk_import(private_json.data(), private_json.size(), &error));
  if (jwk == nullptr || cjose_jwk_get_kid(jwk.get(), &error) == nullptr) {
    return absl::InvalidArgumentError("not a private JSON Web Key with a kid");
  }
  return SigningKey(std::move(jwk));
}

std::string SigningKey::PrivateJson() const {
  cjose_err error{};
  MallocedText json(cjose_jwk_to_json(jwk_.get(), true, &error));
  return json == nullptr ? std::string() : std::string(json.get());
}

std::string SigningKey::PublicJson() const {
  cjose_err error{};
  MallocedText json(cjose_jwk_to_json(jwk_.get(), false, &error));
  return json == nullptr ? std::string() : std::string(json.get());
}

absl::StatusOr<std::string> SigningKey::Sign(std::string_view claims_json) const {
  cjose_err error{};
  const bool is_rsa = cjose_jwk_get_kty(jwk_.get(), &error) == CJOSE_JWK_KTY_RSA;
  JsonPtr header(cjose_header_new(&error));
  if (!cjose_header_set(header.get(), CJOSE_HDR_ALG,
                        is_rsa ? CJOSE_HDR_ALG_RS256 : CJOSE_HDR_ALG_ES256, &error) ||
      !cjose_header_set(header.get(), CJOSE_HDR_KID, cjose_jwk_get_kid(jwk_.get(), &error),
                        &error)) {
    return Failed("cannot write a token's header", error);
  }
  JwsPtr jws(cjose_jws_sign(jwk_.get(), header.get(),
                            reinterpret_cast<const uint8_t*>(claims_json.data()),
                            claims_json.size(), &error));
  const char* compact = nullptr;
  if (jws == nullptr || !cjose_jws_export(jws.get(), &compact, &error)) {
    return Failed("cannot sign a token", error);
  }
  return std::string(compact);
}

std::string KeySetJson(const std::vector<std::string>& public_jwks) {
  return absl::StrCat("{\"keys\":[", absl::StrJoin(public_jwks, ","), "]}\n");
}

}  // namespace candour::gate
