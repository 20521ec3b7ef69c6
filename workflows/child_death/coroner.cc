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

}  // namespace

Decision Decide(const cw::RecordPostMortemDirection& command, const Context& context,
                const ChildDeath& death) {
  if (auto refusal = UnlessOpenOn(death, context, DayOf(command.directed_on()))) return *refusal;
  return Recorded<ev::PostMortemDirected>(command);
}

void Evolve(ChildDeath& death, const ev::PostMortemDirected& event, const Fact& fact) {
  death.processes.post_mortem = event;
  death.Reach(clocks::kPostMortemDirected, event.directed_on(), fact);
  if (event.kind() == types::v1::CONSENTED_POST_MORTEM) return;
  death.Reach(clocks::kCoronerDecided, event.directed_on(), fact);
}

Decision Decide(const cw::ReceivePostMortemReport& command, const Context& context,
                const ChildDeath& death) {
  if (auto refusal = UnlessOpenOn(death, context, DayOf(command.received_on()))) return *refusal;
  return Recorded<ev::PostMortemReportReceived>(command);
}

void Evolve(ChildDeath& death, const ev::PostMortemReportReceived& event, const Fact& fact) {
  death.processes.post_mortem_reports.push_back(event);
  if (event.report() != types::v1::FINAL_REPORT) return;
  death.Reach(clocks::kPostMortemFinalReport, event.received_on(), fact);
}

Decision Decide(const cw::RecordInquestOpened& command, const Context& context,
                const ChildDeath& death) {
  const std::string id = context.IdOr(command.process_id(), 0);
  if (auto refusal = UnlessNewProcess(death, context, id, DayOf(command.opened_on()))) {
    return *refusal;
  }
  const auto& known = death.processes.by_id;
  const auto open = std::find_if(known.begin(), known.end(), [](const auto& entry) {
    return entry.second.kind == types::v1::INQUEST && !entry.second.course.ended_on;
  });
  if (open != known.end() && open->first != id) {
    return Refuse(types::v1::ALREADY_DONE, "An inquest is open. Record its conclusion first.", {},
                  {open->first});
  }
  Decision decision;
  decision.Add<ev::InquestOpened>(command).set_process_id(id);
  return decision;
}

void Evolve(ChildDeath& death, const ev::InquestOpened& event, const Fact& fact) {
  BeginProcess(death, event.process_id(),
               {types::v1::INQUEST, {DayOf(event.opened_on()), {}}, event.coroner_area(), {}});
  death.Reach(clocks::kCoronerDecided, event.opened_on(), fact);
}

Decision Decide(const cw::RecordInquestAdjourned& command, const Context& context,
                const ChildDeath& death) {
  const absl::CivilDay adjourned = DayOf(command.adjourned_on());
  if (auto refusal =
          UnlessRuns(death, context, command.process_id(), types::v1::INQUEST, adjourned)) {
    return *refusal;
  }
  if (command.has_until()) {
    const auto until = clocks::ToDayRange(command.until());
    if (until.ok() && until->latest <= adjourned) {
      return Refuse(types::v1::DATE_OUT_OF_ORDER,
                    "It is adjourned to a day that lies ahead of the adjournment. Leave it blank "
                    "if none is fixed.",
                    {}, {command.process_id()});
    }
  }
  return Recorded<ev::InquestAdjourned>(command);
}

void Evolve(ChildDeath& death, const ev::InquestAdjourned& event, const Fact&) {
  death.processes.by_id[event.process_id()].adjourned = event;
}

Decision Decide(const cw::RecordInquestConcluded& command, const Context& context,
                const ChildDeath& death) {
  if (auto refusal = UnlessRuns(death, context, command.process_id(), types::v1::INQUEST,
                                DayOf(command.concluded_on()))) {
    return *refusal;
  }
  return Recorded<ev::InquestConcluded>(command);
}

void Evolve(ChildDeath& death, const ev::InquestConcluded& event, const Fact& fact) {
  EndProcess(death, event.process_id(), event.concluded_on());
  death.Reach(clocks::kInquestConcluded, event.concluded_on(), fact);
}

Decision Decide(const cw::RecordCoronerTransferAgreed& command, const Context& context,
                const ChildDeath& death) {
  if (auto refusal = UnlessOpenOn(death, context, DayOf(command.agreed_on()))) return *refusal;
  return Recorded<ev::CoronerTransferAgreed>(command);
}

