#include "storage/engine/rows.h"

#include "absl/strings/escaping.h"

namespace candour::storage::rows {
namespace {

constexpr LogNumber kLog = 0x01020304;

template <typename Id>
Id IdOf(uint8_t fill) {
  Id id;
  id.bytes.fill(fill);
  return id;
}

TEST_CASE("keys have the bytes they had on the first day") {
  const StreamName stream{2, IdOf<StreamId>(0xaa)};
  const std::string sixteen_a(32, 'a');
  const std::vector<std::pair<std::string, std::string>> goldens = {
      {FormatKey(), "66"},
      {LogKey(kLog), "6c01020304"},
      {HeadKey(kLog), "6801020304"},
      {CheckpointKey(kLog, 5), "63010203040000000000000005"},
      {ReadOnlyKey(kLog), "7201020304"},
      {RecoveredKey(kLog), "7601020304"},
      {EventKey(kLog, 5), "010203040000000000000005"},
      {CommandKey(kLog, IdOf<CommandId>(0xaa)), "0102030463" + sixteen_a},
      {EventIdKey(kLog, IdOf<EventId>(0xaa)), "0102030465" + sixteen_a},
      {StreamCountKey(kLog, stream), "01020304730002" + sixteen_a},
      {ScopeCountKey(kLog, IdOf<ScopeId>(0xaa)), "010203046b" + sixteen_a},
      {StreamIndexKey(kLog, stream, 6), "010203040002" + sixteen_a + "0000000000000006"},
      {ScopeIndexKey(kLog, IdOf<ScopeId>(0xaa), 6), "01020304" + sixteen_a + "0000000000000006"},
      {MerkleKey(kLog, 3, 9), "01020304030000000000000009"},
  };
  for (const auto& [key, golden] : goldens) CHECK(absl::BytesToHexString(key) == golden);
}

TEST_CASE("values read back, and bytes of another shape are damage") {
  LogInfo info{IdOf<LogId>(1), "north", "demo/north", true};
  const LogInfo read = DecodeLogInfo(EncodeLogInfo(info)).value();
  CHECK(read.id == info.id);
  CHECK(read.tenant == info.tenant);
  CHECK(read.origin == info.origin);
  CHECK(read.driven_clock);

  const HeadRow head{9, -5, Bytes32{1}};
  CHECK(DecodeHead(EncodeHead(head)).value() == head);
  CHECK(DecodeNumber(EncodeNumber(1ull << 60)).value() == 1ull << 60);
  const RecoveredLog recovered{info.id, 3, 2, 1};
  CHECK(DecodeRecovered(info.id, EncodeRecovered(recovered)).value() == recovered);

  Committed committed;
  committed.first_position = 4;
  committed.event_count = 3;
  committed.recorded_at = 77;
  committed.request_digest.fill(5);
  committed.digest_scope = IdOf<ScopeId>(6);
  const Committed again = DecodeCommitted(EncodeCommitted(committed)).value();
  CHECK(again.first_position == 4);
  CHECK(again.event_count == 3);
  CHECK(again.recorded_at == 77);
  CHECK(again.request_digest == committed.request_digest);
  CHECK(again.digest_scope == committed.digest_scope);

  const auto damaged = [](const absl::Status& status) {
    return status.code() == absl::StatusCode::kDataLoss;
  };
  CHECK(damaged(DecodeNumber("1234567").status()));
  CHECK(damaged(DecodeHead(EncodeHead(head) + "x").status()));
  CHECK(damaged(DecodeCommitted("").status()));
  CHECK(damaged(DecodeRecovered(info.id, "").status()));
  CHECK(damaged(DecodeLogInfo("").status()));
  CHECK(damaged(DecodeLogInfo(EncodeLogInfo(info).substr(0, 20)).status()));
}

TEST_CASE("the end of a prefix comes after everything that begins with it") {
  CHECK(EndOfPrefix("ab") == "ac");
  CHECK(EndOfPrefix(std::string("a\xff\xff")) == "b");
  CHECK(EndOfPrefix(StreamIndexKey(1, {0xffff, IdOf<StreamId>(0xff)}, 0).substr(0, 22)) >
        StreamIndexKey(1, {0xffff, IdOf<StreamId>(0xff)}, UINT64_MAX));
}

}  // namespace
}  // namespace candour::storage::rows
