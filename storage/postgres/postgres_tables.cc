#include "storage/postgres/postgres_tables.h"

#include <algorithm>
#include <utility>

#include "base/limits.h"
#include "base/status.h"
#include "storage/postgres/layout.h"
#include "storage/postgres/reading_pool.h"
#include "storage/postgres/sole_writer.h"

namespace candour::storage::postgres {
namespace {

class PostgresTables final : public Tables {
 public:
  PostgresTables(const Address& address, std::unique_ptr<SoleWriter> writer, SideFile floors)
      : writer_(std::move(writer)), floors_(std::move(floors)), pool_(address) {}

  absl::StatusOr<std::optional<std::string>> Get(Table table, std::string_view key) const override {
    ASSIGN_OR_RETURN(auto values, GetMany(table, {std::string(key)}));
    return std::move(values[0]);
  }

  absl::StatusOr<std::vector<std::optional<std::string>>> GetMany(
      Table table, absl::Span<const std::string> keys) const override;

  absl::Status Scan(Table table, std::string_view from, std::string_view end,
                    Visit visit) const override;

  absl::StatusOr<std::optional<std::pair<std::string, std::string>>> Last(
      Table table, std::string_view from, std::string_view end) const override {
    if (!LiesUnderKeys(table)) return NotUnderKeys();
    ASSIGN_OR_RETURN(const Rows rows, Ask(LastOf(table, from, end)));
    if (rows.size() == 0) return std::nullopt;
    ASSIGN_OR_RETURN(const std::string_view value, ValueOf(table, rows.Bytes(0, 1)));
    return std::make_pair(std::string(rows.Bytes(0, 0)), std::string(value));
  }

  absl::Status Commit(const Changes& changes, absl::Span<const Floor> floors) override {
    ASSIGN_OR_RETURN(std::vector<Connection::Step> steps, StepsOf(changes));
    RETURN_IF_ERROR(writer_->Write(std::move(steps)));
    return floors_.Note(floors);
  }

 private:
  absl::StatusOr<Rows> Ask(const Question& question) const {
    return pool_.Ask(*question.statement, question.parameters);
  }
  static absl::Status NotUnderKeys() {
    return absl::InternalError("this table does not lie in the order of its keys here");
  }

  const std::unique_ptr<SoleWriter> writer_;
  SideFile floors_;
  mutable ReadingPool pool_;
};

absl::StatusOr<std::vector<std::optional<std::string>>> PostgresTables::GetMany(
    Table table, absl::Span<const std::string> keys) const {
  if (keys.empty()) return std::vector<std::optional<std::string>>();
  ASSIGN_OR_RETURN(const Rows rows, Ask(GetOf(table, keys)));
  return ReadAnswer(table, keys, rows);
}

absl::Status PostgresTables::Scan(Table table, std::string_view from, std::string_view end,
                                  Visit visit) const {
  if (!LiesUnderKeys(table)) return NotUnderKeys();
  std::string next(from);
  size_t count = limits::kDatabaseScanRows;
  while (true) {
    ASSIGN_OR_RETURN(const Rows rows, Ask(ScanOf(table, next, end, count)));
    size_t bytes = 0;
    for (size_t row = 0; row < rows.size(); ++row) {
      ASSIGN_OR_RETURN(const std::string_view value, ValueOf(table, rows.Bytes(row, 1)));
      if (!visit(rows.Bytes(row, 0), value)) return absl::OkStatus();
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
  ASSIGN_OR_RETURN(std::unique_ptr<SoleWriter> writer, SoleWriter::TakeOver(address, LogSchema()));
  const bool data_checksums = writer->durability().data_checksums;
  return OpenedTables{
      std::make_unique<PostgresTables>(address, std::move(writer), std::move(floors)),
      data_checksums};
}

}  // namespace candour::storage::postgres
