// The durable event log in a PostgreSQL database, or an engine that speaks its protocol: for a
// record that must outlive its machine. docs/operations.md says what the server must be.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "storage/engine/clock_guard.h"
#include "storage/event_log.h"

namespace candour::storage {

struct PostgresLogOptions {
  // In the words of libpq. May hold a password: it is never repeated in a message.
  std::string address;
  // A file for the floors of the logs (storage/engine/side_file.h), on another disk than the
  // database's.
  std::string floors_path;
  BootReading since_boot = MicrosSinceBoot;
};

struct OpenedPostgresLog {
  std::unique_ptr<EventLog> log;
  bool data_checksums = false;  // whether the server would notice a block its disk has altered
};

// Makes the tables in an empty database. Whoever had the log open before can no longer write: its
// next append is answered UNAVAILABLE and it stops.
// FAILED_PRECONDITION if the server is not set to be durable, or the tables are of a version this
// program does not know; DATA_LOSS if the logs do not reach their floors or are damaged, as after a
// failover to a server that lacked their end; UNAVAILABLE if there is no server.
// Destroying the log commits and answers what is queued.
absl::StatusOr<OpenedPostgresLog> OpenPostgresLog(PostgresLogOptions options);

}  // namespace candour::storage
