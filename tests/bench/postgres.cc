#include "tests/bench/postgres.h"

#include <endian.h>
#include <libpq-fe.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/bench/must.h"

namespace candour::bench {
namespace {

constexpr char kBinaries[] = "/usr/lib/postgresql/15/bin/";

// Chosen in PostgreSQL's favour where there is a choice: its checkpoints do not fall into a run.
constexpr char kSettings[] = R"(
fsync = on
synchronous_commit = on
full_page_writes = on
listen_addresses = ''
max_connections = 220
shared_buffers = 512MB
max_wal_size = 16GB
checkpoint_timeout = 1h
)";

constexpr char kTables[] = R"(
CREATE TABLE by_sequence(pos bigserial PRIMARY KEY, stream uuid NOT NULL, rev bigint NOT NULL,
  command uuid NOT NULL UNIQUE, payload bytea NOT NULL, UNIQUE(stream, rev));
ALTER TABLE by_sequence ALTER payload SET STORAGE EXTERNAL;
CREATE TABLE head(next_pos bigint NOT NULL) WITH (fillfactor = 10);
INSERT INTO head VALUES (0);
CREATE TABLE by_head_row(pos bigint PRIMARY KEY, stream uuid NOT NULL, rev bigint NOT NULL,
  command uuid NOT NULL UNIQUE, payload bytea NOT NULL, UNIQUE(stream, rev));
ALTER TABLE by_head_row ALTER payload SET STORAGE EXTERNAL;
)";

constexpr char kBySequence[] =
    "INSERT INTO by_sequence(stream, rev, command, payload) VALUES ($1, $2, $3, $4) RETURNING pos";
constexpr char kByHeadRow[] =
    "WITH taken AS (UPDATE head SET next_pos = next_pos + 1 RETURNING next_pos - 1 AS pos) "
    "INSERT INTO by_head_row SELECT pos, $1, $2, $3, $4 FROM taken RETURNING pos";

struct Clear {
  void operator()(PGresult* result) const { PQclear(result); }
};
using Result = std::unique_ptr<PGresult, Clear>;

pg_conn* Connect(const std::string& conninfo) {
  pg_conn* connection = PQconnectdb(conninfo.c_str());
  if (PQstatus(connection) != CONNECTION_OK) {
    Must(absl::UnavailableError(PQerrorMessage(connection)));
  }
  return connection;
}

Result MustRun(pg_conn* connection, const char* statement) {
  Result result(PQexec(connection, statement));
  const ExecStatusType status = PQresultStatus(result.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
    Must(absl::UnavailableError(PQerrorMessage(connection)));
  }
  return result;
}

std::vector<std::string> AsPostgres(std::vector<std::string> command) {
  if (geteuid() != 0) return command;
  std::vector<std::string> whole = {"setpriv",        "--reuid=postgres", "--regid=postgres",
                                    "--clear-groups", "--pdeathsig=INT",  "--"};
  whole.insert(whole.end(), command.begin(), command.end());
  return whole;
}

std::string WithoutShell(const std::vector<std::string>& words) {
  std::string line;
  for (const std::string& word : words) absl::StrAppend(&line, "'", word, "' ");
  return line;
}

}  // namespace

bool HavePostgres() { return std::filesystem::exists(absl::StrCat(kBinaries, "postgres")); }

PostgresServer::PostgresServer(const std::string& folder)
    : conninfo_(absl::StrCat("host=", folder, " dbname=postgres user=postgres")) {
  std::filesystem::create_directories(folder);
  const std::string data = folder + "/data";
  const std::string log = folder + "/postgres.log";
  if (geteuid() == 0) {
    const std::string give = WithoutShell({"chown", "postgres:postgres", folder});
    if (std::system(give.c_str()) != 0) Must(absl::UnavailableError("no user postgres"));
  }
  const std::string init =
      WithoutShell(AsPostgres({absl::StrCat(kBinaries, "initdb"), "--pgdata", data, "--username",
                               "postgres", "--auth=trust", "--data-checksums", "--no-sync"})) +
      " >/dev/null";
  if (std::system(init.c_str()) != 0) {
    Must(absl::UnavailableError(absl::StrCat("initdb failed: may postgres enter ", folder, "?")));
  }
  std::ofstream(data + "/postgresql.conf", std::ios::app) << kSettings;
  server_ = Child(AsPostgres({absl::StrCat(kBinaries, "postgres"), "-D", data, "-k", folder}), log,
                  kAnyCore);
  constexpr int kTries = 600;
  for (int i = 0; i < kTries && PQping(conninfo_.c_str()) != PQPING_OK; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

PostgresServer::~PostgresServer() { server_.End(SIGINT); }

void MakeTables(const std::string& conninfo) {
  pg_conn* connection = Connect(conninfo);
  MustRun(connection, kTables);
  PQfinish(connection);
}

PostgresAppender::PostgresAppender(const std::string& conninfo, Schema schema)
    : connection_(Connect(conninfo)) {
  const Result prepared(PQprepare(
      connection_, "append", schema == Schema::kSequence ? kBySequence : kByHeadRow, 4, nullptr));
  if (PQresultStatus(prepared.get()) != PGRES_COMMAND_OK) {
    Must(absl::UnavailableError(PQerrorMessage(connection_)));
  }
}

PostgresAppender::~PostgresAppender() { PQfinish(connection_); }

absl::StatusOr<uint64_t> PostgresAppender::Append(const Step& step) {
  const uint64_t revision = htobe64(step.revision);
  const std::array<const char*, 4> values = {
      reinterpret_cast<const char*>(step.stream.bytes.data()),
      reinterpret_cast<const char*>(&revision),
      reinterpret_cast<const char*>(step.command.bytes.data()), step.payload.data()};
  const std::array<int, 4> lengths = {16, 8, 16, static_cast<int>(step.payload.size())};
  const std::array<int, 4> binary = {1, 1, 1, 1};
  const Result result(
      PQexecPrepared(connection_, "append", 4, values.data(), lengths.data(), binary.data(), 1));
  if (PQresultStatus(result.get()) != PGRES_TUPLES_OK) {
    const char* const state = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE);
    if (state != nullptr && std::string(state) == "23505") {
      return absl::AbortedError("the revision is taken");
    }
    return absl::UnavailableError(PQerrorMessage(connection_));
  }
  uint64_t position = 0;
  std::memcpy(&position, PQgetvalue(result.get(), 0, 0), sizeof(position));
  return be64toh(position);
}

uint64_t CountEvents(const std::string& conninfo, Schema schema) {
  pg_conn* connection = Connect(conninfo);
  const Result result = MustRun(
      connection, schema == Schema::kSequence ? "SELECT count(DISTINCT command) FROM by_sequence"
                                              : "SELECT count(DISTINCT command) FROM by_head_row");
  const uint64_t count = std::stoull(PQgetvalue(result.get(), 0, 0));
  PQfinish(connection);
  return count;
}

}  // namespace candour::bench
