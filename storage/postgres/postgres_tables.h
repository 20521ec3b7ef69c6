// The engine's tables in one PostgreSQL database, a table each.
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "storage/engine/side_file.h"
#include "storage/engine/tables.h"
#include "storage/postgres/connection.h"

namespace candour::storage::postgres {

struct OpenedTables {
  std::unique_ptr<Tables> tables;
  bool data_checksums = false;
};

// Takes the database over from whoever wrote it before; see storage/postgres/sole_writer.h for
// that, for the errors and for what Commit promises. `floors` is noted after each commit.
absl::StatusOr<OpenedTables> OpenPostgresTables(const Address& address, SideFile floors);

}  // namespace candour::storage::postgres
