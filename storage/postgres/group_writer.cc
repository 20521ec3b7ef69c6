#include "storage/postgres/group_writer.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/limits.h"
#include "base/status.h"
#include "storage/bytes.h"
#include "storage/crypto/crypto.h"

namespace candour::storage::postgres {
namespace {

// A null is refused by the column, and with it the whole transaction: of two journeys, one to ask
// and one to write, only one is left.
const Statement& MoveOn() {
  static const auto* const statement = new Statement{
      "move_on",
      "UPDATE log_writer SET last_batch = CASE WHEN epoch = $1::int8 AND last_batch = $2::bytea "
      "THEN $3::bytea END WHERE one = 1"};
  return *statement;
}

// Both write, so that their commits wait for whatever the commits before them should have waited
// for.
const Statement& Raise() {
  static const auto* const statement = new Statement{
      "raise", "UPDATE log_writer SET epoch = epoch + 1 WHERE one = 1 RETURNING epoch, last_batch"};
  return *statement;
}
const Statement& Touch() {
  static const auto* const statement = new Statement{
      "touch", "UPDATE log_writer SET epoch = epoch WHERE one = 1 RETURNING epoch, last_batch"};
  return *statement;
}

// Rows of the other tables are written once: a second time is refused by the database.
bool Rewritten(Table table) { return table == Table::kMeta || table == Table::kCounts; }

// The last change of each row, as one statement cannot write a row twice.
using ByKey = std::map<std::string_view, const RowChange*>;

Connection::Step Put(const Statement& statement, const ByKey& rows) {
  std::vector<std::string_view> keys;
  std::vector<std::string_view> values;
  for (const auto& [key, change] : rows) {
    if (!change->value.has_value()) continue;
    keys.push_back(key);
    values.push_back(*change->value);
  }
  if (keys.empty()) return {};
  return {&statement, {ByteArrays(keys), ByteArrays(values)}};
}

Connection::Step Erase(const Statement& statement, const ByKey& rows) {
  std::vector<std::string_view> keys;
  for (const auto& [key, change] : rows) {
    if (!change->value.has_value()) keys.push_back(key);
  }
  if (keys.empty()) return {};
  return {&statement, {ByteArrays(keys)}};
}

absl::Status Stopping(const absl::Status& cause) { return absl::UnavailableError(cause.message()); }

}  // namespace

GroupWriter::GroupWriter(Address address) : address_(std::move(address)) {
  for (size_t i = 0; i < kTableCount; ++i) {
    const auto table = static_cast<Table>(i);
    const std::string name = NameOf(table);
    statements_[i].put = {
        absl::StrCat("put_", name),
        absl::StrCat(
            "INSERT INTO ", name, " SELECT * FROM unnest($1::bytea[], $2::bytea[])",
            Rewritten(table) ? " ON CONFLICT (key) DO UPDATE SET value = excluded.value" : "")};
    statements_[i].erase = {absl::StrCat("erase_", name),
                            absl::StrCat("DELETE FROM ", name, " WHERE key = ANY($1::bytea[])")};
  }
}

absl::StatusOr<std::unique_ptr<GroupWriter>> GroupWriter::TakeOver(Address address) {
  std::unique_ptr<GroupWriter> writer(new GroupWriter(std::move(address)));
  RETURN_IF_ERROR(writer->Connect());
  RETURN_IF_ERROR(EnsureSchema(*writer->connection_));
  ASSIGN_OR_RETURN(Standing standing, writer->MoveRow(Raise()));
  writer->epoch_ = standing.epoch;
  writer->last_batch_ = std::move(standing.last_batch);
  return writer;
}

absl::Status GroupWriter::Connect() {
  connection_.reset();
  ASSIGN_OR_RETURN(Connection made, Connection::Open(address_));
  // Every time: another server may have taken this one's place.
  ASSIGN_OR_RETURN(durability_, CheckDurability(made));
  connection_ = std::move(made);
  return absl::OkStatus();
}

absl::StatusOr<GroupWriter::Standing> GroupWriter::MoveRow(const Statement& statement) {
  ASSIGN_OR_RETURN(const Rows row, connection_->Run(statement, {}));
  if (connection_->TakeWarning()) {
    return absl::UnavailableError("the database has committed, but not as safely as it is set to");
  }
  if (row.size() != 1) return absl::DataLossError("the database's log_writer lacks its row");
  return Standing{row.Number(0, 0), std::string(row.Bytes(0, 1))};
}

absl::StatusOr<GroupWriter::Standing> GroupWriter::Settle() {
  RETURN_IF_ERROR(Connect());
  return MoveRow(Touch());
}

std::vector<Connection::Step> GroupWriter::StepsOf(const Changes& changes,
                                                   const std::string& batch) const {
  std::array<ByKey, kTableCount> tables;
  for (const RowChange& change : changes) {
    tables[static_cast<size_t>(change.table)][change.key] = &change;
  }
  std::vector<Connection::Step> steps = {{&MoveOn(), {Number(epoch_), last_batch_, batch}}};
  for (size_t i = 0; i < kTableCount; ++i) {
    steps.push_back(Put(statements_[i].put, tables[i]));
    steps.push_back(Erase(statements_[i].erase, tables[i]));
  }
  std::erase_if(steps, [](const Connection::Step& step) { return step.statement == nullptr; });
  return steps;
}

absl::Status GroupWriter::Attempt(const Changes& changes, const std::string& batch) {
  if (!connection_.has_value()) return absl::UnavailableError("there is no connection");
  absl::Status status = connection_->Commit(StepsOf(changes, batch));
  // A connection that has failed once may still hold half a transaction.
  if (!status.ok()) connection_.reset();
  return status;
}

absl::Status GroupWriter::Write(const Changes& changes) {
  const std::string batch(View(crypto::RandomBytes<16>()));
  absl::Status status = Attempt(changes, batch);
  for (int again = 0; !status.ok() && again < limits::kCommitAttempts; ++again) {
    absl::StatusOr<Standing> standing = Settle();
    if (!standing.ok()) {
      if (!absl::IsUnavailable(standing.status())) return Stopping(standing.status());
      absl::SleepFor(std::min(absl::Milliseconds(20) * (again + 1), absl::Seconds(1)));
      continue;
    }
    if (standing->epoch != epoch_) {
      return absl::UnavailableError("another server has taken the log over");
    }
    if (standing->last_batch == batch) {
      status = absl::OkStatus();
    } else if (standing->last_batch != last_batch_) {
      return absl::DataLossError("the database has lost what was acknowledged");
    } else if (!absl::IsUnavailable(status)) {
      return Stopping(status);
    } else {
      status = Attempt(changes, batch);
    }
  }
  if (status.ok()) last_batch_ = batch;
  return status;
}

}  // namespace candour::storage::postgres
