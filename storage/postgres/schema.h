// The tables of a database, and what its server must be set to. docs/formats/postgres.md describes
// both.
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "storage/postgres/connection.h"

namespace candour::storage::postgres {

// What is kept in a database. Names and columns are frozen with their version.
struct Schema {
  struct Definition {
    const char* name;
    const char* columns;
  };
  const char* writer;  // the table whose one row says who writes and what was written last
  int64_t version;
  absl::Span<const Definition> tables;
  const char* elsewhere;  // a writer's table that must not be in the same database
};

// Makes the tables in a database that has none. FAILED_PRECONDITION if they are of a version this
// program does not know, or if what must be elsewhere is here.
absl::Status EnsureSchema(Connection& connection, const Schema& schema);

struct Durability {
  bool data_checksums = false;
};
// FAILED_PRECONDITION, with what to set, if the server would answer before its bytes are safe. A
// setting the server does not have is its own affair: other engines are durable in other ways.
absl::StatusOr<Durability> CheckDurability(Connection& connection);

}  // namespace candour::storage::postgres
