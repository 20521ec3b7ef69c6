#include "workflows/child_death/yearly_return.h"

#include <algorithm>
#include <optional>
#include <set>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "workflows/child_death/why_restated.h"
#include "workflows/clocks/calendar.h"
#include "workflows/dates.h"
#include "workflows/editions/return_facts.h"
#include "workflows/words.h"

namespace candour::workflows::child_death {
namespace {

using types::v1::ReturnDifference;
using types::v1::ReturnTable;
using types::v1::YearlyReturn;

constexpr char kUnknown[] = "not recorded";
constexpr char kThenAlone[] = "then, and not now";
constexpr char kNowAlone[] = "now, and not then";

struct Finding {
  uint32_t category = 0;
  std::string category_title;
  std::string modifiability;
  std::string modifiability_title;
};

Finding FindingOf(const ChildDeath& death) {
  if (const PanelDecision* standing = death.Standing()) {
    return {standing->record.category(), standing->record.category_title(),
            standing->record.modifiability(), standing->record.modifiability_title()};
  }
  if (!death.earlier_review) return {};
  return {death.earlier_review->category(), death.earlier_review->category_title(),
          death.earlier_review->modifiability(), death.earlier_review->modifiability_title()};
}

// In scope and a case of its own.
bool IsACase(const ChildDeath& death) {
  return IsCaseOfItsOwn(death) && !death.who.voided && !(death.scope && !death.scope->in_scope());
}

bool IsOurCase(const ChildDeath& death, const std::string& board_id) {
  return death.lead_board_id == board_id && IsACase(death);
}

// The day by which the year counts the review: of its completions the last in that year, whatever
// was done again since; of a review taken over from elsewhere the day told of it.
std::optional<absl::CivilDay> CompletedOn(const ChildDeath& death, int year) {
  const auto& completions = death.aftermath.completions;
  const auto found =
      std::find_if(completions.rbegin(), completions.rend(),
                   [&](const Completion& one) { return ReturnYearOf(one.completed_on) == year; });
  if (found != completions.rend()) return found->completed_on;
  return death.completed_on;
}

bool IsPlacedIn(const YearlyCount& count, const std::string& case_id, const ChildDeath& death) {
  if (!IsACase(death)) return false;
  const auto placed = count.placed.find(case_id);
  if (placed != count.placed.end() && WasCompletedIn(death, placed->second.year)) {
    return placed->second == ReturnOf{count.board_id, count.year};
  }
  return death.completed_on && ReturnYearOf(*death.completed_on) == count.year &&
         death.aftermath.completed_by_board == count.board_id;
}

bool Within(absl::CivilDay day, const types::v1::Date* from, const types::v1::Date* to) {
  return (from == nullptr || day >= DayOf(*from)) && (to == nullptr || day <= DayOf(*to));
}

template <typename Dated>
bool HoldsOn(const Dated& dated, absl::CivilDay day) {
  return Within(day, dated.has_from() ? &dated.from() : nullptr,
                dated.has_to() ? &dated.to() : nullptr);
}

std::optional<absl::CivilDay> FoundOn(const YearlyCount& count, const ChildDeath& death) {
  if (const PanelDecision* standing = death.Standing()) {
    return clocks::DayOf(MomentOf(standing->record.decided_at()), count.london);
  }
  if (!death.earlier_review) return std::nullopt;
  return DayOf(death.earlier_review->decided_on());
}

// Whether the return counts what was found: by the day of the completion, not of the death. What
// was found in the words of a form that had ended by then is counted by the day it was found: it
// would be counted in no year else.
bool IsCounted(const YearlyCount& count, const ChildDeath& death) {
  const std::string found = FindingOf(death).modifiability;
  const absl::CivilDay day = CompletedOn(death, count.year).value_or(absl::CivilDay());
  const absl::CivilDay found_on = FoundOn(count, death).value_or(day);
  const auto& words = count.definition.counted();
  return std::any_of(words.begin(), words.end(), [&](const auto& counted) {
    return counted.modifiability() == found &&
           (HoldsOn(counted, day) || HoldsOn(counted, found_on));
  });
}

bool HasEnoughInformation(const YearlyCount& count, const ChildDeath& death) {
  const std::string found = FindingOf(death).modifiability;
  return !found.empty() && !count.inadequate.contains(found);
}

// Lived, from birth to death; or waited, from the death to the completion.
struct Span {
  absl::CivilDay from;
  absl::CivilDay to;
};

std::optional<Span> SpanOf(const std::string& fact, const ChildDeath& death, int year) {
  if (!death.death) return std::nullopt;
  const absl::CivilDay died = DayOf(death.death->date_of_death());
  if (fact == "age_at_death") return Span{DayOf(death.death->date_of_birth()), died};
  const auto completed = CompletedOn(death, year);
  if (!completed) return std::nullopt;
  return Span{died, *completed};
}

bool IsIn(const YearlyReturn::Band& band, const Span& span) {
  const int64_t days = span.to - span.from;
  const int years = clocks::AttainedAgeYears(span.from, span.to);
  return !(band.has_from_days() && days < band.from_days()) &&
         !(band.has_to_days() && days > band.to_days()) &&
         !(band.has_from_years() && years < band.from_years()) &&
         !(band.has_to_years() && years > band.to_years());
}

// Sorts as it is to be printed.
using RowName = std::pair<uint32_t, std::string>;

RowName WordsOfFact(const std::string& fact, const ChildDeath& death) {
  const Finding finding = FindingOf(death);
  const auto word = [](int value, std::string words) {
    return value == 0 ? RowName{999, kUnknown} : RowName{value, std::move(words)};
  };
  if (fact == "category") {
    return word(static_cast<int>(finding.category),
                absl::StrCat(finding.category, ", ", finding.category_title));
  }
  if (fact == "modifiability") {
    return finding.modifiability.empty() ? RowName{999, kUnknown}
                                         : RowName{1, finding.modifiability_title};
  }
  if (fact == "sex") {
    const types::v1::Sex sex = death.death ? death.death->sex() : types::v1::SEX_UNSPECIFIED;
    return word(sex, Words(sex));
  }
  if (fact == "expectedness") return word(death.expectedness, Words(death.expectedness));
  const bool linked = IsLinkedToCaseReview(death);
  return {linked ? 1 : 2, linked ? "linked to a case review" : "not linked to one"};
}

RowName RowOf(const YearlyReturn::Layout& layout, const ChildDeath& death, int year) {
  if (!editions::IsTime(layout.fact())) return WordsOfFact(layout.fact(), death);
  const auto span = SpanOf(layout.fact(), death, year);
  if (!span) return {999, kUnknown};
  for (int i = 0; i < layout.bands_size(); ++i) {
    if (IsIn(layout.bands(i), *span)) return {static_cast<uint32_t>(i), layout.bands(i).title()};
  }
  return {998, "in none of these"};
}

class Counter {
 public:
  explicit Counter(const YearlyCount& count)
      : count_(count), last_(count.year, 3, 31), first_(count.year - 1, 4, 1) {}

