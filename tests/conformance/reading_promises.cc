// The promises about what is read, what it proves, and what happens to a log that was damaged.
#include <atomic>
#include <map>
#include <optional>

#include "absl/time/time.h"
#include "storage/crypto/crypto.h"
#include "storage/engine/rows.h"
#include "storage/merkle/checkpoint.h"
#include "storage/merkle/tree.h"
#include "tests/conformance/finder.h"
#include "tests/conformance/promise_checks.h"

namespace candour::tests {
namespace {

using storage::Batch;
using storage::Leaf;
using storage::StoredEvent;
using storage::StreamName;
namespace merkle = storage::merkle;
namespace rows = storage::rows;

// Some batches of one to three events over few streams, with refusals between.
void Fill(World& world, int batches, Finder& finder) {
  std::vector<StreamName> streams;
  std::vector<ScopeId> scopes;
  for (int i = 0; i < 3; ++i) {
    streams.push_back(NewStream());
    scopes.push_back(NewId<ScopeId>());
  }
  for (int i = 0; i < batches; ++i) {
    Batch batch = NewBatch({});
    for (int e = 0; e <= i % 3; ++e) {
      batch.events.push_back(NewEvent(streams[(i + e) % 3], scopes[(i * 2 + e) % 3]));
    }
    const bool refused = i % 4 == 3;
    if (refused) batch.conditions = {Exists(NewStream())};
    finder.Expect(world.Append(batch).ok() != refused, "batch ", i, " had the wrong answer");
  }
}

bool Same(const std::vector<StoredEvent>& a, const std::vector<StoredEvent>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
    return x.leaf == y.leaf && x.ciphertext == y.ciphertext;
  });
}

std::string SignedAt(const World& world, uint64_t size, const Bytes32& root) {
  static const auto& seed = *new storage::crypto::SecretKey(storage::crypto::SecretKey::Random());
  return merkle::SignNote(merkle::CheckpointText({world.info.origin, size, root}),
                          world.info.origin, seed);
}

}  // namespace

Findings PositionsAreForEver(const MakeWorld& make_world) {
  Finder finder;
  const auto world = make_world();
  std::vector<StoredEvent> before;
  for (int round = 0; round < 3; ++round) {
    Fill(*world, 8, finder);
    const std::vector<StoredEvent> all = ReadAllPages(*world, finder);
    for (size_t i = 0; i < all.size(); ++i) {
      const Leaf leaf = LeafOf(all[i]);
      finder.Expect(leaf.position == i, "what stands at ", i, " says ", leaf.position);
      finder.Expect(leaf.ciphertext_hash == storage::crypto::Sha256(all[i].ciphertext),
                    "the bytes at ", i, " are not those of its leaf");
    }
    finder.Expect(world->Head().next_position == all.size(), "the head is ",
                  world->Head().next_position, " after ", all.size(), " events");
    finder.Expect(all.size() >= before.size() &&
                      Same(before, {all.begin(), all.begin() + static_cast<long>(before.size())}),
                  "what was read before has changed");
    before = all;
    if (world->Durable()) finder.Expect(world->Reopen(), "reopening");
  }
  return finder.Take();
}

Findings PositionOrderIsCommitOrder(const MakeWorld& make_world) {
  Finder finder;
  const auto world = make_world();
  std::atomic<bool> writing{true};
  // What a reader saw at each position the first time it looked below a head.
  std::map<uint64_t, EventId> seen;
  Finder reading;
  std::thread reader([&] {
    bool more = true;
    while (more) {
      more = writing;
      const auto head = world->store->GetHead(world->log);
      const auto page = world->store->ReadAll(world->log, 0, kNoLimit);
      if (!reading.Expect(head, "the head") || !reading.Expect(page, "reading")) return;
      reading.Expect(page->size() >= head->next_position, "with the head at ", head->next_position,
                     " only ", page->size(), " events could be read");
      for (const StoredEvent& event : *page) {
        const Leaf leaf = LeafOf(event);
        const auto [known, fresh] = seen.emplace(leaf.position, leaf.event_id);
        reading.Expect(known->second == leaf.event_id, "position ", leaf.position, " has changed");
        reading.Expect(!fresh || leaf.position + 1 == seen.size(), "position ", leaf.position,
                       " appeared after a later one had been seen");
      }
      if (!reading.AllWell()) return;
    }
  });
  OnThreads(3, [&](int) {
    for (int i = 0; i < 15; ++i) world->Append(AnyBatch()).status().IgnoreError();
  });
  writing = false;
  reader.join();
  finder.Add(reading.Take());
  return finder.Take();
}

