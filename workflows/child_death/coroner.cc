// The coroner: post-mortem, inquest, transfer to another coroner, reports to prevent deaths.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "workflows/child_death/parts.h"
#include "workflows/clocks/calendar.h"
#include "workflows/clocks/milestones.h"
#include "workflows/dates.h"
#include "workflows/refusals.h"

namespace candour::workflows::child_death {

namespace cw = casework::v1;
namespace ev = events::v1;
using types::v1::Rejection;

namespace {

// Each addressee answers for itself, by a day of its own.
std::string AnswerOf(const std::string& report_id, const std::string& addressee) {
  return absl::StrCat(report_id, ": ", addressee);
}

// What one of them stated anew on the same day stands in the place of what it stated.
void AddCause(ChildDeath& death, const ev::CauseOfDeathStated& cause) {
  auto& causes = death.processes.causes;
  const absl::CivilDay day = DayOf(cause.stated_on());
  std::erase_if(causes, [&](const auto& known) {
    return known.source() == cause.source() && DayOf(known.stated_on()) == day;
  });
  const auto later = std::find_if(causes.begin(), causes.end(), [&](const auto& known) {
    return DayOf(known.stated_on()) > day;
  });
  causes.insert(later, cause);
  death.submissions.Changed("the cause of death was stated anew");
}

}  // namespace

void Evolve(ChildDeath& death, const ev::CauseOfDeathStated& event, const Fact&) {
  AddCause(death, event);
}

void Evolve(ChildDeath& death, const ev::PostMortemDirected& event, const Fact& fact) {
  death.processes.post_mortem = event;
  death.Reach(clocks::kPostMortemDirected, event.directed_on(), fact);
  if (event.kind() == types::v1::CONSENTED_POST_MORTEM) return;
  death.Reach(clocks::kCoronerDecided, event.directed_on(), fact);
}

void Evolve(ChildDeath& death, const ev::PostMortemReportReceived& event, const Fact& fact) {
  death.processes.post_mortem_reports.push_back(event);
  ev::CauseOfDeathStated cause;
  cause.set_source(event.report() == types::v1::FINAL_REPORT ? types::v1::FINAL_POST_MORTEM
                                                             : types::v1::PRELIMINARY_POST_MORTEM);
  *cause.mutable_stated_on() = event.received_on();
  cause.set_immediate_cause(event.causes());
  cause.set_document_sha256(event.document_sha256());
  AddCause(death, cause);
  if (event.report() != types::v1::FINAL_REPORT) return;
  death.Reach(clocks::kPostMortemFinalReport, event.received_on(), fact);
}

Decision Decide(const cw::RecordInquestOpened& command, const Context&, const ChildDeath& death) {
  const auto& known = death.processes.by_id;
  const auto open = std::find_if(known.begin(), known.end(), [](const auto& entry) {
    return entry.second.kind == types::v1::INQUEST && !entry.second.course.ended_on;
  });
  if (open != known.end() && open->first != command.process_id()) {
    return Refuse(types::v1::ALREADY_DONE, "An inquest is open. Record its conclusion first.",
                  kOwnRule, {open->first});
  }
  return Recorded<ev::InquestOpened>(command);
}

void Evolve(ChildDeath& death, const ev::InquestOpened& event, const Fact& fact) {
  BeginProcess(death, event.process_id(),
               {types::v1::INQUEST, {DayOf(event.opened_on()), {}}, event.coroner_area(), {}});
  death.Reach(clocks::kInquestOpened, event.opened_on(), fact);
  death.Reach(clocks::kCoronerDecided, event.opened_on(), fact);
}

Decision Decide(const cw::RecordInquestAdjourned& command, const Context&,
                const ChildDeath& death) {
  const absl::CivilDay adjourned = DayOf(command.adjourned_on());
  RETURN_IF_REFUSED(UnlessRuns(death, command.process_id(), types::v1::INQUEST, adjourned));
  if (command.has_until()) {
    const auto until = clocks::ToDayRange(command.until());
    if (until.ok() && until->latest <= adjourned) {
      return Refuse(types::v1::DATE_OUT_OF_ORDER,
                    "It is adjourned to a day that lies ahead of the adjournment. Leave it blank "
                    "if none is fixed.",
                    kOwnRule, {command.process_id()});
    }
  }
  return Recorded<ev::InquestAdjourned>(command);
}

void Evolve(ChildDeath& death, const ev::InquestAdjourned& event, const Fact&) {
  death.processes.by_id[event.process_id()].adjourned = event;
}

Decision Decide(const cw::RecordInquestConcluded& command, const Context&,
                const ChildDeath& death) {
  RETURN_IF_REFUSED(
      UnlessRuns(death, command.process_id(), types::v1::INQUEST, DayOf(command.concluded_on())));
  return Recorded<ev::InquestConcluded>(command);
}

void Evolve(ChildDeath& death, const ev::InquestConcluded& event, const Fact& fact) {
  EndProcess(death, event.process_id(), event.concluded_on());
  death.Reach(clocks::kInquestConcluded, event.concluded_on(), fact);
}

void Evolve(ChildDeath& death, const ev::CoronerTransferAgreed& event, const Fact& fact) {
  death.Reach(clocks::kCoronerTransferAgreed, event.agreed_on(), fact);
}

void Evolve(ChildDeath& death, const ev::CoronerTransferred& event, const Fact& fact) {
  for (auto& [id, process] : death.processes.by_id) {
    if (process.kind == types::v1::INQUEST && !process.course.ended_on) {
      process.reference = event.to_area();
    }
  }
  // The duty is to hand the case over and to tell the next of kin.
  if (event.kin_told() != types::v1::YES) return;
  death.Reach(clocks::kCoronerTransferred, event.handed_over_on(), fact);
}

void Evolve(ChildDeath& death, const ev::PreventionReportReceived& event, const Fact& fact) {
  death.processes.prevention_reports[event.report_id()] = event;
  for (const std::string& addressee : event.addressees()) {
    const std::string subject = AnswerOf(event.report_id(), addressee);
    death.NameSubject(subject, "", addressee);
    death.Reach(clocks::kPreventionReportMade, event.made_on(), fact, subject);
  }
}

Decision Decide(const cw::RecordPreventionReportAnswer& command, const Context&,
                const ChildDeath& death) {
  const auto report = death.processes.prevention_reports.find(command.report_id());
  if (report == death.processes.prevention_reports.end() ||
      std::find(report->second.addressees().begin(), report->second.addressees().end(),
                command.addressee()) == report->second.addressees().end()) {
    return Refuse(
        types::v1::UNKNOWN_REFERENCE,
        "No such report was made to them. Name the report, and its addressee as recorded.",
        kOwnRule, {command.report_id()});
  }
  if (death.processes.prevention_answers.contains({command.report_id(), command.addressee()})) {
    return Refuse(
        types::v1::ALREADY_DONE,
        "Their answer is recorded already. To correct it, name the event you correct and why.",
        kOwnRule, {command.report_id()});
  }
  RETURN_IF_REFUSED(UnlessInOrder("the answer", DayOf(command.answered_on()), "the report",
                                  DayOf(report->second.made_on())));
  return Recorded<ev::PreventionReportAnswered>(command);
}

void Evolve(ChildDeath& death, const ev::PreventionReportAnswered& event, const Fact& fact) {
  death.processes.prevention_answers.insert({event.report_id(), event.addressee()});
  death.Reach(clocks::kPreventionReportAnswered, event.answered_on(), fact,
              AnswerOf(event.report_id(), event.addressee()));
}

void RegisterCoroner(WorkflowTable& table) {
  table.Things(types::v1::A_PREVENTION_REPORT, &ChildDeath::processes,
               &ParallelProcesses::prevention_reports,
               "No such report is recorded. Record it first.",
               "This report is recorded already. Correct it, if it says something else.");
  table.Events<ChildDeath, ev::PostMortemDirected, ev::PostMortemReportReceived,
               ev::CauseOfDeathStated, ev::InquestOpened, ev::InquestAdjourned,
               ev::InquestConcluded, ev::CoronerTransferAgreed, ev::CoronerTransferred,
               ev::PreventionReportReceived, ev::PreventionReportAnswered>();
  table.Record<cw::RecordPostMortemDirection, ev::PostMortemDirected, ChildDeath>();
  table.Record<cw::ReceivePostMortemReport, ev::PostMortemReportReceived, ChildDeath>();
  table.Record<cw::RecordCauseOfDeath, ev::CauseOfDeathStated, ChildDeath>();
  table.Command<cw::RecordInquestOpened, ChildDeath>();
  table.Command<cw::RecordInquestAdjourned, ChildDeath>();
  table.Command<cw::RecordInquestConcluded, ChildDeath>();
  table.Record<cw::RecordCoronerTransferAgreed, ev::CoronerTransferAgreed, ChildDeath>();
  table.Record<cw::RecordCoronerTransfer, ev::CoronerTransferred, ChildDeath>();
  table.Record<cw::ReceivePreventionReport, ev::PreventionReportReceived, ChildDeath>();
  table.Command<cw::RecordPreventionReportAnswer, ChildDeath>();
}

}  // namespace candour::workflows::child_death
