// When something happened, of what the record says of it.
#include <optional>

#include "absl/status/status.h"
#include "base/status.h"
#include "workflows/clocks/calendar.h"
#include "workflows/clocks/clock.h"

namespace candour::workflows::clocks {

When When::At(absl::Time moment, const absl::TimeZone& london) {
  const absl::CivilDay day = DayOf(moment, london);
  return {day, day, moment};
}

absl::StatusOr<When> When::From(const types::v1::Date& date) {
  ASSIGN_OR_RETURN(const DayRange range, ToDayRange(date));
  return When{range.earliest, range.latest, std::nullopt};
}

absl::StatusOr<When> When::From(const types::v1::Occurred& occurred, const absl::TimeZone& london) {
  if (!occurred.has_earliest() || !occurred.has_latest()) {
    return absl::InvalidArgumentError("when it happened needs its earliest and its latest moment");
  }
  const auto time = [](const google::protobuf::Timestamp& stamp) {
    return absl::FromUnixSeconds(stamp.seconds()) + absl::Nanoseconds(stamp.nanos());
  };
  const absl::Time earliest = time(occurred.earliest());
  const absl::Time latest = time(occurred.latest());
  if (latest < earliest) {
    return absl::InvalidArgumentError("the latest moment lies before the earliest");
  }
  if (occurred.precision() == types::v1::MOMENT) return At(latest, london);
  return When{DayOf(earliest, london), DayOf(latest, london), std::nullopt};
}

}  // namespace candour::workflows::clocks
