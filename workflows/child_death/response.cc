// Responding to the death: the rapid response, the family, the agencies' reports, what blocks.
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "workflows/board/board.h"
#include "workflows/board/case_clocks.h"
#include "workflows/child_death/parts.h"
#include "workflows/clocks/calendar.h"
#include "workflows/clocks/milestones.h"
#include "workflows/dates.h"
#include "workflows/refusals.h"

namespace candour::workflows::child_death {

namespace cw = casework::v1;
namespace ev = events::v1;
using board::Board;
using types::v1::Rejection;

namespace {

// Refusals of acts that make no sense for a case found out of scope.
std::optional<Rejection> UnlessOpen(const ChildDeath& death, const Context& context) {
  if (auto refusal = UnlessOurs(death, context)) return refusal;
  if (death.scope && !death.scope->in_scope()) {
    return Refuse(types::v1::OUT_OF_SCOPE, "The death was found to be out of scope.", {},
                  {death.id});
  }
  return std::nullopt;
}

std::optional<Rejection> UnlessResponding(const ChildDeath& death, const Context& context,
                                          absl::Time at) {
  if (auto refusal = UnlessOpen(death, context)) return refusal;
  if (!death.rapid_response) {
    return Refuse(types::v1::WRONG_STAGE, "No rapid response has been started.", {}, {death.id});
  }
  if (death.rapid_response->stood_down_at && at >= *death.rapid_response->stood_down_at) {
    return Refuse(types::v1::WRONG_STAGE, "The rapid response was stood down by then.", {},
                  {death.id});
  }
  return std::nullopt;
}

}  // namespace

Decision Decide(const cw::StartRapidResponse& command, const Context& context,
                const ChildDeath& death, const Board& board) {
  if (auto refusal = UnlessOpen(death, context)) return *refusal;
  if (auto refusal = board::UnlessPerson(board, command.lead_person_id())) return *refusal;
  if (death.expectedness != types::v1::UNEXPECTED) {
    return Refuse(
        types::v1::NOT_UNEXPECTED,
        "A rapid response answers an unexpected death. Classify the death first; in doubt "
        "treat it as unexpected.",
        "Working Together 2006 and 2010, chapter 7", {death.id});
  }
  const absl::Time started_at = MomentOf(command.started_at());
  if (death.rapid_response && !death.rapid_response->stood_down_at) {
    return Refuse(types::v1::ALREADY_DONE, "The rapid response is running.", {}, {death.id});
  }
  if (death.rapid_response && started_at < *death.rapid_response->stood_down_at) {
    return Refuse(types::v1::DATE_OUT_OF_ORDER,
                  "The earlier rapid response was not yet stood down at that time.", {},
                  {death.id});
  }
  const absl::CivilDay day = clocks::DayOf(started_at, context.london);
  if (auto refusal = UnlessAfterDeath(death, day)) return *refusal;
  Decision decision;
  decision.Add<ev::RapidResponseStarted>(command);
  return decision;
}

void Evolve(ChildDeath& death, const ev::RapidResponseStarted& event, const Fact& fact) {
  if (!death.rapid_response) death.rapid_response.emplace();
  death.rapid_response->lead_person_id = event.lead_person_id();
  death.rapid_response->started_at = MomentOf(event.started_at());
  death.rapid_response->stood_down_at.reset();
  // Started again, it is stood down no longer, and its clocks run on.
  death.TakeBack(clocks::kRapidResponseStoodDown);
  death.Reach(clocks::kRapidResponseStarted, event.started_at(), fact);
}

Decision Decide(const cw::RecordSceneVisit& command, const Context& context,
                const ChildDeath& death, const Board& board) {
  const absl::Time visited_at = MomentOf(command.visited_at());
  if (auto refusal = UnlessResponding(death, context, visited_at)) return *refusal;
  if (auto refusal = UnlessAfterDeath(death, clocks::DayOf(visited_at, context.london)))
    return *refusal;
  for (const std::string& person_id : command.by_person_ids()) {
    if (auto refusal = board::UnlessPerson(board, person_id)) return *refusal;
  }
  Decision decision;
  decision.Add<ev::SceneVisited>(command);
  return decision;
}

void Evolve(ChildDeath& death, const ev::SceneVisited& event, const Fact& fact) {
  if (death.rapid_response) death.rapid_response->visits.push_back(MomentOf(event.visited_at()));
  death.Reach(clocks::kSceneVisited, event.visited_at(), fact);
}

Decision Decide(const cw::StandDownRapidResponse& command, const Context& context,
                const ChildDeath& death) {
  const absl::Time at = MomentOf(command.stood_down_at());
  if (auto refusal = UnlessResponding(death, context, at)) return *refusal;
  if (at < death.rapid_response->started_at) {
    return Refuse(types::v1::DATE_OUT_OF_ORDER,
                  "The rapid response cannot be stood down before it started.", {}, {death.id});
  }
  Decision decision;
  decision.Add<ev::RapidResponseStoodDown>(command);
  return decision;
}

void Evolve(ChildDeath& death, const ev::RapidResponseStoodDown& event, const Fact& fact) {
  if (death.rapid_response) death.rapid_response->stood_down_at = MomentOf(event.stood_down_at());
  death.Reach(clocks::kRapidResponseStoodDown, event.stood_down_at(), fact);
}

Decision Decide(const cw::RecordParentLeaflet& command, const Context& context,
                const ChildDeath& death) {
  if (auto refusal = UnlessOpen(death, context)) return *refusal;
  if (auto refusal = UnlessAfterDeath(death, DayOf(command.sent_on()))) return *refusal;
  Decision decision;
  decision.Add<ev::ParentLeafletSent>(command);
  return decision;
}

void Evolve(ChildDeath& death, const ev::ParentLeafletSent& event, const Fact& fact) {
  death.Reach(clocks::kParentLeafletSent, event.sent_on(), fact);
}

Decision Decide(const cw::RequestAgencyReport& command, const Context& context,
                const ChildDeath& death, const Board& board) {
  if (auto refusal = UnlessOpen(death, context)) return *refusal;
  if (auto refusal = board::UnlessAgency(board, command.agency_id())) return *refusal;
  const std::string id = context.IdOr(command.request_id(), 0);
  for (const auto& [request_id, request] : death.requests) {
    const bool same = request.agency_id == command.agency_id() &&
                      request.form_type == command.form_type() && !request.received_on;
    if (same || request_id == id) {
      return Refuse(types::v1::ALREADY_DONE, "The agency has been asked for this form already.", {},
                    {request_id});
    }
  }
  if (DayOf(command.due_on()) < DayOf(command.requested_on())) {
    return Refuse(types::v1::DATE_OUT_OF_ORDER, "The report would be due before it is asked for.");
  }
  if (auto refusal = UnlessAfterDeath(death, DayOf(command.requested_on()))) return *refusal;
  Decision decision;
  decision.Add<ev::AgencyReportRequested>(command).set_request_id(id);
  return decision;
}

void Evolve(ChildDeath& death, const ev::AgencyReportRequested& event, const Fact& fact) {
  death.requests[event.request_id()] = {event.agency_id(), event.form_type(),
                                        DayOf(event.requested_on()), DayOf(event.due_on())};
  death.Reach(clocks::kAgencyReportRequested, event.requested_on(), fact, event.request_id(),
              &event.due_on());
}

Decision Decide(const cw::ReceiveAgencyReport& command, const Context& context,
                const ChildDeath& death) {
  if (auto refusal = UnlessOurs(death, context)) return *refusal;
  const auto found = death.requests.find(command.request_id());
  if (found == death.requests.end()) {
    return Refuse(types::v1::UNKNOWN_REFERENCE, "No such report was asked for.", {},
                  {command.request_id()});
  }
  const ReportRequest& request = found->second;
  if (UnlessOwnAgency(context, request.agency_id)) {
    // Which agency was asked is not for another to learn.
    return Refuse(types::v1::NOT_AUTHORISED, "An agency answers its own requests only.", {},
                  {command.request_id()});
  }
  if (request.received_on) {
    return Refuse(types::v1::ALREADY_DONE, "This report has been received.", {},
                  {command.request_id()});
  }
  if (DayOf(command.received_on()) < request.requested_on) {
    return Refuse(
        types::v1::DATE_OUT_OF_ORDER,
        absl::StrCat("The report was asked for on ", clocks::DateWords(request.requested_on), "."),
        {}, {command.request_id()});
  }
  if (command.nil_return() && absl::StripAsciiWhitespace(command.nil_return_searched()).empty()) {
    return Refuse(types::v1::NO_EVIDENCE,
                  "A nil return says which names and systems were searched.", {},
                  {command.request_id()});
  }
  Decision decision;
  decision.Add<ev::AgencyReportReceived>(command).set_after_decision(death.Standing() != nullptr);
  return decision;
}

void Evolve(ChildDeath& death, const ev::AgencyReportReceived& event, const Fact& fact) {
  ReportRequest& request = death.requests[event.request_id()];
  request.received_on = DayOf(event.received_on());
  request.nil_return = event.nil_return();
  request.after_decision = event.after_decision();
  death.Reach(clocks::kAgencyReportReceived, event.received_on(), fact, event.request_id());
}

Decision Decide(const cw::ReviseDueDate& command, const Context& context, const ChildDeath& death,
                const Board& board) {
  if (auto refusal = UnlessOpen(death, context)) return *refusal;
  if (auto refusal = board::UnlessRevisable(board, ChildDeath::kKind, death.clock_facts,
                                            command.clock_kind(), command.subject(), context)) {
    return *refusal;
  }
  Decision decision;
  decision.Add<ev::DueDateRevised>(command);
  return decision;
}

void Evolve(ChildDeath& death, const ev::DueDateRevised& event, const Fact& fact) {
  death.ReviseDue(event.clock_kind(), event.subject(), event.new_due_on(), event.reason(),
                  event.authority(), fact);
}

Decision Decide(const cw::HoldCase& command, const Context& context, const ChildDeath& death) {
  if (auto refusal = UnlessReviewable(death, context)) return *refusal;
  const std::string id = context.IdOr(command.hold_id(), 0);
  if (death.holds.contains(id)) {
    return Refuse(types::v1::ALREADY_DONE, "The case is held so already.", {}, {id});
  }
  if (DayOf(command.look_again_on()) <= context.Today()) {
    return Refuse(types::v1::DATE_OUT_OF_ORDER,
                  "The day to look again must lie ahead: a hold is never silent.", {}, {death.id});
  }
  Decision decision;
  decision.Add<ev::CaseHeld>(command).set_hold_id(id);
  return decision;
}

void Evolve(ChildDeath& death, const ev::CaseHeld& event, const Fact& fact) {
  death.holds[event.hold_id()] = {event.because_of(), DayOf(event.look_again_on()), fact.event_id};
  death.ReachAsRecorded(clocks::kHoldPlaced, fact, event.hold_id(), &event.look_again_on());
}

Decision Decide(const cw::ReleaseHold& command, const Context& context, const ChildDeath& death) {
  if (auto refusal = UnlessReviewable(death, context)) return *refusal;
  const auto hold = death.holds.find(command.hold_id());
  if (hold == death.holds.end() || hold->second.released) {
    return Refuse(types::v1::NOTHING_TO_CHANGE, "There is no such hold, or it is released.", {},
                  {command.hold_id()});
  }
  Decision decision;
  decision.Add<ev::HoldReleased>(command);
  return decision;
}

void Evolve(ChildDeath& death, const ev::HoldReleased& event, const Fact& fact) {
  death.holds[event.hold_id()].released = true;
  death.ReachAsRecorded(clocks::kHoldReleased, fact, event.hold_id());
}

Decision Decide(const cw::RecordSeriousIncident& command, const Context& context,
                const ChildDeath& death, const Board& board) {
  if (auto refusal = UnlessOpen(death, context)) return *refusal;
  if (auto refusal = board::UnlessAgency(board, command.agency_id())) return *refusal;
  if (auto refusal = UnlessAfterDeath(death, DayOf(command.reported_on()))) return *refusal;
  Decision decision;
  decision.Add<ev::SeriousIncidentReported>(command);
  return decision;
}

void Evolve(ChildDeath& death, const ev::SeriousIncidentReported& event, const Fact&) {
  death.serious_incidents.push_back(event);
}

void RegisterResponse(WorkflowTable& table) {
  table.Events<ChildDeath, ev::RapidResponseStarted, ev::SceneVisited, ev::RapidResponseStoodDown,
               ev::ParentLeafletSent, ev::AgencyReportRequested, ev::AgencyReportReceived,
               ev::DueDateRevised, ev::CaseHeld, ev::HoldReleased, ev::SeriousIncidentReported>();
  table.Command<cw::StartRapidResponse, ChildDeath, Board>();
  table.Command<cw::RecordSceneVisit, ChildDeath, Board>();
  table.Command<cw::StandDownRapidResponse, ChildDeath>();
  table.Command<cw::RecordParentLeaflet, ChildDeath>();
  table.Command<cw::RequestAgencyReport, ChildDeath, Board>();
  table.Command<cw::ReceiveAgencyReport, ChildDeath>();
  table.Command<cw::ReviseDueDate, ChildDeath, Board>();
  table.Command<cw::HoldCase, ChildDeath>();
  table.Command<cw::ReleaseHold, ChildDeath>();
  table.Command<cw::RecordSeriousIncident, ChildDeath, Board>();
}

}  // namespace candour::workflows::child_death
