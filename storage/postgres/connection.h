// One connection to a server that speaks PostgreSQL's protocol. The only part that knows libpq:
// everything goes over it in binary, and its errors are sorted by what a caller can do about them.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"

struct pg_conn;
struct pg_result;

namespace candour::storage::postgres {

// Where a database is, in the words of libpq: `postgresql://host/name` or `host=... dbname=...`.
// May hold a password, so that no message of ours ever repeats it.
using Address = std::string;

// How long to wait before trying for the n-th time again, from 0, what was UNAVAILABLE: a server
// that fails over takes its time. limits::kDatabaseAttempts says how often.
absl::Duration PauseBefore(int attempt);

// A statement that is prepared on the connection that first runs it.
struct Statement {
  std::string name;  // unique in the process
  std::string text;
};

// Parameters in binary. An array is one parameter.
using Parameters = absl::Span<const std::string>;
std::string ByteArrays(absl::Span<const std::string_view> elements);
std::string Number(int64_t number);

// The rows of an answer; owns them.
class Rows {
 public:
  size_t size() const;
  bool IsNull(size_t row, int column) const;
  // Valid while the rows are. A null has no bytes.
  std::string_view Bytes(size_t row, int column) const;
  // Of an eight-byte integer; 0 for anything else.
  int64_t Number(size_t row, int column) const;

 private:
  friend class Connection;
  struct Free {
    void operator()(pg_result* result) const;
  };
  explicit Rows(pg_result* result) : result_(result) {}
  std::unique_ptr<pg_result, Free> result_;
};

// Errors of every method:
//   UNAVAILABLE          the connection is gone, the server is ending or is a standby, or it gave
//                        up this transaction for the sake of another: the same may be tried again
//   RESOURCE_EXHAUSTED   the server has no room
//   DATA_LOSS            the server found damage
//   PERMISSION_DENIED    the server knows us, but not with this right
//   INTERNAL             anything else
// Not thread-safe.
class Connection {
 public:
  static absl::StatusOr<Connection> Open(const Address& address);

  // One statement, without parameters.
  absl::StatusOr<Rows> Run(const std::string& text);
  absl::StatusOr<Rows> Run(const Statement& statement, Parameters parameters);

  struct Step {
    const Statement* statement = nullptr;
    std::vector<std::string> parameters;
  };
  // The steps as one transaction, sent at one go: one journey. OK means committed as the server is
  // set to commit, without a warning. After a failure it is unknown whether it was, and the
  // connection is of no further use.
  absl::Status Commit(absl::Span<const Step> steps);

  // Whether the server has said since the last call that it did something other than asked, such as
  // giving up waiting for its standbys.
  bool TakeWarning();

  bool lost() const;

 private:
  struct Close {
    void operator()(pg_conn* connection) const;
  };
  explicit Connection(pg_conn* connection);

  absl::Status Prepare(const Statement& statement);
  absl::StatusOr<Rows> Checked(pg_result* result);
  bool Send(const Step& step);
  bool Send(const char* text);

  std::unique_ptr<pg_conn, Close> connection_;
  absl::flat_hash_set<std::string> prepared_;
  std::unique_ptr<bool> warned_;  // libpq keeps its address
};

}  // namespace candour::storage::postgres
