#include "storage/postgres/postgres_log.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "storage/engine/engine.h"
#include "storage/engine/side_file.h"
#include "storage/postgres/postgres_tables.h"

namespace candour::storage {
namespace {

absl::Status Refused(const absl::Status& cause) {
  if (!absl::IsDataLoss(cause)) return cause;
  return absl::DataLossError(absl::StrCat(
      "the record cannot be shown to be whole, so it is not opened and nothing was changed: ",
      cause.message(),
      ". If the database has failed over, look for the server that has the end of the log; "
      "otherwise restore the newest backup into another database, compare its head with the newest "
      "checkpoint held outside, and start from there"));
}

}  // namespace

absl::StatusOr<OpenedPostgresLog> OpenPostgresLog(PostgresLogOptions options) {
  absl::StatusOr<SideFile> floors = SideFile::Open(options.floors_path);
  if (!floors.ok()) return Refused(floors.status());
  EngineOptions engine_options;
  engine_options.since_boot = std::move(options.since_boot);
  engine_options.floors = floors->Floors();
  ASSIGN_OR_RETURN(postgres::OpenedTables opened,
                   postgres::OpenPostgresTables(options.address, *std::move(floors)));
  absl::StatusOr<std::unique_ptr<EventLog>> log =
      OpenEngine(std::move(opened.tables), std::move(engine_options));
  if (!log.ok()) return Refused(log.status());
  return OpenedPostgresLog{*std::move(log), opened.data_checksums};
}

}  // namespace candour::storage
