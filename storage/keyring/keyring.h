// The keys of the record, in a small file of their own: one data key per scope and one signing seed
// per log, each wrapped under the master key. docs/formats/keyring.md describes the file.
//
// A scope that was never opened and one that was forgotten look alike: there is no key.
//
// Thread safety: every method may be called from any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "base/id.h"
#include "storage/crypto/crypto.h"
#include "storage/keyring/keyring_file.h"
#include "storage/keyring/master_key.h"

namespace candour::storage {

class Keyring {
 public:
  // Makes an empty keyring at `path`. ALREADY_EXISTS if there is a file; making one beside logs
  // that have events is the caller's mistake, for nothing would open them.
  static absl::StatusOr<std::unique_ptr<Keyring>> Create(const std::string& path,
                                                         MasterKeyProvider& masters);

  // NOT_FOUND if there is no file; FAILED_PRECONDITION if the master is not its own, or if another
  // process has it open; DATA_LOSS on damage. A record that a crash left half-written at the end
  // is dropped: its key was never handed out.
  static absl::StatusOr<std::unique_ptr<Keyring>> Open(const std::string& path,
                                                       MasterKeyProvider& masters);

  // The scope's key; makes one if there is none. The key is synced before it is returned.
  // UNAVAILABLE after a write or sync has failed: reopen, never retry.
  absl::StatusOr<crypto::SecretKey> GetOrCreate(const LogId& log, const ScopeId& scope);

  // NOT_FOUND if the scope has no key.
  absl::StatusOr<crypto::SecretKey> Get(const LogId& log, const ScopeId& scope);

  // The log's Ed25519 seed, with the same promises.
  absl::StatusOr<crypto::SecretKey> GetOrCreateSigningSeed(const LogId& log);
  absl::StatusOr<crypto::SecretKey> GetSigningSeed(const LogId& log);

  uint64_t generation() const { return generation_; }

 private:
  struct Entry {
    crypto::SecretKey key;
    uint64_t record = 0;  // its number in the file
  };

  Keyring(KeyringFile file, uint64_t generation, crypto::SecretKey master);

  absl::StatusOr<crypto::SecretKey> FindOrMake(const KeyName& name);
  absl::StatusOr<crypto::SecretKey> Find(const KeyName& name);

  // Returns once record `number` is synced; threads that come together share one sync.
  absl::Status AwaitSynced(uint64_t number) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const uint64_t generation_;
  const crypto::SecretKey master_;

  absl::Mutex mutex_;
  KeyringFile file_;  // appended to under mutex_; synced by one thread at a time, outside it
  absl::flat_hash_map<KeyName, Entry> entries_ ABSL_GUARDED_BY(mutex_);
  uint64_t records_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t synced_records_ ABSL_GUARDED_BY(mutex_) = 0;
  bool syncing_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status failure_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace candour::storage
