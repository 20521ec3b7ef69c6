// The cryptographic primitives of the record, over OpenSSL's EVP. Nothing here knows a format.
//
// A primitive that cannot fail on any input (a hash, a signature with a well-formed key) aborts if
// OpenSSL reports failure: the process is then out of memory or its library is broken, and going
// on would write a wrong hash into the record.
//
// Thread safety: all functions may be called from any thread.
#pragma once

#include <array>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "base/id.h"

namespace candour::storage::crypto {

using Nonce12 = std::array<uint8_t, 12>;
using Signature64 = std::array<uint8_t, 64>;

// 32 secret bytes, wiped when they go out of scope. Copies are wiped each on their own.
class SecretKey {
 public:
  SecretKey() = default;
  explicit SecretKey(const Bytes32& bytes) : bytes_(bytes) {}
  SecretKey(const SecretKey&) = default;
  SecretKey& operator=(const SecretKey&) = default;
  ~SecretKey();

  static SecretKey Random();

  const Bytes32& bytes() const { return bytes_; }
  std::string_view View() const;

 private:
  Bytes32 bytes_{};
};

// Both hash the concatenation of their parts.
Bytes32 Sha256(std::initializer_list<std::string_view> parts);
inline Bytes32 Sha256(std::string_view bytes) { return Sha256({bytes}); }
Bytes32 HmacSha256(std::string_view key, std::initializer_list<std::string_view> parts);

// SHA-256 of what comes in parts. For one thread.
class Sha256Stream {
 public:
  Sha256Stream();
  ~Sha256Stream();
  Sha256Stream(const Sha256Stream&) = delete;
  Sha256Stream& operator=(const Sha256Stream&) = delete;

  void Add(std::string_view part);
  // Of everything added. Once, and nothing afterwards.
  Bytes32 Finish();

 private:
  struct Context;
  const std::unique_ptr<Context> context_;
};

// RFC 5869 with an empty salt and 32 bytes of output.
SecretKey HkdfSha256(const SecretKey& key, std::initializer_list<std::string_view> info);

// In time that does not depend on where they differ.
bool SameBytes(std::string_view a, std::string_view b);

void FillRandom(uint8_t* out, size_t count);
template <size_t N>
std::array<uint8_t, N> RandomBytes() {
  std::array<uint8_t, N> out;
  FillRandom(out.data(), out.size());
  return out;
}

// AES-256-GCM; the 16-byte tag follows the ciphertext.
inline constexpr size_t kTagBytes = 16;
std::string Encrypt(const SecretKey& key, const Nonce12& nonce, std::string_view associated,
                    std::string_view plaintext);
// DATA_LOSS if the tag does not match: altered bytes, another key or other associated data.
absl::StatusOr<std::string> Decrypt(const SecretKey& key, const Nonce12& nonce,
                                    std::string_view associated, std::string_view ciphertext);

// Ed25519 (RFC 8032). The secret is the 32-byte seed.
Bytes32 Ed25519PublicKey(const SecretKey& seed);
Signature64 Ed25519Sign(const SecretKey& seed, std::string_view message);
bool Ed25519Verify(const Bytes32& public_key, std::string_view message, std::string_view signature);

// UUIDv5 (RFC 4122 §4.3): the same name in the same namespace is always the same identifier.
Bytes16 NameBasedId(const Bytes16& name_space, std::string_view name);
// UUIDv4.
Bytes16 RandomId();

}  // namespace candour::storage::crypto
