// Reading one log out of its tables, up to a head that is durable. Every event handed out has been
// compared with its leaf, its place and, through the leaf, its ciphertext.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/engine/rows.h"
#include "storage/engine/tables.h"
#include "storage/event_log.h"
#include "storage/merkle/tree.h"

namespace candour::storage {

// The tree's nodes as the tables hold them.
class TableNodes final : public merkle::NodeReader {
 public:
  TableNodes(const Tables& tables, rows::LogNumber log) : tables_(tables), log_(log) {}
  absl::StatusOr<Bytes32> Hash(uint8_t level, uint64_t index) const override;

 private:
  const Tables& tables_;
  rows::LogNumber log_;
};

// A view of a log as it was at one head. Cheap to make; `tables` must outlive it.
class LogReader {
 public:
  LogReader(const Tables& tables, rows::LogNumber number, const LogId& log, uint64_t next_position)
      : tables_(tables), number_(number), log_(log), next_position_(next_position) {}

  // The methods of EventLog, and their errors.
  absl::StatusOr<Committed> FindCommand(const CommandId& id) const;
  absl::StatusOr<std::vector<StoredEvent>> ReadAll(uint64_t from_position, ReadLimits limits) const;
  absl::StatusOr<std::vector<StoredEvent>> ReadStream(const StreamName& stream,
                                                      uint64_t from_revision,
                                                      ReadLimits limits) const;
  absl::StatusOr<std::vector<StoredEvent>> ReadScope(const ScopeId& scope, uint64_t from_seq,
                                                     ReadLimits limits) const;
  absl::StatusOr<Bytes32> Root(uint64_t size) const;
  absl::StatusOr<std::vector<Bytes32>> InclusionPath(uint64_t position, uint64_t size) const;
  absl::StatusOr<std::vector<Bytes32>> ConsistencyPath(uint64_t old_size, uint64_t new_size) const;
  absl::StatusOr<std::vector<std::pair<uint64_t, std::string>>> Checkpoints() const;

  absl::StatusOr<StoredEvent> EventAt(uint64_t position) const;

 private:
  // What an index names from its key `from` on, as far as its first bytes are the same. DATA_LOSS
  // if it ends before the count under `count_key`.
  absl::StatusOr<std::vector<uint64_t>> Positions(Table index, const std::string& from,
                                                  const std::string& count_key,
                                                  size_t at_most) const;
  absl::StatusOr<std::vector<StoredEvent>> ReadPositions(const std::vector<uint64_t>& positions,
                                                         ReadLimits limits) const;
  absl::StatusOr<StoredEvent> Checked(uint64_t position, std::string_view row) const;
  absl::Status CheckSize(uint64_t size) const;

  const Tables& tables_;
  rows::LogNumber number_;
  LogId log_;
  uint64_t next_position_;
};

}  // namespace candour::storage
