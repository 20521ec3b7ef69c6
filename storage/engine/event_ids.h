// The ids events have by themselves.
#pragma once

#include <cstddef>

#include "base/id.h"

namespace candour::storage {

// UUIDv5 of "event/N" in the namespace of its command: what an event is called unless its writer
// calls it otherwise. No two commands have the same id, so no two such ids are the same.
EventId OwnEventId(const CommandId& command, size_t ordinal);

// Whether an id is a UUIDv5, as all of the above are.
bool IsNameBased(const EventId& event);

}  // namespace candour::storage
