#include "workflows/value_checks.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/limits.h"
#include "workflows/clocks/calendar.h"
#include "workflows/dates.h"

namespace candour::workflows {

namespace {

// What turns the reading direction of what follows, or ends a line unseen: a reference or a name
// must look like what it is. U+2028 to U+202E and U+2066 to U+2069.
bool IsUnseen(uint32_t last_three) {
  return (last_three >= 0xe280a8 && last_three <= 0xe280ae) ||
         (last_three >= 0xe281a6 && last_three <= 0xe281a9);
}

}  // namespace

std::optional<size_t> CountCharacters(std::string_view text) {
  size_t characters = 0;
  unsigned char before = 0;
  uint32_t last_three = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    last_three = (last_three << 8 | byte) & 0xffffff;
    if (IsUnseen(last_three)) return std::nullopt;
    if ((byte < 0x20 && c != '\n' && c != '\t' && c != '\r') || byte == 0x7f) return std::nullopt;
    if (before == 0xc2 && byte < 0xa0) return std::nullopt;  // U+0080 to U+009F
    if ((byte & 0xc0) != 0x80) ++characters;
    before = byte;
  }
  return characters;
}

bool IsBlank(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; });
}

std::string TextViolation(std::string_view text, size_t limit) {
  const std::optional<size_t> characters = CountCharacters(text);
  if (!characters) return "control characters are not taken";
  if (*characters <= limit) return "";
  return absl::StrCat("at most ", limit, " characters are taken; there are ", *characters);
}

DateChecks::DateChecks(Micros now, const absl::TimeZone& london)
    : now_(absl::FromUnixMicros(now)),
      london_(london),
      today_(absl::ToCivilDay(now_, london)),
      first_moment_(absl::FromCivil(absl::CivilDay(limits::kEarliestYear, 1, 1), london)),
      end_of_moments_(absl::FromCivil(absl::CivilDay(limits::kLatestYear + 1, 1, 1), london)) {}

std::string DateChecks::Violation(const types::v1::Date& date, const DateLimits& limits) const {
  const absl::StatusOr<clocks::DayRange> days = clocks::ToDayRange(date);
  if (!days.ok()) {
    return absl::StrCat("a date that exists, in the years ", limits::kEarliestYear, " to ",
                        limits::kLatestYear, ", is needed");
  }
  if (!days->IsExact() && !limits.approximate) {
    return "the day is needed, not only the month or year";
  }
  if (limits.not_future && days->earliest > today_) {
    return absl::StrCat("this cannot lie in the future: today is ", clocks::DateWords(today_));
  }
  return "";
}

std::string DateChecks::Violation(const google::protobuf::Timestamp& moment,
                                  bool not_future) const {
  const absl::Time at = MomentOf(moment);
  if (moment.nanos() < 0 || moment.nanos() > 999'999'999 || at < first_moment_ ||
      at >= end_of_moments_) {
    return absl::StrCat("a moment in the years ", limits::kEarliestYear, " to ",
                        limits::kLatestYear, " is needed");
  }
  if (!not_future || at <= now_) return "";
  return absl::StrCat("this cannot lie in the future: it is ", clocks::MomentWords(now_, london_),
                      " now");
}

}  // namespace candour::workflows
