#include "storage/merkle/checkpoint.h"

#include <algorithm>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "storage/bytes.h"

namespace candour::storage::merkle {
namespace {

constexpr std::string_view kSignaturePrefix = "\xe2\x80\x94 ";  // em dash and a space
constexpr uint8_t kEd25519 = 1;
constexpr size_t kNoteBytes = 64 * 1024;
constexpr size_t kSignatures = 64;

absl::Status NotACheckpoint(std::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("not a checkpoint: ", Absl(what)));
}

absl::Status NotANote(std::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("not a signed note: ", Absl(what)));
}

// The one canonical form: padded, no stray bits, nothing absl would forgive.
absl::StatusOr<std::string> DecodeBase64(std::string_view text) {
  std::string bytes;
  if (!absl::Base64Unescape(Absl(text), &bytes) || absl::Base64Escape(bytes) != text) {
    return absl::InvalidArgumentError("not base64");
  }
  return bytes;
}

std::vector<std::string_view> Split(std::string_view text, char separator,
                                    size_t parts_at_most = SIZE_MAX) {
  std::vector<std::string_view> parts;
  while (parts.size() + 1 < parts_at_most) {
    const size_t at = text.find(separator);
    if (at == std::string_view::npos) break;
    parts.push_back(text.substr(0, at));
    text.remove_prefix(at + 1);
  }
  parts.push_back(text);
  return parts;
}

bool GoodKeyName(std::string_view name) {
  return !name.empty() && std::none_of(name.begin(), name.end(), [](unsigned char c) {
    return c <= ' ' || c == '+' || c == 0x7f;
  });
}

std::string KeyBytes(const Bytes32& public_key) {
  std::string bytes(1, static_cast<char>(kEd25519));
  bytes.append(View(public_key));
  return bytes;
}

absl::StatusOr<NoteSignature> ParseSignatureLine(std::string_view line) {
  if (line.substr(0, kSignaturePrefix.size()) != kSignaturePrefix) {
    return NotANote("a signature line is missing");
  }
  line.remove_prefix(kSignaturePrefix.size());
  const size_t space = line.find(' ');
  if (space == std::string_view::npos) return NotANote("a signature without its bytes");
  NoteSignature signature;
  signature.name = std::string(line.substr(0, space));
  const absl::StatusOr<std::string> bytes = DecodeBase64(line.substr(space + 1));
  if (!GoodKeyName(signature.name) || !bytes.ok() || bytes->size() < 5) {
    return NotANote("a malformed signature line");
  }
  FieldReader fields(*bytes);
  signature.key_id = fields.Bytes<4>();
  signature.signature = std::string(fields.Rest());
  return signature;
}

}  // namespace

std::string CheckpointText(const Checkpoint& checkpoint) {
  return absl::StrCat(checkpoint.origin, "\n", checkpoint.size, "\n",
                      absl::Base64Escape(Absl(View(checkpoint.root))), "\n");
}

absl::StatusOr<Checkpoint> ParseCheckpointText(std::string_view text) {
  const std::vector<std::string_view> lines = Split(text, '\n');
  if (lines.size() < 4 || !lines.back().empty()) return NotACheckpoint("three lines are needed");
  Checkpoint checkpoint;
  checkpoint.origin = std::string(lines[0]);
  if (!GoodKeyName(checkpoint.origin)) return NotACheckpoint("its origin");
  if (!absl::SimpleAtoi(Absl(lines[1]), &checkpoint.size) ||
      absl::StrCat(checkpoint.size) != lines[1]) {
    return NotACheckpoint("its size");
  }
  const absl::StatusOr<std::string> root = DecodeBase64(lines[2]);
  if (!root.ok() || root->size() != 32) return NotACheckpoint("its root");
  checkpoint.root = FieldReader(*root).Bytes<32>();
  return checkpoint;
}

std::array<uint8_t, 4> VerifierKey::Id() const {
  const Bytes32 hash = crypto::Sha256({name, "\n", KeyBytes(public_key)});
  return {hash[0], hash[1], hash[2], hash[3]};
}

std::string VerifierKey::Text() const {
  return absl::StrCat(name, "+", absl::BytesToHexString(Absl(View(Id()))), "+",
                      absl::Base64Escape(KeyBytes(public_key)));
}

absl::StatusOr<VerifierKey> VerifierKey::Parse(std::string_view text) {
  const absl::Status refused = absl::InvalidArgumentError("not a verifier key");
  const std::vector<std::string_view> parts = Split(text, '+', 3);
  if (parts.size() != 3 || !GoodKeyName(parts[0])) return refused;
  const absl::StatusOr<std::string> key = DecodeBase64(parts[2]);
  if (!key.ok() || key->size() != 33 || key->front() != kEd25519) return refused;
  VerifierKey out{std::string(parts[0]), FieldReader(std::string_view(*key).substr(1)).Bytes<32>()};
  if (absl::BytesToHexString(Absl(View(out.Id()))) != parts[1]) return refused;
  return out;
}

std::string SignNote(std::string_view text, std::string_view key_name,
                     const crypto::SecretKey& seed) {
  const VerifierKey key{std::string(key_name), crypto::Ed25519PublicKey(seed)};
  std::string signature(View(key.Id()));
  signature.append(View(crypto::Ed25519Sign(seed, text)));
  return absl::StrCat(Absl(text), "\n", Absl(kSignaturePrefix), Absl(key_name), " ",
                      absl::Base64Escape(signature), "\n");
}

absl::StatusOr<SignedNote> ParseNote(std::string_view note) {
  if (note.size() > kNoteBytes) return NotANote("too large");
  if (std::any_of(note.begin(), note.end(),
                  [](unsigned char c) { return (c < ' ' && c != '\n') || c == 0x7f; })) {
    return NotANote("a control character");
  }
  const size_t blank = note.rfind("\n\n");
  if (blank == std::string_view::npos || note.back() != '\n') return NotANote("no signatures");
  SignedNote out;
  out.text = std::string(note.substr(0, blank + 1));
  std::string_view lines = note.substr(blank + 2);
  if (lines.empty()) return NotANote("no signatures");
  lines.remove_suffix(1);
  for (const std::string_view line : Split(lines, '\n')) {
    if (out.signatures.size() == kSignatures) return NotANote("too many signatures");
    ASSIGN_OR_RETURN(NoteSignature signature, ParseSignatureLine(line));
    out.signatures.push_back(std::move(signature));
  }
  return out;
}

absl::StatusOr<std::string> VerifyNote(std::string_view note, const VerifierKey& key) {
  ASSIGN_OR_RETURN(SignedNote parsed, ParseNote(note));
  bool signed_by_key = false;
  for (const NoteSignature& signature : parsed.signatures) {
    if (signature.name != key.name || signature.key_id != key.Id()) continue;
    if (!crypto::Ed25519Verify(key.public_key, parsed.text, signature.signature)) {
      return absl::UnauthenticatedError("the note's signature does not match its text");
    }
    signed_by_key = true;
  }
  if (!signed_by_key) return absl::UnauthenticatedError("the note is not signed by this key");
  return std::move(parsed.text);
}

absl::StatusOr<Checkpoint> VerifyCheckpoint(std::string_view note, const VerifierKey& key) {
  ASSIGN_OR_RETURN(const std::string text, VerifyNote(note, key));
  ASSIGN_OR_RETURN(Checkpoint checkpoint, ParseCheckpointText(text));
  if (checkpoint.origin != key.name) {
    return absl::UnauthenticatedError("the checkpoint is of another log");
  }
  return checkpoint;
}

}  // namespace candour::storage::merkle