Findings RevisionsHaveNoGaps(const MakeWorld& make_world) {
  Finder finder;
  const auto world = make_world();
  for (int round = 0; round < 2; ++round) {
    Fill(*world, 12, finder);
    std::map<StreamName, std::vector<StoredEvent>> streams;
    std::map<ScopeId, std::vector<StoredEvent>> scopes;
    for (const StoredEvent& event : ReadAllPages(*world, finder)) {
      const Leaf leaf = LeafOf(event);
      finder.Expect(leaf.revision == streams[leaf.stream].size(), "position ", leaf.position,
                    " says revision ", leaf.revision, " and is number ",
                    streams[leaf.stream].size(), " of its stream");
      finder.Expect(leaf.scope_seq == scopes[leaf.scope].size(), "position ", leaf.position,
                    " says number ", leaf.scope_seq, " of a scope that has ",
                    scopes[leaf.scope].size());
      streams[leaf.stream].push_back(event);
      scopes[leaf.scope].push_back(event);
    }
    for (const auto& [stream, events] : streams) {
      const auto read = world->store->ReadStream(world->log, stream, 0, kNoLimit);
      finder.Expect(read.ok() && Same(*read, events), "a stream is not what the log says of it");
    }
    for (const auto& [scope, events] : scopes) {
      const auto read = world->store->ReadScope(world->log, scope, 0, kNoLimit);
      finder.Expect(read.ok() && Same(*read, events), "a scope is not what the log says of it");
    }
    if (world->Durable()) finder.Expect(world->Reopen(), "reopening");
  }
  return finder.Take();
}

Findings DurableBeforeReadable(const MakeWorld& make_world) {
  Finder finder;
  const auto world = make_world();
  uint64_t durable = world->Head().next_position;
  Finder early;
  world->medium.before_durable = [&] {
    early.Expect(world->Head().next_position <= durable, "the head was moved before the write");
    const auto page = world->store->ReadAll(world->log, durable, kNoLimit);
    early.Expect(page.ok() && page->empty(), "an event could be read before it was durable");
  };
  for (int i = 0; i < 10; ++i) {
    const auto committed = world->Append(AnyBatch());
    if (!finder.Expect(committed, "an append")) break;
    const auto page = world->store->ReadAll(world->log, committed->first_position, kNoLimit);
    finder.Expect(page.ok() && page->size() == 1, "what was acknowledged cannot be read");
    const auto head =
        world->store->WaitForHead(world->log, committed->first_position, absl::InfiniteFuture());
    finder.Expect(head.ok() && head->next_position > committed->first_position,
                  "who waits for an acknowledged position does not see it");
    durable = committed->first_position + 1;
  }
  world->medium.before_durable = [] {};
  finder.Add(early.Take());
  if (!world->Durable()) return finder.Take();
  // Whatever can be read just before the power goes is there when it is back.
  std::vector<StoredEvent> read;
  for (int round = 0; round < 3; ++round) {
    std::thread writer([&] {
      for (int i = 0; i < 10; ++i) world->Append(AnyBatch()).status().IgnoreError();
    });
    for (int look = 0; look < 20; ++look) {
      const auto page = world->store->ReadAll(world->log, 0, kNoLimit);
      if (page.ok()) read = *page;
    }
    writer.join();
    if (const auto page = world->store->ReadAll(world->log, 0, kNoLimit); page.ok()) read = *page;
    if (!finder.Expect(world->LosePower(), "opening after a loss of power")) break;
    const auto after = ReadAllPages(*world, finder);
    finder.Expect(after.size() >= read.size() &&
                      Same(read, {after.begin(), after.begin() + static_cast<long>(read.size())}),
                  "something had been readable that a loss of power took away");
  }
  return finder.Take();
}

