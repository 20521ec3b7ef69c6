#include "storage/postgres/connection.h"

#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "storage/bytes.h"

namespace candour::storage::postgres {
namespace {

constexpr int kBinary = 1;
constexpr uint32_t kBytesType = 17;  // the number of `bytea` in the protocol

// What holds unless the address says otherwise. A peer that is gone without a word is noticed in
// half a minute, and only a server that takes writes is spoken to.
constexpr std::array<std::pair<const char*, const char*>, 8> kDefaults = {{
    {"connect_timeout", "10"},
    {"keepalives_idle", "10"},
    {"keepalives_interval", "5"},
    {"keepalives_count", "4"},
    {"tcp_user_timeout", "30000"},
    {"target_session_attrs", "read-write"},
    {"application_name", "candour"},
    {"client_encoding", "UTF8"},
}};

// What is wished of a session. A server that does not know a setting goes without.
constexpr std::array<const char*, 8> kWishes = {
    "SET default_transaction_isolation = 'read committed'",
    "SET lock_timeout = '30s'",
    "SET idle_in_transaction_session_timeout = '30s'",
    // So that a half-sent group does not keep its locks once its sender is gone.
    "SET tcp_keepalives_idle = 10",
    "SET tcp_keepalives_interval = 5",
    "SET tcp_keepalives_count = 4",
    // Every question is answered by an index; a plan made while a table was small may not think so.
    "SET enable_seqscan = off",
    "SET jit = off",
};

struct Sorted {
  const char* class_or_code;
  absl::StatusCode code;
};
// The first whose characters the SQLSTATE begins with.
constexpr std::array<Sorted, 9> kStates = {{
    {"08", absl::StatusCode::kUnavailable},        // connection
    {"40", absl::StatusCode::kUnavailable},        // rolled back, or outcome unknown
    {"57P0", absl::StatusCode::kUnavailable},      // ending, starting
    {"57014", absl::StatusCode::kUnavailable},     // cancelled
    {"55P03", absl::StatusCode::kUnavailable},     // a lock was waited for too long
    {"25006", absl::StatusCode::kUnavailable},     // a standby
    {"53", absl::StatusCode::kResourceExhausted},  // no disk, no memory, no connections
    {"XX00", absl::StatusCode::kDataLoss},         // damage
    {"42501", absl::StatusCode::kPermissionDenied},
}};

absl::Status ErrorOf(const pg_conn* connection, const pg_result* result) {
  const char* const state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  if (state == nullptr) {
    return absl::UnavailableError("the connection to the database is lost");
  }
  // Only the first line: the details of a message may repeat what was stored.
  const char* const primary = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  const std::string message =
      absl::StrCat("the database says: ", primary ? primary : "nothing", " (SQLSTATE ", state, ")");
  for (const Sorted& sorted : kStates) {
    const size_t length = std::strlen(sorted.class_or_code);
    // XX000 is the server's own bug, not damage.
    if (std::strncmp(state, sorted.class_or_code, length) == 0 &&
        std::strcmp(state, "XX000") != 0) {
      return absl::Status(sorted.code, message);
    }
  }
  return absl::InternalError(message);
}

void NoteWarning(void* warned, const pg_result* notice) {
  const char* const severity = PQresultErrorField(notice, PG_DIAG_SEVERITY_NONLOCALIZED);
  if (severity != nullptr && std::strcmp(severity, "WARNING") == 0) {
    *static_cast<bool*>(warned) = true;
  }
}

// The pointers libpq wants; valid while the parameters are.
struct Pointers {
  explicit Pointers(Parameters parameters) {
    for (const std::string& parameter : parameters) {
      values.push_back(parameter.data());
      lengths.push_back(static_cast<int>(parameter.size()));
      formats.push_back(kBinary);
    }
  }
  std::vector<const char*> values;
  std::vector<int> lengths;
  std::vector<int> formats;
};

}  // namespace

absl::Duration PauseBefore(int attempt) {
  return std::min(absl::Milliseconds(20) * attempt, absl::Seconds(1));
}

std::string ByteArrays(absl::Span<const std::string_view> elements) {
  std::string out;
  size_t bytes = 20;
  for (const std::string_view element : elements) bytes += 4 + element.size();
  out.reserve(bytes);
  PutBig<uint32_t>(out, 1);  // dimensions
  PutBig<uint32_t>(out, 0);  // no nulls
  PutBig(out, kBytesType);
  PutBig(out, static_cast<uint32_t>(elements.size()));
  PutBig<uint32_t>(out, 1);  // the first index
  for (const std::string_view element : elements) {
    PutBig(out, static_cast<uint32_t>(element.size()));
    out.append(element);
  }
  return out;
}

std::string Number(int64_t number) {
  std::string out;
  PutBig(out, number);
  return out;
}

void Rows::Free::operator()(pg_result* result) const { PQclear(result); }

size_t Rows::size() const { return static_cast<size_t>(PQntuples(result_.get())); }

std::string_view Rows::Bytes(size_t row, int column) const {
  const int number = static_cast<int>(row);
  return {PQgetvalue(result_.get(), number, column),
          static_cast<size_t>(PQgetlength(result_.get(), number, column))};
}

bool Rows::IsNull(size_t row, int column) const {
  return PQgetisnull(result_.get(), static_cast<int>(row), column) == 1;
}

int64_t Rows::Number(size_t row, int column) const {
  const std::string_view bytes = Bytes(row, column);
  return bytes.size() == 8 ? static_cast<int64_t>(FieldReader(bytes).Big<uint64_t>()) : 0;
}

void Connection::Close::operator()(pg_conn* connection) const { PQfinish(connection); }

Connection::Connection(pg_conn* connection)
    : connection_(connection), warned_(std::make_unique<bool>(false)) {
  PQsetNoticeReceiver(connection, NoteWarning, warned_.get());
}

absl::StatusOr<Connection> Connection::Open(const Address& address) {
  char* complaint = nullptr;
  PQconninfoOption* const options = PQconninfoParse(address.c_str(), &complaint);
  // What libpq complains of may be a part of a password.
  PQfreemem(complaint);
  if (options == nullptr) {
    return absl::InvalidArgumentError(
        "the address of the database is neither postgresql://HOST/NAME nor host=HOST dbname=NAME");
  }
  const auto freeing = absl::MakeCleanup([options] { PQconninfoFree(options); });
  std::vector<const char*> words;
  std::vector<const char*> values;
  for (const PQconninfoOption* option = options; option->keyword != nullptr; ++option) {
    const auto set = std::find_if(kDefaults.begin(), kDefaults.end(), [&](const auto& entry) {
      return std::strcmp(entry.first, option->keyword) == 0;
    });
    const char* const otherwise = set == kDefaults.end() ? nullptr : set->second;
    words.push_back(option->keyword);
    values.push_back(option->val != nullptr ? option->val : otherwise);
  }
  words.push_back(nullptr);
  values.push_back(nullptr);
  Connection connection(PQconnectdbParams(words.data(), values.data(), /*expand_dbname=*/0));
  if (connection.lost()) {
    return absl::UnavailableError(absl::StrCat("the database cannot be reached: ",
                                               PQerrorMessage(connection.connection_.get())));
  }
  for (const char* const wish : kWishes) {
    const absl::Status granted = connection.Run(wish).status();
    if (absl::IsUnavailable(granted)) return granted;
  }
  connection.TakeWarning();
  return connection;
}

bool Connection::lost() const { return PQstatus(connection_.get()) != CONNECTION_OK; }

bool Connection::TakeWarning() { return std::exchange(*warned_, false); }

absl::StatusOr<Rows> Connection::Checked(pg_result* result) {
  Rows rows(result);
  switch (PQresultStatus(result)) {
    case PGRES_COMMAND_OK:
    case PGRES_TUPLES_OK:
      return rows;
    default:
      return ErrorOf(connection_.get(), result);
  }
}

absl::Status Connection::Prepare(const Statement& statement) {
  if (prepared_.contains(statement.name)) return absl::OkStatus();
  RETURN_IF_ERROR(Checked(PQprepare(connection_.get(), statement.name.c_str(),
                                    statement.text.c_str(), 0, nullptr))
                      .status());
  prepared_.insert(statement.name);
  return absl::OkStatus();
}

absl::StatusOr<Rows> Connection::Run(const std::string& text) {
  return Checked(PQexecParams(connection_.get(), text.c_str(), 0, nullptr, nullptr, nullptr,
                              nullptr, kBinary));
}

absl::StatusOr<Rows> Connection::Run(const Statement& statement, Parameters parameters) {
  RETURN_IF_ERROR(Prepare(statement));
  const Pointers pointers(parameters);
  return Checked(PQexecPrepared(connection_.get(), statement.name.c_str(),
                                static_cast<int>(parameters.size()), pointers.values.data(),
                                pointers.lengths.data(), pointers.formats.data(), kBinary));
}

bool Connection::Send(const Step& step) {
  const Pointers pointers(step.parameters);
  return PQsendQueryPrepared(connection_.get(), step.statement->name.c_str(),
                             static_cast<int>(step.parameters.size()), pointers.values.data(),
                             pointers.lengths.data(), pointers.formats.data(), kBinary) == 1;
}

bool Connection::Send(const char* text) {
  return PQsendQueryParams(connection_.get(), text, 0, nullptr, nullptr, nullptr, nullptr,
                           kBinary) == 1;
}

absl::Status Connection::Commit(absl::Span<const Step> steps) {
  for (const Step& step : steps) RETURN_IF_ERROR(Prepare(*step.statement));
  TakeWarning();
  const absl::Status gone = absl::UnavailableError("the connection to the database is lost");
  pg_conn* const connection = connection_.get();
  bool sent = PQenterPipelineMode(connection) == 1 && Send("BEGIN");
  for (const Step& step : steps) sent = sent && Send(step);
  if (!sent || !Send("COMMIT") || PQpipelineSync(connection) != 1) return gone;

  // Each statement has one result and then a null; the server stops at the first that fails.
  std::string last_command;
  for (size_t i = 0; i < steps.size() + 2; ++i) {
    pg_result* const result = PQgetResult(connection);
    if (result == nullptr) return gone;
    ASSIGN_OR_RETURN(const Rows rows, Checked(result));
    last_command = PQcmdStatus(result);
    PQclear(PQgetResult(connection));
  }
  const Rows synced(PQgetResult(connection));
  if (PQresultStatus(synced.result_.get()) != PGRES_PIPELINE_SYNC) return gone;
  if (PQexitPipelineMode(connection) != 1) return gone;
  if (last_command != "COMMIT") return absl::InternalError("the database did not commit");
  if (TakeWarning()) {
    return absl::UnavailableError("the database has committed, but not as safely as it is set to");
  }
  return absl::OkStatus();
}

}  // namespace candour::storage::postgres
