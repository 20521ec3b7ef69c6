// How an event's bytes are closed and opened. docs/formats/log.md describes it for a sceptic.
//
//   event key   = HKDF-SHA256(scope key, "candour event key v1" ‖ event id)
//   commitment  = HMAC-SHA256(event key, "candour key commitment v1")
//   ciphertext  = AES-256-GCM(event key, nonce, associated data = log id ‖ event id)
//
// AES-GCM does not bind a ciphertext to one key, so the commitment in the leaf does: nobody can
// later show another reading of the same bytes. Disclosing an event's key discloses that event
// only.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "base/id.h"
#include "storage/crypto/crypto.h"

namespace candour::storage {

struct Sealed {
  crypto::Nonce12 nonce{};
  Bytes32 key_commitment{};
  std::string ciphertext;  // with its tag
};

crypto::SecretKey EventKey(const crypto::SecretKey& scope_key, const EventId& event);
Bytes32 KeyCommitment(const crypto::SecretKey& event_key);

// With a fresh random nonce.
Sealed Seal(const crypto::SecretKey& scope_key, const LogId& log, const EventId& event,
            std::string_view plaintext);

// DATA_LOSS if the key is not the committed one or the bytes were altered.
absl::StatusOr<std::string> Unseal(const crypto::SecretKey& scope_key, const LogId& log,
                                   const EventId& event, const Sealed& sealed);

// The same, with the event's own key: what the reader of an export holds.
absl::StatusOr<std::string> UnsealWithEventKey(const crypto::SecretKey& event_key, const LogId& log,
                                               const EventId& event, const Sealed& sealed);

// The name of an actor that the leaf shows: it says that two events are one person's, and nothing
// to somebody who holds a list of people but not the key of the log.
ActorId Pseudonym(const crypto::SecretKey& log_key, const ActorId& actor);

// A digest of a request that reveals nothing once the scope's key is gone.
Bytes32 HmacUnderScope(const crypto::SecretKey& scope_key, std::string_view request);

}  // namespace candour::storage
