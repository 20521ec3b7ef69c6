// Rows of a view as the messages they are.
#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "base/limits.h"
#include "base/status.h"
#include "storage/view_store.h"

namespace candour::views {

// None if there is no such row. DATA_LOSS if it does not parse.
template <typename Row>
absl::StatusOr<std::optional<Row>> GetRow(const storage::ViewStore& store, const std::string& key) {
  ASSIGN_OR_RETURN(const std::optional<std::string> value, store.Get(key));
  if (!value) return std::optional<Row>();
  std::optional<Row> row(std::in_place);
  if (!row->ParseFromString(*value)) {
    return absl::DataLossError(absl::StrCat("a row of the view does not parse: ", key));
  }
  return row;
}

// Calls `fn(key, row)` for every row whose key begins with `prefix` and lies in [`from`, `until`),
// in order; blank bounds leave it open.
struct KeyBounds {
  std::string from;
  std::string until;
};
template <typename Row, typename Fn>
absl::Status ScanRows(const storage::ViewStore& store, const std::string& prefix, Fn fn,
                      const KeyBounds& bounds = {}) {
  storage::ViewRange range{prefix, bounds.from, limits::kViewScanRows};
  Row row;
  while (true) {
    ASSIGN_OR_RETURN(const auto found, store.Scan(range));
    for (const storage::ViewRow& stored : found) {
      if (!bounds.until.empty() && stored.key >= bounds.until) return absl::OkStatus();
      if (!row.ParseFromString(stored.value)) {
        return absl::DataLossError(absl::StrCat("a row of the view does not parse: ", stored.key));
      }
      fn(stored.key, row);
    }
    if (found.size() < range.limit) return absl::OkStatus();
    range.start_after = found.back().key;
  }
}

}  // namespace candour::views
