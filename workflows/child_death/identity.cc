// Who the child was: the number, the name and the address; where the child lived; and whether, by
// corrected facts, there is a case at all.
#include <algorithm>
#include <cstdlib>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "workflows/area_code.h"
#include "workflows/board/board.h"
#include "workflows/board/references.h"
#include "workflows/child_death/parts.h"
#include "workflows/child_death/sources.h"
#include "workflows/clocks/calendar.h"
#include "workflows/clocks/milestones.h"
#include "workflows/dates.h"
#include "workflows/nhs_number.h"
#include "workflows/refusals.h"
#include "workflows/words.h"

namespace candour::workflows::child_death {

namespace cw = casework::v1;
namespace ev = events::v1;
using types::v1::Rejection;

namespace {

constexpr char kNewbornSource[] =
    "Procedures of several boards: the mother's residence decides for a newborn";
constexpr int kNewbornDays = 28;
constexpr char kVoid[] = "The case is void.";
constexpr char kVoidSubmission[] = "The case is void: there was no such death of a child.";

const std::string& NumberOf(const ChildDeath& death) {
  static const auto& none = *new std::string;
  return death.identity ? death.identity->nhs_number() : none;
}

ev::ChildIdentified& IdentityIn(ChildDeath& death) {
  if (!death.identity) death.identity.emplace();
  return *death.identity;
}

// Blank where nothing is asked for; otherwise what was, and what is to be.
bool Corrects(const std::string& asked, const std::string& known) {
  return !asked.empty() && asked != known;
}

bool CorrectsTime(const auto& by) {
  return by.has_time_of_death() ||
         by.time_of_death_precision() != types::v1::TIME_PRECISION_UNSPECIFIED;
}

ev::DeathRecorded Corrected(const ev::DeathRecorded& facts, const auto& by) {
  ev::DeathRecorded corrected = facts;
  if (by.has_date_of_birth()) *corrected.mutable_date_of_birth() = by.date_of_birth();
  if (by.has_date_of_death()) *corrected.mutable_date_of_death() = by.date_of_death();
  if (by.sex() != types::v1::SEX_UNSPECIFIED) corrected.set_sex(by.sex());
  if (CorrectsTime(by)) {
    corrected.clear_time_of_death();
    if (by.has_time_of_death()) *corrected.mutable_time_of_death() = by.time_of_death();
    corrected.set_time_of_death_precision(by.time_of_death_precision());
    StatePrecision(corrected);
  }
  return corrected;
}

void TellOldTime(const ev::DeathRecorded& was, const ev::DeathRecorded& is,
                 ev::DeathFactsCorrected& event) {
  event.set_time_of_death_precision(is.time_of_death_precision());
  event.set_old_time_of_death_precision(was.time_of_death_precision());
  if (was.has_time_of_death()) *event.mutable_old_time_of_death() = was.time_of_death();
}

bool AddNames(const cw::CorrectDemographics& command, const ev::ChildIdentified& known,
              Decision& decision) {
  const bool given = Corrects(command.given_names(), known.given_names());
  const bool family = Corrects(command.family_name(), known.family_name());
  const bool address = Corrects(command.address(), known.address());
  const bool postcode = Corrects(command.postcode(), known.postcode());
  const bool ethnicity = command.ethnicity() != types::v1::ETHNICITY_UNSPECIFIED &&
                         command.ethnicity() != known.ethnicity();
  const bool as_stated = Corrects(command.ethnicity_as_stated(), known.ethnicity_as_stated());
  if (!given && !family && !address && !postcode && !ethnicity && !as_stated) return false;
  auto& event = decision.Add<ev::DemographicsCorrected>(command);
  if (given) event.set_old_given_names(known.given_names());
  if (family) event.set_old_family_name(known.family_name());
  if (address) event.set_old_address(known.address());
  if (postcode) event.set_old_postcode(known.postcode());
  if (ethnicity) event.set_old_ethnicity(known.ethnicity());
  if (as_stated) event.set_old_ethnicity_as_stated(known.ethnicity_as_stated());
  return true;
}

// A day's difference is left to deaths abroad, whose day and hour are told by another clock.
std::optional<Rejection> UnlessTimeHolds(const ev::DeathRecorded& facts, const ChildDeath& death,
                                         const Context& context) {
  const types::v1::TimePrecision precision = facts.time_of_death_precision();
  const bool timed = precision == types::v1::TIME_KNOWN || precision == types::v1::TIME_APPROXIMATE;
  if (timed != facts.has_time_of_death()) {
    return Refuse(types::v1::CONTRADICTORY,
                  timed ? "Say at what time the child died; or that the time is not known."
                        : "There is a time of death, and it is said not to be known. Leave the "
                          "time out, or say how exactly it is known.",
                  kOwnRule, {death.id});
  }
  if (!timed) return std::nullopt;
  const absl::CivilDay of_time = clocks::DayOf(MomentOf(facts.time_of_death()), context.london);
  const int64_t apart = std::abs(of_time - DayOf(facts.date_of_death()));
  if (apart <= (death.who.abroad ? 1 : 0)) return std::nullopt;
  return Refuse(
      types::v1::CONTRADICTORY,
      absl::StrCat("The time of death lies on ", clocks::DateWords(of_time),
                   ", and the day of death is ", clocks::DateWords(DayOf(facts.date_of_death())),
                   ". Correct the one that is wrong; give both, or say that the time is "
                   "not known."),
      kOwnRule, {death.id});
}

// The number that the fact which is corrected told; null if it told none.
const std::string* CorrectedNumber(const Context& context) {
  const auto* identified = dynamic_cast<const ev::ChildIdentified*>(context.corrected);
  if (identified != nullptr) return &identified->nhs_number();
  const auto* recorded = dynamic_cast<const ev::NhsNumberRecorded*>(context.corrected);
  return recorded == nullptr ? nullptr : &recorded->nhs_number();
}

// What was recorded as following the death follows it still.
std::optional<Rejection> UnlessAllAfter(absl::CivilDay died, const ChildDeath& death) {
  for (const clocks::Milestone& reached : death.clock_facts.milestones) {
    if (reached.name == clocks::kDeath || reached.name == clocks::kNotified) continue;
    if (reached.when.latest >= died) continue;
    const std::string words(clocks::MilestoneWords(reached.name));
    return Refuse(
        types::v1::DATE_OUT_OF_ORDER,
        absl::StrCat("The death would lie after ", words, ", on ",
                     clocks::DateWords(reached.when.latest), ". Correct the date that is wrong."),
        kOwnRule, {death.id});
  }
  return std::nullopt;
}

}  // namespace

std::optional<Rejection> UnlessNumberNotSent(const ChildDeath& death, const std::string& digits,
                                             const Context& context) {
  const std::string* was = CorrectedNumber(context);
  if (was == nullptr || was->empty() || *was == digits || death.submissions.all.empty()) {
    return std::nullopt;
  }
  return Refuse(types::v1::ALREADY_DONE,
                "This number went to the national database. Correct the number itself "
                "(CorrectNhsNumber), and say whose the wrong one is: what was disclosed is noted "
                "by that.",
                kOwnRule, {death.id});
}

std::optional<Rejection> UnlessLivedElsewhere(types::v1::NhsNumberAbsence why,
                                              const ChildDeath& death) {
  const auto& residence = death.who.residence;
  if (why != types::v1::NOT_RESIDENT_IN_ENGLAND || !residence ||
      !absl::StartsWith(residence->area_code(), "E")) {
    return std::nullopt;
  }
  return Refuse(types::v1::CONTRADICTORY,
                absl::StrCat("The child is held to have lived in ", residence->area_code(),
                             ", which lies in England. Give the reason that holds, or determine "
                             "the residence anew."),
                kOwnRule);
}

void StatePrecision(ev::DeathRecorded& facts) {
  if (facts.has_time_of_death() &&
      facts.time_of_death_precision() == types::v1::TIME_PRECISION_UNSPECIFIED) {
    facts.set_time_of_death_precision(types::v1::TIME_KNOWN);
  }
}

std::optional<Rejection> UnlessDeathHolds(const ev::DeathRecorded& facts, const ChildDeath& death,
                                          const Context& context) {
  const absl::CivilDay died = DayOf(facts.date_of_death());
  if (died < DayOf(facts.date_of_birth())) {
    return Refuse(types::v1::DATE_OUT_OF_ORDER,
                  "The death would lie before the birth. Correct the date that is wrong.", kOwnRule,
                  {death.id});
  }
  RETURN_IF_REFUSED(UnlessTimeHolds(facts, death, context));
  RETURN_IF_REFUSED(UnlessAllAfter(died, death));
  const bool to_the_minute = facts.time_of_death_precision() == types::v1::TIME_KNOWN;
  if (to_the_minute ? death.FirstNotifiedAt() >= MomentOf(facts.time_of_death())
                    : clocks::DayOf(death.FirstNotifiedAt(), context.london) >= died) {
    return std::nullopt;
  }
  return Refuse(types::v1::DATE_OUT_OF_ORDER,
                "The death would lie after its first notification was received. Correct the date "
                "or the time that is wrong.",
                kOwnRule, {death.id});
}

void VoidIfAdult(const ev::DeathRecorded& facts, const std::string& reason, const ChildDeath& death,
                 const Context& context, const google::protobuf::Message& command,
                 Decision& decision) {
  if (IsUnder18(facts) || death.who.voided) return;
  auto& voided = decision.Add<ev::CaseVoided>(command);
  voided.set_ground(types::v1::NOT_UNDER_18);
  voided.set_reason(reason);
  FreeReferenceOf(death, kVoid, context, decision);
  WithdrawSubmissions(death, context, kVoidSubmission, decision);
}

Decision Decide(const cw::RecordNhsNumber& command, const Context& context,
                const ChildDeath& death) {
  RETURN_IF_REFUSED(UnlessNotVoid(death, context));
  RETURN_IF_REFUSED(UnlessNumberNotSent(death, NhsDigits(command.nhs_number()), context));
  if (!NumberOf(death).empty()) {
    return Refuse(types::v1::ALREADY_DONE,
                  "An NHS number is recorded. If it is wrong, correct it and say on whose word.",
                  kOwnRule);
  }
  Decision decision;
  decision.Add<ev::NhsNumberRecorded>(command).set_nhs_number(NhsDigits(command.nhs_number()));
  return decision;
}

void Evolve(ChildDeath& death, const ev::NhsNumberRecorded& event, const Fact&) {
  death.submissions.Changed("an NHS number was recorded");
  IdentityIn(death).set_nhs_number(event.nhs_number());
  IdentityIn(death).clear_nhs_number_absence();
}

Decision Decide(const cw::CorrectNhsNumber& command, const Context& context,
                const ChildDeath& death) {
  if (NumberOf(death).empty()) {
    return Refuse(types::v1::NOTHING_TO_CORRECT, "No NHS number is recorded. Record it.", kOwnRule);
  }
  const std::string digits = NhsDigits(command.nhs_number());
  if (digits == NumberOf(death)) {
    return Refuse(types::v1::NOTHING_TO_CHANGE,
                  "This number is recorded already. Nothing need be corrected.", kOwnRule);
  }
  Decision decision;
  auto& event = decision.Add<ev::NhsNumberCorrected>(command);
  event.set_old_nhs_number(NumberOf(death));
  event.set_nhs_number(digits);
  LogNumberDisclosed(death, context, NumberOf(death), command.old_number_was(), decision);
  return decision;
}

void Evolve(ChildDeath& death, const ev::NhsNumberCorrected& event, const Fact&) {
  death.submissions.Changed("the NHS number was corrected");
  IdentityIn(death).set_nhs_number(event.nhs_number());
  IdentityIn(death).clear_nhs_number_absence();
}

// A number that turns out to be another child's is taken away by this too.
Decision Decide(const cw::DeclareNhsNumberUnavailable& command, const Context&,
                const ChildDeath& death) {
  if (death.identity && death.identity->nhs_number_absence() == command.nhs_number_absence()) {
    return Refuse(types::v1::NOTHING_TO_CHANGE,
                  "This is declared already. When there is a number, record it.", kOwnRule);
  }
  RETURN_IF_REFUSED(UnlessLivedElsewhere(command.nhs_number_absence(), death));
  return Recorded<ev::NhsNumberDeclaredUnavailable>(command);
}

void Evolve(ChildDeath& death, const ev::NhsNumberDeclaredUnavailable& event, const Fact&) {
  death.submissions.Changed("the NHS number was declared unavailable");
  IdentityIn(death).clear_nhs_number();
  IdentityIn(death).set_nhs_number_absence(event.nhs_number_absence());
}

Decision Decide(const cw::CorrectDemographics& command, const Context& context,
                const ChildDeath& death) {
  const bool facts_asked = command.has_date_of_birth() || command.has_date_of_death() ||
                           command.sex() != types::v1::SEX_UNSPECIFIED || CorrectsTime(command);
  if (facts_asked && !death.death) {
    return Refuse(types::v1::NOTHING_TO_CORRECT,
                  "The facts of the death are not recorded yet. Record them.", kOwnRule);
  }
  Decision decision;
  bool changed = AddNames(command, death.identity.value_or(ev::ChildIdentified()), decision);
  if (facts_asked) {
    const ev::DeathRecorded facts = Corrected(*death.death, command);
    RETURN_IF_REFUSED(UnlessDeathHolds(facts, death, context));
    if (facts.SerializeAsString() != death.death->SerializeAsString()) {
      changed = true;
      auto& event = decision.Add<ev::DeathFactsCorrected>(command);
      if (command.has_date_of_birth()) {
        *event.mutable_old_date_of_birth() = death.death->date_of_birth();
      }
      if (command.has_date_of_death()) {
        *event.mutable_old_date_of_death() = death.death->date_of_death();
      }
      if (command.sex() != types::v1::SEX_UNSPECIFIED) event.set_old_sex(death.death->sex());
      if (CorrectsTime(command)) TellOldTime(*death.death, facts, event);
      VoidIfAdult(facts, command.reason(), death, context, command, decision);
      RETURN_IF_REFUSED(TakeReferenceIfChild(facts, death, context, decision));
    }
  }
  if (!changed) {
    return Refuse(types::v1::NOTHING_TO_CHANGE,
                  "All of this is recorded so already. Give what is to be different.", kOwnRule);
  }
  return decision;
}

void Evolve(ChildDeath& death, const ev::DemographicsCorrected& event, const Fact&) {
  death.submissions.Changed("the name, the address or the ethnicity was corrected");
  ev::ChildIdentified& identity = IdentityIn(death);
  if (!event.given_names().empty()) identity.set_given_names(event.given_names());
  if (!event.family_name().empty()) identity.set_family_name(event.family_name());
  if (!event.address().empty()) identity.set_address(event.address());
  if (!event.postcode().empty()) identity.set_postcode(event.postcode());
  if (event.ethnicity() != types::v1::ETHNICITY_UNSPECIFIED) {
    identity.set_ethnicity(event.ethnicity());
  }
  if (!event.ethnicity_as_stated().empty()) {
    identity.set_ethnicity_as_stated(event.ethnicity_as_stated());
  }
}

void Evolve(ChildDeath& death, const ev::DeathFactsCorrected& event, const Fact& fact) {
  death.submissions.Changed("facts of the death were corrected");
  if (death.death) FoldDeath(death, Corrected(*death.death, event), event.reason(), fact);
}

Decision Decide(const cw::VoidCase& command, const Context& context, const ChildDeath& death) {
  if (death.who.voided) {
    return Refuse(types::v1::ALREADY_DONE,
                  "The case is void already. If that is wrong, correct the dates that made it so, "
                  "or take it up again (ReinstateCase).",
                  kOwnRule);
  }
  if (command.ground() == types::v1::NOT_UNDER_18 && death.death && IsUnder18(*death.death)) {
    return Refuse(types::v1::SCOPE_CONTRADICTS_FACTS,
                  "By the dates recorded the child was under 18. Correct the date that is wrong, "
                  "and the case is void by that.",
                  kWhoseDeaths);
  }
  const bool born_alive = death.scope && death.scope->live_born() == types::v1::YES;
  const bool not_ended = death.scope && death.scope->lawful_termination() == types::v1::NO;
  if ((command.ground() == types::v1::BORN_WITHOUT_LIFE && born_alive) ||
      (command.ground() == types::v1::TERMINATED_LAWFULLY && not_ended)) {
    return Refuse(
        types::v1::SCOPE_CONTRADICTS_FACTS,
        absl::StrCat("The scope was determined by other facts than that: ", Words(command.ground()),
                     ". Determine the scope anew, or name the ground that holds."),
        kWhoseDeaths);
  }
  Decision decision;
  decision.Add<ev::CaseVoided>(command);
  FreeReferenceOf(death, kVoid, context, decision);
  WithdrawSubmissions(death, context, kVoidSubmission, decision);
  return decision;
}

void Evolve(ChildDeath& death, const ev::CaseVoided& event, const Fact& fact) {
  death.who.voided = event;
  EndReview(death, fact);
}

// What made it void by the dates recorded is put right by putting them right.
Decision Decide(const cw::ReinstateCase& command, const Context& context, const ChildDeath& death) {
  const auto& voided = death.who.voided;
  if (!voided) {
    return Refuse(types::v1::NOTHING_TO_CHANGE, "The case is not void. Act on it as on any other.",
                  kOwnRule);
  }
  if (voided->ground() == types::v1::NOT_UNDER_18) {
    return Refuse(types::v1::SCOPE_CONTRADICTS_FACTS,
                  "By the dates recorded it is no child's death. Correct the date that is wrong, "
                  "and the case stands again by that.",
                  kWhoseDeaths);
  }
  Decision decision;
  decision.Add<ev::CaseReinstated>(command).set_was_void_for(voided->ground());
  RETURN_IF_REFUSED(TakeReferenceAgain(death, context, decision));
  return decision;
}

void Evolve(ChildDeath& death, const ev::CaseReinstated&, const Fact& fact) {
  death.who.voided.reset();
  TakeBackEndOfReview(death);
  if (death.scope && !death.scope->in_scope()) EndReview(death, fact);
}

Decision Decide(const cw::DetermineResidence& command, const Context& context,
                const ChildDeath& death) {
  RETURN_IF_REFUSED(UnlessNotVoid(death, context));
  const bool here = command.basis() != types::v1::NOT_RESIDENT_HERE;
  if (!here && absl::StartsWith(command.area_code(), "E")) {
    return Refuse(types::v1::CONTRADICTORY,
                  absl::StrCat("The area ", command.area_code(),
                               " lies in England, and the child is said not to have lived there. "
                               "Leave the code out, or name the basis that holds."),
                  kOwnRule);
  }
  // Which authority it is may be known long before its code.
  if (here && !command.area_code().empty() && !IsAreaCode(command.area_code())) {
    return Refuse(types::v1::CONTRADICTORY,
                  "The code of an area is a capital letter and eight digits, such as E09000999. "
                  "Correct it, or leave it out.",
                  kOwnRule);
  }
  if (command.basis() == types::v1::MOTHERS_HOME && death.death &&
      DayOf(death.death->date_of_death()) - DayOf(death.death->date_of_birth()) >= kNewbornDays) {
    return Refuse(types::v1::CONTRADICTORY,
                  absl::StrCat("The child lived ", kNewbornDays,
                               " days or longer: it is where the child lived that counts. "
                               "Determine it on that ground, or correct the dates."),
                  kNewbornSource);
  }
  Decision decision;
  decision.Add<ev::ResidenceDetermined>(command);
  if (!command.address().empty() || !command.postcode().empty()) {
    decision.Add<ev::ResidenceAddressRecorded>(command);
  }
  return decision;
}

void Evolve(ChildDeath& death, const ev::ResidenceDetermined& event, const Fact&) {
  death.who.residence = event;
}

void Evolve(ChildDeath& death, const ev::ResidenceAddressRecorded& event, const Fact&) {
  if (!event.address().empty()) IdentityIn(death).set_address(event.address());
  if (!event.postcode().empty()) IdentityIn(death).set_postcode(event.postcode());
}

void RegisterIdentity(WorkflowTable& table) {
  table.Events<ChildDeath, ev::NhsNumberRecorded, ev::NhsNumberCorrected,
               ev::NhsNumberDeclaredUnavailable, ev::DemographicsCorrected, ev::DeathFactsCorrected,
               ev::CaseVoided, ev::CaseReinstated, ev::ResidenceDetermined,
               ev::ResidenceAddressRecorded>();
  table.Command<cw::RecordNhsNumber, ChildDeath>();
  table.Command<cw::CorrectNhsNumber, ChildDeath>();
  table.Command<cw::DeclareNhsNumberUnavailable, ChildDeath>();
  table.Command<cw::CorrectDemographics, ChildDeath>();
  table.LoadBeside(&board::ReferencesBeside<cw::CorrectDemographics, ChildDeath>);
  table.Command<cw::DetermineResidence, ChildDeath>();
  table.Command<cw::VoidCase, ChildDeath>();
  table.LoadBeside(&board::ReferencesBeside<cw::VoidCase, ChildDeath>);
  table.Command<cw::ReinstateCase, ChildDeath>();
  table.LoadBeside(&board::ReferencesBeside<cw::ReinstateCase, ChildDeath>);
}

}  // namespace candour::workflows::child_death
