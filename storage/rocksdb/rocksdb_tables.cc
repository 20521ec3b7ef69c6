#include "storage/rocksdb/rocksdb_tables.h"

#include <rocksdb/db.h>
#include <rocksdb/slice_transform.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>
#include <vector>

#include "base/status.h"
#include "storage/bytes.h"
#include "storage/engine/rows.h"
#include "storage/leaf.h"
#include "storage/merkle/tree.h"
#include "storage/rocksdb/backup_parts.h"
#include "storage/rocksdb/kept_rows.h"
#include "storage/rocksdb/log_files.h"
#include "storage/rocksdb/shared_memory_parts.h"
#include "storage/rocksdb/wal_tail.h"

namespace candour::storage {
namespace {

using Handle = std::unique_ptr<rocksdb::ColumnFamilyHandle>;

// In the order of Table. Frozen: they are the names of stored column families.
constexpr std::array<const char*, kTableCount> kFamilies = {
    "default", "events", "ids", "counts", "stream_index", "scope_index", "merkle"};

constexpr size_t kRowOverheadBytes = 16;  // of a row in a batch, at most: its kind and lengths

rocksdb::ColumnFamilyOptions FamilyOptions(Table table, const RocksDbMemory& memory) {
  rocksdb::ColumnFamilyOptions options;
  rocksdb::BlockBasedTableOptions table_options = CommonTableOptions(memory);
  // Every append asks every file whether it knows an id. 1.25 MB for a million of them.
  if (table == Table::kIds) {
    table_options.metadata_cache_options.unpartitioned_pinning = rocksdb::PinningTier::kAll;
  }
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table_options));
  // Ciphertext and hashes do not compress, and events are scanned: they are stored as they are.
  const bool incompressible = table == Table::kEvents || table == Table::kMerkle;
  options.compression = incompressible ? rocksdb::kNoCompression : rocksdb::kLZ4Compression;
  options.write_buffer_size = (table == Table::kEvents ? 16 : 4) << 20;
  // Most of what a commit costs is finding the place of its rows in memory. Events, and the nodes
  // of one level of a tree, come in their order: each goes behind the one before it.
  constexpr size_t kLog = 4;
  constexpr size_t kLogAndLevel = 5;
  if (incompressible) {
    options.memtable_insert_with_hint_prefix_extractor.reset(
        rocksdb::NewFixedPrefixTransform(table == Table::kEvents ? kLog : kLogAndLevel));
  }
  // How many events a stream or scope has is asked of the last row of its index, and of a new one
  // there is none.
  constexpr size_t kStream = kLog + 2 + 16;
  constexpr size_t kScope = kLog + 16;
  if (table == Table::kStreamIndex || table == Table::kScopeIndex) {
    options.prefix_extractor.reset(
        rocksdb::NewFixedPrefixTransform(table == Table::kStreamIndex ? kStream : kScope));
    options.memtable_prefix_bloom_size_ratio = 0.1;
  }
  // An id is looked for once and hardly ever there.
  if (table == Table::kIds) {
    options.memtable_whole_key_filtering = true;
    options.memtable_prefix_bloom_size_ratio = 0.1;
  }
  return options;
}

class RocksDbTables final : public ClosableTables {
 public:
  RocksDbTables(std::unique_ptr<rocksdb::DB> db, std::vector<Handle> families)
      : db_(std::move(db)), families_(std::move(families)) {}
  ~RocksDbTables() override { Close().IgnoreError(); }

  absl::StatusOr<std::optional<std::string>> Get(Table table, std::string_view key) const override {
    if (!IsKept(table, key)) {
      return table == Table::kCounts ? CountRow(CountedBy(key)) : NodeRow(BelowNode(key));
    }
    std::string value;
    const rocksdb::Status status =
        db_->Get(rocksdb::ReadOptions(), Family(table), AsSlice(key), &value);
    if (status.IsNotFound()) return std::nullopt;
    RETURN_IF_ERROR(ToStatus(status));
    return value;
  }

