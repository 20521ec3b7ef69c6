// The words after `candour do`, and the command they make. The demonstration builds its commands
// the same way.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace candour::cli {

using FieldValues = std::vector<std::pair<std::string, std::string>>;  // path, text

// What followed `candour do`.
struct DoWords {
  std::string command;  // blank: list them
  bool help = false;
  FieldValues fields;
};

// "--field value", "--field=value"; a field with no value is a yes. INVALID_ARGUMENT for words that
// belong to no field.
absl::StatusOr<DoWords> ParseDoWords(const std::vector<std::string>& words);

// INVALID_ARGUMENT if a field that holds one value is given two. What is told by tables and plans
// may give a field again: there the last counts.
absl::Status UnlessGivenTwice(const google::protobuf::MethodDescriptor& command,
                              const FieldValues& fields);

// The command with its fields set; those of the header may be named alone ("capacity"). A value
// that begins with @ is the content of that file, "@@" stands for one @.
absl::StatusOr<std::unique_ptr<google::protobuf::Message>> BuildCommand(
    const google::protobuf::MethodDescriptor& command, const FieldValues& fields);

}  // namespace candour::cli
