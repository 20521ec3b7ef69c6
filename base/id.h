// Sixteen-byte identifiers, one type for each thing identified, so that a swap does not compile.
//
// Text form is the canonical lower-case UUID (8-4-4-4-12); messages carry the text, leaves and
// keys the bytes.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace candour {

using Bytes16 = std::array<uint8_t, 16>;
using Bytes32 = std::array<uint8_t, 32>;

std::string UuidText(const Bytes16& bytes);

// INVALID_ARGUMENT unless `text` is exactly the canonical lower-case form.
absl::StatusOr<Bytes16> ParseUuid(std::string_view text);

template <typename Tag>
struct Id {
  Bytes16 bytes{};

  static absl::StatusOr<Id> Parse(std::string_view text) {
    absl::StatusOr<Bytes16> parsed = ParseUuid(text);
    if (!parsed.ok()) return parsed.status();
    return Id{*parsed};
  }

  std::string Text() const { return UuidText(bytes); }
  bool IsZero() const { return bytes == Bytes16{}; }
  std::string_view View() const {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }

  friend auto operator<=>(const Id&, const Id&) = default;

  template <typename H>
  friend H AbslHashValue(H h, const Id& id) {
    return H::combine(std::move(h), id.bytes);
  }
};

using LogId = Id<struct LogTag>;
using StreamId = Id<struct StreamTag>;
using EventId = Id<struct EventTag>;
using CommandId = Id<struct CommandTag>;
using ActorId = Id<struct ActorTag>;  // a pseudonym: never a name, never a subject claim
using ScopeId = Id<struct ScopeTag>;  // what one data key seals: a case, its identity, a body

}  // namespace candour
