#include "storage/postgres/postgres_keys.h"

#include <array>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "base/status.h"
#include "storage/bytes.h"
#include "storage/postgres/sole_writer.h"

namespace candour::storage {
namespace {

using postgres::ByteArrays;
using postgres::Connection;
using postgres::Rows;
using postgres::Statement;

constexpr std::array<postgres::Schema::Definition, 2> kTables = {{
    {"keys_header",
     "one int8 PRIMARY KEY, generation int8 NOT NULL, master_check bytea NOT NULL, "
     "records int8 NOT NULL"},
    {"keys_records",
     "number bytea PRIMARY KEY, name bytea NOT NULL UNIQUE, nonce bytea NOT NULL, "
     "sealed bytea NOT NULL"},
}};
constexpr postgres::Schema kSchema = {"keys_writer", 1, kTables, "log_writer"};

constexpr size_t kNameBytes = 1 + 16 + 16;

struct Writing {
  Statement put_records = {"put_records",
                           "INSERT INTO keys_records SELECT * FROM unnest($1::bytea[], "
                           "$2::bytea[], $3::bytea[], $4::bytea[])"};
  Statement erase_records = {"erase_records", "DELETE FROM keys_records"};
  Statement count = {"count", "UPDATE keys_header SET records = $1::int8 WHERE one = 1"};
  Statement put_header = {"put_header",
                          "INSERT INTO keys_header VALUES (1, $1::int8, $2::bytea, $3::int8)"};
  Statement erase_header = {"erase_header", "DELETE FROM keys_header"};
};
const Writing& Statements() {
  static const auto* const statements = new Writing;
  return *statements;
}

absl::Status Damaged() {
  return absl::DataLossError(
      "the keyring's database is damaged; restore it from the newest backup, for without its keys "
      "the record cannot be read");
}

std::string NameBytes(const KeyName& name) {
  std::string out(1, static_cast<char>(name.kind));
  out.append(name.log.View());
  out.append(name.scope.View());
  return out;
}

absl::StatusOr<WrappedKey> ReadRecord(const Rows& rows, size_t row, uint64_t number) {
  FieldReader name(rows.Bytes(row, 1));
  const std::string_view nonce = rows.Bytes(row, 2);
  const std::string_view sealed = rows.Bytes(row, 3);
  const bool whole = FieldReader(rows.Bytes(row, 0)).Big<uint64_t>() == number &&
                     name.Rest().size() == kNameBytes && nonce.size() == 12 &&
                     sealed.size() == WrappedKey::kSealedBytes;
  if (!whole) return Damaged();
  WrappedKey key;
  key.name.kind = static_cast<KeyKind>(name.Big<uint8_t>());
  if (key.name.kind < KeyKind::kScopeKey || key.name.kind > KeyKind::kForgotten) return Damaged();
  key.name.log = LogId{name.Bytes<16>()};
  key.name.scope = ScopeId{name.Bytes<16>()};
  key.nonce = FieldReader(nonce).Bytes<12>();
  key.sealed = std::string(sealed);
  return key;
}

class PostgresKeys final : public KeyStore {
 public:
  explicit PostgresKeys(std::string address) : address_(std::move(address)) {}

  absl::StatusOr<KeyringContents> Load() override;

  absl::Status Append(const WrappedKey& key) override {
    absl::MutexLock lock(&mutex_);
    waiting_.push_back(key);
    return absl::OkStatus();
  }

  absl::Status Sync() override;
  absl::Status Replace(const KeyringContents& contents) override;

 private:
  // The step that adds records behind those there are.
  static Connection::Step Put(const std::vector<WrappedKey>& keys, uint64_t first_number);

  const std::string address_;
  std::unique_ptr<postgres::SoleWriter> writer_;
  uint64_t records_ = 0;  // durable
  absl::Mutex mutex_;
  std::vector<WrappedKey> waiting_ ABSL_GUARDED_BY(mutex_);
};

absl::StatusOr<KeyringContents> PostgresKeys::Load() {
  ASSIGN_OR_RETURN(writer_, postgres::SoleWriter::TakeOver(address_, kSchema));
  ASSIGN_OR_RETURN(const Rows header,
                   writer_->Ask("SELECT generation, master_check, records FROM keys_header"));
  ASSIGN_OR_RETURN(
      const Rows rows,
      writer_->Ask("SELECT number, name, nonce, sealed FROM keys_records ORDER BY number"));
  if (header.size() == 0 && rows.size() == 0) {
    return absl::NotFoundError("the database holds no keyring");
  }
  if (header.size() != 1 || header.Bytes(0, 1).size() != 32) return Damaged();
  records_ = static_cast<uint64_t>(header.Number(0, 2));
  if (records_ != rows.size()) return Damaged();
  KeyringContents contents;
  contents.generation = static_cast<uint64_t>(header.Number(0, 0));
  contents.master_check = FieldReader(header.Bytes(0, 1)).Bytes<32>();
  for (size_t row = 0; row < rows.size(); ++row) {
    ASSIGN_OR_RETURN(contents.keys.emplace_back(), ReadRecord(rows, row, row));
  }
  return contents;
}

Connection::Step PostgresKeys::Put(const std::vector<WrappedKey>& keys, uint64_t first_number) {
  std::vector<std::string> numbers;
  std::vector<std::string> names;
  std::vector<std::string_view> nonces;
  std::vector<std::string_view> sealed;
  for (const WrappedKey& key : keys) {
    numbers.push_back(postgres::Number(static_cast<int64_t>(first_number + numbers.size())));
    names.push_back(NameBytes(key.name));
    nonces.push_back(View(key.nonce));
    sealed.push_back(key.sealed);
  }
  const auto array = [](const std::vector<std::string>& texts) {
    return ByteArrays(std::vector<std::string_view>(texts.begin(), texts.end()));
  };
  return {&Statements().put_records,
          {array(numbers), array(names), ByteArrays(nonces), ByteArrays(sealed)}};
}

absl::Status PostgresKeys::Sync() {
  std::vector<WrappedKey> keys;
  {
    absl::MutexLock lock(&mutex_);
    keys.swap(waiting_);
  }
  if (keys.empty()) return absl::OkStatus();
  const uint64_t records = records_ + keys.size();
  RETURN_IF_ERROR(
      writer_->Write({Put(keys, records_),
                      {&Statements().count, {postgres::Number(static_cast<int64_t>(records))}}}));
  records_ = records;
  return absl::OkStatus();
}

absl::Status PostgresKeys::Replace(const KeyringContents& contents) {
  {
    // What waits is in `contents`, as the keyring had it.
    absl::MutexLock lock(&mutex_);
    waiting_.clear();
  }
  const Writing& statements = Statements();
  std::vector<Connection::Step> steps = {
      {&statements.erase_records, {}},
      {&statements.erase_header, {}},
      {&statements.put_header,
       {postgres::Number(static_cast<int64_t>(contents.generation)),
        std::string(View(contents.master_check)),
        postgres::Number(static_cast<int64_t>(contents.keys.size()))}},
  };
  if (!contents.keys.empty()) steps.push_back(Put(contents.keys, 0));
  RETURN_IF_ERROR(writer_->Write(std::move(steps)));
  records_ = contents.keys.size();
  return absl::OkStatus();
}

}  // namespace

std::unique_ptr<KeyStore> NewPostgresKeys(std::string address) {
  return std::make_unique<PostgresKeys>(std::move(address));
}

}  // namespace candour::storage
