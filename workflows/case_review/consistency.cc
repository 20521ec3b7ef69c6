// What of a review cannot be so together, however its parts came to be recorded.
#include <algorithm>

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
    if (notice.acknowledged) {
      order.Expect(notice.acknowledged->acknowledged_on(), notice.record.sent_on(),
                   "A notification would be acknowledged before it was sent.", id);
    }
    if (notice.withdrawn && review.incident.withdrawn) {
      order.Expect(review.incident.withdrawn->withdrawn_on(), notice.record.sent_on(),
                   "The notification would be withdrawn before it was sent.", id);
    }
  }
  const std::optional<absl::CivilDay> told = FirstNoticeOf(review);
  for (const ev::RapidReviewSubmitted& submitted : rapid.submissions) {
    if (!told) break;
    order.Expect(DayOf(submitted.submitted_on()), *told,
                 "The rapid review would be submitted before any notification.");
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
    order.Expect(decision.decided_on, review.ReferredOn(),
                 "The review would be decided on before the case was referred.",
                 decision.decision_id);
    if (i == 0) continue;
    const ReviewDecision& before = review.decisions[i - 1];
    order.Expect(decision.decided_on, before.decided_on,
                 "The decision would be reversed before it was made.", decision.decision_id);
    order.Expect(decision.facts_as_of, before.facts_as_of,
                 "The decision would be reversed on less than what was known to it.",
                 decision.decision_id);
  }
  for (const ev::DecisionNotified& notice : review.notices) {
    const ReviewDecision* told = review.FindDecision(notice.decision_id());
    if (told == nullptr) continue;
    order.Expect(DayOf(notice.sent_on()), told->decided_on,
                 "The decision would be announced before it was made.", notice.decision_id());
  }
  const ReviewDecision* standing = review.Standing();
  if (standing == nullptr) return;
  if (!review.terms.empty()) {
    order.Expect(DayOf(review.terms.front().approved_on()), review.decisions.front().decided_on,
                 "Terms of reference would be approved before the review was decided on.");
  }
  if (standing->option == types::v1::NO_REVIEW && !review.publications.empty()) {
    order.Add("A report would be published of a review that was decided against.",
              standing->decision_id);
  }
}

void OfTheContributions(const CaseReview& review, Order& order) {
  for (const auto& [id, contribution] : review.contributions) {
    const auto submission_of = [&](uint32_t version) -> const Submission* {
      const bool known = version > 0 && version <= contribution.submissions.size();
      return known ? &contribution.submissions[version - 1] : nullptr;
    };
    for (const Submission& submission : contribution.submissions) {
      order.Expect(submission.submitted_on, contribution.requested_on,
                   "The contribution would be submitted before it was requested.", id);
    }
    for (const ev::ContributionReturned& back : contribution.returns) {
      if (const Submission* came = submission_of(back.version())) {
        order.Expect(DayOf(back.returned_on()), came->submitted_on,
                     "The contribution would be returned before it was submitted.", id);
      }
      if (const Submission* next = submission_of(back.version() + 1)) {
        order.Expect(next->submitted_on, DayOf(back.returned_on()),
                     "The contribution would be submitted again before it was returned.", id);
      }
    }
    for (const ev::ContributionChecked& check : contribution.work.checks) {
      const Submission* came = submission_of(check.version());
      if (came == nullptr) continue;
      order.Expect(DayOf(check.checked_on()), came->submitted_on,
                   "The contribution would be checked before it was submitted.", id);
    }
    if (!contribution.accepted) continue;
    if (contribution.Latest() == nullptr) {
      order.Add("A contribution would be accepted that was not submitted.", id);
      continue;
    }
    order.Expect(DayOf(contribution.accepted->accepted_on()), contribution.Latest()->submitted_on,
                 "The contribution would be accepted before it was submitted.", id);
  }
}

