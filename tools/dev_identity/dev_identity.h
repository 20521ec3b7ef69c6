// An identity provider in a folder, for development, demonstration and tests only: a signing key
// and one token for each part that is played. Whoever can read the folder can be anybody, so never
// let a server that holds real cases trust its keys.
//
//   DIR/jwks.json         the public key, for the server
//   DIR/private.jwk       the private key, mode 0600
//   DIR/tokens/ROLE.jwt   one token a part, mode 0600
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/clock.h"

namespace candour::dev_identity {

inline constexpr const char* kIssuer = "https://dev-identity.candour.invalid";

struct Request {
  std::string folder;
  std::map<std::string, std::string> tenants;  // slug to the UUIDs of its boards, parted by commas
  int days_valid = 30;
};

struct Outcome {
  bool made_key = false;
  std::vector<std::string> written;  // names of the parts whose tokens are new
};

// Makes what is missing and renews what expires within a day, was signed by another key, or names
// other tenants; leaves the rest alone. INVALID_ARGUMENT for a board that is no UUID.
absl::StatusOr<Outcome> Prepare(const Request& request, Micros now);

}  // namespace candour::dev_identity