  absl::StatusOr<std::vector<std::optional<std::string>>> GetMany(
      Table table, absl::Span<const std::string> keys) const override {
    if (table != Table::kIds && table != Table::kEvents) return Tables::GetMany(table, keys);
    const std::vector<rocksdb::Slice> slices(keys.begin(), keys.end());
    std::vector<rocksdb::PinnableSlice> values(keys.size());
    std::vector<rocksdb::Status> statuses(keys.size());
    db_->MultiGet(rocksdb::ReadOptions(), Family(table), keys.size(), slices.data(), values.data(),
                  statuses.data());
    std::vector<std::optional<std::string>> out(keys.size());
    for (size_t i = 0; i < keys.size(); ++i) {
      if (statuses[i].IsNotFound()) continue;
      RETURN_IF_ERROR(ToStatus(statuses[i]));
      out[i] = values[i].ToString();
    }
    return out;
  }

  absl::Status Scan(Table table, std::string_view from, std::string_view end,
                    Visit visit) const override {
    const rocksdb::Slice upper = AsSlice(end);
    rocksdb::ReadOptions options;
    options.iterate_upper_bound = &upper;
    options.total_order_seek = true;
    // Reading a log through would push everything else out of the cache.
    options.fill_cache = table != Table::kEvents;
    const std::unique_ptr<rocksdb::Iterator> row(db_->NewIterator(options, Family(table)));
    for (row->Seek(AsSlice(from)); row->Valid(); row->Next()) {
      if (!visit(AsView(row->key()), AsView(row->value()))) break;
    }
    return ToStatus(row->status());
  }

  absl::StatusOr<std::optional<std::pair<std::string, std::string>>> Last(
      Table table, std::string_view from, std::string_view end) const override {
    const rocksdb::Slice upper = AsSlice(end);
    rocksdb::ReadOptions options;
    options.iterate_upper_bound = &upper;
    options.total_order_seek = true;
    const std::unique_ptr<rocksdb::Iterator> row(db_->NewIterator(options, Family(table)));
    row->SeekToLast();
    RETURN_IF_ERROR(ToStatus(row->status()));
    if (!row->Valid() || AsView(row->key()) < from) return std::nullopt;
    return std::make_pair(row->key().ToString(), row->value().ToString());
  }

  Kept kept() const override { return {false, kLowestKeptLevel}; }

  absl::Status Commit(const Changes& changes, absl::Span<const Floor>) override {
    // In their order each row finds its place beside the one before it.
    std::vector<const RowChange*> kept;
    size_t bytes = 0;
    for (const RowChange& change : changes) {
      if (!IsKept(change.table, change.key)) continue;
      kept.push_back(&change);
      bytes += kRowOverheadBytes + change.key.size() + (change.value ? change.value->size() : 0);
    }
    std::stable_sort(kept.begin(), kept.end(), [](const RowChange* a, const RowChange* b) {
      return std::tie(a->table, a->key) < std::tie(b->table, b->key);
    });
    rocksdb::WriteBatch batch(bytes);
    for (const RowChange* change : kept) {
      const rocksdb::Status added =
          change->value.has_value() ? batch.Put(Family(change->table), change->key, *change->value)
                                    : batch.Delete(Family(change->table), change->key);
      RETURN_IF_ERROR(ToStatus(added));
    }
    rocksdb::WriteOptions options;
    options.sync = true;
    return ToStatus(db_->Write(options, &batch));
  }

  absl::StatusOr<BackupMade> BackUp(const std::string& folder,
                                    absl::Span<const Floor> floors) override {
    return MakeBackup(*db_, folder, floors);
  }

  absl::Status CheckFiles() const override { return ToStatus(db_->VerifyChecksum()); }

