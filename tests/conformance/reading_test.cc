#include "storage/crypto/crypto.h"
#include "storage/merkle/checkpoint.h"
#include "storage/merkle/tree.h"
#include "tests/conformance/world.h"

namespace candour::tests {
namespace {

using storage::StoredEvent;
using storage::StreamName;
namespace merkle = storage::merkle;

Backend AnyBackend() { return GENERATE(from_range(kBackends)); }

// By the definition of RFC 6962, over the leaves as they are read.
Bytes32 RecomputedRoot(const std::vector<StoredEvent>& events, size_t begin, size_t end) {
  if (end == begin) return merkle::EmptyRoot();
  if (end - begin == 1) return merkle::HashLeaf(events[begin].leaf);
  size_t split = 1;
  while (split * 2 < end - begin) split *= 2;
  return merkle::HashNode(RecomputedRoot(events, begin, begin + split),
                          RecomputedRoot(events, begin + split, end));
}

TEST_CASE("pages of any size make up the whole") {
  World world(AnyBackend());
  const StreamName stream = NewStream();
  const auto scope = NewId<ScopeId>();
  for (int i = 0; i < 25; ++i) {
    REQUIRE(world.Append(NewBatch({NewEvent(stream, scope, 50 + 10 * i)})).ok());
  }
  const storage::ReadLimits limits =
      GENERATE(storage::ReadLimits{1, 1 << 20}, storage::ReadLimits{7, 1 << 20},
               storage::ReadLimits{100, 1 << 20}, storage::ReadLimits{100, 1000},
               storage::ReadLimits{100, 1}, storage::ReadLimits{0, 0});
  const auto paged = [&](auto read) {
    std::vector<StoredEvent> out;
    while (true) {
      const std::vector<StoredEvent> page = read(out.size());
      if (page.empty()) return out;
      size_t bytes = 0;
      for (const StoredEvent& event : page) bytes += event.leaf.size() + event.ciphertext.size();
      CHECK((page.size() == 1 || (page.size() <= limits.events && bytes <= limits.bytes)));
      out.insert(out.end(), page.begin(), page.end());
    }
  };
  const auto all =
      paged([&](uint64_t from) { return world.store->ReadAll(world.log, from, limits).value(); });
  REQUIRE(all.size() == 26);
  const auto of_stream = paged([&](uint64_t from) {
    return world.store->ReadStream(world.log, stream, from, limits).value();
  });
  const auto of_scope = paged([&](uint64_t from) {
    return world.store->ReadScope(world.log, scope, from, limits).value();
  });
  REQUIRE(of_stream.size() == 25);
  REQUIRE(of_scope.size() == 25);
  for (size_t i = 0; i < 25; ++i) {
    CHECK(of_stream[i].leaf == all[i + 1].leaf);
    CHECK(of_scope[i].ciphertext == all[i + 1].ciphertext);
  }
}

TEST_CASE("reading at or behind the end, or what never was, finds nothing") {
  World world(AnyBackend());
  CHECK(world.store->ReadAll(world.log, 1, kNoLimit).value().empty());
  CHECK(world.store->ReadAll(world.log, UINT64_MAX, kNoLimit).value().empty());
  CHECK(world.store->ReadStream(world.log, NewStream(), 0, kNoLimit).value().empty());
  CHECK(world.store->ReadScope(world.log, NewId<ScopeId>(), 0, kNoLimit).value().empty());
  const StreamName stream = LeafOf(world.All()[0]).stream;
  CHECK(world.store->ReadStream(world.log, stream, 1, kNoLimit).value().empty());
  CHECK(world.store->ReadStream(world.log, stream, 0, kNoLimit).value().size() == 1);
}

TEST_CASE("after every append the tree is that of the leaves, and proves every one of them") {
  World world(AnyBackend());
  std::vector<Bytes32> roots{merkle::EmptyRoot()};
  for (uint64_t size = 1; size <= 40; ++size) {
    const std::vector<StoredEvent> all = world.All();
    REQUIRE(all.size() == size);
    roots.push_back(world.store->Root(world.log, size).value());
    REQUIRE(roots.back() == RecomputedRoot(all, 0, size));
    for (uint64_t older = 0; older <= size; ++older) {
      REQUIRE(world.store->Root(world.log, older).value() == roots[older]);
      REQUIRE(merkle::VerifyConsistency(
          older, size, world.store->ConsistencyPath(world.log, older, size).value(), roots[older],
          roots[size]));
    }
    for (uint64_t position = 0; position < size; ++position) {
      REQUIRE(merkle::VerifyInclusion(position, size, merkle::HashLeaf(all[position].leaf),
                                      world.store->InclusionPath(world.log, position, size).value(),
                                      roots[size]));
    }
    REQUIRE(world.Append(AnyBatch()).ok());
  }
}

TEST_CASE("nothing is said about sizes the log has not reached") {
  World world(AnyBackend());
  constexpr auto kOutOfRange = absl::StatusCode::kOutOfRange;
  CHECK(world.store->Root(world.log, 2).status().code() == kOutOfRange);
  CHECK(world.store->InclusionPath(world.log, 0, 2).status().code() == kOutOfRange);
  CHECK(world.store->InclusionPath(world.log, 1, 1).status().code() == kOutOfRange);
  CHECK(world.store->ConsistencyPath(world.log, 1, 2).status().code() == kOutOfRange);
  CHECK(world.store->ConsistencyPath(world.log, 1, 0).status().code() == kOutOfRange);
}

TEST_CASE("only true checkpoints of this log are kept") {
  World world(AnyBackend());
  REQUIRE(world.Append(AnyBatch()).ok());
  const auto seed = storage::crypto::SecretKey::Random();
  const auto note = [&](const std::string& origin, uint64_t size, const Bytes32& root) {
    return merkle::SignNote(merkle::CheckpointText({origin, size, root}), origin, seed);
  };
  const std::string& origin = world.info.origin;
  const Bytes32 root = world.store->Root(world.log, 2).value();
  const auto code = [&](uint64_t size, const std::string& text) {
    return world.store->PutCheckpoint(world.log, size, text).code();
  };
  CHECK(code(3, note(origin, 3, root)) == absl::StatusCode::kOutOfRange);
  CHECK(code(2, "no note") == absl::StatusCode::kInvalidArgument);
  CHECK(code(2, note(origin, 1, root)) == absl::StatusCode::kInvalidArgument);
  CHECK(code(2, note("another.example", 2, root)) == absl::StatusCode::kInvalidArgument);
  CHECK(code(2, note(origin, 2, Bytes32{})) == absl::StatusCode::kInvalidArgument);
  CHECK(world.store->Checkpoints(world.log).value().empty());

  const std::string good = note(origin, 2, root);
  CHECK(code(2, good) == absl::StatusCode::kOk);
  const std::string older = note(origin, 1, world.store->Root(world.log, 1).value());
  CHECK(code(1, older) == absl::StatusCode::kOk);
  const auto kept = world.store->Checkpoints(world.log).value();
  REQUIRE(kept.size() == 2);
  CHECK(kept[0] == std::pair<uint64_t, std::string>(1, older));
  CHECK(kept[1] == std::pair<uint64_t, std::string>(2, good));
}

}  // namespace
}  // namespace candour::tests
