// Reading the times of messages that have been validated (a stored fact always has).
#pragma once

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "candour/types/v1/time.pb.h"
#include "google/protobuf/timestamp.pb.h"

namespace candour::workflows {

// The day of an exact date; of an approximate one its earliest day.
inline absl::CivilDay DayOf(const types::v1::Date& date) {
  return absl::CivilDay(date.year(), date.month() == 0 ? 1 : date.month(),
                        date.day() == 0 ? 1 : date.day());
}

inline absl::Time MomentOf(const google::protobuf::Timestamp& at) {
  return absl::FromUnixSeconds(at.seconds()) + absl::Nanoseconds(at.nanos());
}

}  // namespace candour::workflows
