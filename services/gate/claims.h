// What the body of an access token must say, and what it then says about the caller.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "base/clock.h"
#include "services/gate/token.h"

namespace candour::gate {

// How far the issuer's clock may be from ours, either way.
inline constexpr int64_t kTokenLeewaySeconds = 60;
inline constexpr std::string_view kTokenAudience = "candour";

struct TokenClaims {
  Caller caller;
  int64_t expires_at_s = 0;  // `exp`, without leeway
};

// Judges a payload whose signature has been verified. UNAUTHENTICATED with the reason in words.
absl::StatusOr<TokenClaims> ReadTokenClaims(std::string_view json,
                                            const std::vector<std::string>& issuers, Micros now);

}  // namespace candour::gate
