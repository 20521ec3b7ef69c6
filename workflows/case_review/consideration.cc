// From referral to a decision: referred, recommended, decided, reversed, notified.
#include <algorithm>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "workflows/board/board.h"
#include "workflows/board/references.h"
#include "workflows/case_review/author_independence.h"
#include "workflows/case_review/parts.h"
#include "workflows/case_review/recipients.h"
#include "workflows/case_review/review_kind.h"
#include "workflows/child_death/child_death.h"
#include "workflows/clocks/calendar.h"
#include "workflows/clocks/milestones.h"
#include "workflows/dates.h"
#include "workflows/meeting/meeting.h"
#include "workflows/refusals.h"
#include "workflows/words.h"

namespace candour::workflows::case_review {

namespace cw = casework::v1;
namespace ev = events::v1;
using board::Board;
using child_death::ChildDeath;
using meeting::Meeting;
using types::v1::Rejection;

namespace {

// What a decision is to the clocks. Before guidance said so, what was decided did.
template <typename Event>
std::string MilestoneOf(const Event& event) {
  if (!event.milestone().empty()) return event.milestone();
  if (event.option() == types::v1::SERIOUS_CASE_REVIEW) return std::string(clocks::kScrDecidedYes);
  if (event.option() == types::v1::CONTRIBUTE_ELSEWHERE) {
    return std::string(clocks::kScrLedElsewhere);
  }
  return std::string(clocks::kScrDecidedNo);
}

// What DecideOnReview and ReverseDecision ask alike: a kind of review that the guidance of the case
// knows, decided by those it names, on their seats, of facts that were known. The decision is
// written down with the seats it was made from and the edition it was made under.
template <typename Event, typename Command>
Decision Decided(const Command& command, const CaseReview& review, const Board& board) {
  const absl::CivilDay decided = DayOf(command.decided_on());
  const FoundKind kind = KindOf(review, board, command.option(), decided);
  if (kind.rejection) return *kind.rejection;
  std::vector<std::string> deciders = {command.decider_person_id()};
  deciders.insert(deciders.end(), command.co_decider_person_ids().begin(),
                  command.co_decider_person_ids().end());
  const Deciding deciding = SeatsOf(deciders, *kind.datum, review, board, decided);
  if (deciding.rejection) return *deciding.rejection;
  for (const std::string& person_id : deciders) {
    RETURN_IF_REFUSED(UnlessApartFromCase(
        review, person_id, "decide on its review; the deputy named for the seat does"));
  }
  if (const auto incident = clocks::ToDayRange(review.referral.incident_on()); incident.ok()) {
    RETURN_IF_REFUSED(UnlessInOrder("the day of what was known", DayOf(command.facts_as_of()),
                                    "the incident", incident->earliest));
  }
  RETURN_IF_REFUSED(UnlessInOrder("the decision", decided,
                                  {{"the case was referred", review.ReferredOn()},
                                   {"what was known was drawn up", DayOf(command.facts_as_of())}}));
  if (kind.datum->rests_on_criterion() && command.criteria_met().empty() &&
      command.criteria().empty()) {
    return Refuse(types::v1::NO_CRITERION_MET,
                  absl::StrCat(kind.datum->title(),
                               ": it rests on at least one criterion. Say which are met, or choose "
                               "another kind of review."),
                  CitationOf(kind.datum->standing().source()), {review.id});
  }
  RETURN_IF_REFUSED(UnlessCriteriaHold(command.criteria(), *kind.datum, review, board, decided));
  const auto law = board.editions.LawFor(types::v1::CASE_REVIEW, review.ReferredOn(), board.id);
  Decision decision;
  auto& event = decision.Add<Event>(command);
  event.set_decider_seat_id(deciding.seat_ids.front());
  event.set_milestone(kind.datum->decided());
  if (law.ok()) decision.Under((*law)->id());
  return decision;
}

// The decision that is corrected, where others have spoken of it since, so that it is among those
// of the review; null if it is not, or nothing is corrected.
template <typename Event>
const ReviewDecision* CorrectedDecision(const CaseReview& review, const Context& context) {
  const auto* corrected = dynamic_cast<const Event*>(context.corrected);
  return corrected == nullptr ? nullptr : review.FindDecision(corrected->decision_id());
}

// A slip in it is put right. What was told of it, or done on it, was of what was decided.
std::optional<Rejection> UnlessDecidedAlike(types::v1::ReviewOption option,
                                            const ReviewDecision* corrected) {
  if (corrected == nullptr || corrected->option == option) return std::nullopt;
  return Refuse(types::v1::WRONG_STAGE,
                absl::StrCat("What was recorded since speaks of this decision as it is (",
                             Words(corrected->option),
                             "), and does not become of another one. Correct the rest of it; if "
                             "it was decided otherwise later, have it reversed."),
                kOwnRule, {corrected->decision_id});
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
  decision.criteria.assign(event.criteria().begin(), event.criteria().end());
  decision.milestone = MilestoneOf(event);
  decision.reasons = event.reasons();
  decision.facts_as_of = DayOf(event.facts_as_of());
  decision.decided_on = DayOf(event.decided_on());
  decision.edition = fact.body.edition();
  return decision;
}

// A review is on one agenda more than once only as several things to decide.
std::optional<Rejection> UnlessOnceMore(const cw::ListCaseReview& command, const Meeting& meeting,
                                        const CaseReview& review) {
  if (meeting.ItemAbout("", review.id) == nullptr) return std::nullopt;
  if (command.matter().empty()) {
    return Refuse(types::v1::ALREADY_DONE,
                  "The review is on this agenda already. Decide it as the item it has; or say in "
                  "matter what else of it is to be decided, and it has another item for that.",
                  kOwnRule, {meeting.id, review.id});
  }
  for (const ev::ReviewListed& listed : review.listings) {
    const bool there = listed.meeting_id() == meeting.id &&
                       meeting.ItemAbout(listed.item_id(), review.id) != nullptr;
    if (!there || listed.matter() != command.matter()) continue;
    return Refuse(types::v1::ALREADY_DONE,
                  "The review is on this agenda for this matter already. Decide it as that item.",
                  kOwnRule, {meeting.id, listed.item_id()});
  }
  return std::nullopt;
}

}  // namespace

Decision Decide(const cw::ReferCase& command, const Context& context, const CaseReview& review,
                const ChildDeath& death, const Board& board) {
  if (!review.set_up.transfers.empty()) {  // of one that is corrected
    return Refuse(types::v1::WRONG_STAGE,
                  "The lead has passed since: the referral stands as the board made it that "
                  "received it. Say what is otherwise where it is told since, such as in the "
                  "report of the incident.",
                  kOwnRule, {review.id});
  }
  RETURN_IF_REFUSED(board::UnlessSucceeded(board, context));
  if (death.Exists()) {
    RETURN_IF_REFUSED(child_death::UnlessOurs(death, context));
  }
  Decision decision = Recorded<ev::CaseReferred>(command);
  const board::CaseReference reference = {context.board_id, types::v1::CASE_REVIEW,
                                          command.case_reference()};
  if (const auto* was = dynamic_cast<const ev::CaseReferred*>(context.corrected)) {
    // Kept under another one since: what it was referred under is free, and stays so.
    if (!ReferenceOf(review).empty()) return decision;
    const board::CaseReference before = {context.board_id, types::v1::CASE_REVIEW,
                                         was->case_reference()};
    if (!board::IsSame(before, reference)) {
      board::FreeReference(before, review.id, "The review is kept under another one.", context,
                           decision);
    }
  }
  RETURN_IF_REFUSED(board::TakeReference(
      reference, review.id,
      "If it is the same case, go on with that one; otherwise give this one a reference of its "
      "own.",
      context, decision));
  return decision;
}

void Evolve(CaseReview& review, const ev::CaseReferred& event, const Fact& fact) {
  review.lead_board_id = fact.body.board_id();
  review.referral = event;
  review.Reach(clocks::kIncident, event.incident_on(), fact);
  review.Reach(clocks::kScrCaseReferred, event.referred_on(), fact);
  review.Reach(clocks::kScrReferredUnnotified, event.referred_on(), fact);
}

Decision Decide(const cw::IdentifyReviewSubject& command, const Context&,
                const CaseReview& review) {
  if (command.given_names().empty() && command.family_name().empty() &&
      !command.has_date_of_birth()) {
    return Refuse(types::v1::NOTHING_TO_CHANGE,
                  "Nothing was said of the child. Give a name or the date of birth.", kOwnRule,
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
  RETURN_IF_REFUSED(UnlessOfItsOwn(review));
  RETURN_IF_REFUSED(UnlessOnceMore(command, meeting, review));
  RETURN_IF_REFUSED(meeting::ListItem(command, {item_id, types::v1::CASE_REVIEW, review.id, true},
                                      context, meeting, decision));
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
  RETURN_IF_REFUSED(UnlessOfItsOwn(review));
  RETURN_IF_REFUSED(meeting::UnlessMeetingOf(types::v1::CASE_REVIEW_SUBGROUP, meeting, board));
  const absl::CivilDay recommended = DayOf(command.recommended_on());
  const FoundKind kind = KindOf(review, board, command.option(), recommended);
  if (kind.rejection) return *kind.rejection;
  RETURN_IF_REFUSED(
      UnlessCriteriaHold(command.criteria(), *kind.datum, review, board, recommended));
  const meeting::FoundItem item = meeting::FindItem(meeting, command.item_id(), review.id);
  if (item.rejection) return *item.rejection;
  RETURN_IF_REFUSED(UnlessNobodyInvolvedSat(review, meeting, item.item_id));
  RETURN_IF_REFUSED(meeting::UnlessQuorate(meeting, item.item_id, review.id,
                                           clocks::EndOfDay(recommended, context.london),
                                           context.london));
  RETURN_IF_REFUSED(
      meeting::UnlessCarried(meeting, item.item_id, command.votes_for(), command.votes_against()));
  RETURN_IF_REFUSED(
      UnlessInOrder("the recommendation", recommended,
                    {{"the meeting", clocks::DayOf(meeting.starts_at, context.london)},
                     {"the case was referred", review.ReferredOn()}}));
  Decision decision;
  decision.Add<ev::SubgroupRecommended>(command).set_item_id(item.item_id);
  return decision;
}

void Evolve(CaseReview& review, const ev::SubgroupRecommended& event, const Fact& fact) {
  review.recommendations.push_back(event);
  review.decided_at.push_back({event.meeting_id(), event.item_id(), fact.event_id});
  review.Reach(clocks::kScrRecommended, event.recommended_on(), fact);
}

Decision Decide(const cw::DecideOnReview& command, const Context& context, const CaseReview& review,
                const Board& board) {
  RETURN_IF_REFUSED(UnlessOfItsOwn(review));
  const ReviewDecision* corrected = CorrectedDecision<ev::ReviewDecided>(review, context);
  RETURN_IF_REFUSED(UnlessDecidedAlike(command.option(), corrected));
  const ReviewDecision* standing = review.Standing();
  if (standing != nullptr && corrected == nullptr) {
    return Refuse(types::v1::ALREADY_DONE,
                  "It has been decided on. Have the decision reversed on new evidence, naming the "
                  "one that stands.",
                  kOwnRule, {review.id, standing->decision_id});
  }
  if (command.option() == types::v1::NO_REVIEW && corrected == nullptr &&
      !(review.terms.empty() && review.drafts.empty())) {
    // Only by correcting: nothing of a review is done before it was decided on.
    return Refuse(types::v1::WRONG_STAGE,
                  "Work on the review has been done, and it stands on the decision that there is "
                  "one. Have the decision reversed on new evidence, or abandon the review.",
                  kOwnRule, {review.id});
  }
  return Decided<ev::ReviewDecided>(command, review, board);
}

void Evolve(CaseReview& review, const ev::ReviewDecided& event, const Fact& fact) {
  review.decisions.push_back(FromEvent(event, fact));
  const auto awaited_after = [&](const clocks::Milestone& one) {
    return one.name == clocks::kScrDecisionAwaited && one.when.earliest > DayOf(event.decided_on());
  };
  const auto& milestones = review.clock_facts.milestones;
  if (std::any_of(milestones.begin(), milestones.end(), awaited_after)) {
    // Recorded late: it was made before the notice, of the case as it was referred.
    review.TakeBack(clocks::kScrDecisionAwaited);
    review.Reach(clocks::kScrReferredUnnotified, review.referral.referred_on(), fact);
  }
  review.Reach(MilestoneOf(event), event.decided_on(), fact);
}

// Against a review, it withdraws what agencies were still asked for: a new decision in favour of
// one asks anew. What was listed for a meeting stays on its agenda, where the reversal is told.
Decision Decide(const cw::ReverseDecision& command, const Context& context,
                const CaseReview& review, const Board& board) {
  RETURN_IF_REFUSED(UnlessOfItsOwn(review));
  const ReviewDecision* corrected = CorrectedDecision<ev::ReviewDecisionReversed>(review, context);
  RETURN_IF_REFUSED(UnlessDecidedAlike(command.option(), corrected));
  const ReviewDecision* standing =
      corrected == nullptr ? review.Standing() : review.FindDecision(corrected->prior_decision_id);
  if (standing == nullptr) {
    return Refuse(types::v1::NO_DECISION, "There is no decision to reverse. Record one first.",
                  kOwnRule, {review.id});
  }
  if (command.prior_decision_id() != standing->decision_id) {
    return Refuse(types::v1::UNKNOWN_REFERENCE,
                  "This is not the decision that stands. Name the latest one.", kOwnRule,
                  {command.prior_decision_id(), standing->decision_id});
  }
  if (!review.publications.empty() && corrected == nullptr) {
    return Refuse(types::v1::WRONG_STAGE,
                  "The report of the review is published, and no decision can undo that. Take the "
                  "review up again, or refer the case anew.",
                  kOwnRule, {review.id});
  }
  if (command.option() == standing->option) {
    return Refuse(
        types::v1::NOTHING_TO_CHANGE,
        "This is what was decided already. Choose another option, or leave the decision as it is.",
        kOwnRule, {standing->decision_id});
  }
  RETURN_IF_REFUSED(UnlessInOrder("the reversal", DayOf(command.decided_on()),
                                  "the decision it reverses", standing->decided_on));
  if (DayOf(command.facts_as_of()) < standing->facts_as_of) {
    return Refuse(types::v1::NO_NEW_EVIDENCE,
                  absl::StrCat("The decision that stands already rests on what was known on ",
                               clocks::DateWords(standing->facts_as_of),
                               ". Say as of which later day the new evidence was known."),
                  kOwnRule, {standing->decision_id});
  }
  // New is what the decider did not know, however long ago it arose.
  const types::v1::Date& known_on =
      command.has_evidence_known_on() ? command.evidence_known_on() : command.evidence_on();
  const absl::StatusOr<clocks::DayRange> known = clocks::ToDayRange(known_on);
  if (known.ok() && known->latest <= standing->facts_as_of) {
    return Refuse(types::v1::NO_NEW_EVIDENCE,
                  absl::StrCat("This evidence is not new: the decision that stands rests on what "
                               "was known on ",
                               clocks::DateWords(standing->facts_as_of),
                               ". Name what came to be known after that day, and when."),
                  kOwnRule, {standing->decision_id});
  }
  if (command.has_evidence_known_on()) {
    RETURN_IF_REFUSED(UnlessInOrder("when the evidence came to be known",
                                    DayOf(command.evidence_known_on()), "it arose",
                                    DayOf(command.evidence_on())));
  }
  RETURN_IF_REFUSED(UnlessInOrder("the day of what was known", DayOf(command.facts_as_of()),
                                  "the evidence came to be known", DayOf(known_on)));
  Decision decision = Decided<ev::ReviewDecisionReversed>(command, review, board);
  // One that is put right withdrew them when it was told.
  const bool withdraws = command.option() == types::v1::NO_REVIEW && corrected == nullptr;
  if (decision.rejection() || !withdraws) return decision;
  WithdrawOpenContributions(command, command.decided_on(), review, decision);
  return decision;
}

void Evolve(CaseReview& review, const ev::ReviewDecisionReversed& event, const Fact& fact) {
  ReviewDecision decision = FromEvent(event, fact);
  decision.prior_decision_id = event.prior_decision_id();
  decision.new_evidence = event.new_evidence();
  review.decisions.push_back(std::move(decision));
  review.set_up.abandoned.reset();
  OpenAgain(review);
  review.Reach(clocks::kScrDecisionReversed, event.decided_on(), fact);
  if (event.option() == types::v1::NO_REVIEW) {
    review.planned.reset();
    review.TakeBack(clocks::kPublicationPlanned);
  }
  review.Reach(MilestoneOf(event), event.decided_on(), fact);
}

Decision Decide(const cw::NotifyDecision& command, const Context&, const CaseReview& review,
                const Board& board) {
  const ReviewDecision& told = *review.FindDecision(command.decision_id());
  const absl::CivilDay sent = DayOf(command.sent_on());
  RETURN_IF_REFUSED(UnlessInOrder("the notice", sent, "the decision", told.decided_on));
  RETURN_IF_REFUSED(UnlessRecipient(
      review, board, {told.milestone, sent, command.recipient(), &command.recipient_because()}));
  std::set<std::string> owed = RecipientsOf(review, board, told.milestone, sent);
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
  if (told->milestone == clocks::kScrDecidedNo) {
    review.Reach(clocks::kScrNoReported, event.sent_on(), fact);
  }
}

void RegisterConsideration(WorkflowTable& table) {
  table.Events<CaseReview, ev::CaseReferred, ev::ReviewSubjectIdentified, ev::ReviewListed,
               ev::SubgroupRecommended, ev::ReviewDecided, ev::ReviewDecisionReversed,
               ev::DecisionNotified>();
  table.Command<cw::ReferCase, CaseReview, ChildDeath, Board>();
  table.LoadBeside(&board::ReferencesBeside<cw::ReferCase, CaseReview>);
  table.LoadBeside(&board::SuccessorOf<cw::ReferCase>);
  table.Command<cw::IdentifyReviewSubject, CaseReview>();
  table.Command<cw::ListCaseReview, Meeting, CaseReview>();
  table.Command<cw::RecordSubgroupRecommendation, CaseReview, Meeting, Board>();
  table.Command<cw::DecideOnReview, CaseReview, Board>();
  table.Command<cw::ReverseDecision, CaseReview, Board>();
  table.Command<cw::NotifyDecision, CaseReview, Board>();
}

}  // namespace candour::workflows::case_review
