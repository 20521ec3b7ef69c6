#include "storage/keyring/keyring.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "storage/bytes.h"

namespace candour::storage {
namespace {

constexpr uint64_t kFirstGeneration = 1;

// Frozen: they are part of the stored format.
constexpr std::string_view kSealLabel = "CDRKEYS1";
constexpr std::string_view kMasterCheckLabel = "candour keyring master v1";

KeyName ScopeKeyName(const LogId& log, const ScopeId& scope) {
  return {KeyKind::kScopeKey, log, scope};
}

KeyName SigningSeedName(const LogId& log) { return {KeyKind::kSigningSeed, log, ScopeId{}}; }

KeyName ForgottenName(const LogId& log, const ScopeId& scope) {
  return {KeyKind::kForgotten, log, scope};
}

std::string Big64(uint64_t value) {
  std::string out;
  PutBig(out, value);
  return out;
}

Bytes32 MasterCheck(const crypto::SecretKey& master, uint64_t generation) {
  return crypto::HmacSha256(master.View(), {kMasterCheckLabel, Big64(generation)});
}

// Binds a wrapped key to what it is for and to this writing of the keyring.
std::string AssociatedData(uint64_t generation, const KeyName& name) {
  std::string out(kSealLabel);
  PutBig(out, generation);
  out.push_back(static_cast<char>(name.kind));
  out.append(name.log.View());
  out.append(name.scope.View());
  return out;
}

WrappedKey Wrap(const crypto::SecretKey& master, uint64_t generation, const KeyName& name,
                const crypto::SecretKey& key) {
  WrappedKey wrapped{name, crypto::RandomBytes<12>(), {}};
  wrapped.sealed =
      crypto::Encrypt(master, wrapped.nonce, AssociatedData(generation, name), key.View());
  return wrapped;
}

absl::Status Damaged(std::string_view what) {
  return absl::DataLossError(absl::StrCat("the keyring is damaged: ", Absl(what)));
}

}  // namespace

Keyring::Keyring(std::unique_ptr<KeyStore> store, MasterKeyProvider& masters, uint64_t generation,
                 crypto::SecretKey master)
    : masters_(masters),
      generation_(generation),
      master_(std::move(master)),
      store_(std::move(store)) {}

absl::StatusOr<std::unique_ptr<Keyring>> Keyring::Create(std::unique_ptr<KeyStore> store,
                                                         MasterKeyProvider& masters) {
  const absl::Status found = store->Load().status();
  if (found.ok()) return absl::AlreadyExistsError("there is a keyring already");
  if (!absl::IsNotFound(found)) return found;
  ASSIGN_OR_RETURN(crypto::SecretKey master, masters.New(kFirstGeneration));
  RETURN_IF_ERROR(store->Replace({kFirstGeneration, MasterCheck(master, kFirstGeneration), {}}));
  return std::unique_ptr<Keyring>(
      new Keyring(std::move(store), masters, kFirstGeneration, std::move(master)));
}

absl::StatusOr<std::unique_ptr<Keyring>> Keyring::Open(std::unique_ptr<KeyStore> store,
                                                       MasterKeyProvider& masters) {
  ASSIGN_OR_RETURN(const KeyringContents contents, store->Load());
  absl::StatusOr<crypto::SecretKey> found = masters.Get(contents.generation);
  if (!found.ok()) {
    return absl::Status(
        found.status().code(),
        absl::StrCat(
            "the master key of generation ", contents.generation,
            ", which this keyring is wrapped under, is not to be had. If it was destroyed when "
            "something was forgotten, this is an older copy of the keyring: put the newest "
            "back. (",
            found.status().message(), ")"));
  }
  crypto::SecretKey master = *std::move(found);
  if (!crypto::SameBytes(View(contents.master_check),
                         View(MasterCheck(master, contents.generation)))) {
    return absl::FailedPreconditionError(
        "the provider's master key is not the one this keyring is wrapped under");
  }
  std::unique_ptr<Keyring> keyring(
      new Keyring(std::move(store), masters, contents.generation, std::move(master)));
  absl::MutexLock lock(&keyring->mutex_);
  RETURN_IF_ERROR(keyring->TakeIn(contents.keys));
  return keyring;
}

absl::Status Keyring::TakeIn(const std::vector<WrappedKey>& keys) {
  for (const WrappedKey& wrapped : keys) {
    const absl::StatusOr<std::string> key = crypto::Decrypt(
        master_, wrapped.nonce, AssociatedData(generation_, wrapped.name), wrapped.sealed);
    if (!key.ok()) return Damaged("a wrapped key");
    const Entry entry{crypto::SecretKey(FieldReader(*key).Bytes<32>()), ++records_};
    if (!entries_.emplace(wrapped.name, entry).second) return Damaged("two keys of one name");
  }
  synced_records_ = records_;
  return absl::OkStatus();
}

absl::StatusOr<crypto::SecretKey> Keyring::GetOrCreate(const LogId& log, const ScopeId& scope) {
  return FindOne(ScopeKeyName(log, scope), Missing::kMake);
}

absl::StatusOr<crypto::SecretKey> Keyring::Get(const LogId& log, const ScopeId& scope) {
  return FindOne(ScopeKeyName(log, scope), Missing::kRefuse);
}

absl::StatusOr<Keyring::Keys> Keyring::GetOrCreate(const LogId& log,
                                                   absl::Span<const ScopeId> scopes) {
  return FindScopes(log, scopes, Missing::kMake);
}

absl::StatusOr<Keyring::Keys> Keyring::Get(const LogId& log, absl::Span<const ScopeId> scopes) {
  return FindScopes(log, scopes, Missing::kRefuse);
}

absl::StatusOr<crypto::SecretKey> Keyring::GetOrCreateSigningSeed(const LogId& log) {
  return FindOne(SigningSeedName(log), Missing::kMake);
}

absl::StatusOr<crypto::SecretKey> Keyring::GetSigningSeed(const LogId& log) {
  return FindOne(SigningSeedName(log), Missing::kRefuse);
}

std::vector<LogId> Keyring::LogsWithCases() const {
  absl::ReaderMutexLock lock(&mutex_);
  absl::flat_hash_set<LogId> logs;
  for (const auto& [name, entry] : entries_) {
    if (name.kind != KeyKind::kSigningSeed && name.scope.bytes != name.log.bytes) {
      logs.insert(name.log);
    }
  }
  return {logs.begin(), logs.end()};
}

bool Keyring::IsForgotten(const LogId& log, const ScopeId& scope) const {
  absl::MutexLock lock(&mutex_);
  return entries_.contains(ForgottenName(log, scope));
}

std::vector<ScopeId> Keyring::Forgotten(const LogId& log) const {
  absl::MutexLock lock(&mutex_);
  std::vector<ScopeId> scopes;
  for (const auto& [name, entry] : entries_) {
    if (name.kind == KeyKind::kForgotten && name.log == log) scopes.push_back(name.scope);
  }
  return scopes;
}

uint64_t Keyring::generation() const {
  absl::MutexLock lock(&mutex_);
  return generation_;
}

absl::Status Keyring::Standing() const {
  absl::ReaderMutexLock lock(&mutex_);
  return failure_;
}

absl::Status Keyring::UnlessForgotten(const KeyName& name) const {
  if (!entries_.contains(ForgottenName(name.log, name.scope))) return absl::OkStatus();
  return absl::FailedPreconditionError(
      "this was forgotten: its key was destroyed, and nothing can be added to it");
}

absl::StatusOr<crypto::SecretKey> Keyring::FindOne(const KeyName& name, Missing missing) {
  {
    // Nearly every call of a read: the key is there and synced, and nothing is left to wait for.
    absl::ReaderMutexLock lock(&mutex_);
    const auto found = entries_.find(name);
    if (found != entries_.end() && found->second.record <= synced_records_) {
      return found->second.key;
    }
  }
  ASSIGN_OR_RETURN(const Keys keys, Find({name}, missing));
  return keys.front();
}

absl::StatusOr<Keyring::Keys> Keyring::FindScopes(const LogId& log,
                                                  absl::Span<const ScopeId> scopes,
                                                  Missing missing) {
  std::vector<KeyName> names;
  for (const ScopeId& scope : scopes) names.push_back(ScopeKeyName(log, scope));
  return Find(names, missing);
}

absl::StatusOr<Keyring::Keys> Keyring::Find(absl::Span<const KeyName> names, Missing missing) {
  absl::MutexLock lock(&mutex_);
  Keys keys;
  uint64_t last_record = 0;
  for (const KeyName& name : names) {
    const auto found = entries_.find(name);
    Entry entry;
    if (found != entries_.end()) {
      entry = found->second;
    } else {
      RETURN_IF_ERROR(UnlessForgotten(name));
      if (missing == Missing::kRefuse) return absl::NotFoundError("the keyring has no such key");
      ASSIGN_OR_RETURN(entry, Make(name));
    }
    last_record = std::max(last_record, entry.record);
    keys.push_back(entry.key);
  }
  RETURN_IF_ERROR(AwaitSynced(last_record));
  return keys;
}

absl::StatusOr<Keyring::Entry> Keyring::Make(const KeyName& name) {
  RETURN_IF_ERROR(failure_);
  const crypto::SecretKey made = crypto::SecretKey::Random();
  failure_ = store_->Append(Wrap(master_, generation_, name, made));
  RETURN_IF_ERROR(failure_);
  return entries_.emplace(name, Entry{made, ++records_}).first->second;
}

void Keyring::AwaitNoSync() {
  const auto idle = [this]() ABSL_NO_THREAD_SAFETY_ANALYSIS { return !syncing_; };
  mutex_.Await(absl::Condition(&idle));
}

absl::Status Keyring::CopyTo(KeyStore& copy) {
  absl::MutexLock lock(&mutex_);
  RETURN_IF_ERROR(failure_);
  KeyringContents contents{generation_, MasterCheck(master_, generation_), {}};
  for (const auto& [name, entry] : entries_) {
    contents.keys.push_back(Wrap(master_, generation_, name, entry.key));
  }
  return copy.Replace(contents);
}

absl::Status Keyring::AwaitSynced(uint64_t number) {
  while (synced_records_ < number) {
    RETURN_IF_ERROR(failure_);
    if (syncing_) {
      AwaitNoSync();
      continue;
    }
    syncing_ = true;
    const uint64_t covered = records_;
    mutex_.Unlock();
    const absl::Status synced = store_->Sync();
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

absl::Status Keyring::Forget(const LogId& log, absl::Span<const ScopeId> scopes) {
  absl::MutexLock forgetting(&forgetting_mutex_);
  {
    // After a rewrite of unknown outcome the next master may be the one in use.
    absl::MutexLock lock(&mutex_);
    RETURN_IF_ERROR(failure_);
  }
  RETURN_IF_ERROR(DestroyMasterBefore());
  const bool all_forgotten = std::all_of(
      scopes.begin(), scopes.end(), [&](const ScopeId& scope) { return IsForgotten(log, scope); });
  if (all_forgotten) return absl::OkStatus();
  const uint64_t next = generation() + 1;
  // An attempt that was cut off may have left a copy of the keyring under this master, with keys in
  // it that are forgotten by now.
  RETURN_IF_ERROR(masters_.Destroy(next));
  ASSIGN_OR_RETURN(const crypto::SecretKey master, masters_.New(next));
  RETURN_IF_ERROR(Rewrite(log, scopes, next, master));
  master_before_destroyed_ = false;
  return DestroyMasterBefore();
}

absl::Status Keyring::DestroyMasterBefore() {
  const uint64_t now = generation();
  if (master_before_destroyed_ || now == kFirstGeneration) return absl::OkStatus();
  RETURN_IF_ERROR(masters_.Destroy(now - 1));
  master_before_destroyed_ = true;
  return absl::OkStatus();
}

absl::Status Keyring::Rewrite(const LogId& log, absl::Span<const ScopeId> scopes,
                              uint64_t generation, const crypto::SecretKey& master) {
  absl::MutexLock lock(&mutex_);
  AwaitNoSync();
  RETURN_IF_ERROR(failure_);
  absl::flat_hash_map<KeyName, Entry> kept = entries_;
  for (const ScopeId& scope : scopes) {
    kept.erase(ScopeKeyName(log, scope));
    kept.emplace(ForgottenName(log, scope), Entry{crypto::SecretKey(), 0});
  }
  std::vector<std::pair<uint64_t, KeyName>> in_order;
  for (const auto& [name, entry] : kept) in_order.emplace_back(entry.record, name);
  std::sort(in_order.begin(), in_order.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });

  KeyringContents contents{generation, MasterCheck(master, generation), {}};
  uint64_t records = 0;
  for (const auto& [unused, name] : in_order) {
    Entry& entry = kept.at(name);
    entry.record = ++records;
    contents.keys.push_back(Wrap(master, generation, name, entry.key));
  }
  // Which of the two is on disk after a failure, nobody knows.
  failure_ = store_->Replace(contents);
  RETURN_IF_ERROR(failure_);
  entries_ = std::move(kept);
  records_ = synced_records_ = records;
  generation_ = generation;
  master_ = master;
  return absl::OkStatus();
}

}  // namespace candour::storage
