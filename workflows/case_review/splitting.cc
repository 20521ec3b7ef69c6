// One review that becomes two: what was told of the incident, and who it is about, go into another.
#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "workflows/case_review/parts.h"
#include "workflows/dates.h"
#include "workflows/refusals.h"

namespace candour::workflows::case_review {

namespace cw = casework::v1;
namespace ev = events::v1;
using types::v1::Rejection;

namespace {

std::optional<Rejection> UnlessSplittable(const CaseReview& review, const CaseReview& into) {
  if (review.id == into.id) {
    return Refuse(types::v1::CONTRADICTORY,
                  "A review is not split into itself. Refer the other one first, and name it.",
                  kOwnRule, {review.id});
  }
  for (const CaseReview* one : {&review, &into}) {
    RETURN_IF_REFUSED(UnlessOfItsOwn(*one));
    if (!one->closing.closed) continue;
    return Refuse(types::v1::WRONG_STAGE,
                  "A closed review is split no more, nor into a closed one: nothing of it goes on. "
                  "Take it up again first, with the reason.",
                  kOwnRule, {one->id});
  }
  if (!into.incident.reported && into.incident.notices.empty() && into.decisions.empty()) {
    return std::nullopt;
  }
  return Refuse(types::v1::WRONG_STAGE,
                "The other review has an incident or a decision of its own, and dates count from "
                "it. Refer a new one, and split this one into that.",
                kOwnRule, {into.id});
}

// With the days they had: what is due since is due on the same days.
void TellOfIncident(const Incident& incident, const std::string& into, Decision& decision) {
  if (incident.reported) decision.AddTo<ev::IncidentReported>(into, *incident.reported);
  std::vector<const Notice*> notices;
  for (const auto& [id, notice] : incident.notices) {
    if (!notice.withdrawn) notices.push_back(&notice);
  }
  std::stable_sort(notices.begin(), notices.end(), [](const Notice* a, const Notice* b) {
    return std::pair(DayOf(a->record.sent_on()), a->record.completes()) <
           std::pair(DayOf(b->record.sent_on()), b->record.completes());
  });
  for (const Notice* notice : notices) {
    auto& told = decision.AddTo<ev::IncidentNotified>(into, notice->record);
    told = notice->record;
    if (notice->acknowledged) {
      decision.AddTo<ev::NotificationAcknowledged>(into, *notice->acknowledged);
    }
  }
  const RapidReview& rapid = incident.rapid_review;
  if (rapid.started) decision.AddTo<ev::RapidReviewStarted>(into, *rapid.started);
  for (size_t i = 0; i < rapid.submissions.size(); ++i) {
    decision.AddTo<ev::RapidReviewSubmitted>(into, rapid.submissions[i]);
    for (const ev::RapidReviewAnswered& answer : rapid.answers) {
      if (answer.version() == i + 1) decision.AddTo<ev::RapidReviewAnswered>(into, answer);
    }
  }
}

void Take(const Subject& subject, const std::string& into, Decision& decision) {
  decision.AddTo<ev::SubjectAdded>(into, subject.record);
  if (subject.named) decision.AddTo<ev::SubjectNamed>(into, *subject.named);
  for (const auto& residence : subject.residences) {
    decision.AddTo<ev::ResidenceEstablished>(into, residence);
  }
}

}  // namespace

Decision Decide(const cw::SplitReview& command, const Context&, const CaseReview& review,
                const CaseReview& into) {
  RETURN_IF_REFUSED(UnlessSplittable(review, into));
  RETURN_IF_REFUSED(UnlessInOrder(
      "the split", DayOf(command.split_on()),
      {{"the case was referred", review.ReferredOn()}, {"the other referral", into.ReferredOn()}}));
  Decision decision;
  decision.AddTo<ev::ReviewSplit>(review.id, command);
  decision.AddTo<ev::ReviewSplitFrom>(into.id, command).set_from_review_id(review.id);
  TellOfIncident(review.incident, into.id, decision);
  for (const std::string& id : command.subject_ids()) {
    const Subject& subject = review.incident.subjects.at(id);
    if (subject.removed) {
      return Refuse(types::v1::UNKNOWN_REFERENCE,
                    "They are in the review no longer. Name those who are, and go into the other.",
                    kOwnRule, {id});
    }
    Take(subject, into.id, decision);
    auto& removed = decision.AddTo<ev::SubjectRemoved>(review.id, command);
    removed.set_subject_id(id);
    *removed.mutable_removed_on() = command.split_on();
  }
  return decision;
}

void Evolve(CaseReview& review, const ev::ReviewSplit& event, const Fact&) {
  review.set_up.split_into.push_back(event.into_review_id());
}

void Evolve(CaseReview& review, const ev::ReviewSplitFrom& event, const Fact&) {
  review.set_up.split_from = event.from_review_id();
}

void RegisterSplitting(WorkflowTable& table) {
  table.Events<CaseReview, ev::ReviewSplit, ev::ReviewSplitFrom>();
  table.Command<cw::SplitReview, CaseReview, CaseReview>();
}

}  // namespace candour::workflows::case_review
