#include "tools/candour/paper/dates.h"

#include <algorithm>
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
#include "absl/strings/str_replace.h"
#include "absl/types/span.h"
#include "base/status.h"

namespace candour::cli::paper {
namespace {

constexpr std::array<absl::string_view, 12> kMonths = {
    "january", "february", "march",     "april",   "may",      "june",
    "july",    "august",   "september", "october", "november", "december"};
constexpr int kShortestMonth = 3;    // letters that tell one month from another
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

std::string MonthName(int month) {
  std::string name(kMonths[static_cast<size_t>(month - 1)]);
  name[0] = absl::ascii_toupper(name[0]);
  return name;
}

// Words that stand beside a date and say nothing of when it was.
bool SaysNothing(const std::string& word) {
  constexpr std::array<absl::string_view, 11> kWords = {"st", "nd", "rd",  "th",   "of", "on",
                                                        "at", "in", "the", "from", "by"};
  constexpr std::array<absl::string_view, 7> kDays = {"monday", "tuesday",  "wednesday", "thursday",
                                                      "friday", "saturday", "sunday"};
  const bool is_day = word.size() >= kShortestMonth &&
                      std::any_of(kDays.begin(), kDays.end(), [&](absl::string_view day) {
                        return absl::StartsWith(day, word);
                      });
  return is_day || std::find(kWords.begin(), kWords.end(), word) != kWords.end();
}

bool IsAmong(const std::string& word, absl::Span<const absl::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

constexpr absl::string_view kUncertain[] = {"approx", "approximately", "circa",     "c",
                                            "ca",     "about",         "around",    "est",
                                            "some",   "time",          "estimated", "possibly"};
constexpr absl::string_view kPartsOfPeriod[] = {"early",     "late",  "mid", "middle",
                                                "beginning", "start", "end"};
constexpr absl::string_view kPartsOfDay[] = {"am",      "pm",      "morning",   "afternoon",
                                             "evening", "night",   "overnight", "midday",
                                             "noon",    "midnight"};
constexpr absl::string_view kOfAWeek[] = {"week", "commencing", "wc", "we", "ending"};
constexpr absl::string_view kWeekEnds[] = {"we", "ending"};

// The months a season lasts. Winter lies in two years, and nobody can tell which was meant.
struct Season {
  absl::string_view word;
  int first_month;
};
constexpr Season kSeasons[] = {{"spring", 3}, {"summer", 6}, {"autumn", 9}};

struct Words {
  struct Number {
    int value;
    size_t digits;
  };
  std::vector<Number> numbers;
  std::vector<int> months;
  std::optional<size_t> numbers_before_month;
  std::optional<Season> season;
  bool uncertain = false;
  bool week = false;
  bool week_ends = false;   // on the day that is named
  std::string part;         // of a month or year, as the paper has it
  std::string part_of_day;  // likewise
  std::string unknown;
};

void TakeWord(const std::string& word, Words& words) {
  const auto season = std::find_if(std::begin(kSeasons), std::end(kSeasons),
                                   [&](const Season& one) { return one.word == word; });
  if (const int month = MonthNamed(word)) {
    words.months.push_back(month);
    if (!words.numbers_before_month) words.numbers_before_month = words.numbers.size();
  } else if (season != std::end(kSeasons)) {
    words.season = *season;
  } else if (IsAmong(word, kUncertain)) {
    words.uncertain = true;
  } else if (IsAmong(word, kPartsOfDay)) {
    words.part_of_day = word;
  } else if (IsAmong(word, kOfAWeek)) {
    words.week = true;
    words.week_ends = words.week_ends || IsAmong(word, kWeekEnds);
  } else if (IsAmong(word, kPartsOfPeriod)) {
    words.part = word;
  } else if (!SaysNothing(word)) {
    words.unknown = word;
  }
}

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
      TakeWord(absl::AsciiStrToLower(run(absl::ascii_isalpha)), words);
    } else {
      ++at;
    }
  }
  return words;
}

