// Judging single values, wherever they were given: in a command or on a form. Each answers what is
// wrong and what is wanted, never repeating the value; blank if nothing is wrong.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "candour/types/v1/time.pb.h"
#include "google/protobuf/timestamp.pb.h"

namespace candour::workflows {

// Characters, or nothing if the text holds control characters (line ends and tabs apart) or such as
// turn the reading direction. Protobuf
// has already refused what is not UTF-8.
std::optional<size_t> CountCharacters(std::string_view text);

bool IsBlank(std::string_view text);

// `limit` in characters.
std::string TextViolation(std::string_view text, size_t limit);

struct DateLimits {
  bool approximate = false;  // the month or the year is enough
  bool not_future = false;
};

// What the present moment makes of dates.
class DateChecks {
 public:
  DateChecks(Micros now, const absl::TimeZone& london);

  std::string Violation(const types::v1::Date& date, const DateLimits& limits) const;
  std::string Violation(const google::protobuf::Timestamp& moment, bool not_future) const;

 private:
  absl::Time now_;
  absl::TimeZone london_;
  absl::CivilDay today_;
  absl::Time first_moment_;
  absl::Time end_of_moments_;
};

}  // namespace candour::workflows
