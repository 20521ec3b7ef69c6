#include "storage/rocksdb/wal_tail.h"

#include <fcntl.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "storage/files.h"

namespace candour::storage {
namespace {

constexpr uint64_t kBlockBytes = 32 * 1024;
constexpr uint64_t kHeaderBytes = 7;
constexpr uint64_t kSequenceBytes = 8;  // at the beginning of every batch, the lowest byte first

enum RecordType : uint8_t { kUnwritten = 0, kFull = 1, kFirst = 2, kMiddle = 3, kLast = 4 };

struct Record {
  uint8_t type = kUnwritten;
  uint64_t end = 0;  // just behind it
};

std::array<uint32_t, 256> CrcTable() {
  std::array<uint32_t, 256> table{};
  for (uint32_t i = 0; i < table.size(); ++i) {
    uint32_t crc = i;
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ ((crc & 1) != 0 ? 0x82f63b78u : 0);
    table[i] = crc;
  }
  return table;
}

uint64_t Little(std::string_view bytes) {
  uint64_t value = 0;
  for (size_t i = bytes.size(); i-- > 0;) value = value << 8 | static_cast<uint8_t>(bytes[i]);
  return value;
}

// The whole record that begins at `at`, if one does.
std::optional<Record> RecordAt(std::string_view bytes, uint64_t at) {
  const uint64_t block_end = std::min<uint64_t>((at / kBlockBytes + 1) * kBlockBytes, bytes.size());
  if (at + kHeaderBytes > block_end) return std::nullopt;
  const auto type = static_cast<uint8_t>(bytes[at + 6]);
  const uint64_t end = at + kHeaderBytes + Little(bytes.substr(at + 4, 2));
  if (type < kFull || type > kLast || end > block_end) return std::nullopt;
  if (MaskedCrc32c(bytes.substr(at + 6, end - at - 6)) != Little(bytes.substr(at, 4))) {
    return std::nullopt;
  }
  return Record{type, end};
}

bool AllZero(std::string_view bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](char c) { return c == 0; });
}

bool BatchBeginsIn(std::string_view bytes, uint64_t from) {
  for (uint64_t at = from; at + kHeaderBytes <= bytes.size(); ++at) {
    const auto type = static_cast<uint8_t>(bytes[at + 6]);
    if ((type == kFull || type == kFirst) && RecordAt(bytes, at).has_value()) return true;
  }
  return false;
}

// Whether `type` may follow, and whether a batch is open after it.
bool Follows(uint8_t type, bool batch_open) {
  return batch_open == (type == kMiddle || type == kLast);
}

struct WalFile {
  uint64_t number = 0;
  std::string path;
};

std::vector<WalFile> WalFiles(const std::string& folder) {
  std::vector<WalFile> files;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
    if (entry.path().extension() != ".log") continue;
    files.push_back({std::strtoull(entry.path().stem().c_str(), nullptr, 10), entry.path()});
  }
  std::sort(files.begin(), files.end(),
            [](const WalFile& a, const WalFile& b) { return a.number < b.number; });
  return files;
}

}  // namespace

uint32_t MaskedCrc32c(std::string_view bytes) {
  static const std::array<uint32_t, 256> table = CrcTable();
  uint32_t crc = 0xffffffff;
  for (const char c : bytes) crc = crc >> 8 ^ table[(crc ^ static_cast<uint8_t>(c)) & 0xff];
  crc = ~crc;
  return (crc >> 15 | crc << 17) + 0xa282ead8u;
}

WalFinding InspectWal(std::string_view bytes) {
  WalFinding finding;
  uint64_t at = 0;
  bool batch_open = false;
  while (at < bytes.size()) {
    const uint64_t left_in_block = kBlockBytes - at % kBlockBytes;
    if (left_in_block < kHeaderBytes && AllZero(bytes.substr(at, left_in_block))) {
      at = std::min<uint64_t>(at + left_in_block, bytes.size());
      continue;
    }
    const std::optional<Record> record = RecordAt(bytes, at);
    if (!record.has_value() || !Follows(record->type, batch_open)) break;
    at = record->end;
    batch_open = record->type == kFirst || record->type == kMiddle;
    if (!batch_open) finding.whole_until = at;
  }
  finding.damaged = batch_open || !AllZero(bytes.substr(at));
  // From the damage on, and not from the beginning of its batch: that begins a batch itself.
  finding.batch_begins_after_damage = finding.damaged && BatchBeginsIn(bytes, at);
  return finding;
}

absl::Status CheckWalOrder(const std::string& database_folder) {
  std::optional<uint64_t> before;
  for (const WalFile& wal : WalFiles(database_folder)) {
    ASSIGN_OR_RETURN(const File file, File::Open(wal.path, O_RDONLY));
    ASSIGN_OR_RETURN(const std::string begin, file.ReadAt(0, kHeaderBytes + kSequenceBytes));
    // One that holds no batch is of no interest; whether it should, others judge.
    const bool begins =
        begin.size() == kHeaderBytes + kSequenceBytes && (begin[6] == kFull || begin[6] == kFirst);
    if (!begins) continue;
    const uint64_t sequence = Little(std::string_view(begin).substr(kHeaderBytes));
    if (before.has_value() && sequence <= *before) {
      return absl::DataLossError(
          absl::StrCat("write-ahead log ", wal.number,
                       " does not begin after the one before it: a file lies in another's place"));
    }
    before = sequence;
  }
  return absl::OkStatus();
}

absl::Status CheckOnlyFinalBatchDamaged(const std::string& database_folder) {
  const std::vector<WalFile> files = WalFiles(database_folder);
  bool damaged = false;
  for (const WalFile& wal : files) {
    ASSIGN_OR_RETURN(const File file, File::Open(wal.path, O_RDONLY));
    ASSIGN_OR_RETURN(const std::string bytes, file.ReadWhole());
    const WalFinding finding = InspectWal(bytes);
    if (!finding.damaged) continue;
    damaged = true;
    if (finding.batch_begins_after_damage || wal.number != files.back().number) {
      return absl::DataLossError(absl::StrCat("write-ahead log ", wal.number,
                                              " is damaged behind byte ", finding.whole_until,
                                              ", before its final batch"));
    }
  }
  if (!damaged) return absl::FailedPreconditionError("no write-ahead log is damaged");
  return absl::OkStatus();
}

}  // namespace candour::storage
