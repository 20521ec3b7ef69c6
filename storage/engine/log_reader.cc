#include "storage/engine/log_reader.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "storage/bytes.h"
#include "storage/crypto/crypto.h"
#include "storage/leaf.h"

namespace candour::storage {
namespace {

absl::Status Damaged(uint64_t position, std::string_view what) {
  return absl::DataLossError(
      absl::StrCat("the log is damaged at position ", position, ": ", Absl(what)));
}

}  // namespace

absl::StatusOr<Bytes32> TableNodes::Hash(uint8_t level, uint64_t index) const {
  ASSIGN_OR_RETURN(const std::optional<std::string> row,
                   tables_.Get(Table::kMerkle, rows::MerkleKey(log_, level, index)));
  if (!row.has_value() || row->size() != 32) {
    return absl::DataLossError(absl::StrCat("the tree lacks node ", index, " of level ", level));
  }
  return FieldReader(*row).Bytes<32>();
}

absl::StatusOr<Committed> LogReader::FindCommand(const CommandId& id) const {
  ASSIGN_OR_RETURN(const std::optional<std::string> row,
                   tables_.Get(Table::kIds, rows::CommandKey(number_, id)));
  if (!row.has_value()) return absl::NotFoundError("the log has no such command");
  ASSIGN_OR_RETURN(Committed committed, rows::DecodeCommitted(*row));
  if (committed.first_position >= next_position_) {
    return absl::NotFoundError("the log has no such command yet");
  }
  committed.already_known = true;
  return committed;
}

absl::StatusOr<std::vector<StoredEvent>> LogReader::ReadAll(uint64_t from_position,
                                                            ReadLimits limits) const {
  std::vector<StoredEvent> events;
  if (from_position >= next_position_) return events;
  size_t bytes = 0;
  absl::Status failure;
  bool full = false;
  const auto take = [&](std::string_view key, std::string_view row) {
    bytes += row.size();
    full = !events.empty() && (events.size() >= limits.events || bytes > limits.bytes);
    if (full) return false;
    const uint64_t expected = from_position + events.size();
    absl::StatusOr<StoredEvent> event =
        rows::LastNumber(key) == expected ? Checked(expected, row) : Damaged(expected, "a hole");
    failure = event.status();
    if (event.ok()) events.push_back(*std::move(event));
    return failure.ok();
  };
  RETURN_IF_ERROR(tables_.Scan(Table::kEvents, rows::EventKey(number_, from_position),
                               rows::EventKey(number_, next_position_), take));
  RETURN_IF_ERROR(failure);
  const uint64_t next = from_position + events.size();
  if (!full && next < next_position_) return Damaged(next, "the log ends early");
  return events;
}

absl::StatusOr<std::vector<StoredEvent>> LogReader::ReadStream(const StreamName& stream,
                                                               uint64_t from_revision,
                                                               ReadLimits limits) const {
  ASSIGN_OR_RETURN(
      const std::vector<uint64_t> positions,
      Positions(Table::kStreamIndex, rows::StreamIndexKey(number_, stream, from_revision),
                rows::StreamCountKey(number_, stream), limits.events));
  ASSIGN_OR_RETURN(std::vector<StoredEvent> events, ReadPositions(positions, limits));
  for (size_t i = 0; i < events.size(); ++i) {
    ASSIGN_OR_RETURN(const Leaf leaf, ParseLeaf(events[i].leaf));
    if (leaf.stream != stream || leaf.revision != from_revision + i) {
      return Damaged(leaf.position, "it is not the event its stream names");
    }
  }
  return events;
}

absl::StatusOr<std::vector<StoredEvent>> LogReader::ReadScope(const ScopeId& scope,
                                                              uint64_t from_seq,
                                                              ReadLimits limits) const {
  ASSIGN_OR_RETURN(const std::vector<uint64_t> positions,
                   Positions(Table::kScopeIndex, rows::ScopeIndexKey(number_, scope, from_seq),
                             rows::ScopeCountKey(number_, scope), limits.events));
  ASSIGN_OR_RETURN(std::vector<StoredEvent> events, ReadPositions(positions, limits));
  for (size_t i = 0; i < events.size(); ++i) {
    ASSIGN_OR_RETURN(const Leaf leaf, ParseLeaf(events[i].leaf));
    if (leaf.scope != scope || leaf.scope_seq != from_seq + i) {
      return Damaged(leaf.position, "it is not the event its scope names");
    }
  }
  return events;
}

absl::StatusOr<Bytes32> LogReader::Root(uint64_t size) const {
  RETURN_IF_ERROR(CheckSize(size));
  return merkle::RootAt(TableNodes(tables_, number_), size);
}

absl::StatusOr<std::vector<Bytes32>> LogReader::InclusionPath(uint64_t position,
                                                              uint64_t size) const {
  RETURN_IF_ERROR(CheckSize(size));
  return merkle::InclusionPath(TableNodes(tables_, number_), position, size);
}

absl::StatusOr<std::vector<Bytes32>> LogReader::ConsistencyPath(uint64_t old_size,
                                                                uint64_t new_size) const {
  RETURN_IF_ERROR(CheckSize(new_size));
  return merkle::ConsistencyPath(TableNodes(tables_, number_), old_size, new_size);
}

absl::StatusOr<std::vector<std::pair<uint64_t, std::string>>> LogReader::Checkpoints() const {
  std::vector<std::pair<uint64_t, std::string>> out;
  const std::string from = rows::CheckpointKey(number_, 0);
  const std::string prefix = from.substr(0, from.size() - 8);
  RETURN_IF_ERROR(tables_.Scan(Table::kMeta, from, rows::EndOfPrefix(prefix),
                               [&](std::string_view key, std::string_view note) {
                                 out.emplace_back(rows::LastNumber(key), note);
                                 return true;
                               }));
  return out;
}

absl::StatusOr<StoredEvent> LogReader::EventAt(uint64_t position) const {
  ASSIGN_OR_RETURN(const std::optional<std::string> row,
                   tables_.Get(Table::kEvents, rows::EventKey(number_, position)));
  if (!row.has_value()) return Damaged(position, "a hole");
  return Checked(position, *row);
}

absl::StatusOr<std::vector<uint64_t>> LogReader::Positions(Table index, const std::string& from,
                                                           const std::string& count_key,
                                                           size_t at_most) const {
  // Read before the index: it may grow meanwhile, but never shrink.
  ASSIGN_OR_RETURN(const std::optional<std::string> count_row,
                   tables_.Get(Table::kCounts, count_key));
  uint64_t count = 0;
  if (count_row.has_value()) {
    ASSIGN_OR_RETURN(count, rows::DecodeNumber(*count_row));
  }
  std::vector<uint64_t> positions;
  absl::Status failure;
  bool to_the_end = true;
  const std::string prefix = from.substr(0, from.size() - 8);
  RETURN_IF_ERROR(tables_.Scan(
      index, from, rows::EndOfPrefix(prefix), [&](std::string_view key, std::string_view row) {
        const absl::StatusOr<uint64_t> position = rows::DecodeNumber(row);
        failure = position.status();
        // An index reaches beyond the head for the moment between writing and answering.
        if (position.ok() && *position < next_position_) positions.push_back(*position);
        to_the_end = position.ok() && *position < next_position_ && positions.size() < at_most;
        return to_the_end;
      }));
  RETURN_IF_ERROR(failure);
  if (to_the_end && rows::LastNumber(from) + positions.size() < count) {
    return absl::DataLossError("an index of the log lacks its end");
  }
  return positions;
}

absl::StatusOr<std::vector<StoredEvent>> LogReader::ReadPositions(
    const std::vector<uint64_t>& positions, ReadLimits limits) const {
  std::vector<StoredEvent> events;
  size_t bytes = 0;
  // Few at first, lest large events be read that do not fit; then more, to save journeys.
  for (size_t begin = 0, count = 8; begin < positions.size(); begin += count, count *= 2) {
    std::vector<std::string> keys;
    for (size_t i = begin; i < std::min(positions.size(), begin + count); ++i) {
      keys.push_back(rows::EventKey(number_, positions[i]));
    }
    ASSIGN_OR_RETURN(const auto rows, tables_.GetMany(Table::kEvents, keys));
    for (size_t i = 0; i < rows.size(); ++i) {
      if (!rows[i].has_value()) return Damaged(positions[begin + i], "a hole");
      bytes += rows[i]->size();
      if (!events.empty() && bytes > limits.bytes) return events;
      ASSIGN_OR_RETURN(StoredEvent event, Checked(positions[begin + i], *rows[i]));
      events.push_back(std::move(event));
    }
  }
  return events;
}

absl::StatusOr<StoredEvent> LogReader::Checked(uint64_t position, std::string_view row) const {
  if (row.size() < kLeafBytes) return Damaged(position, "its row is short");
  StoredEvent event{std::string(row.substr(0, kLeafBytes)), std::string(row.substr(kLeafBytes))};
  ASSIGN_OR_RETURN(const Leaf leaf, ParseLeaf(event.leaf));
  if (leaf.log != log_ || leaf.position != position) {
    return Damaged(position, "its leaf is of another place");
  }
  if (leaf.ciphertext_hash != crypto::Sha256(event.ciphertext)) {
    return Damaged(position, "its ciphertext is not the one its leaf names");
  }
  return event;
}

absl::Status LogReader::CheckSize(uint64_t size) const {
  if (size <= next_position_) return absl::OkStatus();
  return absl::OutOfRangeError(absl::StrCat("the log has only ", next_position_, " events"));
}

}  // namespace candour::storage
