// What runs beside the review: the criminal courts, a case review, an incident of the NHS; and what
// a hold is told when one of them ends. The coroner's part is in coroner.cc.
#include "workflows/child_death/parallel_processes.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "workflows/child_death/parts.h"
#include "workflows/clocks/calendar.h"
#include "workflows/corrections.h"
#include "workflows/dates.h"
#include "workflows/refusals.h"
#include "workflows/words.h"

namespace candour::workflows::child_death {

namespace cw = casework::v1;
namespace ev = events::v1;
using board::Board;
using types::v1::Rejection;

const ParallelProcess* ParallelProcesses::Find(const std::string& process_id) const {
  const auto found = by_id.find(process_id);
  return found == by_id.end() ? nullptr : &found->second;
}

bool ParallelProcesses::HasEnded(types::v1::ProcessKind kind) const {
  return std::any_of(by_id.begin(), by_id.end(), [kind](const auto& entry) {
    return entry.second.kind == kind && entry.second.course.ended_on;
  });
}

bool ParallelProcesses::Knows(types::v1::ProcessKind kind) const {
  return std::any_of(by_id.begin(), by_id.end(),
                     [kind](const auto& entry) { return entry.second.kind == kind; });
}

bool ParallelProcesses::HasConviction() const {
  return std::any_of(by_id.begin(), by_id.end(), [](const auto& entry) {
    return entry.second.criminal_outcome == types::v1::CONVICTED;
  });
}

const ev::CauseOfDeathStated* ParallelProcesses::Cause() const {
  const auto found = std::find_if(causes.rbegin(), causes.rend(), [](const auto& cause) {
    return cause.source() == types::v1::CORONERS_FINDING;
  });
  if (found != causes.rend()) return &*found;
  return causes.empty() ? nullptr : &causes.back();
}

bool ParallelProcesses::HasFinalPostMortem() const {
  return std::any_of(post_mortem_reports.begin(), post_mortem_reports.end(),
                     [](const auto& report) { return report.report() == types::v1::FINAL_REPORT; });
}

std::optional<absl::CivilDay> ParallelProcesses::FinalReportOfLast() const {
  std::optional<absl::CivilDay> first;
  for (const auto& report : post_mortem_reports) {
    const absl::CivilDay came = DayOf(report.received_on());
    if (report.report() != types::v1::FINAL_REPORT) continue;
    if (post_mortem && came < DayOf(post_mortem->directed_on())) continue;
    first = std::min(first.value_or(came), came);
  }
  return first;
}

std::optional<Rejection> UnlessRuns(const ChildDeath& death, const std::string& process_id,
                                    types::v1::ProcessKind kind, absl::CivilDay day) {
  const ParallelProcess* process = death.processes.Find(process_id);
  if (process == nullptr || process->kind != kind) {
    return Refuse(types::v1::UNKNOWN_REFERENCE,
                  absl::StrCat("No such process is recorded: ", Words(kind), ". Record it first."),
                  kOwnRule, {process_id});
  }
  return UnlessRunning(process->course, process_id, "this", day);
}

void BeginProcess(ChildDeath& death, const std::string& process_id, ParallelProcess process,
                  const Fact& fact) {
  process.place = fact.place.position;
  death.processes.by_id[process_id] = std::move(process);
}

void EndProcess(ChildDeath& death, const std::string& process_id, const types::v1::Date& ended_on) {
  death.processes.by_id[process_id].course.ended_on = DayOf(ended_on);
  for (const auto& [hold_id, hold] : death.holds) {
    if (hold.process_id == process_id) death.NameSubject(hold_id, "", death.WordsOf(hold));
  }
}

void Evolve(ChildDeath& death, const ev::CriminalProceedingsStarted& event, const Fact& fact) {
  BeginProcess(
      death, event.process_id(),
      {types::v1::CRIMINAL_PROCEEDINGS, {DayOf(event.started_on()), {}}, event.reference(), {}},
      fact);
}

Decision Decide(const cw::ConcludeCriminalProceedings& command, const Context&,
                const ChildDeath& death) {
  RETURN_IF_REFUSED(UnlessRuns(death, command.process_id(), types::v1::CRIMINAL_PROCEEDINGS,
                               DayOf(command.concluded_on())));
  return Recorded<ev::CriminalProceedingsConcluded>(command);
}

void Evolve(ChildDeath& death, const ev::CriminalProceedingsConcluded& event, const Fact&) {
  EndProcess(death, event.process_id(), event.concluded_on());
  death.processes.by_id[event.process_id()].criminal_outcome = event.outcome();
}

void Evolve(ChildDeath& death, const ev::CaseReviewSuggested& event, const Fact& fact) {
  BeginProcess(death, event.process_id(),
               {types::v1::CASE_REVIEW_REFERRAL, {DayOf(event.referred_on()), {}}, {}, {}}, fact);
}

namespace {

// What was decided is one of the kinds of review of the guidance, where the board adopted any.
std::optional<Rejection> UnlessKindOfReview(types::v1::ReviewOption outcome,
                                            const editions::CaseDays& days, const Board& board) {
  const auto kinds = board.editions.ReviewKindsFor(days);
  if (kinds.empty() || board.editions.ReviewKindOf(Key(outcome), days).ok()) return std::nullopt;
  return Refuse(
      types::v1::NOT_A_KIND_OF_EDITION,
      absl::StrCat("The guidance of the referral knows no ", Words(outcome), ". It knows: ",
                   absl::StrJoin(kinds, "; ",
                                 [](std::string* out, const types::v1::ReviewKind* kind) {
                                   absl::StrAppend(out, kind->title());
                                 }),
                   ". Name what was decided in its words."),
      CitationOf(kinds.front()->standing().source()));
}

}  // namespace

// One referral waits for its decision at a time.
Decision Decide(const cw::SuggestCaseReview& command, const Context& context,
                const ChildDeath& death, const Board&) {
  for (const auto& [id, process] : death.processes.by_id) {
    const bool waits = process.kind == types::v1::CASE_REVIEW_REFERRAL &&
                       !process.course.ended_on &&
                       process.review_outcome == types::v1::REVIEW_OPTION_UNSPECIFIED;
    if (!waits || IsOfCorrected(context, "process_id", id)) continue;
    return Refuse(
        types::v1::ALREADY_DONE,
        absl::StrCat("The case was referred on ", clocks::DateWords(process.course.began_on),
                     ", and that is not decided yet. Record the decision first."),
        kOwnRule, {id});
  }
  return Recorded<ev::CaseReviewSuggested>(command);
}

// Decided by those whose decision it is; the panel and the response only refer.
Decision Decide(const cw::DecideCaseReviewSuggestion& command, const Context&,
                const ChildDeath& death, const Board& board) {
  const absl::CivilDay decided = DayOf(command.decided_on());
  RETURN_IF_REFUSED(
      UnlessRuns(death, command.process_id(), types::v1::CASE_REVIEW_REFERRAL, decided));
  const absl::CivilDay referred = death.processes.Find(command.process_id())->course.began_on;
  RETURN_IF_REFUSED(UnlessKindOfReview(command.outcome(), {referred, decided, board.id}, board));
  return Recorded<ev::CaseReviewSuggestionDecided>(command);
}

void Evolve(ChildDeath& death, const ev::CaseReviewSuggestionDecided& event, const Fact&) {
  death.processes.by_id[event.process_id()].review_outcome = event.outcome();
  if (event.outcome() != types::v1::NO_REVIEW) return;
  EndProcess(death, event.process_id(), event.decided_on());
}

// The rule of its command loads the case review, and stands with it
// (case_review/panel_referral.cc).
void Evolve(ChildDeath& death, const ev::CaseReviewLinked& event, const Fact&) {
  death.processes.by_id[event.process_id()].review_id = event.review_id();
}

Decision Decide(const cw::RecordCaseReviewEnded& command, const Context&, const ChildDeath& death) {
  RETURN_IF_REFUSED(UnlessRuns(death, command.process_id(), types::v1::CASE_REVIEW_REFERRAL,
                               DayOf(command.ended_on())));
  if (death.processes.Find(command.process_id())->review_outcome ==
      types::v1::REVIEW_OPTION_UNSPECIFIED) {
    return Refuse(
        types::v1::NO_DECISION,
        "Whether there is a review at all is not decided yet. Record that decision first.",
        kOwnRule, {command.process_id()});
  }
  return Recorded<ev::CaseReviewEnded>(command);
}

void Evolve(ChildDeath& death, const ev::CaseReviewEnded& event, const Fact&) {
  EndProcess(death, event.process_id(), event.ended_on());
}

// Incidents were recorded before they were processes: then the event's own id stands for one.
void Evolve(ChildDeath& death, const ev::SeriousIncidentReported& event, const Fact& fact) {
  death.serious_incidents.push_back(event);
  const std::string& id = event.process_id().empty() ? fact.event_id : event.process_id();
  BeginProcess(death, id,
               {types::v1::NHS_INCIDENT, {DayOf(event.reported_on()), {}}, event.reference(), {}},
               fact);
}

Decision Decide(const cw::ConcludeSeriousIncident& command, const Context&,
                const ChildDeath& death) {
  RETURN_IF_REFUSED(UnlessRuns(death, command.process_id(), types::v1::NHS_INCIDENT,
                               DayOf(command.concluded_on())));
  return Recorded<ev::SeriousIncidentConcluded>(command);
}

void Evolve(ChildDeath& death, const ev::SeriousIncidentConcluded& event, const Fact&) {
  EndProcess(death, event.process_id(), event.concluded_on());
}

void RegisterProcesses(WorkflowTable& table) {
  table.Things<ChildDeath>(
      types::v1::A_PROCESS,
      [](const ChildDeath& death, const std::string& id) {
        return death.processes.Find(id) != nullptr;
      },
      "No such process is recorded beside this review. Record it first.",
      "This is recorded already. Correct it, if it says something else.");
  table.Events<ChildDeath, ev::CriminalProceedingsStarted, ev::CriminalProceedingsConcluded,
               ev::CaseReviewSuggested, ev::CaseReviewSuggestionDecided, ev::CaseReviewLinked,
               ev::CaseReviewEnded, ev::SeriousIncidentReported, ev::SeriousIncidentConcluded>();
  table.Record<cw::RecordCriminalProceedings, ev::CriminalProceedingsStarted, ChildDeath, Board>();
  table.Command<cw::ConcludeCriminalProceedings, ChildDeath>();
  table.Command<cw::SuggestCaseReview, ChildDeath, Board>();
  table.Command<cw::DecideCaseReviewSuggestion, ChildDeath, Board>();
  table.Command<cw::RecordCaseReviewEnded, ChildDeath>();
  table.Record<cw::RecordSeriousIncident, ev::SeriousIncidentReported, ChildDeath, Board>();
  table.Command<cw::ConcludeSeriousIncident, ChildDeath>();
}

}  // namespace candour::workflows::child_death
