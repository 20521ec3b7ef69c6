#include "tools/candour/paper/dates.h"

#include <algorithm>
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
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "base/status.h"
#include "tools/candour/paper/date_words.h"

namespace candour::cli::paper {
namespace {

constexpr double kFirstSerial = 61;  // 1 March 1900: before it workbooks count a day that never was
constexpr double kLastSerial = 80000;
constexpr double kFirstYear = 1900;  // somebody who types 2014 into a cell means the year
constexpr double kLastYear = 2100;
constexpr double kFirstSerialOfText = 29221;  // 1980: where digits alone may be a workbook's number
const absl::CivilDay kSerialZero(1899, 12, 30);

absl::Status NoDate(absl::string_view why) {
  return absl::InvalidArgumentError(
      absl::StrCat(why, "; write one date, such as 31/03/2015, March 2015 or 2015"));
}

void AddDoubt(PaperDate& date, std::string doubt) {
  absl::StrAppend(&date.doubt, date.doubt.empty() ? "" : "; ", doubt);
}

// The months of a term of schools.
struct Term {
  absl::string_view season;
  int first_month;
  int last_month;
};
constexpr Term kTerms[] = {{"autumn", 9, 12}, {"spring", 1, 4}, {"summer", 4, 7}};

// A day, a month (no day) or a year (neither).
struct Parts {
  int year = 0;
  int month = 0;
  int day = 0;

  std::string Text() const {
    if (day > 0) return absl::StrFormat("%04d-%02d-%02d", year, month, day);
    if (month > 0) return absl::StrFormat("%04d-%02d", year, month);
    return absl::StrFormat("%04d", year);
  }
};

// Reads what stands in one cell; what had to be assumed gathers in `out`.
class DateReader {
 public:
  DateReader(absl::CivilDay today, Century century) : today_(today), century_(century) {}

  absl::StatusOr<PaperDate> Read(absl::string_view text) {
    if (auto year = FinancialYear(text)) return *std::move(year);
    ASSIGN_OR_RETURN(out_.time, TakeTime(text));
    const std::optional<Halves> halves = HalvesOf(text);
    absl::Status read;
    if (halves) {
      read = ReadHalves(*halves);
    } else {
      read = ReadWhole(WordsOfDate(text));
    }
    RETURN_IF_ERROR(read);
    if (!out_.until.empty() && out_.until < out_.text) return NoDate("it ends before it begins");
    return std::move(out_);
  }

 private:
  struct Halves {
    absl::string_view from;
    absl::string_view until;
  };

  // "Q3 13/14", "2013/14", "2013-14", "FY13/14", "Q3 2014": a financial year, which begins in
  // April, or a quarter of one.
  std::optional<PaperDate> FinancialYear(absl::string_view text) const {
    std::string bare = absl::AsciiStrToLower(
        absl::StrReplaceAll(text, {{" ", ""}, {",", ""}, {"\xe2\x80\x93", "/"}, {"-", "/"}}));
    absl::string_view rest = bare;
    int quarter = 0;
    for (const absl::string_view word : {"quarter", "qtr", "q"}) {
      if (!absl::ConsumePrefix(&rest, word)) continue;
      if (rest.empty() || rest[0] < '1' || rest[0] > '4') return std::nullopt;
      quarter = rest[0] - '0';
      rest.remove_prefix(1);
      break;
    }
    const bool said = absl::ConsumePrefix(&rest, "fy") || quarter > 0;
    const std::vector<std::string> years = absl::StrSplit(rest, '/');
    int first = 0;
    const bool one = years.size() == 1 && quarter > 0 && rest.size() == 4;
    if ((!one && !FollowsOn(years, said)) || !absl::SimpleAtoi(years[0], &first)) {
      return std::nullopt;
    }
    // Where things have happened, "2008-09" is how workbooks write a month.
    const bool month = years.size() == 2 && !said && years[1].size() == 2 && years[1] <= "12";
    if (month && century_ == Century::kNotAhead && absl::StrContains(text, "-")) {
      return std::nullopt;
    }
    if (first < 100) first += 2000;
    const absl::CivilMonth from =
        absl::CivilMonth(first, 4) + (quarter == 0 ? 0 : 3 * (quarter - 1));
    const absl::CivilMonth until = from + (quarter == 0 ? 11 : 2);
    PaperDate out;
    out.text = absl::FormatCivilTime(from);
    out.until = absl::FormatCivilTime(until);
    out.doubt = absl::StrCat("it is taken as ", MonthName(from.month()), " ", from.year(), " to ",
                             MonthName(until.month()), " ", until.year(),
                             ", for a financial year begins in April");
    return out;
  }

