// What an event says, value by value, each with the number and the name of its field: readable by
// people, and checkable against the bytes by whoever can take a protobuf message apart.
#pragma once

#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "candour/audit/v1/bundle.pb.h"
#include "candour/record/v1/event.pb.h"
#include "google/protobuf/message.h"

namespace candour::audit {

// The message that was sealed; null if this program does not know its type. DATA_LOSS if it is not
// of the type it names.
absl::StatusOr<std::unique_ptr<google::protobuf::Message>> PayloadOf(
    const record::v1::EventBody& body);

// In the order of the numbers. The payload is opened with the message its type names; one this
// program does not know stays bytes. DATA_LOSS if the envelope or the payload has fields this
// program does not know: they would be left out in silence.
absl::StatusOr<std::vector<v1::ReadableField>> ReadableOf(const record::v1::EventBody& body);

}  // namespace candour::audit
