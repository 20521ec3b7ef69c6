#include "storage/crypto/crypto.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <cstdio>
#include <cstdlib>
#include <memory>

#include "absl/status/status.h"
#include "storage/bytes.h"

namespace candour::storage::crypto {
namespace {

void MustHold(bool condition, const char* what) {
  if (condition) return;
  std::fprintf(stderr, "OpenSSL failed where it cannot fail: %s\n", what);
  std::abort();
}

struct Free {
  void operator()(EVP_MD_CTX* ctx) const { EVP_MD_CTX_free(ctx); }
  void operator()(EVP_CIPHER_CTX* ctx) const { EVP_CIPHER_CTX_free(ctx); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};

const uint8_t* Data(std::string_view bytes) {
  return reinterpret_cast<const uint8_t*>(bytes.data());
}

uint8_t* Data(std::string& bytes) { return reinterpret_cast<uint8_t*>(bytes.data()); }

// Fetched once: an implicit fetch on every call costs more than hashing a leaf.
const EVP_MD* Sha256Method() {
  static const EVP_MD* const method = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return method;
}

const EVP_CIPHER* GcmMethod() {
  static const EVP_CIPHER* const method = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  return method;
}

EVP_CIPHER_CTX* CipherContext() {
  thread_local const std::unique_ptr<EVP_CIPHER_CTX, Free> context(EVP_CIPHER_CTX_new());
  return context.get();
}

// Of HMAC (RFC 2104) over SHA-256: one of the two padded forms of its key.
std::array<uint8_t, 64> PaddedKey(std::string_view key, uint8_t pad) {
  std::array<uint8_t, 64> block{};
  if (key.size() > block.size()) {
    const Bytes32 shortened = Sha256(key);
    std::copy(shortened.begin(), shortened.end(), block.begin());
  } else {
    std::copy(key.begin(), key.end(), block.begin());
  }
  for (uint8_t& byte : block) byte ^= pad;
  return block;
}

Bytes32 Sha256Of(std::string_view first, std::initializer_list<std::string_view> parts) {
  thread_local const std::unique_ptr<EVP_MD_CTX, Free> context(EVP_MD_CTX_new());
  bool ok = EVP_DigestInit_ex2(context.get(), Sha256Method(), nullptr) == 1;
  ok = ok && EVP_DigestUpdate(context.get(), first.data(), first.size()) == 1;
  for (const std::string_view part : parts) {
    ok = ok && EVP_DigestUpdate(context.get(), part.data(), part.size()) == 1;
  }
  Bytes32 out;
  ok = ok && EVP_DigestFinal_ex(context.get(), out.data(), nullptr) == 1;
  MustHold(ok, "SHA-256");
  return out;
}

std::unique_ptr<EVP_PKEY, Free> PrivateKey(const SecretKey& seed) {
  std::unique_ptr<EVP_PKEY, Free> key(
      EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.bytes().data(), 32));
  MustHold(key != nullptr, "Ed25519 private key");
  return key;
}

Bytes16 AsUuid(const uint8_t* bytes, uint8_t version) {
  Bytes16 id;
  std::copy(bytes, bytes + id.size(), id.begin());
  id[6] = static_cast<uint8_t>((id[6] & 0x0f) | version << 4);
  id[8] = static_cast<uint8_t>((id[8] & 0x3f) | 0x80);
  return id;
}

}  // namespace

SecretKey::~SecretKey() { OPENSSL_cleanse(bytes_.data(), bytes_.size()); }

SecretKey SecretKey::Random() { return SecretKey(RandomBytes<32>()); }

std::string_view SecretKey::View() const { return storage::View(bytes_); }

Bytes32 Sha256(std::initializer_list<std::string_view> parts) { return Sha256Of({}, parts); }

Bytes32 HmacSha256(std::string_view key, std::initializer_list<std::string_view> parts) {
  std::array<uint8_t, 64> inner_key = PaddedKey(key, 0x36);
  std::array<uint8_t, 64> outer_key = PaddedKey(key, 0x5c);
  const Bytes32 inner = Sha256Of(View(inner_key), parts);
  const Bytes32 outer = Sha256Of(View(outer_key), {View(inner)});
  OPENSSL_cleanse(inner_key.data(), inner_key.size());
  OPENSSL_cleanse(outer_key.data(), outer_key.size());
  return outer;
}

struct Sha256Stream::Context {
  std::unique_ptr<EVP_MD_CTX, Free> digest{EVP_MD_CTX_new()};
};

Sha256Stream::Sha256Stream() : context_(std::make_unique<Context>()) {
  MustHold(EVP_DigestInit_ex2(context_->digest.get(), Sha256Method(), nullptr) == 1, "SHA-256");
}

Sha256Stream::~Sha256Stream() = default;

void Sha256Stream::Add(std::string_view part) {
  MustHold(EVP_DigestUpdate(context_->digest.get(), part.data(), part.size()) == 1, "SHA-256");
}

Bytes32 Sha256Stream::Finish() {
  Bytes32 out;
  MustHold(EVP_DigestFinal_ex(context_->digest.get(), out.data(), nullptr) == 1, "SHA-256");
  return out;
}

SecretKey HkdfSha256(const SecretKey& key, std::initializer_list<std::string_view> info) {
  const SecretKey extracted(HmacSha256({}, {key.View()}));
  std::string expanded;
  for (const std::string_view part : info) expanded.append(part);
  expanded.push_back(1);
  return SecretKey(HmacSha256(extracted.View(), {expanded}));
}

bool SameBytes(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

void FillRandom(uint8_t* out, size_t count) {
  MustHold(RAND_bytes(out, static_cast<int>(count)) == 1, "random bytes");
}

std::string Encrypt(const SecretKey& key, const Nonce12& nonce, std::string_view associated,
                    std::string_view plaintext) {
  EVP_CIPHER_CTX* const context = CipherContext();
  std::string out(plaintext.size() + kTagBytes, '\0');
  int written = 0;
  bool ok =
      EVP_EncryptInit_ex2(context, GcmMethod(), key.bytes().data(), nonce.data(), nullptr) == 1 &&
      EVP_EncryptUpdate(context, nullptr, &written, Data(associated),
                        static_cast<int>(associated.size())) == 1 &&
      EVP_EncryptUpdate(context, Data(out), &written, Data(plaintext),
                        static_cast<int>(plaintext.size())) == 1 &&
      EVP_EncryptFinal_ex(context, Data(out) + plaintext.size(), &written) == 1 &&
      EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_GET_TAG, kTagBytes, Data(out) + plaintext.size()) ==
          1;
  EVP_CIPHER_CTX_reset(context);
  MustHold(ok, "AES-256-GCM");
  return out;
}

absl::StatusOr<std::string> Decrypt(const SecretKey& key, const Nonce12& nonce,
                                    std::string_view associated, std::string_view ciphertext) {
  const absl::Status refused = absl::DataLossError("sealed bytes do not open under this key");
  if (ciphertext.size() < kTagBytes) return refused;
  const std::string_view body = ciphertext.substr(0, ciphertext.size() - kTagBytes);
  std::string tag(ciphertext.substr(body.size()));
  EVP_CIPHER_CTX* const context = CipherContext();
  std::string out(body.size(), '\0');
  int written = 0;
  const bool ok =
      EVP_DecryptInit_ex2(context, GcmMethod(), key.bytes().data(), nonce.data(), nullptr) == 1 &&
      EVP_DecryptUpdate(context, nullptr, &written, Data(associated),
                        static_cast<int>(associated.size())) == 1 &&
      EVP_DecryptUpdate(context, Data(out), &written, Data(body), static_cast<int>(body.size())) ==
          1 &&
      EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_SET_TAG, kTagBytes, tag.data()) == 1 &&
      EVP_DecryptFinal_ex(context, Data(out) + body.size(), &written) == 1;
  EVP_CIPHER_CTX_reset(context);
  if (ok) return out;
  OPENSSL_cleanse(out.data(), out.size());
  return refused;
}

