#include "storage/postgres/postgres_tables.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "base/limits.h"
#include "base/status.h"
#include "storage/bytes.h"
#include "storage/postgres/group_writer.h"
#include "storage/postgres/reading_pool.h"
#include "storage/postgres/schema.h"

namespace candour::storage::postgres {
namespace {

struct Questions {
  Statement get;
  Statement get_many;
  Statement scan;
  Statement last;
};

Questions QuestionsOf(const std::string& table) {
  const std::string between = absl::StrCat("SELECT key, value FROM ", table,
                                           " WHERE key >= $1::bytea AND key < $2::bytea ORDER BY ");
  return {
      {absl::StrCat("get_", table),
       absl::StrCat("SELECT value FROM ", table, " WHERE key = $1::bytea")},
      {absl::StrCat("get_many_", table),
       absl::StrCat("SELECT key, value FROM ", table, " WHERE key = ANY($1::bytea[])")},
      {absl::StrCat("scan_", table), absl::StrCat(between, "key LIMIT $3::int8")},
      {absl::StrCat("last_", table), absl::StrCat(between, "key DESC LIMIT 1")},
  };
}

class PostgresTables final : public Tables {
 public:
  PostgresTables(const Address& address, std::unique_ptr<GroupWriter> writer, SideFile floors)
      : writer_(std::move(writer)), floors_(std::move(floors)), pool_(address) {
    for (size_t i = 0; i < kTableCount; ++i) {
      questions_[i] = QuestionsOf(NameOf(static_cast<Table>(i)));
    }
  }

  absl::StatusOr<std::optional<std::string>> Get(Table table, std::string_view key) const override {
    ASSIGN_OR_RETURN(const Rows rows, pool_.Ask(Of(table).get, {std::string(key)}));
    if (rows.size() == 0) return std::nullopt;
    return std::string(rows.Bytes(0, 0));
  }

  absl::StatusOr<std::vector<std::optional<std::string>>> GetMany(
      Table table, absl::Span<const std::string> keys) const override;

  absl::Status Scan(Table table, std::string_view from, std::string_view end,
                    Visit visit) const override;

  absl::StatusOr<std::optional<std::pair<std::string, std::string>>> Last(
      Table table, std::string_view from, std::string_view end) const override {
    ASSIGN_OR_RETURN(const Rows rows,
                     pool_.Ask(Of(table).last, {std::string(from), std::string(end)}));
    if (rows.size() == 0) return std::nullopt;
    return std::make_pair(std::string(rows.Bytes(0, 0)), std::string(rows.Bytes(0, 1)));
  }

  absl::Status Commit(const Changes& changes, absl::Span<const Floor> floors) override {
    RETURN_IF_ERROR(writer_->Write(changes));
    return floors_.Note(floors);
  }

 private:
  const Questions& Of(Table table) const { return questions_[static_cast<size_t>(table)]; }

  std::array<Questions, kTableCount> questions_;
  const std::unique_ptr<GroupWriter> writer_;
  SideFile floors_;
  mutable ReadingPool pool_;
};

absl::StatusOr<std::vector<std::optional<std::string>>> PostgresTables::GetMany(
    Table table, absl::Span<const std::string> keys) const {
  std::vector<std::optional<std::string>> out(keys.size());
  if (keys.empty()) return out;
  const std::vector<std::string_view> asked(keys.begin(), keys.end());
  ASSIGN_OR_RETURN(const Rows rows, pool_.Ask(Of(table).get_many, {ByteArrays(asked)}));
  absl::flat_hash_map<absl::string_view, size_t> found;
  for (size_t row = 0; row < rows.size(); ++row) found[Absl(rows.Bytes(row, 0))] = row;
  for (size_t i = 0; i < keys.size(); ++i) {
    const auto row = found.find(keys[i]);
    if (row != found.end()) out[i] = std::string(rows.Bytes(row->second, 1));
  }
  return out;
}

absl::Status PostgresTables::Scan(Table table, std::string_view from, std::string_view end,
                                  Visit visit) const {
  std::string next(from);
  size_t count = limits::kDatabaseScanRows;
  while (true) {
    ASSIGN_OR_RETURN(
        const Rows rows,
        pool_.Ask(Of(table).scan, {next, std::string(end), Number(static_cast<int64_t>(count))}));
    size_t bytes = 0;
    for (size_t row = 0; row < rows.size(); ++row) {
      if (!visit(rows.Bytes(row, 0), rows.Bytes(row, 1))) return absl::OkStatus();
      bytes += rows.Bytes(row, 0).size() + rows.Bytes(row, 1).size();
    }
    if (rows.size() < count) return absl::OkStatus();
    // The first key after the last one.
    next = std::string(rows.Bytes(rows.size() - 1, 0)) + '\0';
    // Few at first, for whoever stops soon; then as many as make a large page.
    const size_t fitting = limits::kDatabaseScanBytes / (bytes / rows.size() + 1) + 1;
    count = std::min(count * 4, fitting);
  }
}

}  // namespace

absl::StatusOr<OpenedTables> OpenPostgresTables(const Address& address, SideFile floors) {
  ASSIGN_OR_RETURN(std::unique_ptr<GroupWriter> writer, GroupWriter::TakeOver(address));
  const bool data_checksums = writer->durability().data_checksums;
  return OpenedTables{
      std::make_unique<PostgresTables>(address, std::move(writer), std::move(floors)),
      data_checksums};
}

}  // namespace candour::storage::postgres
