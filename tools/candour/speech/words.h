// How values are said to people: "27 May 2025", "27 May 2025 09:30", "public health", "yes".
#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace candour::cli {

// The zone in which people read and write times.
const absl::TimeZone& London();

// "27 May 2025 09:30", London time.
std::string MomentWords(absl::Time moment);

// The value at `path` ("stage", "decision.decided_on"), in words; items of a repeated field are
// joined by "; ". Blank if it is not set. Of "notified_at|referred_on", the first that is not.
std::string ValueWords(const google::protobuf::Message& message, absl::string_view path);

// As much of an id as tells it from its neighbours in a list; anything else as it is.
std::string ShortId(const std::string& text);

// "3 cases", "1 case".
std::string Counted(int64_t count, absl::string_view one, absl::string_view many);

// As one JSON document, with the fields named as in the proto.
std::string JsonText(const google::protobuf::Message& message);

}  // namespace candour::cli