Findings FollowersMissNothing(const MakeWorld& make_world) {
  Finder finder;
  const auto world = make_world();
  Fill(*world, 6, finder);
  constexpr int kWriters = 3;
  constexpr int kEach = 12;
  const uint64_t to = world->Head().next_position + kWriters * kEach;
  const uint64_t starts[] = {0, 3, world->Head().next_position};
  std::vector<Finder> found(std::size(starts));
  std::vector<std::thread> followers;
  for (size_t f = 0; f < std::size(starts); ++f) {
    followers.emplace_back([&, f] {
      uint64_t next = starts[f];
      while (next < to && found[f].AllWell()) {
        const auto head = world->store->WaitForHead(world->log, next, absl::InfiniteFuture());
        if (!found[f].Expect(head, "waiting for the head")) return;
        // Caught up is only who has reached the head that was named.
        while (next < head->next_position && found[f].AllWell()) {
          const auto page = world->store->ReadAll(world->log, next, {4, 1 << 20});
          if (!found[f].Expect(page, "reading on")) return;
          found[f].Expect(!page->empty(), "nothing at ", next, " below the head ",
                          head->next_position);
          for (const StoredEvent& event : *page) {
            const uint64_t position = LeafOf(event).position;
            found[f].Expect(position == next, "a follower expected ", next, " and got ", position);
            ++next;
          }
        }
      }
    });
  }
  OnThreads(kWriters, [&](int) {
    for (int i = 0; i < kEach; ++i) world->Append(AnyBatch()).status().IgnoreError();
  });
  for (std::thread& follower : followers) follower.join();
  for (Finder& one : found) finder.Add(one.Take());
  const uint64_t head = world->Head().next_position;
  const auto idle = world->store->WaitForHead(world->log, head, absl::InfinitePast());
  finder.Expect(idle.ok() && idle->next_position == head,
                "who has caught up is told of a head that is not there");
  return finder.Take();
}

Findings OneTree(const MakeWorld& make_world) {
  Finder finder;
  const auto world = make_world();
  std::vector<Bytes32> roots{merkle::EmptyRoot()};
  merkle::Frontier tree;
  std::vector<merkle::Node> completed;
  for (int round = 0; round < 12; ++round) {
    Fill(*world, 1, finder);
    const std::vector<StoredEvent> all = ReadAllPages(*world, finder);
    for (size_t i = roots.size() - 1; i < all.size(); ++i) {
      tree.Append(merkle::HashLeaf(all[i].leaf), completed);
      roots.push_back(tree.Root());
    }
    const uint64_t size = all.size();
    const auto root = world->store->Root(world->log, size);
    if (!finder.Expect(root, "the root")) break;
    finder.Expect(*root == roots[size], "the root at ", size, " is not that of the leaves");
    for (uint64_t older = 0; older <= size; ++older) {
      const auto path = world->store->ConsistencyPath(world->log, older, size);
      finder.Expect(path.ok() && merkle::VerifyConsistency(older, size, *path, roots[older], *root),
                    "no consistency from ", older, " to ", size);
    }
    for (uint64_t position = 0; position < size; ++position) {
      const auto path = world->store->InclusionPath(world->log, position, size);
      finder.Expect(
          path.ok() && merkle::VerifyInclusion(position, size, merkle::HashLeaf(all[position].leaf),
                                               *path, *root),
          "position ", position, " cannot be shown in the tree of ", size);
    }
    if (!finder.AllWell()) return finder.Take();
    Bytes32 forked = *root;
    forked[5] ^= 1;
    finder.Expect(
        !world->store->PutCheckpoint(world->log, size, SignedAt(*world, size, forked)).ok(),
        "a checkpoint of another history was kept");
    finder.Expect(world->store->PutCheckpoint(world->log, size, SignedAt(*world, size, *root)),
                  "keeping a checkpoint");
    if (world->Durable() && round % 4 == 3) {
      finder.Expect(world->LosePower(), "opening after a loss of power");
    }
  }
  const auto kept = world->store->Checkpoints(world->log);
  if (!finder.Expect(kept, "the checkpoints")) return finder.Take();
  finder.Expect(kept->size() == 12, "of 12 checkpoints ", kept->size(), " were kept");
  for (const auto& [size, note] : *kept) {
    const auto parsed = merkle::ParseNote(note);
    const auto said = parsed.ok() ? merkle::ParseCheckpointText(parsed->text)
                                  : absl::StatusOr<merkle::Checkpoint>(parsed.status());
    finder.Expect(
        said.ok() && said->size == size && size < roots.size() && said->root == roots[size],
        "the checkpoint of ", size, " speaks of another tree");
  }
  return finder.Take();
}

