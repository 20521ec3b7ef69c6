#include "workflows/case_review/author_independence.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "workflows/words.h"

namespace candour::workflows::case_review {
namespace {

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

}  // namespace

std::optional<Rejection> UnlessIndependent(const CaseReview& review,
                                           const events::v1::AuthorNominated& nomination,
                                           const board::Board& board, absl::CivilDay today) {
  const absl::StatusOr<const ReviewConduct*> conduct =
      board.editions.ConductFor({review.ReferredOn(), today});
  for (const Ground& ground : kGrounds) {
    const ReviewConduct::ImrCondition* condition =
        ConditionOf(conduct.ok() ? *conduct : nullptr, ground.condition);
    if (condition == nullptr && !ground.under_every_edition) continue;
    const types::v1::YesNo answer = (nomination.*ground.declared)();
    const bool involved = answer == types::v1::YES ||
                          DeclaredSince(review, nomination.person_id(), ground.involvement);
    if (!involved && answer == types::v1::NO) continue;
    return Refuse(
        types::v1::AUTHOR_NOT_INDEPENDENT,
        absl::StrCat(
            involved ? "The author is not independent: " : "It is not known of the author: ",
            Words(ground.involvement), ". ",
            involved ? "Nominate somebody who had no part in the case."
                     : "Find out and nominate them again, or nominate somebody else."),
        condition == nullptr
            ? kSource
            : absl::StrCat(condition->source().document(), ", ", condition->source().paragraph()),
        {nomination.person_id()});
  }
  return std::nullopt;
}

}  // namespace candour::workflows::case_review
