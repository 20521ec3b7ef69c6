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
  RETURN_IF_REFUSED(UnlessOpen(death, context));
  if (death.Standing() != nullptr) return std::nullopt;
  return Refuse(types::v1::NO_DECISION, "The panel has not decided yet. Record its decision first.",
                kOwnRule, {death.id});
}

Decision Decide(const cw::RecordOutcome& command, const Context&, const ChildDeath& death) {
  Decision decision;
  decision.Add<ev::OutcomeRecorded>(command).set_decision_id(
      death.Standing()->record.decision_id());
  return decision;
}

void Evolve(ChildDeath& death, const ev::OutcomeRecorded& event, const Fact&) {
  death.aftermath.outcomes[event.outcome_id()] = event;
}

// The rule of its command loads the plan, and stands with it (action_plan/panel_recommendation.cc).
void Evolve(ChildDeath& death, const ev::RecommendationLinked& event, const Fact&) {
  death.aftermath.recommendations[event.recommendation_id()] = event;
}

void Evolve(ChildDeath& death, const ev::OnwardReferralDecided& event, const Fact&) {
  death.aftermath.referrals[event.referral_id()] = event;
}

Decision Decide(const cw::RecordOnwardAnswer& command, const Context&, const ChildDeath& death) {
  const auto referral = death.aftermath.referrals.find(command.referral_id());
  if (referral == death.aftermath.referrals.end() ||
      referral->second.answer() == types::v1::NOT_REFERRED) {
    return Refuse(types::v1::UNKNOWN_REFERENCE,
                  "Nobody was told of this: there is no answer. Record first who was told.",
                  kOwnRule, {command.referral_id()});
  }
  RETURN_IF_REFUSED(UnlessInOrder("the answer", DayOf(command.answered_on()), "the referral",
                                  DayOf(referral->second.decided_on())));
  return Recorded<ev::OnwardReferralAnswered>(command);
}

void Evolve(ChildDeath& death, const ev::OnwardReferralAnswered& event, const Fact&) {
  death.aftermath.answers[event.referral_id()] = event;
}

Decision Decide(const cw::SendOutcomeOn& command, const Context& context, const ChildDeath& death) {
  const absl::CivilDay decided =
      clocks::DayOf(MomentOf(death.Standing()->record.decided_at()), context.london);
  RETURN_IF_REFUSED(
      UnlessInOrder("the sending", DayOf(command.sent_on()), "the decision", decided));
  return Recorded<ev::OutcomeSentOn>(command);
}

void Evolve(ChildDeath& death, const ev::OutcomeSentOn& event, const Fact&) {
  death.aftermath.sent_on.push_back(event);
}

void RegisterOutcomes(WorkflowTable& table) {
  table.Things(types::v1::AN_OUTCOME, &ChildDeath::aftermath, &Aftermath::outcomes,
               "No such outcome is recorded. Record it first.",
               "This outcome is recorded already. Correct it, if it says something else.");
  table.Things(types::v1::A_REFERRAL, &ChildDeath::aftermath, &Aftermath::referrals,
               "No such referral is recorded. Record it first.",
               "This referral is recorded already. Correct it, if it says something else.");
  table.Events<ChildDeath, ev::OutcomeRecorded, ev::RecommendationLinked, ev::OnwardReferralDecided,
               ev::OnwardReferralAnswered, ev::OutcomeSentOn>();
  table.Command<cw::RecordOutcome, ChildDeath>();
  // Open is enough: the response may have to tell the police long before a panel meets.
  table.Record<cw::DecideOnwardReferral, ev::OnwardReferralDecided, ChildDeath>();
  table.Command<cw::RecordOnwardAnswer, ChildDeath>();
  table.Command<cw::SendOutcomeOn, ChildDeath>();
}

}  // namespace candour::workflows::child_death
