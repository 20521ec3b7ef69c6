// From referral to a decision: referred, recommended, decided, reversed, notified.
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "workflows/board/board.h"
#include "workflows/case_review/author_independence.h"
#include "workflows/case_review/parts.h"
#include "workflows/child_death/child_death.h"
#include "workflows/clocks/calendar.h"
#include "workflows/clocks/milestones.h"
#include "workflows/dates.h"
#include "workflows/meeting/meeting.h"
#include "workflows/refusals.h"

namespace candour::workflows::case_review {

namespace cw = casework::v1;
namespace ev = events::v1;
using board::Board;
using child_death::ChildDeath;
using meeting::Meeting;
using types::v1::Rejection;

namespace {

constexpr char kChairDecides[] =
    "Working Together 2006 and 2010, chapter 8; 2013 and 2015, chapter 4: the chair of the Board "
    "decides";

std::string_view MilestoneOf(types::v1::ReviewOption option) {
  if (option == types::v1::SERIOUS_CASE_REVIEW) return clocks::kScrDecidedYes;
  if (option == types::v1::CONTRIBUTE_ELSEWHERE) return clocks::kScrLedElsewhere;
  return clocks::kScrDecidedNo;
}

// The seat somebody decides from on a day: that of the chair they hold. A deputy decides only in
// the place of a chair who had a part in the case. Null: they may not.
const std::string* SeatOfDecider(const CaseReview& review, const Board& board,
                                 const std::string& person_id, absl::CivilDay day) {
  if (const std::string* held =
          board.SeatHeldBy(person_id, types::v1::FULL_BOARD, types::v1::CHAIR, day)) {
    return held;
  }
  for (const auto& [person, declarations] : review.involvements) {
    const std::string* seat =
        board.SeatHeldBy(person, types::v1::FULL_BOARD, types::v1::CHAIR, day);
    if (seat != nullptr && board.seats.at(*seat).DeputisedBy(person_id, day)) return seat;
  }
  return nullptr;
}

// What DecideOnReview and ReverseDecision ask alike: the right person, on the right seat, of facts
// that were known.
template <typename Command>
std::optional<Rejection> UnlessDecidable(const Command& command, const CaseReview& review,
                                         const Board& board) {
  const absl::CivilDay decided = DayOf(command.decided_on());
  if (SeatOfDecider(review, board, command.decider_person_id(), decided) == nullptr) {
    const bool vacant = board.IsVacant(types::v1::FULL_BOARD, types::v1::CHAIR, decided);
    return Refuse(
        types::v1::DECIDER_NOT_AUTHORISED,
        absl::StrCat(
            "Only the chair of the Board decides, and ",
            vacant ? "nobody held that seat on " : "this person did not hold that seat on ",
            clocks::DateWords(decided),
            vacant ? ". A deputy stands in for a chair who had a part in the case, not for "
                     "an empty seat: have it filled, if only for the time being."
                   : ". Put the decision to the chair, or correct the register."),
        kChairDecides, {command.decider_person_id()});
  }
  if (auto refusal =
          UnlessApartFromCase(review, command.decider_person_id(),
                              "decide on its review; the deputy named for the seat does")) {
    return refusal;
  }
  if (auto refusal =
          UnlessInOrder("the decision", decided,
                        {{"the case was referred", review.ReferredOn()},
                         {"what was known was drawn up", DayOf(command.facts_as_of())}})) {
    return refusal;
  }
  if (command.option() == types::v1::SERIOUS_CASE_REVIEW && command.criteria_met().empty()) {
    return Refuse(types::v1::NO_CRITERION_MET,
                  "A serious case review rests on at least one criterion. Say which are met, or "
                  "choose another kind of review.",
                  {}, {review.id});
  }
  return std::nullopt;
}

// Writes the decision down with the seat it was made from and the edition it was made under.
template <typename Event, typename Command>
Decision Decided(const Command& command, const CaseReview& review, const Board& board) {
  const absl::StatusOr<const types::v1::Edition*> law =
      board.editions.LawFor(types::v1::CASE_REVIEW, review.ReferredOn(), board.id);
  if (!law.ok()) {
    return Refuse(types::v1::NO_EDITION_IN_FORCE,
                  absl::StrCat("The board has adopted no guidance on case reviews in force on ",
                               clocks::DateWords(review.ReferredOn()), ". Adopt it first."));
  }
  Decision decision;
  decision.Add<Event>(command).set_decider_seat_id(
      *SeatOfDecider(review, board, command.decider_person_id(), DayOf(command.decided_on())));
  decision.Under((*law)->id());
  return decision;
}

template <typename Event>
ReviewDecision FromEvent(const Event& event, const Fact& fact) {
  ReviewDecision decision;
  decision.decision_id = event.decision_id();
  decision.option = event.option();
  decision.decider_person_id = event.decider_person_id();
  decision.decider_seat_id = event.decider_seat_id();
  for (const int criterion : event.criteria_met()) {
    decision.criteria_met.push_back(static_cast<types::v1::ReferralCriterion>(criterion));
  }
  decision.reasons = event.reasons();
  decision.facts_as_of = DayOf(event.facts_as_of());
  decision.decided_on = DayOf(event.decided_on());
  decision.edition = fact.body.edition();
  decision.position = fact.position;
  return decision;
}

}  // namespace

Decision Decide(const cw::ReferCase& command, const Context& context, const CaseReview&,
                const ChildDeath& death, const Board&) {
  if (death.Exists()) {
    if (auto refusal = child_death::UnlessOurs(death, context)) return *refusal;
  }
  return Recorded<ev::CaseReferred>(command);
}

void Evolve(CaseReview& review, const ev::CaseReferred& event, const Fact& fact) {
  review.lead_board_id = fact.body.board_id();
  review.referral = event;
  review.Reach(clocks::kIncident, event.incident_on(), fact);
  review.Reach(clocks::kScrCaseReferred, event.referred_on(), fact);
}

Decision Decide(const cw::IdentifyReviewSubject& command, const Context&,
                const CaseReview& review) {
  if (command.given_names().empty() && command.family_name().empty() &&
      !command.has_date_of_birth()) {
    return Refuse(types::v1::NOTHING_TO_CHANGE,
                  "Nothing was said of the child. Give a name or the date of birth.", {},
                  {review.id});
  }
  return Recorded<ev::ReviewSubjectIdentified>(command);
}

void Evolve(CaseReview& review, const ev::ReviewSubjectIdentified& event, const Fact&) {
  review.subject = event;
}

Decision Decide(const cw::ListCaseReview& command, const Context& context, const Meeting& meeting,
                const CaseReview& review) {
  Decision decision;
  const std::string item_id = context.IdOr(command.item_id(), 0);
  if (auto refusal = meeting::ListItem(command, item_id, types::v1::CASE_REVIEW, review.id, context,
                                       meeting, decision)) {
    return *refusal;
  }
  auto& listed = decision.Add<ev::ReviewListed>(command);
  listed.set_item_id(item_id);
  listed.mutable_starts_at()->set_seconds(absl::ToUnixSeconds(meeting.starts_at));
  return decision;
}

void Evolve(CaseReview& review, const ev::ReviewListed& event, const Fact&) {
  review.listings.push_back(event);
}

Decision Decide(const cw::RecordSubgroupRecommendation& command, const Context& context,
                const CaseReview& review, const Meeting& meeting, const Board& board) {
  if (auto refusal = meeting::UnlessMeetingOf(types::v1::CASE_REVIEW_SUBGROUP, meeting, board)) {
    return *refusal;
  }
  const absl::CivilDay recommended = DayOf(command.recommended_on());
  if (auto refusal = meeting::UnlessQuorate(
          meeting, "", review.id, clocks::EndOfDay(recommended, context.london), context.london)) {
    return *refusal;
  }
  if (auto refusal = meeting::UnlessCarried(meeting, review.id, command.votes_for(),
                                            command.votes_against())) {
    return *refusal;
  }
  if (auto refusal =
          UnlessInOrder("the recommendation", recommended,
                        {{"the meeting", clocks::DayOf(meeting.starts_at, context.london)},
                         {"the case was referred", review.ReferredOn()}})) {
    return *refusal;
  }
  return Recorded<ev::SubgroupRecommended>(command);
}

void Evolve(CaseReview& review, const ev::SubgroupRecommended& event, const Fact& fact) {
  review.recommendations.push_back(event);
  review.Reach(clocks::kScrRecommended, event.recommended_on(), fact);
}

Decision Decide(const cw::DecideOnReview& command, const Context&, const CaseReview& review,
                const Board& board) {
  if (const ReviewDecision* standing = review.Standing()) {
    return Refuse(types::v1::ALREADY_DONE,
                  "The chair has decided. On new evidence the decision can be reversed, naming the "
                  "one that stands.",
                  {}, {review.id, standing->decision_id});
  }
  if (auto refusal = UnlessDecidable(command, review, board)) return *refusal;
  return Decided<ev::ReviewDecided>(command, review, board);
}

void Evolve(CaseReview& review, const ev::ReviewDecided& event, const Fact& fact) {
  review.decisions.push_back(FromEvent(event, fact));
  review.Reach(MilestoneOf(event.option()), event.decided_on(), fact);
}

// Against a review, it withdraws what agencies were still asked for: a new decision in favour of
// one asks anew. What was listed for a meeting stays on its agenda, where the reversal is told.
Decision Decide(const cw::ReverseDecision& command, const Context&, const CaseReview& review,
                const Board& board) {
  const ReviewDecision* standing = review.Standing();
  if (standing == nullptr) {
    return Refuse(types::v1::NO_DECISION, "There is no decision to reverse. Record one first.", {},
                  {review.id});
  }
  if (command.prior_decision_id() != standing->decision_id) {
    return Refuse(types::v1::UNKNOWN_REFERENCE,
                  "This is not the decision that stands. Name the latest one.", {},
                  {command.prior_decision_id(), standing->decision_id});
  }
  if (!review.publications.empty()) {
    return Refuse(types::v1::WRONG_STAGE,
                  "The report of the review is published, and no decision can undo that. Refer the "
                  "case anew if it has to be looked at again.",
                  {}, {review.id});
  }
  if (command.option() == standing->option) {
    return Refuse(types::v1::NOTHING_TO_CHANGE,
                  "This is what was decided already. A reversal chooses another option.", {},
                  {standing->decision_id});
  }
  if (auto refusal = UnlessInOrder("the reversal", DayOf(command.decided_on()),
                                   "the decision it reverses", standing->decided_on)) {
    return *refusal;
  }
  if (DayOf(command.facts_as_of()) < standing->facts_as_of) {
    return Refuse(types::v1::NO_NEW_EVIDENCE,
                  absl::StrCat("The decision that stands already rests on what was known on ",
                               clocks::DateWords(standing->facts_as_of),
                               ". Say as of which later day the new evidence was known."),
                  {}, {standing->decision_id});
  }
  const absl::StatusOr<clocks::DayRange> evidence = clocks::ToDayRange(command.evidence_on());
  if (evidence.ok() && evidence->latest <= standing->facts_as_of) {
    return Refuse(
        types::v1::NO_NEW_EVIDENCE,
        absl::StrCat("This evidence is not new: the decision that stands rests on what "
                     "was known on ",
                     clocks::DateWords(standing->facts_as_of), ". Name what arose after that day."),
        {}, {standing->decision_id});
  }
  if (auto refusal = UnlessInOrder("the day of what was known", DayOf(command.facts_as_of()),
                                   "the evidence arose", DayOf(command.evidence_on()))) {
    return *refusal;
  }
  if (auto refusal = UnlessDecidable(command, review, board)) return *refusal;
  Decision decision = Decided<ev::ReviewDecisionReversed>(command, review, board);
  if (decision.rejection() || command.option() != types::v1::NO_REVIEW) return decision;
  for (const auto& [id, contribution] : review.contributions) {
    if (contribution.Settled()) continue;
    auto& withdrawn = decision.Add<ev::ContributionWithdrawn>(command);
    withdrawn.set_contribution_id(id);
    *withdrawn.mutable_withdrawn_on() = command.decided_on();
  }
  return decision;
}

void Evolve(CaseReview& review, const ev::ReviewDecisionReversed& event, const Fact& fact) {
  ReviewDecision decision = FromEvent(event, fact);
  decision.prior_decision_id = event.prior_decision_id();
  decision.new_evidence = event.new_evidence();
  review.decisions.push_back(std::move(decision));
  review.Reach(clocks::kScrDecisionReversed, event.decided_on(), fact);
  if (event.option() == types::v1::NO_REVIEW) {
    review.planned.reset();
    review.TakeBack(clocks::kPublicationPlanned);
  }
  review.Reach(MilestoneOf(event.option()), event.decided_on(), fact);
}

Decision Decide(const cw::NotifyDecision& command, const Context&, const CaseReview& review,
                const Board& board) {
  const ReviewDecision& told = *review.FindDecision(command.decision_id());
  const absl::CivilDay sent = DayOf(command.sent_on());
  if (auto refusal = UnlessInOrder("the notice", sent, "the decision", told.decided_on)) {
    return *refusal;
  }
  std::set<std::string> owed = RecipientsOf(review, board, MilestoneOf(told.option), sent);
  Decision decision;
  auto& event = decision.Add<ev::DecisionNotified>(command);
  event.set_owed(owed.erase(command.recipient()) > 0);
  for (const ev::DecisionNotified& notice : review.notices) {
    if (notice.decision_id() == told.decision_id) owed.erase(notice.recipient());
  }
  event.set_completes(event.owed() && owed.empty());
  return decision;
}

void Evolve(CaseReview& review, const ev::DecisionNotified& event, const Fact& fact) {
  review.notices.push_back(event);
  const ReviewDecision* told = review.FindDecision(event.decision_id());
  if (event.completes()) review.Reach(clocks::kScrDecisionAnnounced, event.sent_on(), fact);
  if (told == nullptr || !event.owed()) return;
  if (MilestoneOf(told->option) == clocks::kScrDecidedNo) {
    review.Reach(clocks::kScrNoReported, event.sent_on(), fact);
  }
}

void RegisterConsideration(WorkflowTable& table) {
  table.Events<CaseReview, ev::CaseReferred, ev::ReviewSubjectIdentified, ev::ReviewListed,
               ev::SubgroupRecommended, ev::ReviewDecided, ev::ReviewDecisionReversed,
               ev::DecisionNotified>();
  table.Command<cw::ReferCase, CaseReview, ChildDeath, Board>();
  table.Command<cw::IdentifyReviewSubject, CaseReview>();
  table.Command<cw::ListCaseReview, Meeting, CaseReview>();
  table.Command<cw::RecordSubgroupRecommendation, CaseReview, Meeting, Board>();
  table.Command<cw::DecideOnReview, CaseReview, Board>();
  table.Command<cw::ReverseDecision, CaseReview, Board>();
  table.Command<cw::NotifyDecision, CaseReview, Board>();
}

}  // namespace candour::workflows::case_review
