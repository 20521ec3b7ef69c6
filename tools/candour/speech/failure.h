// How a failure is told: in a sentence, with what is wrong field by field, the rule's source and
// the way out; and as an exit code a script can act on.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "google/protobuf/descriptor.h"

namespace candour::cli {

// Documented in `candour --help`; scripts depend on them.
enum class Exit : int {
  kDone = 0,
  kRefused = 1,       // by a rule, or because somebody else was first
  kUsage = 2,         // the command line or a value in it
  kNotPermitted = 3,  // not signed in, or not in this role
  kNotFound = 4,
  kUnknown = 5,  // the server cannot be reached, or nobody knows whether it was done
  kDamage = 6,   // the record is damaged
};

Exit ExitOf(const absl::Status& status);

// The text for standard error. `method` (may be null) is what was called: of a call that was not
// permitted it names who may.
std::string FailureText(const absl::Status& status,
                        const google::protobuf::MethodDescriptor* method);

// The same for programs, as one JSON document: the code, the message, and, where there are any, the
// fields or the reason, the source and the ids of a refusal.
std::string FailureJson(const absl::Status& status);

}  // namespace candour::cli