  // "2013" and "14", "2013" and "2014", or "13" and "14" if it is `said` to be a year.
  static bool FollowsOn(const std::vector<std::string>& years, bool said) {
    int first = 0;
    int second = 0;
    if (years.size() != 2 || !absl::SimpleAtoi(years[0], &first) ||
        !absl::SimpleAtoi(years[1], &second)) {
      return false;
    }
    const size_t digits = years[0].size();
    const bool whole = digits == 4 && years[1].size() == 4 && second == first + 1;
    const bool written = (digits == 4 || (digits == 2 && said)) && years[1].size() == 2;
    return whole || (written && second == (first + 1) % 100);
  }

  // Takes "14:30" from the end of what was written; blank if there is none.
  static absl::StatusOr<std::string> TakeTime(absl::string_view& text) {
    const size_t colon = text.find(':');
    if (colon == absl::string_view::npos) return std::string();
    size_t from = colon;
    while (from > 0 && absl::ascii_isdigit(text[from - 1])) --from;
    int hour = -1;
    int minute = -1;
    const bool read = absl::SimpleAtoi(text.substr(from, colon - from), &hour) &&
                      absl::SimpleAtoi(text.substr(colon + 1, 2), &minute);
    if (!read || hour > 23 || minute < 0 || minute > 59) {
      return NoDate("there is no such time of day");
    }
    // To the second, midnight is how workbooks and databases write a day without a time.
    const bool no_time =
        hour == 0 && minute == 0 && absl::StartsWith(text.substr(colon + 3), ":00");
    text = text.substr(0, from);
    if (absl::EndsWith(text, "T")) text.remove_suffix(1);
    return no_time ? std::string() : absl::StrFormat("%02d:%02d", hour, minute);
  }

  // "14.10.10 - 16.10.10", "June to August 2009"; not "2015-03-31" and not "Mar-15".
  static std::optional<Halves> HalvesOf(absl::string_view text) {
    for (const absl::string_view mark :
         {" - ", " \xe2\x80\x93 ", "\xe2\x80\x93", " to ", " until "}) {
      const size_t at = text.find(mark);
      if (at != absl::string_view::npos) {
        return Halves{text.substr(0, at), text.substr(at + mark.size())};
      }
    }
    const size_t at = text.find('-');
    if (at == absl::string_view::npos || text.find('-', at + 1) != absl::string_view::npos) {
      return std::nullopt;
    }
    const Halves halves{text.substr(0, at), text.substr(at + 1)};
    const auto dotted = [](absl::string_view half) {
      return half.find_first_of("./") != absl::string_view::npos;
    };
    const auto is_year = [](absl::string_view half) {
      half = absl::StripAsciiWhitespace(half);
      return half.size() == 4 && std::all_of(half.begin(), half.end(), absl::ascii_isdigit);
    };
    if (is_year(halves.from) && is_year(halves.until)) return halves;
    const bool days_of_month = !halves.from.empty() && WordsOfDate(text).numbers_before_month == 2;
    if (days_of_month || (dotted(halves.from) && dotted(halves.until))) return halves;
    return std::nullopt;
  }

