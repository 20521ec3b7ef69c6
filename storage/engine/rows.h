// Keys and values of the engine's tables. Frozen for ever; docs/formats/log.md lists them. Every
// key but the first begins with the log's four-byte local number.
//
//   meta          'f'                        format of the store
//                 'l' log                    LogInfo
//                 'h' log                    HeadRow
//                 'c' log size8              a signed checkpoint
//                 'r' log                    why the log is read-only
//                 'v' log                    RecoveredLog: what a recovery found, until an append
//                 'n' log                    pos8: below it every node of the tree has a row
//   events        log pos8                   leaf210, ciphertext
//   ids           log 'c' command_id16       Committed
//                 log 'e' event_id16         pos8
//   counts        log 's' type2 stream_id16  how many events the stream has
//                 log 'k' scope_id16         how many events the scope has
//   stream_index  log type2 stream_id16 rev8 pos8
//   scope_index   log scope_id16 seq8        pos8
//   merkle        log level1 index8          hash32
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "base/clock.h"
#include "base/id.h"
#include "storage/event_log.h"

namespace candour::storage::rows {

using LogNumber = uint32_t;

inline constexpr uint32_t kFormat = 2;
// RocksDB kept a row of its own for everything the engine writes (storage/rocksdb/kept_rows.h). The
// other backends keep the same under both formats.
inline constexpr uint32_t kFormatOfAllRows = 1;

// Where a log ends, written with every group.
struct HeadRow {
  uint64_t next_position = 0;
  Micros last_recorded_at = 0;
  Bytes32 root{};
  friend bool operator==(const HeadRow&, const HeadRow&) = default;
};

std::string FormatKey();
std::string LogKey(LogNumber log);
std::string HeadKey(LogNumber log);
std::string CheckpointKey(LogNumber log, uint64_t size);
std::string ReadOnlyKey(LogNumber log);
std::string RecoveredKey(LogNumber log);
std::string AllNodesKey(LogNumber log);
std::string EventKey(LogNumber log, uint64_t position);
std::string CommandKey(LogNumber log, const CommandId& command);
std::string EventIdKey(LogNumber log, const EventId& event);
std::string StreamCountKey(LogNumber log, const StreamName& stream);
std::string ScopeCountKey(LogNumber log, const ScopeId& scope);
std::string StreamIndexKey(LogNumber log, const StreamName& stream, uint64_t revision);
std::string ScopeIndexKey(LogNumber log, const ScopeId& scope, uint64_t seq);
std::string MerkleKey(LogNumber log, uint8_t level, uint64_t index);

// The first key after every key that begins with `prefix`.
std::string EndOfPrefix(std::string prefix);

// The number at the end of a key, such as a position.
uint64_t LastNumber(std::string_view key);
LogNumber LogOfMetaKey(std::string_view key);

std::string EncodeNumber(uint64_t number);
std::string EncodeLogInfo(const LogInfo& info);
std::string EncodeHead(const HeadRow& head);
std::string EncodeCommitted(const Committed& committed);
std::string EncodeRecovered(const RecoveredLog& recovered);

// DATA_LOSS on bytes of another shape.
absl::StatusOr<uint64_t> DecodeNumber(std::string_view bytes);
absl::StatusOr<LogInfo> DecodeLogInfo(std::string_view bytes);
absl::StatusOr<HeadRow> DecodeHead(std::string_view bytes);
absl::StatusOr<Committed> DecodeCommitted(std::string_view bytes);
absl::StatusOr<RecoveredLog> DecodeRecovered(const LogId& log, std::string_view bytes);

}  // namespace candour::storage::rows
