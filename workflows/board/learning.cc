// What a board considered of other areas' reviews, and what its bodies cost in a year.
#include "candour/casework/v1/learning.pb.h"
#include "workflows/board/board.h"
#include "workflows/board/parts.h"

namespace candour::workflows::board {

namespace cw = casework::v1;
namespace ev = events::v1;

uint64_t Board::CostInPence(const std::string& body_id, uint32_t year_ending) const {
  uint64_t pence = 0;
  for (const ev::PanelCostRecorded& cost : panel_costs) {
    if (cost.body_id() == body_id && cost.year_ending() == year_ending) pence += cost.pence();
  }
  return pence;
}

void Evolve(Board& board, const ev::PanelCostRecorded& event, const Fact&) {
  board.panel_costs.push_back(event);
}

Decision Decide(const cw::ConsiderOutsideReview& command, const Context& context, const Board&) {
  Decision decision;
  decision.Add<ev::OutsideReviewConsidered>(command).set_outside_review_id(
      context.IdOr(command.outside_review_id(), 0));
  return decision;
}

void Evolve(Board& board, const ev::OutsideReviewConsidered& event, const Fact&) {
  board.outside_reviews.push_back(event);
}

void RegisterLearning(WorkflowTable& table) {
  table.Events<Board, ev::PanelCostRecorded, ev::OutsideReviewConsidered>();
  table.Record<cw::RecordPanelCost, ev::PanelCostRecorded, Board>();
  table.Command<cw::ConsiderOutsideReview, Board>();
}

}  // namespace candour::workflows::board
