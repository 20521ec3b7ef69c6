// For SHA-256's own functions. Through EVP a digest of a key or a node costs several times what
// there is to hash, and its state cannot be copied without an allocation.
#define OPENSSL_SUPPRESS_DEPRECATED

#include "storage/crypto/crypto.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

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

// Fetched once: an implicit fetch on every call costs more than what it is fetched for.
const EVP_CIPHER* GcmMethod() {
  static const EVP_CIPHER* const method = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  return method;
}

EVP_CIPHER_CTX* CipherContext() {
  thread_local const std::unique_ptr<EVP_CIPHER_CTX, Free> context(EVP_CIPHER_CTX_new());
  return context.get();
}

void Add(SHA256_CTX& digest, std::string_view part) {
  SHA256_Update(&digest, part.data(), part.size());
}

Bytes32 Finish(SHA256_CTX& digest) {
  Bytes32 out;
  SHA256_Final(out.data(), &digest);
  return out;
}

// HMAC (RFC 2104) over SHA-256, begun: its key has been taken in. Wiped when it goes out of scope.
class Hmac {
 public:
  explicit Hmac(std::string_view key) {
    std::array<uint8_t, SHA256_CBLOCK> block{};
    if (key.size() > block.size()) {
      const Bytes32 shortened = Sha256(key);
      std::copy(shortened.begin(), shortened.end(), block.begin());
    } else {
      std::copy(key.begin(), key.end(), block.begin());
    }
    for (uint8_t& byte : block) byte ^= 0x36;
    SHA256_Init(&inner_);
    storage::crypto::Add(inner_, View(block));
    for (uint8_t& byte : block) byte ^= 0x36 ^ 0x5c;
    SHA256_Init(&outer_);
    storage::crypto::Add(outer_, View(block));
    OPENSSL_cleanse(block.data(), block.size());
  }
  Hmac(const Hmac&) = default;
  Hmac& operator=(const Hmac&) = delete;
  ~Hmac() {
    OPENSSL_cleanse(&inner_, sizeof(inner_));
    OPENSSL_cleanse(&outer_, sizeof(outer_));
  }

  void Add(std::string_view part) { storage::crypto::Add(inner_, part); }

  // Of everything added. Once, and nothing afterwards.
  Bytes32 Finish() {
    storage::crypto::Add(outer_, View(storage::crypto::Finish(inner_)));
    return storage::crypto::Finish(outer_);
  }

 private:
  SHA256_CTX inner_;
  SHA256_CTX outer_;
};

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

Bytes32 Sha256(std::initializer_list<std::string_view> parts) {
  SHA256_CTX digest;
  SHA256_Init(&digest);
  for (const std::string_view part : parts) Add(digest, part);
  return Finish(digest);
}

Bytes32 HmacSha256(std::string_view key, std::initializer_list<std::string_view> parts) {
  Hmac hmac(key);
  for (const std::string_view part : parts) hmac.Add(part);
  return hmac.Finish();
}

struct Sha256Stream::Context {
  SHA256_CTX digest;
};

Sha256Stream::Sha256Stream() : context_(std::make_unique<Context>()) {
  SHA256_Init(&context_->digest);
}

Sha256Stream::~Sha256Stream() = default;

void Sha256Stream::Add(std::string_view part) { crypto::Add(context_->digest, part); }

Bytes32 Sha256Stream::Finish() { return crypto::Finish(context_->digest); }

SecretKey HkdfSha256(const SecretKey& key, std::initializer_list<std::string_view> info) {
  static const Hmac& empty_salt = *new Hmac(std::string_view());
  Hmac extract(empty_salt);
  extract.Add(key.View());
  Hmac expand(SecretKey(extract.Finish()).View());
  for (const std::string_view part : info) expand.Add(part);
  expand.Add(std::string_view("\x01", 1));
  return SecretKey(expand.Finish());
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
  SHA_CTX digest;
  SHA1_Init(&digest);
  SHA1_Update(&digest, name_space.data(), name_space.size());
  SHA1_Update(&digest, name.data(), name.size());
  std::array<uint8_t, SHA_DIGEST_LENGTH> out;
  SHA1_Final(out.data(), &digest);
  return AsUuid(out.data(), 5);
}

Bytes16 RandomId() { return AsUuid(RandomBytes<16>().data(), 4); }

}  // namespace candour::storage::crypto
