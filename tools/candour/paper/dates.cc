#include "tools/candour/paper/dates.h"

#include <array>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace candour::cli::paper {
namespace {

constexpr std::array<absl::string_view, 12> kMonths = {
    "january", "february", "march",     "april",   "may",      "june",
    "july",    "august",   "september", "october", "november", "december"};
constexpr int kShortestMonth = 3;    // letters that tell one month from another
constexpr double kFirstSerial = 61;  // 1 March 1900: before it workbooks count a day that never was
constexpr double kLastSerial = 80000;
const absl::CivilDay kSerialZero(1899, 12, 30);

absl::Status NoDate(absl::string_view why) {
  return absl::InvalidArgumentError(
      absl::StrCat(why, "; write one date, such as 31/03/2015, March 2015 or 2015"));
}

int MonthNamed(const std::string& word) {
  for (size_t month = 0; month < kMonths.size(); ++month) {
    const bool short_form = word == "sept" || word.size() >= kShortestMonth;
    if (short_form && (absl::StartsWith(kMonths[month], word) ||
                       (word == "sept" && kMonths[month] == "september"))) {
      return static_cast<int>(month) + 1;
    }
  }
  return 0;
}

bool IsOrdinal(const std::string& word) {
  return word == "st" || word == "nd" || word == "rd" || word == "th" || word == "of" ||
         word == "on" || word == "at";
}

struct Words {
  struct Number {
    int value;
    size_t digits;
  };
  std::vector<Number> numbers;
  std::vector<int> months;
  std::optional<size_t> numbers_before_month;
  std::string unknown;
};

// Runs of digits and of letters; everything between them separates.
Words Split(absl::string_view text) {
  Words words;
  for (size_t at = 0; at < text.size();) {
    const auto run = [&](auto belongs) {
      const size_t from = at;
      while (at < text.size() && belongs(text[at])) ++at;
      return std::string(text.substr(from, at - from));
    };
    if (absl::ascii_isdigit(text[at])) {
      const std::string digits = run(absl::ascii_isdigit);
      int value = -1;
      if (digits.size() <= 4 && absl::SimpleAtoi(digits, &value)) {
        words.numbers.push_back({value, digits.size()});
      } else {
        words.unknown = digits;
      }
    } else if (absl::ascii_isalpha(text[at])) {
      const std::string word = absl::AsciiStrToLower(run(absl::ascii_isalpha));
      if (const int month = MonthNamed(word)) {
        words.months.push_back(month);
        if (!words.numbers_before_month) words.numbers_before_month = words.numbers.size();
      } else if (!IsOrdinal(word)) {
        words.unknown = word;
      }
    } else {
      ++at;
    }
  }
  return words;
}

void AddDoubt(PaperDate& date, std::string doubt) {
  absl::StrAppend(&date.doubt, date.doubt.empty() ? "" : "; ", doubt);
}

// Of a year written with two digits.
int WholeYear(Words::Number year, absl::CivilDay today, PaperDate& out) {
  if (year.digits != 2) return year.value;
  const int century = static_cast<int>(today.year() / 100 * 100);
  const int whole = century + year.value - (century + year.value > today.year() ? 100 : 0);
  AddDoubt(out, absl::StrCat("the year is taken as ", whole));
  return whole;
}

absl::StatusOr<PaperDate> DayOf(int year, int month, int day, PaperDate out) {
  const absl::CivilDay civil(year, month, day);
  if (civil.month() != month || civil.day() != day) return NoDate("there is no such day");
  out.text = absl::StrFormat("%04d-%02d-%02d", year, month, day);
  return out;
}

absl::StatusOr<PaperDate> MonthOf(int year, int month, PaperDate out) {
  out.text = absl::StrFormat("%04d-%02d", year, month);
  AddDoubt(out, "the paper gives no day");
  return out;
}

// Of a workbook: days since the end of 1899, and the part of a day.
absl::StatusOr<PaperDate> OfSerial(double serial) {
  if (serial < kFirstSerial || serial > kLastSerial) {
    return NoDate("a number that is no day of a workbook");
  }
  const absl::CivilDay day = kSerialZero + static_cast<int>(serial);
  const int minutes = static_cast<int>(std::lround((serial - std::floor(serial)) * 24 * 60));
  PaperDate out{absl::FormatCivilTime(day)};
  if (minutes > 0 && minutes < 24 * 60) {
    absl::StrAppend(&out.text, absl::StrFormat("T%02d:%02d", minutes / 60, minutes % 60));
  }
  return out;
}

absl::StatusOr<PaperDate> FromNumbers(const std::vector<Words::Number>& numbers,
                                      absl::CivilDay today, PaperDate out) {
  if (numbers.size() == 1 && numbers[0].digits == 4) {
    out.text = absl::StrFormat("%04d", numbers[0].value);
    AddDoubt(out, "the paper gives only the year");
    return out;
  }
  if (numbers.size() == 2 && numbers[1].digits == 4 && numbers[0].value <= 12) {
    return MonthOf(numbers[1].value, numbers[0].value, std::move(out));
  }
  if (numbers.size() != 3) return NoDate("this is not one date");
  if (numbers[0].digits == 4) {
    return DayOf(numbers[0].value, numbers[1].value, numbers[2].value, std::move(out));
  }
  int day = numbers[0].value;
  int month = numbers[1].value;
  if (month > 12 && day <= 12) {
    std::swap(day, month);
    AddDoubt(out, "the month is taken to come first");
  }
  const int year = WholeYear(numbers[2], today, out);
  return DayOf(year, month, day, std::move(out));
}

absl::StatusOr<PaperDate> FromWords(const Words& words, absl::CivilDay today, PaperDate out) {
  const auto& numbers = words.numbers;
  const size_t before = *words.numbers_before_month;
  if (words.months.size() > 1) return NoDate("this names more than one date");
  if (numbers.size() == 1) {
    const int year = WholeYear(numbers[0], today, out);
    return MonthOf(year, words.months[0], std::move(out));
  }
  if (numbers.size() != 2) return NoDate("this is not one date");
  const bool year_first = numbers[0].digits == 4;
  const size_t day = year_first ? 1 : 0;
  if (before > 1 && !year_first) return NoDate("this is not one date");
  const int year = WholeYear(numbers[1 - day], today, out);
  return DayOf(year, words.months[0], numbers[day].value, std::move(out));
}

// Takes "14:30" from the end of what was written; blank if there is none.
absl::StatusOr<std::string> TakeTime(absl::string_view& text) {
  const size_t colon = text.find(':');
  if (colon == absl::string_view::npos) return std::string();
  size_t from = colon;
  while (from > 0 && absl::ascii_isdigit(text[from - 1])) --from;
  int hour = -1;
  int minute = -1;
  const bool read = absl::SimpleAtoi(text.substr(from, colon - from), &hour) &&
                    absl::SimpleAtoi(text.substr(colon + 1, 2), &minute);
  if (!read || hour > 23 || minute < 0 || minute > 59)
    return NoDate("there is no such time of day");
  text = text.substr(0, from);
  if (absl::EndsWith(text, "T")) text.remove_suffix(1);
  return absl::StrFormat("T%02d:%02d", hour, minute);
}

}  // namespace

absl::StatusOr<PaperDate> ReadDate(const Cell& cell, absl::CivilDay today) {
  if (cell.number) return OfSerial(*cell.number);
  absl::string_view text = absl::StripAsciiWhitespace(cell.text);
  PaperDate out;
  if (absl::StartsWith(text, "?") || absl::EndsWith(text, "?") ||
      absl::StartsWithIgnoreCase(text, "c.")) {
    AddDoubt(out, "the paper marks the date as uncertain");
    if (absl::StartsWithIgnoreCase(text, "c.")) text.remove_prefix(2);
  }
  const auto time = TakeTime(text);
  if (!time.ok()) return time.status();
  const Words words = Split(text);
  if (!words.unknown.empty() || (words.numbers.empty() && words.months.empty())) {
    return NoDate("this is not a date");
  }
  auto date = words.months.empty() ? FromNumbers(words.numbers, today, std::move(out))
                                   : FromWords(words, today, std::move(out));
  if (!date.ok() || time->empty()) return date;
  if (date->text.size() != absl::string_view("2015-03-31").size()) {
    return NoDate("there is a time of day without a day");
  }
  date->text += *time;
  return date;
}

}  // namespace candour::cli::paper
