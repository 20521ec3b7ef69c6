// What of a review cannot be so together, however its parts came to be recorded.
#include "workflows/case_review/parts.h"
#include "workflows/consistent.h"
#include "workflows/dates.h"

namespace candour::workflows::case_review {

namespace ev = events::v1;

namespace {

void OfTheIncident(const CaseReview& review, Order& order) {
  const RapidReview& rapid = review.incident.rapid_review;
  for (const auto& [id, notice] : review.incident.notices) {
    if (review.incident.reported) {
      order.Expect(notice.record.sent_on(), review.incident.reported->aware_on(),
                   "The incident would be notified before it was known.", id);
    }
  }
  const std::optional<absl::CivilDay> told = FirstNoticeOf(review);
  for (const ev::RapidReviewSubmitted& submitted : rapid.submissions) {
    if (told && DayOf(submitted.submitted_on()) < *told) {
      order.Add("The rapid review would be submitted before any notification.");
    }
  }
  for (const ev::RapidReviewAnswered& answer : rapid.answers) {
    if (answer.version() == 0 || answer.version() > rapid.submissions.size()) continue;
    order.Expect(answer.answered_on(), rapid.submissions[answer.version() - 1].submitted_on(),
                 "The rapid review would be answered before it was submitted.");
  }
}

void OfTheDecisions(const CaseReview& review, Order& order) {
  for (size_t i = 0; i < review.decisions.size(); ++i) {
    const ReviewDecision& decision = review.decisions[i];
    if (decision.decided_on < review.ReferredOn()) {
      order.Add("The review would be decided on before the case was referred.",
                decision.decision_id);
    }
    if (i > 0 && decision.decided_on < review.decisions[i - 1].decided_on) {
      order.Add("The decision would be reversed before it was made.", decision.decision_id);
    }
  }
  for (const ev::DecisionNotified& notice : review.notices) {
    const ReviewDecision* told = review.FindDecision(notice.decision_id());
    if (told == nullptr || DayOf(notice.sent_on()) >= told->decided_on) continue;
    order.Add("The decision would be announced before it was made.", notice.decision_id());
  }
  const ReviewDecision* standing = review.Standing();
  if (standing == nullptr) return;
  if (!review.terms.empty() &&
      DayOf(review.terms.front().approved_on()) < review.decisions.front().decided_on) {
    order.Add("Terms of reference would be approved before the review was decided on.");
  }
  if (standing->option == types::v1::NO_REVIEW && !review.publications.empty()) {
    order.Add("A report would be published of a review that was decided against.",
              standing->decision_id);
  }
}

void OfTheContributions(const CaseReview& review, Order& order) {
  for (const auto& [id, contribution] : review.contributions) {
    for (const Submission& submission : contribution.submissions) {
      if (submission.submitted_on >= contribution.requested_on) continue;
      order.Add("The contribution would be submitted before it was requested.", id);
    }
    if (!contribution.accepted || contribution.Latest() == nullptr) continue;
    if (DayOf(contribution.accepted->accepted_on()) < contribution.Latest()->submitted_on) {
      order.Add("The contribution would be accepted before it was submitted.", id);
    }
  }
}

void OfTheReport(const CaseReview& review, Order& order) {
  const OverviewDraft* first = nullptr;
  for (const OverviewDraft& draft : review.drafts) {
    if (draft.endorsed) {
      order.Expect(draft.endorsed->endorsed_on(), draft.record.drafted_on(),
                   "A version of the report would be endorsed before it was drafted.");
    }
    if (draft.accepted && first == nullptr) first = &draft;
  }
  for (const ev::ReportPublished& published : review.publications) {
    if (first != nullptr) {
      order.Expect(published.published_on(), first->accepted->accepted_on(),
                   "The report would be published before the Board accepted it.");
    }
    for (const auto& [id, embargo] : review.publication.embargoes) {
      const absl::CivilDay day = DayOf(published.published_on());
      if (day < DayOf(embargo.record.embargoed_on())) continue;
      if (embargo.lifted && day >= DayOf(embargo.lifted->lifted_on())) continue;
      order.Add("The report would be published under an embargo.", id);
    }
  }
  for (const auto& [id, embargo] : review.publication.embargoes) {
    if (!embargo.lifted) continue;
    order.Expect(embargo.lifted->lifted_on(), embargo.record.embargoed_on(),
                 "The embargo would be lifted before it was placed.", id);
    if (embargo.record.cause() == types::v1::COURT_ORDER && !embargo.lifted->by_court()) {
      order.Add("A court's order would be lifted by somebody else than the court.", id);
    }
  }
}

}  // namespace

std::vector<Contradiction> CaseReview::Contradictions() const {
  Order order;
  OfTheIncident(*this, order);
  OfTheDecisions(*this, order);
  OfTheContributions(*this, order);
  OfTheReport(*this, order);
  return std::move(order).Take();
}

}  // namespace candour::workflows::case_review
