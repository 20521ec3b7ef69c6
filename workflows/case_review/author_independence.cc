#include "workflows/case_review/author_independence.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "workflows/case_review/parts.h"
#include "workflows/meeting/meeting.h"
#include "workflows/refusals.h"
#include "workflows/words.h"

namespace candour::workflows::case_review {
namespace {

using board::Board;
using types::v1::Rejection;
using types::v1::ReviewConduct;

struct Ground {
  types::v1::Involvement involvement;
  types::v1::YesNo (events::v1::AuthorNominated::*declared)() const;
  ReviewConduct::Independence condition;
  bool under_every_edition;
};

constexpr Ground kGrounds[] = {
    {types::v1::DIRECTLY_INVOLVED, &events::v1::AuthorNominated::directly_involved,
     ReviewConduct::NOT_INVOLVED, true},
    {types::v1::MANAGED_PRACTITIONER, &events::v1::AuthorNominated::line_manager_of_involved,
     ReviewConduct::NOT_LINE_MANAGER, true},
    {types::v1::GAVE_ADVICE, &events::v1::AuthorNominated::gave_advice,
     ReviewConduct::GAVE_NO_ADVICE, false},
};

constexpr char kSource[] = "Working Together 2006 and 2010, chapter 8";

// The edition's condition on the author; null if it makes none of this kind.
const ReviewConduct::ImrCondition* ConditionOf(const ReviewConduct* conduct,
                                               ReviewConduct::Independence wanted) {
  if (conduct == nullptr) return nullptr;
  for (const ReviewConduct::ImrCondition& condition : conduct->imr_author()) {
    if (condition.condition() == wanted) return &condition;
  }
  return nullptr;
}

bool DeclaredSince(const CaseReview& review, const std::string& person_id,
                   types::v1::Involvement involvement) {
  const auto declared = review.involvements.find(person_id);
  if (declared == review.involvements.end()) return false;
  return std::any_of(
      declared->second.begin(), declared->second.end(),
      [&](const auto& declaration) { return declaration.involvement() == involvement; });
}

// Whether somebody answers for letting them stand, in spite of all that was declared by now.
bool IsExcepted(const CaseReview& review, const events::v1::AuthorNominated& nomination) {
  const auto contribution = review.contributions.find(nomination.contribution_id());
  if (contribution == review.contributions.end()) return false;
  const auto& exceptions = contribution->second.work.exceptions;
  const auto excepted = exceptions.find(nomination.person_id());
  if (excepted == exceptions.end()) return false;
  const auto declared = review.involvements.find(nomination.person_id());
  const size_t known = declared == review.involvements.end() ? 0 : declared->second.size();
  return excepted->second.declarations == known;
}

// What they answered when nominated, or when nominated again to answer what was left open.
types::v1::YesNo AnswerOf(const CaseReview& review, const Ground& ground,
                          const events::v1::AuthorNominated& nomination) {
  const types::v1::YesNo answer = (nomination.*ground.declared)();
  const auto contribution = review.contributions.find(nomination.contribution_id());
  const bool answered = answer == types::v1::YES || answer == types::v1::NO;
  if (answered || contribution == review.contributions.end()) return answer;
  const auto& nominations = contribution->second.nominations;
  const auto again = std::find_if(nominations.rbegin(), nominations.rend(), [&](const auto& one) {
    return one.person_id() == nomination.person_id();
  });
  return again == nominations.rend() ? answer : ((*again).*ground.declared)();
}

const Ground& GroundOf(types::v1::Involvement involvement) {
  return *std::find_if(std::begin(kGrounds), std::end(kGrounds),
                       [&](const Ground& ground) { return ground.involvement == involvement; });
}

}  // namespace

std::vector<AuthorDoubt> DoubtsOf(const CaseReview& review,
                                  const events::v1::AuthorNominated& nomination) {
  std::vector<AuthorDoubt> doubts;
  if (IsExcepted(review, nomination)) return doubts;
  for (const Ground& ground : kGrounds) {
    const types::v1::YesNo answer = AnswerOf(review, ground, nomination);
    const bool declared = answer == types::v1::YES ||
                          DeclaredSince(review, nomination.person_id(), ground.involvement);
    if (declared || answer != types::v1::NO) doubts.push_back({ground.involvement, declared});
  }
  return doubts;
}

const AuthorDoubt* HeldAgainst(const std::vector<AuthorDoubt>& doubts,
                               const ReviewConduct* conduct) {
  const AuthorDoubt* held = nullptr;
  for (const AuthorDoubt& doubt : doubts) {
    const Ground& ground = GroundOf(doubt.involvement);
    if (!ground.under_every_edition && ConditionOf(conduct, ground.condition) == nullptr) continue;
    if (doubt.declared) return &doubt;  // before what is only not known
    if (held == nullptr) held = &doubt;
  }
  return held;
}

namespace {

const ReviewConduct* ConductOf(const CaseReview& review, const Board& board, absl::CivilDay today) {
  const auto conduct = board.editions.ConductFor({review.ReferredOn(), today, board.id});
  return conduct.ok() ? *conduct : nullptr;
}

}  // namespace

std::optional<AuthorDoubt> HeldAgainst(const CaseReview& review,
                                       const events::v1::AuthorNominated& nomination,
                                       const Board& board, absl::CivilDay today) {
  const std::vector<AuthorDoubt> doubts = DoubtsOf(review, nomination);
  if (doubts.empty()) return std::nullopt;
  const AuthorDoubt* held = HeldAgainst(doubts, ConductOf(review, board, today));
  return held == nullptr ? std::nullopt : std::optional(*held);
}

std::optional<Rejection> UnlessIndependent(const CaseReview& review,
                                           const events::v1::AuthorNominated& nomination,
                                           const Board& board, absl::CivilDay today) {
  const std::optional<AuthorDoubt> held = HeldAgainst(review, nomination, board, today);
  if (!held) return std::nullopt;
  const auto* condition =
      ConditionOf(ConductOf(review, board, today), GroundOf(held->involvement).condition);
  return Refuse(
      types::v1::AUTHOR_NOT_INDEPENDENT,
      absl::StrCat(
          held->declared ? "The author is not independent: " : "It is not known of the author: ",
          Words(held->involvement), ". ",
          held->declared ? "Nominate somebody who had no part in the case."
                         : "Find out and nominate them again, or nominate somebody else."),
      condition == nullptr ? kSource : CitationOf(condition->source()), {nomination.person_id()});
}

bool AreHandsInDoubt(const CaseReview& review, const Contribution& contribution) {
  return contribution.accepted && contribution.Latest() != nullptr &&
         (review.involvements.contains(contribution.accepted->accepted_by_person_id()) ||
          review.involvements.contains(contribution.Latest()->signed_off_by_person_id));
}

std::optional<Rejection> UnlessApartFromCase(const CaseReview& review, const std::string& person_id,
                                             const std::string& cannot) {
  const auto declared = review.involvements.find(person_id);
  if (declared == review.involvements.end()) return std::nullopt;
  return Refuse(
      types::v1::CONFLICTED,
      absl::StrCat("They had a part in the case (", Words(declared->second.front().involvement()),
                   ") and cannot ", cannot, ". Name somebody who had none."),
      kOwnRule, {person_id});
}

std::optional<Rejection> UnlessNobodyInvolvedSat(const CaseReview& review,
                                                 const meeting::Meeting& meeting,
                                                 const std::string& item_id) {
  const meeting::Item* item = meeting.ItemAbout(item_id, review.id);
  if (item == nullptr) return std::nullopt;
  for (const meeting::Attendance& present : meeting.PresenceFor(item->id)) {
    if (present.seat_id.empty() || item->recused.contains(present.person_id)) continue;
    const auto declared = review.involvements.find(present.person_id);
    if (declared == review.involvements.end()) continue;
    return Refuse(
        types::v1::CONFLICTED,
        absl::StrCat("Somebody who sat for this item had a part in the case (",
                     Words(declared->second.front().involvement()),
                     "), and takes no part in what is decided of it. Record their interest in the "
                     "item, and evaluate its quorum without them."),
        kOwnRule, {meeting.id, present.person_id});
  }
  return std::nullopt;
}

std::optional<Rejection> UnlessOtherHands(const CaseReview& review, const std::string& person_id,
                                          const std::string& cannot) {
  const auto& reviewers = review.set_up.reviewers;
  const bool appointed = std::any_of(reviewers.begin(), reviewers.end(), [&](const auto& reviewer) {
    return WritesReport(reviewer.role()) && reviewer.person_id() == person_id;
  });
  const bool wrote = std::any_of(
      review.drafts.begin(), review.drafts.end(),
      [&](const OverviewDraft& draft) { return draft.record.author_person_id() == person_id; });
  if (!appointed && !wrote) return std::nullopt;
  return Refuse(types::v1::SAME_HANDS,
                absl::StrCat("They write the report of the review and cannot ", cannot,
                             ". Name somebody else."),
                kOwnRule, {person_id});
}

namespace {

// Whether they chair the panel of this review: as appointed, as it was constituted, or as the body
// named; if none is, any panel of serious case reviews.
bool Chairs(const CaseReview& review, const Board& board, const std::string& person_id,
            const AuthorQuestion& question) {
  const auto& panel = review.set_up.panel;
  if (panel && panel->chair_person_id() == person_id) return true;
  const auto& reviewers = review.set_up.reviewers;
  if (std::any_of(reviewers.begin(), reviewers.end(), [&](const auto& reviewer) {
        return reviewer.role() == kPanelChair && reviewer.person_id() == person_id;
      })) {
    return true;
  }
  if (question.panel_id.empty()) {
    return board.SeatHeldBy(person_id, types::v1::SERIOUS_CASE_REVIEW_PANEL, types::v1::CHAIR,
                            question.on) != nullptr;
  }
  return std::any_of(board.seats.begin(), board.seats.end(), [&](const auto& entry) {
    const board::Seat& seat = entry.second;
    return seat.body_id == question.panel_id && seat.role == types::v1::CHAIR &&
           seat.HeldBy(person_id, question.on);
  });
}

// Why somebody is not apart from the Board, its agencies and the case; blank if they are.
std::string Tie(const CaseReview& review, const std::string& person_id, const Board& board,
                absl::CivilDay on) {
  for (const Ground& ground : kGrounds) {
    if (DeclaredSince(review, person_id, ground.involvement)) return Words(ground.involvement);
  }
  const auto person = board.people.find(person_id);
  if (person != board.people.end() && !person->second.agency_id.empty()) {
    return absl::StrCat("of ", board.AgencyName(person->second.agency_id));
  }
  for (const auto& [id, contribution] : review.contributions) {
    if (contribution.nominations.empty() ||
        contribution.nominations.back().person_id() != person_id) {
      continue;
    }
    return absl::StrCat("author of the contribution of ", board.AgencyName(contribution.agency_id));
  }
  for (const auto& [seat_id, seat] : board.seats) {
    if (!seat.HeldBy(person_id, on) && !seat.DeputisedBy(person_id, on)) continue;
    return absl::StrCat("a member of ", board.BodyName(seat.body_id));
  }
  return "";
}

}  // namespace

std::optional<Rejection> UnlessMayChair(const CaseReview& review, const std::string& person_id,
                                        const Board& board, const Context& context) {
  RETURN_IF_REFUSED(UnlessApartFromCase(review, person_id, "chair the panel of its review"));
  const absl::StatusOr<const ReviewConduct*> conduct =
      board.editions.ConductFor({review.ReferredOn(), context.Today(), board.id});
  if (!conduct.ok() || !(*conduct)->chair_differs_from_author().required()) return std::nullopt;
  std::optional<Rejection> writes = UnlessOtherHands(review, person_id, "chair its panel");
  if (writes) writes->set_source(CitationOf((*conduct)->chair_differs_from_author().source()));
  return writes;
}

std::optional<Rejection> UnlessAuthorIndependent(const CaseReview& review,
                                                 const std::string& person_id, const Board& board,
                                                 const AuthorQuestion& question) {
  const absl::StatusOr<const ReviewConduct*> conduct =
      board.editions.ConductFor({review.ReferredOn(), question.context.Today(), board.id});
  if (!conduct.ok()) return std::nullopt;
  const ReviewConduct::Switch& chair_differs = (*conduct)->chair_differs_from_author();
  if (chair_differs.required() && Chairs(review, board, person_id, question)) {
    return Refuse(types::v1::SAME_HANDS,
                  "The chair of the review's panel cannot be the author of the overview too. Have "
                  "somebody else write it, or chair.",
                  CitationOf(chair_differs.source()), {person_id});
  }
  const ReviewConduct::Switch& independent = (*conduct)->author_independent();
  if (!independent.required()) return std::nullopt;
  const std::string tie = Tie(review, person_id, board, question.on);
  if (tie.empty()) return std::nullopt;
  return Refuse(types::v1::AUTHOR_NOT_INDEPENDENT,
                absl::StrCat("The author of the overview is not independent: ", tie,
                             ". Have it written by somebody who belongs neither to the Board nor "
                             "to its agencies."),
                CitationOf(independent.source()), {person_id});
}

}  // namespace candour::workflows::case_review
