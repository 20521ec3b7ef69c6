#include "workflows/case_review/case_review.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "workflows/case_review/parts.h"
#include "workflows/dates.h"

namespace candour::workflows::case_review {

using types::v1::Rejection;

absl::CivilDay CaseReview::ReferredOn() const { return DayOf(referral.referred_on()); }

const ReviewDecision* CaseReview::FindDecision(const std::string& decision_id) const {
  const auto found = std::find_if(
      decisions.begin(), decisions.end(),
      [&](const ReviewDecision& decision) { return decision.decision_id == decision_id; });
  return found == decisions.end() ? nullptr : &*found;
}

const OverviewDraft* CaseReview::FindDraft(uint32_t version) const {
  return version == 0 || version > drafts.size() ? nullptr : &drafts[version - 1];
}

const OverviewDraft* CaseReview::AcceptedReport() const {
  const auto found = std::find_if(drafts.rbegin(), drafts.rend(), [](const OverviewDraft& draft) {
    return draft.accepted.has_value();
  });
  return found == drafts.rend() ? nullptr : &*found;
}

bool IsConcluded(const CaseReview& review) {
  if (!review.publications.empty()) return true;
  return review.Standing() != nullptr && review.Standing()->option == types::v1::NO_REVIEW;
}

std::string StageOf(const CaseReview& review) {
  if (!review.publications.empty()) return "published";
  if (review.AcceptedReport() != nullptr) return "report accepted";
  const ReviewDecision* standing = review.Standing();
  if (standing == nullptr) return review.recommendations.empty() ? "referred" : "recommended";
  if (standing->option == types::v1::NO_REVIEW) return "no review";
  if (!review.drafts.empty()) {
    return review.drafts.back().endorsed ? "overview endorsed" : "overview drafted";
  }
  const bool waits = std::any_of(review.contributions.begin(), review.contributions.end(),
                                 [](const auto& entry) { return !entry.second.Settled(); });
  if (waits) return "collecting contributions";
  return review.terms.empty() ? "decided" : "set up";
}

std::optional<Rejection> UnlessOurs(const CaseReview& review, const Context& context) {
  if (review.lead_board_id == context.board_id) return std::nullopt;
  return Refuse(types::v1::WRONG_BOARD,
                "The case was referred to another board, and that board alone acts on it. Ask its "
                "office.",
                {}, {review.id});
}

std::optional<Rejection> UnlessUnderWay(const CaseReview& review, const Context& context) {
  if (auto refusal = UnlessOurs(review, context)) return refusal;
  const ReviewDecision* standing = review.Standing();
  if (standing == nullptr) {
    return Refuse(types::v1::NO_DECISION,
                  "No review has been decided on. Record the chair's decision first; the "
                  "subgroup's recommendation is not one.",
                  {}, {review.id});
  }
  if (standing->option != types::v1::NO_REVIEW) return std::nullopt;
  return Refuse(types::v1::WRONG_STAGE,
                "The chair decided against a review. If new evidence has come up, have the "
                "decision reversed first.",
                {}, {review.id, standing->decision_id});
}

std::optional<Rejection> UnlessLedHere(const CaseReview& review, const Context& context) {
  if (auto refusal = UnlessUnderWay(review, context)) return refusal;
  if (review.Standing()->option != types::v1::CONTRIBUTE_ELSEWHERE) return std::nullopt;
  return Refuse(types::v1::WRONG_STAGE,
                "Another board leads this review, and it writes and publishes the report. Here "
                "only the contributions of your agencies are kept.",
                {}, {review.id});
}

void Register(WorkflowTable& table) {
  RegisterConsideration(table);
  RegisterSetUp(table);
  RegisterContributions(table);
  RegisterReport(table);
}

}  // namespace candour::workflows::case_review
