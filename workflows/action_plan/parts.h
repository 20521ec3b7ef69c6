// The parts of the action plan workflow, each registering its own commands and facts.
#pragma once

#include <optional>
#include <string>

#include "candour/casework/v1/action_plan.pb.h"
#include "candour/types/v1/rejection.pb.h"
#include "workflows/action_plan/action_plan.h"
#include "workflows/board/board.h"
#include "workflows/case_review/case_review.h"
#include "workflows/meeting/meeting.h"

namespace candour::workflows::action_plan {

void RegisterRecommendations(WorkflowTable& table);      // recommendations.cc: made, closed
void RegisterActions(WorkflowTable& table);              // actions.cc: created, followed, verified
void RegisterPanelRecommendation(WorkflowTable& table);  // panel_recommendation.cc
void RegisterImpact(WorkflowTable& table);               // impact.cc: what it changed for children
void RegisterFollowUp(WorkflowTable& table);  // follow_up.cc: responses, owners, judgement
void RegisterUpdates(WorkflowTable& table);   // updates.cc: written before meetings
void RegisterClosing(WorkflowTable& table);   // closing.cc: reported, closed

// ALREADY_DONE, of an action that is not open: why, and the way out.
types::v1::Rejection AlreadyDone(const Action& action);

// VERIFIER_IS_OWNER if who looks at an action is of the agency that owns it.
std::optional<types::v1::Rejection> UnlessApart(const std::string& agency_id,
                                                const std::string& person_id, const Action& action,
                                                const board::Board& board);

// NOT_AUTHORISED unless the agency owns the action on a day, or took its owner's place: its own
// words about it, said by itself or by the office for it.
std::optional<types::v1::Rejection> UnlessOwner(const Action& action,
                                                const std::string& by_agency_id,
                                                const types::v1::Date& on,
                                                const board::Board& board);

// Of what is said to have been done at a meeting; none if none is named. MEETING_NOT_HELD if it was
// cancelled, DATE_OUT_OF_ORDER before its day, NOT_LISTED if it had an agenda without the plan or
// the review it carries out. `what` is a noun phrase: "the report".
std::optional<types::v1::Rejection> UnlessDoneAt(const meeting::Meeting& meeting,
                                                 const ActionPlan& plan, const std::string& what,
                                                 absl::CivilDay day, const Context& context);

// What is about to open something below a closed plan that carries out a review names that review,
// which is open from then on too: UNKNOWN_REFERENCE, CONTRADICTORY if it names one that the plan
// does not carry out.
std::optional<types::v1::Rejection> UnlessReviewNamed(const ActionPlan& plan,
                                                      const case_review::CaseReview& review);

// What opens something, and on which day: what follows happened then too.
struct Reopening {
  const google::protobuf::Message& command;
  const types::v1::Date& on;
};

// The plan opens again, if it was closed, and its review with it.
void OpenPlan(const Reopening& by, const ActionPlan& plan, const std::string& because_of,
              Decision& decision);

// What follows when an action is done no longer, beside the fact that says so. The recommendations
// it answers open, and the plan with them. What it met in other plans, whoever leads these by now,
// it meets no longer: of such a recommendation the link ends, and if that was closed because its
// effect was verified it opens too, with its plan and the review that carries out. What a Board
// closed for another reason did not rest on the action and stays closed.
void OpenWhatIsAbove(const Reopening& by, const Context& context, const ActionPlan& plan,
                     const Action& action, Decision& decision);

}  // namespace candour::workflows::action_plan