  // The cases a measure counts.
  std::vector<const ChildDeath*> CasesOf(const YearlyReturn::Measure& measure) const {
    std::vector<const ChildDeath*> found;
    for (const auto& [id, death] : count_.cases) {
      if (Counts(measure.count(), id, *death)) found.push_back(death);
    }
    return found;
  }

  // Whether a measure of deaths or of open reviews, which no completion places, counts the case.
  bool CountsUncompleted(const YearlyReturn::Measure& measure, const std::string& id,
                         const ChildDeath& death) const {
    return (measure.count() == YearlyReturn::EVERY_DEATH ||
            measure.count() == YearlyReturn::OPEN_REVIEW) &&
           IsAsked(measure) && Counts(measure.count(), id, death);
  }

  // What the measure is a share of; none if it is none.
  std::optional<std::vector<const ChildDeath*>> ShareOf(
      const YearlyReturn::Measure& measure) const {
    if (measure.denominator() == YearlyReturn::DENOMINATOR_UNSPECIFIED) return std::nullopt;
    std::vector<const ChildDeath*> found;
    for (const auto& [id, death] : count_.cases) {
      if (!IsPlacedIn(count_, id, *death)) continue;
      if (measure.denominator() == YearlyReturn::REVIEWS_WITH_ENOUGH_INFORMATION &&
          !HasEnoughInformation(count_, *death)) {
        continue;
      }
      found.push_back(death);
    }
    return found;
  }

  bool IsAsked(const YearlyReturn::Measure& measure) const { return HoldsOn(measure, last_); }

 private:
  bool Counts(YearlyReturn::Count what, const std::string& id, const ChildDeath& death) const {
    switch (what) {
      case YearlyReturn::EVERY_REVIEW:
        return IsPlacedIn(count_, id, death);
      case YearlyReturn::COUNTED_REVIEW:
        return IsPlacedIn(count_, id, death) && IsCounted(count_, death);
      case YearlyReturn::LINKED_TO_CASE_REVIEW:
        return IsPlacedIn(count_, id, death) && IsLinkedToCaseReview(death);
      case YearlyReturn::OPEN_REVIEW:
        return IsOpenAtEnd(id, death);
      case YearlyReturn::EVERY_DEATH:
        return IsOurCase(death, count_.board_id) && death.death && DiedInYear(death);
      default:
        return false;
    }
  }

