// Invariants 12 and 14 to 16 of case reviews. Each is reckoned from what was recorded of a plan,
// and then held against what the rules folded.
#include <algorithm>
#include <functional>
#include <set>

#include "candour/events/v1/action_plan.pb.h"
#include "candour/events/v1/agency_work.pb.h"
#include "candour/events/v1/case_review.pb.h"
#include "candour/events/v1/meeting.pb.h"
#include "candour/events/v1/plan_follow_up.pb.h"
#include "candour/events/v1/publication.pb.h"
#include "candour/events/v1/review_set_up.pb.h"
#include "candour/types/v1/options.pb.h"
#include "tests/invariants/invariants.h"

namespace candour::tests {
namespace {

namespace ev = events::v1;

struct Evidence {
  bool since_reopened = true;
  bool rejected = false;
};

struct Reckoned {
  struct Action {
    std::set<std::string> owners;  // whoever owned it
    std::string owner;
    std::set<std::string> answers;
    std::map<std::string, Evidence> evidence;
    bool declared = false;
    bool verified = false;
    bool superseded = false;
  };
  struct Recommendation {
    std::map<std::string, types::v1::RecommendationResponse> responses;  // by agency
    std::map<std::string, std::string> met_elsewhere;  // by actions of other plans, and which
    bool closed = false;
    types::v1::RecommendationOutcome outcome{};
  };
  std::map<std::string, Action> actions;
  std::map<std::string, Recommendation> recommendations;
  bool closed = false;

