// Where a keyring's records live. They are wrapped under the master key before they come here: a
// store knows names and bytes, never a key. storage/keyring/keyring_file.h keeps them in a file.
//
// Thread safety: Sync may run beside one Append; nothing else may overlap.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/id.h"
#include "storage/crypto/crypto.h"

namespace candour::storage {

// Frozen numbers: they are stored.
enum class KeyKind : uint8_t {
  kScopeKey = 1,
  kSigningSeed = 2,
  kForgotten = 3,  // the scope had a key, which was destroyed; the record holds zeros
};

// Which key a record holds. A signing seed has a zero scope.
struct KeyName {
  KeyKind kind = KeyKind::kScopeKey;
  LogId log;
  ScopeId scope;

  friend bool operator==(const KeyName&, const KeyName&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const KeyName& name) {
    return H::combine(std::move(h), name.kind, name.log, name.scope);
  }
};

struct WrappedKey {
  static constexpr size_t kSealedBytes = 32 + crypto::kTagBytes;

  KeyName name;
  crypto::Nonce12 nonce{};
  std::string sealed;  // kSealedBytes
};

// Everything a store holds, of one generation of the master key.
struct KeyringContents {
  uint64_t generation = 0;
  Bytes32 master_check{};  // tells a wrong master from damage
  std::vector<WrappedKey> keys;
};

class KeyStore {
 public:
  virtual ~KeyStore() = default;

  // Takes the store for this process and reads it; what is returned is durable. Once, before
  // anything else. NOT_FOUND if nothing was ever kept here; FAILED_PRECONDITION if another process
  // has it; DATA_LOSS on damage. An Append that a crash cut in two is dropped: it was not synced.
  virtual absl::StatusOr<KeyringContents> Load() = 0;

  // Not durable before Sync. After a failure of either nothing more may be asked of the store.
  virtual absl::Status Append(const WrappedKey& key) = 0;
  virtual absl::Status Sync() = 0;

  // Puts `contents` in the place of everything that was there, or makes the store, durably: a crash
  // leaves wholly the one or wholly the other. Later appends belong to the new generation.
  virtual absl::Status Replace(const KeyringContents& contents) = 0;
};

}  // namespace candour::storage
