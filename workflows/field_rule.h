// What a field of a command declares, with what follows from it (options.proto: FieldRule). Who
// reads `required`, `not_future` or `occurred` of a command asks here.
#pragma once

#include "candour/options.pb.h"
#include "candour/types/v1/options.pb.h"
#include "google/protobuf/descriptor.h"

namespace candour::workflows {

inline const types::v1::FieldRule& RuleOf(const google::protobuf::FieldDescriptor& field) {
  return field.options().GetExtension(candour::field);
}

inline bool IsRequired(const types::v1::FieldRule& rule) {
  const bool names_stream = rule.refers_to() != types::v1::AGGREGATE_UNSPECIFIED;
  return rule.required() || rule.happened() || (names_stream && !rule.optional_stream());
}

inline bool IsNotFuture(const types::v1::FieldRule& rule) {
  return rule.not_future() || rule.happened();
}

// Whether it tells when the thing happened.
inline bool IsOccurred(const types::v1::FieldRule& rule) {
  return rule.occurred() || rule.happened();
}

}  // namespace candour::workflows
