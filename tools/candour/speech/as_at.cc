#include "tools/candour/speech/as_at.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "tools/candour/speech/values.h"
#include "workflows/clocks/calendar.h"

namespace candour::cli {

absl::StatusOr<audit::v1::AsAt> ParseAsAt(absl::string_view text, const absl::TimeZone& zone) {
  audit::v1::AsAt as_at;
  uint64_t position = 0;
  const bool digits = std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
  if (digits && absl::SimpleAtoi(text, &position)) {
    as_at.set_position(position);
    return as_at;
  }
  if (const auto date = ParseDate(text); date.ok() && date->day() != 0) {
    const absl::Time end =
        workflows::clocks::EndOfDay(absl::CivilDay(date->year(), date->month(), date->day()), zone);
    as_at.mutable_moment()->set_seconds(absl::ToUnixSeconds(end));
    return as_at;
  }
  if (const auto moment = ParseMoment(text, zone); moment.ok()) {
    *as_at.mutable_moment() = *moment;
    return as_at;
  }
  return absl::InvalidArgumentError(
      absl::StrCat("\"", text,
                   "\" is no position, day or moment: write 1234, 2012-05-03 or "
                   "2012-05-03T09:30"));
}

}  // namespace candour::cli
