#include "workflows/chronology/integrated.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/limits.h"
#include "workflows/chronology/parts.h"
#include "workflows/clocks/calendar.h"
#include "workflows/dates.h"

namespace candour::workflows::chronology {
namespace {

using types::v1::IntegratedChronology;
using Entry = IntegratedChronology::Entry;
using Telling = IntegratedChronology::Telling;

Telling TellingOf(const Line& line, const board::Board& board) {
  Telling telling;
  telling.set_agency_id(line.agency_id);
  telling.set_agency(board.AgencyName(line.agency_id));
  *telling.mutable_line() = line.line;
  constexpr Micros kSecond = 1'000'000;
  telling.mutable_recorded_at()->set_seconds(line.recorded_at / kSecond);
  telling.mutable_recorded_at()->set_nanos(static_cast<int32_t>(line.recorded_at % kSecond) * 1000);
  return telling;
}

auto OrderOf(const Telling& telling) {
  return std::make_tuple(DayOf(telling.line().on()), telling.line().time(), telling.agency(),
                         telling.line().line_id());
}

// The account that a settled conflict lets stand, of those of an entry.
const std::string* StandingIn(const Chronology& chronology, const std::set<std::string>& ids) {
  const std::string* standing = nullptr;
  for (const auto& [id, conflict] : chronology.conflicts) {
    if (!conflict.resolved) continue;
    const std::string& named = conflict.resolved->standing_line_id();
    if (ids.contains(named)) standing = &named;
  }
  return standing;
}

Entry EntryOf(const Chronology& chronology, const board::Board& board,
              const std::set<std::string>& ids) {
  std::vector<Telling> tellings;
  Entry entry;
  for (const std::string& id : ids) {
    const Line& line = chronology.lines.at(id);
    tellings.push_back(TellingOf(line, board));
    if (line.since_issued) entry.set_since_issued(true);
  }
  const std::string* standing = StandingIn(chronology, ids);
  std::sort(tellings.begin(), tellings.end(), [&](const Telling& a, const Telling& b) {
    const auto is_other = [&](const Telling& one) {
      return standing != nullptr && one.line().line_id() != *standing;
    };
    return std::make_tuple(is_other(a), OrderOf(a)) < std::make_tuple(is_other(b), OrderOf(b));
  });
  const absl::CivilDay day = DayOf(tellings.front().line().on());
  entry.set_outside_period(day < DayOf(chronology.opened.period_from()) ||
                           day > DayOf(chronology.opened.period_until()));
  for (const auto& [id, conflict] : chronology.conflicts) {
    const auto& named = conflict.record.line_ids();
    if (std::any_of(named.begin(), named.end(),
                    [&](const std::string& line) { return ids.contains(line); })) {
      entry.add_conflict_ids(id);
    }
  }
  for (Telling& telling : tellings) *entry.add_tellings() = std::move(telling);
  return entry;
}

void AddEntries(const Chronology& chronology, const board::Board& board,
                IntegratedChronology& whole) {
  std::set<std::string> told;
  std::vector<Entry> entries;
  for (const auto& [id, line] : chronology.lines) {
    if (told.contains(id) || !chronology.Stands(line)) continue;
    const std::set<std::string> same = chronology.SameThing(id);
    told.insert(same.begin(), same.end());
    entries.push_back(EntryOf(chronology, board, same));
  }
  SortByKey(entries, [](const Entry& entry) { return OrderOf(entry.tellings(0)); });
  for (Entry& entry : entries) *whole.add_entries() = std::move(entry);
  whole.set_entries_in_all(static_cast<uint32_t>(whole.entries_size()));
}

void AddConflicts(const Chronology& chronology, IntegratedChronology& whole) {
  for (const bool open : {true, false}) {
    for (const auto& [id, conflict] : chronology.conflicts) {
      if (conflict.resolved.has_value() == open) continue;
      auto& added = *whole.add_conflicts();
      added.set_conflict_id(id);
      *added.mutable_line_ids() = conflict.record.line_ids();
      added.set_question(conflict.record.question());
      added.set_open(open);
      if (open) continue;
      added.set_standing_line_id(conflict.resolved->standing_line_id());
      added.set_finding(conflict.resolved->finding());
      added.set_basis(conflict.resolved->basis());
    }
  }
}

void AddLikenesses(const Chronology& chronology, IntegratedChronology& whole) {
  Likenesses likenesses = LikenessesIn(chronology, limits::kChronologyLikenesses);
  whole.set_likenesses_in_all(static_cast<uint32_t>(likenesses.in_all));
  for (auto& likeness : likenesses.likeliest) *whole.add_likenesses() = std::move(likeness);
}

void AddSources(const Chronology& chronology, const board::Board& board,
                IntegratedChronology& whole) {
  std::vector<IntegratedChronology::Source> sources;
  for (const auto& [id, submission] : chronology.submissions) {
    IntegratedChronology::Source& source = sources.emplace_back();
    source.set_submission_id(id);
    source.set_agency_id(submission.record.agency_id());
    source.set_agency(board.AgencyName(submission.record.agency_id()));
    source.set_version(submission.record.version());
    source.set_lines(submission.record.lines());
    *source.mutable_submitted_on() = submission.record.submitted_on();
    source.set_replaced(submission.replaced);
    source.set_file_sha256(submission.record.file_sha256());
  }
  std::sort(sources.begin(), sources.end(), [](const auto& a, const auto& b) {
    return std::make_tuple(a.agency(), a.version()) < std::make_tuple(b.agency(), b.version());
  });
  for (auto& source : sources) *whole.add_sources() = std::move(source);
}

void AddAskedAndSilent(const Chronology& chronology, const board::Board& board,
                       const case_review::CaseReview& review, IntegratedChronology& whole) {
  std::set<std::string> silent;
  for (const auto& [id, contribution] : review.contributions) {
    if (!contribution.waived && !contribution.withdrawn) silent.insert(contribution.agency_id);
  }
  for (const auto& [id, submission] : chronology.submissions) {
    std::erase_if(silent, [&](const std::string& asked) {
      return board.IsOrSucceeds(submission.record.agency_id(), asked);
    });
  }
  for (const std::string& agency_id : silent) {
    whole.add_asked_and_silent(board.AgencyName(agency_id));
  }
}

}  // namespace

IntegratedChronology Integrate(const Chronology& chronology, const board::Board& board,
                               const IntegrationAsked& asked) {
  IntegratedChronology whole;
  whole.set_chronology_id(chronology.id);
  *whole.mutable_period_from() = chronology.opened.period_from();
  *whole.mutable_period_until() = chronology.opened.period_until();
  AddEntries(chronology, board, whole);
  AddConflicts(chronology, whole);
  AddSources(chronology, board, whole);
  AddLikenesses(chronology, whole);
  Unsaid unsaid = UnsaidIn(chronology, board, asked.shortest_gap_days);
  for (auto& gap : unsaid.gaps) *whole.add_gaps() = std::move(gap);
  for (auto& silence : unsaid.silences) *whole.add_silences() = std::move(silence);
  for (auto& lane : unsaid.lanes) *whole.add_lanes() = std::move(lane);
  if (asked.review != nullptr) AddAskedAndSilent(chronology, board, *asked.review, whole);
  whole.set_issued_version(static_cast<uint32_t>(chronology.issued.size()));
  return whole;
}

void KeepPage(size_t from_entry, IntegratedChronology& whole) {
  google::protobuf::RepeatedPtrField<Entry> page;
  size_t bytes = 0;
  for (size_t number = from_entry; number < static_cast<size_t>(whole.entries_size()); ++number) {
    Entry& entry = *whole.mutable_entries(static_cast<int>(number));
    bytes += entry.ByteSizeLong();
    if (!page.empty() && bytes > limits::kChronologyPageBytes) break;
    *page.Add() = std::move(entry);
  }
  whole.mutable_entries()->Swap(&page);
  if (from_entry == 0) return;
  whole.clear_likenesses();
  whole.clear_conflicts();
  whole.clear_gaps();
  whole.clear_silences();
  whole.clear_lanes();
  whole.clear_asked_and_silent();
  whole.clear_sources();
}

void KeepAccountOf(const std::string& agency_id, const board::Board& board,
                   IntegratedChronology& whole) {
  const auto is_own = [&](const auto& told) {
    return board.IsOrSucceeds(agency_id, told.agency_id());
  };
  IntegratedChronology own;
  own.set_chronology_id(whole.chronology_id());
  *own.mutable_period_from() = whole.period_from();
  *own.mutable_period_until() = whole.period_until();
  for (const Entry& entry : whole.entries()) {
    Entry kept;
    for (const Telling& telling : entry.tellings()) {
      if (is_own(telling)) *kept.add_tellings() = telling;
    }
    if (kept.tellings().empty()) continue;
    kept.set_outside_period(entry.outside_period());
    *own.add_entries() = std::move(kept);
  }
  own.set_entries_in_all(static_cast<uint32_t>(own.entries_size()));
  for (const auto& gap : whole.gaps()) {
    if (is_own(gap)) *own.add_gaps() = gap;
  }
  for (const auto& source : whole.sources()) {
    if (is_own(source)) *own.add_sources() = source;
  }
  whole = std::move(own);
}

std::string TextOf(const IntegratedChronology& whole) {
  std::string text;
  for (const Entry& entry : whole.entries()) {
    for (const Telling& telling : entry.tellings()) {
      const types::v1::ChronologyLine& line = telling.line();
      const bool stands = &telling == &entry.tellings(0);
      absl::StrAppend(&text, stands ? "" : "  also: ", clocks::DateWords(line.on()));
      if (line.has_until()) absl::StrAppend(&text, " to ", clocks::DateWords(line.until()));
      if (!line.time().empty()) absl::StrAppend(&text, ", ", line.time());
      absl::StrAppend(&text, ". ", telling.agency(), ": ", line.text(), " [", line.source(), "]\n");
    }
  }
  return text;
}

}  // namespace candour::workflows::chronology