  std::vector<const Action*> Answering(const std::string& recommendation_id) const {
    std::vector<const Action*> answering;
    for (const auto& [id, action] : actions) {
      if (action.answers.contains(recommendation_id)) answering.push_back(&action);
    }
    return answering;
  }
  bool HasLiveAction(const std::string& recommendation_id) const {
    const auto answering = Answering(recommendation_id);
    return std::any_of(answering.begin(), answering.end(),
                       [](const Action* action) { return !action->superseded; });
  }
};

void FollowActions(const Recorded& recorded, Reckoned& plan) {
  if (const auto* event = recorded.As<ev::ActionCreated>()) {
    auto& action = plan.actions[event->action_id()];
    action.owner = event->owner_agency_id();
    action.owners.insert(action.owner);
    action.answers.insert(event->recommendation_ids().begin(), event->recommendation_ids().end());
  } else if (const auto* event = recorded.As<ev::ActionReassigned>()) {
    auto& action = plan.actions[event->action_id()];
    action.owner = event->to_agency_id();
    action.owners.insert(action.owner);
  } else if (const auto* event = recorded.As<ev::EvidenceSubmitted>()) {
    plan.actions[event->action_id()].evidence[event->evidence_id()] = {};
  } else if (const auto* event = recorded.As<ev::EvidenceRejected>()) {
    for (auto& [id, action] : plan.actions) {
      const auto found = action.evidence.find(event->evidence_id());
      if (found != action.evidence.end()) found->second.rejected = true;
    }
  } else if (const auto* event = recorded.As<ev::ActionDeclaredComplete>()) {
    plan.actions[event->action_id()].declared = true;
  } else if (const auto* event = recorded.As<ev::ActionVerified>()) {
    plan.actions[event->action_id()].verified = true;
  } else if (const auto* event = recorded.As<ev::ActionReopened>()) {
    auto& action = plan.actions[event->action_id()];
    action.declared = action.verified = false;
    for (auto& [id, evidence] : action.evidence) evidence.since_reopened = false;
  } else if (const auto* event = recorded.As<ev::ActionSuperseded>()) {
    plan.actions[event->action_id()].superseded = true;
  }
}

void Follow(const Recorded& recorded, Reckoned& plan) {
  FollowActions(recorded, plan);
  if (const auto* event = recorded.As<ev::RecommendationMade>()) {
    plan.recommendations[event->recommendation_id()];
  } else if (const auto* event = recorded.As<ev::RecommendationResponded>()) {
    plan.recommendations[event->recommendation_id()].responses[event->agency_id()] =
        event->response();
  } else if (const auto* event = recorded.As<ev::ActionLinked>()) {
    if (event->earlier_plan_id().empty()) {
      plan.actions[event->action_id()].answers.insert(event->recommendation_id());
    } else {
      plan.recommendations[event->recommendation_id()].met_elsewhere[event->action_id()] =
          event->earlier_plan_id();
    }
  } else if (const auto* event = recorded.As<ev::ActionCountsNoLonger>()) {
    plan.recommendations[event->recommendation_id()].met_elsewhere.erase(event->action_id());
  } else if (const auto* event = recorded.As<ev::RecommendationClosed>()) {
    plan.recommendations[event->recommendation_id()].closed = true;
    plan.recommendations[event->recommendation_id()].outcome = event->outcome();
  } else if (const auto* event = recorded.As<ev::RecommendationReopened>()) {
    plan.recommendations[event->recommendation_id()].closed = false;
  } else if (recorded.As<ev::PlanClosed>() != nullptr) {
    plan.closed = true;
  } else if (recorded.As<ev::PlanReopened>() != nullptr) {
    plan.closed = false;
  }
}

// Shows each event of a plan, with what stood before it; what stands in the end.
Reckoned Reckon(const World& world, const std::string& plan,
                const std::function<void(const Recorded&, const Reckoned&)>& show) {
  Reckoned reckoned;
  for (const size_t i : world.OfStream(world.Id(plan))) {
    show(world.log()[i], reckoned);
    Follow(world.log()[i], reckoned);
  }
  return reckoned;
}

// Whether it is settled what becomes of a review's report, by its log: one that was taken up again
// goes by what was published, until another is accepted.
bool IsSettled(const World& world, const std::string& review_id) {
  bool settled = false;
  bool published = false;
  bool taken_up_again = false;
  for (const size_t i : world.OfStream(review_id)) {
    const Recorded& recorded = world.log()[i];
    if (const auto* event = recorded.As<ev::ReviewDecided>()) {
      settled = event->option() == types::v1::NO_REVIEW;
    } else if (const auto* event = recorded.As<ev::ReviewDecisionReversed>()) {
      settled = event->option() == types::v1::NO_REVIEW;
    } else if (recorded.type == "ReportPublished") {
      settled = published = true;
      taken_up_again = false;
    } else if (recorded.type == "CaseReviewReopened") {
      settled = published;
      taken_up_again = true;
    } else if (recorded.type == "ReportAccepted") {
      settled &= !taken_up_again;
    } else if (recorded.type == "ReviewSeparated") {
      settled = false;
    }
    for (const char* type : {"NonPublicationDecided", "ReviewAbandoned", "ReviewCombined"}) {
      settled |= recorded.type == type;
    }
  }
  return settled;
}

bool IsOfTheBoard(const World& world, const std::string& meeting_id) {
  for (const size_t i : world.OfStream(meeting_id)) {
    const auto* event = world.log()[i].As<ev::MeetingScheduled>();
    if (event != nullptr) return event->body_id() == world.Id("$north-full_board");
  }
  return false;
}

// The agency in whose name an event speaks; blank if it speaks in none.
std::string SpeaksFor(const World& world, const Recorded& recorded) {
  if (const auto* event = recorded.As<ev::ProgressReported>()) return event->by_agency_id();
  if (const auto* event = recorded.As<ev::EvidenceSubmitted>()) return event->by_agency_id();
  if (const auto* event = recorded.As<ev::ActionDeclaredComplete>()) return event->by_agency_id();
  if (const auto* event = recorded.As<ev::ActionVerified>()) return event->verifier_agency_id();
  if (const auto* event = recorded.As<ev::ImpactEvaluated>()) return event->evaluator_agency_id();
  if (const auto* event = recorded.As<ev::RecommendationResponded>()) return event->agency_id();
  const auto* submitted = recorded.As<ev::ContributionSubmitted>();
  if (submitted == nullptr) return "";
  std::string agency = "nobody who was asked";
  for (const size_t i : world.OfStream(recorded.stream_id)) {
    const Recorded& earlier = world.log()[i];
    if (earlier.position >= recorded.position) continue;
    if (const auto* asked = earlier.As<ev::ContributionRequested>()) {
      if (asked->contribution_id() == submitted->contribution_id()) agency = asked->agency_id();
    } else if (const auto* passed = earlier.As<ev::ContributionPassedOn>()) {
      if (passed->contribution_id() == submitted->contribution_id())
        agency = passed->to_agency_id();
    }
  }
  return agency;
}

}  // namespace

void AgenciesSpeakForThemselves(const World& world, Findings& findings) {
  for (const Recorded* recorded : world.Last()) {
    if (recorded->kind != types::v1::CASE_REVIEW && recorded->kind != types::v1::ACTION_PLAN) {
      continue;
    }
    const bool apart =
        workflows::EventRuleOf(*recorded->event->GetDescriptor()).scope() == types::v1::IDENTITY;
    findings.Expect(apart || !NamesAChild(*recorded->event), recorded->type, " of ",
                    world.NameOf(recorded->stream_id), " tells who a child is");
    const std::string speaks_for = SpeaksFor(world, *recorded);
    if (recorded->for_agency.empty() || speaks_for.empty()) continue;
    findings.Expect(speaks_for == world.Id(recorded->for_agency), recorded->type, " of ",
                    world.NameOf(recorded->stream_id), " speaks for another agency");
  }
}

void RecommendationsAreAnswered(const World& world, Findings& findings) {
  for (const std::string& name : world.plans()) {
    Reckon(world, name, [&](const Recorded& recorded, const Reckoned& before) {
      if (const auto* event = recorded.As<ev::ActionSuperseded>()) {
        const auto& replaced = before.actions.at(event->action_id());
        for (const std::string& answered : replaced.answers) {
          const bool goes_on = std::any_of(
              event->by_action_ids().begin(), event->by_action_ids().end(),
              [&](const std::string& by) {
                const auto found = before.actions.find(by);
                return found != before.actions.end() && found->second.answers.contains(answered);
              });
          findings.Expect(goes_on, name, " has an action replaced by none for a recommendation");
        }
      }
      if (recorded.As<ev::PlanClosed>() == nullptr) return;
      for (const auto& [id, one] : before.recommendations) {
        findings.Expect(!one.responses.empty(), name,
                        " is closed, and a recommendation unanswered");
        const bool accepted = std::any_of(
            one.responses.begin(), one.responses.end(),
            [](const auto& response) { return response.second != types::v1::REJECTED; });
        const bool acted_on = before.HasLiveAction(id) || !one.met_elsewhere.empty() ||
                              (one.closed && one.outcome != types::v1::EFFECT_VERIFIED);
        findings.Expect(!accepted || acted_on, name, " is closed, and what was accepted not done");
      }
    });
  }
}

void ActionsCloseOnEvidence(const World& world, Findings& findings) {
  for (const std::string& name : world.plans()) {
    const Reckoned now = Reckon(world, name, [&](const Recorded& recorded, const Reckoned& before) {
      const auto* event = recorded.As<ev::ActionVerified>();
      if (event == nullptr) return;
      const auto& action = before.actions.at(event->action_id());
      findings.Expect(action.declared, name, " has an action verified before it was declared");
      findings.Expect(!action.owners.contains(event->verifier_agency_id()), name,
                      " has an action verified by an agency that owned it");
      bool fresh = false;
      for (const std::string& id : event->evidence_ids()) {
        const auto found = action.evidence.find(id);
        const bool usable = found != action.evidence.end() && !found->second.rejected;
        findings.Expect(usable, name, " has an action verified on what was no evidence of it");
        fresh |= usable && found->second.since_reopened;
      }
      findings.Expect(fresh, name, " has an action verified on nothing that came since");
    });
    for (const auto& [id, action] : world.Plan(name).actions) {
      const auto found = now.actions.find(id);
      if (found == now.actions.end()) continue;
      findings.Expect((action.status == types::v1::VERIFIED) == found->second.verified, name,
                      " has an action that is closed without being verified, or the other way");
    }
  }
}

namespace {

void ClosedWithCause(const World& world, const std::string& name, const Reckoned& before,
                     const ev::RecommendationClosed& event, Findings& findings) {
  const std::string& id = event.recommendation_id();
  const auto& one = before.recommendations.at(id);
  const std::string& other = event.superseded_by_recommendation_id();
  if (event.outcome() == types::v1::EFFECT_VERIFIED) {
    const auto answering = before.Answering(id);
    findings.Expect(!answering.empty() || !one.met_elsewhere.empty(), name,
                    " has a recommendation verified that nothing was done about");
    findings.Expect(
        std::all_of(answering.begin(), answering.end(),
                    [](const auto* action) { return action->verified || action->superseded; }),
        name, " has a recommendation verified with an action that is not");
  } else if (event.outcome() == types::v1::SUPERSEDED_BY_ANOTHER && !other.empty()) {
    const auto found = before.recommendations.find(other);
    findings.Expect(other != id && found != before.recommendations.end() && !found->second.closed,
                    name, " has a recommendation superseded by none that is open");
  } else {
    findings.Expect(!event.reason().empty() && !event.residual_risk().empty(), name,
                    " has a recommendation closed without a reason or the risk that remains");
    findings.Expect(IsOfTheBoard(world, event.meeting_id()), name,
                    " has a recommendation closed without effect, and not by the Board");
  }
}

// What was done about a recommendation in another plan is still verified there.
bool StandsElsewhere(const World& world, const Reckoned::Recommendation& one) {
  return std::all_of(one.met_elsewhere.begin(), one.met_elsewhere.end(), [&](const auto& met) {
    const Reckoned other = Reckon(world, met.second, [](const Recorded&, const Reckoned&) {});
    const auto found = other.actions.find(met.first);
    return found != other.actions.end() && found->second.verified;
  });
}

}  // namespace

void NothingClosesVacuously(const World& world, Findings& findings) {
  for (const std::string& name : world.plans()) {
    const Reckoned now = Reckon(world, name, [&](const Recorded& recorded, const Reckoned& before) {
      if (const auto* event = recorded.As<ev::RecommendationClosed>()) {
        ClosedWithCause(world, name, before, *event, findings);
      }
      const auto* closed = recorded.As<ev::PlanClosed>();
      if (closed == nullptr || recorded.command != world.log().back().command) return;
      findings.Expect(closed->review_id().empty() || IsSettled(world, closed->review_id()), name,
                      " is closed, and what becomes of its review is not decided");
    });
    // Of what stands at this moment: whatever was opened again opened all that is above it.
    for (const auto& [id, one] : now.recommendations) {
      findings.Expect(!now.closed || one.closed, name, " is closed, and a recommendation open");
      if (!one.closed || one.outcome != types::v1::EFFECT_VERIFIED) continue;
      findings.Expect(StandsElsewhere(world, one), name,
                      " has a recommendation closed on an action elsewhere that was re-opened");
      for (const auto* action : now.Answering(id)) {
        findings.Expect(action->verified || action->superseded, name,
                        " has a recommendation closed as verified with an action that is not");
      }
    }
    findings.Expect(world.Plan(name).closed.has_value() == now.closed, name,
                    " is folded otherwise than it was closed");
  }
}

}  // namespace candour::tests
