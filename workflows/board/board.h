// The dated register of a board: who sits where on which day, who deputises, what makes a body
// quorate, and which guidance has been adopted.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "candour/casework/v1/board.pb.h"
#include "candour/events/v1/board.pb.h"
#include "candour/events/v1/learning.pb.h"
#include "candour/events/v1/yearly_return.pb.h"
#include "candour/types/v1/national_return.pb.h"
#include "workflows/aggregate.h"
#include "workflows/decision.h"
#include "workflows/editions/edition_register.h"
#include "workflows/table.h"

namespace candour::workflows::board {

struct Person {
  std::string name;
  std::string job_title;
  std::string agency_id;
};

// Days are inclusive at both ends.
struct Tenure {
  std::string person_id;
  absl::CivilDay from;
  std::optional<absl::CivilDay> until;
  absl::Time entered_at = absl::InfinitePast();  // when the register was told

  bool Covers(absl::CivilDay day) const { return day >= from && (!until || day <= *until); }
};

struct Seat {
  std::string body_id;
  types::v1::SeatRole role{};
  absl::CivilDay from;
  std::vector<Tenure> holders;   // never two on one day
  std::vector<Tenure> deputies;  // any number

  // Who held it on a day; null if it was vacant.
  const Tenure* HolderOn(absl::CivilDay day) const;
  bool HeldBy(const std::string& person_id, absl::CivilDay day) const;
  bool DeputisedBy(const std::string& person_id, absl::CivilDay day) const;
  // When the register was told that the person holds or deputises for it on the day: the earliest
  // telling; the infinite future if it never was.
  absl::Time EnteredAt(const std::string& person_id, absl::CivilDay day) const;
};

struct Body {
  types::v1::BodyKind kind{};
  std::string name;
  absl::CivilDay from;
};

// A body's own quorum rule, from a day on.
struct QuorumRules {
  std::string body_id;
  uint32_t minimum_members = 0;
  std::vector<types::v1::SeatRole> required_roles;
  absl::CivilDay from;
  std::string source;
};

// How a body may decide outside its meetings, from a day on.
struct DecisionWays {
  std::string body_id;
  std::set<types::v1::MeetingWay> ways;
  absl::CivilDay from;
  std::string source;
};

struct Board : Aggregate {
  static constexpr types::v1::Aggregate kKind = types::v1::BOARD;

  // Made, copied and ended in board.cc alone: its parts are too many for every file.
  Board();
  Board(const Board&);
  Board(Board&&);
  Board& operator=(const Board&);
  Board& operator=(Board&&);
  ~Board() override;

  std::string name;
  std::string area_code;
  std::map<std::string, std::string> agencies;                            // id to name
  std::map<std::string, events::v1::AgencySucceeded> agencies_succeeded;  // by who went
  std::map<std::string, Person> people;
  std::map<std::string, Body> bodies;
  std::map<std::string, Seat> seats;
  std::vector<QuorumRules> quorum_rules;    // in the order they were set
  std::vector<DecisionWays> decision_ways;  // likewise
  editions::EditionRegister editions;
  std::set<std::string> adopted;  // hashes of every text adopted
  std::vector<events::v1::BodyShared> shares;
  std::optional<events::v1::BoardSucceeded> succeeded;
  std::vector<events::v1::PanelCostRecorded> panel_costs;
  std::vector<events::v1::OutsideReviewConsidered> outside_reviews;

  // What a body cost in the year that ends on 31 March of `year_ending`.
  uint64_t CostInPence(const std::string& body_id, uint32_t year_ending) const;
  // By the year each is of, which ends on 31 March; the versions in order.
  std::map<int, std::vector<types::v1::FrozenReturn>> returns;
  std::vector<events::v1::AnnualReportPublished> annual_reports;

  // Whether a body of this board serves another one on a day.
  bool Serves(const std::string& body_id, const std::string& board_id, absl::CivilDay day) const;

  // The rule a body set itself, in force on a day; null if it has none.
  const QuorumRules* OwnQuorumRules(const std::string& body_id, absl::CivilDay day) const;

  // The ways of deciding a body set itself, in force on a day; null if it has set none.
  const DecisionWays* OwnDecisionWays(const std::string& body_id, absl::CivilDay day) const;

  // The seat of this role on a body of this kind that a person holds on a day; null if none.
  // Deputies do not decide in a chair's place.
  const std::string* SeatHeldBy(const std::string& person_id, types::v1::BodyKind body,
                                types::v1::SeatRole role, absl::CivilDay day) const;

  // With whom on a day is what was open with an agency: its only successor, or whoever came after
  // that one. Itself if nobody took its place, or several did: then each piece is passed on by
  // name.
  const std::string& AgencyInPlaceOf(const std::string& agency_id, absl::CivilDay day) const;
  // Whether it is the earlier agency, or one of those that came after it, whenever that was.
  bool IsOrSucceeds(const std::string& agency_id, const std::string& earlier_id) const;

  // Names for sentences and files; the id itself if it is not registered.
  const std::string& AgencyName(const std::string& agency_id) const;
  const std::string& PersonName(const std::string& person_id) const;
  const std::string& BodyName(const std::string& body_id) const;
};

// Refusals that every workflow makes alike, of ids a command does not hold in a field of its own
// (there, `names` in the proto says it). None if all is well.
std::optional<types::v1::Rejection> UnlessAgency(const Board& board, const std::string& agency_id);
std::optional<types::v1::Rejection> UnlessPerson(const Board& board, const std::string& person_id);

// UNKNOWN_REFERENCE, naming its successors, of an agency whose place others had taken by a day:
// nothing new is asked of it.
std::optional<types::v1::Rejection> UnlessAgencyStands(const Board& board,
                                                       const std::string& agency_id,
                                                       absl::CivilDay day);

// What is open with one agency passes to another, which stands on that day.
struct PassingOn {
  const std::string& from_agency_id;
  const std::string& to_agency_id;
  absl::CivilDay on;
};
std::optional<types::v1::Rejection> UnlessMayPassOn(const Board& board, const PassingOn& passing);

// WRONG_BOARD, naming the successor, from its first day on: it receives what is told of a child,
// whenever that was told, and opens what is opened. `SuccessorOf` is to be loaded beside.
std::optional<types::v1::Rejection> UnlessSucceeded(const Board& board, const Context& context);
template <typename Command>
std::vector<StreamRef> SuccessorOf(const Command&, const Board& board) {
  if (!board.succeeded) return {};
  return {{types::v1::BOARD, board.succeeded->successor_board_id()}};
}

inline constexpr char kNoSuchAgency[] =
    "The agency is not on the board's register. Register it first, or choose one that is.";
inline constexpr char kNoSuchPerson[] =
    "The person is not on the board's register. Register them first, or choose one who is.";

void Register(WorkflowTable& table);

}  // namespace candour::workflows::board
