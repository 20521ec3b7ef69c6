// Checkpoints: what a log says of itself at a size, signed, in the public C2SP forms
// tlog-checkpoint and signed-note, so that any tool that knows them can check one.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "base/id.h"
#include "storage/crypto/crypto.h"

namespace candour::storage::merkle {

struct Checkpoint {
  std::string origin;
  uint64_t size = 0;
  Bytes32 root{};
  friend bool operator==(const Checkpoint&, const Checkpoint&) = default;
};

// The text that is signed: origin, size and root, a line each.
std::string CheckpointText(const Checkpoint& checkpoint);

// INVALID_ARGUMENT unless `text` is a checkpoint's text; extension lines are taken and ignored.
absl::StatusOr<Checkpoint> ParseCheckpointText(std::string_view text);

// The public half of a note's key: its name and Ed25519 key.
struct VerifierKey {
  std::string name;
  Bytes32 public_key{};

  std::array<uint8_t, 4> Id() const;
  std::string Text() const;  // the vkey form: name+id+key
  static absl::StatusOr<VerifierKey> Parse(std::string_view text);
};

struct NoteSignature {
  std::string name;
  std::array<uint8_t, 4> key_id{};
  std::string signature;
};

struct SignedNote {
  std::string text;  // with its last newline
  std::vector<NoteSignature> signatures;
};

// The whole note: `text`, which ends in a newline, and one signature.
std::string SignNote(std::string_view text, std::string_view key_name,
                     const crypto::SecretKey& seed);

// INVALID_ARGUMENT unless `note` has the form of a signed note. Says nothing about its truth.
absl::StatusOr<SignedNote> ParseNote(std::string_view note);

// The text of a note that carries a good signature by `key`. UNAUTHENTICATED if there is none, or
// if one that claims to be by this key is bad; signatures by unknown keys are ignored.
absl::StatusOr<std::string> VerifyNote(std::string_view note, const VerifierKey& key);

// Both together: a checkpoint signed by `key`. The origin must be the key's name, as a log's is.
absl::StatusOr<Checkpoint> VerifyCheckpoint(std::string_view note, const VerifierKey& key);

}  // namespace candour::storage::merkle
