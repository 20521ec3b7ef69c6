// How the content of a document is closed and opened, piece by piece. docs/formats/documents.md
// describes the bytes.
//
//   file key = HKDF-SHA256(scope key, "candour document key v1" ‖ salt)
//   piece i  = AES-256-GCM(file key, nonce = 3 zero bytes ‖ whether it is the last ‖ i,
//                          associated data = log id ‖ scope id ‖ header)
//
// A file that was cut, lengthened, or put together from pieces of others or in another order does
// not open: the number of a piece and whether it is the last are part of its nonce, and the salt,
// new for each file, part of its key.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "base/id.h"
#include "storage/crypto/crypto.h"

namespace candour::storage {

// Frozen: it is stored. Every piece but the last has as much content as this.
inline constexpr size_t kContentPieceBytes = 64 * 1024;
inline constexpr size_t kContentHeaderBytes = 40;  // "CDD1", the length of a piece, the salt
inline constexpr size_t kSealedPieceBytes = kContentPieceBytes + crypto::kTagBytes;

// Whose content it is: decides which key it is sealed with, and where it lies.
struct ContentPlace {
  LogId log;
  ScopeId scope;
};

// What a file of content is called: the same for the same content in one scope, so that it is kept
// once, and unlike in any other, so that nobody can tell that two cases share a document.
std::string ContentName(const crypto::SecretKey& scope_key, const Bytes32& sha256);

// For one thread.
class ContentSealer {
 public:
  // With a fresh random salt.
  ContentSealer(const ContentPlace& place, const crypto::SecretKey& scope_key);

  const std::string& header() const { return header_; }
  // `piece` has kContentPieceBytes, unless it is the last.
  std::string Seal(std::string_view piece, bool last);

 private:
  std::string header_;
  std::string associated_;
  crypto::SecretKey key_;
  uint64_t count_ = 0;
};

// For one thread.
class ContentOpener {
 public:
  // DATA_LOSS if this is not the header of content.
  static absl::StatusOr<ContentOpener> Begin(const ContentPlace& place,
                                             const crypto::SecretKey& scope_key,
                                             std::string_view header);

  // DATA_LOSS if the piece is not the next one, or not the last as it should be.
  absl::StatusOr<std::string> Open(std::string_view sealed, bool last);

 private:
  ContentOpener(std::string associated, const crypto::SecretKey& key)
      : associated_(std::move(associated)), key_(key) {}

  std::string associated_;
  crypto::SecretKey key_;
  uint64_t count_ = 0;
};

}  // namespace candour::storage
