#include "services/gate/claims.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/id.h"
#include "base/status.h"
#include "services/gate/jose.h"

namespace candour::gate {
namespace {

absl::Status Malformed(const char* claim) {
  return absl::UnauthenticatedError(
      absl::StrCat("the access token's claim \"", claim, "\" is missing or malformed"));
}

// Absent is empty; anything but a string is malformed.
absl::Status ReadText(const json_t* object, const char* name, std::string& text) {
  const json_t* value = json_object_get(object, name);
  if (value == nullptr || json_is_null(value)) return absl::OkStatus();
  if (!json_is_string(value)) return Malformed(name);
  text.assign(json_string_value(value), json_string_length(value));
  return absl::OkStatus();
}

absl::Status ReadTexts(const json_t* object, const char* name, std::vector<std::string>& texts) {
  const json_t* values = json_object_get(object, name);
  if (values == nullptr || json_is_null(values)) return absl::OkStatus();
  if (!json_is_array(values)) return Malformed(name);
  for (size_t i = 0; i < json_array_size(values); ++i) {
    const json_t* value = json_array_get(values, i);
    if (!json_is_string(value)) return Malformed(name);
    texts.emplace_back(json_string_value(value), json_string_length(value));
  }
  return absl::OkStatus();
}

bool NamesAudience(const json_t* audience) {
  auto is_ours = [](const json_t* value) {
    return json_is_string(value) && kTokenAudience == json_string_value(value);
  };
  if (is_ours(audience)) return true;
  for (size_t i = 0; i < json_array_size(audience); ++i) {
    if (is_ours(json_array_get(audience, i))) return true;
  }
  return false;
}

// Seconds since 1970; RFC 7519 allows fractions.
absl::StatusOr<int64_t> ReadMoment(const json_t* claims, const char* name) {
  const json_t* value = json_object_get(claims, name);
  constexpr double kFarthest = 1e12;
  if (!json_is_number(value)) return Malformed(name);
  const double seconds = json_number_value(value);
  if (!(seconds >= 0 && seconds <= kFarthest)) return Malformed(name);
  return static_cast<int64_t>(seconds);
}

absl::StatusOr<int64_t> CheckMoments(const json_t* claims, int64_t now_s) {
  ASSIGN_OR_RETURN(const int64_t expires_at_s, ReadMoment(claims, "exp"));
  if (now_s >= expires_at_s + kTokenLeewaySeconds) {
    return absl::UnauthenticatedError("the access token has expired; sign in again");
  }
  for (const char* name : {"nbf", "iat"}) {
    if (json_object_get(claims, name) == nullptr) continue;
    ASSIGN_OR_RETURN(const int64_t from_s, ReadMoment(claims, name));
    if (now_s + kTokenLeewaySeconds < from_s) {
      return absl::UnauthenticatedError("the access token is not valid yet");
    }
  }
  return expires_at_s;
}

absl::Status ReadCaller(const json_t* claims, Caller& caller) {
  RETURN_IF_ERROR(ReadText(claims, "sub", caller.subject));
  if (caller.subject.empty()) return Malformed("sub");
  RETURN_IF_ERROR(ReadText(claims, "name", caller.display_name));
  const json_t* own = json_object_get(claims, "candour");
  if (own == nullptr) return absl::OkStatus();
  if (!json_is_object(own)) return Malformed("candour");
  RETURN_IF_ERROR(ReadTexts(own, "tenants", caller.tenants));
  RETURN_IF_ERROR(ReadTexts(own, "boards", caller.boards));
  RETURN_IF_ERROR(ReadTexts(own, "roles", caller.roles));
  RETURN_IF_ERROR(ReadText(own, "agency", caller.agency_id));
  if (!caller.agency_id.empty() && !ParseUuid(caller.agency_id).ok()) return Malformed("agency");
  for (const std::string& board : caller.boards) {
    if (!ParseUuid(board).ok()) return Malformed("boards");
  }
  caller.is_service = json_is_true(json_object_get(own, "service"));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<TokenClaims> ReadTokenClaims(std::string_view json,
                                            const std::vector<std::string>& issuers, Micros now) {
  json_error_t parse_error;
  JsonPtr claims(json_loadb(json.data(), json.size(), JSON_REJECT_DUPLICATES, &parse_error));
  if (!json_is_object(claims.get())) {
    return absl::UnauthenticatedError("the access token's claims are not a JSON object");
  }
  TokenClaims read;
  RETURN_IF_ERROR(ReadText(claims.get(), "iss", read.caller.issuer));
  if (std::find(issuers.begin(), issuers.end(), read.caller.issuer) == issuers.end()) {
    return absl::UnauthenticatedError("the access token's issuer is not one this server trusts");
  }
  if (!NamesAudience(json_object_get(claims.get(), "aud"))) {
    return absl::UnauthenticatedError("the access token was issued for another audience");
  }
  ASSIGN_OR_RETURN(read.expires_at_s, CheckMoments(claims.get(), now / 1'000'000));
  RETURN_IF_ERROR(ReadCaller(claims.get(), read.caller));
  return read;
}

}  // namespace candour::gate
