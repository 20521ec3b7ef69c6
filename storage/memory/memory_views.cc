#include "storage/memory/memory_views.h"

#include <map>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace candour::storage {
namespace {

struct Rows {
  absl::Mutex mutex;
  std::map<std::string, std::string, std::less<>> rows ABSL_GUARDED_BY(mutex);
  uint64_t next_position ABSL_GUARDED_BY(mutex) = 0;
};

class MemoryView final : public ViewStore {
 public:
  // Shared with the stores, which keep the rows while no view is open.
  explicit MemoryView(std::shared_ptr<Rows> rows) : rows_(std::move(rows)) {}

  absl::StatusOr<uint64_t> NextPosition() const override {
    absl::MutexLock lock(&rows_->mutex);
    return rows_->next_position;
  }

  absl::Status Write(const ViewChange& change) override {
    absl::MutexLock lock(&rows_->mutex);
    for (const std::string& key : change.deletes) rows_->rows.erase(key);
    for (const ViewRow& row : change.puts) rows_->rows.insert_or_assign(row.key, row.value);
    rows_->next_position = change.next_position;
    return absl::OkStatus();
  }

  absl::StatusOr<std::optional<std::string>> Get(std::string_view key) const override {
    absl::MutexLock lock(&rows_->mutex);
    const auto found = rows_->rows.find(key);
    if (found == rows_->rows.end()) return std::nullopt;
    return found->second;
  }

  absl::StatusOr<std::vector<ViewRow>> Scan(const ViewRange& range) const override {
    absl::MutexLock lock(&rows_->mutex);
    std::vector<ViewRow> out;
    auto row = range.start_after.empty() ? rows_->rows.lower_bound(range.prefix)
                                         : rows_->rows.upper_bound(range.start_after);
    for (; row != rows_->rows.end() && out.size() < range.limit; ++row) {
      if (row->first.compare(0, range.prefix.size(), range.prefix) != 0) break;
      out.push_back({row->first, row->second});
    }
    return out;
  }

 private:
  const std::shared_ptr<Rows> rows_;
};

class MemoryViews final : public ViewStores {
 public:
  absl::StatusOr<std::unique_ptr<ViewStore>> Open(std::string_view name,
                                                  uint32_t version) override {
    absl::MutexLock lock(&mutex_);
    std::shared_ptr<Rows>& rows = views_[{std::string(name), version}];
    if (rows == nullptr) rows = std::make_shared<Rows>();
    return std::make_unique<MemoryView>(rows);
  }

  absl::StatusOr<std::unique_ptr<ViewStore>> OpenBeside(std::string_view name,
                                                        uint32_t version) override {
    absl::MutexLock lock(&mutex_);
    std::shared_ptr<Rows>& rows = beside_[{std::string(name), version}];
    rows = std::make_shared<Rows>();
    return std::make_unique<MemoryView>(rows);
  }

  absl::Status SwapIn(std::string_view name, uint32_t version) override {
    absl::MutexLock lock(&mutex_);
    const auto rebuilt = beside_.find({std::string(name), version});
    if (rebuilt == beside_.end()) return absl::FailedPreconditionError("no view was rebuilt");
    views_[rebuilt->first] = std::move(rebuilt->second);
    beside_.erase(rebuilt);
    return absl::OkStatus();
  }

  absl::Status DeleteOtherVersions(std::string_view name, uint32_t version) override {
    absl::MutexLock lock(&mutex_);
    for (auto view = views_.begin(); view != views_.end();) {
      const bool other = view->first.first == name && view->first.second != version;
      view = other ? views_.erase(view) : std::next(view);
    }
    return absl::OkStatus();
  }

 private:
  using Name = std::pair<std::string, uint32_t>;
  absl::Mutex mutex_;
  std::map<Name, std::shared_ptr<Rows>> views_ ABSL_GUARDED_BY(mutex_);
  std::map<Name, std::shared_ptr<Rows>> beside_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

std::unique_ptr<ViewStores> NewMemoryViews() { return std::make_unique<MemoryViews>(); }

}  // namespace candour::storage
