#include "storage/merkle/tree.h"

#include <bit>
#include <utility>

#include "base/status.h"
#include "storage/bytes.h"
#include "storage/crypto/crypto.h"

namespace candour::storage::merkle {
namespace {

constexpr std::string_view kLeafPrefix("\x00", 1);
constexpr std::string_view kNodePrefix("\x01", 1);

// Leaves [begin, begin + count) of a tree; begin is a multiple of count rounded up to a power of
// two, as every subtree of RFC 6962 is.
struct Range {
  uint64_t begin = 0;
  uint64_t count = 0;
};

// Where RFC 6962 splits a tree of `count` > 1 leaves: the largest power of two below it.
uint64_t Split(uint64_t count) { return std::bit_floor(count - 1); }

// At most one node is read for each bit of the count: only the right edge is incomplete.
absl::StatusOr<Bytes32> HashRange(const NodeReader& nodes, Range range) {
  if (std::has_single_bit(range.count)) {
    const int level = std::countr_zero(range.count);
    return nodes.Hash(static_cast<uint8_t>(level), range.begin >> level);
  }
  const uint64_t left_count = Split(range.count);
  ASSIGN_OR_RETURN(const Bytes32 left, HashRange(nodes, {range.begin, left_count}));
  ASSIGN_OR_RETURN(const Bytes32 right,
                   HashRange(nodes, {range.begin + left_count, range.count - left_count}));
  return HashNode(left, right);
}

// A verifier's walk from a leaf (or an old tree's edge) towards the root.
struct Walk {
  uint64_t node;
  uint64_t last;

  bool AtTop() const { return last == 0; }
  bool SiblingIsLeft() const { return (node & 1) != 0 || node == last; }
  void Up() {
    node >>= 1;
    last >>= 1;
  }
  // A node without a right sibling is its own parent until it becomes a right child.
  void SkipMissingParents() {
    while ((node & 1) == 0 && node != 0) Up();
  }
};

}  // namespace

Bytes32 EmptyRoot() { return crypto::Sha256(""); }

Bytes32 HashLeaf(std::string_view leaf) { return crypto::Sha256({kLeafPrefix, leaf}); }

Bytes32 HashNode(const Bytes32& left, const Bytes32& right) {
  return crypto::Sha256({kNodePrefix, View(left), View(right)});
}

absl::StatusOr<Frontier> Frontier::Load(const NodeReader& nodes, uint64_t size) {
  Frontier frontier;
  frontier.size_ = size;
  uint64_t begin = 0;
  while (begin < size) {
    const uint64_t count = std::bit_floor(size - begin);
    ASSIGN_OR_RETURN(const Bytes32 peak, HashRange(nodes, {begin, count}));
    frontier.peaks_.push_back(peak);
    begin += count;
  }
  return frontier;
}

void Frontier::Append(const Bytes32& leaf_hash, std::vector<Node>& completed) {
  Node node{0, size_, leaf_hash};
  completed.push_back(node);
  for (uint64_t edge = size_; (edge & 1) != 0; edge >>= 1) {
    node = {static_cast<uint8_t>(node.level + 1), node.index >> 1,
            HashNode(peaks_.back(), node.hash)};
    peaks_.pop_back();
    completed.push_back(node);
  }
  peaks_.push_back(node.hash);
  ++size_;
}

Bytes32 Frontier::Root() const {
  if (peaks_.empty()) return EmptyRoot();
  Bytes32 root = peaks_.back();
  for (size_t i = peaks_.size() - 1; i-- > 0;) root = HashNode(peaks_[i], root);
  return root;
}

absl::StatusOr<Bytes32> RootAt(const NodeReader& nodes, uint64_t size) {
  if (size == 0) return EmptyRoot();
  return HashRange(nodes, {0, size});
}

absl::StatusOr<std::vector<Bytes32>> InclusionPath(const NodeReader& nodes, uint64_t position,
                                                   uint64_t size) {
  if (position >= size) return absl::OutOfRangeError("the tree has no leaf at this position");
  std::vector<Range> siblings;
  Range range{0, size};
  while (range.count > 1) {
    const uint64_t left_count = Split(range.count);
    const Range left{range.begin, left_count};
    const Range right{range.begin + left_count, range.count - left_count};
    const bool in_left = position < right.begin;
    siblings.push_back(in_left ? right : left);
    range = in_left ? left : right;
  }
  std::vector<Bytes32> path;
  for (size_t i = siblings.size(); i-- > 0;) {
    ASSIGN_OR_RETURN(const Bytes32 hash, HashRange(nodes, siblings[i]));
    path.push_back(hash);
  }
  return path;
}

absl::StatusOr<std::vector<Bytes32>> ConsistencyPath(const NodeReader& nodes, uint64_t old_size,
                                                     uint64_t new_size) {
  if (old_size > new_size) return absl::OutOfRangeError("the older tree is the larger one");
  std::vector<Bytes32> path;
  if (old_size == 0 || old_size == new_size) return path;

  std::vector<Range> parts;
  Range range{0, new_size};
  // Whether the old tree is, so far, a whole subtree at the left edge: the verifier knows its
  // root already.
  bool old_root_known = true;
  const uint64_t old_end = old_size;
  while (range.begin + range.count != old_end) {
    const uint64_t left_count = Split(range.count);
    const Range left{range.begin, left_count};
    const Range right{range.begin + left_count, range.count - left_count};
    if (old_end <= right.begin) {
      parts.push_back(right);
      range = left;
    } else {
      parts.push_back(left);
      range = right;
      old_root_known = false;
    }
  }
  if (!old_root_known) parts.push_back(range);
  for (size_t i = parts.size(); i-- > 0;) {
    ASSIGN_OR_RETURN(const Bytes32 hash, HashRange(nodes, parts[i]));
    path.push_back(hash);
  }
  return path;
}

bool VerifyInclusion(uint64_t position, uint64_t size, const Bytes32& leaf_hash,
                     const std::vector<Bytes32>& path, const Bytes32& root) {
  if (position >= size) return false;
  Walk walk{position, size - 1};
  Bytes32 hash = leaf_hash;
  for (const Bytes32& sibling : path) {
    if (walk.AtTop()) return false;
    if (walk.SiblingIsLeft()) {
      hash = HashNode(sibling, hash);
      walk.SkipMissingParents();
    } else {
      hash = HashNode(hash, sibling);
    }
    walk.Up();
  }
  return walk.AtTop() && hash == root;
}

bool VerifyConsistency(uint64_t old_size, uint64_t new_size, const std::vector<Bytes32>& path,
                       const Bytes32& old_root, const Bytes32& new_root) {
  if (old_size == new_size) return path.empty() && old_root == new_root;
  if (old_size > new_size) return false;
  if (old_size == 0) return path.empty() && old_root == EmptyRoot();
  if (path.empty()) return false;

  Walk walk{old_size - 1, new_size - 1};
  while ((walk.node & 1) != 0) walk.Up();
  size_t next = 0;
  const Bytes32 start = std::has_single_bit(old_size) ? old_root : path[next++];
  Bytes32 old_hash = start;
  Bytes32 new_hash = start;
  for (; next < path.size(); ++next) {
    if (walk.AtTop()) return false;
    if (walk.SiblingIsLeft()) {
      old_hash = HashNode(path[next], old_hash);
      new_hash = HashNode(path[next], new_hash);
      walk.SkipMissingParents();
    } else {
      new_hash = HashNode(new_hash, path[next]);
    }
    walk.Up();
  }
  return walk.AtTop() && old_hash == old_root && new_hash == new_root;
}

}  // namespace candour::storage::merkle
