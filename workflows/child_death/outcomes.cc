// What came of the panel's decision: what was found and learned, who else is told.
#include "workflows/child_death/parts.h"
#include "workflows/clocks/calendar.h"
#include "workflows/dates.h"
#include "workflows/refusals.h"

namespace candour::workflows::child_death {

namespace cw = casework::v1;
namespace ev = events::v1;
using types::v1::Rejection;

std::optional<Rejection> UnlessDecided(const ChildDeath& death, const Context& context) {
  if (auto refusal = UnlessOpen(death, context)) return refusal;
  if (death.Standing() != nullptr) return std::nullopt;
  return Refuse(types::v1::NO_DECISION, "The panel has not decided yet. Record its decision first.",
                {}, {death.id});
}

Decision Decide(const cw::RecordOutcome& command, const Context& context, const ChildDeath& death) {
  if (auto refusal = UnlessDecided(death, context)) return *refusal;
  const std::string id = context.IdOr(command.outcome_id(), 0);
  if (death.aftermath.outcomes.contains(id) && context.corrects_event_id.empty()) {
    return Refuse(types::v1::ALREADY_DONE, "This outcome is recorded already.", {}, {id});
  }
  Decision decision;
  auto& event = decision.Add<ev::OutcomeRecorded>(command);
  event.set_outcome_id(id);
  event.set_decision_id(death.Standing()->record.decision_id());
  return decision;
}

void Evolve(ChildDeath& death, const ev::OutcomeRecorded& event, const Fact&) {
  death.aftermath.outcomes[event.outcome_id()] = event;
}

// The rule of its command loads the plan, and stands with it (action_plan/panel_recommendation.cc).
void Evolve(ChildDeath& death, const ev::RecommendationLinked& event, const Fact&) {
  death.aftermath.recommendations[event.recommendation_id()] = event;
}

Decision Decide(const cw::DecideOnwardReferral& command, const Context& context,
                const ChildDeath& death) {
  // The response may have to tell the police long before a panel meets.
  if (auto refusal = UnlessOpenOn(death, context, DayOf(command.decided_on()))) return *refusal;
  const std::string id = context.IdOr(command.referral_id(), 0);
  if (death.aftermath.referrals.contains(id) && context.corrects_event_id.empty()) {
    return Refuse(types::v1::ALREADY_DONE, "This referral is recorded already.", {}, {id});
  }
  Decision decision;
  decision.Add<ev::OnwardReferralDecided>(command).set_referral_id(id);
  return decision;
}

void Evolve(ChildDeath& death, const ev::OnwardReferralDecided& event, const Fact&) {
  death.aftermath.referrals[event.referral_id()] = event;
}

Decision Decide(const cw::RecordOnwardAnswer& command, const Context& context,
                const ChildDeath& death) {
  if (auto refusal = UnlessOpen(death, context)) return *refusal;
  const auto referral = death.aftermath.referrals.find(command.referral_id());
  if (referral == death.aftermath.referrals.end() ||
      referral->second.answer() == types::v1::NOT_REFERRED) {
    return Refuse(types::v1::UNKNOWN_REFERENCE,
                  "Nobody was told of this: there is no answer. Record first who was told.", {},
                  {command.referral_id()});
  }
  if (auto refusal = UnlessInOrder("the answer", DayOf(command.answered_on()), "the referral",
                                   DayOf(referral->second.decided_on()))) {
    return *refusal;
  }
  return Recorded<ev::OnwardReferralAnswered>(command);
}

void Evolve(ChildDeath& death, const ev::OnwardReferralAnswered& event, const Fact&) {
  death.aftermath.answers[event.referral_id()] = event;
}

Decision Decide(const cw::SendOutcomeOn& command, const Context& context, const ChildDeath& death) {
  if (auto refusal = UnlessDecided(death, context)) return *refusal;
  const absl::CivilDay decided =
      clocks::DayOf(MomentOf(death.Standing()->record.decided_at()), context.london);
  if (auto refusal =
          UnlessInOrder("the sending", DayOf(command.sent_on()), "the decision", decided)) {
    return *refusal;
  }
  return Recorded<ev::OutcomeSentOn>(command);
}

void Evolve(ChildDeath& death, const ev::OutcomeSentOn& event, const Fact&) {
  death.aftermath.sent_on.push_back(event);
}

void RegisterOutcomes(WorkflowTable& table) {
  table.Events<ChildDeath, ev::OutcomeRecorded, ev::RecommendationLinked, ev::OnwardReferralDecided,
               ev::OnwardReferralAnswered, ev::OutcomeSentOn>();
  table.Command<cw::RecordOutcome, ChildDeath>();
  table.Command<cw::DecideOnwardReferral, ChildDeath>();
  table.Command<cw::RecordOnwardAnswer, ChildDeath>();
  table.Command<cw::SendOutcomeOn, ChildDeath>();
}

}  // namespace candour::workflows::child_death
