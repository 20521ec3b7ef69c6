// A keyring's records in a PostgreSQL database of their own, apart from the log's: what a copy of
// the one betrays, the other does not. docs/formats/postgres.md shows the tables.
#pragma once

#include <memory>
#include <string>

#include "storage/keyring/key_store.h"

namespace candour::storage {

// `address` as in PostgresLogOptions. Nothing is connected to before Load.
//
// Unlike the file, Load takes the database over from another process that has it instead of being
// refused: that one's next Sync fails. FAILED_PRECONDITION if the server is not set to be durable,
// the tables are of a version this program does not know, or the database holds a log as well.
std::unique_ptr<KeyStore> NewPostgresKeys(std::string address);

}  // namespace candour::storage
