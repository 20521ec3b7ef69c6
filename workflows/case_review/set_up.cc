// What a review is to ask, who had a part in the case, and the days that were moved.
#include "workflows/board/case_clocks.h"
#include "workflows/case_review/parts.h"
#include "workflows/dates.h"
#include "workflows/refusals.h"

namespace candour::workflows::case_review {

namespace cw = casework::v1;
namespace ev = events::v1;
using board::Board;

// Of a review led elsewhere these are the lead board's terms, as they were told to us.
Decision Decide(const cw::ApproveTermsOfReference& command, const Context& context,
                const CaseReview& review) {
  if (auto refusal = UnlessUnderWay(review, context)) return *refusal;
  const absl::CivilDay approved = DayOf(command.approved_on());
  if (auto refusal = UnlessInOrder("the end of the period under review", DayOf(command.period_to()),
                                   "its beginning", DayOf(command.period_from()))) {
    return *refusal;
  }
  if (auto refusal = UnlessInOrder("the approval", approved, "the chair's first decision",
                                   review.decisions.front().decided_on)) {
    return *refusal;
  }
  if (!review.terms.empty()) {
    if (auto refusal = UnlessInOrder("the approval", approved, "that of the version before",
                                     DayOf(review.terms.back().approved_on()))) {
      return *refusal;
    }
  }
  Decision decision;
  decision.Add<ev::TermsOfReferenceApproved>(command).set_version(
      static_cast<uint32_t>(review.terms.size()) + 1);
  return decision;
}

void Evolve(CaseReview& review, const ev::TermsOfReferenceApproved& event, const Fact&) {
  review.terms.push_back(event);
}

Decision Decide(const cw::DeclareInvolvement& command, const Context& context,
                const CaseReview& review, const Board& board) {
  if (auto refusal = UnlessOurs(review, context)) return *refusal;
  if (auto refusal = board::UnlessPerson(board, command.person_id())) return *refusal;
  const auto declared = review.involvements.find(command.person_id());
  if (declared != review.involvements.end()) {
    for (const ev::InvolvementDeclared& known : declared->second) {
      if (known.involvement() != command.involvement() || known.detail() != command.detail()) {
        continue;
      }
      return Refuse(types::v1::ALREADY_DONE,
                    "This involvement is declared already, in the same words.", {},
                    {command.person_id()});
    }
  }
  Decision decision;
  decision.Add<ev::InvolvementDeclared>(command);
  return decision;
}

void Evolve(CaseReview& review, const ev::InvolvementDeclared& event, const Fact&) {
  review.involvements[event.person_id()].push_back(event);
}

Decision Decide(const cw::ReviseReviewDueDate& command, const Context& context,
                const CaseReview& review, const Board& board) {
  if (auto refusal = UnlessOurs(review, context)) return *refusal;
  if (auto refusal = board::UnlessRevisable(board, CaseReview::kKind, review.clock_facts,
                                            command.clock_kind(), command.subject(), context)) {
    return *refusal;
  }
  Decision decision;
  decision.Add<ev::ReviewDueDateRevised>(command);
  return decision;
}

void Evolve(CaseReview& review, const ev::ReviewDueDateRevised& event, const Fact& fact) {
  review.ReviseDue(event.clock_kind(), event.subject(), event.new_due_on(), event.reason(),
                   event.authority(), fact);
}

void RegisterSetUp(WorkflowTable& table) {
  table.Events<CaseReview, ev::TermsOfReferenceApproved, ev::InvolvementDeclared,
               ev::ReviewDueDateRevised>();
  table.Command<cw::ApproveTermsOfReference, CaseReview>();
  table.Command<cw::DeclareInvolvement, CaseReview, Board>();
  table.Command<cw::ReviseReviewDueDate, CaseReview, Board>();
}

}  // namespace candour::workflows::case_review
