#include "storage/merkle/tree.h"

#include <map>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "storage/bytes.h"

namespace candour::storage::merkle {
namespace {

std::string Hex(const Bytes32& hash) { return absl::BytesToHexString(Absl(View(hash))); }

class Nodes final : public NodeReader {
 public:
  absl::StatusOr<Bytes32> Hash(uint8_t level, uint64_t index) const override {
    const auto found = nodes_.find({level, index});
    if (found == nodes_.end()) return absl::DataLossError("no such node");
    return found->second;
  }
  void Add(const std::vector<Node>& completed) {
    for (const Node& node : completed) nodes_[{node.level, node.index}] = node.hash;
  }

 private:
  std::map<std::pair<uint8_t, uint64_t>, Bytes32> nodes_;
};

std::string LeafText(uint64_t i) { return absl::StrCat("leaf ", i); }

struct Grown {
  Nodes nodes;
  Frontier frontier;
  std::vector<Bytes32> roots{EmptyRoot()};  // by size
};

Grown Grow(const std::vector<std::string>& leaves) {
  Grown grown;
  for (const std::string& leaf : leaves) {
    std::vector<Node> completed;
    grown.frontier.Append(HashLeaf(leaf), completed);
    grown.nodes.Add(completed);
    grown.roots.push_back(grown.frontier.Root());
  }
  return grown;
}

std::vector<std::string> Leaves(uint64_t count) {
  std::vector<std::string> leaves;
  for (uint64_t i = 0; i < count; ++i) leaves.push_back(LeafText(i));
  return leaves;
}

// The definition of RFC 6962, word for word, as a second opinion.
Bytes32 ByDefinition(const std::vector<std::string>& leaves, size_t begin, size_t end) {
  if (begin == end) return EmptyRoot();
  if (end - begin == 1) return HashLeaf(leaves[begin]);
  size_t split = 1;
  while (split * 2 < end - begin) split *= 2;
  return HashNode(ByDefinition(leaves, begin, begin + split),
                  ByDefinition(leaves, begin + split, end));
}

TEST_CASE("the published roots come out") {
  std::vector<std::string> leaves;
  for (const char* hex : {"", "00", "10", "2021", "3031", "40414243", "5051525354555657",
                          "606162636465666768696a6b6c6d6e6f"}) {
    leaves.push_back(absl::HexStringToBytes(hex));
  }
  const Grown grown = Grow(leaves);
  CHECK(Hex(grown.roots[0]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(Hex(HashLeaf("")) == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
  CHECK(Hex(grown.roots[1]) == Hex(HashLeaf("")));
  CHECK(Hex(grown.roots[7]) == "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c");
  CHECK(Hex(grown.roots[8]) == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
}

constexpr uint64_t kSizes = 70;

TEST_CASE("roots of every size agree with the definition, kept and recomputed") {
  const std::vector<std::string> leaves = Leaves(kSizes);
  const Grown grown = Grow(leaves);
  for (uint64_t size = 0; size <= kSizes; ++size) {
    CAPTURE(size);
    CHECK(grown.roots[size] == ByDefinition(leaves, 0, size));
    CHECK(RootAt(grown.nodes, size).value() == grown.roots[size]);
    CHECK(Frontier::Load(grown.nodes, size).value().Root() == grown.roots[size]);
  }
}

TEST_CASE("a loaded frontier grows as the first one did") {
  Grown grown = Grow(Leaves(kSizes));
  for (uint64_t size = 0; size < kSizes; ++size) {
    Frontier loaded = Frontier::Load(grown.nodes, size).value();
    std::vector<Node> completed;
    loaded.Append(HashLeaf(LeafText(size)), completed);
    CHECK(loaded.Root() == grown.roots[size + 1]);
    for (const Node& node : completed) {
      CHECK(grown.nodes.Hash(node.level, node.index).value() == node.hash);
    }
  }
}

// Every way a path can be wrong that is one step away from right.
std::vector<std::vector<Bytes32>> Spoiled(const std::vector<Bytes32>& path) {
  std::vector<std::vector<Bytes32>> out;
  for (size_t i = 0; i < path.size(); ++i) {
    out.push_back(path);
    out.back()[i][0] ^= 1;
  }
  if (!path.empty()) {
    out.push_back(path);
    out.back().pop_back();
    out.emplace_back(path.begin() + 1, path.end());
  }
  out.push_back(path);
  out.back().push_back(EmptyRoot());
  out.push_back(path);
  out.back().insert(out.back().begin(), EmptyRoot());
  return out;
}

TEST_CASE("inclusion is proved for every leaf of every size, and nothing else is") {
  const Grown grown = Grow(Leaves(kSizes));
  int wrongly_taken = 0;
  for (uint64_t size = 1; size < kSizes; ++size) {
    for (uint64_t position = 0; position < size; ++position) {
      const Bytes32 leaf = HashLeaf(LeafText(position));
      const std::vector<Bytes32> path = InclusionPath(grown.nodes, position, size).value();
      const auto taken = [&](uint64_t at, uint64_t of, const Bytes32& hash,
                             const std::vector<Bytes32>& by, const Bytes32& root) {
        return VerifyInclusion(at, of, hash, by, root) ? 1 : 0;
      };
      REQUIRE(taken(position, size, leaf, path, grown.roots[size]));
      wrongly_taken += taken(position, size, HashLeaf("another"), path, grown.roots[size]);
      wrongly_taken += taken(position, size, leaf, path, grown.roots[size - 1]);
      wrongly_taken += taken(size, size, leaf, path, grown.roots[size]);
      if (size > 1) wrongly_taken += taken(position ^ 1, size, leaf, path, grown.roots[size]);
      for (const std::vector<Bytes32>& spoiled : Spoiled(path)) {
        wrongly_taken += taken(position, size, leaf, spoiled, grown.roots[size]);
      }
    }
    CHECK(InclusionPath(grown.nodes, size, size).status().code() == absl::StatusCode::kOutOfRange);
  }
  CHECK(wrongly_taken == 0);
}

TEST_CASE("consistency is proved between every two sizes, and nothing else is") {
  const Grown grown = Grow(Leaves(kSizes));
  int wrongly_taken = 0;
  for (uint64_t new_size = 1; new_size < kSizes; ++new_size) {
    for (uint64_t old_size = 0; old_size <= new_size; ++old_size) {
      const Bytes32& old_root = grown.roots[old_size];
      const Bytes32& new_root = grown.roots[new_size];
      const std::vector<Bytes32> path = ConsistencyPath(grown.nodes, old_size, new_size).value();
      CAPTURE(old_size, new_size);
      REQUIRE(VerifyConsistency(old_size, new_size, path, old_root, new_root));
      const Bytes32 other = HashLeaf("another");
      wrongly_taken += VerifyConsistency(old_size, new_size, path, other, new_root);
      if (old_size > 0) {
        wrongly_taken += VerifyConsistency(old_size, new_size, path, old_root, other);
      }
      for (const std::vector<Bytes32>& spoiled : Spoiled(path)) {
        wrongly_taken += VerifyConsistency(old_size, new_size, spoiled, old_root, new_root);
      }
      wrongly_taken +=
          old_size != new_size && VerifyConsistency(new_size, old_size, path, new_root, old_root);
    }
    CHECK(ConsistencyPath(grown.nodes, new_size + 1, new_size).status().code() ==
          absl::StatusCode::kOutOfRange);
  }
  CHECK(wrongly_taken == 0);
}

TEST_CASE("a missing node is damage, not another root") {
  Grown grown = Grow(Leaves(5));
  CHECK(RootAt(grown.nodes, 6).status().code() == absl::StatusCode::kDataLoss);
  CHECK(Frontier::Load(grown.nodes, 6).status().code() == absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace candour::storage::merkle