Findings StopsRatherThanLies(const MakeWorld& make_world) {
  Finder finder;
  {
    const auto world = make_world();
    if (world->backend != Backend::kMedium) return {};  // tests/fault asks the others
    Fill(*world, 4, finder);
    world->medium.commits = Medium::Commits::kFailAndAreLost;
    finder.Expect(!world->Append(AnyBatch()).ok(), "an append whose commit failed was confirmed");
    world->medium.commits = Medium::Commits::kWork;
    finder.Expect(absl::IsUnavailable(world->Append(AnyBatch()).status()),
                  "a store whose write had failed went on");
    finder.Expect(!world->store->ReadAll(world->log, 0, kNoLimit).ok(),
                  "a store whose write had failed served on");
  }
  struct Damage {
    const char* words;
    void (*doing)(Medium& medium, uint64_t size);
  };
  const Damage damages[] = {
      {"its whole end taken back, head and all",
       [](Medium& medium, uint64_t size) {
         const std::string head = *medium.tables->Get(storage::Table::kMeta, "before").value();
         medium.tables
             ->Commit({{storage::Table::kEvents, rows::EventKey(0, size - 1), std::nullopt},
                       {storage::Table::kMeta, rows::HeadKey(0), head}},
                      {})
             .IgnoreError();
       }},
      {"its last event gone",
       [](Medium& medium, uint64_t size) {
         medium.tables
             ->Commit({{storage::Table::kEvents, rows::EventKey(0, size - 1), std::nullopt}}, {})
             .IgnoreError();
       }},
      {"an event altered",
       [](Medium& medium, uint64_t) {
         const std::string key = rows::EventKey(0, 2);
         std::string row = *medium.tables->Get(storage::Table::kEvents, key).value();
         row.back() ^= 1;
         medium.tables->Commit({{storage::Table::kEvents, key, row}}, {}).IgnoreError();
       }},
  };
  for (const Damage& damage : damages) {
    const auto world = make_world();
    Fill(*world, 4, finder);
    storage::Tables& tables = *world->medium.tables;
    const auto before = tables.Get(storage::Table::kMeta, rows::HeadKey(0)).value();
    tables.Commit({{storage::Table::kMeta, "before", before}}, {}).IgnoreError();
    finder.Expect(world->Append(AnyBatch()), "an append");
    const std::vector<StoredEvent> whole = world->All();
    world->store.reset();
    damage.doing(world->medium, whole.size());
    if (!world->Reopen().ok()) continue;  // refused, as it should be
    const auto read = world->store->ReadAll(world->log, 0, kNoLimit);
    finder.Expect(!read.ok() || Same(*read, whole), "a log with ", damage.words, " was served");
  }
  return finder.Take();
}

}  // namespace candour::tests
