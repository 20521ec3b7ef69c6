#include "tests/bench/bare_rocksdb.h"

#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include "storage/rocksdb/kept_rows.h"
#include "tests/bench/must.h"

namespace candour::bench {
namespace {

constexpr char kEvents[] = "events";  // as docs/formats/log.md names the family

void MustBe(const rocksdb::Status& status) {
  if (!status.ok()) Must(absl::UnavailableError(status.ToString()));
}

}  // namespace

BareRocksDb::BareRocksDb(const std::string& folder) {
  rocksdb::Options options;
  options.create_if_missing = true;
  MustBe(rocksdb::DB::Open(options, folder, &db_));
  for (size_t i = 0; i < storage::kTableCount; ++i) {
    rocksdb::ColumnFamilyHandle* family = nullptr;
    MustBe(db_->CreateColumnFamily(options, "table" + std::to_string(i), &family));
    families_.push_back(family);
  }
}

BareRocksDb::~BareRocksDb() {
  for (rocksdb::ColumnFamilyHandle* family : families_) {
    db_->DestroyColumnFamilyHandle(family).PermitUncheckedError();
  }
  delete db_;
}

void BareRocksDb::Write(const storage::Changes& changes) {
  rocksdb::WriteBatch batch;
  for (const storage::RowChange& change : changes) {
    if (!storage::IsKept(change.table, change.key)) continue;
    MustBe(batch.Put(families_[static_cast<size_t>(change.table)], change.key,
                     change.value.value_or("")));
  }
  rocksdb::WriteOptions synced;
  synced.sync = true;
  MustBe(db_->Write(synced, &batch));
}

Scanned ScanEvents(const std::string& log_folder, const std::string& scratch_folder) {
  rocksdb::DBOptions options;
  std::vector<std::string> names;
  MustBe(rocksdb::DB::ListColumnFamilies(options, log_folder, &names));
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  size_t events = 0;
  for (const std::string& name : names) {
    if (name == kEvents) events = families.size();
    families.emplace_back(name, rocksdb::ColumnFamilyOptions());
  }
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* opened = nullptr;
  options.max_open_files = -1;  // a secondary must hold what the primary may delete
  MustBe(rocksdb::DB::OpenAsSecondary(options, log_folder, scratch_folder, families, &handles,
                                      &opened));
  const std::unique_ptr<rocksdb::DB> db(opened);
  Scanned scanned;
  {
    rocksdb::ReadOptions read;
    read.fill_cache = false;
    const std::unique_ptr<rocksdb::Iterator> row(db->NewIterator(read, handles[events]));
    for (row->SeekToFirst(); row->Valid(); row->Next()) {
      ++scanned.rows;
      scanned.bytes += row->key().size() + row->value().size();
    }
    MustBe(row->status());
  }
  for (rocksdb::ColumnFamilyHandle* handle : handles) delete handle;
  return scanned;
}

}  // namespace candour::bench
