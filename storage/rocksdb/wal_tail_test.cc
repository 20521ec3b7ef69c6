#include "storage/rocksdb/wal_tail.h"

#include <filesystem>
#include <fstream>

#include "tests/support/temporary_folder.h"

namespace candour::storage {
namespace {

constexpr size_t kBlock = 32 * 1024;
constexpr size_t kHeader = 7;

// Writes the log format, as RocksDB does: a batch is cut at the ends of blocks.
class WalWriter {
 public:
  // Returns where the batch begins.
  size_t Add(const std::string& batch) {
    size_t left = kBlock - bytes.size() % kBlock;
    if (left < kHeader) bytes.append(left, '\0');
    const size_t begin = bytes.size();
    size_t at = 0;
    do {
      left = kBlock - bytes.size() % kBlock;
      const size_t take = std::min(batch.size() - at, left - kHeader);
      const bool first = at == 0;
      const bool last = at + take == batch.size();
      AddRecord(first && last ? 1 : first ? 2 : last ? 4 : 3, batch.substr(at, take));
      at += take;
    } while (at < batch.size());
    return begin;
  }
  std::string bytes;

 private:
  void AddRecord(char type, const std::string& data) {
    const uint32_t crc = MaskedCrc32c(type + data);
    for (int shift = 0; shift < 32; shift += 8) bytes.push_back(static_cast<char>(crc >> shift));
    bytes.push_back(static_cast<char>(data.size() & 0xff));
    bytes.push_back(static_cast<char>(data.size() >> 8));
    bytes.push_back(type);
    bytes.append(data);
  }
};

std::string Data(size_t size) {
  std::string out;
  for (size_t i = 0; i < size; ++i) out.push_back(static_cast<char>(i * 31 + i / 251 + 5));
  return out;
}

TEST_CASE("the checksum is CRC-32C as LevelDB masks it") {
  const uint32_t crc = 0xe3069283;  // of "123456789"
  CHECK(MaskedCrc32c("123456789") == ((crc >> 15 | crc << 17) + 0xa282ead8u));
}

TEST_CASE("a whole log is not damaged, nor is one followed by pages never written") {
  WalWriter wal;
  for (const size_t size : {0, 10, 40'000, 100, 32'761, 5, 70'000}) wal.Add(Data(size));
  CHECK_FALSE(InspectWal(wal.bytes).damaged);
  CHECK(InspectWal(wal.bytes).whole_until == wal.bytes.size());
  CHECK_FALSE(InspectWal(wal.bytes + std::string(8192, '\0')).damaged);
  CHECK_FALSE(InspectWal("").damaged);
}

TEST_CASE("damage in the final batch only is told from damage before it") {
  WalWriter wal;
  wal.Add(Data(500));
  const size_t middle = wal.Add(Data(20'000));
  const size_t final = wal.Add(Data(60'000));
  for (size_t at = 0; at < wal.bytes.size(); at += 97) {
    std::string bytes = wal.bytes;
    bytes[at] ^= 0x40;
    CAPTURE(at, middle, final);
    const WalFinding finding = InspectWal(bytes);
    REQUIRE(finding.damaged);
    REQUIRE(finding.batch_begins_after_damage == (at < final));
    REQUIRE(finding.whole_until <= (at < final ? middle + kHeader + 20'000 : final));
  }
}

TEST_CASE("a lost page in the final batch, or a cut-off end, leaves the others whole") {
  WalWriter wal;
  wal.Add(Data(500));
  const size_t final = wal.Add(Data(60'000));
  for (size_t page = (final / 4096 + 1) * 4096; page < wal.bytes.size(); page += 4096) {
    std::string bytes = wal.bytes;
    for (size_t i = page; i < std::min(page + 4096, bytes.size()); ++i) bytes[i] = 0;
    const WalFinding lost = InspectWal(bytes);
    CHECK(lost.damaged);
    CHECK_FALSE(lost.batch_begins_after_damage);
    CHECK(lost.whole_until == final);
    const WalFinding cut = InspectWal(wal.bytes.substr(0, page));
    CHECK(cut.damaged);
    CHECK(cut.whole_until == final);
  }
}

TEST_CASE("over several logs only the newest may be damaged") {
  tests::TemporaryFolder folder;
  WalWriter wal;
  wal.Add(Data(500));
  wal.Add(Data(500));
  const std::string damaged = wal.bytes.substr(0, wal.bytes.size() - 9);
  const auto write = [&](const char* name, const std::string& bytes) {
    std::ofstream(folder.Inside(name), std::ios::binary | std::ios::trunc) << bytes;
  };
  const auto code = [&] { return CheckOnlyFinalBatchDamaged(folder.path()).code(); };
  write("000009.log", wal.bytes);
  write("000010.log", wal.bytes);
  CHECK(code() == absl::StatusCode::kFailedPrecondition);
  write("000010.log", damaged);
  CHECK(code() == absl::StatusCode::kOk);
  write("000009.log", damaged);
  CHECK(code() == absl::StatusCode::kDataLoss);
}

TEST_CASE("a write-ahead log in another's place is noticed") {
  tests::TemporaryFolder folder;
  const auto write = [&](const char* name, uint8_t sequence) {
    WalWriter wal;
    wal.Add(std::string(1, static_cast<char>(sequence)) + std::string(7, '\0') + Data(50));
    std::ofstream(folder.Inside(name), std::ios::binary | std::ios::trunc) << wal.bytes;
  };
  const auto code = [&] { return CheckWalOrder(folder.path()).code(); };
  CHECK(code() == absl::StatusCode::kOk);
  write("000009.log", 1);
  write("000010.log", 40);
  write("000011.log", 200);
  CHECK(code() == absl::StatusCode::kOk);
  std::ofstream(folder.Inside("000010.log"), std::ios::trunc).flush();  // begun, and nothing in it
  CHECK(code() == absl::StatusCode::kOk);
  write("000010.log", 200);  // as a copy of the next would be
  CHECK(code() == absl::StatusCode::kDataLoss);
  write("000010.log", 1);
  CHECK(code() == absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace candour::storage
