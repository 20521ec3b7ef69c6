// What a backend that keeps ordered bytes must provide for the engine to make logs of it. All
// formats, numbering, checks and locking are the engine's; a backend adds durability.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "base/id.h"
#include "storage/event_log.h"

namespace candour::storage {

// Frozen numbers: they order the column families. storage/engine/rows.h says what is in each.
enum class Table : uint8_t {
  kMeta = 0,
  kEvents = 1,
  kIds = 2,
  kCounts = 3,
  kStreamIndex = 4,
  kScopeIndex = 5,
  kMerkle = 6,
};
inline constexpr size_t kTableCount = 7;

// A row put, or deleted if there is no value.
struct RowChange {
  Table table = Table::kMeta;
  std::string key;
  std::optional<std::string> value;
};
using Changes = std::vector<RowChange>;

// Below what a log can never again end: kept outside the tables, so that a table that lost its end
// is found out.
struct Floor {
  uint32_t log_number = 0;
  LogId log;
  uint64_t acknowledged = 0;     // every position below it has been acknowledged
  uint64_t checkpoint_size = 0;  // of the newest checkpoint handed out; 0: none
  Bytes32 checkpoint_root{};

  friend bool operator==(const Floor&, const Floor&) = default;
};

// The engine puts all rows of an event together, and scans only meta, events and the two indexes;
// a backend may count on both. Thread safety: reads from any thread, beside one Commit at a time.
// All errors are DATA_LOSS
// (damage was found) or UNAVAILABLE.
class Tables {
 public:
  virtual ~Tables() = default;

  virtual absl::StatusOr<std::optional<std::string>> Get(Table table,
                                                         std::string_view key) const = 0;

  // As Get, for every key alike: one journey for a backend whose rows are on another machine.
  virtual absl::StatusOr<std::vector<std::optional<std::string>>> GetMany(
      Table table, absl::Span<const std::string> keys) const;

  // Visits rows with from <= key < end in order of their bytes, until `visit` returns false. The
  // views it is given are valid during the call only.
  using Visit = absl::FunctionRef<bool(std::string_view key, std::string_view value)>;
  virtual absl::Status Scan(Table table, std::string_view from, std::string_view end,
                            Visit visit) const = 0;

  // The last row with from <= key < end.
  virtual absl::StatusOr<std::optional<std::pair<std::string, std::string>>> Last(
      Table table, std::string_view from, std::string_view end) const = 0;

  // All of the changes or none, synced before it returns; then the floors are noted. After a
  // failure it is unknown which, and the tables must not be written again.
  virtual absl::Status Commit(const Changes& changes, absl::Span<const Floor> floors) = 0;

  // Copies all rows into a folder of backups, beside reads and commits, and the floors the copy
  // must reach with them. UNIMPLEMENTED where there is nothing to copy.
  virtual absl::StatusOr<BackupMade> BackUp(const std::string& folder,
                                            absl::Span<const Floor> floors);

  // Which rows Commit writes at all. The engine need not make the others.
  struct Kept {
    bool counts = true;
    uint8_t lowest_node_level = 0;
  };
  virtual Kept kept() const { return {}; }

  // Reads all that is stored and holds it against its checksums. DATA_LOSS, naming the file, if
  // they differ. OK where a database of its own keeps the files.
  virtual absl::Status CheckFiles() const { return absl::OkStatus(); }
};

}  // namespace candour::storage
