// How both ends set up their channels: the limits that must agree. Internal to the gate.
#pragma once

#include <cstddef>

#include "base/limits.h"

namespace candour::gate {

// The transport's own limits lie a little beyond those of the gate, so that the refusal normally
// comes from the gate, in words, and the same over every transport.
inline constexpr int kTransportMessageBytes = static_cast<int>(limits::kRequestBytes) + 64 * 1024;
inline constexpr int kTransportMetadataBytes = 2 * static_cast<int>(limits::kMetadataBytes);

}  // namespace candour::gate
