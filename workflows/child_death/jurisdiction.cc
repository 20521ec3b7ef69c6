// Who leads: assigned with its ground, and passed on only when the other board has accepted. At any
// moment exactly one board leads, and no clock starts anew when that changes.
#include <set>

#include "absl/strings/str_cat.h"
#include "workflows/board/board.h"
#include "workflows/board/references.h"
#include "workflows/child_death/parts.h"
#include "workflows/clocks/calendar.h"
#include "workflows/dates.h"
#include "workflows/refusals.h"
#include "workflows/words.h"

namespace candour::workflows::child_death {

namespace cw = casework::v1;
namespace ev = events::v1;
using board::Board;
using types::v1::Rejection;

namespace {

constexpr char kLeadSource[] =
    "Procedures of several boards: where the child lived decides who leads; for a newborn where "
    "the "
    "mother lived; for a looked-after child which authority looked after it; else the boards agree";

std::optional<types::v1::ResidenceBasis> ResidenceNeeded(types::v1::LeadBasis basis) {
  switch (basis) {
    case types::v1::CHILDS_RESIDENCE:
      return types::v1::CHILDS_HOME;
    case types::v1::MOTHERS_RESIDENCE:
      return types::v1::MOTHERS_HOME;
    case types::v1::LOOKED_AFTER_CHILD:
      return types::v1::LOOKED_AFTER_BY_AUTHORITY;
    case types::v1::AREA_OF_DEATH:
      return types::v1::NOT_RESIDENT_HERE;
    default:
      return std::nullopt;
  }
}

std::optional<Rejection> UnlessDiedHere(types::v1::LeadBasis basis, const ChildDeath& death) {
  if (basis != types::v1::AREA_OF_DEATH || !death.who.abroad) return std::nullopt;
  return Refuse(types::v1::CONTRADICTORY,
                absl::StrCat("The child died abroad, in ", death.who.abroad->country(),
                             ", and in no board's area. Name the ground that holds; or correct "
                             "where the child died."),
                kLeadSource, {death.id});
}

// A basis in residence rests on a residence that was determined so, in the board's own area.
std::optional<Rejection> UnlessBasisHolds(types::v1::LeadBasis basis, const ChildDeath& death,
                                          const Board& board) {
  const auto needed = ResidenceNeeded(basis);
  if (!needed) return std::nullopt;
  const auto& residence = death.who.residence;
  if (!residence || !MayRestOn(basis, residence->basis())) {
    return Refuse(types::v1::CONTRADICTORY,
                  absl::StrCat("This rests on a residence that was determined as: ", Words(*needed),
                               ". Determine it first, or name the ground that holds."),
                  kLeadSource, {death.id});
  }
  if (basis == types::v1::AREA_OF_DEATH || residence->area_code().empty() ||
      residence->area_code() == board.area_code) {
    return std::nullopt;
  }
  return Refuse(
      types::v1::CONTRADICTORY,
      absl::StrCat("The residence determined lies in ", residence->area_code(), ", and ",
                   board.name, " is of ", board.area_code,
                   ". The board of that area leads: name it, or the ground on which the two have "
                   "agreed otherwise."),
      kLeadSource, {death.id});
}

std::optional<Rejection> UnlessProposed(const ChildDeath& death, const std::string& transfer_id) {
  if (death.custody.proposed && death.custody.proposed->transfer_id() == transfer_id) {
    return std::nullopt;
  }
  return Refuse(types::v1::UNKNOWN_REFERENCE,
                "No such transfer is proposed: it was answered or withdrawn, or never was. Look at "
                "the case's timeline.",
                kOwnRule, {transfer_id});
}

// For the board that was asked.
std::optional<Rejection> UnlessAskedOfUs(const ChildDeath& death, const std::string& transfer_id,
                                         const Context& context) {
  RETURN_IF_REFUSED(UnlessProposed(death, transfer_id));
  if (death.custody.proposed->to_board_id() == context.board_id) return std::nullopt;
  return Refuse(types::v1::WRONG_BOARD,
                "The transfer was proposed to another board. Ask that board's office to accept or "
                "decline it.",
                kOwnRule, {transfer_id});
}

// For a board in whose register they are not.
void NameAgencies(const ChildDeath& death, const Board& board,
                  google::protobuf::RepeatedPtrField<types::v1::NamedAgency>& named) {
  std::set<std::string> asked;
  for (const auto& [id, request] : death.requests) asked.insert(request.agency_id);
  for (const std::string& agency_id : asked) {
    if (!board.agencies.contains(agency_id)) continue;
    types::v1::NamedAgency& agency = *named.Add();
    agency.set_agency_id(agency_id);
    agency.set_name(board.AgencyName(agency_id));
  }
}

void KeepNames(ChildDeath& death,
               const google::protobuf::RepeatedPtrField<types::v1::NamedAgency>& named) {
  for (const types::v1::NamedAgency& agency : named) {
    death.agencies.names[agency.agency_id()] = agency.name();
    for (auto& [id, subject] : death.clock_facts.subjects) {
      if (subject.agency_id == agency.agency_id()) subject.agency = agency.name();
    }
  }
}

}  // namespace

bool RestsOnResidence(types::v1::LeadBasis basis) { return ResidenceNeeded(basis).has_value(); }

bool MayRestOn(types::v1::LeadBasis basis, types::v1::ResidenceBasis residence) {
  const auto needed = ResidenceNeeded(basis);
  const bool last_stayed =
      residence == types::v1::NO_FIXED_HOME && basis == types::v1::CHILDS_RESIDENCE;
  return !needed || residence == *needed || last_stayed;
}

Decision Decide(const cw::AssignLead& command, const Context& context, const ChildDeath& death,
                const Board& board) {
  RETURN_IF_REFUSED(UnlessNotVoid(death, context));
  RETURN_IF_REFUSED(UnlessDiedHere(command.basis(), death));
  RETURN_IF_REFUSED(UnlessBasisHolds(command.basis(), death, board));
  Decision decision;
  decision.Add<ev::LeadAssigned>(command).set_board_id(context.board_id);
  return decision;
}

void Evolve(ChildDeath& death, const ev::LeadAssigned& event, const Fact&) {
  death.custody.basis = event;
}

namespace {

// It was answered since, and what followed rests on whom it was put to and why: the board that
// leads now puts right when it was made, and the reason. Null: it still waits for its answer.
std::optional<Decision> ProposedOtherwise(const cw::ProposeTransfer& command,
                                          const Context& context, const ChildDeath& death) {
  const auto* was = dynamic_cast<const ev::TransferProposed*>(context.corrected);
  const auto& waiting = death.custody.proposed;
  if (was == nullptr || (waiting && waiting->transfer_id() == was->transfer_id())) {
    return std::nullopt;
  }
  if (!command.transfer_id().empty() && command.transfer_id() != was->transfer_id()) {
    return Refuse(types::v1::NOTHING_TO_CORRECT,
                  "Another transfer was proposed there. Name that one, or leave it blank.",
                  kOwnRule, {was->transfer_id()});
  }
  if (command.to_board_id() != was->to_board_id() || command.basis() != was->basis()) {
    return Refuse(types::v1::CONTRADICTORY,
                  "The proposal was answered since. Give the board and the basis that stand there, "
                  "and correct its day or its reason alone.",
                  kOwnRule, {was->transfer_id()});
  }
  Decision decision;
  auto& event = decision.Add<ev::TransferProposed>(command);
  event.set_from_board_id(was->from_board_id());
  *event.mutable_agencies() = was->agencies();
  event.set_transfer_id(was->transfer_id());
  return decision;
}

}  // namespace

Decision Decide(const cw::ProposeTransfer& command, const Context& context, const ChildDeath& death,
                const Board& to, const Board& own) {
  RETURN_IF_REFUSED(UnlessNotVoid(death, context));
  if (auto answered = ProposedOtherwise(command, context, death)) return *std::move(answered);
  if (to.id == context.board_id) {
    return Refuse(types::v1::NOTHING_TO_CHANGE,
                  "This board leads already. Nothing need be transferred.", kOwnRule);
  }
  if (to.succeeded && context.Today() >= DayOf(to.succeeded->on())) {
    return Refuse(types::v1::WRONG_BOARD,
                  "Another board took that one's place, and it accepts no case any more. Propose "
                  "the transfer to its successor.",
                  kOwnRule, {to.succeeded->successor_board_id()});
  }
  if (death.custody.proposed) {
    return Refuse(types::v1::ALREADY_DONE,
                  "A transfer is proposed already and not answered yet. Withdraw it first.",
                  kOwnRule, {death.custody.proposed->transfer_id()});
  }
  // Nobody proposes what is not theirs yet.
  if (command.has_proposed_on() && !death.custody.acceptances.empty()) {
    RETURN_IF_REFUSED(UnlessInOrder("the proposal", DayOf(command.proposed_on()),
                                    "this board took the case over",
                                    death.custody.acceptances.back().on));
  }
  RETURN_IF_REFUSED(UnlessDiedHere(command.basis(), death));
  // Proposed on its reason, and nobody need have determined yet where the child lived: only a
  // residence that was determined otherwise contradicts.
  if (death.who.residence) RETURN_IF_REFUSED(UnlessBasisHolds(command.basis(), death, to));
  Decision decision;
  auto& event = decision.Add<ev::TransferProposed>(command);
  event.set_transfer_id(context.IdOr(command.transfer_id(), 0));
  event.set_from_board_id(context.board_id);
  NameAgencies(death, own, *event.mutable_agencies());
  return decision;
}

void Evolve(ChildDeath& death, const ev::TransferProposed& event, const Fact& fact) {
  KeepNames(death, event.agencies());
  death.custody.proposed = event;
}

namespace {

// Of a proposal that says no day it is only known when it was recorded, which may have been late:
// it was made by when it was accepted.
std::optional<Rejection> UnlessProposedBefore(const ChildDeath& death, absl::Time accepted_at,
                                              const Context& context) {
  const Custody& custody = death.custody;
  const absl::CivilDay accepted_on = clocks::DayOf(accepted_at, context.london);
  if (!custody.acceptances.empty() && accepted_at < custody.acceptances.back().at) {
    return Refuse(types::v1::DATE_OUT_OF_ORDER,
                  absl::StrCat("The board that proposed this took the case over only at ",
                               clocks::MomentWords(custody.acceptances.back().at, context.london),
                               ". Correct accepted_at."),
                  kOwnRule, {death.id});
  }
  if (!custody.proposed->has_proposed_on() ||
      DayOf(custody.proposed->proposed_on()) <= accepted_on) {
    return std::nullopt;
  }
  return Refuse(types::v1::DATE_OUT_OF_ORDER,
                absl::StrCat("The transfer was proposed only on ",
                             clocks::DateWords(DayOf(custody.proposed->proposed_on())),
                             ". Correct accepted_at; or, if it was proposed before, have the board "
                             "that leads by now correct proposed_on."),
                kOwnRule, {custody.proposed->transfer_id()});
}

// The case has passed on since, and all that followed rests on that: only when it was accepted is
// put right.
Decision AcceptedAtAnotherTime(const cw::AcceptTransfer& command, const ev::TransferAccepted& was,
                               const Context& context, const ChildDeath& death) {
  RETURN_IF_REFUSED(UnlessLedHere(death, context));
  if (command.transfer_id() != was.transfer_id()) {
    return Refuse(types::v1::NOTHING_TO_CORRECT,
                  "Another transfer was accepted there. Name that one; a case that is not this "
                  "board's is passed on by a transfer of its own (ProposeTransfer).",
                  kOwnRule, {was.transfer_id()});
  }
  if (!command.case_reference().empty() && command.case_reference() != death.reference) {
    return Refuse(types::v1::CONTRADICTORY,
                  "The reference is not put right with the acceptance. Leave it out here, and take "
                  "another for the case (TakeReference).",
                  kOwnRule, {death.id});
  }
  Decision decision;
  decision.Add<ev::TransferAccepted>(command).set_by_board_id(was.by_board_id());
  return decision;
}

}  // namespace

// The lead changes with this, and with nothing less.
Decision Decide(const cw::AcceptTransfer& command, const Context& context, const ChildDeath& death,
                const Board&) {
  const absl::Time accepted_at = MomentOf(command.accepted_at());
  const absl::CivilDay accepted_on = clocks::DayOf(accepted_at, context.london);
  RETURN_IF_REFUSED(UnlessAfterDeath(death, accepted_on));
  if (const auto notified = FirstDayOf(death, clocks::kNotified)) {
    RETURN_IF_REFUSED(
        UnlessInOrder("the acceptance", accepted_on, "anybody was told of the death", *notified));
  }
  if (const auto* was = dynamic_cast<const ev::TransferAccepted*>(context.corrected)) {
    return AcceptedAtAnotherTime(command, *was, context, death);
  }
  RETURN_IF_REFUSED(UnlessAskedOfUs(death, command.transfer_id(), context));
  if (death.lead_board_id == context.board_id) {
    return Refuse(types::v1::NOTHING_TO_CHANGE, "This board leads already. Withdraw the proposal.",
                  kOwnRule);
  }
  RETURN_IF_REFUSED(UnlessProposedBefore(death, accepted_at, context));
  const ev::TransferProposed& proposed = *death.custody.proposed;
  Decision decision;
  decision.Add<ev::TransferAccepted>(command).set_by_board_id(context.board_id);
  auto& transferred = decision.Add<ev::CaseTransferred>(command);
  // Not always who proposed it: another board may have succeeded that one since.
  transferred.set_from_board_id(death.lead_board_id);
  transferred.set_to_board_id(context.board_id);
  transferred.set_receipt_id(context.fresh_id(0));
  transferred.set_basis(proposed.basis());
  const std::string& reference = ReferenceOnPassing(death, command.case_reference(), context);
  if (reference != death.reference) transferred.set_case_reference(reference);
  for (const types::v1::OpenItem& item : OpenItemsOf(death)) *transferred.add_open_items() = item;
  RETURN_IF_REFUSED(TakeReferenceOnPassing(death, command.case_reference(), context, decision));
  return decision;
}

void Evolve(ChildDeath& death, const ev::TransferAccepted& event, const Fact& fact) {
  const absl::Time at = MomentOf(event.accepted_at());
  Acceptance accepted{at, clocks::DayOf(at, fact.london), std::nullopt};
  const auto& proposed = death.custody.proposed;
  if (proposed && proposed->has_proposed_on()) {
    accepted.proposed_on = DayOf(proposed->proposed_on());
  }
  death.custody.acceptances.push_back(accepted);
}

// What the case was listed for was the meetings of the board that led it.
void Evolve(ChildDeath& death, const ev::CaseTransferred& event, const Fact& fact) {
  death.custody.given_up.push_back({death.lead_board_id, death.reference});
  std::optional<absl::Time> accepted_at;
  if (!death.custody.acceptances.empty()) accepted_at = death.custody.acceptances.back().at;
  death.PassLead(event.to_board_id(), fact, accepted_at);
  if (!event.case_reference().empty()) death.reference = event.case_reference();
  death.open_listings.clear();
  death.custody.proposed.reset();
  death.custody.transfers.push_back(event);
  ev::LeadAssigned basis;
  basis.set_board_id(event.to_board_id());
  basis.set_basis(event.basis());
  death.custody.basis = basis;
}

Decision Decide(const cw::DeclineTransfer& command, const Context& context,
                const ChildDeath& death) {
  RETURN_IF_REFUSED(UnlessAskedOfUs(death, command.transfer_id(), context));
  Decision decision;
  decision.Add<ev::TransferDeclined>(command).set_by_board_id(context.board_id);
  return decision;
}

void Evolve(ChildDeath& death, const ev::TransferDeclined&, const Fact&) {
  death.custody.proposed.reset();
}

Decision Decide(const cw::WithdrawTransfer& command, const Context&, const ChildDeath& death) {
  RETURN_IF_REFUSED(UnlessProposed(death, command.transfer_id()));
  return Recorded<ev::TransferWithdrawn>(command);
}

void Evolve(ChildDeath& death, const ev::TransferWithdrawn&, const Fact&) {
  death.custody.proposed.reset();
}

namespace {

// When the former board ended; or when it came to lead, or anybody was told of the death, if that
// was recorded of a later day.
absl::CivilDay LedSince(const ChildDeath& death, const Board& predecessor) {
  absl::CivilDay on = DayOf(predecessor.succeeded->on());
  const std::vector<Acceptance>& acceptances = death.custody.acceptances;
  if (!acceptances.empty()) on = std::max(on, acceptances.back().on);
  return std::max(on, FirstDayOf(death, clocks::kNotified).value_or(on));
}

}  // namespace

Decision Decide(const cw::SucceedLead& command, const Context& context, const ChildDeath& death,
                const Board& predecessor) {
  if (!death.intake.belongs_to.empty()) {
    return Refuse(types::v1::CASE_ABSORBED,
                  absl::StrCat("This belongs to ", death.intake.belongs_to_reference,
                               " now. Take that case over, and this goes with it."),
                  kOwnRule, {death.intake.belongs_to});
  }
  if (death.lead_board_id != predecessor.id) {
    return Refuse(types::v1::WRONG_BOARD,
                  "That board does not lead this case. Name the board that does.", kOwnRule);
  }
  if (!predecessor.succeeded || predecessor.succeeded->successor_board_id() != context.board_id ||
      context.Today() < DayOf(predecessor.succeeded->on())) {
    return Refuse(types::v1::NOT_AUTHORISED,
                  "The register of that board does not say that yours succeeds it by now. Have the "
                  "successor named there first, or propose a transfer.",
                  kOwnRule, {predecessor.id});
  }
  Decision decision;
  auto& event = decision.Add<ev::LeadSucceeded>(command);
  event.set_from_board_id(predecessor.id);
  event.set_to_board_id(context.board_id);
  *event.mutable_on() = clocks::ToDate(LedSince(death, predecessor));
  NameAgencies(death, predecessor, *event.mutable_agencies());
  const bool is_case = death.intake.admission == Admission::kCase;
  if (is_case) {
    const std::string& reference = ReferenceOnPassing(death, command.case_reference(), context);
    if (reference != death.reference) event.set_case_reference(reference);
    RETURN_IF_REFUSED(TakeReferenceOnPassing(death, command.case_reference(), context, decision));
  } else if (!command.case_reference().empty()) {
    return Refuse(types::v1::WRONG_STAGE,
                  "This is a guest's notification, which is known by its receipt. Give it a "
                  "reference when it is accepted.",
                  kOwnRule);
  }
  return decision;
}

void Evolve(ChildDeath& death, const ev::LeadSucceeded& event, const Fact& fact) {
  KeepNames(death, event.agencies());
  death.custody.given_up.push_back({death.lead_board_id, death.reference});
  std::optional<absl::Time> led_since;
  if (event.has_on()) {
    const absl::CivilDay on = DayOf(event.on());
    const absl::Time begins = clocks::StartOfDay(on, fact.london);
    // On the day on which the former board accepted it, it did so first.
    const std::vector<Acceptance>& before = death.custody.acceptances;
    led_since = before.empty() ? begins : std::max(begins, before.back().at);
    death.custody.acceptances.push_back({*led_since, on, std::nullopt});
  }
  death.PassLead(event.to_board_id(), fact, led_since);
  if (!event.case_reference().empty()) death.reference = event.case_reference();
  death.open_listings.clear();
  if (death.aftermath.completed_by_board == event.from_board_id()) {
    death.aftermath.completed_by_board = event.to_board_id();
  }
}

Decision Decide(const cw::FeedBackOutcome& command, const Context&, const ChildDeath& death,
                const Board&) {
  if (death.Standing() == nullptr) {
    return Refuse(types::v1::NO_DECISION,
                  "The panel has not decided yet. Record its decision first.", kOwnRule);
  }
  return Recorded<ev::OutcomeFedBack>(command);
}

void Evolve(ChildDeath&, const ev::OutcomeFedBack&, const Fact&) {}

namespace {

// Also that under which the board kept it before.
template <typename Command>
std::vector<StreamRef> ReferencesOnPassing(const Command& command, const ChildDeath& death) {
  std::vector<StreamRef> beside = board::ReferencesBeside(command, death);
  const std::string& board_id = command.header().board_id();
  for (const GivenUp& before : death.custody.given_up) {
    if (before.board_id != board_id || before.reference.empty()) continue;
    beside.push_back(board::StreamOf({board_id, ChildDeath::kKind, before.reference}));
  }
  return beside;
}

}  // namespace

void RegisterJurisdiction(WorkflowTable& table) {
  table.Events<ChildDeath, ev::LeadAssigned, ev::TransferProposed, ev::TransferAccepted,
               ev::TransferDeclined, ev::TransferWithdrawn, ev::CaseTransferred, ev::LeadSucceeded,
               ev::OutcomeFedBack>();
  table.Command<cw::AssignLead, ChildDeath, Board>();
  table.Command<cw::ProposeTransfer, ChildDeath, Board, Board>();
  table.Command<cw::AcceptTransfer, ChildDeath, Board>();
  table.LoadBeside(&ReferencesOnPassing<cw::AcceptTransfer>);
  table.Command<cw::DeclineTransfer, ChildDeath>();
  table.Command<cw::WithdrawTransfer, ChildDeath>();
  table.Command<cw::SucceedLead, ChildDeath, Board>();
  table.LoadBeside(&ReferencesOnPassing<cw::SucceedLead>);
  table.Command<cw::FeedBackOutcome, ChildDeath, Board>();
}

}  // namespace candour::workflows::child_death
