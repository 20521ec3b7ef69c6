// The master key wraps the keyring. It is held outside Candour; a provider fetches it.
//
// Masters are numbered by generation, because forgetting rewrites the keyring under the next one
// and only then destroys the one before: for a moment there are two.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "storage/crypto/crypto.h"

namespace candour::storage {

class MasterKeyProvider {
 public:
  virtual ~MasterKeyProvider() = default;

  // UNAVAILABLE if it cannot be had.
  virtual absl::StatusOr<crypto::SecretKey> Get(uint64_t generation) = 0;

  // Makes the master of this generation, or returns it if an earlier attempt had made it.
  virtual absl::StatusOr<crypto::SecretKey> New(uint64_t generation) = 0;

  // Beyond recovery, wherever it is held. OK if it was gone already.
  virtual absl::Status Destroy(uint64_t generation) = 0;
};

// Holds the masters in this process: for tests.
class MemoryMasterKeyProvider final : public MasterKeyProvider {
 public:
  absl::StatusOr<crypto::SecretKey> Get(uint64_t generation) override;
  absl::StatusOr<crypto::SecretKey> New(uint64_t generation) override;
  absl::Status Destroy(uint64_t generation) override;

 private:
  absl::Mutex mutex_;
  std::map<uint64_t, crypto::SecretKey> keys_ ABSL_GUARDED_BY(mutex_);
};

// Runs a command the operator has configured, without a shell:
//     COMMAND get|new|destroy GENERATION
// `get` and `new` print the key as 64 hexadecimal digits; a non-zero exit is a failure. Nothing the
// command prints is ever logged.
class CommandMasterKeyProvider final : public MasterKeyProvider {
 public:
  // `program` is a path; it is not looked up in PATH.
  explicit CommandMasterKeyProvider(std::string program) : program_(std::move(program)) {}

  absl::StatusOr<crypto::SecretKey> Get(uint64_t generation) override;
  absl::StatusOr<crypto::SecretKey> New(uint64_t generation) override;
  absl::Status Destroy(uint64_t generation) override;

 private:
  absl::StatusOr<crypto::SecretKey> FetchKey(const char* verb, uint64_t generation);
  absl::StatusOr<std::string> Run(const char* verb, uint64_t generation);

  std::string program_;
};

}  // namespace candour::storage
