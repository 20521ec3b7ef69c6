// A meeting of a body: what is on its agenda, who is there and when, and whether it is quorate for
// each item. Used by child death panels, case review subgroups and Boards alike.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "candour/events/v1/meeting.pb.h"
#include "workflows/aggregate.h"
#include "workflows/board/board.h"
#include "workflows/table.h"

namespace candour::workflows::meeting {

struct Attendance {
  std::string person_id;
  std::string seat_id;  // blank: in attendance, never counted
  types::v1::AttendanceKind kind{};
  absl::Time from;
  std::optional<absl::Time> until;

  bool PresentAt(absl::Time moment) const { return moment >= from && (!until || moment < *until); }
};

struct Item {
  uint32_t number = 0;
  types::v1::Aggregate subject{};
  std::string subject_id;
  std::set<std::string> recused;  // person ids: they take no part in the item
  // Declared an interest and did not leave: whether they take part is for a ruling, and until it
  // says so they are among the recused.
  std::set<std::string> declared;
  // The last evaluation for the item, and the id of its event; earlier ones stay in the log.
  std::optional<events::v1::QuorumEvaluated> quorum;
  std::string quorum_event_id;
};

struct Meeting : Aggregate {
  static constexpr types::v1::Aggregate kKind = types::v1::MEETING;

  std::string body_id;
  absl::Time starts_at;
  std::string place;
  std::map<std::string, Item> items;
  std::vector<Attendance> attendance;
  std::set<std::string> apologies;
  std::optional<absl::Time> closed_at;
  std::string opened_by_board;  // in whose name it was scheduled

  // The item about a case; null if the case is not listed, or not as this item.
  const Item* ItemAbout(const std::string& item_id, const std::string& subject_id) const;
};

// Whether the item may be decided: NOT_LISTED, QUORUM_NOT_EVALUATED or NOT_QUORATE with what is
// missing; DATE_OUT_OF_ORDER if the quorum was evaluated only after `decided_by`, the last moment
// at which the decision can have been made; none if it may. `item_id` blank asks for any item about
// the subject.
std::optional<types::v1::Rejection> UnlessQuorate(const Meeting& meeting,
                                                  const std::string& item_id,
                                                  const std::string& subject_id,
                                                  absl::Time decided_by,
                                                  const absl::TimeZone& london);

// QUORUM_NOT_EVALUATED if somebody who was present when the quorum of the item was evaluated left
// before the decision was made, at `decided_at`. The item has a quorum (UnlessQuorate).
std::optional<types::v1::Rejection> UnlessStillThere(const Meeting& meeting, const Item& item,
                                                     absl::Time decided_at,
                                                     const absl::TimeZone& london);

// Of a vote on the item about a subject, for which the meeting was quorate. Without a vote counted
// it was carried by all.
//   CONTRADICTORY  more votes than members who counted for the item
//   NOT_CARRIED    not more for than against
std::optional<types::v1::Rejection> UnlessCarried(const Meeting& meeting,
                                                  const std::string& subject_id, uint32_t votes_for,
                                                  uint32_t votes_against);

// NOT_AUTHORISED unless the meeting is of a body of this kind on the board's own register.
std::optional<types::v1::Rejection> UnlessMeetingOf(types::v1::BodyKind kind,
                                                    const Meeting& meeting,
                                                    const board::Board& board);

// Refused unless the meeting is of the board one acts for and not closed.
std::optional<types::v1::Rejection> UnlessRunning(const Meeting& meeting, const Context& context);

// Adds a case to the agenda: the meeting's half of listing it. The workflow of the case adds its
// own event beside it.
std::optional<types::v1::Rejection> ListItem(const google::protobuf::Message& command,
                                             const std::string& item_id,
                                             types::v1::Aggregate subject,
                                             const std::string& subject_id, const Context& context,
                                             const Meeting& meeting, Decision& decision);

// Who counts for an item at a moment, against the register of that day and the rules in force:
// the body's own, else the edition's. Refused (NO_EDITION_IN_FORCE) if there are neither.
struct Quorum {
  std::optional<types::v1::Rejection> rejection;
  events::v1::QuorumEvaluated evaluation;
};
Quorum EvaluateFor(const Meeting& meeting, const board::Board& board, const std::string& item_id,
                   absl::Time at, bool unexpected_death, const absl::TimeZone& london);

void Register(WorkflowTable& table);

}  // namespace candour::workflows::meeting
