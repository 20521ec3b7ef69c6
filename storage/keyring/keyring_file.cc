#include "storage/keyring/keyring_file.h"

#include <fcntl.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "storage/bytes.h"

namespace candour::storage {
namespace {

constexpr std::string_view kMagic = "CDRKEYS1";
constexpr size_t kHeaderFields = 8 + 8 + 32;
constexpr size_t kHeaderBytes = kHeaderFields + 32;
constexpr size_t kRecordFields = 1 + 16 + 16 + 12 + WrappedKey::kSealedBytes;
constexpr size_t kRecordBytes = kRecordFields + 32;

std::string Header(const KeyringContents& contents) {
  std::string out(kMagic);
  PutBig(out, contents.generation);
  out.append(View(contents.master_check));
  out.append(View(crypto::Sha256(out)));
  return out;
}

absl::Status Damaged(std::string_view what) {
  return absl::DataLossError(absl::StrCat(
      "the keyring is damaged (", Absl(what),
      "); restore it from the newest backup, for without its keys the record cannot be read"));
}

absl::StatusOr<KeyringContents> ParseHeader(std::string_view bytes) {
  if (bytes.size() < kHeaderBytes || bytes.substr(0, kMagic.size()) != kMagic) {
    return Damaged("its header");
  }
  if (View(crypto::Sha256(bytes.substr(0, kHeaderFields))) != bytes.substr(kHeaderFields, 32)) {
    return Damaged("its header's checksum");
  }
  FieldReader fields(bytes.substr(kMagic.size()));
  KeyringContents contents;
  contents.generation = fields.Big<uint64_t>();
  contents.master_check = fields.Bytes<32>();
  return contents;
}

// A crash while a record was being written leaves it short, or with the end of its page unwritten.
// Anything else at the end was once whole, and may have been used.
bool Unfinished(std::string_view last) {
  if (last.size() < kRecordBytes) return true;
  const std::string_view checksum = last.substr(kRecordFields);
  return std::all_of(checksum.begin(), checksum.end(), [](char c) { return c == 0; });
}

absl::StatusOr<WrappedKey> ParseRecord(std::string_view bytes) {
  FieldReader fields(bytes);
  const auto kind = fields.Big<uint8_t>();
  if (kind < static_cast<uint8_t>(KeyKind::kScopeKey) ||
      kind > static_cast<uint8_t>(KeyKind::kForgotten)) {
    return Damaged("a record of unknown kind");
  }
  WrappedKey out;
  out.name.kind = static_cast<KeyKind>(kind);
  out.name.log = LogId{fields.Bytes<16>()};
  out.name.scope = ScopeId{fields.Bytes<16>()};
  out.nonce = fields.Bytes<12>();
  out.sealed = std::string(fields.Take(WrappedKey::kSealedBytes));
  return out;
}

// The record of a key that follows `chain`, which becomes its own checksum.
std::string Record(const WrappedKey& key, Bytes32& chain) {
  std::string out(1, static_cast<char>(key.name.kind));
  out.append(key.name.log.View());
  out.append(key.name.scope.View());
  out.append(View(key.nonce));
  out.append(key.sealed);
  chain = crypto::Sha256({View(chain), out});
  out.append(View(chain));
  return out;
}

}  // namespace

absl::StatusOr<KeyringContents> KeyringFile::Load() {
  ASSIGN_OR_RETURN(File file, File::Open(path_, O_RDWR));
  RETURN_IF_ERROR(file.LockExclusively(path_));
  ASSIGN_OR_RETURN(const std::string bytes, file.ReadWhole());
  ASSIGN_OR_RETURN(KeyringContents contents, ParseHeader(bytes));
  chain_ = FieldReader(std::string_view(bytes).substr(kHeaderFields)).Bytes<32>();
  size_ = kHeaderBytes;
  file_ = std::move(file);
  RETURN_IF_ERROR(ReadRecords(bytes, contents));
  // What was read, and the name it was read under, may still be only in the cache of a machine
  // whose last process died.
  RETURN_IF_ERROR(file_->Sync());
  RETURN_IF_ERROR(SyncFolder(FolderOf(path_)));
  return contents;
}

absl::Status KeyringFile::ReadRecords(std::string_view bytes, KeyringContents& contents) {
  while (size_ < bytes.size()) {
    const std::string_view rest = bytes.substr(size_);
    const std::string_view record = rest.substr(0, kRecordBytes);
    const bool last = rest.size() <= kRecordBytes;
    if (last && Unfinished(record)) return file_->Truncate(size_);
    const Bytes32 chain = crypto::Sha256({View(chain_), record.substr(0, kRecordFields)});
    if (View(chain) != record.substr(kRecordFields)) return Damaged("a record's checksum");
    ASSIGN_OR_RETURN(contents.keys.emplace_back(), ParseRecord(record));
    chain_ = chain;
    size_ += kRecordBytes;
  }
  return absl::OkStatus();
}

absl::Status KeyringFile::Append(const WrappedKey& key) {
  RETURN_IF_ERROR(file_->WriteAt(size_, Record(key, chain_)));
  size_ += kRecordBytes;
  return absl::OkStatus();
}

// Written beside and renamed, so that a crash leaves the old file or the new one. The new one is
// locked before it has the name.
absl::Status KeyringFile::Replace(const KeyringContents& contents) {
  const std::string beside = path_ + ".new";
  ASSIGN_OR_RETURN(File file, File::Open(beside, O_RDWR | O_CREAT | O_TRUNC));
  RETURN_IF_ERROR(file.LockExclusively(beside));
  std::string bytes = Header(contents);
  Bytes32 chain = FieldReader(std::string_view(bytes).substr(kHeaderFields)).Bytes<32>();
  for (const WrappedKey& key : contents.keys) bytes.append(Record(key, chain));
  RETURN_IF_ERROR(file.WriteAt(0, bytes));
  RETURN_IF_ERROR(file.Sync());
  RETURN_IF_ERROR(Rename(beside, path_));
  RETURN_IF_ERROR(SyncFolder(FolderOf(path_)));
  file_ = std::move(file);
  chain_ = chain;
  size_ = bytes.size();
  return absl::OkStatus();
}

}  // namespace candour::storage