  // What the first half leaves out is that of the second.
  absl::Status ReadHalves(const Halves& halves) {
    const DateWords second = WordsOfDate(halves.until);
    ASSIGN_OR_RETURN(const Parts until, PartsOf(second));
    const DateWords first = WordsOfDate(halves.from);
    Parts from;
    if (first.unknown.empty() && first.numbers.empty() && first.months.size() == 1) {
      from = {until.year, first.months[0], 0};
    } else if (first.unknown.empty() && first.numbers.size() == 1 && first.numbers[0].digits <= 2 &&
               until.day > 0) {
      from = {until.year, first.months.empty() ? until.month : first.months[0],
              first.numbers[0].value};
      RETURN_IF_ERROR(CheckDay(from));
    } else {
      ASSIGN_OR_RETURN(from, PartsOf(first));
    }
    Note(first);
    Note(second);
    out_.text = from.Text();
    out_.until = until.Text();
    return absl::OkStatus();
  }

  absl::Status ReadWhole(const DateWords& words) {
    if (words.season && words.unknown.empty() && words.numbers.size() == 1 &&
        words.numbers[0].digits == 4) {
      const int year = words.numbers[0].value;
      if (words.term) return ReadTerm(words.season->word, year);
      out_.text = Parts{year, words.season->first_month, 0}.Text();
      out_.until = Parts{year, words.season->first_month + 2, 0}.Text();
      AddDoubt(out_, absl::StrCat(words.season->word, " is taken as the three months from ",
                                  absl::AsciiStrToLower(MonthName(words.season->first_month))));
      return absl::OkStatus();
    }
    if (words.season || words.term) return NoDate("this is not a date");
    const auto& numbers = words.numbers;
    if (words.unknown.empty() && words.months.size() == 2 && numbers.size() == 1 &&
        words.numbers_before_month == 0 && words.months[0] < words.months[1]) {
      // "Jan/Feb 2014"
      const int year = WholeYear(numbers[0]);
      Note(words);
      out_.text = Parts{year, words.months[0], 0}.Text();
      out_.until = Parts{year, words.months[1], 0}.Text();
      return absl::OkStatus();
    }
    if (words.unknown.empty() && words.months.size() == 1 && numbers.size() == 3 &&
        words.numbers_before_month == 2) {
      // "12/13 May 2009"
      const int year = WholeYear(numbers[2]);
      const Parts from{year, words.months[0], numbers[0].value};
      const Parts until{year, words.months[0], numbers[1].value};
      RETURN_IF_ERROR(CheckDay(from));
      RETURN_IF_ERROR(CheckDay(until));
      Note(words);
      out_.text = from.Text();
      out_.until = until.Text();
      return absl::OkStatus();
    }
    ASSIGN_OR_RETURN(const Parts parts, PartsOf(words));
    Note(words);
    out_.text = parts.Text();
    if (words.week && parts.day == 0) return NoDate("this is not one week");
    if (words.week) {
      const absl::CivilDay day(parts.year, parts.month, parts.day);
      const absl::CivilDay first = words.week_ends ? day - 6 : day;
      out_.text = absl::FormatCivilTime(first);
      out_.until = absl::FormatCivilTime(first + 6);
    } else if (parts.month == 0) {
      AddDoubt(out_, "the paper gives only the year");
    } else if (parts.day == 0) {
      AddDoubt(out_, "the paper gives no day");
    }
    return absl::OkStatus();
  }

  absl::Status ReadTerm(absl::string_view season, int year) {
    const Term& term = *std::find_if(std::begin(kTerms), std::end(kTerms),
                                     [&](const Term& one) { return one.season == season; });
    out_.text = Parts{year, term.first_month, 0}.Text();
    out_.until = Parts{year, term.last_month, 0}.Text();
    AddDoubt(out_, absl::StrCat("the ", season, " term is taken as ", MonthName(term.first_month),
                                " to ", MonthName(term.last_month)));
    return absl::OkStatus();
  }

  void Note(const DateWords& words) {
    if (words.uncertain) AddDoubt(out_, "the paper marks the date as uncertain");
    if (!words.part.empty()) AddDoubt(out_, absl::StrCat("the paper says \"", words.part, "\""));
    out_.part = words.part;
    if (out_.time.empty()) out_.time = words.part_of_day;
  }

  absl::StatusOr<Parts> PartsOf(const DateWords& words) {
    if (!words.unknown.empty() || (words.numbers.empty() && words.months.empty())) {
      return NoDate("this is not a date");
    }
    return words.months.empty() ? FromNumbers(words.numbers) : FromWords(words);
  }

