// Who is calling: verification of OpenID Connect access tokens (JWT, RS256 or ES256).
//
// A token counts if a key of the JWKS file named by its `kid` signed it, its issuer is one we were
// told to trust, "candour" is in its audience, and the present moment lies between `nbf` (or
// `iat`) and `exp`, give or take a minute. What it says about its bearer beyond OpenID's own
// claims is one object claim:
//
//   "candour": {"tenants": ["ashbrook"], "boards": ["<uuid>"], "roles": ["cdop_administrator"],
//               "agency": "<uuid>", "service": false}
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "base/clock.h"
#include "base/id.h"

namespace candour::gate {

// What a verified token says. A caller of a public method is the empty one.
struct Caller {
  std::string issuer;
  std::string subject;
  std::string display_name;  // personal data: never logged
  std::vector<std::string> roles;
  std::vector<std::string> tenants;
  std::vector<std::string> boards;  // UUIDs
  std::string agency_id;            // UUID; empty unless the caller answers for an agency
  bool is_service = false;
};

// The same person in the same tenant always has the same id; between tenants nothing links them. It
// is a version-5-shaped UUID over tenant, issuer and subject, stable for ever: the record makes of
// it, under the key of the log, the pseudonym that leaves carry.
ActorId ActorIdOf(const Caller& caller, std::string_view tenant);

// Thread-safe.
class TokenVerifier {
 public:
  struct Options {
    std::string jwks_path;  // read again whenever the file changes, so that keys can roll
    std::vector<std::string> issuers;  // exact matches of `iss`
  };

  // `clock` is the machine's, never a log's driven one: tokens live in real time. It must outlive
  // the verifier. Fails if the file cannot be read or holds no key that RS256 or ES256 can use.
  static absl::StatusOr<std::unique_ptr<TokenVerifier>> Create(Options options, const Clock& clock);

  ~TokenVerifier();

  // The bearer, or UNAUTHENTICATED with the reason in words; the token itself is never repeated.
  // A token seen before is answered from a bounded cache until it expires or the keys change.
  absl::StatusOr<std::shared_ptr<const Caller>> Verify(std::string_view token) const;

 private:
  class Impl;
  explicit TokenVerifier(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace candour::gate
