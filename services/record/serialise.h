// Bytes of messages as they are stored, and the events the record writes about itself.
#pragma once

#include <string>

#include "base/clock.h"
#include "base/id.h"
#include "candour/record/v1/record.pb.h"
#include "google/protobuf/message.h"

namespace candour::record {

// Deterministic: the same message gives the same bytes in this program.
std::string Serialise(const google::protobuf::Message& message);

// An event on the log's own stream, sealed under the log's own scope; both go by the log's id.
v1::NewEvent OwnEvent(const LogId& log, const google::protobuf::Message& event, Micros now);

}  // namespace candour::record
