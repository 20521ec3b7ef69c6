// How the engine's rows lie in the tables of the database. docs/formats/postgres.md shows them.
//
// What the engine keeps in an index of its own is a column of the event here, with the engine's key
// as its bytes: an event is one row that four unique names lead to, and how many events a stream
// has is what its last one says.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "storage/engine/tables.h"
#include "storage/postgres/connection.h"
#include "storage/postgres/schema.h"

namespace candour::storage::postgres {

const Schema& LogSchema();

// What writes the changes. INTERNAL if they are not such as the engine makes.
absl::StatusOr<std::vector<Connection::Step>> StepsOf(const Changes& changes);

// A question with its parameters.
struct Question {
  const Statement* statement = nullptr;
  std::vector<std::string> parameters;
};

// Of what lies under keys as it is: answered with a key and a value for each row.
bool LiesUnderKeys(Table table);
Question ScanOf(Table table, std::string_view from, std::string_view end, size_t count);
Question LastOf(Table table, std::string_view from, std::string_view end);

// Of any table: answered with a key and a value for each row there is, as ReadAnswer takes them.
Question GetOf(Table table, absl::Span<const std::string> keys);
// The values of `keys`, in their order.
absl::StatusOr<std::vector<std::optional<std::string>>> ReadAnswer(
    Table table, absl::Span<const std::string> keys, const Rows& rows);

// What the engine put, of the value that was answered. DATA_LOSS if an event's leaf is not the one
// whose hash is in the tree: somebody has changed the row.
absl::StatusOr<std::string_view> ValueOf(Table table, std::string_view answered);

}  // namespace candour::storage::postgres
