// The bytes of a keyring file: a header and fixed-size records, each chained to the one before.
// docs/formats/keyring.md describes them. Knows nothing of threads or lookups.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/id.h"
#include "storage/crypto/crypto.h"
#include "storage/files.h"

namespace candour::storage {

// Frozen numbers: they are stored.
enum class KeyKind : uint8_t { kScopeKey = 1, kSigningSeed = 2 };

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

struct NamedKey {
  KeyName name;
  crypto::SecretKey key;
};

// Owns the open, locked file. Append calls must not overlap; Sync may run beside one.
class KeyringFile {
 public:
  // The generation a file's header names, to fetch the right master.
  static absl::StatusOr<uint64_t> ReadGeneration(const std::string& path);

  // The errors are those of Keyring::Create and Keyring::Open.
  static absl::StatusOr<KeyringFile> Create(const std::string& path, uint64_t generation,
                                            const crypto::SecretKey& master);
  static absl::StatusOr<std::pair<KeyringFile, std::vector<NamedKey>>> Open(
      const std::string& path, const crypto::SecretKey& master);

  absl::Status Append(const crypto::SecretKey& master, const NamedKey& key);
  absl::Status Sync() { return file_.Sync(); }

 private:
  KeyringFile(File file, uint64_t generation) : file_(std::move(file)), generation_(generation) {}

  // Takes the records in; cuts off an unfinished last one.
  absl::StatusOr<std::vector<NamedKey>> Load(const crypto::SecretKey& master,
                                             std::string_view bytes);

  File file_;
  uint64_t generation_;
  uint64_t size_ = 0;
  Bytes32 chain_{};  // checksum of the last record, or of the header
};

}  // namespace candour::storage