  absl::StatusOr<uint64_t> CountRows(Table table) const override {
    rocksdb::TablePropertiesCollection files;
    RETURN_IF_ERROR(ToStatus(db_->GetPropertiesOfAllTables(Family(table), &files)));
    uint64_t rows = 0;
    for (const auto& [name, properties] : files) rows += properties->num_entries;
    for (const std::string& unwritten : {rocksdb::DB::Properties::kNumEntriesActiveMemTable,
                                         rocksdb::DB::Properties::kNumEntriesImmMemTables}) {
      uint64_t in_memory = 0;
      db_->GetIntProperty(Family(table), unwritten, &in_memory);
      rows += in_memory;
    }
    return rows;
  }

  absl::Status Close() override {
    if (db_ == nullptr) return absl::OkStatus();
    families_.clear();
    const rocksdb::Status closed = db_->Close();
    db_.reset();
    return ToStatus(closed);
  }

 private:
  absl::StatusOr<std::optional<std::string>> CountRow(const Counted& counted) const {
    const std::string last = counted.prefix + std::string(sizeof(uint64_t), '\xff');
    const std::unique_ptr<rocksdb::Iterator> row(
        db_->NewIterator(rocksdb::ReadOptions(), Family(counted.index)));
    row->SeekForPrev(AsSlice(last));
    RETURN_IF_ERROR(ToStatus(row->status()));
    if (!row->Valid() || !row->key().starts_with(AsSlice(counted.prefix))) return std::nullopt;
    return rows::EncodeNumber(rows::LastNumber(AsView(row->key())) + 1);
  }

  // Of a subtree that is not complete there is no row.
  absl::StatusOr<std::optional<std::string>> NodeRow(const Below& below) const {
    merkle::Frontier tree;
    std::vector<merkle::Node> completed;
    RETURN_IF_ERROR(Scan(Table::kEvents, rows::EventKey(below.log, below.first),
                         rows::EventKey(below.log, below.first + below.count),
                         [&](std::string_view, std::string_view event) {
                           tree.Append(merkle::HashLeaf(event.substr(0, kLeafBytes)), completed);
                           return true;
                         }));
    if (tree.size() != below.count) return std::nullopt;
    return std::string(View(tree.Root()));
  }

  rocksdb::ColumnFamilyHandle* Family(Table table) const {
    return families_[static_cast<size_t>(table)].get();
  }

  std::unique_ptr<rocksdb::DB> db_;
  std::vector<Handle> families_;  // closed before the database
};

}  // namespace

absl::StatusOr<std::unique_ptr<ClosableTables>> OpenRocksDbTables(const std::string& folder,
                                                                  const RocksDbMemory& memory,
                                                                  Opening how) {
  RETURN_IF_ERROR(CheckWalOrder(folder));
  rocksdb::DBOptions options = CommonOptions(memory);
  // RocksDB's default would silently drop everything behind a damaged byte.
  options.wal_recovery_mode = how == Opening::kUpToFirstDamage
                                  ? rocksdb::WALRecoveryMode::kPointInTimeRecovery
                                  : rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  options.track_and_verify_wals_in_manifest = true;
  options.allow_concurrent_memtable_write = false;  // one thread commits
  if (how != Opening::kToLook) options.env = EnvWithLogsAhead();
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  for (size_t i = 0; i < kTableCount; ++i) {
    families.emplace_back(kFamilies[i], FamilyOptions(static_cast<Table>(i), memory));
  }
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* db = nullptr;
  const rocksdb::Status opened =
      how == Opening::kToLook
          ? rocksdb::DB::OpenForReadOnly(options, folder, families, &handles, &db)
          : rocksdb::DB::Open(options, folder, families, &handles, &db);
  std::vector<std::string> made;
  if (opened.IsInvalidArgument() && rocksdb::DB::ListColumnFamilies(options, folder, &made).ok() &&
      made.size() < kTableCount) {
    return absl::NotFoundError("the database lacks some of its tables");
  }
  RETURN_IF_ERROR(ToStatus(opened));
  std::vector<Handle> owned;
  for (rocksdb::ColumnFamilyHandle* handle : handles) owned.emplace_back(handle);
  return std::make_unique<RocksDbTables>(std::unique_ptr<rocksdb::DB>(db), std::move(owned));
}

}  // namespace candour::storage
