#include "storage/keyring/sealing.h"

#include <algorithm>

#include "absl/status/status.h"
#include "storage/bytes.h"

namespace candour::storage {
namespace {

// Frozen: they are part of the stored format.
constexpr std::string_view kEventKeyLabel = "candour event key v1";
constexpr std::string_view kCommitmentLabel = "candour key commitment v1";
constexpr std::string_view kActorKeyLabel = "candour actor v1";
constexpr std::string_view kRequestKeyLabel = "candour request digest v1";

std::string AssociatedData(const LogId& log, const EventId& event) {
  std::string out(log.View());
  out.append(event.View());
  return out;
}

}  // namespace

crypto::SecretKey EventKey(const crypto::SecretKey& scope_key, const EventId& event) {
  return crypto::HkdfSha256(scope_key, {kEventKeyLabel, event.View()});
}

Bytes32 KeyCommitment(const crypto::SecretKey& event_key) {
  return crypto::HmacSha256(event_key.View(), {kCommitmentLabel});
}

Sealed Seal(const crypto::SecretKey& scope_key, const LogId& log, const EventId& event,
            std::string_view plaintext) {
  const crypto::SecretKey key = EventKey(scope_key, event);
  Sealed sealed;
  sealed.nonce = crypto::RandomBytes<12>();
  sealed.key_commitment = KeyCommitment(key);
  sealed.ciphertext = crypto::Encrypt(key, sealed.nonce, AssociatedData(log, event), plaintext);
  return sealed;
}

absl::StatusOr<std::string> Unseal(const crypto::SecretKey& scope_key, const LogId& log,
                                   const EventId& event, const Sealed& sealed) {
  return UnsealWithEventKey(EventKey(scope_key, event), log, event, sealed);
}

absl::StatusOr<std::string> UnsealWithEventKey(const crypto::SecretKey& event_key, const LogId& log,
                                               const EventId& event, const Sealed& sealed) {
  if (!crypto::SameBytes(View(KeyCommitment(event_key)), View(sealed.key_commitment))) {
    return absl::DataLossError("this key is not the one the event committed to");
  }
  return crypto::Decrypt(event_key, sealed.nonce, AssociatedData(log, event), sealed.ciphertext);
}

ActorId Pseudonym(const crypto::SecretKey& log_key, const ActorId& actor) {
  const Bytes32 digest =
      crypto::HmacSha256(crypto::HkdfSha256(log_key, {kActorKeyLabel}).View(), {actor.View()});
  ActorId pseudonym;
  std::copy_n(digest.begin(), pseudonym.bytes.size(), pseudonym.bytes.begin());
  return pseudonym;
}

Bytes32 HmacUnderScope(const crypto::SecretKey& scope_key, std::string_view request) {
  return crypto::HmacSha256(crypto::HkdfSha256(scope_key, {kRequestKeyLabel}).View(), {request});
}

}  // namespace candour::storage