void AddDoubt(PaperDate& date, std::string doubt) {
  absl::StrAppend(&date.doubt, date.doubt.empty() ? "" : "; ", doubt);
}

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
      read = ReadWhole(Split(text));
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

  // "Q3 13/14", "2013/14": a financial year, which begins in April, or a quarter of one.
  static std::optional<PaperDate> FinancialYear(absl::string_view text) {
    std::string bare = absl::AsciiStrToLower(text);
    std::erase_if(bare, [](char letter) { return letter == ' ' || letter == ','; });
    absl::string_view rest = bare;
    int quarter = 0;
    for (const absl::string_view word : {"quarter", "qtr", "q"}) {
      if (!absl::ConsumePrefix(&rest, word)) continue;
      if (rest.empty() || rest[0] < '1' || rest[0] > '4') return std::nullopt;
      quarter = rest[0] - '0';
      rest.remove_prefix(1);
      break;
    }
    if (quarter == 0) absl::ConsumePrefix(&rest, "fy");
    const size_t mark = rest.find('/');
    int first = 0;
    int second = 0;
    const bool written = mark != absl::string_view::npos && rest.size() == mark + 3 &&
                         (mark == 4 || (mark == 2 && quarter > 0)) &&
                         absl::SimpleAtoi(rest.substr(0, mark), &first) &&
                         absl::SimpleAtoi(rest.substr(mark + 1), &second);
    if (!written || second != (first + 1) % 100) return std::nullopt;
    if (mark == 2) first += 2000;
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
    text = text.substr(0, from);
    if (absl::EndsWith(text, "T")) text.remove_suffix(1);
    return absl::StrFormat("%02d:%02d", hour, minute);
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
    const bool days_of_month = !halves.from.empty() && Split(text).numbers_before_month == 2;
    if (days_of_month || (dotted(halves.from) && dotted(halves.until))) return halves;
    return std::nullopt;
  }

  // What the first half leaves out is that of the second.
  absl::Status ReadHalves(const Halves& halves) {
    const Words second = Split(halves.until);
    ASSIGN_OR_RETURN(const Parts until, PartsOf(second));
    const Words first = Split(halves.from);
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

  absl::Status ReadWhole(const Words& words) {
    if (words.season && words.unknown.empty() && words.numbers.size() == 1 &&
        words.numbers[0].digits == 4) {
      const int year = words.numbers[0].value;
      out_.text = Parts{year, words.season->first_month, 0}.Text();
      out_.until = Parts{year, words.season->first_month + 2, 0}.Text();
      AddDoubt(out_, absl::StrCat(words.season->word, " is taken as the three months from ",
                                  kMonths[words.season->first_month - 1]));
      return absl::OkStatus();
    }
    if (words.season) return NoDate("this is not a date");
    const auto& numbers = words.numbers;
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

  void Note(const Words& words) {
    if (words.uncertain) AddDoubt(out_, "the paper marks the date as uncertain");
    if (!words.part.empty()) AddDoubt(out_, absl::StrCat("the paper says \"", words.part, "\""));
    if (out_.time.empty()) out_.time = words.part_of_day;
  }

  absl::StatusOr<Parts> PartsOf(const Words& words) {
    if (!words.unknown.empty() || (words.numbers.empty() && words.months.empty())) {
      return NoDate("this is not a date");
    }
    return words.months.empty() ? FromNumbers(words.numbers) : FromWords(words);
  }

  absl::StatusOr<Parts> FromNumbers(const std::vector<Words::Number>& numbers) {
    if (numbers.size() == 1 && numbers[0].digits == 4) return Parts{numbers[0].value};
    if (numbers.size() == 2 && numbers[1].digits == 4 && numbers[0].value <= 12) {
      return Parts{numbers[1].value, numbers[0].value};
    }
    if (numbers.size() == 2 && numbers[0].digits == 4 && numbers[1].value <= 12) {
      return Parts{numbers[0].value, numbers[1].value};
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

  absl::StatusOr<Parts> FromWords(const Words& words) {
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
  int WholeYear(Words::Number year) {
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

absl::StatusOr<PaperDate> ReadSpan(const Cell& cell, absl::CivilDay today, Century century) {
  if (cell.number) return OfSerial(*cell.number);
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
