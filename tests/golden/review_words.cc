#include "tests/golden/review_words.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tests/golden/lines.h"
#include "workflows/dates.h"
#include "workflows/words.h"

namespace candour::tests {

using workflows::Key;
using workflows::case_review::CaseReview;

namespace {

void TellIncident(const CaseReview& review, std::string& out) {
  const auto& incident = review.incident;
  if (incident.reported) Line(out, "incident in ", incident.reported->area_of_incident());
  for (const auto& [id, notice] : incident.notices) {
    Line(out, "notice ", id, " to ", notice.record.recipient(),
         notice.acknowledged ? ", acknowledged" : "", incident.withdrawn ? ", withdrawn" : "");
  }
  for (const auto& [id, subject] : incident.subjects) {
    Line(out, "subject ", id, " as ", Key(subject.record.role()), subject.named ? ", named" : "",
         subject.removed ? ", removed" : "", ", residences ", subject.residences.size(),
         ", offered ", subject.offers.size(), subject.deferred ? ", deferred" : "",
         subject.declined ? ", declined" : "", ", heard ", subject.heard.size(), ", told ",
         subject.shared.size());
  }
  const auto& rapid = incident.rapid_review;
  if (rapid.started) {
    Line(out, "rapid review: submitted ", rapid.submissions.size(), ", answered ",
         rapid.answers.size());
  }
}

void TellConsideration(const CaseReview& review, std::string& out) {
  const auto& considered = review.consideration;
  for (const auto& [id, request] : considered.requests) {
    Line(out, "asked ", request.record.agency_id(), request.received ? ", answered" : "");
  }
  for (const auto& [id, advice] : considered.advice) {
    Line(out, "advice on ", advice.record.decision_id(), advice.answered ? ", answered" : "");
  }
  for (const auto& [id, action] : considered.safety_actions) {
    Line(out, "safety action of ", action.record.agency_id(), action.taken ? ", taken" : "");
  }
  for (const auto& [id, other] : considered.alternatives) {
    Line(out, "instead ", Key(other.record.option()), other.completed ? ", done" : "");
  }
  for (const auto& other : considered.national_reviews) Line(out, "nationally ", other.reference());
}

void TellLeading(const CaseReview& review, std::string& out) {
  const auto& leading = review.set_up;
  for (const auto& area : leading.areas) Line(out, "lead area ", area.area_code());
  for (const auto& transfer : leading.transfers) Line(out, "lead to ", transfer.to_board_id());
  for (const auto& other : leading.contributors) Line(out, "contributes ", other.board_name());
  if (leading.panel) {
    Line(out, "panel under ", leading.panel->chair_person_id(), " with ",
         absl::StrJoin(leading.panel->member_person_ids(), ", "));
  }
  for (const auto& reviewer : leading.reviewers) {
    Line(out, "reviewer ", reviewer.role(), " ", reviewer.person_id());
  }
  if (leading.combined) Line(out, "goes on in ", leading.combined->into_review_id());
  if (!leading.split_from.empty()) Line(out, "split from ", leading.split_from);
  for (const std::string& into : leading.split_into) Line(out, "split into ", into);
  if (!leading.taken_in.empty()) Line(out, "took in ", absl::StrJoin(leading.taken_in, ", "));
  if (leading.abandoned) Line(out, "abandoned: ", leading.abandoned->reason());
  for (const auto& again : leading.reopenings) Line(out, "taken up again: ", again.trigger());
}

void TellContributions(const CaseReview& review, std::string& out) {
  for (const auto& [id, contribution] : review.contributions) {
    const auto& work = contribution.work;
    const size_t done = work.secured.size() + work.exceptions.size() + work.interviews.size() +
                        work.deferred.size() + work.checks.size() + work.escalations.size();
    if (done == 0 && !contribution.refused) continue;
    Line(out, "work on ", id, ": secured ", work.secured.size(), ", excepted ",
         work.exceptions.size(), ", interviews ", work.interviews.size(), ", deferred ",
         work.deferred.size(), ", checks ", work.checks.size(), ", escalated ",
         work.escalations.size(), contribution.refused ? ", refused" : "");
  }
  for (const auto& late : review.late_evidence) Line(out, "late: ", late.evidence());
  for (const auto& [id, comment] : review.writing.comments) {
    Line(out, "comment on ", comment.record.version(), comment.answered ? ", answered" : "");
  }
  for (const auto& [id, finding] : review.writing.findings) Line(out, "found ", finding.finding());
  for (const auto& summary : review.writing.summaries) {
    Line(out, "summary of ", summary.version());
  }
  for (const auto& response : review.writing.responses) {
    Line(out, "response: ", response.response());
  }
  for (const auto& addendum : review.writing.addenda) Line(out, "addendum: ", addendum.reason());
}

void TellPublication(const CaseReview& review, std::string& out) {
  const auto& publication = review.publication;
  for (const auto& [id, passage] : publication.redactions) {
    Line(out, "redacted ", passage.record.from_character(), " to ", passage.record.to_character(),
         ": ", Key(passage.record.ground()), passage.lifted ? ", taken back" : "");
  }
  for (const auto& approval : publication.approvals) {
    Line(out, "approved as ", Key(approval.form()), " ", approval.document().sha256());
  }
  std::set<std::string> told;
  for (const auto& turn : publication.turns) {
    const bool lapsed = publication.HasLapsed(turn.form, turn.sha256, absl::CivilDay::max());
    if (!lapsed || !told.insert(absl::StrCat(Key(turn.form), turn.sha256)).second) continue;
    Line(out, "approval lapsed: ", Key(turn.form), " ", turn.sha256);
  }
  for (const auto& [id, embargo] : publication.embargoes) {
    const std::string looks =
        embargo.looks.empty() ? "" : absl::StrCat(", looked at ", embargo.looks.size());
    Line(out, "embargo: ", Key(embargo.record.cause()), looks, embargo.lifted ? ", lifted" : "");
  }
  for (const auto& direction : review.directions) Line(out, "redo, said ", direction.by());
  for (const auto& [id, advice] : review.consideration.advice) {
    if (advice.record.publication_decision_id().empty()) continue;
    Line(out, "advised of ",
         Text(workflows::DayOf(publication.decisions.at(advice.record.publication_decision_id()))));
  }
  if (publication.withheld) Line(out, "not published: ", publication.withheld->reasons());
  for (const auto& down : publication.taken_down) Line(out, "taken down ", Key(down.form()));
  for (const auto& [id, disclosure] : publication.disclosures) {
    const bool listed = disclosure.record.to() != types::v1::DISCLOSURE_TO_UNSPECIFIED;
    Line(out, "disclosure ", listed ? Key(disclosure.record.to()) : disclosure.record.recipient(),
         disclosure.ordered ? ", ordered" : "", ", made ", disclosure.made.size(),
         disclosure.refused ? ", refused" : "");
  }
  for (const auto& [id, event] : review.learning.events) {
    Line(out, "learning event for ", event.record.audience(), event.evaluated ? ", judged" : "");
  }
  for (const auto& brief : review.learning.briefs) Line(out, "brief ", brief.title());
  if (!review.learning.costs.empty()) Line(out, "cost ", review.learning.CostInPence());
}

void TellBeside(const CaseReview& review, std::string& out) {
  for (const auto& [id, process] : review.beside.processes) {
    Line(out, "beside it ", process.Name(), ", put off ", process.put_off.size(),
         process.concluded ? ", ended" : "", process.record.shares_chronology() ? ", shared" : "");
  }
  for (const auto& [id, hold] : review.beside.holds) {
    Line(out, "hold for ", review.beside.WordsOf(hold), ": steps ", hold.record.steps_size(),
         ", looks ", hold.looks.size(), hold.released ? ", released" : "");
  }
  for (const auto& [id, plan] : review.closing.plans) {
    Line(out, "plan ", id, plan.closed_on ? ", closed" : ", open");
  }
  for (const auto& [id, tie] : review.family.ties) {
    Line(out, "tie ", tie.record.from_subject_id(), " ", Key(tie.record.tie()), " ",
         tie.record.to_subject_id(), tie.ended ? ", ended" : "",
         tie.struck_out ? ", struck out" : "");
  }
  for (const auto& genogram : review.family.issued) {
    Line(out, "genogram ", genogram.version(), ": ties ", genogram.tie_ids_size());
  }
  if (review.closing.closed)
    Line(out, "closed on the word of ", review.closing.closed->authority());
}

}  // namespace

std::string ReviewWords(const CaseReview& review) {
  std::string out;
  Line(out, review.referral.case_reference(), " of ", review.lead_board_id, ": ", StageOf(review),
       "; referred ", Text(review.ReferredOn()), "; identified: ", review.subject ? "yes" : "no");
  Line(out, "listed ", review.listings.size(), ", recommended ", review.recommendations.size(),
       ", terms ", review.terms.size(), ", published ", review.publications.size(), ", evaluated ",
       review.evaluations.size());
  for (const auto& decision : review.decisions) {
    Line(out, "decision ", decision.decision_id, " after ", decision.prior_decision_id, ": ",
         Key(decision.option), " by ", decision.decider_person_id, " in ", decision.decider_seat_id,
         " on ", Text(decision.decided_on), " as of ", Text(decision.facts_as_of), ", under ",
         decision.edition);
  }
  for (const auto& notice : review.notices) {
    Line(out, "notice of ", notice.decision_id(), " to ", notice.recipient(),
         notice.owed() ? ", owed" : "");
  }
  for (const auto& [person, declared] : review.involvements) {
    Line(out, "involved ", person, ": ", declared.size());
  }
  for (const auto& [id, contribution] : review.contributions) {
    Line(out, "contribution ", id, ": ", Key(contribution.kind), " of ", contribution.agency_id,
         " for ", Text(contribution.due_on), "; nominations ", contribution.nominations.size(),
         ", submissions ", contribution.submissions.size(), ", returns ",
         contribution.returns.size(), "; terms ", contribution.terms_version, ", re-opened ",
         Text(contribution.reopened_on), contribution.accepted ? ", accepted" : "",
         contribution.waived ? ", waived" : "", contribution.withdrawn ? ", withdrawn" : "");
  }
  for (const auto& draft : review.drafts) {
    Line(out, "draft ", draft.record.version(), " by ", draft.record.author_person_id(),
         draft.endorsed ? ", endorsed" : "", draft.accepted ? ", accepted" : "",
         draft.waiting ? ", accepted and waiting: " : "",
         draft.waiting ? draft.waiting->because : "");
  }
  for (const auto& submitted : review.submissions) {
    Line(out, "submitted ", submitted.record.version(), " to ", submitted.record.evaluator());
  }
  for (const auto& copy : review.advance_copies) {
    Line(out, "advance copy to ", copy.recipient(), copy.completes() ? ", the last" : "",
         copy.version() == 0 ? "" : absl::StrCat(" of version ", copy.version()));
  }
  if (review.planned)
    Line(out, "planned for ", Text(workflows::DayOf(review.planned->publish_on())));
  TellIncident(review, out);
  TellConsideration(review, out);
  TellLeading(review, out);
  TellContributions(review, out);
  TellPublication(review, out);
  TellBeside(review, out);
  return out;
}

}  // namespace candour::tests
