// What both ends of a channel have in common, above all the limits that must agree. Internal to the
// gate.
#pragma once

#include <grpc/grpc.h>

#include <cstddef>

#include "base/limits.h"

namespace candour::gate {

// The transport's own limits lie a little beyond those of the gate, so that the refusal normally
// comes from the gate, in words, and the same over every transport.
inline constexpr int kTransportMessageBytes = static_cast<int>(limits::kRequestBytes) + 64 * 1024;
// On its way to a reader that does not take it, of one call. Left to itself gRPC lets it grow with
// the speed of the connection.
inline constexpr int kTransportWindowBytes = 1 << 20;
inline constexpr int kTransportMetadataBytes = 2 * static_cast<int>(limits::kMetadataBytes);

// Keeps gRPC initialised until the process ends. Otherwise destroying its last object shuts the
// library down, and in 1.51 that may wait ten seconds for a poller.
inline void KeepLibrary() {
  static const bool kept = (grpc_init(), true);
  (void)kept;
}

}  // namespace candour::gate