// Of one version: drafted, endorsed, accepted, and looked at by others.
void OfTheVersion(const CaseReview& review, const OverviewDraft& draft, Order& order) {
  if (draft.endorsed) {
    order.Expect(draft.endorsed->endorsed_on(), draft.record.drafted_on(),
                 "A version of the report would be endorsed before it was drafted.");
  }
  if (!draft.accepted) return;
  const types::v1::Date& accepted = draft.accepted->accepted_on();
  // An acceptance that waited counts by an endorsement of a later day.
  if (draft.endorsed && draft.counts_by_event_id == draft.accepted_event_id) {
    order.Expect(accepted, draft.endorsed->endorsed_on(),
                 "The report would be accepted before it was endorsed.");
  }
  const uint32_t version = draft.record.version();
  for (const SentForEvaluation& submitted : review.submissions) {
    if (submitted.record.version() != version) continue;
    order.Expect(submitted.record.submitted_on(), accepted,
                 "The report would be submitted for evaluation before the Board accepted it.");
  }
  for (const ev::ReconsiderationDirected& directed : review.directions) {
    if (directed.version() != version) continue;
    order.Expect(directed.directed_on(), accepted,
                 "The report would have to be done again before the Board accepted it.");
  }
  for (const ev::AdvanceCopySent& copy : review.advance_copies) {
    if (copy.version() != version) continue;
    order.Expect(copy.sent_on(), accepted,
                 "A copy would have gone ahead before the Board accepted the report.");
  }
}

void OfTheReport(const CaseReview& review, Order& order) {
  const OverviewDraft* first = nullptr;
  for (const OverviewDraft& draft : review.drafts) {
    OfTheVersion(review, draft, order);
    if (draft.accepted && first == nullptr) first = &draft;
  }
  for (const auto& [id, comment] : review.writing.comments) {
    if (!comment.answered) continue;
    order.Expect(comment.answered->answered_on(), comment.record.made_on(),
                 "A comment on the facts would be answered before it was made.", id);
  }
  for (const ev::EvaluationReceived& judged : review.evaluations) {
    if (const auto submitted = FirstSubmittedOn(review, judged.version())) {
      order.Expect(DayOf(judged.received_on()), *submitted,
                   "The report would be judged before it was submitted.");
    }
  }
  if (review.publication.withheld && first != nullptr) {
    order.Expect(review.publication.withheld->decided_on(), first->accepted->accepted_on(),
                 "The report would be kept back before the Board accepted it.");
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
  for (const ev::ReportTakenDown& down : review.publication.taken_down) {
    const auto published =
        std::find_if(review.publications.begin(), review.publications.end(), [&](const auto& one) {
          return one.form() == down.form() && one.document_sha256() == down.document_sha256();
        });
    if (published == review.publications.end()) continue;
    order.Expect(down.taken_down_on(), published->published_on(),
                 "The report would be taken down before it was published.");
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

void OfTheEnd(const CaseReview& review, Order& order) {
  if (!review.closing.closed) return;
  const absl::CivilDay closed = DayOf(review.closing.closed->closed_on());
  for (const ev::ReportPublished& published : review.publications) {
    order.Expect(closed, DayOf(published.published_on()),
                 "The review would be closed before its report was published.");
  }
  if (review.publication.withheld) {
    order.Expect(closed, DayOf(review.publication.withheld->decided_on()),
                 "The review would be closed before it was decided not to publish.");
  }
  for (const auto& [id, plan] : review.closing.plans) {
    if (!plan.closed_on) continue;
    order.Expect(closed, *plan.closed_on, "The review would be closed before its action plan was.",
                 id);
  }
}

}  // namespace

std::vector<Contradiction> CaseReview::Contradictions() const {
  Order order;
  OfTheIncident(*this, order);
  OfTheDecisions(*this, order);
  OfTheContributions(*this, order);
  OfTheReport(*this, order);
  OfTheEnd(*this, order);
  return std::move(order).Take();
}

}  // namespace candour::workflows::case_review
