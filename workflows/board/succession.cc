// Boards among one another: bodies that serve several of them, and one taking another's place.
#include "workflows/board/succession.h"

#include "absl/strings/str_cat.h"
#include "workflows/board/board.h"
#include "workflows/board/parts.h"
#include "workflows/clocks/calendar.h"
#include "workflows/dates.h"
#include "workflows/refusals.h"
#include "workflows/whose.h"

namespace candour::workflows::board {

namespace cw = casework::v1;
namespace ev = events::v1;

bool Board::Serves(const std::string& body_id, const std::string& board_id,
                   absl::CivilDay day) const {
  bool serves = false;
  for (const ev::BodyShared& share : shares) {
    if (share.body_id() != body_id || share.served_board_id() != board_id) continue;
    if (DayOf(share.from()) > day) continue;
    serves = !share.has_until() || day <= DayOf(share.until());
  }
  return serves;
}

Decision Decide(const cw::ShareBody& command, const Context&, const Board& served,
                const Board& board) {
  if (served.id == board.id) {
    return Refuse(types::v1::NOTHING_TO_CHANGE,
                  "A body serves its own board anyway. Name another board.", kOwnRule, {board.id});
  }
  const auto body = board.bodies.find(command.body_id());
  if (body == board.bodies.end()) {
    return Refuse(types::v1::UNKNOWN_REFERENCE, "The board has no such body. Establish it first.",
                  kOwnRule, {command.body_id()});
  }
  if (DayOf(command.from()) < body->second.from ||
      (command.has_until() && DayOf(command.until()) < DayOf(command.from()))) {
    return Refuse(types::v1::DATE_OUT_OF_ORDER,
                  "A body serves another board from a day on which it exists, to a later one. "
                  "Correct the days.",
                  kOwnRule, {command.body_id()});
  }
  Decision decision;
  decision.AddTo<ev::BodyShared>(board.id, command);
  return decision;
}

void Evolve(Board& board, const ev::BodyShared& event, const Fact&) {
  board.shares.push_back(event);
}

std::optional<types::v1::Rejection> UnlessSucceeded(const Board& board, const Context& context) {
  return UnlessSucceeded(board, context, "Record it in its name, with the day it was received.");
}

std::optional<types::v1::Rejection> UnlessSucceeded(const Board& board, const Context& context,
                                                    absl::string_view way_out) {
  if (!board.succeeded || context.Today() < DayOf(board.succeeded->on())) return std::nullopt;
  const Board* successor = Loaded<Board>(context, board.succeeded->successor_board_id());
  return Refuse(
      types::v1::WRONG_BOARD,
      absl::StrCat(successor == nullptr ? "Another board" : successor->name,
                   " took this board's place on ", clocks::DateWords(DayOf(board.succeeded->on())),
                   ": it opens new cases, also of what was told before. ", way_out),
      board.succeeded->authority(), {board.succeeded->successor_board_id()});
}

std::optional<types::v1::Rejection> UnlessBodiesEnded(const Board& board, absl::CivilDay day) {
  if (!board.succeeded || day < DayOf(board.succeeded->on())) return std::nullopt;
  return Refuse(
      types::v1::WRONG_BOARD,
      absl::StrCat("Another board took this one's place on ",
                   clocks::DateWords(DayOf(board.succeeded->on())),
                   ", and from that day on no body of this one meets. Hold it in the name of that "
                   "board, which takes the cases over first (SucceedLead); or correct the day."),
      board.succeeded->authority(), {board.succeeded->successor_board_id()});
}

Decision Decide(const cw::NameSuccessor& command, const Context&, const Board& successor,
                const Board& board) {
  if (successor.id == board.id) {
    return Refuse(types::v1::CONTRADICTORY, "A board does not succeed itself. Name the other one.",
                  kOwnRule, {board.id});
  }
  if (board.succeeded) {
    return Refuse(types::v1::ALREADY_DONE,
                  "A successor is named already. To correct it, name the event you correct and "
                  "why.",
                  kOwnRule, {board.succeeded->successor_board_id()});
  }
  // Two that took each other's place would leave nobody to lead.
  if (successor.succeeded && (successor.succeeded->successor_board_id() == board.id ||
                              DayOf(successor.succeeded->on()) <= DayOf(command.on()))) {
    return Refuse(types::v1::CONTRADICTORY,
                  absl::StrCat(successor.name, " is itself succeeded, on ",
                               clocks::DateWords(DayOf(successor.succeeded->on())),
                               ". Name the board that goes on; or correct that, if it is wrong."),
                  kOwnRule, {successor.id, successor.succeeded->successor_board_id()});
  }
  Decision decision;
  decision.AddTo<ev::BoardSucceeded>(board.id, command);
  return decision;
}

void Evolve(Board& board, const ev::BoardSucceeded& event, const Fact&) { board.succeeded = event; }

void RegisterSuccession(WorkflowTable& table) {
  table.Events<Board, ev::BodyShared, ev::BoardSucceeded>();
  table.Command<cw::ShareBody, Board, Board>();
  table.Command<cw::NameSuccessor, Board, Board>();
}

}  // namespace candour::workflows::board
