// Learning events and their evaluation, learning briefs, costs. None of it waits for publication.
#include "workflows/case_review/learning.h"

#include "workflows/case_review/parts.h"
#include "workflows/dates.h"
#include "workflows/refusals.h"

namespace candour::workflows::case_review {

namespace cw = casework::v1;
namespace ev = events::v1;
using board::Board;

void Evolve(CaseReview& review, const ev::LearningEventHeld& event, const Fact&) {
  review.learning.events[event.learning_event_id()].record = event;
}

Decision Decide(const cw::EvaluateLearningEvent& command, const Context&,
                const CaseReview& review) {
  RETURN_IF_REFUSED(UnlessInOrder(
      "the evaluation", DayOf(command.evaluated_on()), "the event",
      DayOf(review.learning.events.at(command.learning_event_id()).record.held_on())));
  return Recorded<ev::LearningEventEvaluated>(command);
}

void Evolve(CaseReview& review, const ev::LearningEventEvaluated& event, const Fact&) {
  review.learning.events[event.learning_event_id()].evaluated = event;
}

// It is read by everybody, and says nothing of who anybody is.
Decision Decide(const cw::IssueLearningBrief& command, const Context&, const CaseReview& review) {
  RETURN_IF_REFUSED(UnlessNameless(review, command.title(), "title"));
  RETURN_IF_REFUSED(UnlessNameless(review, command.learning(), "text"));
  return Recorded<ev::LearningBriefIssued>(command);
}

void Evolve(CaseReview& review, const ev::LearningBriefIssued& event, const Fact&) {
  review.learning.briefs.push_back(event);
}

void Evolve(CaseReview& review, const ev::ReviewCostRecorded& event, const Fact&) {
  review.learning.costs[event.cost_id()] = event;
}

void RegisterLearning(WorkflowTable& table) {
  table.Events<CaseReview, ev::LearningEventHeld, ev::LearningEventEvaluated,
               ev::LearningBriefIssued, ev::ReviewCostRecorded>();
  table.Things<CaseReview>(
      types::v1::A_LEARNING_EVENT,
      [](const CaseReview& review, const std::string& id) {
        return review.learning.events.contains(id);
      },
      "There was no such learning event. Record it first.",
      "The learning event is recorded already. Give another one its own id, or leave that blank.");
  table.Things<CaseReview>(
      types::v1::A_COST,
      [](const CaseReview& review, const std::string& id) {
        return review.learning.costs.contains(id);
      },
      "There is no such cost. Record it first.",
      "The cost is recorded under this id already. Give another one its own id, or leave that "
      "blank.");
  table.Record<cw::RecordLearningEvent, ev::LearningEventHeld, CaseReview, Board>();
  table.Command<cw::EvaluateLearningEvent, CaseReview>();
  table.Command<cw::IssueLearningBrief, CaseReview>();
  table.Record<cw::RecordReviewCost, ev::ReviewCostRecorded, CaseReview>();
}

}  // namespace candour::workflows::case_review
