// The coroner: post-mortem, inquest, transfer to another coroner, reports to prevent deaths.
#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
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

constexpr char kTransfers[] =
    "Coroners (Investigations) Regulations 2013, regulation 18: agreed or directed, then handed "
    "over";

bool SameArea(const std::string& one, const std::string& other) {
  return absl::EqualsIgnoreCase(absl::StripAsciiWhitespace(one), absl::StripAsciiWhitespace(other));
}

Rejection ReportOutOfOrder(absl::CivilDay came, const std::string& why) {
  return Refuse(types::v1::DATE_OUT_OF_ORDER,
                absl::StrCat("Correct the date that is wrong: a report came on ",
                             clocks::DateWords(came), why),
                kOwnRule);
}

}  // namespace

void Evolve(ChildDeath& death, const ev::CauseOfDeathStated& event, const Fact&) {
  AddCause(death, event);
}

// A second direction is of another examination; a first one precedes every report.
Decision Decide(const cw::RecordPostMortemDirection& command, const Context&,
                const ChildDeath& death) {
  const absl::CivilDay directed = DayOf(command.directed_on());
  for (const auto& report : death.processes.post_mortem_reports) {
    const absl::CivilDay came = DayOf(report.received_on());
    if (death.processes.post_mortem || came >= directed) continue;
    return ReportOutOfOrder(came,
                            ", before that. If this is another examination, record first when the "
                            "one reported on was directed.");
  }
  return Recorded<ev::PostMortemDirected>(command);
}

void Evolve(ChildDeath& death, const ev::PostMortemDirected& event, const Fact& fact) {
  ParallelProcesses& processes = death.processes;
  const absl::CivilDay directed = DayOf(event.directed_on());
  processes.first_directed_on = std::min(processes.first_directed_on.value_or(directed), directed);
  processes.post_mortem = event;
  death.Reach(clocks::kPostMortemDirected, event.directed_on(), fact);
  if (event.kind() == types::v1::CONSENTED_POST_MORTEM) return;
  death.Reach(clocks::kCoronerDecided, event.directed_on(), fact);
}

Decision Decide(const cw::ReceivePostMortemReport& command, const Context&,
                const ChildDeath& death) {
  const absl::CivilDay came = DayOf(command.received_on());
  RETURN_IF_REFUSED(UnlessInOrder(
      "the report", came,
      {{"the post-mortem examination was directed", death.processes.first_directed_on}}));
  const auto final_on = death.processes.FinalReportOfLast();
  if (command.report() == types::v1::PRELIMINARY_REPORT && final_on && *final_on < came) {
    return ReportOutOfOrder(*final_on,
                            " that was final, and a preliminary one precedes it. If this is of "
                            "another examination, record first that it was directed.");
  }
  return Recorded<ev::PostMortemReportReceived>(command);
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
               {types::v1::INQUEST, {DayOf(event.opened_on()), {}}, event.coroner_area(), {}},
               fact);
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

Decision Decide(const cw::RecordCoronerTransferAgreed& command, const Context&,
                const ChildDeath& death) {
  if (SameArea(command.from_area(), command.to_area())) {
    return Refuse(types::v1::CONTRADICTORY,
                  "A case is transferred from one area to another. Name the two.", kTransfers,
                  {death.id});
  }
  return Recorded<ev::CoronerTransferAgreed>(command);
}

void Evolve(ChildDeath& death, const ev::CoronerTransferAgreed& event, const Fact& fact) {
  death.processes.transfer_agreed = event;
  death.Reach(clocks::kCoronerTransferAgreed, event.agreed_on(), fact);
}

Decision Decide(const cw::RecordCoronerTransfer& command, const Context&, const ChildDeath& death) {
  const auto& agreed = death.processes.transfer_agreed;
  if (!agreed) {
    return Refuse(types::v1::WRONG_STAGE,
                  "No transfer between coroners is recorded as agreed or directed. Record that "
                  "first.",
                  kTransfers);
  }
  if (!SameArea(command.to_area(), agreed->to_area())) {
    return Refuse(types::v1::CONTRADICTORY,
                  absl::StrCat("The transfer that was agreed is to ", agreed->to_area(),
                               ". Name that area, or record first what was agreed instead."),
                  kTransfers, {death.id});
  }
  RETURN_IF_REFUSED(UnlessInOrder("the handing over", DayOf(command.handed_over_on()),
                                  "the agreement", DayOf(agreed->agreed_on())));
  return Recorded<ev::CoronerTransferred>(command);
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
  table.Command<cw::RecordPostMortemDirection, ChildDeath>();
  table.Command<cw::ReceivePostMortemReport, ChildDeath>();
  table.Record<cw::RecordCauseOfDeath, ev::CauseOfDeathStated, ChildDeath>();
  table.Command<cw::RecordInquestOpened, ChildDeath>();
  table.Command<cw::RecordInquestAdjourned, ChildDeath>();
  table.Command<cw::RecordInquestConcluded, ChildDeath>();
  table.Command<cw::RecordCoronerTransferAgreed, ChildDeath>();
  table.Command<cw::RecordCoronerTransfer, ChildDeath>();
  table.Record<cw::ReceivePreventionReport, ev::PreventionReportReceived, ChildDeath>();
  table.Command<cw::RecordPreventionReportAnswer, ChildDeath>();
}

}  // namespace candour::workflows::child_death
