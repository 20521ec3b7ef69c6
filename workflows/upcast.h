// Old events are read as today's: the one place where a stored schema version becomes a message.
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "candour/record/v1/event.pb.h"
#include "google/protobuf/message.h"

namespace candour::workflows {

// The message inside a stored event, as the type of `prototype`. DATA_LOSS if the payload does not
// parse or its schema version is newer than this program.
absl::StatusOr<std::unique_ptr<google::protobuf::Message>> Upcast(
    const record::v1::EventBody& body, const google::protobuf::Message& prototype);

// The version events are written with today.
inline constexpr uint32_t kSchemaVersion = 1;

}  // namespace candour::workflows
