#include "storage/rocksdb/rocksdb_views.h"

#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include <filesystem>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "storage/bytes.h"
#include "storage/files.h"
#include "storage/rocksdb/shared_memory_parts.h"

namespace candour::storage {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPositionKey = "p";
constexpr std::string_view kRowPrefix = "r";
constexpr std::string_view kBehindRows = "s";

// What is written survives the death of the process, or only a good end. A rebuild that is cut off
// begins again anyway, and is spared the write-ahead log.
enum class Writing { kLogged, kUnlogged };

std::string RowKey(std::string_view key) {
  std::string out(kRowPrefix);
  out.append(key);
  return out;
}

class RocksDbView final : public ViewStore {
 public:
  RocksDbView(std::unique_ptr<rocksdb::DB> db, Writing writing) : db_(std::move(db)) {
    write_options_.disableWAL = writing == Writing::kUnlogged;
  }

  absl::StatusOr<uint64_t> NextPosition() const override {
    std::string value;
    const rocksdb::Status status = db_->Get(rocksdb::ReadOptions(), AsSlice(kPositionKey), &value);
    if (status.IsNotFound()) return 0;
    RETURN_IF_ERROR(ToStatus(status));
    if (value.size() != 8) return absl::DataLossError("a view's position is damaged");
    return FieldReader(value).Big<uint64_t>();
  }

  absl::Status Write(const ViewChange& change) override {
    rocksdb::WriteBatch batch;
    for (const std::string& key : change.deletes) {
      RETURN_IF_ERROR(ToStatus(batch.Delete(RowKey(key))));
    }
    for (const ViewRow& row : change.puts) {
      RETURN_IF_ERROR(ToStatus(batch.Put(RowKey(row.key), row.value)));
    }
    std::string position;
    PutBig(position, change.next_position);
    RETURN_IF_ERROR(ToStatus(batch.Put(AsSlice(kPositionKey), position)));
    return ToStatus(db_->Write(write_options_, &batch));
  }

  absl::StatusOr<std::optional<std::string>> Get(std::string_view key) const override {
    std::string value;
    const rocksdb::Status status = db_->Get(rocksdb::ReadOptions(), RowKey(key), &value);
    if (status.IsNotFound()) return std::nullopt;
    RETURN_IF_ERROR(ToStatus(status));
    return value;
  }

  absl::StatusOr<std::vector<ViewRow>> Scan(const ViewRange& range) const override {
    const rocksdb::Slice upper = AsSlice(kBehindRows);
    rocksdb::ReadOptions options;
    options.iterate_upper_bound = &upper;
    const std::unique_ptr<rocksdb::Iterator> row(db_->NewIterator(options));
    const std::string prefix = RowKey(range.prefix);
    // The first key behind one is that key with a zero byte appended.
    row->Seek(range.start_after.empty() ? prefix : RowKey(range.start_after) + '\0');
    std::vector<ViewRow> out;
    for (; row->Valid() && out.size() < range.limit; row->Next()) {
      if (!row->key().starts_with(prefix)) break;
      out.push_back(
          {std::string(AsView(row->key()).substr(kRowPrefix.size())), row->value().ToString()});
    }
    RETURN_IF_ERROR(ToStatus(row->status()));
    return out;
  }

 private:
  std::unique_ptr<rocksdb::DB> db_;
  rocksdb::WriteOptions write_options_;
};

std::set<std::string> TablesIn(const std::string& path) {
  std::set<std::string> names;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(path, error)) {
    if (entry.path().extension() == ".sst") names.insert(entry.path().filename());
  }
  return names;
}

// DATA_LOSS if the list of tables has lost one that was there: cut short, it is read as an older
// one, and the rows it does not name would be missing without a word. A crash in the middle of
// putting tables in order leaves some of them too, and costs a rebuild.
absl::Status UnlessAllKnown(rocksdb::DB& db, std::set<std::string> tables) {
  std::vector<rocksdb::LiveFileMetaData> known;
  db.GetLiveFilesMetaData(&known);
  for (const auto& table : known) tables.erase(fs::path(table.name).filename());
  if (tables.empty()) return absl::OkStatus();
  return absl::DataLossError("a view's list of its tables lacks one of them");
}

