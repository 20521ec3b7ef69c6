// The form of a command, from what its proto declares: so that one renderer serves commands and
// agencies' papers alike.
#pragma once

#include "absl/status/statusor.h"
#include "candour/types/v1/form.pb.h"
#include "google/protobuf/descriptor.h"

namespace candour::workflows::forms {

// The type is the command's name in small letters, the version that of its package ("v1"). Field
// keys are the paths that Validate names in its violations, without indices. The header is left
// out: who acts, and when, is not asked on a form. So are answers to a form: that form is shown in
// their place. A message that may come several times is a section that repeats.
//
// INVALID_ARGUMENT if the command holds what a form cannot ask: a list inside a list.
absl::StatusOr<types::v1::FormDefinition> FormOfCommand(
    const google::protobuf::Descriptor& command);

}  // namespace candour::workflows::forms
