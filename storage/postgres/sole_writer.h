// Writes batch after batch, each as one transaction, as the only writer of a database.
//
// One row decides who that is and in which order batches are: a transaction begins by moving
// `last_batch` on from the batch before its own, under its own epoch, and holds the row until it
// ends. So batches are one after another, and whoever raises the epoch shuts out every writer
// before it, however long that one slept. docs/decisions/0010-postgresql.md has the reasons.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "storage/postgres/connection.h"
#include "storage/postgres/schema.h"

namespace candour::storage::postgres {

// Not thread-safe.
class SoleWriter {
 public:
  // Makes the tables if there are none, and shuts out every earlier writer. FAILED_PRECONDITION if
  // the server is not set to be durable or has tables of another version.
  static absl::StatusOr<std::unique_ptr<SoleWriter>> TakeOver(Address address,
                                                              const Schema& schema);

  const Durability& durability() const { return durability_; }

  // All of the steps or none, durable when it returns OK. A connection that breaks, at whatever
  // moment, is made anew and the outcome looked up, for half a minute at least: a server that fails
  // over is waited for. After an error nothing more may be written: UNAVAILABLE if another writer
  // has taken over or the outcome could not be learned, DATA_LOSS if the database has lost a batch
  // that was acknowledged.
  absl::Status Write(std::vector<Connection::Step> steps);

  // A question about what was written, on the same connection: for when nothing is being written.
  absl::StatusOr<Rows> Ask(const std::string& text) { return connection_->Run(text); }

 private:
  SoleWriter(Address address, const Schema& schema);

  // Where the row stands once every transaction that held it has ended, and that durably so.
  struct Standing {
    int64_t epoch = 0;
    std::string last_batch;
  };
  absl::StatusOr<Standing> Settle();
  absl::StatusOr<Standing> MoveRow(const Statement& statement);
  absl::Status Connect();
  // Makes this the one that writes.
  absl::Status Raise();
  // `steps` begin with moving the row on.
  absl::Status Attempt(absl::Span<const Connection::Step> steps);

  const Address address_;
  const Schema schema_;
  const Statement move_on_;
  // Both write, so that their commits wait for whatever the commits before them should have waited
  // for.
  const Statement raise_;
  const Statement touch_;

  std::optional<Connection> connection_;
  Durability durability_;
  int64_t epoch_ = 0;
  std::string last_batch_;
};

}  // namespace candour::storage::postgres
