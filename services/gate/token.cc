#include "services/gate/token.h"

#include <openssl/evp.h>
#include <sys/stat.h>

#include <fstream>
#include <iterator>
#include <list>
#include <tuple>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "base/limits.h"
#include "base/status.h"
#include "services/gate/claims.h"
#include "services/gate/jwks.h"

namespace candour::gate {
namespace {

constexpr Micros kLookAtFileEveryMicros = 1'000'000;

Bytes32 Sha256(std::string_view data) {
  Bytes32 digest;
  EVP_Digest(data.data(), data.size(), digest.data(), nullptr, EVP_sha256(), nullptr);
  return digest;
}

// What changes when a file is replaced or rewritten.
struct FileMark {
  ino_t inode = 0;
  off_t bytes = -1;
  int64_t modified_s = 0;
  int64_t modified_ns = 0;

  friend bool operator==(const FileMark&, const FileMark&) = default;
};

absl::StatusOr<FileMark> MarkOf(const std::string& path) {
  struct stat found;
  if (stat(path.c_str(), &found) != 0) {
    return absl::NotFoundError(absl::StrCat("cannot read the token keys in ", path));
  }
  return FileMark{found.st_ino, found.st_size, found.st_mtim.tv_sec, found.st_mtim.tv_nsec};
}

absl::StatusOr<TokenKeys> ReadKeys(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (!file) return absl::NotFoundError(absl::StrCat("cannot read the token keys in ", path));
  absl::StatusOr<TokenKeys> keys = ParseTokenKeys(text);
  if (keys.ok()) return keys;
  return absl::Status(keys.status().code(), absl::StrCat(path, ": ", keys.status().message()));
}

// Whether `segment` is the one way to write its bytes: only letters of the base64url alphabet, no
// lone one at the end, and no bits beyond the last byte.
bool IsCanonicalBase64Url(std::string_view segment) {
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  if (segment.empty() || segment.find_first_not_of(kAlphabet) != segment.npos) return false;
  const size_t last = kAlphabet.find(segment.back());
  switch (segment.size() % 4) {
    case 1:
      return false;
    case 2:
      return last % 16 == 0;
    case 3:
      return last % 4 == 0;
    default:
      return true;
  }
}

// cjose takes the leading bytes of an ES256 signature and ignores what follows, and accepts stray
// bits. One token could then be spelt many ways, each of them another entry of the cache.
bool IsCanonical(std::string_view token, std::string_view algorithm) {
  constexpr size_t kEs256SignatureLetters = 86;
  const size_t first = token.find('.');
  const size_t second = token.rfind('.');
  if (first == token.npos || first == second) return false;
  const std::string_view signature = token.substr(second + 1);
  if (algorithm == "ES256" && signature.size() != kEs256SignatureLetters) return false;
  return IsCanonicalBase64Url(token.substr(0, first)) &&
         IsCanonicalBase64Url(token.substr(first + 1, second - first - 1)) &&
         IsCanonicalBase64Url(signature);
}

// Tokens already verified, least recently used last. Not thread-safe.
class VerifiedTokens {
 public:
  std::shared_ptr<const Caller> Find(const Bytes32& digest, Micros now) {
    auto found = by_digest_.find(digest);
    if (found == by_digest_.end()) return nullptr;
    auto entry = found->second;
    if (now >= entry->until) {
      by_digest_.erase(found);
      entries_.erase(entry);
      return nullptr;
    }
    entries_.splice(entries_.begin(), entries_, entry);
    return entry->caller;
  }

  void Insert(const Bytes32& digest, std::shared_ptr<const Caller> caller, Micros until) {
    if (by_digest_.contains(digest)) return;
    entries_.push_front({digest, std::move(caller), until});
    by_digest_[digest] = entries_.begin();
    if (entries_.size() <= limits::kTokenCacheEntries) return;
    by_digest_.erase(entries_.back().digest);
    entries_.pop_back();
  }

  void Clear() {
    by_digest_.clear();
    entries_.clear();
  }

 private:
  struct Entry {
    Bytes32 digest;
    std::shared_ptr<const Caller> caller;
    Micros until;
  };

  std::list<Entry> entries_;
  absl::flat_hash_map<Bytes32, std::list<Entry>::iterator> by_digest_;
};

}  // namespace

class TokenVerifier::Impl {
 public:
  Impl(Options options, const Clock& clock) : options_(std::move(options)), clock_(clock) {}

  absl::Status Load() ABSL_LOCKS_EXCLUDED(mutex_) {
    absl::MutexLock lock(&mutex_);
    ASSIGN_OR_RETURN(mark_, MarkOf(options_.jwks_path));
    ASSIGN_OR_RETURN(TokenKeys keys, ReadKeys(options_.jwks_path));
    keys_ = std::make_shared<const TokenKeys>(std::move(keys));
    looked_at_ = clock_.NowMicros();
    return absl::OkStatus();
  }

