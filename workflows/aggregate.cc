#include "workflows/aggregate.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "workflows/dates.h"

namespace candour::workflows {
namespace {

clocks::Milestone At(std::string_view name, clocks::When when, const Fact& fact,
                     std::string subject) {
  return {std::string(name),
          std::move(subject),
          when,
          absl::FromUnixMicros(fact.recorded_at),
          fact.position,
          fact.event_id,
          std::nullopt,
          {},
          {},
          {},
          fact.place.position};
}

// On the day that is given; else by when it was known.
clocks::When SaidOn(const types::v1::Date& on, const Fact& fact) {
  if (const absl::StatusOr<clocks::When> day = clocks::When::From(on); day.ok()) return *day;
  return clocks::When::At(fact.body.has_known_at() ? MomentOf(fact.body.known_at())
                                                   : absl::FromUnixMicros(fact.place.recorded_at),
                          fact.london);
}

}  // namespace

std::string NamedStreamId(std::string_view name,
                          const std::function<std::string(std::string_view)>& sha256_hex) {
  std::string hex = sha256_hex(name);
  hex[12] = '8';  // a UUID of a kind of one's own
  hex[16] = 'a';
  return absl::StrCat(hex.substr(0, 8), "-", hex.substr(8, 4), "-", hex.substr(12, 4), "-",
                      hex.substr(16, 4), "-", hex.substr(20, 12));
}

std::optional<StreamRef> Aggregate::PartOfLed() const {
  const std::optional<StreamRef> whole = PartOf();
  const bool led =
      whole && (whole->kind == types::v1::CHILD_DEATH || whole->kind == types::v1::CASE_REVIEW);
  return led ? whole : std::nullopt;
}

std::vector<StreamRef> Aggregate::Beside() const {
  const std::optional<StreamRef> whole = PartOfLed();
  return whole ? std::vector<StreamRef>{*whole} : std::vector<StreamRef>();
}

void Aggregate::PassLead(const std::string& to_board_id, const Fact& fact,
                         std::optional<absl::Time> accepted_at) {
  const Micros recorded = fact.place.recorded_at;
  if (!lead_board_id.empty()) {
    former_leads.push_back(
        {lead_board_id, recorded, accepted_at ? absl::ToUnixMicros(*accepted_at) : recorded});
  }
  lead_board_id = to_board_id;
}

void Aggregate::Reach(std::string_view milestone, const types::v1::Date& on, const Fact& fact,
                      std::string subject, const types::v1::Date* stated_due) {
  const absl::StatusOr<clocks::When> when = clocks::When::From(on);
  if (!when.ok()) return;  // an undated fact starts no clock
  clocks::Milestone reached = At(milestone, *when, fact, std::move(subject));
  if (stated_due != nullptr) reached.stated_due = DayOf(*stated_due);
  clock_facts.milestones.push_back(std::move(reached));
}

void Aggregate::Reach(std::string_view milestone, const google::protobuf::Timestamp& at,
                      const Fact& fact, std::string subject) {
  clock_facts.milestones.push_back(
      At(milestone, clocks::When::At(MomentOf(at), fact.london), fact, std::move(subject)));
}

void Aggregate::ReachAsRecorded(std::string_view milestone, const Fact& fact, std::string subject,
                                const types::v1::Date* stated_due) {
  const clocks::When when =
      clocks::When::At(absl::FromUnixMicros(fact.place.recorded_at), fact.london);
  clocks::Milestone reached = At(milestone, when, fact, std::move(subject));
  if (stated_due != nullptr) reached.stated_due = DayOf(*stated_due);
  clock_facts.milestones.push_back(std::move(reached));
}

void Aggregate::NameSubject(const std::string& subject, std::string agency_id, std::string detail,
                            std::string agency) {
  clock_facts.subjects[subject] = {std::move(agency_id), std::move(detail), std::move(agency)};
}

void Aggregate::Restate(const clocks::Milestone& was, const std::string& reason, const Fact& fact) {
  clock_facts.restated.push_back(
      {was, reason, absl::FromUnixMicros(fact.recorded_at), fact.position});
}

void Aggregate::TakeBack(std::string_view milestone) {
  std::erase_if(clock_facts.milestones,
                [&](const clocks::Milestone& reached) { return reached.name == milestone; });
}

const StandingEvent* Aggregate::FindStanding(const std::string& event_id) const {
  const absl::StatusOr<Bytes16> id = ParseUuid(event_id);
  if (!id.ok()) return nullptr;
  const auto found = std::find_if(standing.begin(), standing.end(),
                                  [&](const StandingEvent& event) { return event.id == *id; });
  return found == standing.end() ? nullptr : &*found;
}

void Aggregate::TakeBackEvent(const std::string& event_id) {
  if (event_id.empty()) return;  // nearly always, and a search of a long case is not free
  const StandingEvent* found = FindStanding(event_id);
  if (found == nullptr) return;
  const auto told_by_it = [position = found->position](const auto& told) {
    return told.position == position;
  };
  std::erase_if(clock_facts.milestones, told_by_it);
  std::erase_if(clock_facts.revisions, told_by_it);
  std::erase_if(clock_facts.explanations, told_by_it);
  std::erase_if(clock_facts.suspensions, told_by_it);
  standing.erase(standing.begin() + (found - standing.data()));
}

bool Aggregate::ReviseDue(std::string clock_kind, std::string subject,
                          const types::v1::Date& new_due, std::string reason, std::string authority,
                          const Fact& fact, const types::v1::Date& on) {
  clocks::DueDateRevision moved{std::move(clock_kind),
                                std::move(subject),
                                DayOf(new_due),
                                std::move(reason),
                                std::move(authority),
                                SaidOn(on, fact),
                                absl::FromUnixMicros(fact.place.recorded_at),
                                fact.position,
                                fact.place.position};
  const bool stands = std::none_of(
      clock_facts.revisions.begin(), clock_facts.revisions.end(), [&](const auto& other) {
        return other.kind == moved.kind && other.subject == moved.subject &&
               clocks::StandsAfter(other, moved);
      });
  clock_facts.revisions.push_back(std::move(moved));
  return stands;
}

void Aggregate::ExplainMiss(std::string clock_kind, std::string subject, std::string reason,
                            std::string authority, const Fact& fact, const types::v1::Date& on) {
  clock_facts.explanations.push_back({std::move(clock_kind), std::move(subject), std::move(reason),
                                      std::move(authority), SaidOn(on, fact), fact.position,
                                      fact.place.position});
}

}  // namespace candour::workflows
