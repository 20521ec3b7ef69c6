// Copies of databases, and whether one has all its rows.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "storage/engine/planner.h"
#include "storage/rocksdb/rocksdb_tables.h"

namespace candour::storage {

// A file or a folder with all that is in it; OK if there was none.
absl::Status Delete(const std::string& path);

// The files of one folder into another, new one; synced.
absl::Status CopySynced(const std::string& from, const std::string& to);

// DATA_LOSS if there are not as many rows as the logs account for: a database that lost a whole
// file of rows, and the word that there was one, can look right at its ends.
absl::Status CheckCounts(const ClosableTables& tables, const std::vector<LogState>& logs);

}  // namespace candour::storage
