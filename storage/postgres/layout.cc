#include "storage/postgres/layout.h"

#include <array>
#include <map>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "storage/bytes.h"
#include "storage/engine/rows.h"
#include "storage/leaf.h"
#include "storage/merkle/tree.h"

namespace candour::storage::postgres {
namespace {

constexpr size_t kLogBytes = 4;  // every key but those of meta begins with its log
constexpr size_t kKindAt = kLogBytes;

constexpr std::array<Schema::Definition, 4> kTables = {{
    {"log_meta", "key bytea PRIMARY KEY, value bytea NOT NULL"},
    {"log_commands", "key bytea PRIMARY KEY, value bytea NOT NULL"},
    {"log_merkle", "key bytea PRIMARY KEY, value bytea NOT NULL"},
    {"log_events",
     "place bytea PRIMARY KEY, event_id bytea NOT NULL UNIQUE, of_stream bytea NOT NULL UNIQUE, "
     "of_scope bytea NOT NULL UNIQUE, leaf_hash bytea NOT NULL, body bytea NOT NULL"},
}};

// Where rows lie under the engine's own keys.
struct Place {
  const char* table = nullptr;
  const char* key = nullptr;
  const char* value = nullptr;
};
constexpr char kPositionOfPlace[] = "substr(place, 5)";
// Read together, so that a body which is not the tree's leaf is never handed out.
constexpr char kBodyAndHash[] = "body || leaf_hash";
// In the order of Table.
constexpr std::array<Place, kTableCount> kPlaces = {{
    {"log_meta", "key", "value"},
    {"log_events", "place", kBodyAndHash},
    {},
    {},
    {"log_events", "of_stream", kPositionOfPlace},
    {"log_events", "of_scope", kPositionOfPlace},
    {},
}};

struct Questions {
  Statement get;
  Statement scan;
  Statement last;
};

// The last name under each prefix, as keys of the engine's indexes end in eight bytes of number.
std::string LastUnder(const char* column, const char* prefixes) {
  return absl::StrCat("SELECT prefix, (SELECT ", column, " FROM log_events WHERE ", column,
                      " >= prefix || '\\x0000000000000000'::bytea AND ", column,
                      " <= prefix || '\\xffffffffffffffff'::bytea ORDER BY ", column,
                      " DESC LIMIT 1) FROM unnest(", prefixes, "::bytea[]) AS prefix");
}

std::string GetText(Table table) {
  const Place& place = kPlaces[static_cast<size_t>(table)];
  switch (table) {
    case Table::kIds:
      return absl::StrCat(
          "SELECT key, value FROM log_commands WHERE key = ANY($1::bytea[]) UNION ALL "
          "SELECT event_id, ",
          kPositionOfPlace, " FROM log_events WHERE event_id = ANY($2::bytea[])");
    case Table::kCounts:
      return absl::StrCat(LastUnder("of_stream", "$1"), " UNION ALL ", LastUnder("of_scope", "$2"));
    case Table::kMerkle:
      return "SELECT place, leaf_hash FROM log_events WHERE place = ANY($1::bytea[]) UNION ALL "
             "SELECT key, value FROM log_merkle WHERE key = ANY($2::bytea[])";
    case Table::kMeta:
    case Table::kEvents:
    case Table::kStreamIndex:
    case Table::kScopeIndex:
      return absl::StrCat("SELECT ", place.key, ", ", place.value, " FROM ", place.table, " WHERE ",
                          place.key, " = ANY($1::bytea[])");
  }
  return "";
}

const Questions& QuestionsOf(Table table) {
  static const auto* const all = [] {
    auto* const made = new std::array<Questions, kTableCount>;
    for (size_t i = 0; i < kTableCount; ++i) {
      Questions& questions = (*made)[i];
      questions.get = {absl::StrCat("get_", i), GetText(static_cast<Table>(i))};
      const Place& place = kPlaces[i];
      if (place.table == nullptr) continue;
      const std::string between =
          absl::StrCat("SELECT ", place.key, ", ", place.value, " FROM ", place.table, " WHERE ",
                       place.key, " >= $1::bytea AND ", place.key, " < $2::bytea ORDER BY ");
      questions.scan = {absl::StrCat("scan_", i),
                        absl::StrCat(between, place.key, " LIMIT $3::int8")};
      questions.last = {absl::StrCat("last_", i),
                        absl::StrCat(between, place.key, " DESC LIMIT 1")};
    }
    return made;
  }();
  return (*all)[static_cast<size_t>(table)];
}

// A key as the columns hold it. A byte of the key tells which of two places a table's row lies in.
struct Name {
  bool second = false;  // of the two places
  std::string bytes;
};

std::string WithoutKind(std::string_view key) {
  return absl::StrCat(Absl(key.substr(0, kKindAt)), Absl(key.substr(kKindAt + 1)));
}

Name NameOf(Table table, std::string_view key) {
  switch (table) {
    case Table::kIds:  // the byte stays: a command and an event may have the same id
      return {key[kKindAt] == 'e', std::string(key)};
    case Table::kCounts:
      return {key[kKindAt] == 'k', WithoutKind(key)};
    case Table::kMerkle:
      return key[kKindAt] == 0 ? Name{false, WithoutKind(key)} : Name{true, std::string(key)};
    case Table::kMeta:
    case Table::kEvents:
    case Table::kStreamIndex:
    case Table::kScopeIndex:
      return {false, std::string(key)};
  }
  return {};
}

bool InTwoPlaces(Table table) {
  return table == Table::kIds || table == Table::kCounts || table == Table::kMerkle;
}

// What the changes say of one event.
struct EventRow {
  std::string event_id;
  std::string_view of_stream;
  std::string_view of_scope;
  std::string_view leaf_hash;
  std::string_view body;
};

// The rows to be written, in the order of their keys.
struct Written {
  std::map<std::string_view, const RowChange*> meta;  // the last change of each
  std::map<std::string, EventRow> events;
  std::map<std::string, std::string_view> commands;
  std::map<std::string, std::string_view> merkle;

