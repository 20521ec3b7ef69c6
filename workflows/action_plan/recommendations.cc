// The plan and its recommendations: opened, made, and closed only once their effect is shown or the
// Board says why not.
#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "workflows/action_plan/parts.h"
#include "workflows/board/board.h"
#include "workflows/case_review/case_review.h"
#include "workflows/clocks/calendar.h"
#include "workflows/clocks/milestones.h"
#include "workflows/dates.h"
#include "workflows/meeting/meeting.h"
#include "workflows/refusals.h"

namespace candour::workflows::action_plan {

namespace cw = casework::v1;
namespace ev = events::v1;
using board::Board;
using case_review::CaseReview;
using meeting::Meeting;
using types::v1::Rejection;

namespace {

// In brackets behind the action; blank: it is verified, or others took its place.
std::string WhyUnverified(const Action& action) {
  if (action.HasEnded()) {
    return " (it ended when the Board closed what it answers, and was not re-opened with that)";
  }
  if (action.IsSuperseded()) return "";
  if (action.status != types::v1::VERIFIED) return " (not verified)";
  return action.no_effect_found ? " (it was found to have changed nothing)" : "";
}

// Closing because it worked: something was done, and all of it was verified. Never vacuously.
std::optional<Rejection> UnlessVerified(const ActionPlan& plan, const std::string& id) {
  const std::vector<std::string> answering = plan.ActionsFor(id);
  const bool tried = std::any_of(answering.begin(), answering.end(), [&](const std::string& one) {
    return !plan.actions.at(one).IsSuperseded();
  });
  if (!tried && plan.recommendations.at(id).met_by.empty()) {
    return Refuse(types::v1::ACTIONS_OPEN,
                  "Nothing has been done about this recommendation, so no effect can have been "
                  "verified. Create an action, or have the Board close it for another reason.",
                  kOwnRule, {id});
  }
  std::vector<std::string> open;
  std::vector<std::string> texts;
  for (const std::string& action_id : answering) {
    const Action& action = plan.actions.at(action_id);
    const std::string because = WhyUnverified(action);
    if (because.empty()) continue;
    open.push_back(action_id);
    texts.push_back(absl::StrCat(absl::StripSuffix(action.record.text(), "."), because));
  }
  if (open.empty()) return std::nullopt;
  return Refuse(
      types::v1::ACTIONS_OPEN,
      absl::StrCat("Its effect is not shown: ", absl::StrJoin(texts, "; "),
                   ". Have each verified first, or the Board close it for another reason."),
      kOwnRule, std::move(open));
}

// Closing because another recommendation says the same, or more: it is named, and is followed.
std::optional<Rejection> UnlessFollowed(const cw::CloseRecommendation& command,
                                        const ActionPlan& plan) {
  const std::string& other = command.superseded_by_recommendation_id();
  if (other != command.recommendation_id() && !plan.recommendations.at(other).closed) {
    return std::nullopt;
  }
  return Refuse(types::v1::CONTRADICTORY,
                "A recommendation is superseded by another one that is open. Name that one.",
                kOwnRule, {command.recommendation_id(), other});
}

// Closing for any other reason is the Board's decision, taken with open eyes.
std::optional<Rejection> UnlessBoardDecided(const cw::CloseRecommendation& command,
                                            const Context& context, const ActionPlan& plan,
                                            const Meeting& meeting, const Board& board) {
  if (command.reason().empty() || command.residual_risk().empty()) {
    return Refuse(types::v1::REASON_MISSING,
                  "A recommendation whose effect was not verified closes with the Board's reason "
                  "and the risk that remains. Give both.",
                  kOwnRule, {command.recommendation_id()});
  }
  if (!meeting.Exists()) {
    return Refuse(types::v1::NO_DECISION,
                  "Only the Board closes a recommendation whose effect was not verified. Name the "
                  "meeting at which it did.",
                  kOwnRule, {command.recommendation_id()});
  }
  RETURN_IF_REFUSED(meeting::UnlessMeetingOf(types::v1::FULL_BOARD, meeting, board));
  // Of a plan that carries out a review either may stand on the agenda.
  const bool by_review = !plan.ReviewId().empty() && meeting.ItemAbout("", plan.id) == nullptr;
  RETURN_IF_REFUSED(meeting::UnlessQuorate(
      meeting, "", by_review ? plan.ReviewId() : plan.id,
      clocks::EndOfDay(DayOf(command.closed_on()), context.london), context.london));
  return UnlessInOrder("the closing", DayOf(command.closed_on()), "the meeting",
                       clocks::DayOf(meeting.starts_at, context.london));
}

}  // namespace

Decision Decide(const cw::OpenActionPlan& command, const Context&, const ActionPlan& plan,
                const CaseReview& review, const Board&) {
  Decision decision;
  auto& event = decision.Add<ev::ActionPlanOpened>(command);
  if (!review.Exists()) return decision;
  RETURN_IF_REFUSED(UnlessInOrder("the plan", DayOf(command.opened_on()), "the case was referred",
                                  review.ReferredOn()));
  event.set_about(types::v1::CASE_REVIEW);
  event.set_about_id(review.id);
  decision.Add<ev::ReviewPlanOpened>(command).set_plan_id(plan.id);
  return decision;
}

void Evolve(ActionPlan& plan, const ev::ActionPlanOpened& event, const Fact&) {
  plan.opened = event;
}

Decision Decide(const cw::MakeRecommendation& command, const Context&, const ActionPlan& plan,
                const CaseReview& review, const Board& board) {
  for (const std::string& agency_id : command.agency_ids()) {
    RETURN_IF_REFUSED(board::UnlessAgencyStands(board, agency_id, DayOf(command.made_on())));
  }
  for (const auto& [known_id, known] : plan.recommendations) {
    if (absl::StripAsciiWhitespace(known.record.number()) !=
        absl::StripAsciiWhitespace(command.number())) {
      continue;
    }
    return Refuse(types::v1::ALREADY_DONE,
                  absl::StrCat("The plan has a recommendation ", known.record.number(),
                               " already. Give this one another number."),
                  kOwnRule, {known_id});
  }
  if (command.source() == types::v1::FROM_BUSINESS_PLAN && command.objective().empty()) {
    return Refuse(types::v1::REASON_MISSING,
                  "What a business plan sets out serves an objective. Name it.", kOwnRule);
  }
  RETURN_IF_REFUSED(UnlessReviewNamed(plan, review));
  Decision decision;
  const std::string& id = decision.Add<ev::RecommendationMade>(command).recommendation_id();
  OpenPlan({command, command.made_on()}, plan, id, decision);
  return decision;
}

void Evolve(ActionPlan& plan, const ev::RecommendationMade& event, const Fact&) {
  Recommendation& made = plan.recommendations[event.recommendation_id()];
  made.record = event;
  made.text = event.text();
  made.themes.assign(event.themes().begin(), event.themes().end());
}

Decision Decide(const cw::CloseRecommendation& command, const Context& context,
                const ActionPlan& plan, const Meeting& meeting, const Board& board) {
  const Recommendation& recommendation = plan.recommendations.at(command.recommendation_id());
  if (recommendation.closed) {
    return Refuse(
        types::v1::RECOMMENDATION_CLOSED,
        "The recommendation is closed. Re-open one of its actions: that opens the recommendation.",
        kOwnRule, {command.recommendation_id()});
  }
  const auto* was = dynamic_cast<const ev::RecommendationClosed*>(context.corrected);
  const bool worked = command.outcome() == types::v1::EFFECT_VERIFIED;
  if (was != nullptr && worked && !recommendation.reopenings.empty() &&
      was->outcome() != types::v1::EFFECT_VERIFIED) {
    return Refuse(types::v1::CONTRADICTORY,
                  "It was re-opened since, and what was verified after that was not when it was "
                  "closed for another reason. Leave that closing, and close it anew.",
                  kOwnRule, {command.recommendation_id()});
  }
  const bool followed = command.outcome() == types::v1::SUPERSEDED_BY_ANOTHER &&
                        !command.superseded_by_recommendation_id().empty();
  const auto refusal = command.outcome() == types::v1::EFFECT_VERIFIED
                           ? UnlessVerified(plan, command.recommendation_id())
                       : followed ? UnlessFollowed(command, plan)
                                  : UnlessBoardDecided(command, context, plan, meeting, board);
  if (refusal) return *refusal;
  absl::CivilDay earliest = DayOf(recommendation.record.made_on());
  for (const std::string& action_id : plan.ActionsFor(command.recommendation_id())) {
    const Action& action = plan.actions.at(action_id);
    if (command.outcome() != types::v1::EFFECT_VERIFIED || action.verifications.empty()) continue;
    earliest = std::max(earliest, DayOf(action.verifications.back().verified_on()));
  }
  if (auto order = UnlessInOrder("the closing", DayOf(command.closed_on()),
                                 "what it rests on was done", earliest)) {
    return *order;
  }
  return Recorded<ev::RecommendationClosed>(command);
}

// Where the Board closes it for another reason than that it worked, nobody owes any longer what
// answers nothing else.
void Evolve(ActionPlan& plan, const ev::RecommendationClosed& event, const Fact& fact) {
  Recommendation& recommendation = plan.recommendations[event.recommendation_id()];
  recommendation.closings.push_back(event);
  recommendation.closed = true;
  if (event.outcome() == types::v1::EFFECT_VERIFIED) return;
  for (auto& [id, action] : plan.actions) {
    if (!action.IsOpen() || !action.Answers(event.recommendation_id()) || plan.IsNeeded(action)) {
      continue;
    }
    action.status = types::v1::SUPERSEDED;
    plan.Reach(clocks::kActionSuperseded, event.closed_on(), fact, id);
  }
}

void Evolve(ActionPlan& plan, const ev::RecommendationReopened& event, const Fact&) {
  Recommendation& recommendation = plan.recommendations[event.recommendation_id()];
  recommendation.reopenings.push_back(event);
  recommendation.closed = false;
}

void RegisterRecommendations(WorkflowTable& table) {
  table.Events<ActionPlan, ev::ActionPlanOpened, ev::RecommendationMade, ev::RecommendationClosed,
               ev::RecommendationReopened>();
  table.Command<cw::OpenActionPlan, ActionPlan, CaseReview, Board>();
  table.Command<cw::MakeRecommendation, ActionPlan, CaseReview, Board>();
  table.Command<cw::CloseRecommendation, ActionPlan, Meeting, Board>();
}

}  // namespace candour::workflows::action_plan
