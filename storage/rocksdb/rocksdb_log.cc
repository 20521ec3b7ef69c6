#include "storage/rocksdb/rocksdb_log.h"

#include <utility>

#include "base/status.h"
#include "storage/engine/engine.h"
#include "storage/rocksdb/recovery.h"

namespace candour::storage {
namespace {

// The database with what guards it: the lock on its folder, the note of what was acknowledged, the
// marker of a good end.
class StoreTables final : public Tables {
 public:
  StoreTables(std::string folder, OpenedStore store)
      : folder_(std::move(folder)), store_(std::move(store)) {}

  ~StoreTables() override {
    const absl::Status closed = store_.tables->Close();
    if (closed.ok() && !failed_) MarkClean(folder_).IgnoreError();
  }

  absl::StatusOr<std::optional<std::string>> Get(Table table, std::string_view key) const override {
    return store_.tables->Get(table, key);
  }
  absl::StatusOr<std::vector<std::optional<std::string>>> GetMany(
      Table table, absl::Span<const std::string> keys) const override {
    return store_.tables->GetMany(table, keys);
  }
  absl::Status Scan(Table table, std::string_view from, std::string_view end,
                    Visit visit) const override {
    return store_.tables->Scan(table, from, end, visit);
  }
  absl::StatusOr<std::optional<std::pair<std::string, std::string>>> Last(
      Table table, std::string_view from, std::string_view end) const override {
    return store_.tables->Last(table, from, end);
  }
  Kept kept() const override { return store_.tables->kept(); }
  absl::Status Commit(const Changes& changes, absl::Span<const Floor> floors) override {
    absl::Status status = store_.tables->Commit(changes, floors);
    if (status.ok()) status = store_.side_file.Note(floors);
    failed_ = failed_ || !status.ok();
    return status;
  }

  absl::StatusOr<BackupMade> BackUp(const std::string& folder,
                                    absl::Span<const Floor> floors) override {
    return store_.tables->BackUp(folder, floors);
  }

  absl::Status CheckFiles() const override { return store_.tables->CheckFiles(); }

 private:
  const std::string folder_;
  OpenedStore store_;
  bool failed_ = false;
};

}  // namespace

absl::StatusOr<std::unique_ptr<EventLog>> OpenRocksDbLog(RocksDbLogOptions options,
                                                         const RocksDbMemory& memory) {
  ASSIGN_OR_RETURN(OpenedStore store, OpenStore(options.folder, memory));
  EngineOptions engine_options;
  engine_options.since_boot = std::move(options.since_boot);
  engine_options.recovery = store.recovery;
  engine_options.low_disk_bytes = options.low_disk_bytes;
  engine_options.free_bytes = std::move(options.free_bytes);
  if (!engine_options.free_bytes) {
    engine_options.free_bytes = [folder = options.folder] { return FreeBytes(folder); };
  }
  return OpenEngine(std::make_unique<StoreTables>(options.folder, std::move(store)),
                    std::move(engine_options));
}

}  // namespace candour::storage
