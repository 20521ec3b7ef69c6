// What a chronology does not tell, and who knew what when.
#include <algorithm>
#include <map>
#include <tuple>

#include "workflows/chronology/integrated.h"
#include "workflows/chronology/parts.h"
#include "workflows/clocks/calendar.h"
#include "workflows/dates.h"

namespace candour::workflows::chronology {
namespace {

using types::v1::ChronologyLine;
using types::v1::IntegratedChronology;
using Gap = IntegratedChronology::Gap;
using Silence = IntegratedChronology::Silence;
using Lane = IntegratedChronology::Lane;
using Knowledge = IntegratedChronology::Knowledge;

struct Stretch {
  absl::CivilDay from;
  absl::CivilDay until;
};

absl::CivilDay EndOf(const ChronologyLine& line) {
  const types::v1::Date& end = line.has_until() ? line.until() : line.on();
  const auto range = clocks::ToDayRange(end);
  return range.ok() ? range->latest : DayOf(end);
}

// By agency; under a blank id everybody's.
std::map<std::string, std::vector<Stretch>> ToldOf(const Chronology& chronology) {
  std::map<std::string, std::vector<Stretch>> told;
  for (const auto& [id, line] : chronology.lines) {
    if (!chronology.Stands(line)) continue;
    const Stretch stretch{DayOf(line.line.on()), EndOf(line.line)};
    told[line.agency_id].push_back(stretch);
    told[""].push_back(stretch);
  }
  for (auto& [agency_id, stretches] : told) {
    std::sort(stretches.begin(), stretches.end(),
              [](const Stretch& a, const Stretch& b) { return a.from < b.from; });
  }
  return told;
}

std::string ExplanationOf(const Chronology& chronology, const std::string& agency_id,
                          const Stretch& gap) {
  std::string explained;
  for (const auto& one : chronology.gaps_explained) {
    const bool covers = DayOf(one.gap_from()) <= gap.from && DayOf(one.gap_until()) >= gap.until;
    if (one.agency_id() == agency_id && covers) explained = one.reason();
  }
  return explained;
}

std::vector<Gap> GapsIn(const Chronology& chronology, const board::Board& board,
                        int shortest_gap_days) {
  std::vector<Gap> gaps;
  const absl::CivilDay end = DayOf(chronology.opened.period_until());
  for (auto& [agency_id, stretches] : ToldOf(chronology)) {
    absl::CivilDay next = DayOf(chronology.opened.period_from());
    const auto add = [&](absl::CivilDay until) {
      if (until - next + 1 < shortest_gap_days) return;
      Gap gap;
      gap.set_agency_id(agency_id);
      if (!agency_id.empty()) gap.set_agency(board.AgencyName(agency_id));
      *gap.mutable_from() = clocks::ToDate(next);
      *gap.mutable_until() = clocks::ToDate(until);
      gap.set_days(static_cast<uint32_t>(until - next + 1));
      gap.set_explained(ExplanationOf(chronology, agency_id, {next, until}));
      gaps.push_back(std::move(gap));
    };
    for (const Stretch& stretch : stretches) {
      add(std::min(end, stretch.from - 1));
      next = std::max(next, stretch.until + 1);
    }
    add(end);
  }
  return gaps;
}

bool TellsNear(const std::vector<Stretch>& told, const Stretch& when) {
  return std::any_of(told.begin(), told.end(), [&](const Stretch& one) {
    return one.from <= when.until + kSlipDays && one.until >= when.from - kSlipDays;
  });
}

std::vector<Silence> SilencesIn(const Chronology& chronology, const board::Board& board) {
  const std::map<std::string, std::vector<Stretch>> told = ToldOf(chronology);
  std::vector<Silence> silences;
  for (const auto& [id, line] : chronology.lines) {
    if (!chronology.Stands(line)) continue;
    for (const std::string& agency_id : line.line.shared_with_agency_ids()) {
      const auto own = told.find(agency_id);
      const Stretch when{DayOf(line.line.on()), EndOf(line.line)};
      if (agency_id == line.agency_id || (own != told.end() && TellsNear(own->second, when))) {
        continue;
      }
      Silence silence;
      silence.set_line_id(id);
      *silence.mutable_on() = line.line.on();
      silence.set_agency_id(agency_id);
      silence.set_agency(board.AgencyName(agency_id));
      silence.set_told_by(board.AgencyName(line.agency_id));
      silences.push_back(std::move(silence));
    }
  }
  SortByKey(silences, [](const Silence& silence) {
    return std::make_tuple(DayOf(silence.on()), silence.agency(), silence.line_id());
  });
  return silences;
}

std::vector<Lane> LanesIn(const Chronology& chronology, const board::Board& board) {
  struct Unordered {
    Lane lane;
    std::vector<Knowledge> knowledge;
  };
  std::map<std::string, Unordered> lanes;  // by agency
  const auto know = [&](const std::string& agency_id, const std::string& line_id,
                        const types::v1::Date& on, const std::string& told_by) {
    Unordered& of = lanes[agency_id];
    Lane& lane = of.lane;
    lane.set_agency_id(agency_id);
    lane.set_agency(board.AgencyName(agency_id));
    Knowledge& knowledge = of.knowledge.emplace_back();
    knowledge.set_line_id(line_id);
    *knowledge.mutable_known_on() = on;
    knowledge.set_by_others_account(!told_by.empty());
    knowledge.set_told_by(told_by);
    if (told_by.empty()) lane.set_lines(lane.lines() + 1);
  };
  for (const auto& [id, line] : chronology.lines) {
    if (!chronology.Stands(line)) continue;
    know(line.agency_id, id, line.line.has_known_on() ? line.line.known_on() : line.line.on(), "");
    for (const std::string& agency_id : line.line.shared_with_agency_ids()) {
      if (agency_id == line.agency_id) continue;
      know(agency_id, id, line.line.on(), board.AgencyName(line.agency_id));
    }
  }
  std::vector<Lane> ordered;
  for (auto& [agency_id, of] : lanes) {
    SortByKey(of.knowledge, [](const Knowledge& knowledge) {
      return std::make_tuple(DayOf(knowledge.known_on()), knowledge.line_id());
    });
    for (Knowledge& knowledge : of.knowledge) *of.lane.add_knowledge() = std::move(knowledge);
    ordered.push_back(std::move(of.lane));
  }
  std::sort(ordered.begin(), ordered.end(),
            [](const Lane& a, const Lane& b) { return a.agency() < b.agency(); });
  return ordered;
}

}  // namespace

Unsaid UnsaidIn(const Chronology& chronology, const board::Board& board, int shortest_gap_days) {
  return {GapsIn(chronology, board, shortest_gap_days), SilencesIn(chronology, board),
          LanesIn(chronology, board)};
}

}  // namespace candour::workflows::chronology
