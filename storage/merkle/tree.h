// The Merkle tree of RFC 6962 (RFC 9162) over a log's leaves: hashing, growing, proving, checking.
//
// A tree of n leaves is kept as the hashes of its complete subtrees: node (level, index) covers the
// leaves index*2^level up to, not including, (index+1)*2^level. They never change once written, so
// the tree of every earlier size can be computed from the same nodes.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/id.h"

namespace candour::storage::merkle {

Bytes32 EmptyRoot();
Bytes32 HashLeaf(std::string_view leaf);
Bytes32 HashNode(const Bytes32& left, const Bytes32& right);

struct Node {
  uint8_t level = 0;
  uint64_t index = 0;
  Bytes32 hash{};
};

class NodeReader {
 public:
  virtual ~NodeReader() = default;
  // A complete subtree's hash. DATA_LOSS if it should be there and is not.
  virtual absl::StatusOr<Bytes32> Hash(uint8_t level, uint64_t index) const = 0;
};

// The right edge of a growing tree: what is needed to add leaves without reading any node back.
class Frontier {
 public:
  Frontier() = default;

  static absl::StatusOr<Frontier> Load(const NodeReader& nodes, uint64_t size);

  // Adds a leaf and appends to `completed` every subtree it completes, its own hash first.
  void Append(const Bytes32& leaf_hash, std::vector<Node>& completed);

  uint64_t size() const { return size_; }
  Bytes32 Root() const;

 private:
  uint64_t size_ = 0;
  std::vector<Bytes32> peaks_;  // roots of the complete subtrees of size_, largest first
};

// The root of the tree when it had `size` leaves. The reader must hold at least that many.
absl::StatusOr<Bytes32> RootAt(const NodeReader& nodes, uint64_t size);

// OUT_OF_RANGE unless position < size, or old_size <= new_size.
absl::StatusOr<std::vector<Bytes32>> InclusionPath(const NodeReader& nodes, uint64_t position,
                                                   uint64_t size);
absl::StatusOr<std::vector<Bytes32>> ConsistencyPath(const NodeReader& nodes, uint64_t old_size,
                                                     uint64_t new_size);

// Whether a leaf stands at `position` of the tree with this size and root.
bool VerifyInclusion(uint64_t position, uint64_t size, const Bytes32& leaf_hash,
                     const std::vector<Bytes32>& path, const Bytes32& root);

// Whether the tree of `new_size` begins with the whole tree of `old_size`. Nothing can be proved
// about an empty tree: with old_size 0 only the empty path is taken.
bool VerifyConsistency(uint64_t old_size, uint64_t new_size, const std::vector<Bytes32>& path,
                       const Bytes32& old_root, const Bytes32& new_root);

}  // namespace candour::storage::merkle
