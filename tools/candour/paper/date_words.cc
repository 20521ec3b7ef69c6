#include "tools/candour/paper/date_words.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/types/span.h"

namespace candour::cli::paper {
namespace {

constexpr std::array<absl::string_view, 12> kMonths = {
    "january", "february", "march",     "april",   "may",      "june",
    "july",    "august",   "september", "october", "november", "december"};
constexpr int kShortestMonth = 3;  // letters that tell one month from another

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

constexpr Season kSeasons[] = {{"spring", 3}, {"summer", 6}, {"autumn", 9}};

void TakeWord(const std::string& word, DateWords& words) {
  const auto season = std::find_if(std::begin(kSeasons), std::end(kSeasons),
                                   [&](const Season& one) { return one.word == word; });
  if (const int month = MonthNamed(word)) {
    words.months.push_back(month);
    if (!words.numbers_before_month) words.numbers_before_month = words.numbers.size();
  } else if (season != std::end(kSeasons)) {
    words.season = *season;
  } else if (word == "term") {
    words.term = true;
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

}  // namespace

DateWords WordsOfDate(absl::string_view text) {
  DateWords words;
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

std::string MonthName(int month) {
  std::string name(kMonths[static_cast<size_t>(month - 1)]);
  name[0] = absl::ascii_toupper(name[0]);
  return name;
}

}  // namespace candour::cli::paper