  bool DiedInYear(const ChildDeath& death) const {
    const absl::CivilDay died = DayOf(death.death->date_of_death());
    return died >= first_ && died <= last_;
  }

  // Notified by the last day, and not completed by then, or taken up again by then.
  bool IsOpenAtEnd(const std::string& id, const ChildDeath& death) const {
    if (!IsOurCase(death, count_.board_id) || death.notifications.empty()) return false;
    if (clocks::DayOf(death.FirstNotifiedAt(), count_.london) > last_) return false;
    if (IsPlacedIn(count_, id, death)) return false;
    const Aftermath& after = death.aftermath;
    const auto completed =
        std::count_if(after.completions.begin(), after.completions.end(),
                      [&](const auto& one) { return one.completed_on <= last_; }) +
        (death.earlier_review && DayOf(death.earlier_review->completed_on()) <= last_ ? 1 : 0);
    const auto taken_up =
        std::count_if(after.reopenings.begin(), after.reopenings.end(),
                      [&](const auto& one) { return DayOf(one.reopened_on()) <= last_; });
    return completed <= taken_up;
  }

  const YearlyCount& count_;
  const absl::CivilDay last_;
  const absl::CivilDay first_;
};

ReturnTable::Row& AddRow(const YearlyReturn::Measure& measure, ReturnTable& table) {
  ReturnTable::Row& row = *table.add_rows();
  row.set_measure(measure.key());
  row.set_title(measure.title());
  return row;
}

using Tally = std::map<RowName, std::pair<uint32_t, uint32_t>>;  // counted, of how many

void AddLayout(const YearlyReturn::Measure& measure, const YearlyReturn::Layout& layout,
               const std::vector<const ChildDeath*>& counted,
               const std::optional<std::vector<const ChildDeath*>>& share_of, int year,
               ReturnTable& table) {
  Tally tally;
  for (int i = 0; i < layout.bands_size(); ++i) {
    tally[{static_cast<uint32_t>(i), layout.bands(i).title()}];
  }
  for (const ChildDeath* death : counted) ++tally[RowOf(layout, *death, year)].first;
  if (share_of) {
    for (const ChildDeath* death : *share_of) ++tally[RowOf(layout, *death, year)].second;
  }
  for (const auto& [name, counts] : tally) {
    ReturnTable::Row& row = AddRow(measure, table);
    row.set_laid_out_by(layout.title());
    row.set_row(name.second);
    row.set_count(counts.first);
    if (share_of) row.set_out_of(counts.second);
  }
}

// The words two tables would print of a case, fact by fact.
struct Told {
  bool counted = false;
  bool is_modifiable = false;
  std::optional<absl::CivilDay> completed_on;
  Finding finding;
  std::map<std::string, std::string> layouts;  // by title
  // The measures that count it though no completion places it, by title, and where they lay it out.
  std::map<std::string, std::string> uncompleted;
};

Told TellOf(const YearlyCount& count, const std::string& case_id) {
  const auto found = count.cases.find(case_id);
  if (found == count.cases.end()) return {};
  const ChildDeath& death = *found->second;
  Told told;
  if (IsPlacedIn(count, case_id, death)) {
    told = {true, IsCounted(count, death), CompletedOn(death, count.year), FindingOf(death), {},
            {}};
  }
  const Counter counter(count);
  for (const YearlyReturn::Measure& measure : count.definition.measures()) {
    const bool uncompleted = counter.CountsUncompleted(measure, case_id, death);
    if (uncompleted) told.uncompleted[measure.title()] = "";
    for (const YearlyReturn::Layout& layout : measure.layouts()) {
      const std::string row = RowOf(layout, death, count.year).second;
      if (told.counted) told.layouts[layout.title()] = row;
      if (uncompleted) told.uncompleted[layout.title()] = row;
    }
  }
  return told;
}

std::vector<std::string> WordsOfUncompleted(const Told& was, const Told& is) {
  std::vector<std::string> words;
  auto all = was.uncompleted;
  all.insert(is.uncompleted.begin(), is.uncompleted.end());
  for (const auto& [title, row] : all) {
    const bool then = was.uncompleted.contains(title);
    if (then && is.uncompleted.contains(title)) {
      const std::string& now = is.uncompleted.at(title);
      if (now != row) words.push_back(absl::StrCat(title, ": ", row, "; now ", now));
    } else if (row.empty()) {
      words.push_back(absl::StrCat(title, ": counted ", then ? kThenAlone : kNowAlone));
    }
  }
  return words;
}

std::vector<std::string> WordsOfDifference(const Told& was, const Told& is) {
  if (was.counted != is.counted)
    return {absl::StrCat("counted ", was.counted ? kThenAlone : kNowAlone)};
  std::vector<std::string> words;
  for (const auto& [title, row] : was.layouts) {
    const auto now = is.layouts.find(title);
    if (now == is.layouts.end() || now->second == row) continue;
    words.push_back(absl::StrCat(title, ": ", row, "; now ", now->second));
  }
  const auto differs = [&](const std::string& name, const std::string& a, const std::string& b) {
    const bool told = std::any_of(words.begin(), words.end(), [&](const std::string& one) {
      return one.find(b) != std::string::npos;
    });
    if (a != b && !told) words.push_back(absl::StrCat(name, ": ", a, "; now ", b));
  };
  differs("Category of death", absl::StrCat(was.finding.category, ", ", was.finding.category_title),
          absl::StrCat(is.finding.category, ", ", is.finding.category_title));
  differs("Modifiability", was.finding.modifiability_title, is.finding.modifiability_title);
  if (was.completed_on && is.completed_on && was.completed_on != is.completed_on) {
    words.push_back(absl::StrCat("Completed: ", clocks::DateWords(*was.completed_on), "; now ",
                                 clocks::DateWords(*is.completed_on)));
  }
  return words;
}

}  // namespace

bool WasCompletedIn(const ChildDeath& death, int year) {
  const auto& completions = death.aftermath.completions;
  return std::any_of(
             completions.begin(), completions.end(),
             [&](const Completion& one) { return ReturnYearOf(one.completed_on) == year; }) ||
         (death.earlier_review &&
          ReturnYearOf(DayOf(death.earlier_review->completed_on())) == year);
}

std::vector<std::string> CountedIn(const YearlyCount& count) {
  std::vector<std::string> counted;
  for (const auto& [id, death] : count.cases) {
    if (IsPlacedIn(count, id, *death)) counted.push_back(id);
  }
  return counted;
}

bool WasCounted(const ChildDeath& death, const KnownReturn& frozen) {
  if (!IsACase(death)) return false;
  if (CompletionIn(death.aftermath, frozen) != nullptr) return true;
  return death.earlier_review && death.aftermath.completed_by_board == frozen.board_id &&
         ReturnYearOf(DayOf(death.earlier_review->completed_on())) == frozen.year;
}

ReturnTable TableOf(const YearlyCount& count) {
  ReturnTable table;
  table.set_year(count.year);
  table.set_return_key(count.definition.key());
  table.set_title(count.definition.title());
  const Counter counter(count);
  for (const YearlyReturn::Measure& measure : count.definition.measures()) {
    if (!counter.IsAsked(measure)) continue;
    ReturnTable::Row& total = AddRow(measure, table);
    if (measure.count() == YearlyReturn::COUNT_UNSPECIFIED) {
      total.set_not_computed(true);
      continue;
    }
    const auto counted = counter.CasesOf(measure);
    const auto share_of = counter.ShareOf(measure);
    total.set_count(static_cast<uint32_t>(counted.size()));
    if (share_of) total.set_out_of(static_cast<uint32_t>(share_of->size()));
    for (const YearlyReturn::Layout& layout : measure.layouts()) {
      AddLayout(measure, layout, counted, share_of, count.year, table);
    }
  }
  return table;
}

std::vector<ReturnDifference> DifferencesOf(const YearlyCount& before, const YearlyCount& after) {
  std::set<std::string> ids;
  for (const YearlyCount* count : {&before, &after}) {
    for (const auto& [id, death] : count->cases) ids.insert(id);
  }
  const auto find = [](const YearlyCount& count, const std::string& id) -> const ChildDeath* {
    const auto found = count.cases.find(id);
    return found == count.cases.end() ? nullptr : found->second;
  };
  std::vector<ReturnDifference> differences;
  for (const std::string& id : ids) {
    const Told then = TellOf(before, id);
    const Told now = TellOf(after, id);
    std::vector<std::string> words = WordsOfDifference(then, now);
    for (std::string& more : WordsOfUncompleted(then, now)) {
      if (std::find(words.begin(), words.end(), more) == words.end())
        words.push_back(std::move(more));
    }
    if (words.empty()) continue;
    const ChildDeath* was = find(before, id);
    const ChildDeath* is = find(after, id);
    ReturnDifference& difference = differences.emplace_back();
    difference.set_case_id(id);
    if (const ChildDeath* known = is != nullptr ? is : was) {
      difference.set_reference(known->reference);
    }
    for (const std::string& one : words) {
      difference.set_what(difference.what().empty() ? one
                                                    : absl::StrCat(difference.what(), "; ", one));
    }
    Explain(was, is, after.board_id, difference);
  }
  std::sort(differences.begin(), differences.end(), [](const auto& a, const auto& b) {
    return std::tie(a.reference(), a.case_id()) < std::tie(b.reference(), b.case_id());
  });
  return differences;
}

}  // namespace candour::workflows::child_death
