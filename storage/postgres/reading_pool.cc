#include "storage/postgres/reading_pool.h"

#include "absl/time/clock.h"
#include "base/limits.h"
#include "base/status.h"

namespace candour::storage::postgres {

absl::StatusOr<Rows> ReadingPool::Ask(const Statement& question, Parameters parameters) {
  absl::Status failure;
  for (int attempt = 0; attempt < limits::kDatabaseAttempts; ++attempt) {
    // The first failure may be that of a connection which broke long ago.
    if (attempt > 1) absl::SleepFor(PauseBefore(attempt - 1));
    absl::StatusOr<std::unique_ptr<Connection>> connection = Take();
    absl::StatusOr<Rows> rows = connection.ok() ? (*connection)->Run(question, parameters)
                                                : absl::StatusOr<Rows>(connection.status());
    GiveBack(connection.ok() ? *std::move(connection) : nullptr);
    if (!absl::IsUnavailable(rows.status())) return rows;
    failure = rows.status();
  }
  return failure;
}

absl::StatusOr<std::unique_ptr<Connection>> ReadingPool::Take() {
  {
    absl::MutexLock lock(&mutex_);
    const auto free = [this]() ABSL_NO_THREAD_SAFETY_ANALYSIS {
      return in_use_ < limits::kReadingConnections;
    };
    mutex_.Await(absl::Condition(&free));
    ++in_use_;
    if (!idle_.empty()) {
      std::unique_ptr<Connection> connection = std::move(idle_.back());
      idle_.pop_back();
      return connection;
    }
  }
  ASSIGN_OR_RETURN(Connection made, Connection::Open(address_));
  return std::make_unique<Connection>(std::move(made));
}

void ReadingPool::GiveBack(std::unique_ptr<Connection> connection) {
  absl::MutexLock lock(&mutex_);
  --in_use_;
  if (connection != nullptr && !connection->lost()) idle_.push_back(std::move(connection));
}

}  // namespace candour::storage::postgres
