// The tables of a database that holds the log, and what its server must be set to.
// docs/formats/postgres.md describes both.
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/postgres/connection.h"

namespace candour::storage::postgres {

inline constexpr int64_t kSchema = 1;

// Makes the tables in a database that has none. FAILED_PRECONDITION if they are of a version this
// program does not know.
absl::Status EnsureSchema(Connection& connection);

struct Durability {
  bool data_checksums = false;
};
// FAILED_PRECONDITION, with what to set, if the server would answer before its bytes are safe. A
// setting the server does not have is its own affair: other engines are durable in other ways.
absl::StatusOr<Durability> CheckDurability(Connection& connection);

}  // namespace candour::storage::postgres
