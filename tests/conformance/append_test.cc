#include <map>

#include "base/limits.h"
#include "storage/crypto/crypto.h"
#include "storage/engine/event_ids.h"
#include "tests/conformance/world.h"

namespace candour::tests {
namespace {

using storage::Batch;
using storage::Committed;
using storage::Leaf;
using storage::StoredEvent;
using storage::StreamName;

Backend AnyBackend() { return GENERATE(from_range(kBackends)); }

absl::StatusCode CodeOf(const absl::StatusOr<Committed>& result) { return result.status().code(); }

TEST_CASE("an append is stored whole, in order, at consecutive positions") {
  World world(AnyBackend());
  const StreamName a = NewStream();
  const StreamName b = NewStream(2);
  const auto scope = NewId<ScopeId>();
  Batch batch = NewBatch({NewEvent(a, scope), NewEvent(b, scope), NewEvent(a, scope)});
  const Committed committed = world.Append(batch).value();
  CHECK(committed.first_position == 1);
  CHECK(committed.event_count == 3);
  CHECK_FALSE(committed.already_known);

  const std::vector<StoredEvent> all = world.All();
  REQUIRE(all.size() == 4);
  for (size_t i = 0; i < 3; ++i) {
    const Leaf leaf = LeafOf(all[1 + i]);
    CHECK(leaf.log == world.log);
    CHECK(leaf.position == 1 + i);
    CHECK(leaf.recorded_at == committed.recorded_at);
    CHECK(leaf.stream == batch.events[i].stream);
    CHECK(leaf.revision == (i == 2 ? 1 : 0));
    CHECK(leaf.event_id == batch.events[i].event_id);
    CHECK(leaf.command == batch.command);
    CHECK(leaf.actor == batch.actor);
    CHECK(leaf.scope == scope);
    CHECK(leaf.scope_seq == i);
    CHECK(leaf.nonce == batch.events[i].nonce);
    CHECK(leaf.key_commitment == batch.events[i].key_commitment);
    CHECK(leaf.ciphertext_hash == storage::crypto::Sha256(batch.events[i].ciphertext));
    CHECK(all[1 + i].ciphertext == batch.events[i].ciphertext);
  }
}

TEST_CASE("positions, revisions and scope numbers have no gaps, whatever was refused between") {
  World world(AnyBackend());
  std::vector<StreamName> streams;
  std::vector<ScopeId> scopes;
  for (int i = 0; i < 4; ++i) {
    streams.push_back(NewStream());
    scopes.push_back(NewId<ScopeId>());
  }
  for (size_t i = 0; i < 60; ++i) {
    const StreamName& stream = streams[i % 4];
    Batch batch = NewBatch(
        {NewEvent(stream, scopes[i % 3]), NewEvent(streams[(i + 1) % 4], scopes[(i + 1) % 3])});
    if (i % 5 == 4) batch.conditions = {NoStream(stream)};
    CHECK(world.Append(batch).ok() == (i % 5 != 4));
  }
  std::map<StreamName, uint64_t> revisions;
  std::map<ScopeId, uint64_t> numbers;
  uint64_t position = 0;
  for (const StoredEvent& event : world.All()) {
    const Leaf leaf = LeafOf(event);
    CHECK(leaf.position == position++);
    CHECK(leaf.revision == revisions[leaf.stream]++);
    CHECK(leaf.scope_seq == numbers[leaf.scope]++);
  }
  CHECK(position == 1 + 2 * 48);
  CHECK(world.Head().next_position == position);
}

TEST_CASE("conditions hold or the append is refused, also on streams it does not write") {
  World world(AnyBackend());
  const StreamName fresh = NewStream();
  const StreamName twice = NewStream();
  const auto scope = NewId<ScopeId>();
  REQUIRE(world.Append(NewBatch({NewEvent(twice, scope), NewEvent(twice, scope)})).ok());

  struct Row {
    storage::Condition condition;
    bool holds;
  };
  const StreamName same_id_other_type{static_cast<uint16_t>(twice.type + 1), twice.id};
  const std::vector<Row> rows = {
      {NoStream(fresh), true},
      {NoStream(twice), false},
      {Exists(fresh), false},
      {Exists(twice), true},
      {AtRevision(twice, 1), true},
      {AtRevision(twice, 0), false},
      {AtRevision(twice, 2), false},
      {AtRevision(fresh, 0), false},
      {AtRevision(twice, UINT64_MAX), false},
      {NoStream(same_id_other_type), true},
  };
  const Row& row = rows[GENERATE(range(0, 10))];
  const bool written = GENERATE(false, true);
  const StreamName target = written ? row.condition.stream : NewStream();
  const auto result = world.Append(NewBatch({NewEvent(target, scope)}, {row.condition}));
  CHECK(CodeOf(result) == (row.holds ? absl::StatusCode::kOk : absl::StatusCode::kAborted));
  CHECK(world.Head().next_position == (row.holds ? 4 : 3));
}

TEST_CASE("one condition that fails refuses the whole append") {
  World world(AnyBackend());
  const StreamName a = NewStream();
  const StreamName b = NewStream();
  const auto scope = NewId<ScopeId>();
  const auto result =
      world.Append(NewBatch({NewEvent(a, scope), NewEvent(b, scope)}, {NoStream(a), Exists(b)}));
  CHECK(CodeOf(result) == absl::StatusCode::kAborted);
  CHECK(world.store->ReadStream(world.log, a, 0, kNoLimit).value().empty());
  CHECK(world.store->ReadScope(world.log, scope, 0, kNoLimit).value().empty());
  CHECK(world.Head().next_position == 1);
}

TEST_CASE("the same command again returns its first answer, though its conditions hold no more") {
  World world(AnyBackend());
  const StreamName stream = NewStream();
  const Batch batch = NewBatch({NewEvent(stream, NewId<ScopeId>())}, {NoStream(stream)});
  const Committed first = world.Append(batch).value();
  world.Pass(60 * kSecond);
  REQUIRE(world.Append(AnyBatch()).ok());
  const Committed again = world.Append(batch).value();
  CHECK(again.already_known);
  CHECK(again.first_position == first.first_position);
  CHECK(again.event_count == first.event_count);
  CHECK(again.recorded_at == first.recorded_at);
  CHECK(world.Head().next_position == 3);

  const Committed found = world.store->FindCommand(world.log, batch.command).value();
  CHECK(found.first_position == first.first_position);
  CHECK(found.request_digest == batch.request_digest);
  CHECK(found.digest_scope == batch.digest_scope);
  CHECK(CodeOf(world.store->FindCommand(world.log, NewId<CommandId>())) ==
        absl::StatusCode::kNotFound);
}

TEST_CASE("a command id or event id that was used for something else is refused") {
  World world(AnyBackend());
  const Batch first = AnyBatch();
  REQUIRE(world.Append(first).ok());

  Batch other_request = first;
  other_request.request_digest[0] ^= 1;
  CHECK(CodeOf(world.Append(other_request)) == absl::StatusCode::kAlreadyExists);

  Batch other_command = first;
  other_command.command = NewId<CommandId>();
  CHECK(CodeOf(world.Append(other_command)) == absl::StatusCode::kAlreadyExists);

  Batch twice_in_one = AnyBatch();
  twice_in_one.events.push_back(twice_in_one.events[0]);
  CHECK(CodeOf(world.Append(twice_in_one)) == absl::StatusCode::kAlreadyExists);

  // Ids come before conditions: a taken event id is what is reported.
  other_command.conditions = {NoStream(first.events[0].stream)};
  CHECK(CodeOf(world.Append(other_command)) == absl::StatusCode::kAlreadyExists);
  CHECK(world.Head().next_position == 2);
}

TEST_CASE("an id made from a command is an event of that command's and of no other's") {
  World world(AnyBackend());
  const auto named = [](size_t first_ordinal) {
    Batch batch = NewBatch(
        {NewEvent(NewStream(), NewId<ScopeId>()), NewEvent(NewStream(), NewId<ScopeId>())});
    for (size_t i = 0; i < 2; ++i) {
      batch.events[i].event_id = storage::OwnEventId(batch.command, first_ordinal + i);
    }
    return batch;
  };
  const Batch own = named(0);
  CHECK(CodeOf(world.Append(own)) == absl::StatusCode::kOk);
  CHECK(LeafOf(world.All()[2]).event_id == own.events[1].event_id);
  CHECK(world.Append(own).value().already_known);

  Batch anothers = AnyBatch();
  anothers.events[0].event_id = own.events[0].event_id;
  CHECK(CodeOf(world.Append(anothers)) == absl::StatusCode::kInvalidArgument);
  CHECK(CodeOf(world.Append(named(1))) == absl::StatusCode::kInvalidArgument);
  CHECK(world.All().size() == 3);
}

TEST_CASE("a refused command may be tried again with the same ids") {
  World world(AnyBackend());
  const StreamName stream = NewStream();
  const Batch batch = NewBatch({NewEvent(stream, NewId<ScopeId>())}, {Exists(stream)});
  CHECK(CodeOf(world.Append(batch)) == absl::StatusCode::kAborted);
  REQUIRE(world.Append(NewBatch({NewEvent(stream, NewId<ScopeId>())})).ok());
  CHECK_FALSE(world.Append(batch).value().already_known);
}

TEST_CASE("an empty or oversized append is refused, the largest allowed is taken") {
  World world(AnyBackend());
  const StreamName stream = NewStream();
  const auto scope = NewId<ScopeId>();
  const auto events = [&](size_t count, size_t bytes) {
    Batch batch = NewBatch({});
    for (size_t i = 0; i < count; ++i) batch.events.push_back(NewEvent(stream, scope, bytes));
    return batch;
  };
  CHECK(CodeOf(world.Append(events(0, 0))) == absl::StatusCode::kInvalidArgument);
  CHECK(CodeOf(world.Append(events(limits::kEventsPerAppend + 1, 1))) ==
        absl::StatusCode::kInvalidArgument);
  CHECK(CodeOf(world.Append(events(1, limits::kSealedEventBytes + 1))) ==
        absl::StatusCode::kInvalidArgument);
  CHECK(CodeOf(world.Append(events(8, limits::kSealedEventBytes))) ==
        absl::StatusCode::kInvalidArgument);
  Batch conditions = events(1, 1);
  conditions.conditions.assign(limits::kConditionsPerAppend + 1, NoStream(NewStream()));
  CHECK(CodeOf(world.Append(conditions)) == absl::StatusCode::kInvalidArgument);
  CHECK(world.Head().next_position == 1);

  CHECK(world.Append(events(limits::kEventsPerAppend, 1)).ok());
  CHECK(world.Append(events(1, limits::kSealedEventBytes)).ok());
  CHECK(world.Append(events(1, 0)).ok());
}

TEST_CASE("logs are apart: own positions, ids, streams and tenants") {
  World world(AnyBackend());
  const storage::LogInfo other{NewId<LogId>(), "south", "candour.example/south", false};
  const Batch batch = AnyBatch();
  REQUIRE(world.Append(batch).ok());
  REQUIRE(world.store->CreateLog(other, world.clock, batch).ok());
  CHECK(world.store->GetHead(other.id).value().next_position == 1);
  CHECK(world.Head().next_position == 2);
  CHECK(world.store->Logs().size() == 2);

  const auto code = [&](const storage::LogInfo& info) {
    return world.store->CreateLog(info, world.clock, AnyBatch()).code();
  };
  CHECK(code({other.id, "east", "candour.example/east", false}) ==
        absl::StatusCode::kAlreadyExists);
  CHECK(code({NewId<LogId>(), "south", "candour.example/x", false}) ==
        absl::StatusCode::kAlreadyExists);
  CHECK(code({NewId<LogId>(), "", "candour.example/x", false}) ==
        absl::StatusCode::kInvalidArgument);
  const auto nobody = NewId<LogId>();
  CHECK(CodeOf(world.store->AppendAndWait(nobody, AnyBatch())) == absl::StatusCode::kNotFound);
  CHECK(world.store->GetHead(nobody).status().code() == absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace candour::tests
