#include "workflows/board/board.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "workflows/clocks/calendar.h"
#include "workflows/dates.h"
#include "workflows/refusals.h"

namespace candour::workflows::board {

Board::Board() = default;
Board::Board(const Board&) = default;
Board::Board(Board&&) = default;
Board& Board::operator=(const Board&) = default;
Board& Board::operator=(Board&&) = default;
Board::~Board() = default;

using types::v1::Rejection;

const Tenure* Seat::HolderOn(absl::CivilDay day) const {
  const auto found = std::find_if(holders.begin(), holders.end(),
                                  [&](const Tenure& tenure) { return tenure.Covers(day); });
  return found == holders.end() ? nullptr : &*found;
}

bool Seat::HeldBy(const std::string& person_id, absl::CivilDay day) const {
  return std::any_of(holders.begin(), holders.end(), [&](const Tenure& tenure) {
    return tenure.person_id == person_id && tenure.Covers(day);
  });
}

bool Seat::DeputisedBy(const std::string& person_id, absl::CivilDay day) const {
  return std::any_of(deputies.begin(), deputies.end(), [&](const Tenure& tenure) {
    return tenure.person_id == person_id && tenure.Covers(day);
  });
}

absl::Time Seat::EnteredAt(const std::string& person_id, absl::CivilDay day) const {
  absl::Time entered_at = absl::InfiniteFuture();
  for (const std::vector<Tenure>* tenures : {&holders, &deputies}) {
    for (const Tenure& tenure : *tenures) {
      if (tenure.person_id != person_id || !tenure.Covers(day)) continue;
      entered_at = std::min(entered_at, tenure.entered_at);
    }
  }
  return entered_at;
}

namespace {

// Of what a body set for itself, in the order it was set, what is in force on a day.
template <typename Rule>
const Rule* InForce(const std::vector<Rule>& set, const std::string& body_id, absl::CivilDay day) {
  const Rule* in_force = nullptr;
  for (const Rule& rule : set) {
    if (rule.body_id != body_id || rule.from > day) continue;
    if (in_force == nullptr || rule.from >= in_force->from) in_force = &rule;
  }
  return in_force;
}

}  // namespace

const QuorumRules* Board::OwnQuorumRules(const std::string& body_id, absl::CivilDay day) const {
  return InForce(quorum_rules, body_id, day);
}

const DecisionWays* Board::OwnDecisionWays(const std::string& body_id, absl::CivilDay day) const {
  return InForce(decision_ways, body_id, day);
}

const std::string* Board::SeatHeldBy(const std::string& person_id, types::v1::BodyKind kind,
                                     types::v1::SeatRole role, absl::CivilDay day) const {
  for (const auto& [seat_id, seat] : seats) {
    const auto body = bodies.find(seat.body_id);
    const bool right_seat = seat.role == role && body != bodies.end() && body->second.kind == kind;
    if (right_seat && seat.HeldBy(person_id, day)) return &seat_id;
  }
  return nullptr;
}

const std::string& Board::AgencyName(const std::string& agency_id) const {
  const auto found = agencies.find(agency_id);
  return found == agencies.end() ? agency_id : found->second;
}

const std::string& Board::PersonName(const std::string& person_id) const {
  const auto found = people.find(person_id);
  return found == people.end() ? person_id : found->second.name;
}

const std::string& Board::BodyName(const std::string& body_id) const {
  const auto found = bodies.find(body_id);
  return found == bodies.end() ? body_id : found->second.name;
}

std::optional<Rejection> UnlessAgency(const Board& board, const std::string& agency_id) {
  if (board.agencies.contains(agency_id)) return std::nullopt;
  return Refuse(types::v1::UNKNOWN_REFERENCE, kNoSuchAgency, kOwnRule, {agency_id});
}

std::optional<Rejection> UnlessPerson(const Board& board, const std::string& person_id) {
  if (board.people.contains(person_id)) return std::nullopt;
  return Refuse(types::v1::UNKNOWN_REFERENCE, kNoSuchPerson, kOwnRule, {person_id});
}

}  // namespace candour::workflows::board
