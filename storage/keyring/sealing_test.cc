#include "storage/keyring/sealing.h"

#include "absl/strings/escaping.h"
#include "storage/bytes.h"

namespace candour::storage {
namespace {

template <typename Id>
Id IdOf(uint8_t fill) {
  Id id;
  id.bytes.fill(fill);
  return id;
}

crypto::SecretKey KeyOf(uint8_t fill) {
  Bytes32 bytes;
  bytes.fill(fill);
  return crypto::SecretKey(bytes);
}

const LogId kLog = IdOf<LogId>(1);
const EventId kEvent = IdOf<EventId>(2);

bool Refused(const absl::StatusOr<std::string>& result) {
  return result.status().code() == absl::StatusCode::kDataLoss;
}

TEST_CASE("an event opens under its scope's key, log and id, and under nothing else") {
  const Sealed sealed = Seal(KeyOf(7), kLog, kEvent, "what was said");
  CHECK(Unseal(KeyOf(7), kLog, kEvent, sealed).value() == "what was said");
  CHECK(UnsealWithEventKey(EventKey(KeyOf(7), kEvent), kLog, kEvent, sealed).value() ==
        "what was said");
  CHECK(Refused(Unseal(KeyOf(8), kLog, kEvent, sealed)));
  CHECK(Refused(Unseal(KeyOf(7), IdOf<LogId>(9), kEvent, sealed)));
  CHECK(Refused(Unseal(KeyOf(7), kLog, IdOf<EventId>(9), sealed)));
  CHECK(Refused(UnsealWithEventKey(EventKey(KeyOf(7), kEvent), IdOf<LogId>(9), kEvent, sealed)));
}

TEST_CASE("a key that is not the committed one is refused before anything is decrypted") {
  Sealed sealed = Seal(KeyOf(7), kLog, kEvent, "what was said");
  sealed.key_commitment = KeyCommitment(EventKey(KeyOf(8), kEvent));
  CHECK(Unseal(KeyOf(7), kLog, kEvent, sealed).status().message() ==
        "this key is not the one the event committed to");
}

TEST_CASE("the same words sealed twice look unlike") {
  CHECK(Seal(KeyOf(7), kLog, kEvent, "a").ciphertext !=
        Seal(KeyOf(7), kLog, kEvent, "a").ciphertext);
}

// These stand in docs/formats/log.md. They can never change.
TEST_CASE("keys derive as they did on the first day") {
  const crypto::SecretKey key = EventKey(KeyOf(7), kEvent);
  CHECK(absl::BytesToHexString(Absl(key.View())) ==
        "866fce35d418c79ca87ab79913e297e7df495cd85c890c6dee7c17e227dde044");
  CHECK(absl::BytesToHexString(Absl(View(KeyCommitment(key)))) ==
        "92d64ed148be88c4b437c6e6d12c51abe78916ab65a6d905ca6b1a1ede5adf39");
  CHECK(absl::BytesToHexString(Absl(View(HmacUnderScope(KeyOf(7), "request")))) ==
        "aac8aa3c07d755bc637b8bed8c73797f25b0d4e5575d6b467eca168caeeb5e36");
}

}  // namespace
}  // namespace candour::storage
