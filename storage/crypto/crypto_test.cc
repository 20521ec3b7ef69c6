#include "storage/crypto/crypto.h"

#include "absl/strings/escaping.h"
#include "storage/bytes.h"

namespace candour::storage::crypto {
namespace {

std::string Hex(std::string_view bytes) { return absl::BytesToHexString(Absl(bytes)); }

SecretKey KeyOf(uint8_t fill) {
  Bytes32 bytes;
  bytes.fill(fill);
  return SecretKey(bytes);
}

TEST_CASE("SHA-256 of parts is that of their concatenation") {
  CHECK(Hex(View(Sha256("abc"))) ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(Sha256({"a", "", "bc"}) == Sha256("abc"));
}

TEST_CASE("HMAC agrees with RFC 4231") {
  CHECK(Hex(View(HmacSha256(std::string(20, '\x0b'), {"Hi ", "There"}))) ==
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  CHECK(Hex(View(HmacSha256(std::string(131, '\xaa'),
                            {"Test Using Larger Than Block-Size Key - Hash Key First"}))) ==
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST_CASE("HKDF is extract and expand of RFC 5869 with an empty salt") {
  const SecretKey key = KeyOf(0x0b);
  const Bytes32 extracted = HmacSha256(std::string(32, '\0'), {key.View()});
  CHECK(HkdfSha256(key, {"label", "id"}).bytes() ==
        HmacSha256(View(extracted), {std::string_view("labelid\x01", 8)}));
  CHECK(HkdfSha256(key, {"a"}).bytes() != HkdfSha256(key, {"b"}).bytes());
}

TEST_CASE("sealed bytes open only as they were sealed") {
  const Nonce12 nonce{1, 2, 3};
  const std::string sealed = Encrypt(KeyOf(7), nonce, "log", "a plaintext");
  REQUIRE(sealed.size() == 11 + kTagBytes);
  CHECK(Decrypt(KeyOf(7), nonce, "log", sealed).value() == "a plaintext");

  const auto refused = [](const absl::StatusOr<std::string>& result) {
    return result.status().code() == absl::StatusCode::kDataLoss;
  };
  CHECK(refused(Decrypt(KeyOf(8), nonce, "log", sealed)));
  CHECK(refused(Decrypt(KeyOf(7), Nonce12{1, 2, 4}, "log", sealed)));
  CHECK(refused(Decrypt(KeyOf(7), nonce, "another log", sealed)));
  CHECK(refused(Decrypt(KeyOf(7), nonce, "log", "short")));
  for (size_t i = 0; i < sealed.size(); ++i) {
    std::string altered = sealed;
    altered[i] ^= 1;
    CHECK(refused(Decrypt(KeyOf(7), nonce, "log", altered)));
  }
  CHECK(Decrypt(KeyOf(7), nonce, "", Encrypt(KeyOf(7), nonce, "", "")).value().empty());
}

TEST_CASE("AES-256-GCM agrees with a published vector") {
  // Test case 14 of the GCM specification: key, nonce and one block of zeros.
  CHECK(Hex(Encrypt(KeyOf(0), Nonce12{}, "", std::string(16, '\0'))) ==
        "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919");
}

TEST_CASE("Ed25519 agrees with RFC 8032") {
  const std::string seed =
      absl::HexStringToBytes("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
  const SecretKey key(FieldReader(seed).Bytes<32>());
  const Bytes32 public_key = Ed25519PublicKey(key);
  CHECK(Hex(View(public_key)) ==
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
  const Signature64 signature = Ed25519Sign(key, "\x72");
  CHECK(Hex(View(signature)).substr(0, 32) == "92a009a9f0d4cab8720e820b5f642540");
  CHECK(Ed25519Verify(public_key, "\x72", View(signature)));
  CHECK_FALSE(Ed25519Verify(public_key, "\x73", View(signature)));
  CHECK_FALSE(Ed25519Verify(public_key, "\x72", View(signature).substr(1)));
}

TEST_CASE("identifiers carry their version; a named one is a function of its name") {
  const Bytes16 dns = ParseUuid("6ba7b810-9dad-11d1-80b4-00c04fd430c8").value();
  CHECK(UuidText(NameBasedId(dns, "www.example.com")) == "2ed6657d-e927-568b-95e1-2665a8aea6a2");
  const std::string random = UuidText(RandomId());
  CHECK(random[14] == '4');
  CHECK(random != UuidText(RandomId()));
}

}  // namespace
}  // namespace candour::storage::crypto
