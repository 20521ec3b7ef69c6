// Whether there is a case at all: void, by its dates or by the office's finding, and taken up
// again.
#include "workflows/child_death/voiding.h"

#include "absl/strings/str_cat.h"
#include "workflows/board/references.h"
#include "workflows/child_death/parts.h"
#include "workflows/child_death/sources.h"
#include "workflows/refusals.h"
#include "workflows/words.h"

namespace candour::workflows::child_death {

namespace cw = casework::v1;
namespace ev = events::v1;

namespace {

constexpr char kVoid[] = "The case is void.";
constexpr char kVoidSubmission[] = "The case is void: there was no such death of a child.";

}  // namespace

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
  death.who.reinstated = false;
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
  death.who.reinstated = true;
  TakeBackEndOfReview(death);
  if (death.scope && !death.scope->in_scope()) EndReview(death, fact);
}

void RegisterVoiding(WorkflowTable& table) {
  table.Events<ChildDeath, ev::CaseVoided, ev::CaseReinstated>();
  table.Command<cw::VoidCase, ChildDeath>();
  table.LoadBeside(&board::ReferencesBeside<cw::VoidCase, ChildDeath>);
  table.Command<cw::ReinstateCase, ChildDeath>();
  table.LoadBeside(&board::ReferencesBeside<cw::ReinstateCase, ChildDeath>);
}

}  // namespace candour::workflows::child_death
