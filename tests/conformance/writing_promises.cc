// The promises about what an append does and what it answers.
#include <atomic>

#include "tests/conformance/finder.h"
#include "tests/conformance/promise_checks.h"

namespace candour::tests {
namespace {

using storage::Batch;
using storage::Committed;
using storage::Condition;
using storage::Leaf;
using storage::StoredEvent;
using storage::StreamName;

// The events of a batch stand where its answer says, each as it was sent.
void ExpectStored(const World& world, const Batch& batch, const Committed& committed,
                  Finder& finder) {
  finder.Expect(committed.event_count == batch.events.size(), "an answer counts ",
                committed.event_count, " events of ", batch.events.size());
  const auto events =
      world.store->ReadAll(world.log, committed.first_position, {batch.events.size(), 1 << 30});
  if (!finder.Expect(events, "reading what was acknowledged")) return;
  if (!finder.Expect(events->size() == batch.events.size(), "of ", batch.events.size(),
                     " acknowledged events at ", committed.first_position, " there are ",
                     events->size())) {
    return;
  }
  for (size_t i = 0; i < batch.events.size(); ++i) {
    const Leaf leaf = LeafOf((*events)[i]);
    finder.Expect(leaf.position == committed.first_position + i &&
                      leaf.event_id == batch.events[i].event_id &&
                      leaf.stream == batch.events[i].stream && leaf.command == batch.command &&
                      (*events)[i].ciphertext == batch.events[i].ciphertext,
                  "event ", i, " of the batch at ", committed.first_position,
                  " is not the one that was sent");
  }
}

Batch OnTwoStreams(const StreamName& a, const StreamName& b) {
  const auto scope = NewId<ScopeId>();
  return NewBatch({NewEvent(a, scope), NewEvent(b, scope), NewEvent(a, scope)});
}

absl::StatusCode CodeOf(const absl::StatusOr<Committed>& result) { return result.status().code(); }

}  // namespace

Findings AcknowledgedIsDurable(const MakeWorld& make_world) {
  Finder finder;
  const auto world = make_world();
  if (!world->Durable()) return {};
  std::vector<std::pair<Batch, Committed>> acknowledged;
  for (int round = 0; round < 4; ++round) {
    for (int i = 0; i <= round; ++i) {
      const Batch batch = OnTwoStreams(NewStream(), NewStream());
      const auto committed = world->Append(batch);
      if (!finder.Expect(committed, "an append")) return finder.Take();
      acknowledged.emplace_back(batch, *committed);
    }
    if (!finder.Expect(world->LosePower(), "opening after a loss of power")) return finder.Take();
    for (const auto& [batch, committed] : acknowledged) {
      ExpectStored(*world, batch, committed, finder);
    }
  }
  return finder.Take();
}

Findings AppendsAreAtomic(const MakeWorld& make_world) {
  Finder finder;
  const auto world = make_world();
  constexpr int kWriters = 4;
  constexpr int kEach = 8;
  const StreamName a = NewStream();
  const StreamName b = NewStream();
  std::vector<std::vector<std::pair<Batch, absl::StatusOr<Committed>>>> sent(kWriters);
  OnThreads(kWriters, [&](int t) {
    for (int i = 0; i < kEach; ++i) {
      const Batch batch = OnTwoStreams(a, b);
      sent[t].emplace_back(batch, world->Append(batch));
    }
  });
  for (const auto& of_one : sent) {
    for (const auto& [batch, committed] : of_one) {
      if (finder.Expect(committed, "an append")) ExpectStored(*world, batch, *committed, finder);
    }
  }
  const auto all = ReadAllPages(*world, finder);
  finder.Expect(all.size() == 1 + 3 * kWriters * kEach, "the log has ", all.size(), " events");
  const auto of_b = world->store->ReadStream(world->log, b, 0, kNoLimit);
  finder.Expect(of_b.ok() && of_b->size() == kWriters * kEach, "a stream lacks events of a batch");

  // One condition that fails refuses all of it.
  const StreamName fresh = NewStream();
  Batch refused = OnTwoStreams(fresh, NewStream());
  refused.conditions = {NoStream(fresh), Exists(NewStream())};
  finder.Expect(CodeOf(world->Append(refused)) == absl::StatusCode::kAborted,
                "an append was taken although one of its conditions failed");
  const auto none = world->store->ReadStream(world->log, fresh, 0, kNoLimit);
  finder.Expect(none.ok() && none->empty(), "a refused append left an event");
  return finder.Take();
}

Findings ConditionsAreAtomic(const MakeWorld& make_world) {
  Finder finder;
  const auto world = make_world();
  const StreamName fresh = NewStream();
  const StreamName twice = NewStream();
  const auto scope = NewId<ScopeId>();
  finder.Expect(world->Append(NewBatch({NewEvent(twice, scope), NewEvent(twice, scope)})),
                "an append");
  struct Row {
    const char* words;
    Condition condition;
    bool holds;
  };
  const std::vector<Row> rows = {
      {"no stream, and there is none", NoStream(fresh), true},
      {"no stream, but there is one", NoStream(twice), false},
      {"exists, but there is none", Exists(fresh), false},
      {"exists, and it does", Exists(twice), true},
      {"at its revision", AtRevision(twice, 1), true},
      {"at an earlier revision", AtRevision(twice, 0), false},
      {"at a later revision", AtRevision(twice, 2), false},
      {"at revision 0 of none", AtRevision(fresh, 0), false},
  };
  for (const Row& row : rows) {
    const auto result = world->Append(NewBatch({NewEvent(NewStream(), scope)}, {row.condition}));
    finder.Expect(
        CodeOf(result) == (row.holds ? absl::StatusCode::kOk : absl::StatusCode::kAborted),
        "a condition on a stream not written, ", row.words, ": ", result.status().ToString());
  }
  // Two that each forbid what the other does: never both.
  for (int round = 0; round < 20; ++round) {
    const StreamName streams[2] = {NewStream(), NewStream()};
    std::atomic<int> taken{0};
    OnThreads(2, [&](int t) {
      taken +=
          world->Append(NewBatch({NewEvent(streams[t], scope)}, {NoStream(streams[1 - t])})).ok();
    });
    finder.Expect(taken == 1, "of two appends that exclude each other ", taken.load(),
                  " were taken");
  }
  return finder.Take();
}

Findings OneSuccessARevision(const MakeWorld& make_world) {
  Finder finder;
  const auto world = make_world();
  const StreamName stream = NewStream();
  const auto scope = NewId<ScopeId>();
  finder.Expect(world->Append(NewBatch({NewEvent(stream, scope)})), "an append");
  constexpr int kWriters = 6;
  for (uint64_t revision = 0; revision < 15 && finder.AllWell(); ++revision) {
    std::atomic<int> won{0};
    std::atomic<int> lost{0};
    OnThreads(kWriters, [&](int) {
      const auto result =
          world->Append(NewBatch({NewEvent(stream, scope)}, {AtRevision(stream, revision)}));
      won += result.ok();
      lost += absl::IsAborted(result.status());
    });
    finder.Expect(won == 1 && lost == kWriters - 1, won.load(), " appends succeeded at revision ",
                  revision, " and ", lost.load(), " were refused");
  }
  return finder.Take();
}

Findings IdsAreForEver(const MakeWorld& make_world) {
  Finder finder;
  const auto world = make_world();
  std::vector<std::pair<Batch, Committed>> taken;
  for (int i = 0; i < 12; ++i) {
    Batch batch = AnyBatch();
    // Its retry finds a stream that exists by then: ids come before conditions.
    batch.conditions = {NoStream(batch.events[0].stream)};
    const auto committed = world->Append(batch);
    if (!finder.Expect(committed, "an append")) return finder.Take();
    taken.emplace_back(batch, *committed);
  }
  const auto retry = [&](const char* when) {
    const uint64_t head = world->Head().next_position;
    for (const auto& [batch, first] : taken) {
      const auto again = world->Append(batch);
      if (!finder.Expect(again, "a retry")) continue;
      finder.Expect(again->already_known && again->first_position == first.first_position &&
                        again->event_count == first.event_count &&
                        again->recorded_at == first.recorded_at,
                    "a retry ", when, " has another answer than the first");
      Batch other_request = batch;
      other_request.request_digest[0] ^= 1;
      finder.Expect(CodeOf(world->Append(other_request)) == absl::StatusCode::kAlreadyExists,
                    "a command id was taken for another request, ", when);
      Batch other_command = batch;
      other_command.command = NewId<CommandId>();
      finder.Expect(CodeOf(world->Append(other_command)) == absl::StatusCode::kAlreadyExists,
                    "an event id was taken twice, ", when);
    }
    finder.Expect(world->Head().next_position == head, "retries ", when, " wrote something");
  };
  retry("at once");
  if (!world->Durable()) return finder.Take();
  if (finder.Expect(world->Reopen(), "reopening")) retry("after a restart");
  if (finder.Expect(world->LosePower(), "opening after a loss of power")) {
    retry("after a loss of power");
  }
  return finder.Take();
}

Findings UnknownResolves(const MakeWorld& make_world) {
  Finder finder;
  for (const Medium::Commits outcome :
       {Medium::Commits::kFailAndAreLost, Medium::Commits::kFailThoughWritten}) {
    const auto world = make_world();
    if (world->backend != Backend::kMedium) return {};  // tests/fault asks the others
    const Batch batch = OnTwoStreams(NewStream(), NewStream());
    world->medium.commits = outcome;
    const absl::StatusCode said = CodeOf(world->Append(batch));
    finder.Expect(said == absl::StatusCode::kUnavailable,
                  "an append whose commit failed was answered ", absl::StatusCodeToString(said));
    world->medium.commits = Medium::Commits::kWork;
    if (!finder.Expect(world->Reopen(), "reopening")) continue;
    const auto first = world->Append(batch);
    if (!finder.Expect(first, "the retry")) continue;
    finder.Expect(first->already_known == (outcome == Medium::Commits::kFailThoughWritten),
                  "the retry does not know whether the command had been written");
    ExpectStored(*world, batch, *first, finder);
    const auto second = world->Append(batch);
    finder.Expect(second.ok() && second->first_position == first->first_position,
                  "a second retry has another answer");
    finder.Expect(world->Head().next_position == 4, "the command was written ",
                  (world->Head().next_position - 1) / 3, " times");
  }
  return finder.Take();
}

}  // namespace candour::tests
