// PostgreSQL as the peer: a server of its own beside the log, on the same file system, as durable
// as the log is.
#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tests/bench/load.h"
#include "tests/bench/processes.h"

struct pg_conn;

namespace candour::bench {

// Whether PostgreSQL 15 is installed here.
bool HavePostgres();

// A new cluster with checksums, fsync and synchronous_commit on, listening on a socket in its
// folder. Run as root it gives itself to the user `postgres`, for PostgreSQL refuses to be root.
class PostgresServer {
 public:
  explicit PostgresServer(const std::string& folder);
  ~PostgresServer();

  const std::string& conninfo() const { return conninfo_; }
  pid_t pid() const { return server_.pid(); }

 private:
  std::string conninfo_;
  Child server_;
};

// The two ways to number events in a table: a sequence, which leaves gaps and lets readers miss
// events that commit late, and a counter row, which does neither and makes writers queue.
enum class Schema { kSequence, kHeadRow };

void MakeTables(const std::string& conninfo);

// One connection. Not thread-safe.
class PostgresAppender {
 public:
  PostgresAppender(const std::string& conninfo, Schema schema);
  ~PostgresAppender();
  PostgresAppender(const PostgresAppender&) = delete;

  // One event in a transaction of its own; its position. ABORTED if the revision is taken.
  absl::StatusOr<uint64_t> Append(const Step& step);

 private:
  pg_conn* connection_;
};

// How many events a schema's table holds, each command counted once.
uint64_t CountEvents(const std::string& conninfo, Schema schema);

// The record's Append in front of the sequence's table, behind the same gate as the record, until
// the process ends.
void ServePostgresFront(const std::string& conninfo, const std::string& identity_folder,
                        const std::string& address, const std::string& address_file);

}  // namespace candour::bench
