// One case under each reference of a board: taken when a case is opened, freed when it is void or
// is called otherwise. A case that is merged keeps its own, under which it is still looked for.
#include "workflows/board/references.h"

#include "workflows/child_death/parts.h"
#include "workflows/refusals.h"

namespace candour::workflows::child_death {

namespace cw = casework::v1;
namespace ev = events::v1;
using board::CaseReference;
using types::v1::Rejection;

namespace {

CaseReference Here(const std::string& reference, const Context& context) {
  return {context.board_id, types::v1::CHILD_DEATH, reference};
}

}  // namespace

const std::string& ReferenceOf(const ChildDeath& death) { return death.reference; }

std::optional<Rejection> TakeReferenceFor(const std::string& case_id, const std::string& reference,
                                          const Context& context, Decision& decision) {
  return board::TakeReference(Here(reference, context), case_id,
                              "If it is the same child, record there what was told; otherwise give "
                              "this one a reference of its own.",
                              context, decision);
}

std::optional<Rejection> TakeReferenceAgain(const ChildDeath& death, const Context& context,
                                            Decision& decision) {
  return board::TakeReference(Here(death.reference, context), death.id,
                              "It was given away while this one was void: take another for this "
                              "one first (TakeReference).",
                              context, decision);
}

std::optional<Rejection> TakeReferenceIfChild(const ev::DeathRecorded& facts,
                                              const ChildDeath& death, const Context& context,
                                              Decision& decision) {
  const auto& voided = death.who.voided;
  if (!voided || voided->ground() != types::v1::NOT_UNDER_18 || !IsUnder18(facts)) {
    return std::nullopt;
  }
  return TakeReferenceAgain(death, context, decision);
}

const std::string& ReferenceOnPassing(const ChildDeath& death, const std::string& given,
                                      const Context& context) {
  if (!given.empty()) return given;
  const auto& given_up = death.custody.given_up;
  const auto last = std::find_if(given_up.rbegin(), given_up.rend(), [&](const GivenUp& before) {
    return before.board_id == context.board_id;
  });
  return last == given_up.rend() ? death.reference : last->reference;
}

std::optional<Rejection> TakeReferenceOnPassing(const ChildDeath& death, const std::string& given,
                                                const Context& context, Decision& decision) {
  if (death.who.voided) return std::nullopt;
  return board::TakeReference(Here(ReferenceOnPassing(death, given, context), context), death.id,
                              "Give the reference of this board's own under which it is to be kept "
                              "here (case_reference).",
                              context, decision);
}

void FreeReferenceFor(const std::string& was, const std::string& reference,
                      const std::string& case_id, const Context& context, Decision& decision) {
  if (board::IsSame(Here(was, context), Here(reference, context))) return;
  board::FreeReference(Here(was, context), case_id, "The case is kept under another one.", context,
                       decision);
}

void FreeReferenceOf(const ChildDeath& death, const std::string& because, const Context& context,
                     Decision& decision) {
  board::FreeReference(Here(death.reference, context), death.id, because, context, decision);
}

Decision Decide(const cw::TakeReference& command, const Context& context, const ChildDeath& death) {
  const std::string& wanted =
      command.case_reference().empty() ? death.reference : command.case_reference();
  const bool changes = wanted != death.reference;
  if (changes && command.reason().empty()) {
    return Refuse(types::v1::REASON_MISSING, "Say why its reference is changed.", kOwnRule);
  }
  Decision decision;
  if (changes) {
    auto& changed = decision.Add<ev::CaseReferenceChanged>(command);
    changed.set_old_case_reference(death.reference);
    changed.set_case_reference(wanted);
    const auto* corrected = dynamic_cast<const ev::CaseReferenceChanged*>(context.corrected);
    FreeReferenceFor(corrected == nullptr ? death.reference : corrected->case_reference(), wanted,
                     death.id, context, decision);
  }
  if (!death.who.voided) {
    RETURN_IF_REFUSED(TakeReferenceFor(death.id, wanted, context, decision));
  }
  if (!decision.events().empty()) return decision;
  return Refuse(types::v1::NOTHING_TO_CHANGE,
                death.who.voided
                    ? "The case is void, and takes its reference when it is taken up again."
                    : "The case has this reference already. Nothing need be done.",
                kOwnRule);
}

void Evolve(ChildDeath& death, const ev::CaseReferenceChanged& event, const Fact&) {
  death.reference = event.case_reference();
  death.submissions.Changed("the reference was changed");
}

void RegisterReferences(WorkflowTable& table) {
  table.Events<ChildDeath, ev::CaseReferenceChanged>();
  table.Command<cw::TakeReference, ChildDeath>();
  table.LoadBeside(&board::ReferencesBeside<cw::TakeReference, ChildDeath>);
}

}  // namespace candour::workflows::child_death
