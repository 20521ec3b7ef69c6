#include "tests/support/shorthand.h"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"

namespace candour::testing {
namespace {

// The number after `name` at the front of `text`, both taken away; none if it does not stand there.
std::optional<int64_t> TakeNumber(absl::string_view& text, absl::string_view name) {
  if (!absl::ConsumePrefix(&text, name)) return std::nullopt;
  const size_t digits = std::min(text.find_first_not_of("-0123456789"), text.size());
  int64_t number = 0;
  if (!absl::SimpleAtoi(text.substr(0, digits), &number)) return std::nullopt;
  text.remove_prefix(digits);
  return number;
}

// A moment or a day at the front of `text`, taken away and told after an `@`.
std::optional<std::string> TakeTime(absl::string_view& text, const absl::TimeZone& london) {
  absl::string_view rest = text;
  std::string told;
  if (const auto seconds = TakeNumber(rest, " { seconds: ")) {
    told = absl::FormatTime(": @%Y-%m-%dT%H:%M", absl::FromUnixSeconds(*seconds), london);
  } else if (const auto year = TakeNumber(rest, " { year: ")) {
    told = absl::StrFormat(": @%04d", *year);
    if (const auto month = TakeNumber(rest, " month: "))
      absl::StrAppendFormat(&told, "-%02d", *month);
    if (const auto day = TakeNumber(rest, " day: ")) absl::StrAppendFormat(&told, "-%02d", *day);
  }
  if (told.empty() || !absl::ConsumePrefix(&rest, " }")) return std::nullopt;
  text = rest;
  return told;
}

}  // namespace

std::string InShorthand(absl::string_view text, const absl::TimeZone& london) {
  std::string told;
  while (!text.empty()) {
    if (const auto time = TakeTime(text, london)) {
      told += *time;
    } else {
      told += text.front();
      text.remove_prefix(1);
    }
  }
  return told;
}

}  // namespace candour::testing
