#include "storage/keyring/keyring_file.h"

#include <fcntl.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "storage/bytes.h"

namespace candour::storage {
namespace {

constexpr std::string_view kMagic = "CDRKEYS1";
constexpr std::string_view kMasterCheckLabel = "candour keyring master v1";
constexpr size_t kHeaderFields = 8 + 8 + 32;
constexpr size_t kHeaderBytes = kHeaderFields + 32;
constexpr size_t kRecordFields = 1 + 16 + 16 + 12 + 48;
constexpr size_t kRecordBytes = kRecordFields + 32;

std::string Big64(uint64_t value) {
  std::string out;
  PutBig(out, value);
  return out;
}

std::string NameBytes(const KeyName& name) {
  std::string out(1, static_cast<char>(name.kind));
  out.append(name.log.View());
  out.append(name.scope.View());
  return out;
}

// Binds a wrapped key to what it is for and to this writing of the file.
std::string AssociatedData(uint64_t generation, const KeyName& name) {
  return absl::StrCat(Absl(kMagic), Big64(generation), NameBytes(name));
}

Bytes32 MasterCheck(const crypto::SecretKey& master, uint64_t generation) {
  return crypto::HmacSha256(master.View(), {kMasterCheckLabel, Big64(generation)});
}

std::string Header(uint64_t generation, const crypto::SecretKey& master) {
  std::string out(kMagic);
  PutBig(out, generation);
  out.append(View(MasterCheck(master, generation)));
  out.append(View(crypto::Sha256(out)));
  return out;
}

absl::Status Damaged(std::string_view what) {
  return absl::DataLossError(absl::StrCat(
      "the keyring is damaged (", Absl(what),
      "); restore it from the newest backup, for without its keys the record cannot be read"));
}

absl::StatusOr<uint64_t> ParseGeneration(std::string_view bytes) {
  if (bytes.size() < kHeaderBytes || bytes.substr(0, kMagic.size()) != kMagic) {
    return Damaged("its header");
  }
  if (View(crypto::Sha256(bytes.substr(0, kHeaderFields))) != bytes.substr(kHeaderFields, 32)) {
    return Damaged("its header's checksum");
  }
  return FieldReader(bytes.substr(kMagic.size())).Big<uint64_t>();
}

// A crash while a record was being written leaves it short, or with the end of its page unwritten.
// Anything else at the end was once whole, and may have been used.
bool Unfinished(std::string_view last) {
  if (last.size() < kRecordBytes) return true;
  const std::string_view checksum = last.substr(kRecordFields);
  return std::all_of(checksum.begin(), checksum.end(), [](char c) { return c == 0; });
}

absl::StatusOr<NamedKey> ParseRecord(std::string_view bytes, uint64_t generation,
                                     const crypto::SecretKey& master) {
  FieldReader fields(bytes);
  NamedKey out;
  const auto kind = fields.Big<uint8_t>();
  if (kind != static_cast<uint8_t>(KeyKind::kScopeKey) &&
      kind != static_cast<uint8_t>(KeyKind::kSigningSeed)) {
    return Damaged("a record of unknown kind");
  }
  out.name.kind = static_cast<KeyKind>(kind);
  out.name.log = LogId{fields.Bytes<16>()};
  out.name.scope = ScopeId{fields.Bytes<16>()};
  const auto nonce = fields.Bytes<12>();
  const absl::StatusOr<std::string> key =
      crypto::Decrypt(master, nonce, AssociatedData(generation, out.name), fields.Take(48));
  if (!key.ok()) return Damaged("a wrapped key");
  out.key = crypto::SecretKey(FieldReader(*key).Bytes<32>());
  return out;
}

}  // namespace

absl::StatusOr<uint64_t> KeyringFile::ReadGeneration(const std::string& path) {
  ASSIGN_OR_RETURN(const File file, File::Open(path, O_RDONLY));
  ASSIGN_OR_RETURN(const std::string bytes, file.ReadWhole());
  return ParseGeneration(bytes);
}

absl::StatusOr<KeyringFile> KeyringFile::Create(const std::string& path, uint64_t generation,
                                                const crypto::SecretKey& master) {
  if (Exists(path)) return absl::AlreadyExistsError(absl::StrCat(path, " exists"));
  // Written beside and renamed, so that a crash leaves no keyring or a whole one.
  const std::string beside = path + ".new";
  ASSIGN_OR_RETURN(File file, File::Open(beside, O_RDWR | O_CREAT | O_TRUNC));
  RETURN_IF_ERROR(file.LockExclusively(beside));
  const std::string header = Header(generation, master);
  RETURN_IF_ERROR(file.WriteAt(0, header));
  RETURN_IF_ERROR(file.Sync());
  RETURN_IF_ERROR(Rename(beside, path));
  RETURN_IF_ERROR(SyncFolder(FolderOf(path)));
  KeyringFile out(std::move(file), generation);
  RETURN_IF_ERROR(out.Load(master, header).status());
  return out;
}

absl::StatusOr<std::pair<KeyringFile, std::vector<NamedKey>>> KeyringFile::Open(
    const std::string& path, const crypto::SecretKey& master) {
  ASSIGN_OR_RETURN(File file, File::Open(path, O_RDWR));
  RETURN_IF_ERROR(file.LockExclusively(path));
  ASSIGN_OR_RETURN(const std::string bytes, file.ReadWhole());
  ASSIGN_OR_RETURN(const uint64_t generation, ParseGeneration(bytes));
  if (!crypto::SameBytes(std::string_view(bytes).substr(16, 32),
                         View(MasterCheck(master, generation)))) {
    return absl::FailedPreconditionError(
        "the provider's master key is not the one this keyring is wrapped under");
  }
  KeyringFile out(std::move(file), generation);
  ASSIGN_OR_RETURN(std::vector<NamedKey> keys, out.Load(master, bytes));
  return std::make_pair(std::move(out), std::move(keys));
}

absl::StatusOr<std::vector<NamedKey>> KeyringFile::Load(const crypto::SecretKey& master,
                                                        std::string_view bytes) {
  chain_ = FieldReader(bytes.substr(kHeaderFields)).Bytes<32>();
  size_ = kHeaderBytes;
  std::vector<NamedKey> keys;
  while (size_ < bytes.size()) {
    const std::string_view rest = bytes.substr(size_);
    const std::string_view record = rest.substr(0, kRecordBytes);
    const bool last = rest.size() <= kRecordBytes;
    if (last && Unfinished(record)) {
      RETURN_IF_ERROR(file_.Truncate(size_));
      RETURN_IF_ERROR(file_.Sync());
      break;
    }
    const Bytes32 chain = crypto::Sha256({View(chain_), record.substr(0, kRecordFields)});
    if (View(chain) != record.substr(kRecordFields)) return Damaged("a record's checksum");
    ASSIGN_OR_RETURN(NamedKey key, ParseRecord(record, generation_, master));
    keys.push_back(std::move(key));
    chain_ = chain;
    size_ += kRecordBytes;
  }
  return keys;
}

absl::Status KeyringFile::Append(const crypto::SecretKey& master, const NamedKey& key) {
  const auto nonce = crypto::RandomBytes<12>();
  std::string record = NameBytes(key.name);
  record.append(View(nonce));
  record.append(
      crypto::Encrypt(master, nonce, AssociatedData(generation_, key.name), key.key.View()));
  const Bytes32 chain = crypto::Sha256({View(chain_), record});
  record.append(View(chain));
  RETURN_IF_ERROR(file_.WriteAt(size_, record));
  chain_ = chain;
  size_ += kRecordBytes;
  return absl::OkStatus();
}

}  // namespace candour::storage
