// The worked example of docs/formats/log.md, computed. The document must show these very values, so
// that it cannot go stale; and the values can never change, so neither can the formats.

#include <fstream>
#include <sstream>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "storage/bytes.h"
#include "storage/crypto/crypto.h"
#include "storage/keyring/sealing.h"
#include "storage/leaf.h"
#include "storage/merkle/checkpoint.h"
#include "storage/merkle/tree.h"

namespace candour::tests {
namespace {

using storage::Leaf;
using storage::Sealed;
namespace crypto = storage::crypto;
namespace merkle = storage::merkle;

template <typename Array>
Array Counting(uint8_t first) {
  Array out;
  for (size_t i = 0; i < out.size(); ++i) out[i] = static_cast<uint8_t>(first + i);
  return out;
}

crypto::SecretKey KeyOf(uint8_t fill) {
  Bytes32 bytes;
  bytes.fill(fill);
  return crypto::SecretKey(bytes);
}

std::string Hex(std::string_view bytes) { return absl::BytesToHexString(storage::Absl(bytes)); }

// The document without its spaces and line ends, which break long values.
std::string Document() {
  std::ifstream in(CANDOUR_SOURCE_DIR "/docs/formats/log.md");
  std::stringstream text;
  text << in.rdbuf();
  std::string out;
  for (const char c : text.str()) {
    if (c != ' ' && c != '\n') out.push_back(c);
  }
  return out;
}

void CheckShown(const std::string& what, const std::string& value) {
  CAPTURE(what, value);
  std::string packed;
  for (const char c : value) {
    if (c != ' ' && c != '\n') packed.push_back(c);
  }
  CHECK(Document().find(packed) != std::string::npos);
}

struct Example {
  LogId log{Counting<Bytes16>(0x10)};
  EventId event{Counting<Bytes16>(0x30)};
  crypto::SecretKey scope_key = KeyOf(7);
  crypto::SecretKey event_key = storage::EventKey(scope_key, event);
  Sealed sealed;
  Leaf leaf;

  Example() {
    sealed.nonce = Counting<crypto::Nonce12>(0x70);
    sealed.key_commitment = storage::KeyCommitment(event_key);
    sealed.ciphertext = crypto::Encrypt(
        event_key, sealed.nonce,
        absl::StrCat(storage::Absl(log.View()), storage::Absl(event.View())), "what was said");
    leaf.log = log;
    leaf.position = 1;
    leaf.recorded_at = 1'790'000'000'123'456;
    leaf.stream = {2, StreamId{Counting<Bytes16>(0x20)}};
    leaf.revision = 0;
    leaf.event_id = event;
    leaf.command = CommandId{Counting<Bytes16>(0x40)};
    leaf.actor = ActorId{Counting<Bytes16>(0x50)};
    leaf.scope = ScopeId{Counting<Bytes16>(0x60)};
    leaf.scope_seq = 0;
    leaf.nonce = sealed.nonce;
    leaf.key_commitment = sealed.key_commitment;
    leaf.ciphertext_hash = crypto::Sha256(sealed.ciphertext);
  }
};

TEST_CASE("the document shows the example's seal") {
  const Example example;
  CheckShown("event key", Hex(example.event_key.View()));
  CheckShown("commitment", Hex(storage::View(example.sealed.key_commitment)));
  CheckShown("ciphertext", Hex(example.sealed.ciphertext));
  CheckShown("ciphertext hash", Hex(storage::View(example.leaf.ciphertext_hash)));
  CHECK(storage::Unseal(example.scope_key, example.log, example.event, example.sealed).value() ==
        "what was said");
}

TEST_CASE("the document shows the example's leaf, tree, path and checkpoint") {
  const Example example;
  const std::string leaf = storage::EncodeLeaf(example.leaf);
  // Three leaves, of which the example is the middle one.
  Leaf first = example.leaf;
  first.position = 0;
  Leaf last = example.leaf;
  last.position = 2;
  merkle::Frontier tree;
  std::vector<merkle::Node> nodes;
  for (const std::string& each : {storage::EncodeLeaf(first), leaf, storage::EncodeLeaf(last)}) {
    tree.Append(merkle::HashLeaf(each), nodes);
  }
  const std::vector<Bytes32> path = {merkle::HashLeaf(storage::EncodeLeaf(first)),
                                     merkle::HashLeaf(storage::EncodeLeaf(last))};
  CHECK(merkle::VerifyInclusion(1, 3, merkle::HashLeaf(leaf), path, tree.Root()));
  const std::string origin = "candour.example/north";
  const std::string note =
      merkle::SignNote(merkle::CheckpointText({origin, 3, tree.Root()}), origin, KeyOf(42));

  CheckShown("leaf", Hex(leaf));
  CheckShown("leaf hash", Hex(storage::View(merkle::HashLeaf(leaf))));
  CheckShown("path 0", Hex(storage::View(path[0])));
  CheckShown("path 1", Hex(storage::View(path[1])));
  CheckShown("root", Hex(storage::View(tree.Root())));
  CheckShown("verifier key",
             merkle::VerifierKey{origin, crypto::Ed25519PublicKey(KeyOf(42))}.Text());
  CheckShown("checkpoint", note);
}

}  // namespace
}  // namespace candour::tests
