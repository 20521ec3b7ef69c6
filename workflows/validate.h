// Checks any command against what its fields declare (options.proto: FieldRule). One validator for
// all commands; what the words mean together is the rules' business.
#pragma once

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "base/clock.h"
#include "candour/types/v1/time.pb.h"
#include "google/protobuf/message.h"

namespace candour::workflows {

struct FieldViolation {
  std::string field;        // path from the command: "header.command_id", "factors[2].domain"
  std::string description;  // what is wrong and what is wanted; never the value itself
};

// Empty if all is well. Checked, besides the declared rules: every enum value is known, every date
// exists, text is UTF-8 without control characters, nothing is of an unknown field (a newer
// client's words would be lost), and lists and texts keep to their limits. Dates not declared
// `approximate` name their day. `now` and `london` decide what lies in the future.
std::vector<FieldViolation> Validate(const google::protobuf::Message& command, Micros now,
                                     const absl::TimeZone& london);

// When an event happened: the span of the field its proto marks `occurred`, else the moment `now`.
types::v1::Occurred OccurredOf(const google::protobuf::Message& event, Micros now,
                               const absl::TimeZone& london);

}  // namespace candour::workflows
