#include "workflows/chronology/chronology.h"

#include <algorithm>

#include "workflows/chronology/parts.h"

namespace candour::workflows::chronology {

namespace ev = events::v1;

bool Chronology::Stands(const Line& line) const {
  return std::any_of(line.submission_ids.begin(), line.submission_ids.end(),
                     [&](const std::string& id) { return !submissions.at(id).replaced; });
}

std::set<std::string> Chronology::SameThing(const std::string& line_id) const {
  std::set<std::string> same;
  std::vector<std::string> to_follow = {line_id};
  while (!to_follow.empty()) {
    const std::string id = to_follow.back();
    to_follow.pop_back();
    const auto found = lines.find(id);
    if (found == lines.end() || !Stands(found->second) || !same.insert(id).second) continue;
    for (const auto& [one, other] : matched) {
      if (one == id) to_follow.push_back(other);
      if (other == id) to_follow.push_back(one);
    }
  }
  return same;
}

std::optional<StreamRef> Chronology::PartOf() const {
  if (opened.review_id().empty()) return std::nullopt;
  return StreamRef{types::v1::CASE_REVIEW, opened.review_id()};
}

std::vector<LinePair> PairsOf(const std::vector<std::string>& line_ids) {
  const std::set<std::string> ids(line_ids.begin(), line_ids.end());
  std::vector<LinePair> pairs;
  for (auto one = ids.begin(); one != ids.end(); ++one) {
    for (auto other = std::next(one); other != ids.end(); ++other) pairs.emplace_back(*one, *other);
  }
  return pairs;
}

void Evolve(Chronology& chronology, const ev::ChronologyOpened& event, const Fact&) {
  chronology.opened = event;
}

void Evolve(Chronology& chronology, const ev::ChronologySubmitted& event, const Fact&) {
  chronology.submissions[event.submission_id()].record = event;
  const auto replaced = chronology.submissions.find(event.replaces_submission_id());
  if (replaced != chronology.submissions.end()) replaced->second.replaced = true;
}

void Evolve(Chronology& chronology, const ev::ChronologyLinesTaken& event, const Fact& fact) {
  const auto submission = chronology.submissions.find(event.submission_id());
  if (submission == chronology.submissions.end()) return;
  for (const types::v1::ChronologyLine& told : event.lines()) {
    const auto [at, is_new] = chronology.lines.try_emplace(told.line_id());
    Line& line = at->second;
    line.submission_ids.insert(event.submission_id());
    if (!is_new) {
      line.line.set_place(told.place());  // of the version that stands
      continue;
    }
    line.line = told;
    line.agency_id = submission->second.record.agency_id();
    line.recorded_at = fact.recorded_at;
    line.since_issued = !chronology.issued.empty();
  }
}

void Evolve(Chronology& chronology, const ev::ChronologyLinesMatched& event, const Fact&) {
  for (LinePair& pair : PairsOf({event.line_ids().begin(), event.line_ids().end()})) {
    chronology.apart.erase(pair);
    chronology.matched.insert(std::move(pair));
  }
}

void Evolve(Chronology& chronology, const ev::ChronologyLinesHeldApart& event, const Fact&) {
  for (LinePair& pair : PairsOf({event.line_ids().begin(), event.line_ids().end()})) {
    chronology.matched.erase(pair);
    chronology.apart.insert(std::move(pair));
  }
}

void Evolve(Chronology& chronology, const ev::ChronologyConflictRecorded& event, const Fact&) {
  chronology.conflicts[event.conflict_id()].record = event;
}

void Evolve(Chronology& chronology, const ev::ChronologyConflictResolved& event, const Fact&) {
  chronology.conflicts[event.conflict_id()].resolved = event;
}

void Evolve(Chronology& chronology, const ev::ChronologyGapExplained& event, const Fact&) {
  chronology.gaps_explained.push_back(event);
}

void Evolve(Chronology& chronology, const ev::IntegratedChronologyIssued& event, const Fact&) {
  chronology.issued.push_back(event);
  for (auto& [id, line] : chronology.lines) line.since_issued = false;
}

void Register(WorkflowTable& table) {
  table.Events<Chronology, ev::ChronologyOpened, ev::ChronologySubmitted, ev::ChronologyLinesTaken,
               ev::ChronologyLinesMatched, ev::ChronologyLinesHeldApart,
               ev::ChronologyConflictRecorded, ev::ChronologyConflictResolved,
               ev::ChronologyGapExplained, ev::IntegratedChronologyIssued>();
  table.AdmitHolder<Chronology>();
  table.Things(
      types::v1::A_CHRONOLOGY_SUBMISSION, &Chronology::submissions,
      "The agency sent no such chronology. Name one it sent, or leave this blank.",
      "This chronology was taken already. Give another one its own id, or leave that blank.");
  table.Things(
      types::v1::A_CHRONOLOGY_LINE, &Chronology::lines,
      "The chronology has no such line. Name lines as it lists them.",
      "The chronology has this line already. Give another one its own id, or leave that blank.");
  table.Things(
      types::v1::A_CHRONOLOGY_CONFLICT, &Chronology::conflicts,
      "No such conflict is recorded. Record it first.",
      "The conflict is recorded already. Give another one its own id, or leave that blank.");
  RegisterRules(table);
}

}  // namespace candour::workflows::chronology
