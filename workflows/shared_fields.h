// A command and the event it leads to say many things by the same name; they are carried over by
// name, so that no one writes (or forgets) the copying.
#pragma once

#include "google/protobuf/message.h"

namespace candour::workflows {

// Copies every field of `from` that is set and that `to` has under the same name and type. Fields
// of `to` that `from` does not have stay as they are.
void CopySharedFields(const google::protobuf::Message& from, google::protobuf::Message& to);

}  // namespace candour::workflows
