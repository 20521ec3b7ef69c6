// Lines of which a person should say whether they tell of one thing. Advice: nothing is matched
// without being said to be.
#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_map>

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

// Days are numbers here: each pair of lines has theirs compared, and a calendar's are slow.
struct Compared {
  const std::string* id;
  int64_t from;
  int64_t until;
  int day_of_year;              // of which any year has the same
  std::vector<uint32_t> words;  // by number, in order
  size_t thing;                 // lines said to tell of one thing have the same
};

// Numbers words: there are as many pairs of lines as there are lines, squared, and each pair has
// its words compared.
class Words {
 public:
  // Short words are in every line.
  std::vector<uint32_t> In(const std::string& text) {
    constexpr size_t kShortestWord = 4;
    std::vector<uint32_t> words;
    std::string word;
    for (const char c : text + " ") {
      if (absl::ascii_isalnum(static_cast<unsigned char>(c)) || static_cast<signed char>(c) < 0) {
        word += absl::ascii_tolower(static_cast<unsigned char>(c));
        continue;
      }
      if (word.size() >= kShortestWord) {
        words.push_back(
            numbers_.try_emplace(word, static_cast<uint32_t>(numbers_.size())).first->second);
      }
      word.clear();
    }
    std::sort(words.begin(), words.end());
    words.erase(std::unique(words.begin(), words.end()), words.end());
    return words;
  }

 private:
  std::unordered_map<std::string, uint32_t> numbers_;
};

// Of lines that were said to tell of one thing, by their ids.
std::map<std::string, size_t> ThingsOf(const Chronology& chronology) {
  std::map<std::string, size_t> things;
  for (const auto& [id, line] : chronology.lines) {
    if (things.contains(id) || !chronology.Stands(line)) continue;
    const size_t thing = things.size();
    for (const std::string& same : chronology.SameThing(id)) things[same] = thing;
  }
  return things;
}

absl::CivilDay LastDayOf(const types::v1::Date& date) {
  const auto range = clocks::ToDayRange(date);
  return range.ok() ? range->latest : DayOf(date);
}

std::vector<Compared> StandingLines(const Chronology& chronology) {
  const std::map<std::string, size_t> things = ThingsOf(chronology);
  std::vector<Compared> lines;
  Words words;
  for (const auto& [id, line] : chronology.lines) {
    if (!chronology.Stands(line)) continue;
    const types::v1::ChronologyLine& told = line.line;
    const absl::CivilDay from = DayOf(told.on());
    const absl::CivilDay until = LastDayOf(told.has_until() ? told.until() : told.on());
    constexpr int kMostDaysOfMonth = 32;
    lines.push_back({&id, from - absl::CivilDay(), until - absl::CivilDay(),
                     from.month() * kMostDaysOfMonth + from.day(), words.In(told.text()),
                     things.at(id)});
  }
  std::sort(lines.begin(), lines.end(), [](const Compared& a, const Compared& b) {
    return std::tie(a.from, *a.id) < std::tie(b.from, *b.id);
  });
  return lines;
}

uint32_t ShareInBoth(const std::vector<uint32_t>& one, const std::vector<uint32_t>& other) {
  size_t both = 0;
  for (auto mine = one.begin(), its = other.begin(); mine != one.end() && its != other.end();) {
    if (*mine == *its) ++both;
    const bool forward = *mine <= *its;
    if (*its <= *mine) ++its;
    if (forward) ++mine;
  }
  const size_t all = one.size() + other.size() - both;
  return all == 0 ? 0 : static_cast<uint32_t>(kMost * both / all);
}

// Two lines that are alike, before it is written out: most of them are not told.
struct Alike {
  const Compared* one;
  const Compared* other;
  uint32_t share;
  int64_t days_between;

  uint32_t Score() const {
    return std::min(kMost, share + (days_between == 0 ? kSameDayWeighs : 0));
  }
};

// Nothing if they are not alike.
std::optional<Alike> Compare(const Compared& one, const Compared& other) {
  const int64_t days_between = std::max<int64_t>(0, other.from - one.until);
  const bool nearby = days_between <= kSlipDays;
  // The same day of another year, as when a year was written wrongly in January.
  if (!nearby && one.day_of_year != other.day_of_year) return std::nullopt;
  const uint32_t share = ShareInBoth(one.words, other.words);
  if (share < (nearby ? kAlikeNearby : kAlikeFarOff)) return std::nullopt;
  return Alike{&one, &other, share, days_between};
}

Likeness Told(const Alike& alike) {
  Likeness likeness;
  likeness.add_line_ids(*alike.one->id);
  likeness.add_line_ids(*alike.other->id);
  likeness.set_dates_differ(alike.days_between > 0);
  likeness.set_score(alike.Score());
  likeness.add_reasons(absl::StrCat(alike.share, " of 100 words are in both"));
  likeness.add_reasons(alike.days_between == 0 ? std::string("told of the same time")
                                               : absl::StrCat(alike.days_between, " days apart"));
  return likeness;
}

bool HeldApart(const Chronology& chronology, const Alike& alike) {
  const LinePair pair = std::minmax(*alike.one->id, *alike.other->id);
  return chronology.apart.contains(pair);
}

}  // namespace

Likenesses LikenessesIn(const Chronology& chronology, size_t at_most) {
  const std::vector<Compared> lines = StandingLines(chronology);
  constexpr int kYearAndSlip = 366 + kSlipDays;
  std::vector<Alike> found;
  for (auto one = lines.begin(); one != lines.end(); ++one) {
    for (auto other = std::next(one);
         other != lines.end() && other->from <= one->until + kYearAndSlip; ++other) {
      if (one->thing == other->thing) continue;
      const std::optional<Alike> alike = Compare(*one, *other);
      if (alike && !HeldApart(chronology, *alike)) found.push_back(*alike);
    }
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const Alike& a, const Alike& b) { return a.Score() > b.Score(); });
  Likenesses likenesses;
  likenesses.in_all = found.size();
  for (size_t at = 0; at < std::min(at_most, found.size()); ++at) {
    likenesses.likeliest.push_back(Told(found[at]));
  }
  return likenesses;
}

}  // namespace candour::workflows::chronology
