// What an event says, value by value, each with the number and the name of its field: readable by
// people, and checkable against the bytes by whoever can take a protobuf message apart.
#pragma once

#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "candour/audit/v1/bundle.pb.h"
#include "candour/record/v1/event.pb.h"

namespace candour::audit {

// In the order of the numbers. The payload is opened with the message its type names; one this
// program does not know stays bytes. DATA_LOSS if the envelope has fields this program does not
// know: they would be left out in silence.
absl::StatusOr<std::vector<v1::ReadableField>> ReadableOf(const record::v1::EventBody& body);

}  // namespace candour::audit