Bytes32 Ed25519PublicKey(const SecretKey& seed) {
  Bytes32 out;
  size_t size = out.size();
  MustHold(EVP_PKEY_get_raw_public_key(PrivateKey(seed).get(), out.data(), &size) == 1,
           "Ed25519 public key");
  return out;
}

Signature64 Ed25519Sign(const SecretKey& seed, std::string_view message) {
  const std::unique_ptr<EVP_MD_CTX, Free> context(EVP_MD_CTX_new());
  Signature64 out;
  size_t size = out.size();
  MustHold(
      EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, PrivateKey(seed).get()) == 1 &&
          EVP_DigestSign(context.get(), out.data(), &size, Data(message), message.size()) == 1,
      "Ed25519 signature");
  return out;
}

bool Ed25519Verify(const Bytes32& public_key, std::string_view message,
                   std::string_view signature) {
  const std::unique_ptr<EVP_PKEY, Free> key(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, public_key.data(), 32));
  const std::unique_ptr<EVP_MD_CTX, Free> context(EVP_MD_CTX_new());
  return key != nullptr &&
         EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
         EVP_DigestVerify(context.get(), Data(signature), signature.size(), Data(message),
                          message.size()) == 1;
}

Bytes16 NameBasedId(const Bytes16& name_space, std::string_view name) {
  std::string named(View(name_space));
  named.append(name);
  std::array<uint8_t, 20> digest;
  MustHold(EVP_Digest(named.data(), named.size(), digest.data(), nullptr, EVP_sha1(), nullptr) == 1,
           "SHA-1");
  return AsUuid(digest.data(), 5);
}

Bytes16 RandomId() { return AsUuid(RandomBytes<16>().data(), 4); }

}  // namespace candour::storage::crypto
