#include "storage/postgres/schema.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/status.h"

namespace candour::storage::postgres {
namespace {

absl::StatusOr<bool> HasTable(Connection& connection, const char* name, const char* where) {
  ASSIGN_OR_RETURN(
      const Rows found,
      connection.Run(absl::StrCat("SELECT 1 FROM information_schema.tables WHERE table_name = '",
                                  name, "'", where)));
  return found.size() > 0;
}

absl::Status Make(Connection& connection, const Schema& schema) {
  std::vector<std::string> statements = {"BEGIN"};
  for (const Schema::Definition& table : schema.tables) {
    statements.push_back(absl::StrCat("CREATE TABLE ", table.name, " (", table.columns, ")"));
  }
  statements.push_back(absl::StrCat("CREATE TABLE ", schema.writer,
                                    " (one int8 PRIMARY KEY, schema int8 NOT NULL, "
                                    "epoch int8 NOT NULL, last_batch bytea NOT NULL)"));
  statements.push_back(
      absl::StrCat("INSERT INTO ", schema.writer, " VALUES (1, ", schema.version, ", 0, '')"));
  statements.push_back("COMMIT");
  for (const std::string& statement : statements) {
    RETURN_IF_ERROR(connection.Run(statement).status());
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status EnsureSchema(Connection& connection, const Schema& schema) {
  ASSIGN_OR_RETURN(const bool beside, HasTable(connection, schema.elsewhere, ""));
  if (beside) {
    return absl::FailedPreconditionError(
        "the log and its keys must not be in one database: whoever copied it would have both");
  }
  ASSIGN_OR_RETURN(const bool made,
                   HasTable(connection, schema.writer, " AND table_schema = current_schema()"));
  if (!made) RETURN_IF_ERROR(Make(connection, schema));
  ASSIGN_OR_RETURN(const Rows writer, connection.Run(absl::StrCat(
                                          "SELECT schema FROM ", schema.writer, " WHERE one = 1")));
  if (writer.size() != 1) {
    return absl::DataLossError(absl::StrCat("the database's ", schema.writer, " lacks its row"));
  }
  if (const int64_t version = writer.Number(0, 0); version != schema.version) {
    return absl::FailedPreconditionError(absl::StrCat(
        "the database's tables are of version ", version, "; this program knows ", schema.version));
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