void Evolve(ChildDeath& death, const ev::CoronerTransferAgreed& event, const Fact& fact) {
  death.Reach(clocks::kCoronerTransferAgreed, event.agreed_on(), fact);
}

Decision Decide(const cw::RecordCoronerTransfer& command, const Context& context,
                const ChildDeath& death) {
  if (auto refusal = UnlessOpenOn(death, context, DayOf(command.handed_over_on()))) {
    return *refusal;
  }
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

Decision Decide(const cw::ReceivePreventionReport& command, const Context& context,
                const ChildDeath& death) {
  const absl::CivilDay made = DayOf(command.made_on());
  const std::string id = context.IdOr(command.report_id(), 0);
  if (auto refusal = UnlessOpenOn(death, context, made)) return *refusal;
  if (auto refusal =
          UnlessInOrder("its arrival", DayOf(command.received_on()), "the report", made)) {
    return *refusal;
  }
  if (death.processes.prevention_reports.contains(id) && context.corrects_event_id.empty()) {
    return Refuse(types::v1::ALREADY_DONE, "This report is recorded already.", {}, {id});
  }
  Decision decision;
  decision.Add<ev::PreventionReportReceived>(command).set_report_id(id);
  return decision;
}

void Evolve(ChildDeath& death, const ev::PreventionReportReceived& event, const Fact& fact) {
  death.processes.prevention_reports[event.report_id()] = event;
  for (const std::string& addressee : event.addressees()) {
    const std::string subject = AnswerOf(event.report_id(), addressee);
    death.NameSubject(subject, "", addressee);
    death.Reach(clocks::kPreventionReportMade, event.made_on(), fact, subject);
  }
}

Decision Decide(const cw::RecordPreventionReportAnswer& command, const Context& context,
                const ChildDeath& death) {
  if (auto refusal = UnlessOpen(death, context)) return *refusal;
  const auto report = death.processes.prevention_reports.find(command.report_id());
  if (report == death.processes.prevention_reports.end() ||
      std::find(report->second.addressees().begin(), report->second.addressees().end(),
                command.addressee()) == report->second.addressees().end()) {
    return Refuse(
        types::v1::UNKNOWN_REFERENCE,
        "No such report was made to them. Name the report, and its addressee as recorded.", {},
        {command.report_id()});
  }
  if (death.processes.prevention_answers.contains({command.report_id(), command.addressee()}) &&
      context.corrects_event_id.empty()) {
    return Refuse(types::v1::ALREADY_DONE, "Their answer is recorded already.", {},
                  {command.report_id()});
  }
  if (auto refusal = UnlessInOrder("the answer", DayOf(command.answered_on()), "the report",
                                   DayOf(report->second.made_on()))) {
    return *refusal;
  }
  return Recorded<ev::PreventionReportAnswered>(command);
}

void Evolve(ChildDeath& death, const ev::PreventionReportAnswered& event, const Fact& fact) {
  death.processes.prevention_answers.insert({event.report_id(), event.addressee()});
  death.Reach(clocks::kPreventionReportAnswered, event.answered_on(), fact,
              AnswerOf(event.report_id(), event.addressee()));
}

void RegisterCoroner(WorkflowTable& table) {
  table
      .Events<ChildDeath, ev::PostMortemDirected, ev::PostMortemReportReceived, ev::InquestOpened,
              ev::InquestAdjourned, ev::InquestConcluded, ev::CoronerTransferAgreed,
              ev::CoronerTransferred, ev::PreventionReportReceived, ev::PreventionReportAnswered>();
  table.Command<cw::RecordPostMortemDirection, ChildDeath>();
  table.Command<cw::ReceivePostMortemReport, ChildDeath>();
  table.Command<cw::RecordInquestOpened, ChildDeath>();
  table.Command<cw::RecordInquestAdjourned, ChildDeath>();
  table.Command<cw::RecordInquestConcluded, ChildDeath>();
  table.Command<cw::RecordCoronerTransferAgreed, ChildDeath>();
  table.Command<cw::RecordCoronerTransfer, ChildDeath>();
  table.Command<cw::ReceivePreventionReport, ChildDeath>();
  table.Command<cw::RecordPreventionReportAnswer, ChildDeath>();
}

}  // namespace candour::workflows::child_death
