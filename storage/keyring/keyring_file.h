// A keyring in a file: a header and fixed-size records, each chained to the one before.
// docs/formats/keyring.md describes the bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/id.h"
#include "storage/files.h"
#include "storage/keyring/key_store.h"

namespace candour::storage {

// The file is locked from Load or the first Replace on.
class KeyringFile final : public KeyStore {
 public:
  explicit KeyringFile(std::string path) : path_(std::move(path)) {}

  absl::StatusOr<KeyringContents> Load() override;
  absl::Status Append(const WrappedKey& key) override;
  absl::Status Sync() override { return file_->Sync(); }
  absl::Status Replace(const KeyringContents& contents) override;

 private:
  // Adds the records in `bytes`, which follow the header; cuts off an unfinished last one.
  absl::Status ReadRecords(std::string_view bytes, KeyringContents& contents);

  const std::string path_;
  std::optional<File> file_;
  uint64_t size_ = 0;
  Bytes32 chain_{};  // checksum of the last record, or of the header
};

}  // namespace candour::storage
