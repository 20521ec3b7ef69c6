// From the first telephone call to a case that is known to be one.
#include "absl/strings/str_cat.h"
#include "workflows/board/board.h"
#include "workflows/board/references.h"
#include "workflows/child_death/parts.h"
#include "workflows/clocks/calendar.h"
#include "workflows/clocks/milestones.h"
#include "workflows/dates.h"
#include "workflows/nhs_number.h"
#include "workflows/refusals.h"

namespace candour::workflows::child_death {

namespace cw = casework::v1;
namespace ev = events::v1;
using types::v1::Rejection;

namespace {

// Longer than any pregnancy, for a date of which only the year may be known.
constexpr int kLongestBookedDays = 2 * 366;

// `finding` is the command or the event.
template <typename Finding>
bool InScope(const Finding& finding, const ev::DeathRecorded& facts) {
  return finding.live_born() == types::v1::YES && finding.lawful_termination() == types::v1::NO &&
         IsUnder18(facts);
}

// The chapter under which the board determines it: the rule is the same in all of them.
std::string ScopeSource(const board::Board& board, const Context& context) {
  const auto law = board.editions.LawFor(types::v1::CHILD_DEATH, context.Today(), board.id);
  if (!law.ok()) return "Working Together, the chapter on child death reviews";
  std::string source = (*law)->title();
  for (const types::v1::Chapter& chapter : (*law)->chapters()) {
    if (chapter.topic() == types::v1::CHILD_DEATH) absl::StrAppend(&source, ", ", chapter.title());
  }
  return source;
}

}  // namespace

bool IsUnder18(const ev::DeathRecorded& facts) {
  return clocks::IsUnder18At(DayOf(facts.date_of_birth()), DayOf(facts.date_of_death()));
}

// The registrar and the coroner have notices, and clocks, of their own.
bool IsProfessional(types::v1::NotifierKind notifier) {
  switch (notifier) {
    case types::v1::HOSPITAL:
    case types::v1::POLICE_FORCE:
    case types::v1::GENERAL_PRACTICE:
    case types::v1::SOCIAL_CARE:
    case types::v1::AMBULANCE:
    case types::v1::SCHOOL:
      return true;
    default:
      return false;
  }
}

void ReachNotified(ChildDeath& death, types::v1::NotifierKind notifier,
                   const google::protobuf::Timestamp& received_at, const Fact& fact) {
  death.Reach(clocks::kNotified, received_at, fact);
  if (IsProfessional(notifier)) death.Reach(clocks::kProfessionalNotice, received_at, fact);
}

namespace {

// A slip in the first notification is put right where it was made; what the case is called, and who
// leads it, are changed by acts of their own.
std::optional<Rejection> UnlessPutsRight(const cw::ReceiveNotification& command,
                                         const Context& context, const ChildDeath& death) {
  const auto* was = dynamic_cast<const ev::DeathNotificationReceived*>(context.corrected);
  if (was == nullptr) return std::nullopt;
  if (death.opened_by_board != context.board_id) {
    return Refuse(types::v1::WRONG_BOARD,
                  "Another board received this notification. Ask that board to put it right.",
                  kOwnRule, {death.opened_by_board});
  }
  if (command.case_reference() != was->case_reference()) {
    return Refuse(types::v1::CONTRADICTORY,
                  "The case's reference is changed by TakeReference. Give the one it was opened "
                  "under here.",
                  kOwnRule, {was->case_reference()});
  }
  const absl::CivilDay received = absl::ToCivilDay(MomentOf(command.received_at()), context.london);
  if (death.death && received < DayOf(death.death->date_of_death())) {
    return Refuse(
        types::v1::DATE_OUT_OF_ORDER,
        absl::StrCat("The child died on ", clocks::DateWords(death.death->date_of_death()),
                     ", and nobody is told before. Correct the day that is wrong."),
        kOwnRule);
  }
  return std::nullopt;
}

}  // namespace

Decision Decide(const cw::ReceiveNotification& command, const Context& context,
                const ChildDeath& death, const board::Board& board) {
  RETURN_IF_REFUSED(board::UnlessSucceeded(board, context));
  RETURN_IF_REFUSED(UnlessPutsRight(command, context, death));
  Decision decision;
  decision.Add<ev::DeathNotificationReceived>(command).set_notification_id(
      context.IdOr(command.notification_id(), 1));
  RETURN_IF_REFUSED(TakeReferenceFor(death.id, command.case_reference(), context, decision));
  return decision;
}

void Evolve(ChildDeath& death, const ev::DeathNotificationReceived& event, const Fact& fact) {
  death.reference = event.case_reference();
  death.lead_board_id = fact.body.board_id();
  death.notifications.push_back({event.notification_id(),
                                 event.channel(),
                                 event.notifier(),
                                 MomentOf(event.received_at()),
                                 {},
                                 {}});
  ReachNotified(death, event.notifier(), event.received_at(), fact);
}

Decision Decide(const cw::LinkDuplicateNotification& command, const Context& context,
                const ChildDeath& death) {
  for (const Notification& known : death.notifications) {
    if (known.notification_id != command.notification_id()) continue;
    return Refuse(types::v1::ALREADY_DONE,
                  "This notification is linked to the case already. Nothing need be done.",
                  kOwnRule, {known.notification_id});
  }
  Decision decision;
  decision.Add<ev::DuplicateNotificationLinked>(command).set_notification_id(
      context.IdOr(command.notification_id(), 0));
  return decision;
}

void Evolve(ChildDeath& death, const ev::DuplicateNotificationLinked& event, const Fact& fact) {
  death.notifications.push_back({event.notification_id(),
                                 event.channel(),
                                 event.notifier(),
                                 MomentOf(event.received_at()),
                                 event.match_basis(),
                                 {},
                                 fact.event_id});
  ReachNotified(death, event.notifier(), event.received_at(), fact);
}

namespace {

bool Differs(const std::string& told, const std::string& known) {
  return !told.empty() && !known.empty() && told != known;
}

bool SaysSomething(types::v1::Ethnicity ethnicity) {
  return ethnicity != types::v1::ETHNICITY_UNSPECIFIED &&
         ethnicity != types::v1::ETHNICITY_NOT_STATED &&
         ethnicity != types::v1::ETHNICITY_NOT_KNOWN;
}

// What stands is corrected on somebody's word, and never told otherwise in passing.
std::optional<Rejection> UnlessToldOtherwise(const cw::IdentifyChild& command,
                                             const ChildDeath& death) {
  const ev::ChildIdentified known = death.identity.value_or(ev::ChildIdentified());
  const bool gives_absence =
      command.nhs_number_absence() != types::v1::NHS_NUMBER_ABSENCE_UNSPECIFIED;
  if (Differs(NhsDigits(command.nhs_number()), known.nhs_number()) ||
      (gives_absence && !known.nhs_number().empty())) {
    return Refuse(types::v1::ALREADY_DONE,
                  "An NHS number is recorded. If it is wrong, correct it and say on whose word "
                  "(CorrectNhsNumber), or declare that there is none.",
                  kOwnRule);
  }
  const bool ethnicity = SaysSomething(command.ethnicity()) && SaysSomething(known.ethnicity()) &&
                         command.ethnicity() != known.ethnicity();
  if (Differs(command.given_names(), known.given_names()) ||
      Differs(command.family_name(), known.family_name()) ||
      Differs(command.address(), known.address()) ||
      Differs(command.postcode(), known.postcode()) || ethnicity ||
      Differs(command.ethnicity_as_stated(), known.ethnicity_as_stated())) {
    return Refuse(types::v1::ALREADY_DONE,
                  "The child is identified, with another name, address or ethnicity. If that is "
                  "wrong, correct it and say on whose authority (CorrectDemographics).",
                  kOwnRule);
  }
  return std::nullopt;
}

}  // namespace

Decision Decide(const cw::IdentifyChild& command, const Context& context, const ChildDeath& death) {
  RETURN_IF_REFUSED(UnlessNotVoid(death, context));
  if (command.given_names().empty() && command.family_name().empty() &&
      command.nhs_number().empty() && command.address().empty() && command.postcode().empty() &&
      command.nhs_number_absence() == types::v1::NHS_NUMBER_ABSENCE_UNSPECIFIED &&
      command.ethnicity() == types::v1::ETHNICITY_UNSPECIFIED &&
      command.ethnicity_as_stated().empty()) {
    return Refuse(types::v1::NOTHING_TO_CHANGE, "Say at least one thing that identifies the child.",
                  kOwnRule);
  }
  if (!command.nhs_number().empty() &&
      command.nhs_number_absence() != types::v1::NHS_NUMBER_ABSENCE_UNSPECIFIED) {
    return Refuse(types::v1::CONTRADICTORY,
                  "There is an NHS number, and a reason why there is none. Give one of the two.",
                  kOwnRule);
  }
  RETURN_IF_REFUSED(UnlessNumberNotSent(death, NhsDigits(command.nhs_number()), context));
  RETURN_IF_REFUSED(UnlessToldOtherwise(command, death));
  RETURN_IF_REFUSED(UnlessLivedElsewhere(command.nhs_number_absence(), death));
  Decision decision;
  decision.Add<ev::ChildIdentified>(command).set_nhs_number(NhsDigits(command.nhs_number()));
  return decision;
}

// What is left blank stays as it was told before.
void Evolve(ChildDeath& death, const ev::ChildIdentified& event, const Fact&) {
  death.submissions.Changed("who the child is was recorded");
  if (!death.identity) death.identity.emplace();
  ev::ChildIdentified& known = *death.identity;
  known.MergeFrom(event);
  if (!event.nhs_number().empty()) known.clear_nhs_number_absence();
  if (event.nhs_number_absence() != types::v1::NHS_NUMBER_ABSENCE_UNSPECIFIED) {
    known.clear_nhs_number();
  }
}

Decision Decide(const cw::RecordDeath& command, const Context& context, const ChildDeath& death) {
  if (death.death && context.corrects_event_id.empty()) {
    return Refuse(
        types::v1::ALREADY_DONE,
        "The facts of the death are recorded. To correct them, name the event you correct "
        "and why.",
        kOwnRule);
  }
  Decision decision;
  auto& facts = decision.Add<ev::DeathRecorded>(command);
  StatePrecision(facts);
  RETURN_IF_REFUSED(UnlessDeathHolds(facts, death, context));
  if (command.has_pregnancy_booked_on() &&
      DayOf(command.pregnancy_booked_on()) > DayOf(facts.date_of_birth())) {
    return Refuse(types::v1::DATE_OUT_OF_ORDER,
                  "The pregnancy was booked after the birth. Correct the date that is wrong.",
                  kOwnRule);
  }
  if (command.has_pregnancy_booked_on() &&
      DayOf(command.pregnancy_booked_on()) < DayOf(facts.date_of_birth()) - kLongestBookedDays) {
    return Refuse(types::v1::DATE_OUT_OF_ORDER,
                  "The pregnancy was booked years before the birth. Correct the date that "
                  "is wrong.",
                  kOwnRule);
  }
  // Facts that are put right void the case as any correction of them does (CorrectDemographics); of
  // those first told, the scope says what follows.
  if (death.death) {
    VoidIfAdult(facts, command.header().correction_reason(), death, context, command, decision);
  }
  RETURN_IF_REFUSED(TakeReferenceIfChild(facts, death, context, decision));
  return decision;
}

namespace {

// From the moment where it is known, else from the day.
clocks::Milestone ReachDeath(ChildDeath& death, const ev::DeathRecorded& event, const Fact& fact) {
  const bool known = event.time_of_death_precision() == types::v1::TIME_KNOWN;
  death.TakeBack(clocks::kDeath);
  if (known) {
    death.Reach(clocks::kDeath, event.time_of_death(), fact);
  } else {
    death.Reach(clocks::kDeath, event.date_of_death(), fact);
  }
  clocks::Milestone& died = death.clock_facts.milestones.back();
  died.time_precision = event.time_of_death_precision();
  if (!known && event.has_time_of_death()) died.about = MomentOf(event.time_of_death());
  return died;
}

}  // namespace

void FoldDeath(ChildDeath& death, const ev::DeathRecorded& event, const std::string& reason,
               const Fact& fact) {
  death.death = event;
  const clocks::Milestone died = ReachDeath(death, event, fact);
  if (death.died) death.Restate(*death.died, reason, fact);
  death.died = died;
  // A finding that corrected dates contradict no longer stands: scope is to be determined again.
  if (death.scope && InScope(*death.scope, event) != death.scope->in_scope()) {
    death.scope.reset();
    TakeBackEndOfReview(death);
  }
  if (death.who.voided && death.who.voided->ground() == types::v1::NOT_UNDER_18 &&
      IsUnder18(event)) {
    death.who.voided.reset();
    TakeBackEndOfReview(death);
  }
}

void Evolve(ChildDeath& death, const ev::DeathRecorded& event, const Fact& fact) {
  FoldDeath(death, event, fact.body.correction_reason(), fact);
}

Decision Decide(const cw::DetermineScope& command, const Context& context, const ChildDeath& death,
                const board::Board& board) {
  RETURN_IF_REFUSED(UnlessNotVoid(death, context));
  if (!death.death) {
    return Refuse(types::v1::WRONG_STAGE,
                  "Record the dates of birth and death first: the child's age decides.", kOwnRule);
  }
  // One that fell because dates were put right, and right again, is found anew.
  if (death.completed_on && death.scope) {
    return Refuse(types::v1::WRONG_STAGE,
                  "The review is completed. To take it up again, reopen it.", kOwnRule);
  }
  if (command.live_born() == types::v1::NOT_KNOWN ||
      command.lawful_termination() == types::v1::NOT_KNOWN) {
    return Refuse(types::v1::SCOPE_CONTRADICTS_FACTS,
                  "Find out first whether the child was live-born and whether it was a lawful "
                  "termination; ask the notifying hospital.",
                  ScopeSource(board, context));
  }
  const bool in_scope = InScope(command, *death.death);
  if (in_scope != command.in_scope()) {
    return Refuse(types::v1::SCOPE_CONTRADICTS_FACTS,
                  in_scope
                      ? "By these facts the death is in scope. Say so, or correct the fact that is "
                        "wrong."
                      : "By these facts the death is not in scope: only live-born children "
                        "who die before their eighteenth birthday are, and no lawful "
                        "terminations. Say so, or correct the fact that is wrong.",
                  ScopeSource(board, context));
  }
  return Recorded<ev::ScopeDetermined>(command);
}

void Evolve(ChildDeath& death, const ev::ScopeDetermined& event, const Fact& fact) {
  death.scope = event;
  TakeBackEndOfReview(death);
  if (!event.in_scope()) EndReview(death, fact);
}

Decision Decide(const cw::ClassifyExpectedness& command, const Context& context,
                const ChildDeath& death) {
  RETURN_IF_REFUSED(UnlessNotVoid(death, context));
  if (command.expectedness() == death.expectedness) {
    return Refuse(types::v1::NOTHING_TO_CHANGE,
                  "The death is classified so already. Nothing need be done.", kOwnRule);
  }
  Decision decision;
  decision.Add<ev::ExpectednessClassified>(command).set_was(death.expectedness);
  return decision;
}

void Evolve(ChildDeath& death, const ev::ExpectednessClassified& event, const Fact&) {
  death.expectedness = event.expectedness();
  death.submissions.Changed("it was classified as expected or unexpected");
}

Decision Decide(const cw::RecordCoronerNotice& command, const Context& context,
                const ChildDeath& death) {
  RETURN_IF_REFUSED(UnlessNotVoid(death, context));
  RETURN_IF_REFUSED(UnlessWithoutEnglish(death, &ev::DeathAbroadRecorded::english_coroner));
  return Recorded<ev::CoronerNoticeReceived>(command);
}

void Evolve(ChildDeath& death, const ev::CoronerNoticeReceived& event, const Fact& fact) {
  death.Reach(clocks::kCoronerDecided, event.decided_on(), fact);
  death.Reach(clocks::kCoronerNotice, event.received_on(), fact);
}

void RegisterIntake(WorkflowTable& table) {
  table.Events<ChildDeath, ev::DeathNotificationReceived, ev::DuplicateNotificationLinked,
               ev::ChildIdentified, ev::DeathRecorded, ev::ScopeDetermined,
               ev::ExpectednessClassified, ev::CoronerNoticeReceived>();
  table.Command<cw::ReceiveNotification, ChildDeath, board::Board>();
  table.LoadBeside(&board::ReferencesBeside<cw::ReceiveNotification, ChildDeath>);
  table.LoadBeside(&board::SuccessorOf<cw::ReceiveNotification>);
  table.Command<cw::LinkDuplicateNotification, ChildDeath>();
  table.Command<cw::IdentifyChild, ChildDeath>();
  table.Command<cw::RecordDeath, ChildDeath>();
  table.LoadBeside(&board::ReferencesBeside<cw::RecordDeath, ChildDeath>);
  table.Command<cw::DetermineScope, ChildDeath, board::Board>();
  table.Command<cw::ClassifyExpectedness, ChildDeath>();
  table.Command<cw::RecordCoronerNotice, ChildDeath>();
}

}  // namespace candour::workflows::child_death
