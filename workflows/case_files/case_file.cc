#include "workflows/case_files/case_file.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "workflows/action_plan/action_plan.h"
#include "workflows/board/board.h"
#include "workflows/board/case_clocks.h"
#include "workflows/case_files/decisions.h"
#include "workflows/case_files/field_words.h"
#include "workflows/case_review/advance_copy.h"
#include "workflows/case_review/case_review.h"
#include "workflows/child_death/child_death.h"
#include "workflows/child_death/readiness.h"
#include "workflows/meeting/meeting.h"

namespace candour::workflows::case_files {
namespace {

using types::v1::CaseFile;
using types::v1::DecisionAnswer;

const board::Board& BoardOf(const Dossier& dossier) {
  return static_cast<const board::Board&>(*dossier.board->state);
}

// How many of its actions are verified, which is the only ending that counts.
std::string StageOf(const action_plan::ActionPlan& plan) {
  size_t verified = 0;
  for (const auto& [id, action] : plan.actions) {
    if (action.status == types::v1::VERIFIED) ++verified;
  }
  return absl::StrCat(verified, " of ", plan.actions.size(), " actions verified");
}

// Listed only where one of its meetings still has it ahead.
std::string StageOf(const child_death::ChildDeath& death, const Dossier& dossier) {
  const std::string stage = child_death::StageOf(death);
  for (const auto& listing : death.open_listings) {
    const auto held = dossier.meetings.find(listing.meeting_id());
    if (held == dossier.meetings.end()) return stage;  // of which nothing is known
    const auto& meeting = static_cast<const meeting::Meeting&>(*held->second->state);
    if (meeting.IsAhead(listing.item_id())) return stage;
  }
  return child_death::StageUnlessListed(stage);
}

std::string StageOf(const Dossier& dossier) {
  const History& own = dossier.own;
  switch (own.kind) {
    case types::v1::CHILD_DEATH:
      return StageOf(static_cast<const child_death::ChildDeath&>(*own.state), dossier);
    case types::v1::CASE_REVIEW:
      return case_review::StageOf(static_cast<const case_review::CaseReview&>(*own.state));
    case types::v1::ACTION_PLAN:
      return StageOf(static_cast<const action_plan::ActionPlan&>(*own.state));
    case types::v1::MEETING: {
      const auto& meeting = static_cast<const meeting::Meeting&>(*own.state);
      if (!meeting.cancelled.empty()) return "cancelled";
      return meeting.minutes_agreed_at ? "minutes agreed"
             : meeting.closed_at       ? "closed"
                                       : "scheduled";
    }
    default:
      return "open";
  }
}

}  // namespace

std::string ReferenceOf(const Dossier& dossier, const absl::TimeZone& london) {
  switch (dossier.own.kind) {
    case types::v1::CHILD_DEATH:
      return static_cast<const child_death::ChildDeath&>(*dossier.own.state).reference;
    case types::v1::CASE_REVIEW:
      return static_cast<const case_review::CaseReview&>(*dossier.own.state)
          .referral.case_reference();
    case types::v1::ACTION_PLAN:
      return static_cast<const action_plan::ActionPlan&>(*dossier.own.state).opened.title();
    case types::v1::MEETING:
      return Names(dossier, london).MeetingWords(dossier.own.id);
    case types::v1::BOARD:
      return BoardOf(dossier).name;
    default:
      return "";
  }
}

CaseFile Describe(const Dossier& dossier, const Asked& asked) {
  const Names names(dossier, asked.london);
  const History& own = dossier.own;
  CaseFile file;
  file.set_aggregate(own.kind);
  file.set_id(own.id);
  file.set_reference(ReferenceOf(dossier, asked.london));
  file.set_stage(StageOf(dossier));
  file.set_board_id(dossier.board->id);
  file.set_board(BoardOf(dossier).name);
  file.set_revision(own.state->revision.value_or(0));
  file.set_identity_included(asked.identity == Identity::kIncluded);
  for (const Happened& happened : own.events) {
    if (happened.message == nullptr) file.set_forgotten_events(file.forgotten_events() + 1);
  }
  *file.mutable_facts() = FactsOf(own, names, asked.identity);
  for (types::v1::ClockAnswer& clock : board::ClocksOf(
           BoardOf(dossier), own.kind, own.state->clock_facts, asked.now, asked.london)) {
    if (clock.status() == types::v1::ClockAnswer::NOT_STARTED) continue;
    *file.add_clocks() = std::move(clock);
  }
  for (DecisionAnswer& decision : DecisionsOf(dossier, names)) {
    decision.set_reference(file.reference());
    *file.add_decisions() = std::move(decision);
  }
  if (own.kind == types::v1::CASE_REVIEW) {
    const auto& review = static_cast<const case_review::CaseReview&>(*own.state);
    for (types::v1::CopyHeld& copy : case_review::CopiesHeld(review, BoardOf(dossier))) {
      *file.add_copies_held() = std::move(copy);
    }
  }
  if (own.kind == types::v1::CHILD_DEATH) {
    const auto& death = static_cast<const child_death::ChildDeath&>(*own.state);
    std::vector<types::v1::MissingForPanel> lacks = child_death::MissingForPanel(death);
    for (const auto& [id, meeting] : dossier.meetings) {
      child_death::NoteIfHeld(static_cast<const meeting::Meeting&>(*meeting->state), asked.london,
                              lacks);
    }
    for (std::string& missing : child_death::MissingInWords(lacks, BoardOf(dossier))) {
      file.add_missing_for_panel(std::move(missing));
    }
    file.set_ready_for_panel(file.missing_for_panel().empty() && death.Standing() == nullptr &&
                             !child_death::IsConcluded(death));
  }
  return file;
}

}  // namespace candour::workflows::case_files
