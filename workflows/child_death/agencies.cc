// Agencies of a case: who holds what, what they are asked for by when, and how they are reminded.
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "workflows/board/board.h"
#include "workflows/child_death/letters.h"
#include "workflows/child_death/parts.h"
#include "workflows/clocks/calendar.h"
#include "workflows/clocks/due.h"
#include "workflows/clocks/milestones.h"
#include "workflows/corrections.h"
#include "workflows/dates.h"
#include "workflows/refusals.h"
#include "workflows/words.h"

namespace candour::workflows::child_death {

namespace cw = casework::v1;
namespace ev = events::v1;
using board::Board;
using types::v1::Rejection;
using types::v1::ReturnRules;

namespace {

constexpr char kBoardsRules[] =
    "The board's own rules on agencies' reports (return_rules); no national ones were found";

Rejection NoRules() {
  return Refuse(types::v1::NO_EDITION_IN_FORCE,
                "The board has adopted no rules on agencies' reports that are in force on that "
                "day. Adopt some (AdoptEdition: return_rules).",
                kBoardsRules);
}

// How long an agency has for a form by the board's own rules, and where it says so.
types::v1::BoardPeriod PeriodFor(const ReturnRules& rules, const types::v1::Source& source,
                                 const std::string& form_type) {
  types::v1::BoardPeriod own;
  *own.mutable_period() = rules.period();
  for (const ReturnRules::FormPeriod& form : rules.by_form()) {
    if (form.form_type() == form_type) *own.mutable_period() = form.period();
  }
  *own.mutable_source() = source;
  own.mutable_source()->clear_note();  // for whoever edits the file
  return own;
}

// When a report is due by that period.
absl::StatusOr<absl::CivilDay> DueOn(const types::v1::Period& period,
                                     const types::v1::Date& requested_on, const Board& board,
                                     const Context& context) {
  types::v1::ClockRule rule;
  rule.set_counting(types::v1::ClockRule::START_NOT_COUNTED);
  *rule.mutable_period() = period;
  const auto start = clocks::When::From(requested_on);
  if (!start.ok()) return start.status();
  const auto due = clocks::ReckonPeriod(
      rule, *start, {absl::FromUnixMicros(context.now), board.editions.holidays(), context.london});
  if (!due.ok()) return due.status();
  return due->on;
}

// Null if all is well: somebody of the agency that was asked.
std::optional<Rejection> UnlessOfAgency(const ChildDeath& death, const Board& board,
                                        const std::string& person_id,
                                        const ReportRequest& request) {
  RETURN_IF_REFUSED(board::UnlessPerson(board, person_id));
  if (board.IsOrSucceeds(board.people.at(person_id).agency_id, request.agency_id)) {
    return std::nullopt;
  }
  return Refuse(
      types::v1::UNKNOWN_REFERENCE,
      absl::StrCat("They are not of ", AgencyWords(death, board, request.agency_id),
                   ", which was asked. Choose somebody who is, or register them with it."),
      kOwnRule, {person_id});
}

// A supplementary form that exists on the day; UNKNOWN_REFERENCE also for the usual one.
std::optional<Rejection> UnlessSupplementary(const std::string& form_type, absl::CivilDay day,
                                             const ChildDeath& death, const Board& board) {
  const auto form = board.editions.forms().InForce(form_type, {day, death.completed_on});
  // What no agency could answer with a nil return is the office's or the panel's own.
  const bool agencies = form.ok() && (*form)->definition.takes_nil_return();
  if (agencies && form_type != kUsualForm) return std::nullopt;
  if (form.ok() && !agencies) {
    return Refuse(
        types::v1::UNKNOWN_REFERENCE,
        absl::StrCat("The form \"", (*form)->definition.title(),
                     "\" takes no nil return, so that it is the office's own and no agency "
                     "is asked for it. To ask agencies, adopt a version of it with "
                     "takes_nil_return."),
        kOwnRule, {form_type});
  }
  return Refuse(types::v1::UNKNOWN_REFERENCE,
                "There is no supplementary form of this type in force. Give its type and never its "
                "number, and adopt the form if it is new.",
                kOwnRule, {form_type});
}

std::map<std::string, std::string> PlacesFor(const ChildDeath& death, const ReportRequest& request,
                                             const Board& board, uint32_t number,
                                             const std::string& to_person_id) {
  const std::string agency = AgencyWords(death, board, request.agency_id);
  return {{"addressee", to_person_id.empty() ? agency : board.PersonName(to_person_id)},
          {"agency", agency},
          {"asked_on", clocks::DateWords(request.requested_on)},
          {"due_on", clocks::DateWords(request.due_on)},
          {"form", absl::StrReplaceAll(request.form_type, {{"_", " "}})},
          {"number", absl::StrCat(number)}};
}

}  // namespace

std::string AgencyWords(const ChildDeath& death, const Board& board, const std::string& agency_id) {
  if (board.agencies.contains(agency_id)) return board.AgencyName(agency_id);
  const auto named = death.agencies.names.find(agency_id);
  return named == death.agencies.names.end() ? agency_id : named->second;
}

std::optional<Rejection> UnlessAsked(const ChildDeath& death, const Context& context,
                                     const std::string& request_id) {
  const auto found = death.requests.find(request_id);
  if (found == death.requests.end()) {
    return Refuse(types::v1::UNKNOWN_REFERENCE,
                  "No such report was asked for. Request it first, or name the request it answers.",
                  kOwnRule, {request_id});
  }
  // Answered by whoever took its place; of a request made long ago the board may know nothing.
  const Board* board = Loaded<Board>(context, context.board_id);
  const std::string& asked = board == nullptr
                                 ? found->second.agency_id
                                 : board->AgencyInPlaceOf(found->second.agency_id, context.Today());
  if (!UnlessOwnAgency(context, asked)) return std::nullopt;
  // Which agency was asked is not for another to learn.
  return Refuse(types::v1::NOT_AUTHORISED,
                "An agency answers its own requests only. Ask the panel's office to record it.",
                kOwnRule, {request_id});
}

std::optional<Rejection> UnlessOwed(const ChildDeath& death, const Context& context,
                                    const std::string& request_id) {
  RETURN_IF_REFUSED(UnlessAsked(death, context, request_id));
  const ReportRequest& request = death.requests.at(request_id);
  if (request.IsOwed()) return std::nullopt;
  return Refuse(types::v1::WRONG_STAGE,
                request.received_on
                    ? "The report has come. A later answer is given on the form, and says why."
                    : "The request was withdrawn. Ask the agency anew, if its report is wanted "
                      "after all.",
                kOwnRule, {request_id});
}

std::string ReminderAddressee(const ChildDeath& death, const ReportRequest& request) {
  if (!request.reminders_to_person_id.empty()) return request.reminders_to_person_id;
  const auto agency = death.agencies.identified.find(request.agency_id);
  return agency == death.agencies.identified.end() ? "" : agency->second.contact_person_id();
}

void NameRequest(ChildDeath& death, const std::string& request_id) {
  const ReportRequest& request = death.requests.at(request_id);
  const bool usual = request.form_type == kUsualForm;
  const auto named = death.agencies.names.find(request.agency_id);
  death.NameSubject(request_id, request.agency_id,
                    usual ? "" : absl::StrReplaceAll(request.form_type, {{"_", " "}}),
                    named == death.agencies.names.end() ? "" : named->second);
}

void Evolve(ChildDeath& death, const ev::AgencyIdentified& event, const Fact&) {
  death.agencies.identified[event.agency_id()] = event;
}

Decision Decide(const cw::RequireSupplementary& command, const Context& context,
                const ChildDeath& death, const Board& board) {
  if (death.agencies.supplementary.contains(command.form_type())) {
    return Refuse(types::v1::ALREADY_DONE, "This form is required already. Ask an agency for it.",
                  kOwnRule);
  }
  RETURN_IF_REFUSED(UnlessSupplementary(command.form_type(), context.Today(), death, board));
  return Recorded<ev::SupplementaryRequired>(command);
}

void Evolve(ChildDeath& death, const ev::SupplementaryRequired& event, const Fact&) {
  death.agencies.supplementary[event.form_type()] = event.why();
}

Decision Decide(const cw::RequestAgencyReport& command, const Context& context,
                const ChildDeath& death, const Board& board) {
  const std::string id = context.IdOr(command.request_id(), 0);
  // The usual form may be asked for, and answered on paper, before it is adopted.
  const absl::CivilDay on = DayOf(command.requested_on());
  RETURN_IF_REFUSED(board::UnlessAgencyStands(board, command.agency_id(), on));
  // A board that keeps no forms here calls them what it likes.
  const bool keeps_forms = !board.editions.forms().AllInForce({on, death.completed_on}).empty();
  if (keeps_forms && command.form_type() != kUsualForm &&
      !death.agencies.supplementary.contains(command.form_type())) {
    RETURN_IF_REFUSED(UnlessSupplementary(command.form_type(), on, death, board));
  }
  for (const auto& [request_id, request] : death.requests) {
    if (IsOfCorrected(context, "request_id", request_id)) {
      if (request.agency_id == command.agency_id() && request.form_type == command.form_type()) {
        continue;
      }
      return Refuse(types::v1::CONTRADICTORY,
                    "What was recorded of this request since is the agency's and the form's that "
                    "were asked. Give both as they are, or withdraw the request and ask anew.",
                    kOwnRule, {request_id});
    }
    const bool same = request.agency_id == command.agency_id() &&
                      request.form_type == command.form_type() && request.IsOwed();
    if (same || request_id == id) {
      return Refuse(types::v1::ALREADY_DONE,
                    "The agency has been asked for this form already. Chase that request, or "
                    "withdraw it first.",
                    kOwnRule, {request_id});
    }
  }
  Decision decision;
  auto& requested = decision.Add<ev::AgencyReportRequested>(command);
  requested.set_request_id(id);
  requested.set_agency_name(board.AgencyName(command.agency_id()));
  if (command.has_due_on()) return decision;

  const ReturnRules* rules = board.editions.ReturnRulesFor(context.board_id, on);
  if (rules == nullptr) {
    return Refuse(types::v1::NO_EDITION_IN_FORCE,
                  "No national period exists, and the board has adopted none that is in force on "
                  "that day. Say by when the report is due (due_on).",
                  kBoardsRules);
  }
  *requested.mutable_due_by() = PeriodFor(
      *rules, *board.editions.ReturnRulesSource(context.board_id, on), command.form_type());
  const auto due_on = DueOn(requested.due_by().period(), command.requested_on(), board, context);
  if (!due_on.ok()) {
    return Refuse(types::v1::NO_EDITION_IN_FORCE,
                  absl::StrCat("The day cannot be reckoned: ", due_on.status().message(),
                               ". Say by when the report is due (due_on)."),
                  kOwnRule);
  }
  *requested.mutable_due_on() = clocks::ToDate(*due_on);
  return decision;
}

void Evolve(ChildDeath& death, const ev::AgencyReportRequested& event, const Fact& fact) {
  death.requests[event.request_id()] = {event.agency_id(), event.form_type(),
                                        DayOf(event.requested_on()), DayOf(event.due_on())};
  if (!event.agency_name().empty()) death.agencies.names[event.agency_id()] = event.agency_name();
  if (event.has_due_by()) death.requests[event.request_id()].due_by = event.due_by();
  NameRequest(death, event.request_id());
  ReachRequested(death, event, fact);
}

Decision Decide(const cw::PassAgencyRequestOn& command, const Context& context,
                const ChildDeath& death, const Board& board) {
  RETURN_IF_REFUSED(UnlessOwed(death, context, command.request_id()));
  const ReportRequest& request = death.requests.at(command.request_id());
  RETURN_IF_REFUSED(board::UnlessMayPassOn(
      board, {request.agency_id, command.to_agency_id(), DayOf(command.passed_on())}));
  RETURN_IF_REFUSED(UnlessInOrder("passing it on", DayOf(command.passed_on()),
                                  "the report was asked for", request.requested_on));
  Decision decision;
  decision.Add<ev::AgencyRequestPassedOn>(command).set_from_agency_id(request.agency_id);
  return decision;
}

void Evolve(ChildDeath& death, const ev::AgencyRequestPassedOn& event, const Fact&) {
  ReportRequest& request = death.requests[event.request_id()];
  request.agency_id = event.to_agency_id();
  request.passed_on = DayOf(event.passed_on());
  request.reminders_to_person_id.clear();  // who was of the other agency
  NameRequest(death, event.request_id());
}

Decision Decide(const cw::WithdrawReportRequest& command, const Context& context,
                const ChildDeath& death) {
  RETURN_IF_REFUSED(UnlessOwed(death, context, command.request_id()));
  RETURN_IF_REFUSED(UnlessInOrder("the withdrawal", DayOf(command.withdrawn_on()),
                                  "the report was asked for",
                                  death.requests.at(command.request_id()).requested_on));
  return Recorded<ev::ReportRequestWithdrawn>(command);
}

void Evolve(ChildDeath& death, const ev::ReportRequestWithdrawn& event, const Fact& fact) {
  death.requests[event.request_id()].withdrawn_on = DayOf(event.withdrawn_on());
  death.requests[event.request_id()].withdrawn_because = event.reason();
  death.Reach(clocks::kAgencyReportWithdrawn, event.withdrawn_on(), fact, event.request_id());
}

Decision Decide(const cw::WriteReminder& command, const Context& context, const ChildDeath& death,
                const Board& board) {
  RETURN_IF_REFUSED(UnlessNotVoid(death, context));
  RETURN_IF_REFUSED(UnlessOwed(death, context, command.request_id()));
  const ReportRequest& request = death.requests.at(command.request_id());
  const absl::CivilDay written_on = DayOf(command.written_on());
  RETURN_IF_REFUSED(
      UnlessInOrder("the reminder", written_on, "the report was asked for", request.requested_on));
  if (request.paused_until && written_on <= *request.paused_until) {
    return Refuse(
        types::v1::WRONG_STAGE,
        absl::StrCat("Reminders are paused until ", clocks::DateWords(*request.paused_until),
                     ". Write after that day, or shorten the pause."),
        kBoardsRules, {command.request_id()});
  }
  const std::string to = ReminderAddressee(death, request);
  Decision decision;
  auto& reminder = decision.Add<ev::ReminderWritten>(command);
  reminder.set_number(request.reminders + 1);
  reminder.set_to_person_id(to);
  reminder.set_letter_id(context.IdOr(command.letter_id(), 0));
  LetterToWrite letter{reminder.letter_id(), command.template_key(), command.author_person_id()};
  letter.audience = types::v1::LetterTemplate::AGENCY;
  letter.to_agency_id = request.agency_id;
  letter.to_person_id = to;
  letter.places = PlacesFor(death, request, board, reminder.number(), to);
  RETURN_IF_REFUSED(AddLetter(letter, context, death, board, command, decision));
  return decision;
}

void Evolve(ChildDeath& death, const ev::ReminderWritten& event, const Fact&) {
  ReportRequest& request = death.requests[event.request_id()];
  request.reminders = event.number();
  if (event.letter_id().empty()) {
    ++request.reminders_sent;  // recorded before reminders were letters that are sent
  } else {
    request.reminder_letters_kept.insert(event.letter_id());
  }
  const absl::CivilDay written_on = DayOf(event.written_on());
  if (written_on > request.due_on) request.reminded_late_on.insert(written_on);
}

Decision Decide(const cw::PauseReminders& command, const Context& context, const ChildDeath& death,
                const Board& board) {
  RETURN_IF_REFUSED(UnlessOwed(death, context, command.request_id()));
  const ReturnRules* rules = board.editions.ReturnRulesFor(context.board_id, context.Today());
  if (rules == nullptr) return NoRules();
  const absl::CivilDay longest = context.Today() + static_cast<int>(rules->longest_pause_days());
  const absl::CivilDay until = DayOf(command.until());
  if (until >= context.Today() && until <= longest) {
    Decision decision;
    decision.Add<ev::RemindersPaused>(command);
    return decision;
  }
  return Refuse(types::v1::DATE_OUT_OF_ORDER,
                absl::StrCat("A pause ends between today and ", clocks::DateWords(longest),
                             ": reminders cannot be switched off for good. Withdraw the request if "
                             "nothing is expected any more."),
                kBoardsRules, {command.request_id()});
}

void Evolve(ChildDeath& death, const ev::RemindersPaused& event, const Fact&) {
  death.requests[event.request_id()].paused_until = DayOf(event.until());
}

Decision Decide(const cw::RedirectReminders& command, const Context& context,
                const ChildDeath& death, const Board& board) {
  RETURN_IF_REFUSED(UnlessOwed(death, context, command.request_id()));
  RETURN_IF_REFUSED(UnlessOfAgency(death, board, command.to_person_id(),
                                   death.requests.at(command.request_id())));
  return Recorded<ev::RemindersRedirected>(command);
}

void Evolve(ChildDeath& death, const ev::RemindersRedirected& event, const Fact&) {
  death.requests[event.request_id()].reminders_to_person_id = event.to_person_id();
}

Decision Decide(const cw::EscalateReturn& command, const Context& context, const ChildDeath& death,
                const Board& board) {
  RETURN_IF_REFUSED(UnlessNotVoid(death, context));
  RETURN_IF_REFUSED(UnlessOwed(death, context, command.request_id()));
  const ReportRequest& request = death.requests.at(command.request_id());
  RETURN_IF_REFUSED(UnlessOfAgency(death, board, command.executive_person_id(), request));
  const ReturnRules* rules =
      board.editions.ReturnRulesFor(context.board_id, DayOf(command.escalated_on()));
  if (rules == nullptr) return NoRules();
  if (request.reminded_late_on.size() < rules->reminders_before_escalation()) {
    return Refuse(
        types::v1::WRONG_STAGE,
        absl::StrCat("By the board's rules an executive is written to after ",
                     rules->reminders_before_escalation(), " reminders; there were ",
                     request.reminded_late_on.size(), " that count: written after the day it was ",
                     "due, ", clocks::DateWords(request.due_on),
                     ", and one a day. Write a reminder first."),
        kBoardsRules, {command.request_id()});
  }
  if (request.escalated_to == command.executive_person_id() &&
      request.escalated_on == DayOf(command.escalated_on())) {
    return Refuse(types::v1::ALREADY_DONE,
                  "They were written to about this report on that day already. Send that letter, "
                  "write to another executive, or write again on another day.",
                  kOwnRule, {command.request_id()});
  }
  Decision decision;
  auto& escalated = decision.Add<ev::ReturnEscalated>(command);
  escalated.set_after_reminders(request.reminders);
  escalated.set_reminders_sent(request.reminders_sent);
  escalated.set_letter_id(context.IdOr(command.letter_id(), 0));
  LetterToWrite letter{escalated.letter_id(), command.template_key(), command.author_person_id()};
  letter.audience = types::v1::LetterTemplate::NAMED_EXECUTIVE;
  letter.to_agency_id = request.agency_id;
  letter.to_person_id = command.executive_person_id();
  // What was written and never went reminded nobody.
  letter.places =
      PlacesFor(death, request, board, request.reminders_sent, command.executive_person_id());
  RETURN_IF_REFUSED(AddLetter(letter, context, death, board, command, decision));
  return decision;
}

void Evolve(ChildDeath& death, const ev::ReturnEscalated& event, const Fact&) {
  ReportRequest& request = death.requests[event.request_id()];
  request.escalated_on = DayOf(event.escalated_on());
  request.escalated_to = event.executive_person_id();
}

void RegisterAgencies(WorkflowTable& table) {
  table.Events<ChildDeath, ev::AgencyIdentified, ev::SupplementaryRequired,
               ev::AgencyReportRequested, ev::AgencyRequestPassedOn, ev::ReportRequestWithdrawn,
               ev::ReminderWritten, ev::RemindersPaused, ev::RemindersRedirected,
               ev::ReturnEscalated>();
  table.Record<cw::IdentifyAgency, ev::AgencyIdentified, ChildDeath, Board>();
  table.Command<cw::RequireSupplementary, ChildDeath, Board>();
  table.Command<cw::RequestAgencyReport, ChildDeath, Board>();
  table.Command<cw::PassAgencyRequestOn, ChildDeath, Board>();
  table.Command<cw::WithdrawReportRequest, ChildDeath>();
  table.Command<cw::WriteReminder, ChildDeath, Board>();
  table.Command<cw::PauseReminders, ChildDeath, Board>();
  table.Command<cw::RedirectReminders, ChildDeath, Board>();
  table.Command<cw::EscalateReturn, ChildDeath, Board>();
}

}  // namespace candour::workflows::child_death
