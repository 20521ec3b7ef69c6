#include "tools/candour/paper/action_words.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "tools/candour/paper/date_words.h"
#include "tools/candour/paper/dates.h"
#include "tools/candour/paper/symbols.h"

namespace candour::cli::paper {
namespace {

constexpr absl::string_view kMarks = " /,;:-().";
constexpr std::array<absl::string_view, 14> kBullets = {
    "\xe2\x80\xa2", "\xef\x82\xb7", "\xe2\x97\x8f",  "\xe2\x96\xaa", "\xe2\x99\xa3",
    "\xe2\x96\xba", "\xe2\x9e\xa2", "\xef\x82\xa7",  "\xef\x83\x98", "* ",
    "o ",           "- ",           "\xe2\x80\x93 ", "\xe2\x80\x94 "};
constexpr std::array<absl::string_view, 22> kNoDay = {
    "ongoing",    "on-going", "on going",  "continuous", "continuing",    "rolling",
    "monthly",    "annual",   "quarterly", "bi-monthly", "as identified", "as required",
    "throughout", "weekly",   "daily",     "termly",     "immediate",     "as soon as",
    "asap",       "tbc",      "tba",       "to be "};
// Words of posts and bodies. What has none of them, and no abbreviation in capitals, may be a name.
const std::set<std::string>& RoleWords() {
  static const auto& words = *new std::set<std::string>{
      "manager",      "managers",      "head",      "heads",     "director",     "directors",
      "chair",        "nurse",         "nurses",    "doctor",    "officer",      "officers",
      "lead",         "leads",         "group",     "groups",    "board",        "team",
      "teams",        "service",       "services",  "agency",    "agencies",     "members",
      "trust",        "trusts",        "police",    "council",   "school",       "schools",
      "health",       "panel",         "probation", "executive", "coordinator",  "partner",
      "partners",     "commissioner",  "care",      "subgroup",  "hospital",     "ordinator",
      "practitioner", "paediatrician", "governor",  "governors", "administrator"};
  return words;
}

// Tags that end a line; every other tag is nothing.
std::string WithoutTags(absl::string_view text) {
  std::string out;
  for (size_t at = 0; at < text.size();) {
    if (text[at] != '<') {
      out += text[at++];
      continue;
    }
    const size_t end = text.find('>', at);
    const absl::string_view tag =
        end == absl::string_view::npos ? absl::string_view() : text.substr(at + 1, end - at - 1);
    const bool is_tag =
        !tag.empty() && tag.size() < 40 && (absl::ascii_isalpha(tag[0]) || tag[0] == '/');
    if (!is_tag) {
      out += text[at++];
      continue;
    }
    const std::string name =
        absl::AsciiStrToLower(absl::StripPrefix(tag.substr(0, tag.find(' ')), "/"));
    if (name == "p" || name == "li" || name == "ul" || name == "ol" || name == "br" ||
        name == "br/" || name == "div") {
      out += '\n';
    }
    if (tag == "li" || absl::StartsWith(tag, "li ")) absl::StrAppend(&out, kBullets[0], " ");
    at = end + 1;
  }
  return absl::StrReplaceAll(out, {{"&amp;", "&"},
                                   {"&lt;", "<"},
                                   {"&gt;", ">"},
                                   {"&nbsp;", " "},
                                   {"\xc2\xa0", " "},
                                   {"&quot;", "\""},
                                   {"\r", ""}});
}

// "1.1 ", "2) ", "a) ", "(iv) ": how long the mark of an item is; 0 if there is none.
size_t NumberMark(absl::string_view line) {
  constexpr size_t kLongestRoman = 4;
  size_t at = absl::StartsWith(line, "(") ? 1 : 0;
  const size_t from = at;
  while (at < line.size() && (absl::ascii_isdigit(line[at]) || line[at] == '.')) ++at;
  const bool dotted = absl::StrContains(line.substr(0, at), '.');
  const bool letters = at == from;
  while (letters && at < line.size() && absl::StrContains("ivx", line[at])) ++at;
  if (letters && at == from && at < line.size() && absl::ascii_islower(line[at])) ++at;
  constexpr size_t kLongestNumber = 3;  // "(2009)" is a year
  if (at == from || (letters && at - from > kLongestRoman) ||
      (!letters && !dotted && at - from > kLongestNumber)) {
    return 0;
  }
  if (at < line.size() && line[at] == ')') {
    ++at;
  } else if (!dotted || from > 0) {
    return 0;  // "12 reviews" is no item, nor is "a review"
  }
  return at < line.size() && (line[at] == ' ' || line[at] == '\t') ? at : 0;
}

Line MarkedLine(absl::string_view text) {
  Line line;
  for (bool found = true; found;) {
    found = false;
    for (const absl::string_view bullet : kBullets) {
      if (!absl::ConsumePrefix(&text, bullet)) continue;
      line.mark = std::string(kBullets[0]);
      text = absl::StripLeadingAsciiWhitespace(text);
      found = true;
    }
  }
  if (const size_t length = NumberMark(text)) {
    line.mark = std::string(absl::StripSuffix(text.substr(0, length), "."));
    text = absl::StripLeadingAsciiWhitespace(text.substr(length));
  }
  line.text = std::string(text);
  return line;
}

std::string Lower(absl::string_view text) {
  return absl::AsciiStrToLower(absl::StripAsciiWhitespace(text));
}

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
  Due due{LastDayOf(date->text, date->part), {}, date->doubt};
  if (date->text.size() < 10) {
    absl::StrAppend(&due.doubt, "; the last day it may mean is taken",
                    date->part.empty() ? "" : absl::StrCat(", ", absl::FormatCivilTime(*due.on)));
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
  return Due{last, PlainText(cell.text),
             absl::StrCat("this names ", parts.size(), " dates, ", absl::StrJoin(named, "; "),
                          "; the last is taken as the due day, and all are kept in words")};
}

// "Spring 2014", "Q3 13/14", "w/c 3.6.13".
std::optional<Due> LastOfSpan(const Cell& cell, absl::CivilDay near) {
  const auto span = ReadSpan(cell, near, Century::kNearest);
  if (!span.ok() || span->until.empty()) return std::nullopt;
  const absl::CivilDay last = LastDayOf(span->until);
  return Due{
      last, PlainText(cell.text),
      absl::StrCat("this names more than a day; the last of it, ", absl::FormatCivilTime(last),
                   ", is taken", span->doubt.empty() ? "" : "; ", span->doubt)};
}

template <typename Words>
bool HasAny(const std::string& text, const Words& words) {
  return std::any_of(words.begin(), words.end(),
                     [&](absl::string_view word) { return absl::StrContains(text, word); });
}

}  // namespace

std::vector<Line> LinesOf(absl::string_view text) {
  std::vector<Line> lines;
  for (absl::string_view one : absl::StrSplit(WithoutTags(text), '\n')) {
    one = absl::StripAsciiWhitespace(one);
    if (one.empty()) continue;
    Line line = MarkedLine(one);
    if (!line.text.empty()) lines.push_back(std::move(line));
  }
  return lines;
}

std::string PlainText(absl::string_view text) {
  std::vector<std::string> lines;
  for (absl::string_view one : absl::StrSplit(WithoutTags(text), '\n')) {
    one = absl::StripAsciiWhitespace(one);
    if (!one.empty()) lines.emplace_back(one);
  }
  return absl::StrJoin(lines, " ");
}

bool SaysAsAbove(absl::string_view text) {
  constexpr std::array<absl::string_view, 8> kWords = {
      "as above", "ditto", "same as above", "see above",
      "\"",       "''",    "\xe2\x80\x9d",  "\xe3\x80\x83"};
  const std::string lower = Lower(absl::StripSuffix(PlainText(text), "."));
  return std::find(kWords.begin(), kWords.end(), lower) != kWords.end();
}

bool SaysNoAction(absl::string_view text) {
  constexpr std::array<absl::string_view, 8> kWords = {
      "n/a", "na", "none", "nil", "not applicable", "no action", "no action required", "-"};
  const std::string lower = Lower(absl::StripSuffix(PlainText(text), "."));
  return std::find(kWords.begin(), kWords.end(), lower) != kWords.end();
}

Due ReadDue(const Cell& cell, absl::CivilDay near) {
  const std::string text = PlainText(cell.text);
  if (text.empty()) return {std::nullopt, "Not stated in the plan", "the plan states no due day"};
  Cell plain = cell;
  plain.text = std::string(absl::StripSuffix(text, "."));
  if (auto one = OneDay(plain, near)) return *one;
  if (auto span = LastOfSpan(plain, near)) return *span;
  if (auto several = SeveralDays(cell, near)) return *several;
  const std::string lower = Lower(text);
  return {std::nullopt, text,
          HasAny(lower, kNoDay)
              ? absl::StrCat("\"", text, "\" is no day; it is kept in words, due on no day")
              : absl::StrCat("\"", text,
                             "\" cannot be read as a date; it is kept in words, due on "
                             "no day until one is set")};
}

namespace {

// How an action stands whose cell begins with a tick, a cross or a box.
std::optional<Standing> StandingOfSign(absl::string_view text) {
  struct Sign {
    absl::string_view sign;
    Standing standing;
  };
  static const auto& signs = *new std::vector<Sign>{
      {kTick, {types::v1::ON_TRACK, true, "a tick is taken as done"}},
      {"\xe2\x9c\x94", {types::v1::ON_TRACK, true, "a tick is taken as done"}},
      {"\xe2\x9c\x85", {types::v1::ON_TRACK, true, "a tick is taken as done"}},
      {"\xe2\x88\x9a", {types::v1::ON_TRACK, true, "a tick is taken as done"}},
      {"\xef\x83\xbc", {types::v1::ON_TRACK, true, "a tick is taken as done"}},
      {kTickedBox, {types::v1::ON_TRACK, true, "a ticked box is taken as done"}},
      {kCrossedBox, {types::v1::ON_TRACK, true, "a box with a cross is taken as ticked, as done"}},
      {kEmptyBox, {types::v1::NOT_STARTED, false, "an empty box is taken as not started"}},
      {kCross, {types::v1::DELAYED, false, "a cross is taken as not done"}},
      {"\xe2\x9c\x98", {types::v1::DELAYED, false, "a cross is taken as not done"}},
      {"\xe2\x9d\x8c", {types::v1::DELAYED, false, "a cross is taken as not done"}}};
  for (const Sign& one : signs) {
    if (absl::StartsWith(text, one.sign)) return one.standing;
  }
  return std::nullopt;
}

}  // namespace

Standing ReadStanding(absl::string_view text) {
  const std::string lower = Lower(PlainText(text));
  if (lower.empty()) return {};
  // Of what follows these decide only at the beginning: in a sentence they tell of something else.
  constexpr std::array<absl::string_view, 6> kOver = {"superseded",     "no longer", "n/a",
                                                      "not applicable", "withdrawn", "abandoned"};
  constexpr std::array<absl::string_view, 2> kAgain = {"reopened", "re-opened"};
  constexpr std::array<absl::string_view, 6> kNotDone = {
      "not yet", "not started", "outstanding", "no progress", "to be ", "not been"};
  constexpr std::array<absl::string_view, 11> kLate = {
      "delay",  "overdue",      "slipped",  "behind",  "late ",    "not achieved",
      "unable", "not complete", "not done", "not met", "could not"};
  constexpr std::array<absl::string_view, 6> kPartly = {"partly", "partially",  "part ",
                                                        "nearly", "incomplete", "being "};
  constexpr std::array<absl::string_view, 3> kWithout = {"without action", "no action",
                                                         "without being"};
  constexpr std::array<absl::string_view, 5> kUnderWay = {"on track", "on-track", "under way",
                                                          "underway", "in progress"};
  constexpr std::array<absl::string_view, 7> kDone = {"achieved", "completed", "complete",   "done",
                                                      "closed",   "finished",  "implemented"};
  const auto on_track = [](absl::string_view doubt) {
    return Standing{types::v1::ON_TRACK, false, std::string(doubt)};
  };
  if (auto shown = StandingOfSign(lower)) return *std::move(shown);
  if (std::any_of(kOver.begin(), kOver.end(),
                  [&](absl::string_view word) { return absl::StartsWith(lower, word); })) {
    return on_track("it may be no longer to be done; that is for the subgroup to say in Candour");
  }
  if (HasAny(lower, kAgain)) return on_track("it may have been done and taken up again");
  const bool begins_done = std::any_of(kDone.begin(), kDone.end(), [&](absl::string_view word) {
    return absl::StartsWith(lower, word) ||
           absl::StartsWith(lower, absl::StrCat("action ", word)) ||
           absl::StartsWith(lower, absl::StrCat("task ", word));
  });
  // "Achieved: no"
  const bool denied = begins_done && (absl::EndsWith(lower, ": no") || absl::EndsWith(lower, " - no") ||
                                      absl::EndsWith(lower, "? no"));
  if (denied || lower == "no") {
    return {types::v1::NOT_STARTED, false, absl::StrCat("\"", lower, "\" is taken as not done")};
  }
  if (begins_done && HasAny(lower, kWithout)) {
    return on_track("it may have ended without being done; that is for the subgroup to say");
  }
  if (begins_done && !HasAny(lower, kPartly)) return {types::v1::ON_TRACK, true, {}};
  if (HasAny(lower, kLate)) return {types::v1::DELAYED, false, {}};
  if (HasAny(lower, kNotDone)) return {types::v1::NOT_STARTED, false, {}};
  if (HasAny(lower, kPartly) || HasAny(lower, kUnderWay)) return on_track("");
  return on_track("how it stands is not said in words that are known; it is taken as on track");
}

namespace {

struct Colours {
  // Of the words, and of letters too if there is nothing else. None where all of a traffic light's
  // are named, as in a cell that offers them for one to be marked: "R / A / G".
  std::optional<types::v1::Colour> worst;
  bool only = true;  // nothing else is said
};

Colours ColoursIn(absl::string_view text) {
  struct Named {
    absl::string_view word;
    absl::string_view letter;  // blank: nobody shortens it
    types::v1::Colour colour;
  };
  constexpr Named kNamed[] = {{"red", "r", types::v1::RED},     {"amber", "a", types::v1::AMBER},
                              {"yellow", "", types::v1::AMBER}, {"orange", "", types::v1::AMBER},
                              {"green", "g", types::v1::GREEN}, {"blue", "b", types::v1::BLUE}};
  Colours found;
  std::optional<types::v1::Colour> worst_letter;
  std::set<types::v1::Colour> all;
  const auto worse = [](std::optional<types::v1::Colour>& worst, types::v1::Colour colour) {
    if (!worst || colour < *worst) worst = colour;
  };
  const std::string lower = Lower(PlainText(text));
  for (const absl::string_view word :
       absl::StrSplit(lower, absl::ByAnyChar(kMarks), absl::SkipEmpty())) {
    const auto named = std::find_if(std::begin(kNamed), std::end(kNamed), [&](const Named& one) {
      return word == one.word || word == one.letter;
    });
    if (named == std::end(kNamed)) {
      found.only = false;
    } else {
      worse(word == named->word ? found.worst : worst_letter, named->colour);
      all.insert(named->colour);
    }
  }
  // "A" among other words is no colour.
  if (found.only && worst_letter) worse(found.worst, *worst_letter);
  constexpr size_t kTrafficLight = 3;
  if (found.only && all.size() >= kTrafficLight) found.worst.reset();
  return found;
}

}  // namespace

std::optional<types::v1::Colour> ReadColour(absl::string_view text) {
  return ColoursIn(text).worst;
}

std::optional<types::v1::Colour> TakeColour(std::string& progress) {
  if (const Colours whole = ColoursIn(progress); whole.only) {
    if (whole.worst) progress.clear();
    return whole.worst;
  }
  const absl::string_view said = progress;
  const size_t end = std::min(said.find_first_of(kMarks), said.size());
  const size_t mark = said.find_first_not_of(' ', end);
  const bool marked = mark != absl::string_view::npos && absl::StrContains(kMarks, said[mark]);
  const auto colour = ColoursIn(said.substr(0, end)).worst;
  if (!marked || !colour) return std::nullopt;
  progress.erase(0, std::min(said.find_first_not_of(kMarks, end), said.size()));
  return colour;
}

std::vector<std::string> PartsOf(absl::string_view text) {
  std::vector<std::string> parts;
  const std::string joined = absl::StrReplaceAll(text, {{" and ", ","}, {" & ", ","}, {". ", ","}});
  for (const absl::string_view part : absl::StrSplit(joined, absl::ByAnyChar(",;/"))) {
    const absl::string_view bare = absl::StripSuffix(absl::StripAsciiWhitespace(part), ".");
    if (!bare.empty()) parts.emplace_back(bare);
  }
  return parts;
}

bool NamesARole(absl::string_view text) {
  for (const absl::string_view word :
       absl::StrSplit(text, absl::ByAnyChar(" /,;-().&\n\t"), absl::SkipEmpty())) {
    if (RoleWords().contains(absl::AsciiStrToLower(word))) return true;
    if (word.size() > 1 && std::all_of(word.begin(), word.end(), absl::ascii_isupper)) return true;
  }
  return false;
}

}  // namespace candour::cli::paper
