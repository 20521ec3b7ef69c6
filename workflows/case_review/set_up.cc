// What a review is to ask, who had a part in the case, and the days that were moved.
#include <algorithm>
#include <string>
#include <vector>

#include "workflows/board/case_clocks.h"
#include "workflows/case_review/parts.h"
#include "workflows/dates.h"
#include "workflows/refusals.h"

namespace candour::workflows::case_review {

namespace cw = casework::v1;
namespace ev = events::v1;
using board::Board;
using types::v1::Rejection;

namespace {

// Whether amended terms ask about another time, or something else.
bool ScopeChanged(const cw::ApproveTermsOfReference& now,
                  const ev::TermsOfReferenceApproved& before) {
  return DayOf(now.period_from()) != DayOf(before.period_from()) ||
         DayOf(now.period_to()) != DayOf(before.period_to()) ||
         !std::equal(now.questions().begin(), now.questions().end(), before.questions().begin(),
                     before.questions().end());
}

// The contributions named can be asked for again, by a day that lies ahead of the amendment.
std::optional<Rejection> UnlessReopenable(const cw::ApproveTermsOfReference& command,
                                          const CaseReview& review) {
  const auto& ids = command.reopened_contribution_ids();
  for (const std::string& id : ids) {
    const Contribution& contribution = review.contributions.at(id);
    if (contribution.Settled() && !contribution.accepted) {
      return Refuse(
          types::v1::WRONG_STAGE,
          "The contribution was waived or refused, or is not asked for any longer. Request a new "
          "one under the amended terms.",
          kOwnRule, {id});
    }
  }
  if (ids.empty()) return std::nullopt;
  if (command.has_new_due_on()) return std::nullopt;
  return Refuse(types::v1::DATE_OUT_OF_ORDER,
                "Say by which day the contributions that are re-opened are due.", kOwnRule,
                {review.id});
}

// What was accepted answers the older terms. Either it is asked for again, or it is said why not.
std::optional<Rejection> UnlessAcceptedAnswer(const cw::ApproveTermsOfReference& command,
                                              const CaseReview& review) {
  if (review.terms.empty() || !ScopeChanged(command, review.terms.back())) return std::nullopt;
  const auto& reopened = command.reopened_contribution_ids();
  std::vector<std::string> kept;
  for (const auto& [id, contribution] : review.contributions) {
    const bool named = std::find(reopened.begin(), reopened.end(), id) != reopened.end();
    if (contribution.accepted && !named) kept.push_back(id);
  }
  if (kept.empty() || !command.unaffected_reason().empty()) return std::nullopt;
  return Refuse(
      types::v1::REASON_MISSING,
      "The amended terms ask for something else than what these contributions were "
      "accepted for. Re-open those that are affected, and say why the others still answer.",
      kOwnRule, std::move(kept));
}

}  // namespace

// Of a review led elsewhere these are the lead board's terms, as they were told to us.
Decision Decide(const cw::ApproveTermsOfReference& command, const Context&,
                const CaseReview& review) {
  std::optional<absl::CivilDay> before;
  if (!review.terms.empty()) before = DayOf(review.terms.back().approved_on());
  RETURN_IF_REFUSED(
      UnlessInOrder("the approval", DayOf(command.approved_on()),
                    {{"the chair's first decision", review.decisions.front().decided_on},
                     {"that of the version before", before}}));
  RETURN_IF_REFUSED(UnlessReopenable(command, review));
  RETURN_IF_REFUSED(UnlessAcceptedAnswer(command, review));
  Decision decision;
  const auto version = static_cast<uint32_t>(review.terms.size()) + 1;
  decision.Add<ev::TermsOfReferenceApproved>(command).set_version(version);
  for (const std::string& id : command.reopened_contribution_ids()) {
    auto& reopened = decision.Add<ev::ContributionReopened>(command);
    reopened.set_contribution_id(id);
    reopened.set_terms_version(version);
    *reopened.mutable_reopened_on() = command.approved_on();
  }
  return decision;
}

void Evolve(CaseReview& review, const ev::TermsOfReferenceApproved& event, const Fact&) {
  review.terms.push_back(event);
}

Decision Decide(const cw::DeclareInvolvement& command, const Context&, const CaseReview& review,
                const Board&) {
  const auto declared = review.involvements.find(command.person_id());
  if (declared != review.involvements.end()) {
    for (const ev::InvolvementDeclared& known : declared->second) {
      if (known.involvement() != command.involvement() || known.detail() != command.detail()) {
        continue;
      }
      return Refuse(types::v1::ALREADY_DONE,
                    "This involvement is declared already, in the same words. To change it, "
                    "correct that declaration.",
                    kOwnRule, {command.person_id()});
    }
  }
  return Recorded<ev::InvolvementDeclared>(command);
}

void Evolve(CaseReview& review, const ev::InvolvementDeclared& event, const Fact&) {
  review.involvements[event.person_id()].push_back(event);
}

Decision Decide(const cw::ReviseReviewDueDate& command, const Context& context,
                const CaseReview& review, const Board& board) {
  RETURN_IF_REFUSED(board::UnlessRevisable(
      board, CaseReview::kKind, review.clock_facts, command.clock_kind(), command.subject(),
      DayOf(command.new_due_on()), command.revised_on(), context));
  RETURN_IF_REFUSED(board::UnlessMovedByRight(board, CaseReview::kKind, review.clock_facts,
                                              command.clock_kind(), command.authority()));
  return Recorded<ev::ReviewDueDateRevised>(command);
}

void Evolve(CaseReview& review, const ev::ReviewDueDateRevised& event, const Fact& fact) {
  review.ReviseDue(event.clock_kind(), event.subject(), event.new_due_on(), event.reason(),
                   event.authority(), fact, event.revised_on());
}

Decision Decide(const cw::ExplainMissedReviewDate& command, const Context& context,
                const CaseReview& review, const Board& board) {
  RETURN_IF_REFUSED(board::UnlessMissed(board, CaseReview::kKind, review.clock_facts,
                                        command.clock_kind(), command.subject(), context));
  return Recorded<ev::MissedReviewDateExplained>(command);
}

void Evolve(CaseReview& review, const ev::MissedReviewDateExplained& event, const Fact& fact) {
  review.ExplainMiss(event.clock_kind(), event.subject(), event.reason(), event.authority(), fact,
                     event.explained_on());
}

void Evolve(CaseReview& review, const ev::ReviewChronologyOpened& event, const Fact&) {
  review.chronology_id = event.chronology_id();
}

void RegisterSetUp(WorkflowTable& table) {
  table.Events<CaseReview, ev::TermsOfReferenceApproved, ev::InvolvementDeclared,
               ev::ReviewDueDateRevised, ev::MissedReviewDateExplained,
               ev::ReviewChronologyOpened>();
  table.Command<cw::ApproveTermsOfReference, CaseReview>();
  table.Command<cw::DeclareInvolvement, CaseReview, Board>();
  table.Command<cw::ReviseReviewDueDate, CaseReview, Board>();
  table.Command<cw::ExplainMissedReviewDate, CaseReview, Board>();
}

}  // namespace candour::workflows::case_review
