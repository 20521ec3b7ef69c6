// What people type, turned into what messages hold. The command line and the demonstration fill
// every command through SetField, so that neither needs code of its own for any command.
//
// All functions are pure. Errors are INVALID_ARGUMENT with a sentence that says what is expected.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "candour/types/v1/time.pb.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "google/protobuf/timestamp.pb.h"

namespace candour::cli {

// "2012-05-03", "2012-05" (that month) or "2012" (that year).
absl::StatusOr<types::v1::Date> ParseDate(absl::string_view text);

// "2012-05-03T09:30" or "2012-05-03 09:30", in the given zone; "2012-05-03T09:30Z" in UTC; "+01:00"
// at the end names another offset. Seconds may follow the minutes.
absl::StatusOr<google::protobuf::Timestamp> ParseMoment(absl::string_view text,
                                                        const absl::TimeZone& zone);

// "yes" and "no", "true" and "false".
absl::StatusOr<bool> ParseBool(absl::string_view text);

// The value's name or its words, in any case, with spaces, dashes or underscores: "public_health",
// "public health". Never the unspecified value.
absl::StatusOr<const google::protobuf::EnumValueDescriptor*> ParseEnum(
    const google::protobuf::EnumDescriptor& type, absl::string_view text);

// The values of an enum as ParseEnum takes them: "telephone, letter, email".
std::string EnumChoices(const google::protobuf::EnumDescriptor& type);

// In lower case, with spaces for dashes and underscores: "on-hold" is "on hold".
std::string AsSpoken(absl::string_view text);

// Sets the field at `path`: "received_at", "header.capacity", "factors[0].domain". Dashes stand for
// underscores. A repeated field without an index gains one more item. A message is given as JSON
// ("{...}"), apart from dates and moments, which are read as above.
absl::Status SetField(google::protobuf::Message& message, absl::string_view path,
                      absl::string_view text, const absl::TimeZone& zone);

// The one value that the path names, however it is spelled: "header.capacity"; blank if it adds an
// item to a list, or names no field.
std::string PlaceOf(const google::protobuf::Descriptor& type, absl::string_view path);

// The same as SetField, unless there is nothing to set. In London's zone.
absl::Status SetIfGiven(google::protobuf::Message& message, const std::string& field,
                        const std::string& text);

}  // namespace candour::cli
