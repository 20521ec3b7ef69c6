// PostgreSQL servers of a test's own, on a Unix socket in a folder that is thrown away: nothing
// listens on the network, and tests that run side by side do not meet.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "tests/support/temporary_folder.h"

namespace candour::tests {

// Synced as a real one is. Aborts the test if it cannot be started: then nothing can be tested.
class PostgresServer {
 public:
  // `settings` are added to its configuration, as "name=value". Made on the main thread: the server
  // ends with the thread that started it, so that none outlives its test.
  explicit PostgresServer(std::vector<std::string> settings = {});
  ~PostgresServer();
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;

  // The server most tests of a program share, started when it is first asked for.
  static PostgresServer& Shared();

  // The address of a fresh, empty place for tables in a database that others use as well.
  std::string NewPlace();
  // The address of a fresh database, for what must not share one. Slower.
  std::string NewDatabase();

  // The folder of its socket, which is named as libpq expects.
  const std::string& folder() const { return folder_.path(); }

  // SIGKILL. Its children end as they notice, what they were doing done or not; Start waits for
  // them.
  void Kill();
  void Start();

 private:
  bool Ready() const;
  std::string Data() const { return folder_.Inside("data"); }

  TemporaryFolder folder_;
  std::vector<std::string> settings_;
  pid_t process_ = 0;
  int places_ = 0;
};

// Runs a statement, as a person with psql would; aborts if it fails. The first column of the first
// row, as bytes.
std::string RunSql(const std::string& address, const std::string& statement);

}  // namespace candour::tests
