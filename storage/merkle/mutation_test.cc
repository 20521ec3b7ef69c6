// Whatever is made of notes, keys, leaves and proofs: no parser fails on it, and none believes it.
#include "tests/support/mutation.h"

#include <rapidcheck.h>

#include <map>

#include "storage/bytes.h"
#include "storage/leaf.h"
#include "storage/merkle/checkpoint.h"
#include "storage/merkle/tree.h"

namespace candour::storage::merkle {
namespace {

using tests::Edit;
using tests::Mutated;

constexpr char kOrigin[] = "candour.example/north";

struct Signed {
  Checkpoint checkpoint{kOrigin, 1234, crypto::Sha256("root")};
  crypto::SecretKey seed = crypto::SecretKey::Random();
  VerifierKey key{kOrigin, crypto::Ed25519PublicKey(seed)};
  std::string note = SignNote(CheckpointText(checkpoint), kOrigin, seed);
};

TEST_CASE("a changed note says nothing else, and nothing falls over it") {
  const Signed signature;
  CHECK(rc::check([&](const std::vector<Edit>& edits) {
    const std::string note = Mutated(signature.note, edits);
    const auto checkpoint = VerifyCheckpoint(note, signature.key);
    // Signatures of others may come and go; what was signed may not.
    if (checkpoint.ok()) RC_ASSERT(*checkpoint == signature.checkpoint);
    if (note == signature.note) RC_ASSERT(checkpoint.ok());
    const auto parsed = ParseNote(note);
    ParseCheckpointText(parsed.ok() ? parsed->text : note).IgnoreError();
  }));
}

TEST_CASE("a changed verifier key is refused, or is another key wholly written out") {
  const std::string text = Signed().key.Text();
  CHECK(rc::check([&](const std::vector<Edit>& edits) {
    const std::string changed = Mutated(text, edits);
    const auto key = VerifierKey::Parse(changed);
    if (key.ok()) RC_ASSERT(key->Text() == changed);
    if (changed == text) RC_ASSERT(key.ok());
  }));
}

TEST_CASE("a changed leaf is refused, or is another leaf wholly written out") {
  Leaf leaf;
  leaf.position = 7;
  leaf.recorded_at = 1'790'000'000'000'000;
  leaf.stream.type = 3;
  const std::string text = EncodeLeaf(leaf);
  CHECK(rc::check([&](const std::vector<Edit>& edits) {
    const std::string changed = Mutated(text, edits);
    const auto parsed = ParseLeaf(changed);
    if (parsed.ok()) RC_ASSERT(EncodeLeaf(*parsed) == changed);
  }));
}

class Nodes final : public NodeReader {
 public:
  explicit Nodes(uint64_t size) {
    Frontier tree;
    std::vector<Node> completed;
    for (uint64_t i = 0; i < size; ++i) {
      completed.clear();
      tree.Append(HashLeaf(std::to_string(i)), completed);
      for (const Node& node : completed) hashes_[{node.level, node.index}] = node.hash;
    }
  }
  absl::StatusOr<Bytes32> Hash(uint8_t level, uint64_t index) const override {
    return hashes_.at({level, index});
  }

 private:
  std::map<std::pair<uint8_t, uint64_t>, Bytes32> hashes_;
};

std::vector<Bytes32> ChangedPath(const std::vector<Bytes32>& path, const std::vector<Edit>& edits) {
  std::string bytes;
  for (const Bytes32& hash : path) bytes.append(View(hash));
  bytes = Mutated(std::move(bytes), edits);
  bytes.resize((bytes.size() + 31) / 32 * 32);
  std::vector<Bytes32> changed;
  for (size_t at = 0; at < bytes.size(); at += 32) {
    changed.push_back(FieldReader(std::string_view(bytes).substr(at)).Bytes<32>());
  }
  return changed;
}

TEST_CASE("a changed path proves nothing") {
  constexpr uint64_t kSize = 70;
  const Nodes nodes(kSize);
  CHECK(rc::check([&](const std::vector<Edit>& edits) {
    const auto size = *rc::gen::inRange<uint64_t>(1, kSize + 1);
    const auto at = *rc::gen::inRange<uint64_t>(0, size);
    const Bytes32 root = RootAt(nodes, size).value();
    const Bytes32 leaf = HashLeaf(std::to_string(at));
    const auto path = InclusionPath(nodes, at, size).value();
    const auto changed = ChangedPath(path, edits);
    RC_ASSERT(VerifyInclusion(at, size, leaf, changed, root) == (changed == path));
    RC_ASSERT(!VerifyInclusion(at, size, HashLeaf("another"), path, root));

    const auto older = at + 1;
    const Bytes32 old_root = RootAt(nodes, older).value();
    const auto between = ConsistencyPath(nodes, older, size).value();
    const auto otherwise = ChangedPath(between, edits);
    RC_ASSERT(VerifyConsistency(older, size, otherwise, old_root, root) == (otherwise == between));
    RC_ASSERT(!VerifyConsistency(older, size, between, HashLeaf("another"), root));
  }));
}

TEST_CASE("a path of whatever sizes and hashes proves nothing, and comes to an end") {
  CHECK(rc::check([&](uint64_t at, uint64_t size, const std::vector<Edit>& edits) {
    const auto path = ChangedPath({}, edits);
    RC_ASSERT(!VerifyInclusion(at, size, HashLeaf("a"), path, HashLeaf("b")));
    if (at != size) RC_ASSERT(!VerifyConsistency(at, size, path, HashLeaf("a"), HashLeaf("b")));
  }));
}

}  // namespace
}  // namespace candour::storage::merkle
