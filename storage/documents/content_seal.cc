#include "storage/documents/content_seal.h"

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "storage/bytes.h"

namespace candour::storage {
namespace {

// Frozen: they are part of the stored format.
constexpr std::string_view kMagic = "CDD1";
constexpr std::string_view kKeyLabel = "candour document key v1";
constexpr std::string_view kNameLabel = "candour document name v1";
constexpr size_t kSaltBytes = 32;

std::string_view SaltOf(std::string_view header) {
  return header.substr(kContentHeaderBytes - kSaltBytes);
}

crypto::SecretKey FileKey(const crypto::SecretKey& scope_key, std::string_view header) {
  return crypto::HkdfSha256(scope_key, {kKeyLabel, SaltOf(header)});
}

std::string Associated(const ContentPlace& place, std::string_view header) {
  std::string out(place.log.View());
  out.append(place.scope.View());
  out.append(header);
  return out;
}

crypto::Nonce12 NonceOf(uint64_t piece, bool last) {
  crypto::Nonce12 nonce{};
  nonce[3] = last ? 1 : 0;
  for (int i = 0; i < 8; ++i) nonce[4 + i] = static_cast<uint8_t>(piece >> (56 - 8 * i));
  return nonce;
}

std::string NewHeader() {
  std::string header(kMagic);
  PutBig(header, static_cast<uint32_t>(kContentPieceBytes));
  header.append(View(crypto::RandomBytes<kSaltBytes>()));
  return header;
}

}  // namespace

std::string ContentName(const crypto::SecretKey& scope_key, const Bytes32& sha256) {
  const Bytes32 name =
      crypto::HmacSha256(crypto::HkdfSha256(scope_key, {kNameLabel}).View(), {View(sha256)});
  return absl::BytesToHexString(
      absl::string_view(reinterpret_cast<const char*>(name.data()), name.size()));
}

ContentSealer::ContentSealer(const ContentPlace& place, const crypto::SecretKey& scope_key)
    : header_(NewHeader()),
      associated_(Associated(place, header_)),
      key_(FileKey(scope_key, header_)) {}

std::string ContentSealer::Seal(std::string_view piece, bool last) {
  return crypto::Encrypt(key_, NonceOf(count_++, last), associated_, piece);
}

absl::StatusOr<ContentOpener> ContentOpener::Begin(const ContentPlace& place,
                                                   const crypto::SecretKey& scope_key,
                                                   std::string_view header) {
  std::string expected(kMagic);
  PutBig(expected, static_cast<uint32_t>(kContentPieceBytes));
  if (header.size() != kContentHeaderBytes || header.substr(0, expected.size()) != expected) {
    return absl::DataLossError("this is not the content of a document, or its head is damaged");
  }
  return ContentOpener(Associated(place, header), FileKey(scope_key, header));
}

absl::StatusOr<std::string> ContentOpener::Open(std::string_view sealed, bool last) {
  return crypto::Decrypt(key_, NonceOf(count_++, last), associated_, sealed);
}

}  // namespace candour::storage
