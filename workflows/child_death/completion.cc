// Completed, taken up again, its category revised. A completion once made is never unmade: a
// reopening stands beside it, and a year that was frozen with it keeps it.
#include "workflows/child_death/completion.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "workflows/child_death/parts.h"
#include "workflows/child_death/sources.h"
#include "workflows/clocks/calendar.h"
#include "workflows/clocks/milestones.h"
#include "workflows/dates.h"
#include "workflows/refusals.h"
#include "workflows/words.h"

namespace candour::workflows::child_death {

namespace cw = casework::v1;
namespace ev = events::v1;
using board::Board;
using meeting::Meeting;
using types::v1::Rejection;

namespace {

// Why, as it is recorded by now, the body was not quorate when it made the decision; blank: it was,
// or a later meeting ratified it, or nobody can tell.
std::string NotQuorateBecause(const PanelDecision& decision, const Context& context) {
  for (const Aggregate* stream : context.streams) {
    const auto* meeting = dynamic_cast<const Meeting*>(stream);
    if (meeting == nullptr || meeting->id != decision.record.meeting_id()) continue;
    const auto found = meeting->items.find(decision.record.item_id());
    if (found == meeting->items.end()) return "";
    const meeting::Item& item = found->second;
    const absl::Time decided_at = MomentOf(decision.record.decided_at());
    if (meeting::InterestSince(*meeting, item) > decision.place) {
      return "somebody who took part declared an interest in it only afterwards";
    }
    const auto* rests_on = item.EvaluationBefore(decision.place);
    if (rests_on != nullptr && !rests_on->met() && item.ratified_at < decided_at) {
      return "its quorum, as it was put right since, was not met";
    }
    const bool empty =
        rests_on != nullptr && item.ratified_at < decided_at &&
        !meeting::SeatsEmptyAt(std::max(decided_at, MomentOf(rests_on->at())), *rests_on, *meeting)
             .empty();
    if (meeting::GoneSince(item) > decision.place || empty) {
      return "somebody who counted for its quorum was not there by then";
    }
  }
  return "";
}

// A hold blocks completion, and so does a decision that does not stand as quorate, unless somebody
// entitled to says why it does not. A completion that is put right was made as it was known then.
std::optional<Rejection> UnlessFree(const cw::CompleteReview& command, const Context& context,
                                    const ChildDeath& death) {
  const bool reason = !command.override_reason().empty();
  const bool authority = !command.override_authority().empty();
  const std::string not_quorate = NotQuorateBecause(*death.Standing(), context);
  if (!death.OnHold() && not_quorate.empty()) {
    if (!reason && !authority) return std::nullopt;
    return Refuse(types::v1::CONTRADICTORY,
                  "There is no hold to override, and the decision stands as quorate. Leave the "
                  "reason and the authority out.",
                  kOwnRule, {death.id});
  }
  if (reason && authority) return std::nullopt;
  if (reason || authority) {
    return Refuse(types::v1::REASON_MISSING,
                  absl::StrCat("To complete a review ",
                               death.OnHold() ? "that is on hold"
                                              : "of which the decision does not stand as quorate",
                               ", say both why and on whose authority."),
                  death.OnHold() ? kHolds : kOwnRule, {death.id});
  }
  if (death.OnHold()) {
    return Refuse(types::v1::BLOCKED_BY_HOLD,
                  "The case is on hold. Release the hold with its reason first, or override it "
                  "with a reason and an authority.",
                  kHolds, {death.id});
  }
  if (dynamic_cast<const ev::ReviewCompleted*>(context.corrected) != nullptr) return std::nullopt;
  return Refuse(
      types::v1::NOT_QUORATE,
      absl::StrCat("The decision does not stand as quorate: ", not_quorate,
                   ". Have it ratified (RatifyItem) or made anew at a quorate meeting, or "
                   "complete the review all the same with a reason and an authority "
                   "(override_reason, override_authority)."),
      kOwnRule, {death.id, death.Standing()->record.decision_id()});
}

std::vector<StreamRef> MeetingThatDecided(const cw::CompleteReview&, const ChildDeath& death) {
  const PanelDecision* standing = death.Standing();
  if (standing == nullptr || standing->record.meeting_id().empty()) return {};
  return {{types::v1::MEETING, standing->record.meeting_id()}};
}

// What is given as the ground is on the record.
std::optional<Rejection> UnlessGrounded(const ChildDeath& death,
                                        types::v1::ReopeningGround ground) {
  const bool holds =
      ground == types::v1::CONVICTION_SINCE          ? death.processes.HasConviction()
      : ground == types::v1::FINAL_POST_MORTEM_SINCE ? death.processes.HasFinalPostMortem()
      : ground == types::v1::INQUEST_RESULT_SINCE    ? death.processes.HasEnded(types::v1::INQUEST)
      : ground == types::v1::DECISION_NOT_RATIFIED
          ? std::any_of(death.decisions.begin(), death.decisions.end(),
                        [](const PanelDecision& decision) { return decision.not_ratified; })
          : true;
  if (holds) return std::nullopt;
  return Refuse(types::v1::NO_EVIDENCE,
                absl::StrCat("The ground is ", Words(ground),
                             ", and none is recorded here. Record it first."),
                kOwnRule, {death.id});
}

}  // namespace

int ReturnYearOf(absl::CivilDay completed_on) {
  return static_cast<int>(completed_on.year()) + (completed_on.month() > 3 ? 1 : 0);
}

const Completion* CompletionIn(const Aftermath& aftermath, const KnownReturn& known) {
  for (const Completion& completion : aftermath.completions) {
    if (completion.board_id != known.board_id) continue;
    if (ReturnYearOf(completion.completed_on) != known.year) continue;
    if (completion.position > known.position) continue;
    if (completion.reopened_position && *completion.reopened_position <= known.position) continue;
    return &completion;
  }
  return nullptr;
}

Decision Decide(const cw::CompleteReview& command, const Context& context,
                const ChildDeath& death) {
  const PanelDecision* standing = death.Standing();
  if (standing == nullptr) {
    return Refuse(types::v1::NO_DECISION,
                  "The panel has not decided yet. Record its decision first.", kOwnRule);
  }
  RETURN_IF_REFUSED(UnlessFree(command, context, death));
  const absl::CivilDay completed = DayOf(command.completed_on());
  const absl::CivilDay decided =
      clocks::DayOf(MomentOf(standing->record.decided_at()), context.london);
  if (completed < decided) {
    return Refuse(types::v1::DATE_OUT_OF_ORDER,
                  absl::StrCat("The panel decided on ", clocks::DateWords(decided),
                               "; the review cannot be completed before. Correct the date."),
                  kOwnRule);
  }
  if (!death.aftermath.reopenings.empty()) {
    RETURN_IF_REFUSED(UnlessInOrder("the completion", completed, "the reopening",
                                    DayOf(death.aftermath.reopenings.back().reopened_on())));
  }
  Decision decision;
  auto& event = decision.Add<ev::ReviewCompleted>(command);
  event.set_decision_id(standing->record.decision_id());
  for (const auto& [id, hold] : death.holds) {
    if (!hold.released_at) event.add_overridden_hold_ids(id);
  }
  return decision;
}

void Evolve(ChildDeath& death, const ev::ReviewCompleted& event, const Fact& fact) {
  death.completed_on = DayOf(event.completed_on());
  death.submissions.Changed("the review was completed");
  death.aftermath.completions.push_back({*death.completed_on, event.decision_id(),
                                         fact.place.position, std::nullopt, death.lead_board_id});
  death.aftermath.completed_by_board = death.lead_board_id;
  death.Reach(clocks::kReviewCompleted, event.completed_on(), fact);
}

Decision Decide(const cw::ReopenReview& command, const Context&, const ChildDeath& death) {
  if (!death.completed_on) {
    return Refuse(types::v1::WRONG_STAGE,
                  "The review is not completed: have the panel decide again instead.", kOwnRule);
  }
  RETURN_IF_REFUSED(UnlessInOrder("the reopening", DayOf(command.reopened_on()), "the completion",
                                  *death.completed_on));
  RETURN_IF_REFUSED(UnlessGrounded(death, command.ground()));
  return Recorded<ev::ReviewReopened>(command);
}

void Evolve(ChildDeath& death, const ev::ReviewReopened& event, const Fact& fact) {
  death.completed_on.reset();
  death.submissions.Changed("the review was reopened");
  death.aftermath.reopenings.push_back(event);
  death.aftermath.reopened_place = fact.place.position;
  if (!death.aftermath.completions.empty()) {
    death.aftermath.completions.back().reopened_position = fact.place.position;
  }
  death.Reach(clocks::kReviewReopened, event.reopened_on(), fact);
}

// A decision of the panel like any other, by the same rules, which changes the category alone.
Decision Decide(const cw::ReviseCategory& command, const Context& context, const ChildDeath& death,
                const Meeting& meeting, const Board& board) {
  const Board& host = HostOf(meeting, context, board);
  RETURN_IF_REFUSED(UnlessReviewableThere(context, death, meeting, host));
  const PanelDecision* standing = death.Standing();
  if (standing == nullptr) {
    return Refuse(types::v1::NO_DECISION,
                  "The panel has not decided yet. Record its decision first.", kOwnRule);
  }
  if (command.category() == standing->record.category()) {
    return Refuse(
        types::v1::NOTHING_TO_CHANGE,
        "This is the category decided on already, and a revision changes the category. To "
        "change anything else, as the modifiability, have the panel decide anew "
        "(RecordPanelDecision with supersedes_decision_id).",
        kOwnRule, {standing->record.decision_id()});
  }
  RETURN_IF_REFUSED(UnlessGrounded(death, command.ground()));

  cw::RecordPanelDecision anew;
  CopySharedFields(standing->record, anew);
  anew.clear_categories_rejected();
  anew.clear_despite_outstanding();
  CopySharedFields(command, anew);
  anew.set_decision_id(command.decision_id());
  anew.set_supersedes_decision_id(standing->record.decision_id());
  Decision decision = Decide(anew, context, death, meeting, board);
  if (decision.rejection()) return decision;

  const auto& decided = static_cast<const ev::PanelDecisionRecorded&>(*decision.events().front());
  auto& revised = decision.Add<ev::CategoryRevised>(command);
  revised.set_decision_id(decided.decision_id());
  revised.set_old_decision_id(standing->record.decision_id());
  revised.set_old_category(standing->record.category());
  revised.set_old_category_title(standing->record.category_title());
  revised.set_new_category(decided.category());
  revised.set_new_category_title(decided.category_title());
  return decision;
}

void Evolve(ChildDeath& death, const ev::CategoryRevised& event, const Fact&) {
  death.aftermath.revisions.push_back(event);
}

void RegisterCompletion(WorkflowTable& table) {
  table.Events<ChildDeath, ev::ReviewCompleted, ev::ReviewReopened, ev::CategoryRevised>();
  table.Command<cw::CompleteReview, ChildDeath>();
  table.LoadBeside<cw::CompleteReview, ChildDeath>(&MeetingThatDecided);
  table.Command<cw::ReopenReview, ChildDeath>();
  table.Command<cw::ReviseCategory, ChildDeath, Meeting, Board>();
  table.LoadBeside<cw::ReviseCategory, Meeting>(&HostBeside);
}

}  // namespace candour::workflows::child_death
