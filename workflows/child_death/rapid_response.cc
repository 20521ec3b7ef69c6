// The rapid response to an unexpected death: who came together, when, and what they sent on.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "workflows/board/board.h"
#include "workflows/child_death/parts.h"
#include "workflows/clocks/calendar.h"
#include "workflows/clocks/milestones.h"
#include "workflows/dates.h"
#include "workflows/refusals.h"
#include "workflows/words.h"

namespace candour::workflows::child_death {

namespace cw = casework::v1;
namespace ev = events::v1;
using board::Board;
using types::v1::Rejection;

namespace {

Rejection NotStarted(const ChildDeath& death) {
  return Refuse(types::v1::WRONG_STAGE, "No rapid response has been started. Start it first.",
                kOwnRule, {death.id});
}

// A death that is no panel's may still call for a response: an unattended stillbirth.
std::optional<Rejection> UnlessMayRespond(const ChildDeath& death, const Context& context) {
  if (death.response.decided && death.response.decided->response_only()) {
    return UnlessOurs(death, context);
  }
  return UnlessOpen(death, context);
}

// Whether there is a response is decided; until it is, an unexpected death calls for one.
std::optional<Rejection> UnlessCalledFor(const ChildDeath& death) {
  const auto& decided = death.response.decided;
  if (decided ? decided->required() : death.expectedness == types::v1::UNEXPECTED) {
    return std::nullopt;
  }
  if (decided) {
    return Refuse(types::v1::WRONG_STAGE,
                  "It was decided that no joint response is needed. Decide on it anew first.",
                  kOwnRule, {death.id});
  }
  return Refuse(types::v1::NOT_UNEXPECTED,
                "A rapid response answers an unexpected death. Classify the death first; in doubt "
                "treat it as unexpected. Or decide that something else calls for a joint response.",
                "Working Together 2006 and 2010, chapter 7", {death.id});
}

std::optional<Rejection> UnlessResponding(const ChildDeath& death, const Context& context,
                                          absl::Time at) {
  RETURN_IF_REFUSED(UnlessMayRespond(death, context));
  if (!death.rapid_response) return NotStarted(death);
  if (death.rapid_response->stood_down_at && at >= *death.rapid_response->stood_down_at) {
    return Refuse(types::v1::WRONG_STAGE,
                  "The rapid response was stood down by then. Correct the time, or start it again.",
                  kOwnRule, {death.id});
  }
  return std::nullopt;
}

// What is done first is told as it comes, before anybody is named to lead: unless it was decided
// that there is to be no response.
std::optional<Rejection> UnlessRespondingOrToCome(const ChildDeath& death, const Context& context,
                                                  absl::Time at) {
  if (death.rapid_response) return UnlessResponding(death, context, at);
  RETURN_IF_REFUSED(UnlessMayRespond(death, context));
  if (death.response.decided && !death.response.decided->required()) return UnlessCalledFor(death);
  return std::nullopt;
}

std::string_view MilestoneOf(types::v1::CaseDiscussionKind kind) {
  // That the first discussion of the case is the meeting of the joint agency response is our
  // reading (editions, jar_meeting).
  if (kind == types::v1::INITIAL_CASE_DISCUSSION || kind == types::v1::JOINT_RESPONSE_MEETING) {
    return clocks::kInitialCaseDiscussionHeld;
  }
  if (kind == types::v1::FINAL_CASE_DISCUSSION) return clocks::kFinalCaseDiscussionHeld;
  return clocks::kPlanningDiscussionHeld;
}

// The triggers of the edition that a decision names; refused if they are not its own.
std::optional<Rejection> UnlessTriggered(
    const cw::DecideJointResponse& command,
    const std::vector<const types::v1::ResponseTrigger*>& known, bool* response_only) {
  for (const std::string& key : command.triggers()) {
    const auto trigger = std::find_if(known.begin(), known.end(),
                                      [&](const auto* one) { return one->key() == key; });
    if (trigger == known.end()) {
      std::vector<std::string> words;
      for (const auto* one : known) words.push_back(ChoiceWords(one->words(), one->key()));
      return known.empty()
                 ? Refuse(types::v1::VOCABULARY_OF_OTHER_EDITION,
                          "No edition in force has triggers of a joint response. Leave them out.",
                          kOwnRule)
                 : Refuse(types::v1::VOCABULARY_OF_OTHER_EDITION,
                          absl::StrCat("The edition in force knows no trigger \"", key,
                                       "\". Name one of these: ", absl::StrJoin(words, "; "), "."),
                          CitationOf(known.front()->standing().source()));
    }
    *response_only |= (*trigger)->response_only();
  }
  if (command.required() && command.triggers().empty() && !known.empty()) {
    return Refuse(types::v1::REASON_MISSING,
                  "Name what calls for the joint response, by the triggers of the edition.",
                  CitationOf(known.front()->standing().source()));
  }
  if (command.required() || command.triggers().empty()) return std::nullopt;
  return Refuse(types::v1::CONTRADICTORY,
                "Any one trigger calls for the joint response. Require it, or name none.",
                CitationOf(known.front()->standing().source()));
}

// What calls for a response alone is a birth without life: of a child who lived it is none.
std::optional<Rejection> UnlessBornWithoutLife(const ChildDeath& death, const std::string& source) {
  const bool lived = (death.scope && death.scope->live_born() == types::v1::YES) ||
                     DayOf(death.death->date_of_death()) > DayOf(death.death->date_of_birth());
  if (!lived) return std::nullopt;
  return Refuse(
      types::v1::CONTRADICTORY,
      "A trigger is named that only a stillbirth can be, and by what is recorded the child "
      "lived. Name another trigger; or correct the dates, or the scope.",
      source, {death.id});
}

std::string_view EndOfReview(const ChildDeath& death) {
  return IsRespondedToAlone(death) ? clocks::kReviewNotOwed : clocks::kCaseVoided;
}

}  // namespace

void EndReview(ChildDeath& death, const Fact& fact) {
  TakeBackEndOfReview(death);
  death.ReachAsRecorded(EndOfReview(death), fact);
}

void TakeBackEndOfReview(ChildDeath& death) {
  death.TakeBack(clocks::kCaseVoided);
  death.TakeBack(clocks::kReviewNotOwed);
}

Decision Decide(const cw::DecideJointResponse& command, const Context& context,
                const ChildDeath& death, const Board& board) {
  if (!death.death) {
    return Refuse(types::v1::WRONG_STAGE, "Record the facts of the death first.", kOwnRule);
  }
  const absl::CivilDay decided = clocks::DayOf(MomentOf(command.decided_at()), context.london);
  const editions::CaseDays days{DayOf(death.death->date_of_death()), decided, board.id};
  bool response_only = false;
  const auto triggers = board.editions.ResponseTriggersFor(days);
  RETURN_IF_REFUSED(UnlessTriggered(command, triggers, &response_only));
  if (response_only) {
    RETURN_IF_REFUSED(
        UnlessBornWithoutLife(death, CitationOf(triggers.front()->standing().source())));
  } else {
    RETURN_IF_REFUSED(UnlessOpen(death, context));
  }
  Decision decision;
  decision.Add<ev::JointResponseDecided>(command).set_response_only(response_only);
  return decision;
}

void Evolve(ChildDeath& death, const ev::JointResponseDecided& event, const Fact&) {
  death.response.decided = event;
  if (!IsNoPanels(death) || !IsCaseOfItsOwn(death)) return;
  // What was found ends the review's clocks when it was found, and not the response's.
  for (clocks::Milestone& reached : death.clock_facts.milestones) {
    if (reached.name != clocks::kCaseVoided && reached.name != clocks::kReviewNotOwed) continue;
    reached.name = EndOfReview(death);
  }
}

Decision Decide(const cw::DeclineSceneVisit& command, const Context& context,
                const ChildDeath& death, const Board&) {
  const absl::Time at = MomentOf(command.declined_at());
  RETURN_IF_REFUSED(UnlessResponding(death, context, at));
  if (!death.rapid_response->visits.empty() || !death.response.visits_before.empty()) {
    return Refuse(types::v1::ALREADY_DONE,
                  "The scene was visited: there is no visit left to decline. Correct the visit, if "
                  "there was none.",
                  kOwnRule);
  }
  return Recorded<ev::SceneVisitDeclined>(command);
}

void Evolve(ChildDeath& death, const ev::SceneVisitDeclined& event, const Fact& fact) {
  death.Reach(clocks::kSceneVisitDeclined, event.declined_at(), fact);
}

Decision Decide(const cw::StartRapidResponse& command, const Context& context,
                const ChildDeath& death, const Board&) {
  RETURN_IF_REFUSED(UnlessMayRespond(death, context));
  RETURN_IF_REFUSED(UnlessCalledFor(death));
  const absl::Time started_at = MomentOf(command.started_at());
  if (death.rapid_response && !death.rapid_response->stood_down_at) {
    return Refuse(types::v1::ALREADY_DONE,
                  "The rapid response is running. To start it anew, stand it down first.",
                  kOwnRule);
  }
  if (death.rapid_response && started_at < *death.rapid_response->stood_down_at) {
    return Refuse(
        types::v1::DATE_OUT_OF_ORDER,
        "The earlier rapid response was not yet stood down at that time. Correct the time.",
        kOwnRule);
  }
  return Recorded<ev::RapidResponseStarted>(command);
}

void Evolve(ChildDeath& death, const ev::RapidResponseStarted& event, const Fact& fact) {
  if (!death.rapid_response) death.rapid_response.emplace();
  death.rapid_response->lead_person_id = event.lead_person_id();
  death.rapid_response->started_at = MomentOf(event.started_at());
  death.rapid_response->stood_down_at.reset();
  // Started again, its clocks run anew, and those of the response that is over stay as they ended.
  death.Reach(clocks::kRapidResponseStarted, event.started_at(), fact);
}

Decision Decide(const cw::RecordSceneVisit& command, const Context& context,
                const ChildDeath& death, const Board&) {
  const absl::Time visited_at = MomentOf(command.visited_at());
  RETURN_IF_REFUSED(UnlessRespondingOrToCome(death, context, visited_at));
  return Recorded<ev::SceneVisited>(command);
}

void Evolve(ChildDeath& death, const ev::SceneVisited& event, const Fact& fact) {
  auto& visits = death.rapid_response ? death.rapid_response->visits : death.response.visits_before;
  visits.push_back(MomentOf(event.visited_at()));
  death.TakeBack(clocks::kSceneVisitDeclined);
  death.Reach(clocks::kSceneVisited, event.visited_at(), fact);
}

Decision Decide(const cw::StandDownRapidResponse& command, const Context& context,
                const ChildDeath& death) {
  const absl::Time at = MomentOf(command.stood_down_at());
  RETURN_IF_REFUSED(UnlessResponding(death, context, at));
  if (at < death.rapid_response->started_at) {
    return Refuse(types::v1::DATE_OUT_OF_ORDER,
                  "The rapid response cannot be stood down before it started. Correct the time.",
                  kOwnRule);
  }
  return Recorded<ev::RapidResponseStoodDown>(command);
}

void Evolve(ChildDeath& death, const ev::RapidResponseStoodDown& event, const Fact& fact) {
  if (death.rapid_response) death.rapid_response->stood_down_at = MomentOf(event.stood_down_at());
  death.Reach(clocks::kRapidResponseStoodDown, event.stood_down_at(), fact);
}

Decision Decide(const cw::RecordCaseDiscussion& command, const Context& context,
                const ChildDeath& death, const Board&) {
  const absl::Time held_at = MomentOf(command.held_at());
  RETURN_IF_REFUSED(UnlessRespondingOrToCome(death, context, held_at));
  const auto is_this = [&](const ev::CaseDiscussionHeld& known) {
    return known.kind() == command.kind() && MomentOf(known.held_at()) == held_at;
  };
  const auto& before = death.response.discussions_before;
  if (std::any_of(before.begin(), before.end(), is_this) ||
      (death.rapid_response && std::any_of(death.rapid_response->discussions.begin(),
                                           death.rapid_response->discussions.end(), is_this))) {
    return Refuse(
        types::v1::ALREADY_DONE,
        "This discussion is recorded already. To correct it, name the event you correct and why.",
        kOwnRule);
  }
  return Recorded<ev::CaseDiscussionHeld>(command);
}

void Evolve(ChildDeath& death, const ev::CaseDiscussionHeld& event, const Fact& fact) {
  auto& discussions =
      death.rapid_response ? death.rapid_response->discussions : death.response.discussions_before;
  discussions.push_back(event);
  death.Reach(MilestoneOf(event.kind()), event.held_at(), fact);
}

Decision Decide(const cw::RecordFamilyLeftHospital& command, const Context&,
                const ChildDeath& death) {
  if (death.family_left_hospital_at) {
    return Refuse(types::v1::ALREADY_DONE,
                  "When the family left is recorded. To correct it, name the event you correct and "
                  "why.",
                  kOwnRule);
  }
  return Recorded<ev::FamilyLeftHospital>(command);
}

void Evolve(ChildDeath& death, const ev::FamilyLeftHospital& event, const Fact& fact) {
  death.family_left_hospital_at = MomentOf(event.left_at());
  death.TakeBack(clocks::kFamilyLeftHospital);
  death.Reach(clocks::kFamilyLeftHospital, event.left_at(), fact);
}

// Also after the response was stood down: the coroner may still want it.
Decision Decide(const cw::RecordPaediatricReport& command, const Context&, const ChildDeath& death,
                const Board&) {
  if (!death.rapid_response) return NotStarted(death);
  const absl::CivilDay sent = DayOf(command.sent_on());
  const auto& reports = death.rapid_response->reports;
  if (std::any_of(reports.begin(), reports.end(), [&](const ev::PaediatricReportSent& known) {
        return DayOf(known.sent_on()) == sent;
      })) {
    return Refuse(types::v1::ALREADY_DONE,
                  "The report of that day is recorded already. To correct it, name the event you "
                  "correct and why.",
                  kOwnRule);
  }
  return Recorded<ev::PaediatricReportSent>(command);
}

void Evolve(ChildDeath& death, const ev::PaediatricReportSent& event, const Fact& fact) {
  if (death.rapid_response) death.rapid_response->reports.push_back(event);
  death.Reach(clocks::kPaediatricReportSent, event.sent_on(), fact);
}

void RegisterRapidResponse(WorkflowTable& table) {
  table.Events<ChildDeath, ev::RapidResponseStarted, ev::SceneVisited, ev::RapidResponseStoodDown,
               ev::CaseDiscussionHeld, ev::FamilyLeftHospital, ev::PaediatricReportSent,
               ev::JointResponseDecided, ev::SceneVisitDeclined>();
  table.Command<cw::DecideJointResponse, ChildDeath, Board>();
  table.Command<cw::DeclineSceneVisit, ChildDeath, Board>();
  table.Command<cw::StartRapidResponse, ChildDeath, Board>();
  table.Command<cw::RecordSceneVisit, ChildDeath, Board>();
  table.Command<cw::StandDownRapidResponse, ChildDeath>();
  table.Command<cw::RecordCaseDiscussion, ChildDeath, Board>();
  table.Command<cw::RecordFamilyLeftHospital, ChildDeath>();
  table.Command<cw::RecordPaediatricReport, ChildDeath, Board>();
}

}  // namespace candour::workflows::child_death
