// Leaf v1: the 210 public bytes of an event, stored verbatim and hashed into the tree. Frozen for
// ever; docs/formats/log.md describes them byte by byte.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "base/clock.h"
#include "base/id.h"
#include "storage/event_log.h"

namespace candour::storage {

inline constexpr size_t kLeafBytes = 210;

struct Leaf {
  LogId log;
  uint64_t position = 0;
  Micros recorded_at = 0;
  StreamName stream;
  uint64_t revision = 0;
  EventId event_id;
  CommandId command;
  ActorId actor;
  ScopeId scope;
  uint64_t scope_seq = 0;
  std::array<uint8_t, 12> nonce{};
  Bytes32 key_commitment{};
  Bytes32 ciphertext_hash{};  // SHA-256 over ciphertext and tag

  friend bool operator==(const Leaf&, const Leaf&) = default;
};

std::string EncodeLeaf(const Leaf& leaf);

// DATA_LOSS unless `bytes` is exactly one leaf of version 1.
absl::StatusOr<Leaf> ParseLeaf(std::string_view bytes);

}  // namespace candour::storage
