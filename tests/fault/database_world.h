// A store in a database, behind a proxy that can cut its connections, and the history of it all.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "base/clock.h"
#include "storage/event_log.h"
#include "tests/fault/cutting_proxy.h"
#include "tests/fault/history.h"
#include "tests/support/postgres.h"
#include "tests/support/temporary_folder.h"

namespace candour::tests {

// Fails the test if it cannot be opened. The note of its floors is in `folder`.
std::unique_ptr<storage::EventLog> OpenAt(const std::string& address,
                                          const TemporaryFolder& folder);

// Appends from several threads, with a history, until it is told to stop or the store stops.
class Load {
 public:
  static constexpr int kThreads = 4;

  // `bulk`: every batch is one.
  Load(storage::EventLog& store, History& history, bool bulk = false);
  ~Load();

  void Stop();
  // How many appends were answered with an error.
  int failed() const { return failed_; }

 private:
  void Run();

  storage::EventLog& store_;
  History& history_;
  const bool bulk_;
  std::atomic<bool> stopping_{false};
  std::atomic<int> failed_{0};
  std::vector<std::thread> threads_;
};

struct DatabaseWorld {
  explicit DatabaseWorld(PostgresServer& server_of_it);

  std::string ThroughProxy() const;
  void Begin(storage::EventLog& store);
  // UNAVAILABLE if the store has stopped, or finds now that it must.
  absl::Status SignCheckpoint(storage::EventLog& store);
  // Opens the log anew, asks after what is unknown, and checks everything.
  void Verify();

  PostgresServer& server;
  std::string address;
  CuttingProxy proxy;
  TemporaryFolder floors;
  SystemClock clock;
  History history;
};

}  // namespace candour::tests