  absl::StatusOr<Parts> FromNumbers(const std::vector<DateWords::Number>& numbers) {
    if (numbers.size() == 1 && numbers[0].digits == 4) return Parts{numbers[0].value};
    if (numbers.size() == 2 && numbers[1].digits == 4 && numbers[0].value <= 12) {
      return Parts{numbers[1].value, numbers[0].value};
    }
    if (numbers.size() == 2 && numbers[0].digits == 4 && numbers[1].value <= 12) {
      const Parts parts{numbers[0].value, numbers[1].value};
      const bool next_year =
          numbers[1].digits == 1 && numbers[1].value == numbers[0].value % 10 + 1;
      if (next_year) {
        AddDoubt(out_,
                 absl::StrCat("it is taken as ", MonthName(numbers[1].value), " ", numbers[0].value,
                              ", and may mean the years up to ", numbers[0].value + 1));
      } else if (numbers[1].digits == 2 && numbers[1].value > numbers[0].value % 100) {
        AddDoubt(out_, absl::StrCat("it is taken as ", MonthName(numbers[1].value), " ",
                                    numbers[0].value, ", and may mean the years up to ",
                                    numbers[0].value / 100 * 100 + numbers[1].value));
      }
      return parts;
    }
    if (numbers.size() != 3) return NoDate("this is not one date");
    if (numbers[0].digits == 4) {
      const Parts parts{numbers[0].value, numbers[1].value, numbers[2].value};
      RETURN_IF_ERROR(CheckDay(parts));
      return parts;
    }
    int day = numbers[0].value;
    int month = numbers[1].value;
    if (month > 12 && day <= 12) {
      std::swap(day, month);
      AddDoubt(out_, "the month is taken to come first");
    }
    const Parts parts{WholeYear(numbers[2]), month, day};
    RETURN_IF_ERROR(CheckDay(parts));
    return parts;
  }

  absl::StatusOr<Parts> FromWords(const DateWords& words) {
    const auto& numbers = words.numbers;
    const size_t before = *words.numbers_before_month;
    if (words.months.size() > 1) return NoDate("this names more than one date");
    if (numbers.empty() || (numbers.size() == 1 && before == 1 && numbers[0].digits < 4)) {
      return NoDate("no year is written");
    }
    if (numbers.size() == 1) return Parts{WholeYear(numbers[0]), words.months[0]};
    if (numbers.size() != 2) return NoDate("this is not one date");
    const bool year_first = numbers[0].digits == 4;
    const size_t day = year_first ? 1 : 0;
    if (before > 1 && !year_first) return NoDate("this is not one date");
    const Parts parts{WholeYear(numbers[1 - day]), words.months[0], numbers[day].value};
    RETURN_IF_ERROR(CheckDay(parts));
    return parts;
  }

  static absl::Status CheckDay(const Parts& parts) {
    const absl::CivilDay civil(parts.year, parts.month, parts.day);
    if (civil.month() == parts.month && civil.day() == parts.day) return absl::OkStatus();
    return NoDate("there is no such day");
  }

  // Of a year that may be written with two digits.
  int WholeYear(DateWords::Number year) {
    if (year.digits != 2) return year.value;
    const int this_year = static_cast<int>(today_.year());
    const int latest = century_ == Century::kNearest ? this_year + 50 : this_year;
    const int whole = latest - ((latest - year.value) % 100);
    const std::string doubt = absl::StrCat("the year is taken as ", whole);
    if (!absl::StrContains(out_.doubt, doubt)) AddDoubt(out_, doubt);
    return whole;
  }

