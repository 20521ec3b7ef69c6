// The chronologies that agencies gave of one review, folded. The review's key seals them.
//
// A line is named by what it says, so that an agency that sends its table again changes nothing,
// and what was settled about a line holds in every later version that still has it.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/civil_time.h"
#include "candour/casework/v1/chronology.pb.h"
#include "candour/events/v1/chronology.pb.h"
#include "workflows/aggregate.h"
#include "workflows/context.h"
#include "workflows/table.h"

namespace candour::workflows::chronology {

struct Submission {
  events::v1::ChronologySubmitted record;
  bool replaced = false;
};

struct Line {
  types::v1::ChronologyLine line;  // as first told
  std::string agency_id;
  std::set<std::string> submission_ids;
  Micros recorded_at = 0;
  bool since_issued = false;  // it came after the last issue
};

struct Conflict {
  events::v1::ChronologyConflictRecorded record;
  std::optional<events::v1::ChronologyConflictResolved> resolved;
};

using LinePair = std::pair<std::string, std::string>;  // the lesser id first

struct Chronology : Aggregate {
  static constexpr types::v1::Aggregate kKind = types::v1::CHRONOLOGY;

  events::v1::ChronologyOpened opened;
  std::map<std::string, Submission> submissions;
  std::map<std::string, Line> lines;
  std::set<LinePair> matched;
  std::set<LinePair> apart;
  std::map<std::string, Conflict> conflicts;
  std::vector<events::v1::ChronologyGapExplained> gaps_explained;
  std::vector<events::v1::IntegratedChronologyIssued> issued;

  // Told in a submission that no other replaces.
  bool Stands(const Line& line) const;
  // The lines that tell of the same thing as this one, itself among them, as far as they stand.
  std::set<std::string> SameThing(const std::string& line_id) const;

  std::optional<StreamRef> PartOf() const override;
};

// Every pair among the ids.
std::vector<LinePair> PairsOf(const std::vector<std::string>& line_ids);

void Register(WorkflowTable& table);

}  // namespace candour::workflows::chronology
