// Agencies that take one another's place: trusts merge, a service passes to another body.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "workflows/board/board.h"
#include "workflows/board/parts.h"
#include "workflows/clocks/calendar.h"
#include "workflows/dates.h"
#include "workflows/refusals.h"

namespace candour::workflows::board {

namespace cw = casework::v1;
namespace ev = events::v1;
using types::v1::Rejection;

// No agency comes after itself: SucceedAgency refuses that.
const std::string& Board::AgencyInPlaceOf(const std::string& agency_id, absl::CivilDay day) const {
  const std::string* now = &agency_id;
  for (size_t step = 0; step < agencies_succeeded.size(); ++step) {
    const auto gone = agencies_succeeded.find(*now);
    if (gone == agencies_succeeded.end() || DayOf(gone->second.on()) > day ||
        gone->second.successor_agency_ids_size() != 1) {
      break;
    }
    now = &gone->second.successor_agency_ids(0);
  }
  return *now;
}

bool Board::IsOrSucceeds(const std::string& agency_id, const std::string& earlier_id) const {
  if (agency_id == earlier_id) return true;
  const auto gone = agencies_succeeded.find(earlier_id);
  if (gone == agencies_succeeded.end()) return false;
  const auto& successors = gone->second.successor_agency_ids();
  return std::any_of(successors.begin(), successors.end(),
                     [&](const std::string& one) { return IsOrSucceeds(agency_id, one); });
}

std::optional<Rejection> UnlessAgencyStands(const Board& board, const std::string& agency_id,
                                            absl::CivilDay day) {
  const auto gone = board.agencies_succeeded.find(agency_id);
  if (gone == board.agencies_succeeded.end() || DayOf(gone->second.on()) > day) {
    return std::nullopt;
  }
  const auto name = [&](std::string* out, const std::string& id) {
    absl::StrAppend(out, board.AgencyName(id));
  };
  return Refuse(types::v1::UNKNOWN_REFERENCE,
                absl::StrCat("From ", clocks::DateWords(DayOf(gone->second.on())),
                             " on others are in the place of ", board.AgencyName(agency_id), ": ",
                             absl::StrJoin(gone->second.successor_agency_ids(), "; ", name),
                             ". Name the one it concerns."),
                gone->second.authority(), {agency_id});
}

std::optional<Rejection> UnlessMayPassOn(const Board& board, const PassingOn& passing) {
  if (passing.from_agency_id == passing.to_agency_id) {
    return Refuse(types::v1::NOTHING_TO_CHANGE,
                  "It is with this agency already. Name another agency.", kOwnRule,
                  {passing.to_agency_id});
  }
  return UnlessAgencyStands(board, passing.to_agency_id, passing.on);
}

Decision Decide(const cw::SucceedAgency& command, const Context&, const Board& board) {
  if (board.agencies_succeeded.contains(command.agency_id())) {
    return Refuse(types::v1::ALREADY_DONE,
                  "It is recorded who took its place. To change that, correct it.", kOwnRule,
                  {command.agency_id()});
  }
  for (const std::string& successor : command.successor_agency_ids()) {
    if (!board.IsOrSucceeds(command.agency_id(), successor)) continue;
    return Refuse(types::v1::CONTRADICTORY,
                  "No agency comes after itself, nor one after those that came after it. Name the "
                  "agencies that go on.",
                  kOwnRule, {command.agency_id(), successor});
  }
  return Recorded<ev::AgencySucceeded>(command);
}

void Evolve(Board& board, const ev::AgencySucceeded& event, const Fact&) {
  board.agencies_succeeded[event.agency_id()] = event;
}

void RegisterAgencies(WorkflowTable& table) {
  table.Events<Board, ev::AgencySucceeded>();
  table.Command<cw::SucceedAgency, Board>();
}

}  // namespace candour::workflows::board
