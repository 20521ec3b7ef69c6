#include "storage/postgres/sole_writer.h"

#include <algorithm>
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

constexpr char kReturning[] = " WHERE one = 1 RETURNING epoch, last_batch";

absl::Status Stopping(const absl::Status& cause) { return absl::UnavailableError(cause.message()); }

}  // namespace

SoleWriter::SoleWriter(Address address, const Schema& schema)
    : address_(std::move(address)),
      schema_(schema),
      // A null is refused by the column, and with it the whole transaction: of two journeys, one to
      // ask and one to write, only one is left.
      move_on_{"move_on", absl::StrCat("UPDATE ", schema.writer,
                                       " SET last_batch = CASE WHEN epoch = $1::int8 AND "
                                       "last_batch = $2::bytea THEN $3::bytea END WHERE one = 1")},
      raise_{"raise", absl::StrCat("UPDATE ", schema.writer, " SET epoch = epoch + 1", kReturning)},
      touch_{"touch", absl::StrCat("UPDATE ", schema.writer, " SET epoch = epoch", kReturning)} {}

absl::StatusOr<std::unique_ptr<SoleWriter>> SoleWriter::TakeOver(Address address,
                                                                 const Schema& schema) {
  std::unique_ptr<SoleWriter> writer(new SoleWriter(std::move(address), schema));
  absl::Status raised = writer->Raise();
  // An epoch that was raised unheard is raised once more.
  for (int again = 0; absl::IsUnavailable(raised) && again < limits::kDatabaseAttempts / 2;
       ++again) {
    absl::SleepFor(PauseBefore(again));
    raised = writer->Raise();
  }
  RETURN_IF_ERROR(raised);
  return writer;
}

absl::Status SoleWriter::Raise() {
  RETURN_IF_ERROR(Connect());
  RETURN_IF_ERROR(EnsureSchema(*connection_, schema_));
  ASSIGN_OR_RETURN(Standing standing, MoveRow(raise_));
  epoch_ = standing.epoch;
  last_batch_ = std::move(standing.last_batch);
  return absl::OkStatus();
}

absl::Status SoleWriter::Connect() {
  connection_.reset();
  ASSIGN_OR_RETURN(Connection made, Connection::Open(address_));
  // Every time: another server may have taken this one's place.
  ASSIGN_OR_RETURN(durability_, CheckDurability(made));
  connection_ = std::move(made);
  return absl::OkStatus();
}

absl::StatusOr<SoleWriter::Standing> SoleWriter::MoveRow(const Statement& statement) {
  ASSIGN_OR_RETURN(const Rows row, connection_->Run(statement, {}));
  if (connection_->TakeWarning()) {
    return absl::UnavailableError("the database has committed, but not as safely as it is set to");
  }
  if (row.size() != 1)
    return absl::DataLossError(absl::StrCat("the database's ", schema_.writer, " lacks its row"));
  return Standing{row.Number(0, 0), std::string(row.Bytes(0, 1))};
}

absl::StatusOr<SoleWriter::Standing> SoleWriter::Settle() {
  RETURN_IF_ERROR(Connect());
  return MoveRow(touch_);
}

absl::Status SoleWriter::Attempt(absl::Span<const Connection::Step> steps) {
  if (!connection_.has_value()) return absl::UnavailableError("there is no connection");
  absl::Status status = connection_->Commit(steps);
  // A connection that has failed once may still hold half a transaction.
  if (!status.ok()) connection_.reset();
  return status;
}

absl::Status SoleWriter::Write(std::vector<Connection::Step> steps) {
  const std::string batch(View(crypto::RandomBytes<16>()));
  steps.insert(steps.begin(), {&move_on_, {Number(epoch_), last_batch_, batch}});
  absl::Status status = Attempt(steps);
  for (int again = 0; !status.ok() && again < limits::kDatabaseAttempts; ++again) {
    absl::StatusOr<Standing> standing = Settle();
    if (!standing.ok()) {
      if (!absl::IsUnavailable(standing.status())) return Stopping(standing.status());
      absl::SleepFor(PauseBefore(again));
      continue;
    }
    if (standing->epoch != epoch_) {
      return absl::UnavailableError("another server has taken the database over");
    }
    if (standing->last_batch == batch) {
      status = absl::OkStatus();
    } else if (standing->last_batch != last_batch_) {
      return absl::DataLossError("the database has lost what was acknowledged");
    } else if (!absl::IsUnavailable(status)) {
      return Stopping(status);
    } else {
      status = Attempt(steps);
    }
  }
  if (status.ok()) last_batch_ = batch;
  return status;
}

}  // namespace candour::storage::postgres
