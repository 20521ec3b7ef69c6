// Identifiers, names of streams and micros as the record's messages carry them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/clock.h"
#include "base/id.h"
#include "base/status.h"
#include "google/protobuf/timestamp.pb.h"
#include "storage/event_log.h"

namespace candour::record {

// INVALID_ARGUMENT, naming `what`, unless there are exactly as many bytes as the id has.
template <typename Id>
absl::StatusOr<Id> IdFrom(std::string_view bytes, absl::string_view what) {
  Id id;
  if (bytes.size() != id.bytes.size()) {
    return absl::InvalidArgumentError(
        absl::StrCat(what, " must be ", id.bytes.size(), " bytes; it is ", bytes.size()));
  }
  std::copy(bytes.begin(), bytes.end(), id.bytes.begin());
  return id;
}

// INVALID_ARGUMENT unless the type is one a leaf can carry; which kinds there are is not ours.
inline absl::StatusOr<storage::StreamName> StreamFrom(uint32_t type, std::string_view id) {
  if (type == 0 || type > UINT16_MAX) {
    return absl::InvalidArgumentError(
        absl::StrCat("stream_type ", type, " is not a kind of stream"));
  }
  ASSIGN_OR_RETURN(const StreamId stream_id, IdFrom<StreamId>(id, "stream_id"));
  return storage::StreamName{static_cast<uint16_t>(type), stream_id};
}

template <typename Array>
std::string ToString(const Array& bytes) {
  return std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

inline google::protobuf::Timestamp ToTimestamp(Micros micros) {
  google::protobuf::Timestamp out;
  out.set_seconds(micros / 1'000'000);
  out.set_nanos(static_cast<int32_t>(micros % 1'000'000) * 1000);
  return out;
}

}  // namespace candour::record
