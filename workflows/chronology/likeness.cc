// Lines of which a person should say whether they tell of one thing. Advice: nothing is matched
// without being said to be.
#include <algorithm>
#include <tuple>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "workflows/chronology/integrated.h"
#include "workflows/chronology/parts.h"
#include "workflows/clocks/calendar.h"
#include "workflows/dates.h"

namespace candour::workflows::chronology {
namespace {

using types::v1::IntegratedChronology;
using Likeness = IntegratedChronology::Likeness;

// Of a hundred words of two lines, so many must be in both. Where the days differ by more than a
// slip, as when a year was written wrongly, it takes almost the same words.
constexpr uint32_t kAlikeNearby = 40;
constexpr uint32_t kAlikeFarOff = 80;
constexpr uint32_t kSameDayWeighs = 20;
constexpr uint32_t kMost = 100;

struct Compared {
  const std::string* id;
  const Line* line;
  absl::CivilDay from;
  absl::CivilDay until;
  std::set<std::string> words;
};

// Short words are in every line.
std::set<std::string> WordsIn(const std::string& text) {
  constexpr size_t kShortestWord = 4;
  std::set<std::string> words;
  std::string word;
  for (const char c : text + " ") {
    if (absl::ascii_isalnum(static_cast<unsigned char>(c)) || static_cast<signed char>(c) < 0) {
      word += absl::ascii_tolower(static_cast<unsigned char>(c));
      continue;
    }
    if (word.size() >= kShortestWord) words.insert(word);
    word.clear();
  }
  return words;
}

absl::CivilDay LastDayOf(const types::v1::Date& date) {
  const auto range = clocks::ToDayRange(date);
  return range.ok() ? range->latest : DayOf(date);
}

std::vector<Compared> StandingLines(const Chronology& chronology) {
  std::vector<Compared> lines;
  for (const auto& [id, line] : chronology.lines) {
    if (!chronology.Stands(line)) continue;
    const types::v1::ChronologyLine& told = line.line;
    lines.push_back({&id, &line, DayOf(told.on()),
                     LastDayOf(told.has_until() ? told.until() : told.on()), WordsIn(told.text())});
  }
  std::sort(lines.begin(), lines.end(), [](const Compared& a, const Compared& b) {
    return std::tie(a.from, *a.id) < std::tie(b.from, *b.id);
  });
  return lines;
}

uint32_t ShareInBoth(const std::set<std::string>& one, const std::set<std::string>& other) {
  const auto both = std::count_if(one.begin(), one.end(),
                                  [&](const std::string& word) { return other.contains(word); });
  const size_t all = one.size() + other.size() - static_cast<size_t>(both);
  return all == 0 ? 0 : static_cast<uint32_t>(kMost * static_cast<size_t>(both) / all);
}

// The same day of another year, as when a year was written wrongly in January.
bool IsOtherYear(absl::CivilDay one, absl::CivilDay other) {
  return one.month() == other.month() && one.day() == other.day();
}

bool SettledBetween(const Chronology& chronology, const std::string& one,
                    const std::string& other) {
  const LinePair pair = std::minmax(one, other);
  return chronology.apart.contains(pair) || chronology.SameThing(one).contains(other);
}

// Nothing if they are not alike.
std::optional<Likeness> Compare(const Compared& one, const Compared& other) {
  const int64_t days_between = std::max<int64_t>(0, other.from - one.until);
  const bool nearby = days_between <= kSlipDays;
  if (!nearby && !IsOtherYear(one.from, other.from)) return std::nullopt;
  const uint32_t share = ShareInBoth(one.words, other.words);
  if (share < (nearby ? kAlikeNearby : kAlikeFarOff)) return std::nullopt;
  Likeness likeness;
  likeness.add_line_ids(*one.id);
  likeness.add_line_ids(*other.id);
  likeness.set_dates_differ(days_between > 0);
  likeness.set_score(std::min(kMost, share + (days_between == 0 ? kSameDayWeighs : 0)));
  likeness.add_reasons(absl::StrCat(share, " of 100 words are in both"));
  likeness.add_reasons(days_between == 0 ? std::string("told of the same time")
                                         : absl::StrCat(days_between, " days apart"));
  return likeness;
}

}  // namespace

std::vector<Likeness> LikenessesIn(const Chronology& chronology) {
  const std::vector<Compared> lines = StandingLines(chronology);
  constexpr int kYearAndSlip = 366 + kSlipDays;
  std::vector<Likeness> found;
  for (auto one = lines.begin(); one != lines.end(); ++one) {
    for (auto other = std::next(one);
         other != lines.end() && other->from <= one->until + kYearAndSlip; ++other) {
      std::optional<Likeness> likeness = Compare(*one, *other);
      if (!likeness || SettledBetween(chronology, *one->id, *other->id)) continue;
      found.push_back(std::move(*likeness));
    }
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const Likeness& a, const Likeness& b) { return a.score() > b.score(); });
  return found;
}

}  // namespace candour::workflows::chronology
