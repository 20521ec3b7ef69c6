#include "storage/documents/content_seal.h"

#include <vector>

#include "absl/strings/match.h"

namespace candour::storage {
namespace {

const ContentPlace kPlace{LogId{{1}}, ScopeId{{2}}};

// Opens pieces as a file of them would be.
absl::StatusOr<std::string> OpenAll(const ContentPlace& place, const crypto::SecretKey& key,
                                    std::string_view header,
                                    const std::vector<std::string>& pieces) {
  auto opener = ContentOpener::Begin(place, key, header);
  if (!opener.ok()) return opener.status();
  std::string whole;
  for (size_t i = 0; i < pieces.size(); ++i) {
    auto piece = opener->Open(pieces[i], i + 1 == pieces.size());
    if (!piece.ok()) return piece.status();
    whole += *piece;
  }
  return whole;
}

TEST_CASE("pieces open in their order, to their end, under their key and in their place alone") {
  const crypto::SecretKey key = crypto::SecretKey::Random();
  ContentSealer sealer(kPlace, key);
  const std::string full(kContentPieceBytes, 'a');
  const std::vector<std::string> pieces = {sealer.Seal(full, false), sealer.Seal(full, false),
                                           sealer.Seal("end", true)};
  const std::string header = sealer.header();
  REQUIRE(OpenAll(kPlace, key, header, pieces).value() == full + full + "end");

  ContentSealer other(kPlace, key);
  const std::string foreign = other.Seal(full, false);
  std::string flipped = pieces[1];
  flipped[100] = static_cast<char>(flipped[100] ^ 1);
  const std::vector<std::pair<const char*, std::vector<std::string>>> altered = {
      {"cut behind a piece", {pieces[0], pieces[1]}},
      {"cut within a piece", {pieces[0], pieces[1], pieces[2].substr(0, 10)}},
      {"a piece left out", {pieces[0], pieces[2]}},
      {"pieces the other way round", {pieces[1], pieces[0], pieces[2]}},
      {"a piece twice", {pieces[0], pieces[0], pieces[2]}},
      {"something added", {pieces[0], pieces[1], pieces[2], pieces[2]}},
      {"a piece of another file", {foreign, pieces[1], pieces[2]}},
      {"a bit", {pieces[0], flipped, pieces[2]}}};
  for (const auto& [what, given] : altered) {
    CAPTURE(what);
    CHECK(absl::IsDataLoss(OpenAll(kPlace, key, header, given).status()));
  }
  CHECK(absl::IsDataLoss(OpenAll(kPlace, crypto::SecretKey::Random(), header, pieces).status()));
  CHECK(absl::IsDataLoss(OpenAll({LogId{{1}}, ScopeId{{3}}}, key, header, pieces).status()));
  CHECK(absl::IsDataLoss(OpenAll({LogId{{9}}, ScopeId{{2}}}, key, header, pieces).status()));
  std::string other_header = header;
  other_header[20] = static_cast<char>(other_header[20] ^ 1);
  CHECK(absl::IsDataLoss(OpenAll(kPlace, key, other_header, pieces).status()));
  CHECK(absl::IsDataLoss(OpenAll(kPlace, key, header.substr(1), pieces).status()));
}

TEST_CASE("a name says nothing without the key, and is another under another") {
  const crypto::SecretKey key{Bytes32{1}};
  const Bytes32 sha256 = crypto::Sha256("the same report");
  CHECK(ContentName(key, sha256) == ContentName(key, sha256));
  CHECK(ContentName(key, sha256) != ContentName(crypto::SecretKey{Bytes32{2}}, sha256));
  CHECK(ContentName(key, sha256) != ContentName(key, crypto::Sha256("another report")));
  CHECK(ContentName(key, sha256).size() == 64);
}

}  // namespace
}  // namespace candour::storage
