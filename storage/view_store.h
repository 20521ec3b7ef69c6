// The contract of a projection's rows: an ordered map of bytes together with the log position it
// stands at. storage/rocksdb and storage/memory implement it.
//
// A view is disposable: it is rebuilt from the log, so writes are atomic but not synced. After a
// crash a view stands at some earlier position with exactly the rows of that position.
//
// Thread safety: reads from any thread; one writer at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace candour::storage {

struct ViewRow {
  std::string key;
  std::string value;
  friend bool operator==(const ViewRow&, const ViewRow&) = default;
};

// Everything one write changes. A key is put or deleted, not both.
struct ViewChange {
  std::vector<ViewRow> puts;
  std::vector<std::string> deletes;
  uint64_t next_position = 0;  // every event below it is reflected in the rows
};

struct ViewRange {
  std::string prefix;
  std::string start_after;  // a whole key of the range; empty: from its first
  size_t limit = 0;
};

class ViewStore {
 public:
  virtual ~ViewStore() = default;

  // 0 for a view that has taken nothing yet.
  virtual absl::StatusOr<uint64_t> NextPosition() const = 0;

  // All of it or nothing, position and rows together.
  virtual absl::Status Write(const ViewChange& change) = 0;

  virtual absl::StatusOr<std::optional<std::string>> Get(std::string_view key) const = 0;

  // At most `limit` rows whose keys begin with the prefix, in order of their bytes.
  virtual absl::StatusOr<std::vector<ViewRow>> Scan(const ViewRange& range) const = 0;
};

// The views of one process: each is known by the name and version of its projection.
class ViewStores {
 public:
  virtual ~ViewStores() = default;

  // Opens a view, empty if there is none of this name and version. A view must not be open twice.
  virtual absl::StatusOr<std::unique_ptr<ViewStore>> Open(std::string_view name,
                                                          uint32_t version) = 0;

  // An empty view beside the one in use, for rebuilding; what an earlier unfinished rebuild left
  // is deleted.
  virtual absl::StatusOr<std::unique_ptr<ViewStore>> OpenBeside(std::string_view name,
                                                                uint32_t version) = 0;

  // Puts the rebuilt view in the place of the one in use and deletes the old rows' files. Neither
  // of them may be open.
  virtual absl::Status SwapIn(std::string_view name, uint32_t version) = 0;

  // Deletes every other version of the view; none of them may be open.
  virtual absl::Status DeleteOtherVersions(std::string_view name, uint32_t version) = 0;
};

}  // namespace candour::storage
