// The keys of the record: one data key per scope and one signing seed per log, each wrapped under
// the master key. Where the wrapped keys are kept is a KeyStore's business.
//
// Thread safety: every method may be called from any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/types/span.h"
#include "base/id.h"
#include "storage/crypto/crypto.h"
#include "storage/keyring/key_store.h"
#include "storage/keyring/master_key.h"

namespace candour::storage {

// `masters` must outlive it.
class Keyring {
 public:
  // Makes an empty keyring. ALREADY_EXISTS if the store holds one; making one beside logs that have
  // events is the caller's mistake, for nothing would open them.
  static absl::StatusOr<std::unique_ptr<Keyring>> Create(std::unique_ptr<KeyStore> store,
                                                         MasterKeyProvider& masters);

  // The errors of KeyStore::Load and MasterKeyProvider::Get; FAILED_PRECONDITION if the master is
  // not the one the keyring is wrapped under.
  static absl::StatusOr<std::unique_ptr<Keyring>> Open(std::unique_ptr<KeyStore> store,
                                                       MasterKeyProvider& masters);

  // The scope's key; makes one if there is none. The key is synced before it is returned.
  // FAILED_PRECONDITION if the scope was forgotten: it never has a key again.
  // UNAVAILABLE after a write or sync has failed: reopen, never retry.
  absl::StatusOr<crypto::SecretKey> GetOrCreate(const LogId& log, const ScopeId& scope);

  // NOT_FOUND if the scope has never had a key, FAILED_PRECONDITION if it was forgotten.
  absl::StatusOr<crypto::SecretKey> Get(const LogId& log, const ScopeId& scope);

  // The same for several scopes, in their order: one sync covers all the keys that are made, and
  // one without a key is enough for NOT_FOUND.
  using Keys = std::vector<crypto::SecretKey>;
  absl::StatusOr<Keys> GetOrCreate(const LogId& log, absl::Span<const ScopeId> scopes);
  absl::StatusOr<Keys> Get(const LogId& log, absl::Span<const ScopeId> scopes);

  // The log's Ed25519 seed, with the same promises.
  absl::StatusOr<crypto::SecretKey> GetOrCreateSigningSeed(const LogId& log);
  absl::StatusOr<crypto::SecretKey> GetSigningSeed(const LogId& log);

  // The logs of which it holds more than their own key and seed: they have cases.
  std::vector<LogId> LogsWithCases() const;

  bool IsForgotten(const LogId& log, const ScopeId& scope) const;
  std::vector<ScopeId> Forgotten(const LogId& log) const;  // in no order

  // Destroys the keys of the scopes, in every copy of the keyring as well: what stays is wrapped
  // anew under the next master, and then the master before is destroyed. OK only after both; an
  // error leaves either step undone, and the same call again, in this process or after a restart,
  // goes on with what is missing. Other calls wait only while the records are written.
  absl::Status Forget(const LogId& log, absl::Span<const ScopeId> scopes);

  // Puts everything it holds into another store, in place of what is there, under the same master:
  // a copy that dies with that master when something is forgotten. Durable when it returns.
  absl::Status CopyTo(KeyStore& copy);

  uint64_t generation() const;

  // Whether it still takes keys: after a failure of its store it does not, until it is opened
  // again.
  absl::Status Standing() const;

 private:
  struct Entry {
    crypto::SecretKey key;
    uint64_t record = 0;  // in the order they were made
  };

  Keyring(std::unique_ptr<KeyStore> store, MasterKeyProvider& masters, uint64_t generation,
          crypto::SecretKey master);

  enum class Missing { kMake, kRefuse };
  absl::StatusOr<Keys> Find(absl::Span<const KeyName> names, Missing missing);
  absl::StatusOr<crypto::SecretKey> FindOne(const KeyName& name, Missing missing);
  absl::StatusOr<Keys> FindScopes(const LogId& log, absl::Span<const ScopeId> scopes,
                                  Missing missing);
  absl::StatusOr<Entry> Make(const KeyName& name) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status UnlessForgotten(const KeyName& name) const ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  absl::Status TakeIn(const std::vector<WrappedKey>& keys) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  // Returns once record `number` is synced; threads that come together share one sync.
  absl::Status AwaitSynced(uint64_t number) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void AwaitNoSync() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  // Everything but the scopes' keys, under another master; of the scopes, that they were forgotten.
  absl::Status Rewrite(const LogId& log, absl::Span<const ScopeId> scopes, uint64_t generation,
                       const crypto::SecretKey& master);
  // OK if it has been destroyed before.
  absl::Status DestroyMasterBefore() ABSL_EXCLUSIVE_LOCKS_REQUIRED(forgetting_mutex_);

  MasterKeyProvider& masters_;
  absl::Mutex forgetting_mutex_ ABSL_ACQUIRED_BEFORE(mutex_);  // one forgets at a time

  mutable absl::Mutex mutex_;
  uint64_t generation_ ABSL_GUARDED_BY(mutex_);
  crypto::SecretKey master_ ABSL_GUARDED_BY(mutex_);
  // Appended to and replaced under mutex_; synced by one thread at a time, outside it.
  const std::unique_ptr<KeyStore> store_;
  absl::flat_hash_map<KeyName, Entry> entries_ ABSL_GUARDED_BY(mutex_);
  uint64_t records_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t synced_records_ ABSL_GUARDED_BY(mutex_) = 0;
  bool syncing_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status failure_ ABSL_GUARDED_BY(mutex_);

  // Whether the master of the generation before is known to be gone.
  bool master_before_destroyed_ ABSL_GUARDED_BY(forgetting_mutex_) = false;
};

}  // namespace candour::storage
