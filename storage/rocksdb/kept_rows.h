// Which of the engine's rows RocksDB keeps, and how the others are found again.
//
// Most of what a commit costs is rows: each takes a place in memory, in the write-ahead log, in a
// file and again in compactions. What others tell is therefore not written:
//
//   counts                the last row of a stream's or scope's index tells how many there are
//   merkle, levels 0 to 3 the leaves of the one to eight events below a node tell its hash
//
// Stores of format 1 hold those rows up to where they were when this program first wrote to them.
// They are never read.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/engine/planner.h"
#include "storage/engine/tables.h"

namespace candour::storage {

inline constexpr uint8_t kLowestKeptLevel = 4;

// Whether a row of the engine is written.
bool IsKept(Table table, std::string_view key);

// The index that tells a row of counts, and what all its keys of that stream or scope begin with.
struct Counted {
  Table index = Table::kStreamIndex;
  std::string prefix;
};
Counted CountedBy(std::string_view counts_key);

// The events below a node of the tree. For levels that are not kept.
struct Below {
  uint32_t log = 0;
  uint64_t first = 0;
  uint64_t count = 0;
};
Below BelowNode(std::string_view merkle_key);

// How many rows of merkle a log accounts for.
absl::StatusOr<uint64_t> KeptNodes(const Tables& tables, const LogState& log);

// Makes a store of format 1 one of this format: other programs of that format would miss rows.
absl::Status RaiseFormat(Tables& tables);

}  // namespace candour::storage
