#include "storage/rocksdb/kept_rows.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "base/status.h"
#include "storage/bytes.h"
#include "storage/engine/opening.h"
#include "storage/engine/rows.h"

namespace candour::storage {
namespace {

constexpr size_t kLogBytes = 4;

uint8_t LevelOf(std::string_view merkle_key) { return static_cast<uint8_t>(merkle_key[kLogBytes]); }

// Up to where every node of a log's tree has a row.
absl::StatusOr<uint64_t> AllNodesBelow(const Tables& tables, const LogState& log) {
  ASSIGN_OR_RETURN(const std::optional<std::string> row,
                   tables.Get(Table::kMeta, rows::AllNodesKey(log.number)));
  if (row.has_value()) return rows::DecodeNumber(*row);
  ASSIGN_OR_RETURN(const std::optional<std::string> format,
                   tables.Get(Table::kMeta, rows::FormatKey()));
  const bool all = format == rows::EncodeNumber(rows::kFormatOfAllRows);
  return all ? log.next_position : 0;
}

}  // namespace

bool IsKept(Table table, std::string_view key) {
  if (table == Table::kCounts) return false;
  return table != Table::kMerkle || LevelOf(key) >= kLowestKeptLevel;
}

Counted CountedBy(std::string_view counts_key) {
  Counted counted;
  counted.index = counts_key[kLogBytes] == 's' ? Table::kStreamIndex : Table::kScopeIndex;
  counted.prefix.append(counts_key.substr(0, kLogBytes));
  counted.prefix.append(counts_key.substr(kLogBytes + 1));
  return counted;
}

Below BelowNode(std::string_view merkle_key) {
  const uint8_t level = LevelOf(merkle_key);
  return {FieldReader(merkle_key).Big<uint32_t>(), rows::LastNumber(merkle_key) << level,
          uint64_t{1} << level};
}

absl::StatusOr<uint64_t> KeptNodes(const Tables& tables, const LogState& log) {
  ASSIGN_OR_RETURN(const uint64_t all_below, AllNodesBelow(tables, log));
  uint64_t nodes = 0;
  for (int level = 0; level < 64; ++level) {
    nodes += (level < kLowestKeptLevel ? all_below : log.next_position) >> level;
  }
  return nodes;
}

absl::Status RaiseFormat(Tables& tables) {
  ASSIGN_OR_RETURN(const std::optional<std::string> format,
                   tables.Get(Table::kMeta, rows::FormatKey()));
  if (format != rows::EncodeNumber(rows::kFormatOfAllRows)) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::vector<LogState> logs, LoadLogs(tables));
  Changes changes = {{Table::kMeta, rows::FormatKey(), rows::EncodeNumber(rows::kFormat)}};
  for (const LogState& log : logs) {
    changes.push_back(
        {Table::kMeta, rows::AllNodesKey(log.number), rows::EncodeNumber(log.next_position)});
  }
  return tables.Commit(changes, {});
}

}  // namespace candour::storage