absl::Status Delete(const std::string& path) {
  std::error_code error;
  fs::remove_all(path, error);
  if (!error) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat("cannot delete a view: ", error.message()));
}

class RocksDbViews final : public ViewStores {
 public:
  RocksDbViews(std::string folder, const RocksDbMemory& memory)
      : folder_(std::move(folder)), memory_(memory) {}

  absl::StatusOr<std::unique_ptr<ViewStore>> Open(std::string_view name,
                                                  uint32_t version) override {
    const std::string path = PathOf(name, version);
    RETURN_IF_ERROR(Delete(path + ".old"));
    absl::StatusOr<std::unique_ptr<ViewStore>> view = OpenAt(path, Writing::kLogged);
    if (!absl::IsDataLoss(view.status())) return view;
    RETURN_IF_ERROR(Delete(path));
    return OpenAt(path, Writing::kLogged);
  }

  absl::StatusOr<std::unique_ptr<ViewStore>> OpenBeside(std::string_view name,
                                                        uint32_t version) override {
    const std::string path = PathOf(name, version) + ".beside";
    RETURN_IF_ERROR(Delete(path));
    return OpenAt(path, Writing::kUnlogged);
  }

  absl::Status SwapIn(std::string_view name, uint32_t version) override {
    const std::string path = PathOf(name, version);
    if (!Exists(path + ".beside")) return absl::FailedPreconditionError("no view was rebuilt");
    RETURN_IF_ERROR(Delete(path + ".old"));
    // A crash between the two renames leaves no view, which is then rebuilt once more.
    if (Exists(path)) RETURN_IF_ERROR(Rename(path, path + ".old"));
    RETURN_IF_ERROR(Rename(path + ".beside", path));
    RETURN_IF_ERROR(SyncFolder(folder_));
    return Delete(path + ".old");
  }

  absl::Status DeleteOtherVersions(std::string_view name, uint32_t version) override {
    const std::string kept = fs::path(PathOf(name, version)).filename();
    const std::string prefix = absl::StrCat(Absl(name), "@");
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder_, error)) {
      const std::string found = entry.path().filename();
      if (absl::StartsWith(found, prefix) && found != kept) RETURN_IF_ERROR(Delete(entry.path()));
    }
    return absl::OkStatus();
  }

 private:
  std::string PathOf(std::string_view name, uint32_t version) const {
    return absl::StrCat(folder_, "/", Absl(name), "@", version);
  }

  absl::StatusOr<std::unique_ptr<ViewStore>> OpenAt(const std::string& path, Writing writing) {
    rocksdb::BlockBasedTableOptions table = CommonTableOptions(memory_);
    rocksdb::Options options(CommonOptions(memory_), rocksdb::ColumnFamilyOptions());
    options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
    options.compression = rocksdb::kLZ4Compression;
    options.write_buffer_size = 8 << 20;
    // A view that is built is not read meanwhile: it is put in order once it is in use.
    options.disable_auto_compactions = writing == Writing::kUnlogged;
    // A prefix of what was written, position and rows together, is all a view needs.
    options.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
    const std::set<std::string> before = TablesIn(path);
    const bool compacts = !std::exchange(options.disable_auto_compactions, true);
    rocksdb::DB* opened = nullptr;
    RETURN_IF_ERROR(ToStatus(rocksdb::DB::Open(options, path, &opened)));
    std::unique_ptr<rocksdb::DB> db(opened);
    RETURN_IF_ERROR(UnlessAllKnown(*db, before));
    if (compacts) RETURN_IF_ERROR(ToStatus(db->EnableAutoCompaction({db->DefaultColumnFamily()})));
    return std::make_unique<RocksDbView>(std::move(db), writing);
  }

  const std::string folder_;
  const RocksDbMemory& memory_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<ViewStores>> OpenRocksDbViews(const std::string& folder,
                                                             const RocksDbMemory& memory) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) {
    return absl::UnavailableError(absl::StrCat("cannot make the views' folder: ", error.message()));
  }
  return std::make_unique<RocksDbViews>(folder, memory);
}

}  // namespace candour::storage
