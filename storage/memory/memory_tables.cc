#include "storage/memory/memory_tables.h"

#include <array>
#include <map>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace candour::storage {
namespace {

class MemoryTables final : public Tables {
 public:
  absl::StatusOr<std::optional<std::string>> Get(Table table, std::string_view key) const override {
    absl::ReaderMutexLock lock(&mutex_);
    const Rows& rows = tables_[static_cast<size_t>(table)];
    const auto found = rows.find(key);
    if (found == rows.end()) return std::nullopt;
    return found->second;
  }

  absl::Status Scan(Table table, std::string_view from, std::string_view end,
                    Visit visit) const override {
    absl::ReaderMutexLock lock(&mutex_);
    const Rows& rows = tables_[static_cast<size_t>(table)];
    for (auto row = rows.lower_bound(from); row != rows.end() && row->first < end; ++row) {
      if (!visit(row->first, row->second)) break;
    }
    return absl::OkStatus();
  }

  absl::StatusOr<std::optional<std::pair<std::string, std::string>>> Last(
      Table table, std::string_view from, std::string_view end) const override {
    absl::ReaderMutexLock lock(&mutex_);
    const Rows& rows = tables_[static_cast<size_t>(table)];
    auto row = rows.lower_bound(end);
    if (row == rows.begin() || (--row)->first < from) return std::nullopt;
    return *row;
  }

  absl::Status Commit(const Changes& changes, absl::Span<const Floor>) override {
    absl::MutexLock lock(&mutex_);
    for (const RowChange& change : changes) {
      Rows& rows = tables_[static_cast<size_t>(change.table)];
      if (change.value.has_value()) {
        rows.insert_or_assign(change.key, *change.value);
      } else {
        rows.erase(change.key);
      }
    }
    return absl::OkStatus();
  }

 private:
  using Rows = std::map<std::string, std::string, std::less<>>;
  mutable absl::Mutex mutex_;
  std::array<Rows, kTableCount> tables_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

std::unique_ptr<Tables> NewMemoryTables() { return std::make_unique<MemoryTables>(); }

}  // namespace candour::storage
