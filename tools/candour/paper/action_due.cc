#include "tools/candour/paper/action_due.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "tools/candour/paper/action_words.h"
#include "tools/candour/paper/date_words.h"
#include "tools/candour/paper/dates.h"

namespace candour::cli::paper {
namespace {

constexpr std::array<absl::string_view, 22> kNoDay = {
    "ongoing",    "on-going", "on going",  "continuous", "continuing",    "rolling",
    "monthly",    "annual",   "quarterly", "bi-monthly", "as identified", "as required",
    "throughout", "weekly",   "daily",     "termly",     "immediate",     "as soon as",
    "asap",       "tbc",      "tba",       "to be "};

// Of a part of a month or year that is named: its last day. "Late" and "end" last as long as it
// does.
absl::CivilDay EndOfPart(absl::string_view part, absl::CivilMonth from, absl::CivilDay last) {
  const bool early = part == "early" || part == "beginning" || part == "start";
  const bool middle = part == "mid" || part == "middle";
  if (!early && !middle) return last;
  constexpr int kThirdOfMonth = 10;
  constexpr int kThirdOfYear = 4;
  const int thirds = early ? 1 : 2;
  if (absl::CivilDay(from + 1) - 1 == last)
    return absl::CivilDay(from) + kThirdOfMonth * thirds - 1;
  return absl::CivilDay(from + kThirdOfYear * thirds) - 1;
}

// Of a date as ReadDate writes it: the last day it may mean.
absl::CivilDay LastDayOf(const std::string& date, absl::string_view part = {}) {
  int year = 0, month = 12;
  const std::vector<std::string> parts = absl::StrSplit(date.substr(0, date.find('T')), '-');
  if (!parts.empty()) year = std::atoi(parts[0].c_str());
  if (parts.size() > 1) month = std::atoi(parts[1].c_str());
  if (parts.size() > 2) return absl::CivilDay(year, month, std::atoi(parts[2].c_str()));
  const absl::CivilDay last = absl::CivilDay(absl::CivilMonth(year, month) + 1) - 1;
  return EndOfPart(part, absl::CivilMonth(year, parts.size() > 1 ? month : 1), last);
}

std::optional<Due> OneDay(const Cell& cell, absl::CivilDay near) {
  const auto date = ReadDate(cell, near, Century::kNearest);
  if (!date.ok()) return std::nullopt;
  Due due{LastDayOf(date->text, date->part), {}, date->doubt, {}};
  if (date->text.size() < 10) {
    absl::StrAppend(&due.doubt, "; the last day it may mean is taken, ",
                    absl::FormatCivilTime(*due.on));
  }
  if (!due.doubt.empty()) due.words = PlainText(cell.text);
  return due;
}

// A cell with every mark that may part two dates written as "|": lines, commas, "revised to", a
// slash with space around it or behind a whole year.
std::string PartedDates(const Cell& cell) {
  std::vector<std::string> lines;
  for (const Line& line : LinesOf(cell.text)) {
    lines.push_back(line.mark.empty() || !absl::ascii_isdigit(line.mark[0])
                        ? line.text
                        : absl::StrCat(line.mark, " ", line.text));
  }
  std::string joined = absl::StrReplaceAll(absl::StrJoin(lines, "|"), {{" and ", "|"},
                                                                       {" & ", "|"},
                                                                       {",", "|"},
                                                                       {";", "|"},
                                                                       {" to ", "|"},
                                                                       {" or ", "|"},
                                                                       {" then ", "|"},
                                                                       {" / ", "|"},
                                                                       {" revised to ", "|"},
                                                                       {" extended to ", "|"},
                                                                       {" moved to ", "|"},
                                                                       {" (revised ", "|"},
                                                                       {" (extended to ", "|"},
                                                                       {")", ""}});
  constexpr size_t kYear = 4;
  for (size_t at = joined.find('/'); at != std::string::npos; at = joined.find('/', at + 1)) {
    const bool whole_year = at >= kYear && std::all_of(joined.begin() + at - kYear,
                                                       joined.begin() + at, absl::ascii_isdigit);
    if (whole_year) joined[at] = '|';
  }
  return joined;
}

// "12th" of "12th and 13th May 2014".
bool IsDayAlone(absl::string_view part) {
  size_t digits = 0;
  while (digits < part.size() && absl::ascii_isdigit(part[digits])) ++digits;
  const absl::string_view behind = absl::StripAsciiWhitespace(part.substr(digits));
  return digits > 0 && digits <= 2 &&
         (behind.empty() || behind == "st" || behind == "nd" || behind == "rd" || behind == "th");
}

// "July and January 2015": the month or year of a part that has none is that of the part after it.
std::optional<Due> SeveralDays(const Cell& cell, absl::CivilDay near) {
  const std::string joined = PartedDates(cell);
  std::vector<std::string> parts = absl::StrSplit(joined, '|', absl::SkipWhitespace());
  if (parts.size() < 2) return std::nullopt;
  std::vector<std::string> named;
  for (const std::string& part : parts) named.emplace_back(absl::StripAsciiWhitespace(part));
  std::optional<absl::CivilDay> last;
  std::string month;
  std::string year;
  std::reverse(parts.begin(), parts.end());
  for (std::string& part : parts) {
    if (IsDayAlone(absl::StripAsciiWhitespace(part))) absl::StrAppend(&part, " ", month);
    std::optional<Due> one = OneDay({part, {}}, near);
    if (!one && !year.empty()) one = OneDay({absl::StrCat(part, " ", year), {}}, near);
    if (!one) return std::nullopt;
    month = MonthName(one->on->month());
    year = absl::StrCat(one->on->year());
    last = last ? std::max(*last, *one->on) : *one->on;
  }
  return Due{last,
             PlainText(cell.text),
             absl::StrCat("this names ", parts.size(), " dates, ", absl::StrJoin(named, "; "),
                          "; the last is taken as the due day, and all are kept in words"),
             {}};
}

// "Spring 2014", "Q3 13/14", "w/c 3.6.13".
std::optional<Due> LastOfSpan(const Cell& cell, absl::CivilDay near) {
  const auto span = ReadSpan(cell, near, Century::kNearest);
  if (!span.ok() || span->until.empty()) return std::nullopt;
  const absl::CivilDay last = LastDayOf(span->until);
  return Due{
      last,
      PlainText(cell.text),
      absl::StrCat("this names more than a day; the last of it, ", absl::FormatCivilTime(last),
                   ", is taken", span->doubt.empty() ? "" : "; ", span->doubt),
      {}};
}

// What is written, as it was read before any of the words below were known. A row is known by the
// day that this finds (DayKnownBy), so what it finds never changes.
Due AsWritten(const Cell& cell, absl::CivilDay near) {
  const std::string text = PlainText(cell.text);
  Cell plain = cell;
  plain.text = std::string(absl::StripSuffix(text, "."));
  if (auto one = OneDay(plain, near)) return *one;
  if (auto span = LastOfSpan(plain, near)) return *span;
  if (auto several = SeveralDays(cell, near)) return *several;
  const std::string lower = absl::AsciiStrToLower(text);
  const bool says_no_day = std::any_of(kNoDay.begin(), kNoDay.end(), [&](absl::string_view word) {
    return absl::StrContains(lower, word);
  });
  return {std::nullopt,
          text,
          says_no_day ? absl::StrCat("\"", text, "\" is no day; it is kept in words, due on no day")
                      : absl::StrCat("\"", text,
                                     "\" cannot be read as a date; it is kept in words, due on "
                                     "no day until one is set"),
          {}};
}

void AddDoubt(Due& due, const std::string& doubt) {
  absl::StrAppend(&due.doubt, due.doubt.empty() ? "" : "; ", doubt);
}

// Takes what says no more than that a day is the last: "No later than", "or earlier".
bool TakeDeadline(absl::string_view& text) {
  constexpr std::array<absl::string_view, 7> kBefore = {
      "by no later than ", "no later than ", "not later than ", "on or before ",
      "by the latest ",    "deadline: ",     "deadline "};
  constexpr std::array<absl::string_view, 6> kBehind = {
      " or earlier", " or sooner", " or before", " at the latest", " latest", " (latest)"};
  bool taken = false;
  for (const absl::string_view words : kBefore) {
    if (!absl::StartsWithIgnoreCase(text, words)) continue;
    text.remove_prefix(words.size());
    taken = true;
  }
  for (const absl::string_view words : kBehind) {
    if (!absl::EndsWithIgnoreCase(text, words)) continue;
    text.remove_suffix(words.size());
    taken = true;
  }
  return taken;
}

// "(then annually)" behind a date: words that name no date of their own.
std::string TakeAside(absl::string_view& text) {
  const size_t opens = text.find('(');
  if (opens == absl::string_view::npos || opens == 0 || !absl::EndsWith(text, ")")) return {};
  const absl::string_view aside = text.substr(opens);
  if (std::any_of(aside.begin(), aside.end(), absl::ascii_isdigit)) return {};
  text = absl::StripTrailingAsciiWhitespace(text.substr(0, opens));
  return std::string(aside);
}

// Whether one letter too few, too many or other is all that tells two words apart.
bool AlmostTheSame(absl::string_view one, absl::string_view other) {
  if (one.size() > other.size()) std::swap(one, other);
  if (other.size() - one.size() > 1 || one == other) return false;
  const size_t differ =
      static_cast<size_t>(std::mismatch(one.begin(), one.end(), other.begin()).first - one.begin());
  const size_t skip = one.size() == other.size() ? 1 : 0;
  return one.substr(std::min(differ + skip, one.size())) == other.substr(differ + 1);
}

// With "Febuary" put right, and told.
std::string MonthsPutRight(absl::string_view text, std::string& told) {
  constexpr size_t kShortest = 5;  // "June" and "July", "Mar" and "May" are too near one another
  std::string out;
  for (size_t at = 0; at < text.size();) {
    const size_t from = at;
    while (at < text.size() && absl::ascii_isalpha(text[at])) ++at;
    if (at == from) {
      out += text[at++];
      continue;
    }
    std::string word(text.substr(from, at - from));
    for (int month = 1; month <= 12 && word.size() >= kShortest; ++month) {
      if (!AlmostTheSame(absl::AsciiStrToLower(word), absl::AsciiStrToLower(MonthName(month)))) {
        continue;
      }
      told = absl::StrCat("\"", word, "\" is taken as ", MonthName(month));
      word = MonthName(month);
    }
    out += word;
  }
  return out;
}

// Where what is written is no date as it stands, and names one plainly among words: that one.
std::optional<Due> AmongWords(const std::string& whole, absl::CivilDay near) {
  absl::string_view text = absl::StripSuffix(whole, ".");
  const bool deadline = TakeDeadline(text);
  const std::string aside = TakeAside(text);
  std::string slip;
  const std::string put_right = MonthsPutRight(text, slip);
  if (!deadline && aside.empty() && slip.empty()) return std::nullopt;
  Due due = AsWritten({put_right, {}}, near);
  if (!due.on) return std::nullopt;
  due.words = whole;
  if (!slip.empty()) AddDoubt(due, slip);
  if (!aside.empty()) AddDoubt(due, absl::StrCat(aside, " is kept in words alone"));
  AddDoubt(due,
           absl::StrCat("\"", whole, "\" is taken as due on ", absl::FormatCivilTime(*due.on)));
  return due;
}

// "Friday 14 March 2015", which was a Saturday.
void DoubtWeekday(const std::string& text, Due& due) {
  constexpr std::array<absl::string_view, 7> kDays = {"monday", "tuesday",  "wednesday", "thursday",
                                                      "friday", "saturday", "sunday"};
  constexpr size_t kShortest = 3;
  const std::string written = text.substr(0, text.find_first_of(" ,."));
  const std::string first = absl::AsciiStrToLower(written);
  const auto day = std::find_if(kDays.begin(), kDays.end(), [&](absl::string_view name) {
    return first.size() >= kShortest && absl::StartsWith(name, first);
  });
  if (day == kDays.end() ||
      static_cast<size_t>(absl::GetWeekday(*due.on)) == static_cast<size_t>(day - kDays.begin())) {
    return;
  }
  AddDoubt(due, absl::StrCat("the paper says ", written, ", and ", absl::FormatCivilTime(*due.on),
                             " is another day of the week"));
  due.words = text;
}

// A year that was mistyped moves nothing but its own day.
void KeepWithinReason(const std::string& text, absl::CivilDay made_on, Due& due) {
  const absl::CivilDay first(made_on.year() - kYearsBeforePlan, made_on.month(), made_on.day());
  const absl::CivilDay last(made_on.year() + kYearsAheadOfPlan, made_on.month(), made_on.day());
  const bool before = *due.on < first;
  if (!before && *due.on <= last) return;
  const std::string day = absl::FormatCivilTime(*due.on);
  due = {
      std::nullopt,
      text,
      absl::StrCat(day, " lies more than ", before ? kYearsBeforePlan : kYearsAheadOfPlan,
                   " years ", before ? "before" : "after",
                   " the plan is said to have been made, and may be mistyped; it is kept in words, "
                   "due on no day until one is set"),
      {}};
}

}  // namespace

std::optional<absl::CivilDay> DayKnownBy(const Cell& cell, absl::CivilDay near) {
  return PlainText(cell.text).empty() ? std::nullopt : AsWritten(cell, near).on;
}

Due ReadDue(const Cell& cell, absl::CivilDay made_on) {
  const std::string text = PlainText(cell.text);
  if (text.empty()) {
    return {std::nullopt, "Not stated in the plan", "the plan states no due day", {}};
  }
  Due due = AsWritten(cell, made_on);
  const std::optional<absl::CivilDay> before = due.on;
  const bool begins = due.on && absl::StartsWithIgnoreCase(text, "from ") &&
                      OneDay({text, {}}, made_on).has_value();
  if (begins) {
    due = {std::nullopt,
           text,
           absl::StrCat("\"", text,
                        "\" says when it begins, and no day on which it is due; it is "
                        "kept in words"),
           {}};
  } else if (!due.on) {
    if (auto among = AmongWords(text, made_on)) due = *std::move(among);
  }
  if (due.on) DoubtWeekday(text, due);
  if (due.on) KeepWithinReason(text, made_on, due);
  due.on_before = before;
  return due;
}

}  // namespace candour::cli::paper