  absl::StatusOr<std::shared_ptr<const Caller>> Verify(std::string_view token)
      ABSL_LOCKS_EXCLUDED(mutex_) {
    if (token.empty()) return absl::UnauthenticatedError("no access token was sent");
    if (token.size() > limits::kTokenBytes) {
      return absl::UnauthenticatedError(
          absl::StrCat("the access token is larger than ", limits::kTokenBytes, " bytes"));
    }
    const Bytes32 digest = Sha256(token);
    const Micros now = clock_.NowMicros();
    std::shared_ptr<const TokenKeys> keys;
    {
      absl::MutexLock lock(&mutex_);
      if (now - looked_at_ >= kLookAtFileEveryMicros) ReloadIfChanged(now);
      if (std::shared_ptr<const Caller> known = verified_.Find(digest, now)) return known;
      ReloadIfChanged(now);
      keys = keys_;
    }
    ASSIGN_OR_RETURN(TokenClaims claims, VerifyWith(*keys, token, now));
    auto caller = std::make_shared<const Caller>(std::move(claims.caller));
    absl::MutexLock lock(&mutex_);
    if (keys == keys_) {
      verified_.Insert(digest, caller, (claims.expires_at_s + kTokenLeewaySeconds) * 1'000'000);
    }
    return caller;
  }

 private:
  // A file that is gone or broken for the moment leaves the keys as they were: a half-written file
  // must not lock everybody out.
  void ReloadIfChanged(Micros now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    looked_at_ = now;
    absl::StatusOr<FileMark> mark = MarkOf(options_.jwks_path);
    if (!mark.ok() || *mark == mark_) return;
    absl::StatusOr<TokenKeys> keys = ReadKeys(options_.jwks_path);
    if (!keys.ok()) return;
    mark_ = *mark;
    keys_ = std::make_shared<const TokenKeys>(*std::move(keys));
    verified_.Clear();
  }

  absl::StatusOr<TokenClaims> VerifyWith(const TokenKeys& keys, std::string_view token,
                                         Micros now) const {
    cjose_err error{};
    JwsPtr jws(cjose_jws_import(token.data(), token.size(), &error));
    if (jws == nullptr) {
      return absl::UnauthenticatedError("the access token is not a signed JSON Web Token");
    }
    cjose_header_t* header = cjose_jws_get_protected(jws.get());
    const char* kid = cjose_header_get(header, CJOSE_HDR_KID, &error);
    const auto key = kid == nullptr ? keys.end() : keys.find(std::string_view(kid));
    if (key == keys.end()) {
      return absl::UnauthenticatedError("the access token is signed by a key this server lacks");
    }
    // The key decides the algorithm, never the token: this is what refuses `none` and HS256.
    const char* algorithm = cjose_header_get(header, CJOSE_HDR_ALG, &error);
    if (algorithm == nullptr || key->second.algorithm != algorithm) {
      return absl::UnauthenticatedError("the access token's algorithm is not that of its key");
    }
    if (json_object_get(header, "crit") != nullptr) {
      return absl::UnauthenticatedError("the access token demands extensions unknown here");
    }
    if (!IsCanonical(token, key->second.algorithm)) {
      return absl::UnauthenticatedError("the access token is not written as RFC 7515 says");
    }
    uint8_t* payload = nullptr;
    size_t payload_bytes = 0;
    if (!cjose_jws_verify(jws.get(), key->second.jwk.get(), &error) ||
        !cjose_jws_get_plaintext(jws.get(), &payload, &payload_bytes, &error)) {
      return absl::UnauthenticatedError("the access token's signature is wrong");
    }
    return ReadTokenClaims({reinterpret_cast<const char*>(payload), payload_bytes},
                           options_.issuers, now);
  }

  const Options options_;
  const Clock& clock_;

  absl::Mutex mutex_;
  FileMark mark_ ABSL_GUARDED_BY(mutex_);
  Micros looked_at_ ABSL_GUARDED_BY(mutex_) = 0;
  std::shared_ptr<const TokenKeys> keys_ ABSL_GUARDED_BY(mutex_);
  VerifiedTokens verified_ ABSL_GUARDED_BY(mutex_);
};

TokenVerifier::TokenVerifier(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
TokenVerifier::~TokenVerifier() = default;

absl::StatusOr<std::unique_ptr<TokenVerifier>> TokenVerifier::Create(Options options,
                                                                     const Clock& clock) {
  auto impl = std::make_unique<Impl>(std::move(options), clock);
  RETURN_IF_ERROR(impl->Load());
  return std::unique_ptr<TokenVerifier>(new TokenVerifier(std::move(impl)));
}

absl::StatusOr<std::shared_ptr<const Caller>> TokenVerifier::Verify(std::string_view token) const {
  return impl_->Verify(token);
}

ActorId ActorIdOf(const Caller& caller, std::string_view tenant) {
  std::string name = "candour actor v1";
  for (const std::string& part : {std::string(tenant), caller.issuer, caller.subject}) {
    // Lengths between the parts, so that no two callers spell the same name.
    absl::StrAppend(&name, "\n", part.size(), "\n", part);
  }
  const Bytes32 digest = Sha256(name);
  ActorId id;
  std::copy_n(digest.begin(), id.bytes.size(), id.bytes.begin());
  id.bytes[6] = (id.bytes[6] & 0x0f) | 0x50;
  id.bytes[8] = (id.bytes[8] & 0x3f) | 0x80;
  return id;
}

}  // namespace candour::gate