  absl::Status Add(const RowChange& change);
  EventRow& At(std::string_view key, std::string_view position) {
    return events[absl::StrCat(Absl(key.substr(0, kLogBytes)), Absl(position))];
  }
};

absl::Status Written::Add(const RowChange& change) {
  if (change.table == Table::kMeta) {
    meta[change.key] = &change;
    return absl::OkStatus();
  }
  if (!change.value.has_value()) return absl::InternalError("only rows of meta are ever deleted");
  const std::string_view key = change.key;
  const std::string_view value = *change.value;
  Name name = NameOf(change.table, key);
  switch (change.table) {
    case Table::kEvents: {
      ASSIGN_OR_RETURN(const Leaf leaf, ParseLeaf(value.substr(0, kLeafBytes)));
      EventRow& row = events[name.bytes];
      row.body = value;
      // The database sees to it itself that no id comes twice, also of those the engine need not
      // ask for.
      row.event_id = rows::EventIdKey(FieldReader(key).Big<rows::LogNumber>(), leaf.event_id);
      break;
    }
    case Table::kIds:
      if (!name.second) commands[std::move(name.bytes)] = value;
      break;
    case Table::kStreamIndex:
      At(key, value).of_stream = key;
      break;
    case Table::kScopeIndex:
      At(key, value).of_scope = key;
      break;
    case Table::kMerkle:
      if (name.second) {
        merkle[std::move(name.bytes)] = value;
      } else {
        events[name.bytes].leaf_hash = value;
      }
      break;
    case Table::kCounts:  // the last event of a stream or scope says it
    case Table::kMeta:
      break;
  }
  return absl::OkStatus();
}

using Texts = std::vector<std::string_view>;

struct Writing {
  Statement put_meta = {"put_meta",
                        "INSERT INTO log_meta SELECT * FROM unnest($1::bytea[], $2::bytea[]) "
                        "ON CONFLICT (key) DO UPDATE SET value = excluded.value"};
  Statement erase_meta = {"erase_meta", "DELETE FROM log_meta WHERE key = ANY($1::bytea[])"};
  // Rows of these are written once: a second time is refused by the database.
  Statement put_commands = {
      "put_commands", "INSERT INTO log_commands SELECT * FROM unnest($1::bytea[], $2::bytea[])"};
  Statement put_merkle = {"put_merkle",
                          "INSERT INTO log_merkle SELECT * FROM unnest($1::bytea[], $2::bytea[])"};
  Statement put_events = {
      "put_events",
      "INSERT INTO log_events SELECT * FROM unnest($1::bytea[], $2::bytea[], $3::bytea[], "
      "$4::bytea[], $5::bytea[], $6::bytea[])"};
};
const Writing& Statements() {
  static const auto* const statements = new Writing;
  return *statements;
}

void AddPairs(const Statement& statement, const std::map<std::string, std::string_view>& rows,
              std::vector<Connection::Step>& steps) {
  if (rows.empty()) return;
  Texts keys;
  Texts values;
  for (const auto& [key, value] : rows) {
    keys.push_back(key);
    values.push_back(value);
  }
  steps.push_back({&statement, {ByteArrays(keys), ByteArrays(values)}});
}

void AddMeta(const std::map<std::string_view, const RowChange*>& rows,
             std::vector<Connection::Step>& steps) {
  Texts keys;
  Texts values;
  Texts erased;
  for (const auto& [key, change] : rows) {
    if (change->value.has_value()) {
      keys.push_back(key);
      values.push_back(*change->value);
    } else {
      erased.push_back(key);
    }
  }
  if (!keys.empty())
    steps.push_back({&Statements().put_meta, {ByteArrays(keys), ByteArrays(values)}});
  if (!erased.empty()) steps.push_back({&Statements().erase_meta, {ByteArrays(erased)}});
}

void AddEvents(const std::map<std::string, EventRow>& rows, std::vector<Connection::Step>& steps) {
  if (rows.empty()) return;
  std::array<Texts, 6> columns;
  for (const auto& [place, row] : rows) {
    const std::array<std::string_view, 6> values = {place,        row.event_id,  row.of_stream,
                                                    row.of_scope, row.leaf_hash, row.body};
    for (size_t i = 0; i < values.size(); ++i) columns[i].push_back(values[i]);
  }
  std::vector<std::string> parameters;
  for (const Texts& column : columns) parameters.push_back(ByteArrays(column));
  steps.push_back({&Statements().put_events, std::move(parameters)});
}

}  // namespace

const Schema& LogSchema() {
  static constexpr Schema kSchema = {"log_writer", 1, kTables, "keys_writer"};
  return kSchema;
}

absl::StatusOr<std::vector<Connection::Step>> StepsOf(const Changes& changes) {
  Written written;
  for (const RowChange& change : changes) RETURN_IF_ERROR(written.Add(change));
  std::vector<Connection::Step> steps;
  AddEvents(written.events, steps);
  AddPairs(Statements().put_commands, written.commands, steps);
  AddPairs(Statements().put_merkle, written.merkle, steps);
  AddMeta(written.meta, steps);
  return steps;
}

bool LiesUnderKeys(Table table) { return kPlaces[static_cast<size_t>(table)].table != nullptr; }

Question ScanOf(Table table, std::string_view from, std::string_view end, size_t count) {
  return {&QuestionsOf(table).scan,
          {std::string(from), std::string(end), Number(static_cast<int64_t>(count))}};
}

Question LastOf(Table table, std::string_view from, std::string_view end) {
  return {&QuestionsOf(table).last, {std::string(from), std::string(end)}};
}

Question GetOf(Table table, absl::Span<const std::string> keys) {
  std::vector<Name> names;
  for (const std::string& key : keys) names.push_back(NameOf(table, key));
  Texts first;
  Texts second;
  for (const Name& name : names) (name.second ? second : first).push_back(name.bytes);
  Question question = {&QuestionsOf(table).get, {ByteArrays(first)}};
  if (InTwoPlaces(table)) question.parameters.push_back(ByteArrays(second));
  return question;
}

absl::StatusOr<std::string_view> ValueOf(Table table, std::string_view answered) {
  if (table != Table::kEvents) return answered;
  if (answered.size() < kLeafBytes + sizeof(Bytes32)) {
    return absl::DataLossError("the log is damaged: a row of an event is short");
  }
  const std::string_view body = answered.substr(0, answered.size() - sizeof(Bytes32));
  if (answered.substr(body.size()) != View(merkle::HashLeaf(body.substr(0, kLeafBytes)))) {
    return absl::DataLossError("the log is damaged: an event is not the one its tree was made of");
  }
  return body;
}

absl::StatusOr<std::vector<std::optional<std::string>>> ReadAnswer(
    Table table, absl::Span<const std::string> keys, const Rows& rows) {
  absl::flat_hash_map<absl::string_view, std::string_view> found;
  for (size_t row = 0; row < rows.size(); ++row) {
    if (rows.IsNull(row, 1)) continue;
    ASSIGN_OR_RETURN(found[Absl(rows.Bytes(row, 0))], ValueOf(table, rows.Bytes(row, 1)));
  }
  std::vector<std::optional<std::string>> out;
  for (const std::string& key : keys) {
    const auto value = found.find(NameOf(table, key).bytes);
    if (value == found.end()) {
      out.emplace_back();
    } else if (table == Table::kCounts) {
      out.push_back(rows::EncodeNumber(rows::LastNumber(value->second) + 1));
    } else {
      out.emplace_back(value->second);
    }
  }
  return out;
}

}  // namespace candour::storage::postgres
