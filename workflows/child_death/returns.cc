// Agencies' returns: received on paper, or answered on the form they were asked for, which is
// judged by the version in force on the day of the answer.
#include "workflows/child_death/returns.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "workflows/board/board.h"
#include "workflows/child_death/parts.h"
#include "workflows/clocks/calendar.h"
#include "workflows/clocks/milestones.h"
#include "workflows/dates.h"
#include "workflows/forms/answers.h"
#include "workflows/forms/definition.h"
#include "workflows/refusals.h"
#include "workflows/words.h"

namespace candour::workflows::child_death {

namespace cw = casework::v1;
namespace ev = events::v1;
using board::Board;
using types::v1::FormAnswer;
using types::v1::FormAnswers;
using types::v1::FormDefinition;
using types::v1::Rejection;

namespace {

constexpr int kNewbornDays = 28;

// The answers saved before, each in its place unless it is given anew.
FormAnswers LaidOver(const FormAnswers& saved, const FormAnswers& given) {
  FormAnswers all = given;
  for (const FormAnswer& answer : saved.answers()) {
    const bool anew =
        std::any_of(given.answers().begin(), given.answers().end(), [&](const FormAnswer& other) {
          return other.field() == answer.field() && other.item() == answer.item();
        });
    if (!anew) *all.add_answers() = answer;
  }
  if (saved.has_nil_return() && given.answers().empty() && !given.has_nil_return()) {
    *all.mutable_nil_return() = saved.nil_return();
  }
  return all;
}

// The form as it is to be answered on a day, and what names it in the answers. They may name a
// version themselves only if it is that one.
struct FormInForce {
  FormDefinition definition;
  std::optional<Rejection> refusal;
};

FormInForce FindForm(const ChildDeath& death, const Board& board, const ReportRequest& request,
                     absl::CivilDay day, FormAnswers& answers) {
  const auto refused = [](types::v1::RejectionReason reason, std::string sentence) {
    return FormInForce{{}, Refuse(reason, std::move(sentence), kOwnRule)};
  };
  const auto form = board.editions.forms().InForce(request.form_type, {day, death.completed_on});
  if (!form.ok()) {
    return refused(types::v1::NO_EDITION_IN_FORCE,
                   absl::StrCat("The form cannot be judged: ", form.status().message(),
                                ". Adopt it first (AdoptEdition)."));
  }
  const std::string& version = (*form)->definition.version();
  if (!answers.form_version().empty() && answers.form_version() != version) {
    return refused(
        types::v1::VOCABULARY_OF_OTHER_EDITION,
        absl::StrCat("On ", clocks::DateWords(day), " the form ", (*form)->definition.title(),
                     " is answered in version ", version, "; these answers name version ",
                     answers.form_version(), ". Answer on that version."));
  }
  auto written_out = board.editions.FormVersion(request.form_type, version);
  if (!written_out.ok()) {
    return refused(types::v1::NO_EDITION_IN_FORCE,
                   absl::StrCat("The form cannot be judged: ", written_out.status().message(),
                                ". Adopt it first (AdoptEdition)."));
  }
  if (answers.form_type().empty()) answers.set_form_type(request.form_type);
  answers.set_form_version(version);
  answers.set_definition_sha256((*form)->adoption.hash);
  return {*std::move(written_out), std::nullopt};
}

std::optional<Rejection> UnlessAcceptable(const FormDefinition& form,
                                          std::vector<FieldViolation> violations) {
  if (violations.empty()) return std::nullopt;
  std::vector<std::string> fields;
  for (const FieldViolation& violation : violations) fields.push_back(violation.field);
  return Refuse(types::v1::ANSWERS_NOT_ACCEPTED,
                absl::StrCat("Correct these answers, for the form cannot be taken so. ",
                             absl::StrJoin(violations, "; ",
                                           [](std::string* out, const FieldViolation& violation) {
                                             absl::StrAppend(out, violation.field, ": ",
                                                             violation.description);
                                           }),
                             "."),
                CitationOf(form.standing().source()), std::move(fields));
}

bool WasNewborn(const ChildDeath& death) {
  return death.death && death.death->has_date_of_birth() && death.death->has_date_of_death() &&
         DayOf(death.death->date_of_death()) - DayOf(death.death->date_of_birth()) < kNewbornDays;
}

// What the form asks about the agency that answers, it knows; and it is the one that was asked.
std::string WrongByWhoAnswers(const FormAnswer& answer, const types::v1::FormField& field,
                              const std::string& asked_agency_id) {
  if (!field.of_answerer()) return "";
  if (field.required() && !answer.has_given()) return "whoever answers knows this: answer it";
  const bool names_another =
      field.type() == types::v1::FormField::AGENCY &&
      std::any_of(answer.given().values().begin(), answer.given().values().end(),
                  [&](const types::v1::FormValue& value) { return value.id() != asked_agency_id; });
  return names_another ? "another agency was asked: name the one that answers" : "";
}

// What an agency wrote on a day cannot tell of what had yet to happen.
std::string WrongByDay(const FormAnswer& answer, const types::v1::FormField& field,
                       absl::CivilDay given_on, const absl::TimeZone& london) {
  if (!field.not_future()) return "";
  for (const types::v1::FormValue& value : answer.given().values()) {
    const bool ahead = value.has_moment()
                           ? absl::ToCivilDay(MomentOf(value.moment()), london) > given_on
                           : value.has_date() && DayOf(value.date()) > given_on;
    if (!ahead) continue;
    return absl::StrCat("this lies after ", clocks::DateWords(given_on),
                        ", when the agency answered: correct one of the two days");
  }
  return "";
}

std::vector<FieldViolation> ViolationsOfWhole(const FormDefinition& form,
                                              const FormAnswers& answers, const ChildDeath& death,
                                              const std::string& asked_agency_id,
                                              absl::CivilDay given_on, const Context& context) {
  std::vector<FieldViolation> violations =
      forms::AnswerViolations(form, answers, context.now, context.london);
  for (const forms::MissingAnswer& missing : forms::MissingAnswers(form, answers)) {
    if (!missing.required) continue;
    violations.push_back({missing.field, absl::StrCat("this is needed: ", missing.way_out)});
  }
  for (const FormAnswer& answer : answers.answers()) {
    const forms::FieldPlace place = forms::FindField(form, answer.field());
    if (place.field == nullptr) continue;
    std::string wrong = WrongByWhoAnswers(answer, *place.field, asked_agency_id);
    if (wrong.empty() && answers.has_nil_return() && answer.has_given() &&
        !place.field->of_answerer() && !place.field->identity()) {
      wrong = "a nil return says that nothing is known of the child: leave out this, or that";
    }
    if (wrong.empty()) wrong = WrongByDay(answer, *place.field, given_on, context.london);
    if (!wrong.empty()) violations.push_back({forms::PathOf(place, answer.item()), wrong});
  }
  if (answers.nil_return().has_searched_on() && death.death &&
      DayOf(answers.nil_return().searched_on()) < DayOf(death.death->date_of_death())) {
    violations.push_back({"nil_return.searched_on", "this lies before the death: correct the day"});
  }
  if (answers.has_nil_return() && WasNewborn(death) &&
      !answers.nil_return().searched_mothers_name()) {
    violations.push_back({"nil_return.searched_mothers_name",
                          "of a newborn, look under the mother's name too, and say that you did"});
  }
  return violations;
}

bool SaysWhoAnybodyIs(const FormAnswers& identity) {
  return !identity.answers().empty() || !identity.nil_return().names_searched().empty();
}

// What takes the place of an earlier answer says why.
std::optional<Rejection> UnlessExplained(const ReportRequest& request,
                                         const cw::AnswerAgencyForm& command) {
  if (!request.received_on || !absl::StripAsciiWhitespace(command.reason()).empty()) {
    return std::nullopt;
  }
  return Refuse(types::v1::REASON_MISSING,
                "The agency has answered. A later answer takes the place of that one: say why.",
                kOwnRule, {command.request_id()});
}

// The office enters only what the agency sent, and attaches it.
std::optional<Rejection> UnlessOriginal(const Context& context,
                                        const cw::AnswerAgencyForm& command) {
  if (!context.actor.agency_id().empty() || command.has_original()) return std::nullopt;
  return Refuse(types::v1::NO_EVIDENCE,
                "A return entered for an agency needs the agency's original: attach it.", kOwnRule,
                {command.request_id()});
}

std::optional<Rejection> UnlessAfterRequest(const ReportRequest& request, absl::CivilDay day) {
  if (day >= request.requested_on) return std::nullopt;
  return Refuse(
      types::v1::DATE_OUT_OF_ORDER,
      absl::StrCat("The report was asked for on ", clocks::DateWords(request.requested_on),
                   ", and cannot have come before. Correct the date."),
      kOwnRule);
}

}  // namespace

FormAnswers AnswersInParts::Whole() const {
  FormAnswers whole = own;
  whole.mutable_answers()->MergeFrom(identity.answers());
  whole.mutable_nil_return()->mutable_names_searched()->MergeFrom(
      identity.nil_return().names_searched());
  if (!own.has_nil_return()) whole.clear_nil_return();
  return whole;
}

Decision Decide(const cw::ReceiveAgencyReport& command, const Context& context,
                const ChildDeath& death, const Board&) {
  RETURN_IF_REFUSED(UnlessAsked(death, context, command.request_id()));
  const ReportRequest& request = death.requests.at(command.request_id());
  if (request.received_on) {
    return Refuse(types::v1::ALREADY_DONE,
                  "This report has been received. Answer on the form what replaces it.", kOwnRule,
                  {command.request_id()});
  }
  RETURN_IF_REFUSED(UnlessAfterRequest(request, DayOf(command.received_on())));
  if (command.nil_return() && absl::StripAsciiWhitespace(command.nil_return_searched()).empty()) {
    return Refuse(types::v1::NO_EVIDENCE,
                  "A nil return says which names and systems were searched. Add them.", kOwnRule,
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
  request.receipt = event;
  death.Reach(clocks::kAgencyReportReceived, event.received_on(), fact, event.request_id());
}

Decision Decide(const cw::SaveAgencyDraft& command, const Context& context, const ChildDeath& death,
                const Board& board) {
  RETURN_IF_REFUSED(UnlessAsked(death, context, command.request_id()));
  const ReportRequest& request = death.requests.at(command.request_id());
  FormAnswers answers = command.answers();
  FormInForce form = FindForm(death, board, request, context.Today(), answers);
  if (form.refusal) return *form.refusal;
  if (request.draft) answers = LaidOver(request.draft->Whole(), answers);
  RETURN_IF_REFUSED(UnlessAcceptable(
      form.definition,
      forms::AnswerViolations(form.definition, answers, context.now, context.london)));
  forms::AnswersByScope parts = forms::SplitByScope(form.definition, answers);
  Decision decision;
  *decision.Add<ev::AgencyFormDrafted>(command).mutable_answers() = std::move(parts.own);
  if (SaysWhoAnybodyIs(parts.identity)) {
    *decision.Add<ev::AgencyFormNamesGiven>(command).mutable_answers() = std::move(parts.identity);
  }
  return decision;
}

void Evolve(ChildDeath& death, const ev::AgencyFormDrafted& event, const Fact&) {
  death.requests[event.request_id()].draft = AnswersInParts{event.answers(), {}};
}

Decision Decide(const cw::AnswerAgencyForm& command, const Context& context,
                const ChildDeath& death, const Board& board) {
  RETURN_IF_REFUSED(UnlessAsked(death, context, command.request_id()));
  const ReportRequest& request = death.requests.at(command.request_id());
  const absl::CivilDay given_on = DayOf(command.given_on());
  const std::string& agency_id = board.AgencyInPlaceOf(request.agency_id, given_on);
  RETURN_IF_REFUSED(UnlessAfterRequest(request, given_on));
  RETURN_IF_REFUSED(UnlessOriginal(context, command));
  RETURN_IF_REFUSED(UnlessExplained(request, command));
  FormAnswers answers = command.answers();
  FormInForce form = FindForm(death, board, request, given_on, answers);
  if (form.refusal) return *form.refusal;
  if (command.with_draft() && request.draft) {
    answers = LaidOver(request.draft->Whole(), answers);
  }
  RETURN_IF_REFUSED(UnlessAcceptable(
      form.definition,
      ViolationsOfWhole(form.definition, answers, death, agency_id, given_on, context)));

  forms::AnswersByScope parts = forms::SplitByScope(form.definition, answers);
  const auto version = static_cast<uint32_t>(request.returns.size()) + 1;
  const bool after_decision = death.Standing() != nullptr;
  Decision decision;
  if (request.received_on) {
    auto& superseded = decision.Add<ev::ReportSuperseded>(command);
    superseded.set_superseded_version(version - 1);
    superseded.set_by_version(version);
  } else {
    auto& received = decision.Add<ev::AgencyReportReceived>(command);
    *received.mutable_received_on() = command.given_on();
    received.set_after_decision(after_decision);
    received.set_nil_return(answers.has_nil_return());
    received.set_nil_return_searched(absl::StrJoin(answers.nil_return().systems_searched(), "; "));
  }
  auto& answered = decision.Add<ev::AgencyFormAnswered>(command);
  answered.set_version(version);
  *answered.mutable_answers() = std::move(parts.own);
  answered.set_after_decision(after_decision);
  if (context.actor.agency_id().empty()) answered.set_entered_for_agency_id(agency_id);
  if (SaysWhoAnybodyIs(parts.identity) || !command.answered_by().empty()) {
    auto& names = decision.Add<ev::AgencyFormNamesGiven>(command);
    names.set_version(version);
    *names.mutable_answers() = std::move(parts.identity);
  }
  decision.Under(form.definition.edition_id());
  return decision;
}

void Evolve(ChildDeath& death, const ev::AgencyFormAnswered& event, const Fact& fact) {
  ReportRequest& request = death.requests[event.request_id()];
  request.nil_return = event.answers().has_nil_return();
  request.draft.reset();
  request.returns.push_back({event.version(),
                             {event.answers(), {}},
                             DayOf(event.given_on()),
                             fact.place.position,
                             event.after_decision(),
                             event});
  request.returns.back().record.clear_answers();
}

void Evolve(ChildDeath& death, const ev::AgencyFormNamesGiven& event, const Fact&) {
  ReportRequest& request = death.requests[event.request_id()];
  if (event.version() == 0) {
    if (request.draft) request.draft->identity = event.answers();
    return;
  }
  for (AgencyReturn& given : request.returns) {
    if (given.version != event.version()) continue;
    given.answers.identity = event.answers();
    given.answered_by = event.answered_by();
  }
}

// The later answer stands last in the request's list; that it superseded another is the case
// file's to tell.
void Evolve(ChildDeath&, const ev::ReportSuperseded&, const Fact&) {}

void RegisterReturns(WorkflowTable& table) {
  table.Events<ChildDeath, ev::AgencyReportReceived, ev::AgencyFormDrafted, ev::AgencyFormAnswered,
               ev::AgencyFormNamesGiven, ev::ReportSuperseded>();
  table.Command<cw::ReceiveAgencyReport, ChildDeath, Board>();
  table.Command<cw::SaveAgencyDraft, ChildDeath, Board>();
  table.Command<cw::AnswerAgencyForm, ChildDeath, Board>();
}

}  // namespace candour::workflows::child_death