  const absl::CivilDay today_;
  const Century century_;
  PaperDate out_;
};

// Of a workbook: days since the end of 1899, and the part of a day.
absl::StatusOr<PaperDate> OfSerial(double serial) {
  if (serial < kFirstSerial || serial > kLastSerial) {
    return NoDate("a number that is no day of a workbook");
  }
  PaperDate out;
  if (serial == std::floor(serial) && serial >= kFirstYear && serial <= kLastYear) {
    out.text = absl::StrCat(static_cast<int>(serial));
    out.doubt = "the paper gives only the year";
    return out;
  }
  const absl::CivilDay day = kSerialZero + static_cast<int>(serial);
  const int minutes = static_cast<int>(std::lround((serial - std::floor(serial)) * 24 * 60));
  out.text = absl::FormatCivilTime(day);
  if (minutes > 0 && minutes < 24 * 60) {
    out.time = absl::StrFormat("%02d:%02d", minutes / 60, minutes % 60);
  }
  return out;
}

// Where a workbook was saved as text and lost how its days were shown.
std::optional<PaperDate> OfSerialInText(absl::string_view text) {
  constexpr size_t kDigits = 5;
  double serial = 0;
  const bool digits =
      text.size() == kDigits && std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
  if (!digits || !absl::SimpleAtod(text, &serial) || serial < kFirstSerialOfText) {
    return std::nullopt;
  }
  auto date = OfSerial(serial);
  if (!date.ok()) return std::nullopt;
  date->doubt = absl::StrCat(text, " is taken as the number a workbook has for ", date->text);
  return *std::move(date);
}

}  // namespace

bool IsNoTimeOfDay(absl::string_view written) {
  size_t at = 0;
  const auto number = [&] {
    const size_t from = at;
    while (at < written.size() && absl::ascii_isdigit(written[at])) ++at;
    return written.substr(from, at - from);
  };
  absl::string_view hour = number();
  absl::string_view minute;
  if (hour.size() == 4) {
    minute = hour.substr(2);
    hour = hour.substr(0, 2);
  } else if (!hour.empty() && hour.size() <= 2 && at < written.size() &&
             absl::StrContains(":.", written[at])) {
    ++at;
    minute = number();
  }
  int hours = 0;
  int minutes = 0;
  if (minute.size() != 2 || !absl::SimpleAtoi(hour, &hours) ||
      !absl::SimpleAtoi(minute, &minutes)) {
    return false;
  }
  return hours > 23 || minutes > 59;
}

absl::StatusOr<PaperDate> ReadSpan(const Cell& cell, absl::CivilDay today, Century century) {
  if (cell.number) {
    ASSIGN_OR_RETURN(PaperDate date, OfSerial(*cell.number));
    // A day that a workbook does not show as one.
    if (date.doubt.empty() && cell.text.find_first_not_of("0123456789.") == std::string::npos) {
      date.doubt =
          absl::StrCat(cell.text, " is taken as the number a workbook has for ", date.text);
    }
    return date;
  }
  absl::string_view text = absl::StripAsciiWhitespace(cell.text);
  if (auto serial = OfSerialInText(text)) return *std::move(serial);
  const std::string week = absl::StrReplaceAll(
      text, {{"w/c", "wc"}, {"W/C", "wc"}, {"W/c", "wc"}, {"w/e", "we"}, {"W/E", "we"}});
  text = week;
  const bool marked = absl::StartsWith(text, "?") || absl::EndsWith(text, "?");
  ASSIGN_OR_RETURN(PaperDate date, DateReader(today, century).Read(text));
  if (marked) {
    date.doubt = absl::StrCat("the paper marks the date as uncertain",
                              date.doubt.empty() ? "" : "; ", date.doubt);
  }
  return date;
}

absl::StatusOr<PaperDate> ReadDate(const Cell& cell, absl::CivilDay today, Century century) {
  ASSIGN_OR_RETURN(PaperDate date, ReadSpan(cell, today, century));
  if (!date.until.empty()) return NoDate("this names more than one date");
  if (date.time.empty()) return date;
  const bool on_a_day = date.text.size() == absl::string_view("2015-03-31").size();
  if (!on_a_day) return NoDate("there is a time of day without a day");
  if (absl::ascii_isdigit(date.time[0])) {
    absl::StrAppend(&date.text, "T", date.time);
  } else {
    AddDoubt(date, absl::StrCat("the paper says \"", date.time, "\""));
  }
  return date;
}

}  // namespace candour::cli::paper
