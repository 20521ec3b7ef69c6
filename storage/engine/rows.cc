#include "storage/engine/rows.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "storage/bytes.h"

namespace candour::storage::rows {
namespace {

constexpr size_t kHeadRowBytes = 8 + 8 + 32;
constexpr size_t kCommittedBytes = 8 + 4 + 8 + 32 + 16;
constexpr size_t kRecoveredBytes = 8 + 8 + 8;
constexpr size_t kLogInfoFixedBytes = 16 + 1 + 2;

std::string Meta(char kind, LogNumber log) {
  std::string key(1, kind);
  PutBig(key, log);
  return key;
}

std::string Prefixed(LogNumber log) {
  std::string key;
  PutBig(key, log);
  return key;
}

absl::Status CheckSize(std::string_view bytes, size_t expected, std::string_view what) {
  if (bytes.size() == expected) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat("a stored row is damaged: ", Absl(what)));
}

}  // namespace

std::string FormatKey() { return "f"; }
std::string LogKey(LogNumber log) { return Meta('l', log); }
std::string HeadKey(LogNumber log) { return Meta('h', log); }
std::string ReadOnlyKey(LogNumber log) { return Meta('r', log); }
std::string RecoveredKey(LogNumber log) { return Meta('v', log); }
std::string AllNodesKey(LogNumber log) { return Meta('n', log); }

std::string CheckpointKey(LogNumber log, uint64_t size) {
  std::string key = Meta('c', log);
  PutBig(key, size);
  return key;
}

std::string EventKey(LogNumber log, uint64_t position) {
  std::string key = Prefixed(log);
  PutBig(key, position);
  return key;
}

std::string CommandKey(LogNumber log, const CommandId& command) {
  return absl::StrCat(Prefixed(log), "c", Absl(command.View()));
}

std::string EventIdKey(LogNumber log, const EventId& event) {
  return absl::StrCat(Prefixed(log), "e", Absl(event.View()));
}

std::string StreamCountKey(LogNumber log, const StreamName& stream) {
  std::string key = Prefixed(log) + "s";
  PutBig(key, stream.type);
  key.append(stream.id.View());
  return key;
}

std::string ScopeCountKey(LogNumber log, const ScopeId& scope) {
  return absl::StrCat(Prefixed(log), "k", Absl(scope.View()));
}

std::string StreamIndexKey(LogNumber log, const StreamName& stream, uint64_t revision) {
  std::string key = Prefixed(log);
  PutBig(key, stream.type);
  key.append(stream.id.View());
  PutBig(key, revision);
  return key;
}

std::string ScopeIndexKey(LogNumber log, const ScopeId& scope, uint64_t seq) {
  std::string key = Prefixed(log);
  key.append(scope.View());
  PutBig(key, seq);
  return key;
}

std::string MerkleKey(LogNumber log, uint8_t level, uint64_t index) {
  std::string key = Prefixed(log);
  PutBig(key, level);
  PutBig(key, index);
  return key;
}

std::string EndOfPrefix(std::string prefix) {
  while (!prefix.empty() && static_cast<uint8_t>(prefix.back()) == 0xff) prefix.pop_back();
  if (!prefix.empty()) prefix.back() = static_cast<char>(static_cast<uint8_t>(prefix.back()) + 1);
  return prefix;
}

uint64_t LastNumber(std::string_view key) {
  if (key.size() < 8) return 0;
  return FieldReader(key.substr(key.size() - 8)).Big<uint64_t>();
}

LogNumber LogOfMetaKey(std::string_view key) {
  return FieldReader(key.substr(key.empty() ? 0 : 1)).Big<LogNumber>();
}

std::string EncodeNumber(uint64_t number) {
  std::string out;
  PutBig(out, number);
  return out;
}

std::string EncodeLogInfo(const LogInfo& info) {
  std::string out(info.id.View());
  PutBig<uint8_t>(out, info.driven_clock ? 1 : 0);
  PutBig<uint16_t>(out, static_cast<uint16_t>(info.tenant.size()));
  out.append(info.tenant);
  out.append(info.origin);
  return out;
}

std::string EncodeHead(const HeadRow& head) {
  std::string out;
  PutBig(out, head.next_position);
  PutBig(out, head.last_recorded_at);
  out.append(View(head.root));
  return out;
}

std::string EncodeCommitted(const Committed& committed) {
  std::string out;
  PutBig(out, committed.first_position);
  PutBig(out, committed.event_count);
  PutBig(out, committed.recorded_at);
  out.append(View(committed.request_digest));
  out.append(committed.digest_scope.View());
  return out;
}

std::string EncodeRecovered(const RecoveredLog& recovered) {
  std::string out;
  PutBig(out, recovered.next_position);
  PutBig(out, recovered.acknowledged);
  PutBig(out, recovered.checkpoint_size);
  return out;
}

absl::StatusOr<uint64_t> DecodeNumber(std::string_view bytes) {
  RETURN_IF_ERROR(CheckSize(bytes, 8, "a number"));
  return FieldReader(bytes).Big<uint64_t>();
}

absl::StatusOr<LogInfo> DecodeLogInfo(std::string_view bytes) {
  if (bytes.size() < kLogInfoFixedBytes) return CheckSize(bytes, kLogInfoFixedBytes, "a log");
  FieldReader fields(bytes);
  LogInfo info;
  info.id = LogId{fields.Bytes<16>()};
  info.driven_clock = fields.Big<uint8_t>() != 0;
  const auto tenant_size = fields.Big<uint16_t>();
  if (fields.Rest().size() < tenant_size) return CheckSize(bytes, tenant_size, "a log's name");
  info.tenant = std::string(fields.Take(tenant_size));
  info.origin = std::string(fields.Rest());
  return info;
}

absl::StatusOr<HeadRow> DecodeHead(std::string_view bytes) {
  RETURN_IF_ERROR(CheckSize(bytes, kHeadRowBytes, "a log's head"));
  FieldReader fields(bytes);
  HeadRow head;
  head.next_position = fields.Big<uint64_t>();
  head.last_recorded_at = static_cast<Micros>(fields.Big<uint64_t>());
  head.root = fields.Bytes<32>();
  return head;
}

absl::StatusOr<Committed> DecodeCommitted(std::string_view bytes) {
  RETURN_IF_ERROR(CheckSize(bytes, kCommittedBytes, "a command"));
  FieldReader fields(bytes);
  Committed committed;
  committed.first_position = fields.Big<uint64_t>();
  committed.event_count = fields.Big<uint32_t>();
  committed.recorded_at = static_cast<Micros>(fields.Big<uint64_t>());
  committed.request_digest = fields.Bytes<32>();
  committed.digest_scope = ScopeId{fields.Bytes<16>()};
  return committed;
}

absl::StatusOr<RecoveredLog> DecodeRecovered(const LogId& log, std::string_view bytes) {
  RETURN_IF_ERROR(CheckSize(bytes, kRecoveredBytes, "a recovery's finding"));
  FieldReader fields(bytes);
  RecoveredLog recovered;
  recovered.log = log;
  recovered.next_position = fields.Big<uint64_t>();
  recovered.acknowledged = fields.Big<uint64_t>();
  recovered.checkpoint_size = fields.Big<uint64_t>();
  return recovered;
}

}  // namespace candour::storage::rows
