#include "storage/leaf.h"

#include "absl/strings/escaping.h"

namespace candour::storage {
namespace {

template <typename Array>
Array Filled(uint8_t first) {
  Array out;
  for (size_t i = 0; i < out.size(); ++i) out[i] = static_cast<uint8_t>(first + i);
  return out;
}

Leaf Sample() {
  Leaf leaf;
  leaf.log = LogId{Filled<Bytes16>(0x10)};
  leaf.position = 0x0102030405060708;
  leaf.recorded_at = 1'790'000'000'123'456;
  leaf.stream = {0x0203, StreamId{Filled<Bytes16>(0x20)}};
  leaf.revision = 7;
  leaf.event_id = EventId{Filled<Bytes16>(0x30)};
  leaf.command = CommandId{Filled<Bytes16>(0x40)};
  leaf.actor = ActorId{Filled<Bytes16>(0x50)};
  leaf.scope = ScopeId{Filled<Bytes16>(0x60)};
  leaf.scope_seq = 9;
  leaf.nonce = Filled<std::array<uint8_t, 12>>(0x70);
  leaf.key_commitment = Filled<Bytes32>(0x80);
  leaf.ciphertext_hash = Filled<Bytes32>(0xa0);
  return leaf;
}

// The same bytes stand in docs/formats/log.md. They can never change.
constexpr const char* kGolden =
    "43445231"
    "101112131415161718191a1b1c1d1e1f"
    "0102030405060708"
    "00065bfeda27c240"
    "0203"
    "202122232425262728292a2b2c2d2e2f"
    "0000000000000007"
    "303132333435363738393a3b3c3d3e3f"
    "404142434445464748494a4b4c4d4e4f"
    "505152535455565758595a5b5c5d5e5f"
    "606162636465666768696a6b6c6d6e6f"
    "0000000000000009"
    "707172737475767778797a7b"
    "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f"
    "a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebf";

TEST_CASE("a leaf has the bytes it had on the first day") {
  const std::string encoded = EncodeLeaf(Sample());
  CHECK(encoded.size() == kLeafBytes);
  CHECK(absl::BytesToHexString(encoded) == kGolden);
  CHECK(ParseLeaf(absl::HexStringToBytes(kGolden)).value() == Sample());
}

TEST_CASE("anything but one leaf of version 1 is damage") {
  const std::string encoded = EncodeLeaf(Sample());
  const std::string bytes =
      GENERATE_COPY(std::string(), encoded.substr(1), encoded.substr(0, kLeafBytes - 1),
                    encoded + "x", "CDR2" + encoded.substr(4));
  CHECK(ParseLeaf(bytes).status().code() == absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace candour::storage
