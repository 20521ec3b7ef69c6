#include "storage/engine/event_ids.h"

#include <string>

#include "storage/crypto/crypto.h"

namespace candour::storage {

EventId OwnEventId(const CommandId& command, size_t ordinal) {
  return EventId{crypto::NameBasedId(command.bytes, "event/" + std::to_string(ordinal))};
}

bool IsNameBased(const EventId& event) {
  return event.bytes[6] >> 4 == 5 && event.bytes[8] >> 6 == 2;
}

}  // namespace candour::storage
