#include "storage/keyring/keyring.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/status.h"

namespace candour::storage {
namespace {

constexpr uint64_t kFirstGeneration = 1;

KeyName ScopeKeyName(const LogId& log, const ScopeId& scope) {
  return {KeyKind::kScopeKey, log, scope};
}

KeyName SigningSeedName(const LogId& log) { return {KeyKind::kSigningSeed, log, ScopeId{}}; }

}  // namespace

Keyring::Keyring(KeyringFile file, uint64_t generation, crypto::SecretKey master)
    : generation_(generation), master_(std::move(master)), file_(std::move(file)) {}

absl::StatusOr<std::unique_ptr<Keyring>> Keyring::Create(const std::string& path,
                                                         MasterKeyProvider& masters) {
  if (Exists(path)) return absl::AlreadyExistsError(absl::StrCat(path, " exists"));
  ASSIGN_OR_RETURN(crypto::SecretKey master, masters.New(kFirstGeneration));
  ASSIGN_OR_RETURN(KeyringFile file, KeyringFile::Create(path, kFirstGeneration, master));
  return std::unique_ptr<Keyring>(
      new Keyring(std::move(file), kFirstGeneration, std::move(master)));
}

absl::StatusOr<std::unique_ptr<Keyring>> Keyring::Open(const std::string& path,
                                                       MasterKeyProvider& masters) {
  ASSIGN_OR_RETURN(const uint64_t generation, KeyringFile::ReadGeneration(path));
  ASSIGN_OR_RETURN(crypto::SecretKey master, masters.Get(generation));
  ASSIGN_OR_RETURN(auto opened, KeyringFile::Open(path, master));
  std::unique_ptr<Keyring> keyring(
      new Keyring(std::move(opened.first), generation, std::move(master)));
  absl::MutexLock lock(&keyring->mutex_);
  for (NamedKey& key : opened.second) {
    const uint64_t number = ++keyring->records_;
    if (!keyring->entries_.emplace(key.name, Entry{std::move(key.key), number}).second) {
      return absl::DataLossError("the keyring holds two keys of one name");
    }
  }
  // Whatever was read may still be only in the page cache of a machine whose last process died.
  RETURN_IF_ERROR(keyring->file_.Sync());
  keyring->synced_records_ = keyring->records_;
  return keyring;
}

absl::StatusOr<crypto::SecretKey> Keyring::GetOrCreate(const LogId& log, const ScopeId& scope) {
  return FindOrMake(ScopeKeyName(log, scope));
}

absl::StatusOr<crypto::SecretKey> Keyring::Get(const LogId& log, const ScopeId& scope) {
  return Find(ScopeKeyName(log, scope));
}

absl::StatusOr<crypto::SecretKey> Keyring::GetOrCreateSigningSeed(const LogId& log) {
  return FindOrMake(SigningSeedName(log));
}

absl::StatusOr<crypto::SecretKey> Keyring::GetSigningSeed(const LogId& log) {
  return Find(SigningSeedName(log));
}

absl::StatusOr<crypto::SecretKey> Keyring::Find(const KeyName& name) {
  absl::MutexLock lock(&mutex_);
  const auto found = entries_.find(name);
  if (found == entries_.end()) return absl::NotFoundError("the keyring has no such key");
  const Entry entry = found->second;
  RETURN_IF_ERROR(AwaitSynced(entry.record));
  return entry.key;
}

absl::StatusOr<crypto::SecretKey> Keyring::FindOrMake(const KeyName& name) {
  absl::MutexLock lock(&mutex_);
  auto found = entries_.find(name);
  if (found == entries_.end()) {
    RETURN_IF_ERROR(failure_);
    const NamedKey made{name, crypto::SecretKey::Random()};
    failure_ = file_.Append(master_, made);
    RETURN_IF_ERROR(failure_);
    found = entries_.emplace(name, Entry{made.key, ++records_}).first;
  }
  const Entry entry = found->second;
  RETURN_IF_ERROR(AwaitSynced(entry.record));
  return entry.key;
}

absl::Status Keyring::AwaitSynced(uint64_t number) {
  while (synced_records_ < number) {
    RETURN_IF_ERROR(failure_);
    if (syncing_) {
      const auto idle = [this]() ABSL_NO_THREAD_SAFETY_ANALYSIS { return !syncing_; };
      mutex_.Await(absl::Condition(&idle));
      continue;
    }
    syncing_ = true;
    const uint64_t covered = records_;
    mutex_.Unlock();
    const absl::Status synced = file_.Sync();
    mutex_.Lock();
    syncing_ = false;
    if (synced.ok()) {
      synced_records_ = std::max(synced_records_, covered);
    } else {
      failure_ = synced;
    }
  }
  return absl::OkStatus();
}

}  // namespace candour::storage
