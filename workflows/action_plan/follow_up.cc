// What becomes of recommendations and actions on the way: answered, reworded, shared between
// recommendations, split, merged, passed on, and judged.
#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "candour/casework/v1/plan_follow_up.pb.h"
#include "workflows/action_plan/parts.h"
#include "workflows/action_plan/rag.h"
#include "workflows/clocks/calendar.h"
#include "workflows/clocks/milestones.h"
#include "workflows/dates.h"
#include "workflows/refusals.h"
#include "workflows/words.h"

namespace candour::workflows::action_plan {

namespace cw = casework::v1;
namespace ev = events::v1;
using board::Board;
using meeting::Meeting;
using types::v1::Rejection;

Decision Decide(const cw::RewordRecommendation& command, const Context& context,
                const ActionPlan& plan) {
  const bool anew = context.corrected == nullptr;
  if (anew && plan.recommendations.at(command.recommendation_id()).closed) {
    return Refuse(types::v1::RECOMMENDATION_CLOSED,
                  "The recommendation is closed as it was worded. Re-open one of its actions: that "
                  "opens the recommendation.",
                  kOwnRule, {command.recommendation_id()});
  }
  if (anew && plan.recommendations.at(command.recommendation_id()).text == command.text()) {
    return Refuse(types::v1::NOTHING_TO_CHANGE,
                  "These are its words already. Give the new ones, or leave it as it is.", kOwnRule,
                  {command.recommendation_id()});
  }
  return Recorded<ev::RecommendationReworded>(command);
}

void Evolve(ActionPlan& plan, const ev::RecommendationReworded& event, const Fact&) {
  Recommendation& recommendation = plan.recommendations[event.recommendation_id()];
  const absl::CivilDay day = DayOf(event.reworded_on());
  if (recommendation.reworded_on && day < *recommendation.reworded_on) return;
  recommendation.reworded_on = day;
  recommendation.text = event.text();
}

void Evolve(ActionPlan& plan, const ev::RecommendationThemed& event, const Fact&) {
  plan.recommendations[event.recommendation_id()].themes.assign(event.themes().begin(),
                                                                event.themes().end());
}

void Evolve(ActionPlan& plan, const ev::SmartCheckRecorded& event, const Fact&) {
  auto& failures = plan.recommendations[event.recommendation_id()].failures;
  failures.clear();
  for (int i = 0; i < event.failures_size(); ++i) failures.push_back(event.failures(i));
}

Decision Decide(const cw::RespondToRecommendation& command, const Context&, const ActionPlan& plan,
                const Board&) {
  const Recommendation& recommendation = plan.recommendations.at(command.recommendation_id());
  if (command.response() != types::v1::ACCEPTED && command.reason().empty()) {
    return Refuse(types::v1::REASON_MISSING,
                  absl::StrCat("Say why it is ", Words(command.response()), "."), kOwnRule,
                  {command.recommendation_id()});
  }
  RETURN_IF_REFUSED(UnlessInOrder("the response", DayOf(command.responded_on()),
                                  "it was recommended", DayOf(recommendation.record.made_on())));
  return Recorded<ev::RecommendationResponded>(command);
}

void Evolve(ActionPlan& plan, const ev::RecommendationResponded& event, const Fact&) {
  auto& answers = plan.recommendations[event.recommendation_id()].answers;
  const auto since = std::upper_bound(
      answers.begin(), answers.end(), DayOf(event.responded_on()),
      [](absl::CivilDay day, const auto& other) { return day < DayOf(other.responded_on()); });
  answers.insert(since, event);
}

namespace {

// Tells the plan of the action for what it counts.
void Count(const cw::LinkAction& command, const ActionPlan& plan, const ActionPlan& earlier,
           Decision& decision) {
  auto& event = decision.AddTo<ev::ActionCountedElsewhere>(earlier.id, command);
  event.set_plan_id(plan.id);
  event.set_plan_title(plan.opened.title());
  event.set_recommendation_number(
      plan.recommendations.at(command.recommendation_id()).record.number());
}

}  // namespace

Decision Decide(const cw::LinkAction& command, const Context& context, const ActionPlan& plan,
                const ActionPlan& earlier) {
  const auto recommendation = plan.recommendations.find(command.recommendation_id());
  const ActionPlan& owner = earlier.Exists() ? earlier : plan;
  const auto action = owner.actions.find(command.action_id());
  if (recommendation == plan.recommendations.end() || action == owner.actions.end()) {
    return Refuse(types::v1::UNKNOWN_REFERENCE,
                  "The recommendation is of the plan, and the action of it or of the earlier one. "
                  "Name those that are there.",
                  kOwnRule, {command.recommendation_id(), command.action_id()});
  }
  const auto& met_by = recommendation->second.met_by;
  const bool linked = std::any_of(met_by.begin(), met_by.end(), [&](const auto& link) {
    return link.action_id() == command.action_id();
  });
  const bool told = action->second.counted_in.contains({plan.id, command.recommendation_id()});
  if (action->second.Answers(command.recommendation_id()) || (linked && told)) {
    return Refuse(types::v1::ALREADY_DONE,
                  "The action answers this recommendation already. Name another action.", kOwnRule,
                  {command.action_id()});
  }
  // Linked before the plan of the action was told so: told now, it reaches the recommendation when
  // it is re-opened.
  if (linked && earlier.Exists() && action->second.status == types::v1::VERIFIED) {
    Decision decision;
    Count(command, plan, earlier, decision);
    return decision;
  }
  if (recommendation->second.closed) {
    return Refuse(
        types::v1::RECOMMENDATION_CLOSED,
        "The recommendation is closed. Re-open one of its actions: that opens the recommendation.",
        kOwnRule, {command.recommendation_id()});
  }
  if (!earlier.Exists() && action->second.IsSuperseded() && context.corrected == nullptr) {
    return AlreadyDone(action->second);  // what counts for nothing answers nothing
  }
  const bool verified = action->second.status == types::v1::VERIFIED;
  if (earlier.Exists() && !verified) {
    return Refuse(types::v1::ACTIONS_OPEN,
                  absl::StrCat("The action is ", Words(action->second.status),
                               ". An action of another plan counts here once it is verified there. "
                               "Have it verified, or create one in this plan."),
                  kOwnRule, {command.action_id()});
  }
  if (action->second.no_effect_found) {
    return Refuse(
        types::v1::ACTIONS_OPEN,
        "The action was found to have changed nothing. Have it re-opened first, or create "
        "another.",
        kOwnRule, {command.action_id()});
  }
  Decision decision;
  auto& event = decision.AddTo<ev::ActionLinked>(plan.id, command);
  if (!earlier.Exists()) return decision;
  event.set_text(action->second.record.text());
  *event.mutable_verified_on() = action->second.verifications.back().verified_on();
  Count(command, plan, earlier, decision);
  return decision;
}

void Evolve(ActionPlan& plan, const ev::ActionLinked& event, const Fact&) {
  if (event.earlier_plan_id().empty()) {
    plan.actions[event.action_id()].also_answers.push_back(event.recommendation_id());
  } else {
    plan.recommendations[event.recommendation_id()].met_by.push_back(event);
  }
}

void Evolve(ActionPlan& plan, const ev::ActionCountedElsewhere& event, const Fact&) {
  Action& action = plan.actions[event.action_id()];
  action.counted_in.insert({event.plan_id(), event.recommendation_id()});
  std::erase_if(action.counted, [&](const auto& before) {
    return before.plan_id() == event.plan_id() &&
           before.recommendation_id() == event.recommendation_id();
  });
  action.counted.push_back(event);
}

void Evolve(ActionPlan& plan, const ev::ActionCountsNoLonger& event, const Fact& fact) {
  Recommendation& recommendation = plan.recommendations[event.recommendation_id()];
  std::erase_if(recommendation.met_by, [&](const ev::ActionLinked& link) {
    if (link.action_id() != event.action_id()) return false;
    const absl::CivilDay day = clocks::DayOf(absl::FromUnixMicros(fact.recorded_at), fact.london);
    recommendation.met_no_longer.push_back(absl::StrCat(
        link.text(), ": met this until it was re-opened in its own plan (recorded on ",
        clocks::DateWords(day), event.reason().empty() ? "" : ": ", event.reason(), ")."));
    return true;
  });
}

namespace {

// What may be replaced: neither verified, which has to be re-opened first, nor replaced already.
std::optional<Rejection> UnlessReplaceable(const cw::ReplaceActions& command,
                                           const ActionPlan& plan) {
  for (const std::string& id : command.action_ids()) {
    const Action& action = plan.actions.at(id);
    if (action.status == types::v1::VERIFIED || action.IsSuperseded()) {
      return Refuse(types::v1::ALREADY_DONE,
                    absl::StrCat("An action that is ", Words(action.status),
                                 " is not replaced. If it does not hold, re-open it first."),
                    kOwnRule, {id});
    }
    RETURN_IF_REFUSED(UnlessInOrder("the replacement", DayOf(command.replaced_on()),
                                    "the action began", action.BegunOn()));
  }
  return std::nullopt;
}

std::optional<Rejection> UnlessNew(const cw::ReplaceActions::NewAction& by, const std::string& id,
                                   const cw::ReplaceActions& command, const ActionPlan& plan,
                                   const Board& board) {
  if (plan.actions.contains(id)) {
    return Refuse(
        types::v1::ALREADY_DONE,
        "The plan has this action already. Give the new one another id, or leave it blank.",
        kOwnRule, {id});
  }
  RETURN_IF_REFUSED(UnlessAgency(board, by.owner_agency_id()));
  RETURN_IF_REFUSED(UnlessAgencyStands(board, by.owner_agency_id(), DayOf(command.replaced_on())));
  if (!by.has_due_on()) return std::nullopt;
  return UnlessInOrder("the due day", DayOf(by.due_on()), "the replacement",
                       DayOf(command.replaced_on()));
}

// With what the new action does not say taken from the first one replaced, its due day as it stands
// among them: a day that has passed is not moved by splitting.
void Complete(const cw::ReplaceActions& command, const ActionPlan& plan, ev::ActionCreated& event) {
  const Action& first = plan.actions.at(command.action_ids(0));
  std::set<std::string> answered;
  for (const auto& [id, recommendation] : plan.recommendations) {
    for (const std::string& replaced : command.action_ids()) {
      if (plan.actions.at(replaced).Answers(id)) answered.insert(id);
    }
  }
  for (const std::string& id : answered) event.add_recommendation_ids(id);
  *event.mutable_replaces_action_ids() = command.action_ids();
  *event.mutable_created_on() = command.replaced_on();
  if (event.measure().empty()) event.set_measure(first.record.measure());
  if (event.has_due_on()) return;
  event.set_due_words(first.record.due_words());
  if (first.due_on) *event.mutable_due_on() = clocks::ToDate(*first.due_on);
}

// A new action that is due later than what it replaces was due on that day first, and was revised:
// no day is missed or moved unseen.
void DueLater(const cw::ReplaceActions& command, const ActionPlan& plan, ev::ActionCreated& event,
              Decision& decision) {
  std::optional<absl::CivilDay> earliest;
  for (const std::string& id : command.action_ids()) {
    const Action& replaced = plan.actions.at(id);
    if (!replaced.IsOpen() || !replaced.due_on) continue;
    earliest = earliest ? std::min(*earliest, *replaced.due_on) : *replaced.due_on;
  }
  if (!earliest || !event.has_due_on() || DayOf(event.due_on()) <= *earliest) return;
  auto& revised = decision.Add<ev::ActionDueDateRevised>(command);
  revised.set_action_id(event.action_id());
  *revised.mutable_new_due_on() = event.due_on();
  revised.set_authority("None was named: the action took the place of others");
  *event.mutable_due_on() = clocks::ToDate(*earliest);
}

// Why and when one of them was replaced, said anew. What took its place is corrected with the
// command that creates an action.
Decision ReplacedOtherwise(const cw::ReplaceActions& command, const Context& context,
                           const ActionPlan& plan) {
  const auto* was = dynamic_cast<const ev::ActionSuperseded*>(context.corrected);
  const auto& named = command.action_ids();
  if (was == nullptr || std::find(named.begin(), named.end(), was->action_id()) == named.end()) {
    return Refuse(types::v1::NOTHING_TO_CORRECT,
                  "Of a replacement the reason and the day are corrected. Name the event of an "
                  "action that was replaced; correct what took its place with CreateAction.",
                  kOwnRule, {context.corrects_event_id});
  }
  RETURN_IF_REFUSED(UnlessInOrder("the replacement", DayOf(command.replaced_on()),
                                  "the action began", plan.actions.at(was->action_id()).BegunOn()));
  Decision decision;
  auto& event = decision.Add<ev::ActionSuperseded>(command);
  event.set_action_id(was->action_id());
  *event.mutable_superseded_on() = command.replaced_on();
  *event.mutable_by_action_ids() = was->by_action_ids();
  return decision;
}

}  // namespace

Decision Decide(const cw::ReplaceActions& command, const Context& context, const ActionPlan& plan,
                const Board& board) {
  if (context.corrected != nullptr) return ReplacedOtherwise(command, context, plan);
  RETURN_IF_REFUSED(UnlessReplaceable(command, plan));
  Decision decision;
  std::set<std::string> made;
  for (int i = 0; i < command.by_size(); ++i) {
    const std::string id = context.IdOr(command.by(i).action_id(), i);
    RETURN_IF_REFUSED(UnlessNew(command.by(i), id, command, plan, board));
    if (!made.insert(id).second) {
      return Refuse(types::v1::ALREADY_DONE,
                    "Two of the new actions have one id. Give each its own, or leave them blank.",
                    kOwnRule, {id});
    }
    auto& event = decision.Add<ev::ActionCreated>(command.by(i));
    event.set_action_id(id);
    Complete(command, plan, event);
    DueLater(command, plan, event, decision);
  }
  for (const std::string& replaced : command.action_ids()) {
    auto& event = decision.Add<ev::ActionSuperseded>(command);
    event.set_action_id(replaced);
    *event.mutable_superseded_on() = command.replaced_on();
    for (const std::string& id : made) event.add_by_action_ids(id);
  }
  return decision;
}

void Evolve(ActionPlan& plan, const ev::ActionSuperseded& event, const Fact& fact) {
  Action& action = plan.actions[event.action_id()];
  action.status = types::v1::SUPERSEDED;
  action.replaced_by.assign(event.by_action_ids().begin(), event.by_action_ids().end());
  plan.Reach(clocks::kActionSuperseded, event.superseded_on(), fact, event.action_id());
}

Decision Decide(const cw::ReassignAction& command, const Context&, const ActionPlan& plan,
                const Board& board) {
  const Action& action = plan.actions.at(command.action_id());
  if (action.status == types::v1::VERIFIED || action.IsSuperseded()) {
    return Refuse(
        types::v1::ALREADY_DONE,
        absl::StrCat("The action is ", Words(action.status),
                     ": there is nothing left to pass on. If it does not hold, re-open it first."),
        kOwnRule, {command.action_id()});
  }
  if (command.to_agency_id() == action.owner_agency_id) {
    return Refuse(types::v1::NOTHING_TO_CHANGE,
                  "The agency owns the action already. Name another agency.", kOwnRule,
                  {command.action_id()});
  }
  RETURN_IF_REFUSED(
      board::UnlessAgencyStands(board, command.to_agency_id(), DayOf(command.reassigned_on())));
  RETURN_IF_REFUSED(UnlessInOrder("the passing on", DayOf(command.reassigned_on()),
                                  "the action began", action.BegunOn()));
  Decision decision;
  decision.Add<ev::ActionReassigned>(command).set_from_agency_id(action.owner_agency_id);
  return decision;
}

void Evolve(ActionPlan& plan, const ev::ActionReassigned& event, const Fact&) {
  Action& action = plan.actions[event.action_id()];
  action.owner_agency_id = event.to_agency_id();
  action.lead_role = event.lead_role();
  action.reassignments.push_back(event);
  plan.NameSubject(event.action_id(), event.to_agency_id(), event.lead_role());
}

// To another of those it is addressed to as to any: it is then that one's alone to answer.
Decision Decide(const cw::PassRecommendationOn& command, const Context&, const ActionPlan& plan,
                const Board& board) {
  const Recommendation& recommendation = plan.recommendations.at(command.recommendation_id());
  const auto& with = recommendation.record.agency_ids();
  if (recommendation.closed) {
    return Refuse(types::v1::RECOMMENDATION_CLOSED,
                  "The recommendation is closed: there is nothing left to pass on. If it does not "
                  "hold, re-open one of its actions first.",
                  kOwnRule, {command.recommendation_id()});
  }
  if (std::find(with.begin(), with.end(), command.from_agency_id()) == with.end()) {
    return Refuse(types::v1::UNKNOWN_REFERENCE,
                  "The recommendation is not addressed to this agency. Name one that it is "
                  "addressed to.",
                  kOwnRule, {command.recommendation_id(), command.from_agency_id()});
  }
  RETURN_IF_REFUSED(board::UnlessMayPassOn(
      board, {command.from_agency_id(), command.to_agency_id(), DayOf(command.passed_on())}));
  RETURN_IF_REFUSED(UnlessInOrder("passing it on", DayOf(command.passed_on()),
                                  "the recommendation was made",
                                  DayOf(recommendation.record.made_on())));
  return Recorded<ev::RecommendationPassedOn>(command);
}

void Evolve(ActionPlan& plan, const ev::RecommendationPassedOn& event, const Fact&) {
  Recommendation& recommendation = plan.recommendations[event.recommendation_id()];
  auto& with = *recommendation.record.mutable_agency_ids();
  const auto gone = std::find(with.begin(), with.end(), event.from_agency_id());
  if (gone == with.end()) return;
  if (std::find(with.begin(), with.end(), event.to_agency_id()) == with.end()) {
    *gone = event.to_agency_id();
  } else {
    with.erase(gone);
  }
}

Decision Decide(const cw::RejectEvidence& command, const Context&, const ActionPlan& plan) {
  for (const auto& [id, action] : plan.actions) {
    const auto evidence = action.evidence.find(command.evidence_id());
    if (evidence == action.evidence.end()) continue;
    if (action.status == types::v1::VERIFIED) {
      return Refuse(types::v1::WRONG_STAGE,
                    "The action is verified. If its evidence does not hold, re-open it with the "
                    "reason.",
                    kOwnRule, {id});
    }
    if (!evidence->second.rejected_because.empty()) {
      return Refuse(
          types::v1::ALREADY_DONE,
          "The evidence has been turned down already. To change the reason, correct that.",
          kOwnRule, {command.evidence_id()});
    }
    RETURN_IF_REFUSED(UnlessInOrder("the answer", DayOf(command.rejected_on()),
                                    "the evidence was submitted",
                                    DayOf(evidence->second.record.submitted_on())));
  }
  return Recorded<ev::EvidenceRejected>(command);
}

void Evolve(ActionPlan& plan, const ev::EvidenceRejected& event, const Fact&) {
  for (auto& [id, action] : plan.actions) {
    const auto evidence = action.evidence.find(event.evidence_id());
    if (evidence != action.evidence.end()) evidence->second.rejected_because = event.reason();
  }
}

Decision Decide(const cw::JudgeAction& command, const Context& context, const ActionPlan& plan,
                const Meeting& meeting) {
  const Action& action = plan.actions.at(command.action_id());
  RETURN_IF_REFUSED(UnlessInOrder("the judgement", DayOf(command.judged_on()), "the action began",
                                  DayOf(action.record.created_on())));
  RETURN_IF_REFUSED(
      UnlessDoneAt(meeting, plan, "the judgement", DayOf(command.judged_on()), context));
  return Recorded<ev::ActionJudged>(command);
}

void Evolve(ActionPlan& plan, const ev::ActionJudged& event, const Fact&) {
  auto& judgements = plan.actions[event.action_id()].judgements;
  const auto since = std::upper_bound(
      judgements.begin(), judgements.end(), DayOf(event.judged_on()),
      [](absl::CivilDay day, const auto& other) { return day < DayOf(other.judged_on()); });
  judgements.insert(since, event);
}

Decision Decide(const cw::SetRagRules& command, const Context&, const ActionPlan&) {
  RETURN_IF_REFUSED(UnlessUsable(command.rules()));
  return Recorded<ev::RagRulesSet>(command);
}

void Evolve(ActionPlan& plan, const ev::RagRulesSet& event, const Fact&) {
  plan.rag_rules = event.rules();
}

void Evolve(ActionPlan& plan, const ev::PlanRowImported& event, const Fact&) {
  plan.imports.push_back(event);
}

void RegisterFollowUp(WorkflowTable& table) {
  table.Events<ActionPlan, ev::RecommendationReworded, ev::RecommendationThemed,
               ev::SmartCheckRecorded, ev::RecommendationResponded, ev::ActionLinked,
               ev::ActionCountedElsewhere, ev::ActionCountsNoLonger, ev::ActionSuperseded,
               ev::ActionReassigned, ev::RecommendationPassedOn, ev::EvidenceRejected,
               ev::ActionJudged, ev::RagRulesSet, ev::PlanRowImported>();
  table.Command<cw::RewordRecommendation, ActionPlan>();
  table.Record<cw::ThemeRecommendation, ev::RecommendationThemed, ActionPlan>();
  table.Record<cw::RecordSmartCheck, ev::SmartCheckRecorded, ActionPlan>();
  table.Record<cw::NotePlanImport, ev::PlanRowImported, ActionPlan>();
  table.Command<cw::RespondToRecommendation, ActionPlan, Board>();
  table.Command<cw::LinkAction, ActionPlan, ActionPlan>();
  table.Command<cw::ReplaceActions, ActionPlan, Board>();
  table.Command<cw::ReassignAction, ActionPlan, Board>();
  table.Command<cw::PassRecommendationOn, ActionPlan, Board>();
  table.Command<cw::RejectEvidence, ActionPlan>();
  table.Command<cw::JudgeAction, ActionPlan, Meeting>();
  table.Command<cw::SetRagRules, ActionPlan>();
}

}  // namespace candour::workflows::action_plan
