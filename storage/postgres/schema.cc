#include "storage/postgres/schema.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "storage/postgres/layout.h"

namespace candour::storage::postgres {
namespace {

constexpr char kFindWriter[] =
    "SELECT 1 FROM information_schema.tables "
    "WHERE table_schema = current_schema() AND table_name = 'log_writer'";

absl::StatusOr<bool> Made(Connection& connection) {
  ASSIGN_OR_RETURN(const Rows found, connection.Run(kFindWriter));
  return found.size() > 0;
}

absl::Status Make(Connection& connection) {
  RETURN_IF_ERROR(connection.Run("BEGIN").status());
  for (const Definition& table : Definitions()) {
    RETURN_IF_ERROR(
        connection.Run(absl::StrCat("CREATE TABLE ", table.name, " (", table.columns, ")"))
            .status());
  }
  RETURN_IF_ERROR(connection
                      .Run("CREATE TABLE log_writer (one int8 PRIMARY KEY, schema int8 NOT NULL, "
                           "epoch int8 NOT NULL, last_batch bytea NOT NULL)")
                      .status());
  RETURN_IF_ERROR(
      connection.Run(absl::StrCat("INSERT INTO log_writer VALUES (1, ", kSchema, ", 0, '')"))
          .status());
  return connection.Run("COMMIT").status();
}

}  // namespace

absl::Status EnsureSchema(Connection& connection) {
  ASSIGN_OR_RETURN(const bool made, Made(connection));
  if (!made) RETURN_IF_ERROR(Make(connection));
  ASSIGN_OR_RETURN(const Rows writer,
                   connection.Run("SELECT schema FROM log_writer WHERE one = 1"));
  if (writer.size() != 1) return absl::DataLossError("the database's log_writer lacks its row");
  if (const int64_t schema = writer.Number(0, 0); schema != kSchema) {
    return absl::FailedPreconditionError(absl::StrCat("the database's tables are of version ",
                                                      schema, "; this program knows ", kSchema));
  }
  return absl::OkStatus();
}

absl::StatusOr<Durability> CheckDurability(Connection& connection) {
  ASSIGN_OR_RETURN(const Rows settings,
                   connection.Run("SELECT name::text, setting::text FROM pg_settings WHERE name IN "
                                  "('fsync', 'full_page_writes', 'synchronous_commit', "
                                  "'data_checksums')"));
  Durability durability;
  for (size_t row = 0; row < settings.size(); ++row) {
    const std::string name(settings.Bytes(row, 0));
    const std::string value(settings.Bytes(row, 1));
    if (name == "data_checksums") {
      durability.data_checksums = value == "on";
    } else if (value != "on" && !(name == "synchronous_commit" && value == "remote_apply")) {
      return absl::FailedPreconditionError(absl::StrCat(
          "the database would say that an append is durable before it is: its ", name, " is ",
          value, ". Set it with ALTER SYSTEM SET ", name,
          " = 'on' and SELECT pg_reload_conf(), and see that neither the database nor the role "
          "sets it otherwise"));
    }
  }
  return durability;
}

}  // namespace candour::storage::postgres
