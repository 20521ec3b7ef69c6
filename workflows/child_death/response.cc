// Responding to the death: the family, dates that move, what blocks.
#include <algorithm>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "workflows/board/board.h"
#include "workflows/board/case_clocks.h"
#include "workflows/child_death/parts.h"
#include "workflows/child_death/readiness.h"
#include "workflows/clocks/calendar.h"
#include "workflows/clocks/milestones.h"
#include "workflows/dates.h"
#include "workflows/refusals.h"
#include "workflows/words.h"

namespace candour::workflows::child_death {

namespace cw = casework::v1;
namespace ev = events::v1;
using board::Board;
using types::v1::Rejection;

namespace {

std::optional<Rejection> UnlessHeld(const ChildDeath& death, const std::string& hold_id) {
  const auto hold = death.holds.find(hold_id);
  if (hold != death.holds.end() && !hold->second.released_at) return std::nullopt;
  return Refuse(types::v1::NOTHING_TO_CHANGE,
                "There is no such hold, or it is released. Name one that the case shows to stand.",
                kOwnRule, {hold_id});
}

std::optional<Rejection> UnlessAhead(const types::v1::Date& look_again_on, const ChildDeath& death,
                                     const Context& context) {
  if (DayOf(look_again_on) > context.Today()) return std::nullopt;
  return Refuse(types::v1::DATE_OUT_OF_ORDER,
                "The day to look again must lie ahead: a hold is never silent. Name a later day.",
                kOwnRule, {death.id});
}

// A hold waits for what has not ended.
std::optional<Rejection> UnlessBlocks(const std::string& process_id, const ChildDeath& death) {
  if (process_id.empty()) return std::nullopt;
  const ParallelProcess* process = death.processes.Find(process_id);
  if (process == nullptr) {
    return Refuse(types::v1::UNKNOWN_REFERENCE,
                  "No such process is recorded beside this review. Record it first.", kOwnRule,
                  {process_id});
  }
  if (!process->course.ended_on) return std::nullopt;
  return Refuse(
      types::v1::WRONG_STAGE,
      absl::StrCat("That ended on ", clocks::DateWords(*process->course.ended_on),
                   ": there is nothing to wait for. Correct the day it ended, if that is wrong."),
      kOwnRule, {process_id});
}

// Kept for a kind of meeting: one at which a panel decides, of a case that lacks nothing else.
std::optional<Rejection> UnlessKept(const cw::HoldCase& command, const Context& context,
                                    const ChildDeath& death, const Board& board,
                                    ev::CaseHeld& held) {
  if (!command.process_id().empty()) {
    return Refuse(types::v1::CONTRADICTORY,
                  "A case waits for a process or is kept for a meeting. Place two holds, or leave "
                  "one out.",
                  kOwnRule);
  }
  const auto kind = board.editions.MeetingKindOf(command.meeting_kind(),
                                                 {context.Today(), context.Today(), board.id});
  if (!kind.ok()) {
    return Refuse(types::v1::NO_EDITION_IN_FORCE,
                  absl::StrCat(kind.status().message(),
                               ". Adopt the file of kinds of meeting, or name a kind it has."),
                  kOwnRule);
  }
  const std::string source = CitationOf((*kind)->standing().source());
  const auto& bodies = (*kind)->body_kinds();
  const bool decides = !(*kind)->advises_only() &&
                       std::find(bodies.begin(), bodies.end(),
                                 Key(types::v1::CHILD_DEATH_OVERVIEW_PANEL)) != bodies.end();
  if (!decides) {
    return Refuse(types::v1::NOT_AUTHORISED,
                  absl::StrCat("No panel decides at such a meeting (", (*kind)->title(),
                               "). Name a kind at which one does: themed."),
                  source);
  }
  if (death.Standing() != nullptr) {
    return Refuse(types::v1::WRONG_STAGE,
                  "The panel has decided: there is nothing to keep for another meeting. List the "
                  "case, if it is to decide anew.",
                  source);
  }
  const auto missing = MissingInWords(MissingForPanel(death), board);
  if (!missing.empty()) {
    return Refuse(types::v1::WRONG_STAGE,
                  absl::StrCat("Only a case that is ready for a panel is kept for a meeting, and "
                               "this one is not: ",
                               absl::StrJoin(missing, "; "),
                               ". Wait for that first, or hold the case without meeting_kind."),
                  source);
  }
  held.set_meeting_kind_title((*kind)->title());
  return std::nullopt;
}

}  // namespace

Decision Decide(const cw::RecordParentLeaflet& command, const Context&, const ChildDeath& death) {
  RETURN_IF_REFUSED(UnlessContactHeld(death, /*relative_id=*/"", DayOf(command.sent_on())));
  return Recorded<ev::ParentLeafletSent>(command);
}

void Evolve(ChildDeath& death, const ev::ParentLeafletSent& event, const Fact& fact) {
  death.Reach(clocks::kParentLeafletSent, event.sent_on(), fact);
}

Decision Decide(const cw::ReviseDueDate& command, const Context& context, const ChildDeath& death,
                const Board& board) {
  RETURN_IF_REFUSED(board::UnlessRevisable(
      board, ChildDeath::kKind, death.clock_facts, command.clock_kind(), command.subject(),
      DayOf(command.new_due_on()), command.revised_on(), context));
  RETURN_IF_REFUSED(board::UnlessMovedByRight(board, ChildDeath::kKind, death.clock_facts,
                                              command.clock_kind(), command.authority()));
  return Recorded<ev::DueDateRevised>(command);
}

void Evolve(ChildDeath& death, const ev::DueDateRevised& event, const Fact& fact) {
  const bool stands = death.ReviseDue(event.clock_kind(), event.subject(), event.new_due_on(),
                                      event.reason(), event.authority(), fact, event.revised_on());
  // The clock of a report is its request's: one day is due, and not two.
  const auto request = death.requests.find(event.subject());
  if (stands && request != death.requests.end()) {
    request->second.due_on = DayOf(event.new_due_on());
  }
}

Decision Decide(const cw::ExplainMissedDate& command, const Context& context,
                const ChildDeath& death, const Board& board) {
  RETURN_IF_REFUSED(board::UnlessMissed(board, ChildDeath::kKind, death.clock_facts,
                                        command.clock_kind(), command.subject(), context));
  return Recorded<ev::MissedDateExplained>(command);
}

void Evolve(ChildDeath& death, const ev::MissedDateExplained& event, const Fact& fact) {
  death.ExplainMiss(event.clock_kind(), event.subject(), event.reason(), event.authority(), fact,
                    event.explained_on());
}

Decision Decide(const cw::HoldCase& command, const Context& context, const ChildDeath& death,
                const Board& board) {
  RETURN_IF_REFUSED(UnlessAhead(command.look_again_on(), death, context));
  RETURN_IF_REFUSED(UnlessBlocks(command.process_id(), death));
  Decision decision;
  auto& held = decision.Add<ev::CaseHeld>(command);
  if (!command.meeting_kind().empty()) {
    RETURN_IF_REFUSED(UnlessKept(command, context, death, board, held));
  }
  return decision;
}

namespace {

// Whether a clock stands still for it, its rule says.
clocks::Suspension SuspensionBy(const ev::CaseHeld& event, const Fact& fact) {
  clocks::Suspension suspension;
  suspension.from = clocks::When::At(absl::FromUnixMicros(fact.place.recorded_at), fact.london);
  suspension.position = fact.position;
  suspension.place = fact.place.position;
  suspension.hold_id = event.hold_id();
  const bool kept = !event.meeting_kind().empty();
  suspension.hold = kept ? types::v1::ClockRule::KEPT_FOR_MEETING : types::v1::ClockRule::WAITS;
  suspension.legal_basis = kept ? absl::StrCat("kept for a meeting: ", event.meeting_kind_title())
                                : absl::StrCat("held because of ", event.because_of());
  return suspension;
}

}  // namespace

void Evolve(ChildDeath& death, const ev::CaseHeld& event, const Fact& fact) {
  const absl::CivilDay today =
      clocks::DayOf(absl::FromUnixMicros(fact.place.recorded_at), fact.london);
  death.holds[event.hold_id()] = {event.because_of(),
                                  DayOf(event.look_again_on()),
                                  today,
                                  fact.event_id,
                                  fact.place.position,
                                  absl::FromUnixMicros(fact.place.recorded_at),
                                  std::nullopt,
                                  event.process_id(),
                                  event.meeting_kind(),
                                  event.meeting_kind_title(),
                                  {}};
  death.NameSubject(event.hold_id(), "", event.because_of());
  death.ReachAsRecorded(clocks::kHoldPlaced, fact, event.hold_id(), &event.look_again_on());
  death.clock_facts.suspensions.push_back(SuspensionBy(event, fact));
}

Decision Decide(const cw::ReviewHold& command, const Context& context, const ChildDeath& death) {
  if (const auto contact = death.agencies.contact_holds.find(command.hold_id());
      contact != death.agencies.contact_holds.end() && !contact->second.released) {
    RETURN_IF_REFUSED(UnlessInOrder("the review", DayOf(command.reviewed_on()),
                                    "the hold was looked at before", contact->second.looked_at_on));
    RETURN_IF_REFUSED(UnlessAhead(command.look_again_on(), death, context));
    return Recorded<ev::HoldReviewed>(command);
  }
  RETURN_IF_REFUSED(UnlessHeld(death, command.hold_id()));
  if (const Hold& hold = death.holds.at(command.hold_id()); death.IsToBeReleased(hold)) {
    return Refuse(types::v1::WRONG_STAGE,
                  absl::StrCat("The case is held because of ", death.WordsOf(hold),
                               ". If something else blocks it, place a hold for that."),
                  kOwnRule, {command.hold_id()});
  }
  RETURN_IF_REFUSED(UnlessInOrder("the review", DayOf(command.reviewed_on()),
                                  "the hold was looked at before",
                                  death.holds.at(command.hold_id()).looked_at_on));
  RETURN_IF_REFUSED(UnlessAhead(command.look_again_on(), death, context));
  return Recorded<ev::HoldReviewed>(command);
}

void Evolve(ChildDeath& death, const ev::HoldReviewed& event, const Fact& fact) {
  const auto contact = death.agencies.contact_holds.find(event.hold_id());
  if (contact != death.agencies.contact_holds.end()) {
    *contact->second.record.mutable_look_again_on() = event.look_again_on();
    contact->second.looked_at_on = DayOf(event.reviewed_on());
  } else {
    Hold& hold = death.holds[event.hold_id()];
    hold.look_again_on = DayOf(event.look_again_on());
    hold.looked_at_on = DayOf(event.reviewed_on());
  }
  death.Reach(clocks::kHoldReviewed, event.reviewed_on(), fact, event.hold_id(),
              &event.look_again_on());
}

Decision Decide(const cw::ReleaseHold& command, const Context&, const ChildDeath& death) {
  RETURN_IF_REFUSED(UnlessHeld(death, command.hold_id()));
  return Recorded<ev::HoldReleased>(command);
}

void Evolve(ChildDeath& death, const ev::HoldReleased& event, const Fact& fact) {
  Hold& hold = death.holds[event.hold_id()];
  hold.released_at = absl::FromUnixMicros(fact.place.recorded_at);
  hold.ended_by_meeting_id = event.meeting_id();
  for (clocks::Suspension& suspension : death.clock_facts.suspensions) {
    if (suspension.hold_id != event.hold_id()) continue;
    suspension.to = clocks::When::At(*hold.released_at, fact.london);
  }
  death.ReachAsRecorded(clocks::kHoldReleased, fact, event.hold_id());
}

// Kept for such meetings, it is kept for the next one.
void ChildDeath::TellNotTaken(const std::string& meeting_id,
                              const google::protobuf::Message& command, const Context& context,
                              Decision& decision) const {
  if (Standing() != nullptr || completed_on || IsNoPanels(*this)) return;
  // It was told when that was recorded; what is put right is why, or when.
  if (context.corrected != nullptr) return;
  std::set<std::string> kept;
  for (const auto& [hold_id, hold] : holds) {
    if (hold.ended_by_meeting_id != meeting_id) continue;
    if (!kept.insert(hold.meeting_kind).second) continue;
    const bool again = std::any_of(holds.begin(), holds.end(), [&](const auto& other) {
      return !other.second.released_at && other.second.IsKeptFor(hold.meeting_kind);
    });
    if (again) continue;
    auto& held = decision.AddTo<ev::CaseHeld>(id, command);
    held.set_hold_id(context.fresh_id(static_cast<int>(decision.events().size())));
    held.set_because_of(hold.because_of);
    *held.mutable_look_again_on() = clocks::ToDate(hold.look_again_on);
    held.set_meeting_kind(hold.meeting_kind);
    held.set_meeting_kind_title(hold.meeting_kind_title);
  }
}

void RegisterResponse(WorkflowTable& table) {
  table.Things(types::v1::A_HOLD, &ChildDeath::holds,
               "The case is not held so. Name a hold that stands.",
               "The case is held so already. Nothing need be held.");
  table.Events<ChildDeath, ev::ParentLeafletSent, ev::DueDateRevised, ev::MissedDateExplained,
               ev::CaseHeld, ev::HoldReviewed, ev::HoldReleased>();
  table.Command<cw::RecordParentLeaflet, ChildDeath>();
  table.Command<cw::ReviseDueDate, ChildDeath, Board>();
  table.Command<cw::ExplainMissedDate, ChildDeath, Board>();
  table.Command<cw::HoldCase, ChildDeath, Board>();
  table.Command<cw::ReviewHold, ChildDeath>();
  table.Command<cw::ReleaseHold, ChildDeath>();
}

}  // namespace candour::workflows::child_death
