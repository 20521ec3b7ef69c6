// The case review that followed from a child death review, where both are kept here.
#include "candour/casework/v1/parallel_processes.pb.h"
#include "candour/events/v1/parallel_processes.pb.h"
#include "workflows/case_review/case_review.h"
#include "workflows/case_review/parts.h"
#include "workflows/child_death/child_death.h"
#include "workflows/refusals.h"

namespace candour::workflows::case_review {

namespace cw = casework::v1;
using child_death::ChildDeath;

Decision Decide(const cw::LinkCaseReview& command, const Context& context, const ChildDeath& death,
                const CaseReview& review) {
  RETURN_IF_REFUSED(child_death::UnlessOpen(death, context));
  const child_death::ParallelProcess* process = death.processes.Find(command.process_id());
  if (process == nullptr || process->kind != types::v1::CASE_REVIEW_REFERRAL) {
    return Refuse(types::v1::UNKNOWN_REFERENCE,
                  "The death was not referred for a case review so. Record the referral first.",
                  kOwnRule, {command.process_id()});
  }
  if (review.referral.child_death_id() != death.id) {
    return Refuse(types::v1::CONTRADICTORY,
                  "That review was not referred as one of this death. Name the death when the case "
                  "is referred.",
                  kOwnRule, {review.id});
  }
  if (process->review_id == review.id) {
    return Refuse(types::v1::ALREADY_DONE,
                  "The two are linked already. Name another review, or leave it so.", kOwnRule,
                  {review.id});
  }
  return Recorded<events::v1::CaseReviewLinked>(command);
}

void RegisterPanelReferral(WorkflowTable& table) {
  table.Command<cw::LinkCaseReview, ChildDeath, CaseReview>();
}

}  // namespace candour::workflows::case_review
