#include "storage/engine/planner.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/limits.h"
#include "base/status.h"
#include "storage/crypto/crypto.h"
#include "storage/engine/event_ids.h"
#include "storage/leaf.h"

namespace candour::storage {
namespace {

bool Holds(const Condition& condition, uint64_t count) {
  switch (condition.kind) {
    case Condition::Kind::kNoStream:
      return count == 0;
    case Condition::Kind::kExists:
      return count > 0;
    case Condition::Kind::kRevision:
      return count > 0 && condition.revision == count - 1;
  }
  return false;
}

absl::StatusOr<uint64_t> CountIn(const std::optional<std::string>& row) {
  if (!row.has_value()) return 0;
  return rows::DecodeNumber(*row);
}

absl::Status CheckBatch(const Batch& batch) {
  if (batch.events.empty()) return absl::InvalidArgumentError("an append needs an event");
  if (batch.events.size() > limits::kEventsPerAppend) {
    return absl::InvalidArgumentError(
        absl::StrCat("an append takes at most ", limits::kEventsPerAppend, " events"));
  }
  if (batch.conditions.size() > limits::kConditionsPerAppend) {
    return absl::InvalidArgumentError(
        absl::StrCat("an append takes at most ", limits::kConditionsPerAppend, " conditions"));
  }
  for (const SealedEvent& event : batch.events) {
    if (event.ciphertext.size() > limits::kSealedEventBytes) {
      return absl::InvalidArgumentError(
          absl::StrCat("an event takes at most ", limits::kSealedEventBytes, " sealed bytes"));
    }
  }
  if (BatchBytes(batch) > limits::kAppendBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat("an append takes at most ", limits::kAppendBytes, " bytes"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ReadyBatch> MakeReady(Batch batch) {
  RETURN_IF_ERROR(CheckBatch(batch));
  ReadyBatch ready{std::move(batch), {}};
  for (size_t ordinal = 0; ordinal < ready.batch.events.size(); ++ordinal) {
    const SealedEvent& event = ready.batch.events[ordinal];
    const bool own_id = event.event_id == OwnEventId(ready.batch.command, ordinal);
    if (!own_id && IsNameBased(event.event_id)) {
      return absl::InvalidArgumentError(
          absl::StrCat("event id ", event.event_id.Text(),
                       " is a UUIDv5, as those made from commands are, but not of its own command: "
                       "choose an id of another kind"));
    }
    ready.events.push_back({crypto::Sha256(event.ciphertext), own_id});
  }
  return ready;
}

size_t BatchBytes(const Batch& batch) {
  size_t bytes = 0;
  for (const SealedEvent& event : batch.events) bytes += kLeafBytes + event.ciphertext.size();
  return bytes;
}

absl::Status Planner::Prepare(absl::Span<const Expected> group) {
  group_ids_.clear();
  std::vector<std::string> ids;
  std::vector<std::string> ends;
  const auto expect_end = [&](std::string key) {
    if (!counts_.contains(key)) ends.push_back(std::move(key));
  };
  for (const auto& [log, ready] : group) {
    const Batch& batch = ready->batch;
    ids.push_back(rows::CommandKey(log, batch.command));
    for (const Condition& condition : batch.conditions) {
      expect_end(rows::StreamCountKey(log, condition.stream));
    }
    for (size_t ordinal = 0; ordinal < batch.events.size(); ++ordinal) {
      const SealedEvent& event = batch.events[ordinal];
      if (!ready->events[ordinal].own_id) ids.push_back(rows::EventIdKey(log, event.event_id));
      expect_end(rows::StreamCountKey(log, event.stream));
      expect_end(rows::ScopeCountKey(log, event.scope));
    }
  }
  ASSIGN_OR_RETURN(auto known_ids, tables_.GetMany(Table::kIds, ids));
  for (size_t i = 0; i < ids.size(); ++i) group_ids_[ids[i]] = std::move(known_ids[i]);
  ASSIGN_OR_RETURN(const auto known_ends, tables_.GetMany(Table::kCounts, ends));
  for (size_t i = 0; i < ends.size(); ++i) {
    ASSIGN_OR_RETURN(counts_[ends[i]], CountIn(known_ends[i]));
  }
  return absl::OkStatus();
}

absl::StatusOr<Committed> Planner::Take(LogState& log, const ReadyBatch& ready, ReadTime read_time,
                                        Changes& changes) {
  const Batch& batch = ready.batch;
  ASSIGN_OR_RETURN(std::optional<Committed> known, KnownCommand(log, batch));
  if (known.has_value()) return *known;
  RETURN_IF_ERROR(CheckEventIds(log, ready));
  ASSIGN_OR_RETURN(const Micros now, read_time());
  RETURN_IF_ERROR(CheckConditions(log, batch));

  log.last_recorded_at = std::max(log.last_recorded_at, now);
  Committed committed;
  committed.first_position = log.next_position;
  committed.event_count = static_cast<uint32_t>(batch.events.size());
  committed.recorded_at = log.last_recorded_at;
  committed.request_digest = batch.request_digest;
  committed.digest_scope = batch.digest_scope;
  for (size_t ordinal = 0; ordinal < batch.events.size(); ++ordinal) {
    ASSIGN_OR_RETURN(const uint64_t revision, AddEvent(log, ready, ordinal, changes));
    committed.revisions.push_back(revision);
  }
  std::string key = rows::CommandKey(log.number, batch.command);
  std::string value = rows::EncodeCommitted(committed);
  group_ids_[key] = value;
  changes.push_back({Table::kIds, std::move(key), std::move(value)});
  return committed;
}

void Planner::FinishGroup(Changes& changes) {
  for (const std::string& key : changed_counts_) {
    changes.push_back({Table::kCounts, key, rows::EncodeNumber(counts_[key])});
  }
}

void Planner::GroupWritten() {
  group_ids_.clear();
  changed_counts_.clear();
  if (counts_.size() > limits::kHeadCacheEntries) counts_.clear();
}

absl::StatusOr<std::optional<Committed>> Planner::KnownCommand(const LogState& log,
                                                               const Batch& batch) {
  ASSIGN_OR_RETURN(const std::optional<std::string> row,
                   GetId(rows::CommandKey(log.number, batch.command)));
  if (!row.has_value()) return std::nullopt;
  ASSIGN_OR_RETURN(Committed committed, rows::DecodeCommitted(*row));
  if (committed.request_digest != batch.request_digest ||
      committed.digest_scope != batch.digest_scope) {
    return absl::AlreadyExistsError("the command id was used for another request");
  }
  committed.already_known = true;
  return committed;
}

absl::Status Planner::CheckEventIds(const LogState& log, const ReadyBatch& ready) {
  absl::flat_hash_set<EventId> seen;
  for (size_t ordinal = 0; ordinal < ready.events.size(); ++ordinal) {
    if (ready.events[ordinal].own_id) continue;
    const SealedEvent& event = ready.batch.events[ordinal];
    ASSIGN_OR_RETURN(const std::optional<std::string> row,
                     GetId(rows::EventIdKey(log.number, event.event_id)));
    if (row.has_value() || !seen.insert(event.event_id).second) {
      return absl::AlreadyExistsError(
          absl::StrCat("event id ", event.event_id.Text(), " is taken"));
    }
  }
  return absl::OkStatus();
}

absl::Status Planner::CheckConditions(const LogState& log, const Batch& batch) {
  for (const Condition& condition : batch.conditions) {
    ASSIGN_OR_RETURN(const uint64_t count,
                     Count(rows::StreamCountKey(log.number, condition.stream)));
    if (!Holds(condition, count)) {
      return absl::AbortedError(absl::StrCat("stream ", condition.stream.type, "/",
                                             condition.stream.id.Text(), " has ", count,
                                             " events, which is not what was expected"));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<uint64_t> Planner::AddEvent(LogState& log, const ReadyBatch& ready, size_t ordinal,
                                           Changes& changes) {
  const Batch& batch = ready.batch;
  const SealedEvent& event = batch.events[ordinal];
  Leaf leaf;
  leaf.log = log.info.id;
  leaf.position = log.next_position;
  leaf.recorded_at = log.last_recorded_at;
  leaf.stream = event.stream;
  leaf.event_id = event.event_id;
  leaf.command = batch.command;
  leaf.actor = batch.actor;
  leaf.scope = event.scope;
  leaf.nonce = event.nonce;
  leaf.key_commitment = event.key_commitment;
  leaf.ciphertext_hash = ready.events[ordinal].ciphertext_hash;
  ASSIGN_OR_RETURN(leaf.revision, TakeNumber(rows::StreamCountKey(log.number, event.stream)));
  ASSIGN_OR_RETURN(leaf.scope_seq, TakeNumber(rows::ScopeCountKey(log.number, event.scope)));

  const std::string encoded = EncodeLeaf(leaf);
  const std::string position = rows::EncodeNumber(leaf.position);
  changes.push_back({Table::kEvents, rows::EventKey(log.number, leaf.position),
                     absl::StrCat(encoded, event.ciphertext)});
  if (!ready.events[ordinal].own_id) {
    std::string id_key = rows::EventIdKey(log.number, event.event_id);
    group_ids_[id_key] = position;
    changes.push_back({Table::kIds, std::move(id_key), position});
  }
  changes.push_back({Table::kStreamIndex,
                     rows::StreamIndexKey(log.number, event.stream, leaf.revision), position});
  changes.push_back(
      {Table::kScopeIndex, rows::ScopeIndexKey(log.number, event.scope, leaf.scope_seq), position});
  std::vector<merkle::Node> completed;
  log.frontier.Append(merkle::HashLeaf(encoded), completed);
  for (const merkle::Node& node : completed) {
    if (node.level < kept_.lowest_node_level) continue;
    changes.push_back({Table::kMerkle, rows::MerkleKey(log.number, node.level, node.index),
                       std::string(node.hash.begin(), node.hash.end())});
  }
  ++log.next_position;
  return leaf.revision;
}

absl::StatusOr<std::optional<std::string>> Planner::GetId(const std::string& key) const {
  const auto found = group_ids_.find(key);
  if (found != group_ids_.end()) return found->second;
  return tables_.Get(Table::kIds, key);
}

absl::StatusOr<uint64_t> Planner::Count(const std::string& key) {
  const auto found = counts_.find(key);
  if (found != counts_.end()) return found->second;
  ASSIGN_OR_RETURN(const std::optional<std::string> row, tables_.Get(Table::kCounts, key));
  ASSIGN_OR_RETURN(const uint64_t count, CountIn(row));
  counts_[key] = count;
  return count;
}

absl::StatusOr<uint64_t> Planner::TakeNumber(const std::string& key) {
  ASSIGN_OR_RETURN(const uint64_t count, Count(key));
  counts_[key] = count + 1;
  if (kept_.counts) changed_counts_.insert(key);
  return count;
}

}  // namespace candour::storage
